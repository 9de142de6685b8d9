// SPDX-License-Identifier: Apache-2.0
// Calls of C functions for many elements: every element type, tier and count, beside values that must survive the calls.

import CShims
import Glibc
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

  static func bits<T>(_ function: T) -> UInt64 {
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

/// A function and its types.
private struct Callee {
  let types: CallTypes
  let address: UInt64

  init<T>(_ arguments: [Element], _ result: Element, _ function: T) {
    types = CallTypes(arguments, returns: result)
    address = Functions.bits(function)
  }

  init(_ arguments: [Element], _ result: Element, address: UInt64) {
    types = CallTypes(arguments, returns: result)
    self.address = address
  }

  /// A function of libm, which lies far from the program.
  private static func library(_ name: String, _ count: Int, _ element: Element) -> Callee {
    let address = UInt64(UInt(bitPattern: dlsym(nil, name)))
    return Callee(Array(repeating: element, count: count), element, address: address)
  }

  private typealias D = Double
  private typealias F = Float
  private typealias L = Int64

  static let all: [Callee] = {
    let elements: [Element] = [.i8, .i16, .i32, .i64, .u8, .u16, .u32, .u64, .f32, .f64]
    var all = elements.flatMap { element in
      (1...2).map {
        Callee(
          Array(repeating: element, count: $0), element, address: Functions.address(element, $0))
      }
    }
    let lerp: @convention(c) (D, D, D) -> D = { $0 + ($1 - $0) * $2 }
    let blend: @convention(c) (F, F, F) -> F = { $0 * 3 + $1 - $2 }
    let pick: @convention(c) (Int32, Int32, Int32) -> Int32 = { $0 &* 100 &+ $1 &* 10 &+ $2 }
    let choose: @convention(c) (Bool, D, D) -> D = { $0 ? $1 : $2 }
    let both: @convention(c) (Bool, Bool) -> Bool = { $0 && !$1 }
    let isLess: @convention(c) (F, Int8) -> Bool = { $0 < F($1) }
    let four: @convention(c) (Int8, D, UInt16, F) -> D = { D($0) * 1000 + $1 - D($2) + D($3) / 4 }
    let five: @convention(c) (UInt8, UInt64, F, Int32, D) -> Int64 = {
      L($0) &+ L(bitPattern: $1) &* 3 &+ L($2) &+ L($3) &* 7 &- L($4)
    }
    let most: @convention(c) (L, D, L, D, L, D, L, D, L, D, L, D, D, D) -> D = {
      let whole = $0 + 2 * $2 + 3 * $4 + 4 * $6 + 5 * $8 + 6 * $10
      let real = $1 + 2 * $3 + 3 * $5 + 4 * $7 + 5 * $9 + 6 * $11 + 7 * $12 + 8 * $13
      return D(whole) + real / 1024
    }
    let eight: @convention(c) (F, F, F, F, F, F, F, F) -> F = {
      let low = $0 + 2 * $1 + 3 * $2 + 4 * $3
      return low - 5 * $4 - 6 * $5 - 7 * $6 - 8 * $7
    }
    all += [
      library("fma", 3, .f64), library("fmaf", 3, .f32), library("fmod", 2, .f64),
      library("cbrt", 1, .f64), library("labs", 1, .i64),
      Callee([.f64, .f64, .f64], .f64, lerp), Callee([.f32, .f32, .f32], .f32, blend),
      Callee([.i32, .i32, .i32], .i32, pick), Callee([.bool, .f64, .f64], .f64, choose),
      Callee([.bool, .bool], .bool, both), Callee([.f32, .i8], .bool, isLess),
      Callee([.i8, .f64, .u16, .f32], .f64, four),
      Callee([.u8, .u64, .f32, .i32, .f64], .i64, five),
      Callee(
        [.i64, .f64, .i64, .f64, .i64, .f64, .i64, .f64, .i64, .f64, .i64, .f64, .f64, .f64], .f64,
        most), Callee(Array(repeating: .f32, count: 8), .f32, eight),
    ]
    return all
  }()
}

@Suite(.serialized) struct ForeignTests {
  /// Slots of the argument block.
  private enum Slot {
    static let (count, result, function, frame, numbers, sums) = (0, 1, 2, 3, 4, 5)
    static func argument(_ number: Int) -> Int { 6 + number }
  }

  private static let kept = 20

  /// result[i] = f(arguments[i] …), then the same through memory that is both argument and result where the types allow it; beside numbers
  /// that are in registers before and after the calls, whose sums are stored in the end.
  private static func program(_ types: CallTypes, twice: Bool) -> Program {
    var b = Builder(name: "calls of \(types.arguments) to \(types.result)")
    let (n, result) = (b.argument(Slot.count, .i64), b.argument(Slot.result, .ptr))
    let frame = b.argument(Slot.frame, .ptr)
    let (numbers, sums) = (b.argument(Slot.numbers, .ptr), b.argument(Slot.sums, .ptr))
    let reals = (0..<kept).map { b.loadUniform(numbers, at: 8 * $0, .f64) }
    let wholes = (0..<kept).map { b.loadUniform(numbers, at: 8 * $0, .i64) }
    let isLess = b.lt(wholes[0], wholes[1])
    let pointers = types.arguments.indices.map { b.argument(Slot.argument($0), .ptr) }
    func calls(_ pointers: [Value]) {
      b.storeUniform(frame, at: Int(CallFrame.function), b.argument(Slot.function, .u64))
      b.storeUniform(frame, at: Int(CallFrame.count), n)
      b.storeUniform(frame, at: Int(CallFrame.result), result)
      for (number, pointer) in pointers.enumerated() {
        b.storeUniform(frame, at: Int(CallFrame.argument(number)), pointer)
      }
      b.callEach(frame, types)
    }
    calls(pointers)
    if twice { calls([result] + pointers.dropFirst()) }
    for number in 0..<kept {
      let real = b.add(reals[number], b.constant(1.0, .f64))
      let whole = b.select(isLess, b.add(wholes[number], n), n)
      b.storeUniform(sums, at: 8 * number, real)
      b.storeUniform(sums, at: 8 * (kept + number), whole)
    }
    b.ret()
    return b.finish()
  }

  @Test(arguments: TierConformanceTests.tiers) func tiersAgreeWithTheOracle(tier: Tier) {
    for callee in Callee.all {
      let types = callee.types
      let twice = types.arguments[0] == types.result
      let program = Self.program(types, twice: twice)
      #expect(program.verify().isEmpty)
      #expect(Program.parsed(program) == program)
      let code = X64Backend(tier: tier).compile(program)!
      let oracle = OracleBackend().compile(program)!
      for n in [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 100, 193] {
        let ours = Self.run(code, callee, n)
        let theirs = Self.run(oracle, callee, n)
        let label = "\(tier) \(program.name) n = \(n)"
        #expect(ours.bytes == theirs.bytes, "\(label)")
        #expect(ours.calls == theirs.calls && ours.seen == theirs.seen, "\(label)")
        #expect(ours.status == theirs.status, "\(label)")
      }
    }
  }

  private struct Outcome {
    var bytes: [UInt8]
    var calls: Int
    var seen: Double
    var status: Status
  }

  /// Bytes for the values of one argument.
  private static let room = 8 * 256

  private static func run(_ code: CompiledCode, _ callee: Callee, _ n: Int) -> Outcome {
    let blocks = Slot.argument(callee.types.arguments.count)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: blocks * room, alignment: 64)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: blocks * room)
    var slots = (0..<blocks).map { UInt64(UInt(bitPattern: memory + $0 * room)) }
    slots[Slot.count] = UInt64(n)
    slots[Slot.function] = callee.address
    for index in 0..<kept {
      let number = Double(index) * 1.25 + 2
      (memory + Slot.numbers * room).storeBytes(
        of: number, toByteOffset: 8 * index, as: Double.self)
    }
    for (number, element) in callee.types.arguments.enumerated() {
      for index in 0..<n {
        let target = memory + Slot.argument(number) * room + index * element.size
        let small = (index * (number + 3) + 5 * number) % 11 - (element.isUnsigned ? 0 : 5)
        switch element {
        case .bool: target.storeBytes(of: small > 0, as: Bool.self)
        case .f32: target.storeBytes(of: Float(small), as: Float.self)
        case .f64: target.storeBytes(of: Double(small), as: Double.self)
        default:
          withUnsafeBytes(of: small) {
            target.copyMemory(from: $0.baseAddress!, byteCount: element.size)
          }
        }
      }
    }
    Functions.calls = 0
    Functions.seen = 0
    let status = code.run(&slots).intersection(.reported)
    // The bytes beyond the last result too.
    let results = UnsafeRawBufferPointer(start: memory + Slot.result * room, count: room)
    let sums = UnsafeRawBufferPointer(start: memory + Slot.sums * room, count: room)
    return Outcome(
      bytes: Array(results) + Array(sums), calls: Functions.calls, seen: Functions.seen,
      status: status)
  }

  /// The oracle's loop in C, against the functions called one by one.
  @Test func theOracleCallsWhatIsMeant() {
    let choose: @convention(c) (Bool, Double, Float) -> Double = { $0 ? $1 : Double($2) }
    let callee = Callee([.bool, .f64, .f32], .f64, choose)
    let code = OracleBackend().compile(Self.program(callee.types, twice: false))!
    let bytes = Self.run(code, callee, 40).bytes
    let results = bytes.withUnsafeBytes { bytes in
      (0..<40).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
    let expected = (0..<40).map { index -> Double in
      let small = { (number: Int) in (index * (number + 3) + 5 * number) % 11 - 5 }
      return choose(small(0) > 0, Double(small(1)), Float(small(2)))
    }
    #expect(results == expected)
  }

  @Test func whatCannotBePassedIsRefused() {
    #expect(CallTypes(Array(repeating: .f64, count: 8), returns: .f64).isValid)
    #expect(!CallTypes(Array(repeating: .f64, count: 9), returns: .f64).isValid)
    #expect(CallTypes(Array(repeating: .i8, count: 6), returns: .bool).isValid)
    #expect(!CallTypes(Array(repeating: .bool, count: 7), returns: .i8).isValid)
    #expect(!CallTypes([.f16], returns: .f32).isValid)
    #expect(!CallTypes([.f32], returns: .ptr).isValid)
    let most = CallTypes([.i8, .f64, .bool, .u64], returns: .f32)
    #expect(CallTypes(bits: most.bits) == most)
    // Of five integers more than there are registers for, and in a lane loop.
    let text = """
      kernel "wrong" {
      b0:
        %0 = arg.ptr 0
        callEach.ptr %0, 0x55555555547
        ret
      }
      """
    #expect(
      (try? Program(text: text))?.verify().contains { $0.contains("cannot be passed") } == true)
  }
}

extension Program {
  /// What its text reads back as.
  fileprivate static func parsed(_ program: Program) -> Program? {
    try? Program(text: "\(program)")
  }
}
