// SPDX-License-Identifier: Apache-2.0
// Einstein sums: diagonals as views, then pairs of operands as matrix products.

/// The sum of products that `subscripts` describe, as NumPy's `einsum`: `"ij,jk->ik"` is a matrix product.
///
/// A letter names an axis; one that the result lacks is summed over; one that an operand has twice is a diagonal; `...` stands
/// for axes that broadcast. Without `->` the result has the letters that come once, in alphabetical order. Sums are in the
/// operands' common dtype, or in `dtype`, to which they must cast as `casting` says. The pairs of operands that leave the
/// smallest results come first, whatever `optimize` says. One operand that is not summed gives a view.
public func einsum(
  _ subscripts: String, _ operands: [NDArray], optimize: Bool = false, dtype: DType? = nil,
  casting: DType.Casting = .safe
) throws(ArrayError) -> NDArray {
  guard !operands.isEmpty else {
    throw ArrayError(
      .value,
      "must specify the einstein sum subscripts string and at least one operand, or at least one "
        + "operand and its corresponding subscripts list")
  }
  return try EinsteinSum(subscripts, operands).result(dtype: dtype, casting: casting)
}

public func einsum(_ subscripts: String, _ operands: NDArray...) throws(ArrayError) -> NDArray {
  try einsum(subscripts, operands)
}

/// One Einstein sum.
private struct EinsteinSum {
  /// An array and the labels of its axes, each once.
  struct Term {
    var array: NDArray
    var labels: [Int]
  }

  private var terms: [Term] = []
  private let output: [Int]
  /// The length that each label's axes broadcast to.
  private var lengths: [Int: Int] = [:]

  init(_ subscripts: String, _ operands: [NDArray]) throws(ArrayError) {
    let parsed = try EinsteinSubscripts(subscripts, operands.map(\.shape))
    output = parsed.output
    for (number, operand) in operands.enumerated() {
      terms.append(try Self.diagonals(operand, parsed.inputs[number], number))
    }
    for term in terms {
      for (axis, label) in term.labels.enumerated() {
        let extent = term.array.shape[axis]
        let known = lengths[label, default: 1]
        guard known == extent || known == 1 || extent == 1 else {
          throw mismatch(operands)
        }
        lengths[label] = known == 1 ? extent : known
      }
    }
  }

  /// The view in which axes of one label are one.
  private static func diagonals(_ operand: NDArray, _ labels: [Int], _ number: Int)
    throws(ArrayError) -> Term
  {
    var names: [Int] = []
    var (shape, strides): ([Int], [Int]) = ([], [])
    for (axis, label) in labels.enumerated() {
      guard let place = names.firstIndex(of: label) else {
        names.append(label)
        shape.append(operand.shape[axis])
        strides.append(operand.strides[axis])
        continue
      }
      guard shape[place] == operand.shape[axis] else {
        throw ArrayError(
          .value,
          "dimensions in operand \(number) for collapsing index '\(UnicodeScalar(UInt8(label)))' don't match "
            + "(\(shape[place]) != \(operand.shape[axis]))")
      }
      strides[place] += operand.strides[axis]
    }
    if names.count == labels.count { return Term(array: operand, labels: names) }
    let layout = Layout(
      shape: shape, strides: strides, offset: operand.layout.offset,
      itemSize: operand.dtype.itemSize)
    return Term(array: operand.view(layout), labels: names)
  }

  /// NumPy's error: every shape as it meets the axes of the result, then those summed over.
  private func mismatch(_ operands: [NDArray]) -> ArrayError {
    let all = Set(terms.flatMap(\.labels))
    let axes = output + all.subtracting(output).sorted()
    let texts = zip(operands, terms).map { operand, term in
      let lengths = axes.map { label in
        term.labels.firstIndex(of: label).map { "\(term.array.shape[$0])" } ?? "newaxis"
      }
      let seen = lengths.drop { $0 == "newaxis" }
      return "\(describe(shape: operand.shape))->(\(seen.joined(separator: ","))) "
    }
    return ArrayError(
      .value,
      "operands could not be broadcast together with remapped shapes [original->remapped]: "
        + texts.joined())
  }

  func result(dtype wanted: DType?, casting: DType.Casting) throws(ArrayError) -> NDArray {
    let dtype = wanted ?? DType.promoted(terms.map(\.array.dtype))
    for (number, term) in terms.enumerated()
    where !DType.canCast(term.array.dtype, to: dtype, casting: casting) {
      throw ArrayError(
        .type,
        "Iterator operand \(number) dtype could not be cast from dtype('\(term.array.dtype)') to "
          + "dtype('\(dtype)') according to the rule '\(casting.rawValue)'")
    }
    // float16 sums in float32, as NumPy's loops do.
    let loop: DType = dtype == .float16 ? .float32 : dtype
    let isView = terms.count == 1 && wanted == nil && Set(terms[0].labels) == Set(output)
    let first = terms[0].array
    if isView { return try ordered(terms[0]) }
    var rest: [Term] = []
    for term in terms {
      rest.append(try narrowed(Term(array: term.array.asType(loop), labels: term.labels)))
    }
    while rest.count > 1 {
      let (a, b) = cheapestPair(rest)
      let second = rest.remove(at: b)
      let first = rest.remove(at: a)
      rest.append(try contracted(first, second, beside: rest))
    }
    let term = try summed(rest[0], beside: [])
    return try ordered(term).asType(dtype).apart(from: first)
  }

  /// The axes in the order of the result's.
  private func ordered(_ term: Term) throws(ArrayError) -> NDArray {
    try term.array.transposing(output.map { term.labels.firstIndex(of: $0)! })
  }

  /// Without axes of length 1 that stretch: the label's other axes are enough.
  private func narrowed(_ term: Term) throws(ArrayError) -> Term {
    let stretched = term.labels.indices.filter {
      term.array.shape[$0] == 1 && lengths[term.labels[$0]] != 1
    }
    if stretched.isEmpty { return term }
    let kept = term.labels.indices.filter { !stretched.contains($0) }
    return Term(array: term.array.squeezed(stretched), labels: kept.map { term.labels[$0] })
  }

  private func isKept(_ label: Int, beside others: [Term]) -> Bool {
    output.contains(label) || others.contains { $0.labels.contains(label) }
  }

  /// The pair with the smallest product.
  private func cheapestPair(_ terms: [Term]) -> (Int, Int) {
    var best = (0, 1)
    var least = Double.infinity
    for a in 0..<terms.count {
      for b in (a + 1)..<max(terms.count, a + 1) {
        let others = terms.indices.filter { $0 != a && $0 != b }.map { terms[$0] }
        let labels = Set(terms[a].labels).union(terms[b].labels)
        let size = labels.filter { isKept($0, beside: others) }
          .reduce(1.0) { $0 * Double(lengths[$1]!) }
        if size < least { (best, least) = ((a, b), size) }
      }
    }
    return best
  }

  /// Summed over the labels that nobody else has.
  private func summed(_ term: Term, beside others: [Term]) throws(ArrayError) -> Term {
    let axes = term.labels.indices.filter { !isKept(term.labels[$0], beside: others) }
    if axes.isEmpty { return term }
    let dtype = term.array.dtype
    let sum = term.array.reduced(
      dtype == .bool ? .any : .sum, axes, keepDims: false, loop: dtype, dtype: dtype)
    return Term(
      array: sum, labels: term.labels.indices.filter { !axes.contains($0) }.map { term.labels[$0] })
  }

  private func contracted(_ a: Term, _ b: Term, beside others: [Term]) throws(ArrayError) -> Term {
    let a = try summed(a, beside: others + [b])
    let b = try summed(b, beside: others + [a])
    let shared = a.labels.filter { b.labels.contains($0) }
    let batch = shared.filter { isKept($0, beside: others) }
    let sums = shared.filter { !batch.contains($0) }
    let rows = a.labels.filter { !shared.contains($0) }
    let columns = b.labels.filter { !shared.contains($0) }
    func arranged(_ term: Term, _ labels: [Int]) throws(ArrayError) -> NDArray {
      try term.array.transposing(labels.map { term.labels.firstIndex(of: $0)! })
    }
    let shape = (batch + rows + columns).map { lengths[$0]! }
    if sums.isEmpty {
      let ones = [Int](repeating: 1, count: columns.count)
      let left = try arranged(a, batch + rows)
      let right = try arranged(b, batch + columns)
      let spread =
        batch.map { lengths[$0]! } + [Int](repeating: 1, count: rows.count)
        + columns.map { lengths[$0]! }
      let product = try Ufunc.multiply.record(
        left.reshaping(left.shape + ones), right.reshaping(spread))
      return Term(array: product, labels: batch + rows + columns)
    }
    if batch.isEmpty {
      let product = try Products.tensordot(
        a.array, b.array,
        axes: (
          sums.map { a.labels.firstIndex(of: $0)! }, sums.map { b.labels.firstIndex(of: $0)! }
        ))
      return Term(array: product, labels: rows + columns)
    }
    if rows.isEmpty && columns.isEmpty {
      let product = try Ufunc.multiply.record(
        arranged(a, batch + sums), arranged(b, batch + sums))
      return try summed(Term(array: product, labels: batch + sums), beside: others)
    }
    func size(_ labels: [Int]) -> Int { labels.reduce(1) { $0 * lengths[$1]! } }
    let outer = batch.map { lengths[$0]! }
    let left = try arranged(a, batch + rows + sums).reshaping(outer + [size(rows), size(sums)])
    let right = try arranged(b, batch + sums + columns).reshaping(
      outer + [size(sums), size(columns)])
    let product = try Products.matmul(left, right).reshaping(shape)
    return Term(array: product, labels: batch + rows + columns)
  }
}
