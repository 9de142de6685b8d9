// SPDX-License-Identifier: Apache-2.0
// C functions of arguments of different types as elementwise operations.
import ForeignFunctions
import Glibc
import Testing
import Weft

@Suite struct MixedElementwiseTests {
  /// Lengths around those of every kind of vector and its rests, and one for several threads.
  static let counts = [0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 130, 70_000]

  private static func elementwise<T>(_ function: T, _ arguments: [CType], _ result: CType) throws
    -> ElementwiseFunction
  {
    try NDArray.elementwise(
      unsafeBitCast(function, to: UnsafeRawPointer.self), CSignature(arguments, returns: result))
  }

  private static func vector<T: ArrayElement & BinaryInteger>(_ count: Int, _ type: T.Type) -> [T] {
    (0..<count).map { T(truncatingIfNeeded: $0 * 37 % 101) }
  }

  private static func reals(_ count: Int) -> [Double] {
    (0..<count).map { Double($0 * 29 % 97) / 4 - 11 }
  }

  @Test(arguments: counts) func twoTypesOfArguments(_ count: Int) throws {
    let (x, whole) = (Self.reals(count), Self.vector(count, Int32.self).map { $0 % 9 })
    let ldexp = try NDArray.elementwise(
      CLibrary("libm.so.6").function("ldexp") as CFunction<(Double, Int32), Double>)
    #expect(ldexp.arguments == [.float64, .int32] && ldexp.dtype == .float64)
    let result = try ldexp(NDArray(x) * 2, NDArray(whole) + 1) - 1
    #expect(
      result.array(of: Double.self)
        == zip(x, whole).map { Glibc.ldexp($0.0 * 2, $0.1 + 1) - 1 })

    let floats = x.map { Float($0) }
    let ldexpf = try NDArray.elementwise(
      CLibrary("libm.so.6").function("ldexpf") as CFunction<(Float, Int32), Float>)
    #expect(
      try ldexpf(NDArray(floats), NDArray(whole)).array(of: Float.self)
        == zip(floats, whole).map { Glibc.ldexpf($0.0, $0.1) })
  }

  @Test(arguments: counts) func theOtherOrder(_ count: Int) throws {
    let jn = try NDArray.elementwise(
      CLibrary("libm.so.6").function("jn") as CFunction<(Int32, Double), Double>)
    let (orders, x) = (Self.vector(count, Int32.self).map { $0 % 4 }, Self.reals(count))
    #expect(
      try jn(NDArray(orders), NDArray(x)).array(of: Double.self)
        == zip(orders, x).map { Glibc.jn($0.0, $0.1) })
  }

  @Test(arguments: counts) func narrowAndWide(_ count: Int) throws {
    let pack: @convention(c) (Int8, UInt64) -> UInt16 = {
      UInt16(truncatingIfNeeded: Int($0) &* 3 &+ Int($1))
    }
    let divide: @convention(c) (Int64, Float) -> Float = { Float($0) / $1 }
    let weigh: @convention(c) (Float, Double) -> Double = { Double($0) * 100 + $1 }
    let packed = try Self.elementwise(pack, [.int8, .uint64], .uint16)
    let divided = try Self.elementwise(divide, [.int64, .float], .float)
    let weighed = try Self.elementwise(weigh, [.float, .double], .double)
    let bytes = Self.vector(count, Int8.self).map { $0 &* 5 }
    let words = Self.vector(count, UInt64.self)
    let whole = words.map { Int($0) - 50 }
    let floats = Self.reals(count).map { Float($0) + 0.125 }
    #expect(
      try packed(NDArray(bytes), NDArray(words)).array(of: UInt16.self)
        == zip(bytes, words).map { pack($0.0, $0.1) })
    #expect(
      try divided(NDArray(whole), NDArray(floats)).array(of: Float.self)
        == zip(whole, floats).map { divide(Int64($0.0), $0.1) })
    #expect(
      try weighed(NDArray(floats), NDArray(Self.reals(count))).array(of: Double.self)
        == zip(floats, Self.reals(count)).map { weigh($0.0, $0.1) })
  }

  @Test(arguments: counts) func resultsOfOtherTypes(_ count: Int) throws {
    let libm = try CLibrary("libm.so.6")
    let ilogb = try NDArray.elementwise(libm.function("ilogb") as CFunction<(Double), Int32>)
    let lroundf = try NDArray.elementwise(libm.function("lroundf") as CFunction<(Float), Int>)
    let halve: @convention(c) (UInt8) -> Double = { Double($0) / 2 }
    let halved = try Self.elementwise(halve, [.uint8], .double)
    let x = Self.reals(count).map { $0 + 0.3 }
    #expect(ilogb.dtype == .int32 && lroundf.dtype == .int64)
    #expect(try (ilogb(NDArray(x)) * 2).array(of: Int32.self) == x.map { 2 * Glibc.ilogb($0) })
    #expect(
      try lroundf(NDArray(x.map { Float($0) })).array(of: Int.self)
        == x.map { Glibc.lroundf(Float($0)) })
    let bytes = Self.vector(count, UInt8.self)
    #expect(try halved(NDArray(bytes)).array(of: Double.self) == bytes.map { Double($0) / 2 })
    // Of integers a sum is exact in any order.
    #expect(
      try lroundf(NDArray(x.map { Float($0) })).sum().scalar(Int.self)
        == x.reduce(0) { $0 + Glibc.lroundf(Float($1)) })
  }

  @Test func operandsBroadcastAndConvert() throws {
    let ldexp = try NDArray.elementwise(
      CLibrary("libm.so.6").function("ldexp") as CFunction<(Double, Int32), Double>)
    let rows = NDArray([1, 2, 3] as [Float]).reshaped(3, 1)
    let columns = NDArray([0, 1, 2, 3])
    let result = try ldexp(rows, columns)
    #expect(result.shape == [3, 4] && result.dtype == .float64)
    #expect(
      result.array(of: Double.self) == [1, 2, 4, 8, 2, 4, 8, 16, 3, 6, 12, 24])
    #expect(
      try ldexp(.array(columns), .scalar(3.scalar)).array(of: Double.self) == [0, 8, 16, 24])
    #expect(
      try ldexp(columns.T, NDArray([true, false, true, true])).array(of: Double.self)
        == [0, 1, 4, 6])
    let square = NDArray((0..<12).map(Double.init)).reshaped(3, 4)
    #expect(
      try ldexp(square.T, NDArray([1, 2, 3])).array(of: Double.self)
        == (0..<4).flatMap { column in (0..<3).map { Double(4 * $0 + column) * Double(2 << $0) } })
  }

  @Test func floatsAreNotTakenForIntegers() throws {
    let ldexp = try NDArray.elementwise(
      CLibrary("libm.so.6").function("ldexp") as CFunction<(Double, Int32), Double>)
    func message(_ operands: ArrayOperand...) -> String? {
      do throws(ArrayError) {
        _ = try ldexp.call(operands)
        return nil
      } catch { return error.message }
    }
    let x = NDArray([1.0, 2])
    let name = "a C function"
    #expect(
      message(.array(x), .array(x))
        == "Cannot cast ufunc '\(name)' input 1 from dtype('float64') to dtype('int32') with casting rule "
        + "'same_kind'")
    #expect(
      message(.array(NDArray([Complex128(1, 2)])), .array(NDArray([1])))
        == "Cannot cast ufunc '\(name)' input 0 from dtype('complex128') to dtype('float64') with casting rule "
        + "'same_kind'")
    #expect(
      message(.array(x), .scalar(2.5.scalar))
        == "Cannot cast ufunc '\(name)' input 1 from dtype('float64') to dtype('int32') with casting rule "
        + "'same_kind'")
    #expect(
      message(.array(x), .scalar((1 << 40).scalar))
        == "Python integer \(1 << 40) out of bounds for int32")
  }
}
