// SPDX-License-Identifier: Apache-2.0
// Integers of a range, in every integer dtype, as NumPy's `integers` and `randint`.

/// The low or the high ends of ranges, in C order.
struct RangeEnds {
  let shape: [Int]
  /// The ends, floats cut off; an end that is no number or infinite is beyond all dtypes.
  let wholes: [Int128]
  /// The ends before they were cut off, if they are floats.
  let reals: [Double]?

  init(_ parameter: Parameter) throws(ArrayError) {
    func cut(_ real: Double) -> Int128 { Int128(exactly: real.rounded(.towardZero)) ?? .max }
    switch parameter.value {
    case .whole(let value): (shape, wholes, reals) = ([], [value], nil)
    case .real(let value): (shape, wholes, reals) = ([], [cut(value)], [value])
    case .array(let array):
      shape = array.shape
      switch array.dtype.kind {
      case .bool, .signed:
        reals = nil
        wholes = array.withUnsafeBuffer(of: Int64.self) { $0.map { Int128($0) } }
      case .unsigned:
        reals = nil
        wholes = array.withUnsafeBuffer(of: UInt64.self) { $0.map { Int128($0) } }
      case .float:
        let values = array.array(of: Double.self)
        reals = values
        wholes = values.map(cut)
      case .complex:
        throw ArrayError(.type, "int() argument must be a real number, not 'complex'")
      }
    }
  }

  /// Python's `int(x)` of every end throws for what is not finite.
  func requireFinite() throws(ArrayError) {
    for real in reals ?? [] where !real.isFinite {
      if real.isNaN { throw ArrayError(.value, "cannot convert float NaN to integer") }
      throw ArrayError(.overflow, "cannot convert float infinity to integer")
    }
  }

  /// True if an end, not yet cut off, is below `limit`.
  func isAnyBelow(_ limit: Int128) -> Bool {
    reals?.contains { $0 < Double(limit) } ?? wholes.contains { $0 < limit }
  }

  func isAnyAbove(_ limit: Int128) -> Bool {
    reals?.contains { $0 > Double(limit) } ?? wholes.contains { $0 > limit }
  }

  var isZero: Bool { wholes.allSatisfy { $0 == 0 } && (reals?.allSatisfy { $0 == 0 } ?? true) }
}

extension BitSource {
  /// Integers from `low` to `high`, which belongs to the range if `isClosed`.
  final func integers(
    _ low: Parameter, _ high: Parameter, _ size: [Int]?, _ dtype: DType, isClosed: Bool,
    _ method: RangeMethod, _ function: String
  ) throws(ArrayError) -> NDArray {
    guard dtype.kind <= .signed else {
      throw ArrayError(.type, "Unsupported dtype dtype('\(dtype)') for \(function)")
    }
    if let size, size.contains(0) {
      try Layout.check(size, dtype)
      return NDArray.empty(size, dtype)
    }
    let (low, high) = (try RangeEnds(low), try RangeEnds(high))
    let isScalar = low.shape.isEmpty && high.shape.isEmpty
    if isScalar || dtype.itemSize == 8 {
      try low.requireFinite()
    }
    let open: Int128 = isClosed ? 0 : 1
    let largest = dtype == .bool ? 1 : Int128(dtype.height)
    if low.isAnyBelow(-Int128(dtype.depth)) || (isScalar && low.wholes[0] < -Int128(dtype.depth)) {
      throw ArrayError(.value, "low is out of bounds for \(dtype)")
    }
    if dtype.itemSize == 8 && low.isAnyAbove(largest) && !isScalar {
      throw ArrayError(.value, "low is out of bounds for \(dtype)")
    }
    if isScalar || dtype.itemSize == 8 { try high.requireFinite() }
    let isTooHigh =
      isScalar || dtype.itemSize == 8
      ? high.wholes.contains { $0 - open > largest } : high.isAnyAbove(largest + open)
    if isTooHigh { throw ArrayError(.value, "high is out of bounds for \(dtype)") }
    try requireOrder(low, high, isClosed: isClosed, isCut: isScalar || dtype.itemSize == 8)

    if isScalar {
      let offset = UInt64(truncatingIfNeeded: low.wholes[0])
      let range = UInt64(truncatingIfNeeded: high.wholes[0] - open - low.wholes[0])
      return try fill(size ?? [], dtype, offset, range, method)
    }
    let all = try BroadcastWalk.shape([low.shape, high.shape])
    if let size { try Layout.check(size, dtype) }
    let shape = size ?? all
    // With a size there are as many as that, in the order of all.
    let walked = try size.map { size throws(ArrayError) in
      try BroadcastWalk.shape([low.shape, high.shape, size])
    }
    var walk = BroadcastWalk(walked ?? all, [low.shape, high.shape])
    let ranges = (0..<shape.reduce(1, *)).map { _ in
      defer { walk.advance() }
      let (first, last) = (low.wholes[walk.places[0]], high.wholes[walk.places[1]] - open)
      return (
        offset: UInt64(truncatingIfNeeded: first), range: UInt64(truncatingIfNeeded: last - first)
      )
    }
    return try draw(shape, dtype, ranges, method)
  }

  private final func requireOrder(
    _ low: RangeEnds, _ high: RangeEnds, isClosed: Bool, isCut: Bool
  ) throws(ArrayError) {
    let shape = try BroadcastWalk.operatorShape(low.shape, high.shape)
    var walk = BroadcastWalk(shape, [low.shape, high.shape])
    for _ in 0..<shape.reduce(1, *) {
      let (a, b) = (walk.places[0], walk.places[1])
      let isWrong: Bool
      if !isCut, low.reals != nil || high.reals != nil {
        let first = low.reals?[a] ?? Double(low.wholes[a])
        let last = high.reals?[b] ?? Double(high.wholes[b])
        isWrong = isClosed ? first > last : first >= last
      } else {
        isWrong = isClosed ? low.wholes[a] > high.wholes[b] : low.wholes[a] >= high.wholes[b]
      }
      if isWrong {
        throw ArrayError(
          .value,
          low.isZero
            ? (isClosed ? "high < 0" : "high <= 0") : (isClosed ? "low > high" : "low >= high"))
      }
      walk.advance()
    }
  }

  private final func fill(
    _ shape: [Int], _ dtype: DType, _ offset: UInt64, _ range: UInt64, _ method: RangeMethod
  ) throws(ArrayError) -> NDArray {
    switch dtype.itemSize {
    case 8:
      try drawn(UInt64.self, as: dtype, shape) {
        run(.wide($0, offset: offset, range: range, method), $1)
      }
    case 4:
      try drawn(UInt32.self, as: dtype, shape) {
        let (offset, range) = (
          UInt32(truncatingIfNeeded: offset), UInt32(truncatingIfNeeded: range)
        )
        run(.words($0, offset: offset, range: range, method), $1)
      }
    case 2:
      try drawn(UInt16.self, as: dtype, shape) {
        let (offset, range) = (
          UInt16(truncatingIfNeeded: offset), UInt16(truncatingIfNeeded: range)
        )
        run(.halves($0, offset: offset, range: range, method), $1)
      }
    default:
      try drawn(UInt8.self, as: dtype, shape) {
        let (offset, range) = (UInt8(truncatingIfNeeded: offset), UInt8(truncatingIfNeeded: range))
        if dtype == .bool && range != 0 {
          run(.bits($0), $1)
        } else {
          run(.bytes($0, offset: offset, range: range, method), $1)
        }
      }
    }
  }

  /// One draw for each range; the pieces of 32 random bits serve neighbours too.
  private final func draw(
    _ shape: [Int], _ dtype: DType, _ ranges: [(offset: UInt64, range: UInt64)],
    _ method: RangeMethod
  ) throws(ArrayError) -> NDArray {
    func narrow<Word: FixedWidthInteger & UnsignedInteger & ArrayElement>(
      _ type: Word.Type
    ) throws(ArrayError) -> NDArray {
      try drawn(Word.self, as: dtype, shape) { out, _ in
        var stream = self
        var pieces = BitPieces()
        for (index, (offset, range)) in ranges.enumerated() {
          let range = Word(truncatingIfNeeded: range)
          if dtype == .bool && range != 0 {
            out[index] = Word(truncatingIfNeeded: pieces.next(1, &stream) & 1)
          } else {
            out[index] =
              Word(truncatingIfNeeded: offset) &+ stream.narrow(range, method, &pieces)
          }
        }
      }
    }
    switch dtype.itemSize {
    case 8:
      return try drawn(UInt64.self, as: dtype, shape) { out, _ in
        var stream = self
        for (index, (offset, range)) in ranges.enumerated() {
          out[index] = offset &+ stream.wide(range, method)
        }
      }
    case 4: return try narrow(UInt32.self)
    case 2: return try narrow(UInt16.self)
    default: return try narrow(UInt8.self)
    }
  }

  /// `count` random bytes, from words of 32 bits.
  final func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((count + 3) & ~3)
    for _ in 0..<(count + 3) / 4 {
      withUnsafeBytes(of: nextUInt32().littleEndian) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
