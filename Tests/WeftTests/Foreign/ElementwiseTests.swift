// SPDX-License-Identifier: Apache-2.0
// C functions as elementwise operations: fused, broadcast, reduced, in every form of kernel.
import ForeignFunctions
import Glibc
import Testing
import Weft

@Suite struct ElementwiseTests {
  private let cube: ElementwiseFunction
  private let scale: ElementwiseFunction
  private let weighted: ElementwiseFunction
  private let halve: ElementwiseFunction

  init() throws {
    let cube: @convention(c) (Double) -> Double = { $0 * $0 * $0 }
    let scale: @convention(c) (Float, Float) -> Float = { ldexpf($0, Int32($1)) }
    let weighted: @convention(c) (Int32, Int32) -> Int32 = { 10 * $0 + $1 }
    let halve: @convention(c) (UInt8) -> UInt8 = { $0 / 2 }
    func pointer<T>(_ function: T) -> UnsafeRawPointer {
      unsafeBitCast(function, to: UnsafeRawPointer.self)
    }
    self.cube = try NDArray.elementwise(CFunction<(Double), Double>(pointer(cube)))
    self.scale = try NDArray.elementwise(CFunction<(Float, Float), Float>(pointer(scale)))
    self.weighted = try NDArray.elementwise(CFunction<(Int32, Int32), Int32>(pointer(weighted)))
    self.halve = try NDArray.elementwise(pointer(halve), CSignature([.uint8], returns: .uint8))
  }

  private static func numbers(_ count: Int) -> [Double] {
    (0..<count).map { Double($0 * 37 % 101) / 8 - 5 }
  }

  @Test(arguments: [0, 1, 3, 7, 8, 9, 64, 65, 1000, 300_000]) func fusedWithArithmetic(_ count: Int)
    throws
  {
    let x = Self.numbers(count)
    let a = NDArray(x)
    let result = try cube(a * 2 + 1) - a
    #expect(
      result.array(of: Double.self) == x.map { ($0 * 2 + 1) * ($0 * 2 + 1) * ($0 * 2 + 1) - $0 })
  }

  @Test func operandsBroadcast() throws {
    let rows = NDArray([1, 2, 3] as [Int32]).reshaped(3, 1)
    let columns = NDArray([4, 5, 6, 7] as [Int32])
    let result = try weighted(rows, columns)
    #expect(result.shape == [3, 4])
    #expect(
      result.array(of: Int32.self) == [14, 15, 16, 17, 24, 25, 26, 27, 34, 35, 36, 37])
    #expect(
      try weighted(.array(columns), .scalar(2.scalar)).array(of: Int32.self) == [42, 52, 62, 72])
    #expect(try weighted(.scalar(1.scalar), .scalar(2.scalar)).array(of: Int32.self) == [12])
  }

  @Test func viewsAndTransposes() throws {
    let a = NDArray(Self.numbers(60)).reshaped(6, 10)
    let view = a[.by(2), .by(-3)].T
    let expected = view.array(of: Double.self).map { $0 * $0 * $0 }
    #expect(try cube(view).array(of: Double.self) == expected)
  }

  @Test func reductionsOfCalls() throws {
    let x = Self.numbers(240)
    let a = NDArray(x).reshaped(12, 20)
    let rows = try cube(a).sum(axis: 1)
    let columns = try cube(a).max(axis: 0)
    for row in 0..<12 {
      let sum = x[20 * row..<20 * row + 20].reduce(0) { $0 + $1 * $1 * $1 }
      #expect(rows.array(of: Double.self)[row].isNearly(sum))
    }
    for column in 0..<20 {
      let largest = (0..<12).map { x[20 * $0 + column] }.map { $0 * $0 * $0 }.max()!
      #expect(columns.array(of: Double.self)[column] == largest)
    }
    // A call of what was reduced, used again in every row.
    let centred = try a - cube(a.mean(axis: 1, keepDims: true))
    let mean = x[0..<20].reduce(0, +) / 20
    #expect(centred.array(of: Double.self)[3].isNearly(x[3] - mean * mean * mean))
  }

  /// Rows of strips, whole and not, with reductions of every order, beside values that are used before and after the calls.
  @Test(arguments: [15, 128, 129, 1000, 70_000]) func longRows(_ count: Int) throws {
    let x = Self.numbers(count)
    let a = NDArray(x)
    let cubes = x.map { $0 * $0 * $0 }
    #expect(try cube(a).sum().scalar() as Double == NDArray(cubes).sum().scalar())
    #expect(try cube(a * 1).max().scalar() as Double == cubes.max()!)
    #expect(try (cube(a) .> 0).sum().scalar() as Int == cubes.count { $0 > 0 })
    // Calls of calls, and a root that is dear before and after.
    let roots = x.map { abs($0).squareRoot() }
    let root = sqrt(abs(a))
    let nested = try cube(cube(root) + 1) / root - cube(a)
    let expected = zip(roots, cubes).map { root, cube in
      let inner = root * root * root + 1
      return inner * inner * inner / root - cube
    }
    let result = nested.array(of: Double.self)
    #expect(zip(result, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    // An operand that is rounded by its conversion, two that are strided, a result in the operand's memory.
    let integers = NDArray(x.map { Int32($0) })
    let pairs = try weighted(integers[.by(-1)], integers)
    #expect(
      pairs.array(of: Int32.self) == zip(x.reversed(), x).map { 10 * Int32($0) + Int32($1) })
    var own = NDArray(x)
    own = try cube(own) + own
    #expect(own.array(of: Double.self) == zip(cubes, x).map { $0 + $1 })
    let rows = NDArray(x + x + x).reshaped(3, count)
    let sums = try (cube(rows) - rows.mean(axis: 1, keepDims: true)).sum(axis: 1)
    #expect(sums.array(of: Double.self).allSatisfy { $0 == sums.array(of: Double.self)[0] })
  }

  @Test func otherTypes() throws {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(try halve(NDArray(bytes)).array(of: UInt8.self) == bytes.map { $0 / 2 })
    let floats = (0..<100).map { Float($0) }
    let result = try scale(NDArray(floats), NDArray([2] as [Float]))
    #expect(result.dtype == .float32)
    #expect(result.array(of: Float.self) == floats.map { 4 * $0 })
    // Integers become floats, float64 becomes float32.
    #expect(try cube(NDArray([2, 3] as [Int64])).array(of: Double.self) == [8, 27])
    #expect(try scale(NDArray([1.5]), NDArray([1.0])).array(of: Float.self) == [3])
    #expect(throws: ArrayError.self) { try cube(NDArray([1.0]), NDArray([1.0])) }
    #expect(throws: ArrayError.self) {
      try weighted(NDArray([1, 2] as [Int32]), NDArray([1, 2, 3] as [Int32]))
    }
  }

  @Test func whatCannotBeApplied() throws {
    let libm = try CLibrary("libm.so.6")
    let frexp: CFunction<(Double, UnsafeMutablePointer<Int32>), Double> =
      try libm.function("frexp")
    #expect(throws: FFIError.notElementwise(frexp.signature)) { try NDArray.elementwise(frexp) }
    // Of nothing, and of more than travels in registers.
    let time: CFunction<(), Int> = try CLibrary.program.function("clock")
    #expect(throws: FFIError.notElementwise(time.signature)) { try NDArray.elementwise(time) }
    for (type, most) in [(CType.double, 8), (.int8, 6)] {
      for count in [most, most + 1] {
        let signature = try CSignature(Array(repeating: type, count: count), returns: type)
        let address = frexp.address
        if count == most {
          #expect(try NDArray.elementwise(address, signature).argumentCount == count)
        } else {
          #expect(throws: FFIError.notElementwise(signature)) {
            try NDArray.elementwise(address, signature)
          }
        }
      }
    }
  }

  @Test func threeArguments() throws {
    let libm = try CLibrary("libm.so.6")
    let fma = try NDArray.elementwise(
      libm.function("fma") as CFunction<(Double, Double, Double), Double>)
    let x = Self.numbers(1000)
    let a = NDArray(x)
    let result = try fma(a / 3, a[.by(-1)] / 7, a) * 2
    let expected = zip(x, x.reversed()).map { 2 * Glibc.fma($0 / 3, $1 / 7, $0) }
    #expect(result.array(of: Double.self) == expected)
  }

  /// Truth values are C's 0 and 1, whatever bytes a user has for them.
  @Test func truthValues() throws {
    let choose: @convention(c) (UInt8, Double, Double) -> Double = { Double($0) * 100 + $1 - $2 }
    let isOdd: @convention(c) (Int32) -> Bool = { $0 & 1 != 0 }
    let address = unsafeBitCast(choose, to: UnsafeRawPointer.self)
    let signature = try CSignature([.bool, .double, .double], returns: .double)
    let chosen = try NDArray.elementwise(address, signature)
    let odd = try NDArray.elementwise(
      unsafeBitCast(isOdd, to: UnsafeRawPointer.self), CSignature([.int32], returns: .bool))
    #expect(chosen.arguments[0] == .bool && odd.dtype == .bool)
    let numbers = NDArray((0..<300).map { Int32($0 * 7 % 10) })
    let expected = (0..<300).map { $0 * 7 % 10 % 2 == 1 }
    #expect(try odd(numbers).array(of: Bool.self) == expected)
    #expect(try odd(numbers).sum().scalar(Int.self) == expected.count { $0 })
    let reals = NDArray(Self.numbers(300))
    let result = try chosen(.array(odd(numbers)), .array(reals), .array(reals))
    #expect(result.array(of: Double.self) == expected.map { $0 ? 100 : 0 })
    let bytes = try SharedArray(NDArray([0, 1, 2, 255] as [UInt8])).viewed(as: .bool).value
    #expect(
      try chosen(.array(bytes), .scalar(1.5.scalar), .scalar(1.scalar)).array(of: Double.self)
        == [0.5, 100.5, 100.5, 100.5])
    #expect(throws: ArrayError.self) {
      try chosen(.array(numbers), .array(reals), .array(reals))
    }
  }

  @Test func aLibrarysFunction() throws {
    let libm = try CLibrary("libm.so.6")
    let function: CFunction<(Double), Double> = try libm.function("tgamma")
    let gamma = try NDArray.elementwise(function)
    let x = (1..<50).map { Double($0) / 3 }
    #expect(try gamma(NDArray(x)).array(of: Double.self) == x.map { tgamma($0) })
  }
}

extension Double {
  fileprivate func isNearly(_ other: Double) -> Bool {
    abs(self - other) <= 1e-9 * Swift.max(1, abs(other))
  }
}
