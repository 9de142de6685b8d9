// SPDX-License-Identifier: Apache-2.0
// The table of transcendental functions: one row each, for clients and tests to iterate.

/// A transcendental function of one or two operands, f32 or f64, that expands into IR.
///
/// ORDER: MathFunction. Expansions give the same bits on every tier, since they are made of exact
/// operations, and whatever the neighbours of an element are: they have no branches but around what
/// is `rarely` done, whose results are chosen lane by lane. All inputs are served: subnormals, zeros with their signs, infinities,
/// NaN, angles of any size. Overflow, divide by zero and invalid are raised where C99 raises them
/// and nowhere else.
package enum MathFunction: UInt8, CaseIterable, Sendable, Hashable {
  case exp, exp2, expm1, log, log2, log10, log1p
  case sin, cos, tan, arcsin, arccos, arctan, arctan2
  case sinh, cosh, tanh, arcsinh, arccosh, arctanh
  case hypot, cbrt, pow
}

/// What is known about a function, and how it expands.
package struct MathFacts: Sendable {
  package enum Expansion: Sendable {
    case unary(@Sendable (inout Builder, Value) -> Value)
    case binary(@Sendable (inout Builder, Value, Value) -> Value)
  }

  package let name: String
  /// Greatest distance from the true value, in ulps, for f64 and f32; tests hold the expansions to
  /// it.
  package let ulps: (f64: Double, f32: Double)
  package let expansion: Expansion

  package var arity: Int {
    switch expansion {
    case .unary: 1
    case .binary: 2
    }
  }
}

extension MathFunction {
  private static func row(
    _ name: String, _ f64: Double, _ f32: Double,
    _ expand: @escaping @Sendable (inout Builder, Value) -> Value
  ) -> MathFacts {
    MathFacts(name: name, ulps: (f64, f32), expansion: .unary(expand))
  }

  private static func row(
    _ name: String, _ f64: Double, _ f32: Double,
    _ expand: @escaping @Sendable (inout Builder, Value, Value) -> Value
  ) -> MathFacts {
    MathFacts(name: name, ulps: (f64, f32), expansion: .binary(expand))
  }

  // ORDER: MathFunction. One row a case.
  private static let table: [MathFacts] = [
    row("exp", 0.95, 0.95) { $0.exp($1) },
    row("exp2", 0.95, 0.95) { $0.exp2($1) },
    row("expm1", 0.85, 0.85) { $0.expm1($1) },
    row("log", 0.80, 0.80) { $0.log($1) },
    row("log2", 0.95, 0.95) { $0.log2($1) },
    row("log10", 0.85, 0.85) { $0.log10($1) },
    row("log1p", 0.80, 0.80) { $0.log1p($1) },
    row("sin", 0.85, 0.85) { $0.sin($1) },
    row("cos", 0.85, 0.85) { $0.cos($1) },
    row("tan", 0.95, 0.55) { $0.tan($1) },
    row("arcsin", 0.80, 0.80) { $0.arcsin($1) },
    row("arccos", 0.80, 0.80) { $0.arccos($1) },
    row("arctan", 0.95, 0.95) { $0.arctan($1) },
    row("arctan2", 0.95, 0.95) { $0.arctan2($1, $2) },
    row("sinh", 0.90, 0.90) { $0.sinh($1) },
    row("cosh", 0.80, 0.80) { $0.cosh($1) },
    row("tanh", 0.75, 0.75) { $0.tanh($1) },
    row("arcsinh", 0.95, 0.95) { $0.arcsinh($1) },
    row("arccosh", 0.85, 0.85) { $0.arccosh($1) },
    row("arctanh", 0.95, 0.95) { $0.arctanh($1) },
    row("hypot", 0.85, 0.85) { $0.hypot($1, $2) },
    row("cbrt", 0.51, 0.51) { $0.cbrt($1) },
    row("pow", 0.95, 0.95) { $0.pow($1, $2) },
  ]

  package var facts: MathFacts { Self.table[Int(rawValue)] }
  package var name: String { facts.name }
}

extension Builder {
  /// `function` of one operand.
  package mutating func call(_ function: MathFunction, _ x: Value) -> Value {
    guard case .unary(let expand) = function.facts.expansion else {
      preconditionFailure("\(function.name) takes two operands")
    }
    return expand(&self, x)
  }

  /// `function` of two operands, both f32 or both f64.
  package mutating func call(_ function: MathFunction, _ x: Value, _ y: Value) -> Value {
    guard case .binary(let expand) = function.facts.expansion else {
      preconditionFailure("\(function.name) takes one operand")
    }
    return expand(&self, x, y)
  }
}
