// SPDX-License-Identifier: Apache-2.0
// cmath: functions of complex numbers, through the engine's own with C99's special values.
import Glibc
import Weft

enum CMathModule {
  static var module: NativeModule {
    NativeModule("cmath") { module throws(Raised) in
      module.add("pi", consuming: Value(Double.pi))
      module.add("e", consuming: Value(2.718281828459045))
      module.add("tau", consuming: Value(2 * Double.pi))
      module.add("inf", consuming: Value(Double.infinity))
      module.add("nan", consuming: Value(Double.nan))
      module.add("infj", consuming: .complex(0, .infinity))
      module.add("nanj", consuming: .complex(0, .nan))
      module.add(rows)
    }
  }

  private static func number(_ value: Value) throws(Raised) -> ComplexMath.Pair {
    if let pair = try ComplexMath.parts(value) { return pair }
    if let method = try specialMethod(value, .complex) {
      defer { method.release() }
      let result = try call(method)
      defer { result.release() }
      if let pair = try ComplexMath.parts(result) { return pair }
    }
    return (try MathModule.double(value), 0)
  }

  /// A function of one number by a ufunc; NaN or infinity from finite numbers is an error.
  private static func unary(_ name: String, _ ufunc: Ufunc) -> Builtin {
    Builtin("\(name)(z, /)") { a throws(Raised) in
      let z = try number(a[0])
      let array = NDArray(Complex128(z.0, z.1))
      let result = try engine { () throws(ArrayError) in try ufunc.record(array) }
        .scalar(Complex128.self)
      if z.0.isFinite && z.1.isFinite {
        if result.re.isNaN || result.im.isNaN { throw MathModule.domainError() }
        if result.re.isInfinite || result.im.isInfinite {
          throw name.hasPrefix("log") || name == "atanh" || name == "atan"
            ? MathModule.domainError() : MathModule.rangeError()
        }
      }
      return .complex(result.re, result.im)
    }
  }

  private static var rows: [Builtin] {
    [
      unary("exp", .exp), unary("sqrt", .sqrt), unary("sin", .sin), unary("cos", .cos),
      unary("tan", .tan), unary("asin", .arcsin), unary("acos", .arccos), unary("atan", .arctan),
      unary("sinh", .sinh), unary("cosh", .cosh), unary("tanh", .tanh), unary("asinh", .arcsinh),
      unary("acosh", .arccosh), unary("atanh", .arctanh), unary("log10", .log10),
      Builtin("log(z, base=..., /)") { a throws(Raised) in
        func logarithm(_ value: Value) throws(Raised) -> ComplexMath.Pair {
          let z = try number(value)
          if z == (0, 0) { throw MathModule.domainError() }
          let result = try engine { () throws(ArrayError) in
            try Ufunc.log.record(NDArray(Complex128(z.0, z.1)))
          }.scalar(Complex128.self)
          return (result.re, result.im)
        }
        let z = try logarithm(a[0])
        if a[1].isUnbound { return .complex(z.0, z.1) }
        let result = try ComplexMath.divide(z, try logarithm(a[1]))
        return .complex(result.0, result.1)
      },
      Builtin("phase(z, /)") { a throws(Raised) in
        let z = try number(a[0])
        return Value(atan2(z.1, z.0))
      },
      Builtin("polar(z, /)") { a throws(Raised) in
        let z = try number(a[0])
        return Tuple.make(consuming: [Value(hypot(z.0, z.1)), Value(atan2(z.1, z.0))]).value
      },
      Builtin("rect(r, phi, /)") { a throws(Raised) in
        let (r, phi) = (try MathModule.double(a[0]), try MathModule.double(a[1]))
        if r.isFinite || r.isNaN, phi.isInfinite, r != 0, !r.isNaN {
          throw MathModule.domainError()
        }
        if phi == 0 { return .complex(r, r * phi) }
        return .complex(r * cos(phi), r * sin(phi))
      },
      Builtin("isnan(z, /)") { a throws(Raised) in
        let z = try number(a[0])
        return Value(z.0.isNaN || z.1.isNaN)
      },
      Builtin("isinf(z, /)") { a throws(Raised) in
        let z = try number(a[0])
        return Value(z.0.isInfinite || z.1.isInfinite)
      },
      Builtin("isfinite(z, /)") { a throws(Raised) in
        let z = try number(a[0])
        return Value(z.0.isFinite && z.1.isFinite)
      },
      Builtin("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)") { a throws(Raised) in
        let (x, y) = (try number(a[0]), try number(a[1]))
        let (relative, absolute) = (try MathModule.double(a[2]), try MathModule.double(a[3]))
        if relative < 0 || absolute < 0 {
          throw raise(.valueError, "tolerances must be non-negative")
        }
        if x == y { return .true }
        if x.0.isInfinite || x.1.isInfinite || y.0.isInfinite || y.1.isInfinite { return .false }
        let difference = hypot(x.0 - y.0, x.1 - y.1)
        return Value(
          difference <= relative * hypot(y.0, y.1) || difference <= relative * hypot(x.0, x.1)
            || difference <= absolute)
      },
    ]
  }
}
