// SPDX-License-Identifier: Apache-2.0
// Comparisons, truth values, extrema and tests as IR.

import JIT

extension Expand {
  static let equal: Expansion = { b, loop, x in Lanes(b.equal(loop, x[0], x[1])) }

  static let notEqual: Expansion = { b, loop, x in
    if loop == .bool { return Lanes(b.xor(x[0].re, x[1].re)) }
    let re = b.ne(x[0].re, x[1].re)
    return Lanes(loop.isComplex ? b.or(re, b.ne(x[0].imaginary, x[1].imaginary)) : re)
  }

  /// One of `<`, `<=`, `>`, `>=`.
  static func ordered(_ op: Op) -> Expansion {
    { b, loop, x in Lanes(b.ordered(op, loop, x[0], x[1])) }
  }

  /// and, or, xor of truth values.
  static func logical(_ op: Op) -> Expansion {
    { b, loop, x in
      let p = b.truth(loop, x[0])
      let q = b.truth(loop, x[1])
      return Lanes(b.binary(op, p, q))
    }
  }

  static let logicalNot: Expansion = { b, loop, x in Lanes(b.not(b.truth(loop, x[0]))) }

  static let isNaN: Expansion = { b, loop, x in
    b.anyPart(loop, x[0], ifInteger: false) { $0.isNaN($1) }
  }

  static let isInf: Expansion = { b, loop, x in
    b.anyPart(loop, x[0], ifInteger: false) { $0.isInfinite($1) }
  }

  static let isFinite: Expansion = { b, loop, x in
    let not = b.anyPart(loop, x[0], ifInteger: false) { builder, part in
      let finite = builder.isFinite(part)
      return builder.not(finite)
    }
    return Lanes(b.not(not.re))
  }

  static let signbit: Expansion = { b, loop, x in
    let element: Element = loop.element == .f32 ? .i32 : .i64
    let zero = b.constant(0, element)
    return Lanes(b.lt(b.bitcast(x[0].re, to: element), zero))
  }

  /// maximum and minimum: NaN wins; complex numbers compare by real, then imaginary part.
  static func extremum(_ order: Op, _ float: Op, _ integer: Op, bool: Op) -> Expansion {
    { b, loop, x in
      switch loop.kind {
      case .bool: return Lanes(b.binary(bool, x[0].re, x[1].re))
      case .signed, .unsigned: return Lanes(b.binary(integer, x[0].re, x[1].re))
      case .float:
        // Of zeros with different signs NumPy's vector loops return the second, its float16 loop the first.
        let isHalf = loop == .float16
        return Lanes(b.binary(float, x[isHalf ? 0 : 1].re, x[isHalf ? 1 : 0].re))
      case .complex:
        let isNaN = b.anyPart(loop, x[0], ifInteger: false) { $0.isNaN($1) }
        let first = b.or(b.ordered(order, loop, x[0], x[1]), isNaN.re)
        return b.choose(loop, first, x[0], x[1])
      }
    }
  }

  /// fmax and fmin: a number wins over NaN.
  static func numericExtremum(_ order: Op, _ integer: Op, bool: Op) -> Expansion {
    { b, loop, x in
      switch loop.kind {
      case .bool: return Lanes(b.binary(bool, x[0].re, x[1].re))
      case .signed, .unsigned: return Lanes(b.binary(integer, x[0].re, x[1].re))
      case .float, .complex:
        let isNaN = b.anyPart(loop, x[1], ifInteger: false) { $0.isNaN($1) }
        let isStrict = loop == .float32 || loop == .float64
        let order = isStrict ? (order == .ge ? Op.gt : .lt) : order
        let first = b.or(b.ordered(order, loop, x[0], x[1]), isNaN.re)
        return b.choose(loop, first, x[0], x[1])
      }
    }
  }

  /// min(max(x, low), high); a NaN anywhere wins, of complex numbers only one in `x` or a real part that decides.
  static let clip: Expansion = { b, loop, x in
    if loop.isComplex {
      let raised = b.complexBound(.gt, x[0], x[1])
      return b.complexBound(.lt, raised, x[2])
    }
    let raised = extremum(.ge, .maxNaN, .max, bool: .or)(&b, loop, [x[0], x[1]])
    return extremum(.le, .minNaN, .min, bool: .and)(&b, loop, [raised, x[2]])
  }
}

extension Builder {
  /// The element as a truth value: not zero.
  mutating func truth(_ loop: DType, _ x: Lanes) -> Value {
    if loop == .bool { return x.re }
    let zero = constant(0, loop.element)
    let re = ne(x.re, zero)
    return loop.isComplex ? or(re, ne(x.imaginary, zero)) : re
  }

  mutating func equal(_ loop: DType, _ x: Lanes, _ y: Lanes) -> Value {
    if loop == .bool {
      let differ = xor(x.re, y.re)
      return not(differ)
    }
    let re = eq(x.re, y.re)
    return loop.isComplex ? and(re, eq(x.imaginary, y.imaginary)) : re
  }

  /// `x op y`; bools order false before true, complex numbers by real part, then by imaginary part.
  mutating func ordered(_ op: Op, _ loop: DType, _ x: Lanes, _ y: Lanes) -> Value {
    if loop == .bool {
      let isGreater = op == .gt || op == .ge
      let (low, high) = isGreater ? (y.re, x.re) : (x.re, y.re)
      let notLow = not(low)
      return op == .lt || op == .gt ? and(notLow, high) : or(notLow, high)
    }
    guard loop.isComplex else { return binary(op, x.re, y.re) }
    let isGreater = op == .gt || op == .ge
    let strictly = binary(isGreater ? .gt : .lt, x.re, y.re)
    let xKnown = eq(x.imaginary, x.imaginary)
    let yKnown = eq(y.imaginary, y.imaginary)
    let byReal = and(strictly, and(xKnown, yKnown))
    let tie = eq(x.re, y.re)
    let byImaginary = and(tie, binary(op, x.imaginary, y.imaginary))
    return or(byReal, byImaginary)
  }

  /// `x` if it is NaN or `x op y` in the order of real, then imaginary parts, else `y`: NumPy's clip compares no further.
  mutating func complexBound(_ op: Op, _ x: Lanes, _ y: Lanes) -> Lanes {
    let isTie = eq(x.re, y.re)
    let byImaginary = binary(op, x.imaginary, y.imaginary)
    let isFirst = select(isTie, byImaginary, binary(op, x.re, y.re))
    let isUnknown = or(isNaN(x.re), isNaN(x.imaginary))
    return choose(.complex128, or(isUnknown, isFirst), x, y)
  }

  /// `condition ? x : y` for elements of `loop`.
  mutating func choose(_ loop: DType, _ condition: Value, _ x: Lanes, _ y: Lanes) -> Lanes {
    let re = select(condition, x.re, y.re)
    return loop.isComplex
      ? Lanes(re, select(condition, x.imaginary, y.imaginary)) : Lanes(re)
  }

  /// True if `test` holds for a part of a float or complex element; `ifInteger` for other dtypes.
  mutating func anyPart(
    _ loop: DType, _ x: Lanes, ifInteger: Bool, _ test: (inout Builder, Value) -> Value
  ) -> Lanes {
    guard loop.kind >= .float else { return Lanes(constant(ifInteger ? 1 : 0, .bool)) }
    let re = test(&self, x.re)
    return Lanes(loop.isComplex ? or(re, test(&self, x.imaginary)) : re)
  }
}
