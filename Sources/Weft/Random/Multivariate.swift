// SPDX-License-Identifier: Apache-2.0
// Distributions of vectors: the last axis of a result is a vector.

import Glibc

extension BitSource {
  /// Counts of `n` things over outcomes of `pvals`, whose last axis holds the probabilities of one draw.
  final func multinomial(
    _ n: Parameter, _ pvals: NDArray, _ size: [Int]?, isLegacy: Bool
  ) throws(ArrayError) -> NDArray {
    let counts = try ParameterValues(n, isWhole: true)
    let values = try ParameterValues(pvals.parameter, isWhole: false)
    let outcomes = pvals.shape.last ?? 0
    if isLegacy && pvals.ndim == 0 { throw ArrayError(.type, "pvals must be a 1-d sequence") }
    if isLegacy && pvals.ndim > 1 {
      throw ArrayError(.value, "object too deep for desired array")
    }
    if outcomes == 0 && !isLegacy {
      throw ArrayError(
        .value,
        "pvals must have at least 1 dimension and the last dimension of pvals must be greater than 0."
      )
    }
    try Constraint.probability.check(values.cells, isWhole: false, "pvals", isScalar: false)
    let probabilities = values.cells.map(\.real)
    try requireSums(probabilities, outcomes, pvals)

    let leading = Array(pvals.shape.dropLast())
    let isVector = !counts.isScalar || !leading.isEmpty
    try Constraint.nonNegative.check(
      counts.cells, isWhole: true, "n", isScalar: !isVector)
    var shape = size ?? []
    if isVector {
      shape = try BroadcastWalk.shape([counts.shape, leading])
      if let size {
        try Layout.check(size, .int8)
        let all = try BroadcastWalk.shape([counts.shape, leading, size])
        if all != size { throw BroadcastWalk.incompatible(size, all) }
        shape = size
      }
    }
    var walk = BroadcastWalk(shape, [counts.shape, leading])
    return try drawn(Int.self, shape + [outcomes]) { out, total in
      out.initialize(repeating: 0, count: total)
      probabilities.withUnsafeBufferPointer { probabilities in
        for start in stride(from: 0, to: total, by: max(outcomes, 1)) {
          let first = walk.places[1] * outcomes
          multinomial(
            counts.cells[walk.places[0]].whole,
            UnsafeBufferPointer(rebasing: probabilities[first..<first + outcomes]), out + start)
          walk.advance()
        }
      }
    }
  }

  private final func requireSums(
    _ probabilities: [Double], _ outcomes: Int, _ pvals: NDArray
  ) throws(ArrayError) {
    let isAbove = probabilities.withUnsafeBufferPointer { all in
      stride(from: 0, to: all.count, by: max(outcomes, 1)).contains { start in
        compensatedSum(UnsafeBufferPointer(rebasing: all[start..<start + outcomes - 1])) > 1 + 1e-12
      }
    }
    guard isAbove else { return }
    let part = pvals.ndim == 1 ? "[:-1]" : "[...,:-1]"
    let isNarrow = pvals.dtype == .float32 || pvals.dtype == .float16
    if isNarrow && pvals.sum().scalar(Double.self) < 1.0001 {
      throw ArrayError(
        .value,
        "sum(pvals\(part).astype(np.float64)) > 1.0. The pvals array is cast to 64-bit floating point "
          + "prior to checking the sum. Precision changes when casting may cause problems even if the sum "
          + "of the original pvals is valid.")
    }
    throw ArrayError(.value, "sum(pvals\(part)) > 1.0")
  }

  /// Vectors of positive numbers with sum 1.
  final func dirichlet(_ alpha: NDArray, _ size: [Int]?, isLegacy: Bool) throws(ArrayError)
    -> NDArray
  {
    if alpha.ndim == 0 { throw ArrayError(.type, "len() of unsized object") }
    if alpha.ndim > 1 { throw ArrayError(.value, "object too deep for desired array") }
    let shapes = try alpha.asType(.float64, casting: .safe).array(of: Double.self)
    if isLegacy && shapes.contains(where: { $0 <= 0 }) {
      throw ArrayError(.value, "alpha <= 0")
    }
    if shapes.contains(where: { $0 < 0 }) { throw ArrayError(.value, "alpha < 0") }
    let length = shapes.count
    // Gamma numbers of small shapes may all be 0, and their sum with them; sticks broken by beta numbers divide nothing.
    let breaksSticks = !isLegacy && length > 0 && shapes.allSatisfy { $0 < 0.1 }
    var tails = shapes
    for index in stride(from: length - 2, through: 0, by: -1) { tails[index] += tails[index + 1] }
    return try drawn(Double.self, (size ?? []) + [length]) { out, total in
      out.initialize(repeating: 0, count: total)
      for start in stride(from: 0, to: total, by: max(length, 1)) {
        if breaksSticks {
          if tails[0] > 0 { breakStick(shapes, tails, out + start) }
          continue
        }
        var sum = 0.0
        for index in 0..<length {
          let value = isLegacy ? legacyGamma(shapes[index]) : standardGamma(shapes[index])
          out[start + index] = value
          sum += value
        }
        let inverse = 1 / sum
        for index in 0..<length { out[start + index] *= inverse }
      }
    }
  }

  private final func breakStick(
    _ shapes: [Double], _ tails: [Double], _ out: UnsafeMutablePointer<Double>
  ) {
    var rest = 1.0
    for index in 0..<shapes.count - 1 {
      let part = beta(shapes[index], tails[index + 1])
      out[index] = rest * part
      rest *= 1 - part
      if tails[index + 1] == 0 { break }
    }
    out[shapes.count - 1] = rest
  }

  /// How many of each color are in a sample.
  final func multivariateHypergeometric(
    _ colors: NDArray, _ sample: Int, _ size: [Int]?, isCounting: Bool
  ) throws(ArrayError) -> NDArray {
    if sample < 0 { throw ArrayError(.value, "nsample must be nonnegative.") }
    let isInteger = colors.dtype.isInteger || colors.size == 0
    let wholes = isInteger ? try RangeEnds(colors.parameter).wholes : []
    guard colors.ndim == 1, isInteger, wholes.allSatisfy({ $0 >= 0 && $0 <= Int128(Int.max) })
    else {
      throw ArrayError(
        .value,
        "colors must be a one-dimensional sequence of nonnegative integers not exceeding \(Int.max)."
      )
    }
    let all = wholes.reduce(0, +)
    guard let total = Int(exactly: all) else {
      throw ArrayError(
        .value,
        "sum(colors) must not exceed the maximum value of a 64 bit signed integer (\(Int.max))")
    }
    if !isCounting && total >= 1_000_000_000 {
      throw ArrayError(
        .value, "When method is \"marginals\", sum(colors) must be less than 1000000000.")
    }
    if isCounting && total > Int.max / 8 {
      throw ArrayError(
        .value, "When method is 'count', sum(colors) must not exceed \(Int.max / 8)")
    }
    if sample > total { throw ArrayError(.value, "nsample > sum(colors)") }
    // What a machine has no room for is an error, as in NumPy, and not the end.
    let needsMemory = isCounting && sample > 0 && !(size ?? []).contains(0)
    let memory = needsMemory ? malloc(total * MemoryLayout<Int>.size) : nil
    defer { free(memory) }
    if needsMemory && memory == nil {
      throw ArrayError(
        .memory,
        "Insufficient memory for multivariate_hypergeometric with method='count' and "
          + "sum(colors)=\(total)")
    }

    let kinds = wholes.map { Int($0) }
    // The smaller part is drawn, and the larger is what it leaves.
    let isLarge = sample > total / 2
    let drawnCount = isLarge ? total - sample : sample
    return try drawn(Int.self, (size ?? []) + [kinds.count]) { out, count in
      out.initialize(repeating: 0, count: count)
      if total == 0 || sample == 0 || count == 0 { return }
      let choices = UnsafeMutableBufferPointer(
        start: memory?.assumingMemoryBound(to: Int.self), count: memory == nil ? 0 : total)
      var place = 0
      for (kind, number) in kinds.enumerated() where isCounting {
        for _ in 0..<number {
          choices[place] = kind
          place += 1
        }
      }
      for start in stride(from: 0, to: count, by: kinds.count) {
        if isCounting {
          multivariateByCounting(drawnCount, choices, out + start)
        } else {
          multivariateByMarginals(total, kinds, drawnCount, out + start)
        }
        if isLarge {
          for index in kinds.indices { out[start + index] = kinds[index] - out[start + index] }
        }
      }
    }
  }
}

extension Generator {
  /// Counts of `n` things over outcomes with probabilities `pvals`, whose last axis is that of the result.
  ///
  /// `n` and the other axes of `pvals` are broadcast. The last probability counts as what the others leave.
  public mutating func multinomial(
    n: some DistributionParameter, pvals: NDArray, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try own.multinomial(n.parameter, pvals, size, isLegacy: false)
  }

  /// Vectors of positive numbers with sum 1; `alpha` has one axis.
  public mutating func dirichlet(alpha: NDArray, size: [Int]? = nil) throws(ArrayError) -> NDArray {
    try own.dirichlet(alpha, size, isLegacy: false)
  }

  /// How multivariate hypergeometric numbers are made: one color after the other, or by shuffling all things.
  public enum HypergeometricMethod: Sendable {
    case marginals, count
  }

  /// How many things of each color are in a sample of `nsample`, where there are `colors` of each.
  public mutating func multivariateHypergeometric(
    colors: NDArray, nsample: Int, size: [Int]? = nil, method: HypergeometricMethod = .marginals
  ) throws(ArrayError) -> NDArray {
    try own.multivariateHypergeometric(colors, nsample, size, isCounting: method == .count)
  }
}

extension RandomState {
  /// Counts of `n` things over outcomes with probabilities `pvals`; the last one counts as what the others leave.
  public mutating func multinomial(n: Int, pvals: NDArray, size: [Int]? = nil) throws(ArrayError)
    -> NDArray
  {
    try own.multinomial(n.parameter, pvals, size, isLegacy: true)
  }

  /// Vectors of positive numbers with sum 1; `alpha` has one axis.
  public mutating func dirichlet(alpha: NDArray, size: [Int]? = nil) throws(ArrayError) -> NDArray {
    try own.dirichlet(alpha, size, isLegacy: true)
  }
}
