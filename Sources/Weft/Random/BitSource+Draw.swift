// SPDX-License-Identifier: Apache-2.0
// From a distribution, its parameters and a size to an array.

import Glibc

/// An array of `dtype` and `shape` whose elements `body` writes.
func drawn<T: ArrayElement>(
  _ type: T.Type, as dtype: DType? = nil, _ shape: [Int],
  _ body: (UnsafeMutablePointer<T>, Int) -> Void
) throws(ArrayError) -> NDArray {
  let dtype = dtype ?? T.dtype
  try Layout.check(shape, dtype)
  return NDArray(dtype: dtype, shape: shape) { bytes in
    let start = bytes.baseAddress!.assumingMemoryBound(to: T.self)
    body(start, bytes.count / MemoryLayout<T>.size)
  }
}

extension BitSource {
  /// Draws an array of `distribution`; `parameters` stand in NumPy's order.
  ///
  /// Parameters are checked as NumPy checks them: conversions, what concerns several, each by itself, then the shapes.
  final func draw(
    _ distribution: Distribution, _ parameters: [Parameter], _ size: [Int]?, isLegacy: Bool
  ) throws(ArrayError) -> NDArray {
    let row = distribution.row
    precondition(
      parameters.count == row.parameters.count,
      "\(distribution) has \(row.parameters.count) parameters, not \(parameters.count)")
    var values: [ParameterValues] = []
    for (index, facts) in row.parameters.enumerated() {
      let given = distribution == .binomial ? parameters[1 - index] : parameters[index]
      values.append(try ParameterValues(given, isWhole: facts.isWhole))
    }
    try checkTogether(distribution, &values, isLegacy)
    let isScalar = values.allSatisfy(\.isScalar)
    for (facts, value) in zip(row.parameters, values) {
      try (isLegacy ? facts.legacy : facts.constraint)
        .check(value.cells, isWhole: value.isWhole, facts.name, isScalar: isScalar)
    }
    switch isLegacy ? row.legacy : row.modern {
    case .real(let next):
      if isScalar, let fill = try fill(distribution, values, size, isLegacy) { return fill }
      return try draw(Double.self, values, size, isScalar, next)
    case .whole(let next):
      if isScalar && distribution == .poisson, (0.0.nextUp..<10).contains(values[0].cells[0].real) {
        let limit = Glibc.exp(-values[0].cells[0].real)
        return try drawn(Int.self, size ?? []) { run(.poisson($0, limit: limit), $1) }
      }
      return try draw(Int.self, values, size, isScalar, next)
    }
  }

  /// What is drawn most has a loop of its own; nil for other distributions.
  private final func fill(
    _ distribution: Distribution, _ values: [ParameterValues], _ size: [Int]?, _ isLegacy: Bool
  ) throws(ArrayError) -> NDArray? {
    let cells = values.map { $0.cells[0].real }
    let make: (UnsafeMutablePointer<Double>) -> Fill
    switch (distribution, isLegacy) {
    case (.uniform, _): make = { .uniform($0, low: cells[0], range: cells[1]) }
    case (.normal, false): make = { .normal($0, mean: cells[0], deviation: cells[1]) }
    case (.exponential, false): make = { .exponential($0, scale: cells[0]) }
    case (.standardNormal, true): make = { .legacyNormal($0) }
    case (.standardExponential, true): make = { .legacyExponential($0, scale: 1) }
    case (.exponential, true): make = { .legacyExponential($0, scale: cells[0]) }
    default: return nil
    }
    return try drawn(Double.self, size ?? []) { run(make($0), $1) }
  }

  private final func draw<T: ArrayElement>(
    _ type: T.Type, _ values: [ParameterValues], _ size: [Int]?, _ isScalar: Bool,
    _ next: (BitSource, Cell, Cell, Cell) -> T
  ) throws(ArrayError) -> NDArray {
    if isScalar {
      let cells = values.map { $0.cells[0] } + [Cell](repeating: Cell(0), count: 3)
      let (a, b, c) = (cells[0], cells[1], cells[2])
      return try drawn(type, size ?? []) { out, count in
        for index in 0..<count { out[index] = next(self, a, b, c) }
      }
    }
    if let size { try Layout.check(size, T.dtype) }
    let shape = try BroadcastWalk.resultShape(values.map(\.shape), size: size)
    let all = values + [ParameterValues](repeating: ParameterValues(0), count: 3 - values.count)
    var walk = BroadcastWalk(shape, all.map(\.shape))
    return try drawn(type, shape) { out, count in
      for index in 0..<count {
        out[index] = next(
          self, all[0].cells[walk.places[0]], all[1].cells[walk.places[1]],
          all[2].cells[walk.places[2]])
        walk.advance()
      }
    }
  }
}

extension BitSource {
  /// Gamma numbers in float32; the shapes are cast to it.
  final func standardGammaFloats(_ shape: Parameter, _ size: [Int]?) throws(ArrayError) -> NDArray {
    let values = try ParameterValues(shape, isWhole: false)
    let shapes = values.cells.map { Cell(Double(Float($0.real))) }
    try Constraint.nonNegative.check(shapes, isWhole: false, "shape", isScalar: values.isScalar)
    if let size { try Layout.check(size, .float32) }
    let result = try BroadcastWalk.resultShape([values.shape], size: size)
    var walk = BroadcastWalk(result, [values.shape])
    return try drawn(Float.self, result) { out, count in
      for index in 0..<count {
        out[index] = standardGamma(Float(shapes[walk.places[0]].real))
        walk.advance()
      }
    }
  }
}

// MARK: Conditions on several parameters

extension BitSource {
  /// Both `ngood` and `nbad` must be below this.
  private static let hypergeometricLimit = 1_000_000_000

  private final func checkTogether(
    _ distribution: Distribution, _ values: inout [ParameterValues], _ isLegacy: Bool
  ) throws(ArrayError) {
    switch distribution {
    case .uniform:
      let isScalar = values.allSatisfy(\.isScalar)
      let range = try ParameterValues.zip(values[1], values[0]) { Cell($0.real - $1.real) }
      if !range.cells.allSatisfy(\.real.isFinite) {
        throw ArrayError(
          .overflow,
          isScalar && !isLegacy
            ? "high - low range exceeds valid bounds" : "Range exceeds valid bounds")
      }
      values[1] = range
    case .triangular:
      try forbid("left > mode", values[0], values[1]) { $0.real > $1.real }
      try forbid("mode > right", values[1], values[2]) { $0.real > $1.real }
      try forbid("left == right", values[0], values[2]) { $0.real == $1.real }
    case .hypergeometric:
      let isLarge = { (cell: Cell) in cell.whole >= Self.hypergeometricLimit }
      if !isLegacy
        && (values[0].cells.contains(where: isLarge) || values[1].cells.contains(where: isLarge))
      {
        throw ArrayError(
          .value, "both ngood and nbad must be less than \(Self.hypergeometricLimit)")
      }
      let total = try ParameterValues.zip(values[0], values[1]) { Cell($0.whole &+ $1.whole) }
      try forbid("ngood + nbad < nsample", total, values[2]) { $0.whole < $1.whole }
    case .negativeBinomial where !isLegacy:
      let isScalar = values.allSatisfy(\.isScalar)
      for (facts, value) in zip(distribution.row.parameters, values) {
        try facts.constraint.check(
          value.cells, isWhole: false, facts.name, isScalar: isScalar)
      }
      let message = "n too large or p too small, see Generator.negative_binomial Notes"
      try forbid(message, values[1], values[0]) { p, n in
        (1 - p.real) / p.real * (n.real + 10 * n.real.squareRoot()) > Constraint.poissonLimit
      }
    default: return
    }
  }

  private final func forbid(
    _ message: String, _ a: ParameterValues, _ b: ParameterValues,
    _ isForbidden: (Cell, Cell) -> Bool
  ) throws(ArrayError) {
    let found = try ParameterValues.zip(a, b) { Cell(isForbidden($0, $1) ? 1 : 0) }
    if found.cells.contains(where: { $0.whole != 0 }) { throw ArrayError(.value, message) }
  }
}
