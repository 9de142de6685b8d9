// SPDX-License-Identifier: Apache-2.0
// Random arrays of every dtype, shape, layout and magnitude, as Swift and Python both see them.

import Weft

/// Memory and how to look at it.
struct ArrayCase {
  var dtype: DType
  var memory: [UInt8]
  var offset: Int
  var shape: [Int]
  var strides: [Int]

  /// Shows the elements to `body`.
  func withView<R>(_ body: (StridedView) -> R) -> R {
    memory.withUnsafeBytes {
      body(
        StridedView(
          dtype: dtype, shape: shape, strides: strides,
          base: UnsafeRawPointer($0.baseAddress!) + offset))
    }
  }

  /// The arguments of the same `np.ndarray`, whose memory begins at `start` of the bytes `blob`.
  func python(memoryAt start: Int) -> String {
    let shape = StridedView.tupleText(shape)
    return "np.ndarray(\(shape), '\(dtype.name)', blob, \(start + offset), "
      + "\(StridedView.tupleText(strides)))"
  }
}

extension ArrayCase {
  /// Makes a random case; one in `summarised` percent has more than a thousand elements.
  static func random(_ random: inout CaseRandom, summarised: Int) -> ArrayCase {
    let dtype = random.pick(DType.allCases)
    let shape = randomShape(&random, large: random.chance(summarised))
    var result = laidOut(shape, dtype, &random)
    fill(&result.memory, dtype, &random)
    return result
  }

  private static func randomShape(_ random: inout CaseRandom, large: Bool) -> [Int] {
    if large {
      return random.pick([
        [1001], [40, 30], [7, 200], [11, 10, 12], [2, 3, 200], [1100, 1], [1, 2000],
      ])
    }
    let ndim = random.pick([0, 1, 1, 1, 2, 2, 3, 4])
    var limit = 40
    return (0..<ndim).map { _ in
      let length = random.chance(4) ? 0 : 1 + random.below(max(min(limit, 14), 1))
      limit /= max(length, 1)
      return length
    }
  }

  /// Lays `shape` out in C or Fortran order, transposed, backwards, with gaps or with repetition.
  private static func laidOut(_ shape: [Int], _ dtype: DType, _ random: inout CaseRandom)
    -> ArrayCase
  {
    var order = Array(shape.indices)
    switch random.below(3) {
    case 0: break
    case 1: order.reverse()
    default: order.shuffle(using: &random)
    }
    let isPlain = random.chance(50)
    var strides = [Int](repeating: 0, count: shape.count)
    var offset = 0
    var step = dtype.itemSize
    for axis in order.reversed() {
      let gap = isPlain ? 1 : random.pick([1, 1, 2, 3])
      strides[axis] = step * gap
      step *= gap * max(shape[axis], 1)
      if !isPlain && random.chance(25) {
        offset += strides[axis] * max(shape[axis] - 1, 0)
        strides[axis].negate()
      } else if !isPlain && random.chance(8) {
        strides[axis] = 0
      }
    }
    return ArrayCase(
      dtype: dtype, memory: [UInt8](repeating: 0, count: max(step, dtype.itemSize)),
      offset: offset, shape: shape, strides: strides)
  }

  private static func fill(
    _ memory: inout [UInt8], _ dtype: DType, _ random: inout CaseRandom
  ) {
    let numbers = NumberStyle(&random)
    memory.withUnsafeMutableBytes { bytes in
      func store<T>(_ make: () -> T) {
        for start in stride(from: 0, to: bytes.count, by: MemoryLayout<T>.size) {
          bytes.storeBytes(of: make(), toByteOffset: start, as: T.self)
        }
      }
      switch dtype {
      case .bool: store { UInt8(random.below(2)) }
      case .int8: store { Int8(truncatingIfNeeded: numbers.integer(&random)) }
      case .uint8: store { UInt8(truncatingIfNeeded: numbers.integer(&random)) }
      case .int16: store { Int16(truncatingIfNeeded: numbers.integer(&random)) }
      case .uint16: store { UInt16(truncatingIfNeeded: numbers.integer(&random)) }
      case .int32: store { Int32(truncatingIfNeeded: numbers.integer(&random)) }
      case .uint32: store { UInt32(truncatingIfNeeded: numbers.integer(&random)) }
      case .int64: store { numbers.integer(&random) }
      case .uint64: store { UInt64(bitPattern: numbers.integer(&random)) }
      case .float16:
        store {
          numbers.isBits
            ? Float16(bitPattern: .random(in: 0 ... .max, using: &random))
            : Float16(numbers.float(&random))
        }
      case .float32, .complex64:
        store {
          numbers.isBits
            ? Float(bitPattern: .random(in: 0 ... .max, using: &random))
            : Float(numbers.float(&random))
        }
      case .float64, .complex128:
        store { numbers.isBits ? Double(bitPattern: random.next()) : numbers.float(&random) }
      }
    }
  }
}

/// One way to choose the numbers of an array, so that they look alike.
struct NumberStyle {
  private enum Kind: CaseIterable {
    case bits, unit, scaled, decimals, whole, halves, powersOfTen, powersOfTwo, wide, constant
  }

  private let kind: Kind
  private let scale: Double
  private let specialPercent: Int
  private let isSigned: Bool
  private let constant: Double

  init(_ random: inout CaseRandom) {
    kind = random.pick(Kind.allCases)
    scale = Double("1e\(random.below(25) - 12)")!
    specialPercent = random.pick([0, 0, 10, 50, 100])
    isSigned = random.chance(60)
    constant = Double.random(in: 0...1000, using: &random)
  }

  var isBits: Bool { kind == .bits }

  func integer(_ random: inout CaseRandom) -> Int64 {
    switch kind {
    case .bits, .wide: return Int64(bitPattern: random.next())
    case .constant: return Int64(constant)
    case .powersOfTen: return Int64("1" + String(repeating: "0", count: random.below(19)))!
    default:
      let value = Int64(random.below(isSigned ? 200 : 12_000))
      return isSigned ? value - 100 : value
    }
  }

  func float(_ random: inout CaseRandom) -> Double {
    if random.chance(specialPercent) {
      return random.pick([.nan, .infinity, -.infinity, 0, -0.0, .nan, 1])
    }
    let value = size(&random)
    return isSigned && random.chance(50) ? -value : value
  }

  private func size(_ random: inout CaseRandom) -> Double {
    let unit = Double.random(in: 0..<1, using: &random)
    switch kind {
    case .bits, .unit: return unit
    case .scaled: return unit * scale
    case .decimals: return (unit * 10000).rounded() / 100
    case .whole: return (unit * 3000).rounded()
    case .halves: return (Double(random.below(2000)) + 0.5) / random.pick([1, 10, 1000, 1e8, 1e9])
    case .powersOfTen: return Double("1e\(random.below(24) - 12)")!
    case .powersOfTwo: return Double(sign: .plus, exponent: random.below(120) - 60, significand: 1)
    case .wide: return Double("\(unit)e\(random.below(600) - 300)") ?? unit
    case .constant: return constant
    }
  }
}
