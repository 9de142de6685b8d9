// SPDX-License-Identifier: Apache-2.0
// Calls of C functions in lane loops: every element type, tier and count, beside values that must survive the calls.

import CShims
import JIT
import Testing

/// Functions of every element type.
///
/// They use many registers of their own, count their calls, and see what they are called with.
private enum Functions {
  nonisolated(unsafe) static var calls = 0
  nonisolated(unsafe) static var seen: Double = 0
  nonisolated(unsafe) static var nothing: Double = 0

  static func mixed<T: BinaryInteger>(_ x: T, _ y: T) -> T {
    calls += 1
    seen += Double(x)
    return T(truncatingIfNeeded: Int(truncatingIfNeeded: x) &* 3 &+ Int(truncatingIfNeeded: y))
  }

  static func mixed<T: BinaryFloatingPoint>(_ x: T, _ y: T) -> T {
    calls += 1
    seen += Double(x)
    // Flags that must not be seen by the loop's caller.
    return x * 3 + y + (x / T(nothing) == y ? 1 : 0)
  }

  private static func bits<T>(_ function: T) -> UInt64 {
    UInt64(UInt(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self)))
  }

  static func address(_ element: Element, _ count: Int) -> UInt64 {
    if count == 2 {
      switch element {
      case .i8: return bits({ Functions.mixed($0, $1) } as @convention(c) (Int8, Int8) -> Int8)
      case .i16: return bits({ Functions.mixed($0, $1) } as @convention(c) (Int16, Int16) -> Int16)
      case .i32: return bits({ Functions.mixed($0, $1) } as @convention(c) (Int32, Int32) -> Int32)
      case .i64: return bits({ Functions.mixed($0, $1) } as @convention(c) (Int64, Int64) -> Int64)
      case .u8: return bits({ Functions.mixed($0, $1) } as @convention(c) (UInt8, UInt8) -> UInt8)
      case .u16:
        return bits({ Functions.mixed($0, $1) } as @convention(c) (UInt16, UInt16) -> UInt16)
      case .u32:
        return bits({ Functions.mixed($0, $1) } as @convention(c) (UInt32, UInt32) -> UInt32)
      case .u64:
        return bits({ Functions.mixed($0, $1) } as @convention(c) (UInt64, UInt64) -> UInt64)
      case .f32: return bits({ Functions.mixed($0, $1) } as @convention(c) (Float, Float) -> Float)
      default: return bits({ Functions.mixed($0, $1) } as @convention(c) (Double, Double) -> Double)
      }
    }
    switch element {
    case .i8: return bits({ Functions.mixed($0, 1) } as @convention(c) (Int8) -> Int8)
    case .i16: return bits({ Functions.mixed($0, 1) } as @convention(c) (Int16) -> Int16)
    case .i32: return bits({ Functions.mixed($0, 1) } as @convention(c) (Int32) -> Int32)
    case .i64: return bits({ Functions.mixed($0, 1) } as @convention(c) (Int64) -> Int64)
    case .u8: return bits({ Functions.mixed($0, 1) } as @convention(c) (UInt8) -> UInt8)
    case .u16: return bits({ Functions.mixed($0, 1) } as @convention(c) (UInt16) -> UInt16)
    case .u32: return bits({ Functions.mixed($0, 1) } as @convention(c) (UInt32) -> UInt32)
    case .u64: return bits({ Functions.mixed($0, 1) } as @convention(c) (UInt64) -> UInt64)
    case .f32: return bits({ Functions.mixed($0, 1) } as @convention(c) (Float) -> Float)
    default: return bits({ Functions.mixed($0, 1) } as @convention(c) (Double) -> Double)
    }
  }
}

@Suite(.serialized) struct ForeignTests {
  static let elements: [Element] = [.i8, .i16, .i32, .i64, .u8, .u16, .u32, .u64, .f32, .f64]

  /// out[i] = f(x[i] [, y[i]]) and nothing else, in a loop of which there are two copies around arithmetic that must survive.
  private static func bare(_ element: Element, _ count: Int) -> Program {
    var b = Builder(name: "bare foreign\(count) \(element)")
    let n = b.argument(0, .i64)
    let (out, px, py) = (b.argument(1, .ptr), b.argument(2, .ptr), b.argument(3, .ptr))
    let function = b.argument(4, .u64)
    func calls(_ x: Value, _ y: Value) {
      let body = b.declareLoop()
      let exit = b.declareBlock()
      b.loop(n, body, exit: exit)
      b.begin(body)
      let x = b.load(x, element)
      let y = count == 2 ? b.load(y, element) : nil
      b.store(out, b.foreign(function, x, y, returns: element))
      b.next()
      b.begin(exit)
    }
    calls(px, py)
    // Through memory that is both argument and result.
    calls(out, px)
    let body = b.declareLoop()
    let exit = b.declareBlock()
    b.loop(n, body, exit: exit)
    b.begin(body)
    b.store(out, b.add(b.load(out, element), b.load(px, element)))
    b.next()
    b.begin(exit)
    b.ret()
    return b.finish()
  }

  @Test(arguments: TierConformanceTests.tiers) func loopsOfCallsAlone(tier: Tier) {
    for element in Self.elements {
      for count in 1...2 { check(tier, element, Self.bare(element, count), count, calls: 2) }
    }
  }

  /// out[i] = f(x[i] [, y[i]]) * x[i] + the twelve constants, which are in registers throughout.
  private static func program(_ element: Element, _ count: Int) -> Program {
    var b = Builder(name: "foreign\(count) \(element)")
    let n = b.argument(0, .i64)
    let (out, px, py) = (b.argument(1, .ptr), b.argument(2, .ptr), b.argument(3, .ptr))
    let body = b.declareLoop()
    let exit = b.declareBlock()
    b.loop(n, body, exit: exit)
    b.begin(body)
    let x = b.load(px, element)
    let y = b.load(py, element)
    // Values that are used before and after the call.
    let sums = (1..<10).map { b.add(x, b.constant($0, element)) }
    let called = b.foreign(b.argument(4, .u64), x, count == 2 ? y : nil, returns: element)
    var result = b.mul(called, x)
    for sum in sums { result = b.add(result, sum) }
    b.store(out, result)
    b.next()
    b.begin(exit)
    b.ret()
    return b.finish()
  }

  @Test(arguments: TierConformanceTests.tiers) func callsAreMadeForElementsAlone(tier: Tier) {
    for element in Self.elements {
      for count in 1...2 { check(tier, element, Self.program(element, count), count, calls: 1) }
    }
  }

  private func check(
    _ tier: Tier, _ element: Element, _ program: Program, _ count: Int, calls: Int
  ) {
    #expect(program.verify().isEmpty)
    #expect(Program.parsed(program) == program)
    let code = X64Backend(tier: tier).compile(program)!
    let oracle = OracleBackend().compile(program)!
    for n in [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 100, 193] {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: 4 * 2048, alignment: 64)
      defer { memory.deallocate() }
      for index in 0..<n {
        for (place, number) in [(4096, index % 11), (6144, 5 - index % 7)] {
          let target = memory + place + index * element.size
          let number = element.isSigned || element.isFloat ? number : abs(number)
          switch element {
          case .f32: target.storeBytes(of: Float(number), as: Float.self)
          case .f64: target.storeBytes(of: Double(number), as: Double.self)
          default:
            withUnsafeBytes(of: number) {
              target.copyMemory(from: $0.baseAddress!, byteCount: element.size)
            }
          }
        }
      }
      var outcomes: [(bytes: [UInt8], calls: Int, seen: Double, status: Status)] = []
      for (number, runnable) in [code, oracle].enumerated() {
        let out = memory + 2048 * number
        var arguments: [UInt64] = [
          UInt64(n), UInt64(UInt(bitPattern: out)), UInt64(UInt(bitPattern: memory + 4096)),
          UInt64(UInt(bitPattern: memory + 6144)), Functions.address(element, count),
        ]
        Functions.calls = 0
        Functions.seen = 0
        let status = runnable.run(&arguments)
        let bytes = UnsafeRawBufferPointer(start: out, count: n * element.size)
        outcomes.append((Array(bytes), Functions.calls, Functions.seen, status))
      }
      let label = "\(tier) \(program.name) n = \(n)"
      #expect(outcomes[0].bytes == outcomes[1].bytes, "\(label)")
      #expect(outcomes[0].calls == calls * n && outcomes[1].calls == calls * n, "\(label)")
      #expect(outcomes[0].seen == outcomes[1].seen, "\(label)")
      #expect(outcomes[0].status == outcomes[1].status, "\(label)")
    }
  }
}

extension Program {
  /// What its text reads back as.
  fileprivate static func parsed(_ program: Program) -> Program? {
    try? Program(text: "\(program)")
  }
}
