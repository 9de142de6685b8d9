// SPDX-License-Identifier: Apache-2.0
// The table of ufuncs: one row each, as `numpy.<name>.types` says.

import JIT

extension Ufunc {
  private static let all = "?bBhHiIlLefdFD"
  private static let numbers = "bBhHiIlLefdFD"
  /// NumPy refuses bools here, though they would cast to int8.
  private static let numbersNotBool = "-" + numbers
  private static let reals = "bBhHiIlLefd"
  private static let realsAndBool = "?bBhHiIlLefd"
  private static let bits = "?bBhHiIlL"
  private static let integers = "bBhHiIlL"
  private static let floats = "efd"
  private static let floatsAndComplex = "efdFD"

  private static func row(
    _ name: String, _ operandCount: Int, _ loops: String, _ expand: @escaping UfuncFacts.Expansion,
    _ resolution: UfuncFacts.Resolution = .promote, to result: UfuncFacts.Result = .loop,
    warns: Status = .reported, isExpensive: Bool = false
  ) -> UfuncFacts {
    UfuncFacts(
      name: name, operandCount: operandCount, loops: loops, resolution: resolution, result: result,
      warns: warns, isExpensive: isExpensive, expand: expand)
  }

  /// A test: result bool, no warnings.
  private static func test(
    _ name: String, _ operandCount: Int, _ loops: String, _ expand: @escaping UfuncFacts.Expansion,
    _ resolution: UfuncFacts.Resolution = .promote
  ) -> UfuncFacts {
    row(name, operandCount, loops, expand, resolution, to: .bool, warns: [])
  }

  /// A transcendental function of one operand, and its complex expansion.
  private static func math(
    _ function: MathFunction, _ complex: @escaping @Sendable (inout Builder, Lanes) -> Lanes
  ) -> UfuncFacts {
    let expand: UfuncFacts.Expansion = { b, loop, x in
      loop.isComplex ? complex(&b, x[0]) : Lanes(b.call(function, x[0].re))
    }
    return row(function.name, 1, floatsAndComplex, expand, isExpensive: true)
  }

  /// A transcendental function of two operands.
  private static func math2(_ function: MathFunction) -> UfuncFacts {
    row(function.name, 2, floats, Expand.math2(function), .search, isExpensive: true)
  }

  /// One row a case.
  ///
  /// ORDER: Ufunc.
  static let table: [UfuncFacts] = [
    row("add", 2, all, Expand.parts(.add, bool: .or)),
    row("subtract", 2, numbersNotBool, Expand.parts(.sub)),
    row("multiply", 2, all, Expand.multiply),
    row("divide", 2, "dfeFD", Expand.divide, isExpensive: true),
    row("floor_divide", 2, reals, Expand.floorDivide, isExpensive: true),
    row("remainder", 2, reals, Expand.remainder, isExpensive: true),
    row("fmod", 2, reals, Expand.fmod, isExpensive: true),
    row("power", 2, numbers, Expand.power, isExpensive: true),
    row("float_power", 2, "dD", Expand.power, isExpensive: true),
    row("negative", 1, numbersNotBool, Expand.parts(.neg)),
    row("positive", 1, numbersNotBool, Expand.identity),
    row("absolute", 1, all, Expand.absolute, to: .real),
    row("fabs", 1, floats, Expand.absolute),
    row("sign", 1, numbersNotBool, Expand.sign, warns: []),
    row("square", 1, numbers, Expand.square),
    row("reciprocal", 1, numbers, Expand.reciprocal, isExpensive: true),
    row("sqrt", 1, floatsAndComplex, Expand.sqrt, isExpensive: true),
    row("maximum", 2, all, Expand.extremum(.ge, .maxNaN, .max, bool: .or), warns: []),
    row("minimum", 2, all, Expand.extremum(.le, .minNaN, .min, bool: .and), warns: []),
    row("fmax", 2, all, Expand.numericExtremum(.ge, .max, bool: .or), warns: []),
    row("fmin", 2, all, Expand.numericExtremum(.le, .min, bool: .and), warns: []),
    row("clip", 3, all, Expand.clip, warns: []),
    row("floor", 1, realsAndBool, Expand.rounded(.floor)),
    row("ceil", 1, realsAndBool, Expand.rounded(.ceil)),
    row("trunc", 1, realsAndBool, Expand.rounded(.trunc)),
    row("rint", 1, floatsAndComplex, Expand.rounded(.rint)),
    test("isnan", 1, all, Expand.isNaN),
    test("isinf", 1, all, Expand.isInf),
    test("isfinite", 1, all, Expand.isFinite),
    test("signbit", 1, floats, Expand.signbit),
    row("copysign", 2, floats, Expand.copysign, .search, warns: []),
    row("left_shift", 2, integers, Expand.parts(.shl)),
    row("right_shift", 2, integers, Expand.parts(.shr)),
    row("invert", 1, bits, Expand.parts(.not)),
    row("bitwise_and", 2, bits, Expand.parts(.and)),
    row("bitwise_or", 2, bits, Expand.parts(.or)),
    row("bitwise_xor", 2, bits, Expand.parts(.xor)),
    test("logical_and", 2, all, Expand.logical(.and), .truth),
    test("logical_or", 2, all, Expand.logical(.or), .truth),
    test("logical_xor", 2, all, Expand.logical(.xor), .truth),
    test("logical_not", 1, all, Expand.logicalNot),
    test("equal", 2, all, Expand.equal, .compare),
    test("not_equal", 2, all, Expand.notEqual, .compare),
    test("less", 2, all, Expand.ordered(.lt), .compare),
    test("less_equal", 2, all, Expand.ordered(.le), .compare),
    test("greater", 2, all, Expand.ordered(.gt), .compare),
    test("greater_equal", 2, all, Expand.ordered(.ge), .compare),
    row("conjugate", 1, numbers, Expand.conjugate),
    row("real", 1, all, Expand.realPart, to: .real, warns: []),
    row("imag", 1, all, Expand.imaginaryPart, to: .real, warns: []),
    math(.exp) { $0.complexExp($1) },
    math(.exp2) { $0.complexExp2($1) },
    math(.expm1) { $0.complexExpm1($1) },
    math(.log) { $0.complexLog($1) },
    math(.log2) { $0.complexLog2($1) },
    math(.log10) { $0.complexLog10($1) },
    math(.log1p) { $0.complexLog1p($1) },
    math(.sin) { $0.complexSin($1) },
    math(.cos) { $0.complexCos($1) },
    math(.tan) { $0.complexTan($1) },
    math(.arcsin) { $0.complexArcsin($1) },
    math(.arccos) { $0.complexArccos($1) },
    math(.arctan) { $0.complexArctan($1) },
    math2(.arctan2),
    math(.sinh) { $0.complexSinh($1) },
    math(.cosh) { $0.complexCosh($1) },
    math(.tanh) { $0.complexTanh($1) },
    math(.arcsinh) { $0.complexArcsinh($1) },
    math(.arccosh) { $0.complexArccosh($1) },
    math(.arctanh) { $0.complexArctanh($1) },
    math2(.hypot),
    row("cbrt", 1, floats, Expand.math(.cbrt), isExpensive: true),
    row("where", 3, all, Expand.select, .condition, warns: []),
    row("copy", 1, all, Expand.identity),
    row("a C function", 0, "?bBhHiIlLfd", Expand.call, .foreign, warns: [], isExpensive: true),
  ]
}
