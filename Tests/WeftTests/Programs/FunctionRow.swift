// SPDX-License-Identifier: Apache-2.0
// The functions programs call: how close results must be, and how values grow.
import Weft

/// How a function's result relates to its operands' bounds.
enum Growth {
  case add, subtract, multiply, divide, larger, smaller, choose, negate, same, magnitude, square
  /// Between -1 and 1, changing at most as fast as the operand.
  case unit
  case sqrt, exp, log
  /// A step function or another that makes small differences large.
  case jump
  /// A truth value or another small number found by comparing.
  case test
  /// Nothing is known.
  case wild
}

/// One function by NumPy's name.
struct FunctionRow {
  let name: String
  let ufunc: Ufunc
  let operandCount: Int
  let growth: Growth
  /// Largest difference in units of the last place; 0 means the same bits.
  let roundings: Double
  /// The operator of Python's in-place statement.
  let symbol: String?

  /// True if the sign of a zero result depends on the width of NumPy's vectors, or (clip, beside arrays) on how its iterator
  /// walks over the bounds; both sides make it positive.
  func leavesZerosOpen(_ hasAxes: [Bool]) -> Bool {
    ufunc == .fmax || ufunc == .fmin || ufunc == .clip && hasAxes.dropFirst().contains(true)
  }

  /// True for what multiplies two complex numbers.
  var isProduct: Bool { growth == .multiply || growth == .square }

  init?(
    _ name: String, _ growth: Growth, roundings: Double = 0, symbol: String? = nil
  ) {
    guard let ufunc = Ufunc(name: name) else { return nil }
    self.name = name
    self.ufunc = ufunc
    operandCount = ufunc.operandCount
    self.growth = growth
    self.roundings = roundings
    self.symbol = symbol
  }
}

/// The functions that the engine has, in a fixed order.
let functions: [FunctionRow] = [
  FunctionRow("add", .add, symbol: "+"), FunctionRow("subtract", .subtract, symbol: "-"),
  FunctionRow("multiply", .multiply, symbol: "*"), FunctionRow("divide", .divide, symbol: "/"),
  FunctionRow("floor_divide", .jump, symbol: "//"),
  FunctionRow("remainder", .jump, symbol: "%"),
  FunctionRow("fmod", .jump), FunctionRow("power", .wild, roundings: 4),
  FunctionRow("negative", .negate), FunctionRow("positive", .same),
  FunctionRow("absolute", .magnitude), FunctionRow("fabs", .magnitude),
  FunctionRow("sign", .jump), FunctionRow("square", .square), FunctionRow("reciprocal", .wild),
  FunctionRow("sqrt", .sqrt), FunctionRow("maximum", .larger), FunctionRow("minimum", .smaller),
  FunctionRow("fmax", .larger), FunctionRow("fmin", .smaller), FunctionRow("clip", .choose),
  FunctionRow("floor", .jump), FunctionRow("ceil", .jump), FunctionRow("trunc", .jump),
  FunctionRow("rint", .jump), FunctionRow("isnan", .test), FunctionRow("isinf", .test),
  FunctionRow("isfinite", .test), FunctionRow("signbit", .test), FunctionRow("copysign", .jump),
  FunctionRow("left_shift", .jump, symbol: "<<"), FunctionRow("right_shift", .jump, symbol: ">>"),
  FunctionRow("invert", .jump), FunctionRow("bitwise_and", .jump, symbol: "&"),
  FunctionRow("bitwise_or", .jump, symbol: "|"), FunctionRow("bitwise_xor", .jump, symbol: "^"),
  FunctionRow("logical_and", .test), FunctionRow("logical_or", .test),
  FunctionRow("logical_xor", .test), FunctionRow("logical_not", .test),
  FunctionRow("equal", .test), FunctionRow("not_equal", .test), FunctionRow("less", .test),
  FunctionRow("less_equal", .test), FunctionRow("greater", .test),
  FunctionRow("greater_equal", .test), FunctionRow("conjugate", .same),
  FunctionRow("where", .choose),
  FunctionRow("exp", .exp, roundings: 4), FunctionRow("exp2", .wild, roundings: 4),
  FunctionRow("expm1", .wild, roundings: 4), FunctionRow("log", .log, roundings: 4),
  FunctionRow("log2", .wild, roundings: 4), FunctionRow("log10", .wild, roundings: 4),
  FunctionRow("log1p", .wild, roundings: 4), FunctionRow("sin", .unit, roundings: 4),
  FunctionRow("cos", .unit, roundings: 4), FunctionRow("tan", .wild, roundings: 6),
  FunctionRow("tanh", .unit, roundings: 6), FunctionRow("cbrt", .wild, roundings: 4),
  FunctionRow("arctan", .wild, roundings: 4), FunctionRow("arcsin", .wild, roundings: 6),
  FunctionRow("arccos", .wild, roundings: 6), FunctionRow("sinh", .wild, roundings: 6),
  FunctionRow("cosh", .wild, roundings: 6), FunctionRow("arcsinh", .wild, roundings: 6),
  FunctionRow("arccosh", .wild, roundings: 6), FunctionRow("arctanh", .wild, roundings: 6),
  FunctionRow("arctan2", .wild, roundings: 6), FunctionRow("hypot", .wild, roundings: 4),
].compactMap { $0 }

/// The row of a function that every build has.
func functionRow(_ name: String) -> Int { functions.firstIndex { $0.name == name }! }
