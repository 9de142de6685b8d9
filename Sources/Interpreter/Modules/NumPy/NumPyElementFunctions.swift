// SPDX-License-Identifier: Apache-2.0
// numpy's functions of elements that are no ufuncs.
import Weft

enum NumPyElementFunctions {
  private typealias Arguments = NumPyArguments

  private static func plain(
    _ text: String, _ function: @escaping (NDArray) throws -> NDArray
  ) -> Builtin {
    let takesOut = text.contains("out")
    return Builtin(text) { a throws(Raised) in
      let own = try Arguments.array(a[0])
      return try ArrayMethods.finish(
        checkedEngine { try function(own) }, out: takesOut ? a[1] : .none)
    }
  }

  static var rows: [Builtin] {
    [
      plain("sinc(x)") { try sinc($0) },
      Arguments.making("i0(x)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        return { try i0(own) }
      },
      plain("fix(x, out=None)") { try fix($0) },
      plain("isposinf(x, out=None)") { try isPosInf($0) },
      plain("isneginf(x, out=None)") { try isNegInf($0) },
      plain("iscomplex(x)") { try isComplex($0) }, plain("isreal(x)") { try isReal($0) },
      Builtin("around(a, decimals=0, out=None)") { a throws(Raised) in try rounded(a) },
      Builtin("round(a, decimals=0, out=None)") { a throws(Raised) in try rounded(a) },
      Builtin("real_if_close(a, tol=100)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let tolerance = try FloatMath.convert(a[1])
        return ArrayRef.make(try checkedEngine { try realIfClose(own, tolerance: tolerance) })
      },
      Builtin("unwrap(p, discont=None, axis=-1, *, period=6.283185307179586)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let discontinuity = a[1].isNone ? nil : Optional(try FloatMath.convert(a[1]))
        let axis = try indexValue(a[2])
        let period: Scalar =
          try a[3].isInteger
          ? indexValue(a[3]).scalar : FloatMath.convert(a[3]).scalar
        return ArrayRef.make(
          try checkedEngine {
            try unwrap(own, discontinuity: discontinuity, axis: axis, period: period)
          })
      },
      Builtin("isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)") { a throws(Raised) in
        ArrayOperators.result(try close(a))
      },
      Builtin("allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)") { a throws(Raised) in
        Value(try close(a).all().scalar(Bool.self))
      },
      Builtin("real(val)") { a throws(Raised) in try part(a[0], "real") },
      Builtin("imag(val)") { a throws(Raised) in try part(a[0], "imag") },
      Builtin("angle(z, deg=False)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let inDegrees = try isTrue(a[1])
        return ArrayOperators.result(
          try checkedEngine {
            let angle =
              try own.dtype.isComplex
              ? Ufunc.arctan2(.array(own.imag), .array(own.real))
              : Ufunc.arctan2(0, .array(own))
            return inDegrees ? angle * (180 / Double.pi) : angle
          })
      },
    ]
  }

  private static func close(_ a: BoundArguments) throws(Raised) -> NDArray {
    let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
    let (relative, absolute) = (try FloatMath.convert(a[2]), try FloatMath.convert(a[3]))
    let equalNaN = try isTrue(a[4])
    return try checkedEngine {
      x.isClose(to: y, relative: relative, absolute: absolute, equalNaN: equalNaN)
    }
  }

  private static func rounded(_ a: BoundArguments) throws(Raised) -> Value {
    let own = try Arguments.array(a[0])
    let decimals = try indexValue(a[1])
    return try ArrayMethods.finish(
      checkedEngine { try Weft.round(own, decimals: decimals) }, out: a[2])
  }

  private static func part(_ value: Value, _ name: String) throws(Raised) -> Value {
    if let own = try getOptionalAttribute(value, name) { return own }
    let array = ArrayRef.make(try Arguments.array(value))
    defer { array.release() }
    return try getAttribute(array, name)
  }
}
