// SPDX-License-Identifier: Apache-2.0
// matmul, dot, vdot, inner, outer and tensordot against NumPy.
import Testing
import Weft

@Suite struct ProductTests {
  private struct Case {
    let question: NumPyQuestion
    let result: Result<NDArray, ArrayError>
    /// Length of the longest sum.
    let terms: Int

    init(
      _ expression: String, _ arrays: [NDArray], terms: Int = 1,
      _ body: () throws(ArrayError) -> NDArray
    ) {
      question = NumPyQuestion(expression: expression, arrays: arrays)
      self.terms = terms
      do {
        result = .success(try body())
      } catch {
        result = .failure(error)
      }
    }
  }

  private func compare(_ cases: [Case]) throws {
    let answers = try askNumPy(cases.map(\.question))
    try #require(answers.count == cases.count)
    for (item, answer) in zip(cases, answers) {
      let shapes = item.question.arrays.map { "\($0.dtype) \($0.shape) by \($0.strides)" }
      let label = "\(item.question.expression) of \(shapes)"
      switch (item.result, answer) {
      case (.success(let actual), .arrays(let expected)):
        // float16 sums in the same order as NumPy: bits.
        let dtype = actual.dtype == .float16 ? DType.int64 : actual.dtype
        // The error of a sum grows with its terms and with their size, though they cancel.
        let size = item.question.arrays.reduce(1) { $0 * (parts($1).map(abs).max() ?? 0) }
        expectClose(
          actual, expected[0], tolerance: roundings(16 * (item.terms + 4), of: dtype),
          floor: size, label)
      case (.failure(let actual), .error(let type, let message)):
        #expect(actual.message == message, "\(label)")
        #expect(type == (actual.kind == .index ? "IndexError" : "ValueError"), "\(label)")
      default:
        Issue.record("\(label): \(item.result) instead of \(answer)")
      }
    }
  }

  private static let dtypes = DType.allCases
  private static let blas: [DType] = [.float32, .float64, .complex64, .complex128]

  private func pair(_ rng: inout TestGenerator) -> (DType, DType) {
    let first = rng.pick(rng.chance(2) ? Self.blas : Self.dtypes)
    return (first, rng.chance(3) ? rng.pick(Self.dtypes) : first)
  }

  @Test func matmulOfAnyLayout() throws {
    var rng = TestGenerator(for: "matmul")
    var cases: [Case] = []
    for _ in 0..<800 {
      let sizes = (0..<3).map { _ in rng.chance(12) ? 0 : Int.random(in: 1...9, using: &rng) }
      let batch = (0..<Int.random(in: 0...2, using: &rng)).map { _ in rng.pick([1, 2, 3]) }
      let dtypes = pair(&rng)
      var (shapeA, shapeB) = ([sizes[0], sizes[1]], [sizes[1], sizes[2]])
      if rng.chance(6) { shapeA = [sizes[1]] } else { shapeA = batched(shapeA, batch, &rng) }
      if rng.chance(6) { shapeB = [sizes[1]] } else { shapeB = batched(shapeB, batch, &rng) }
      let a = rng.array(dtypes.0, shapeA)
      let b = rng.array(dtypes.1, shapeB)
      cases.append(
        Case("np.matmul(x[0], x[1])", [a, b], terms: sizes[1]) { () throws(ArrayError) in
          try Products.matmul(a, b)
        })
    }
    try compare(cases)
  }

  /// The batch in front of `shape`, some axes 1 or missing so that they broadcast.
  private func batched(_ shape: [Int], _ batch: [Int], _ rng: inout TestGenerator) -> [Int] {
    let kept = batch.dropFirst(Int.random(in: 0...batch.count, using: &rng))
    return kept.map { rng.chance(3) ? 1 : $0 } + shape
  }

  @Test func largerMatrices() throws {
    var rng = TestGenerator(for: "larger matrices")
    var cases: [Case] = []
    for dtype in Self.dtypes {
      for sizes in [[65, 130, 33], [1, 300, 70], [70, 300, 1], [3, 17, 1100], [40, 1, 40]] {
        let a = rng.array(dtype, [sizes[0], sizes[1]])
        let b = rng.array(dtype, [sizes[1], sizes[2]])
        cases.append(
          Case("np.matmul(x[0], x[1])", [a, b], terms: sizes[1]) { () throws(ArrayError) in
            try Products.matmul(a, b)
          })
      }
    }
    try compare(cases)
  }

  @Test func otherProducts() throws {
    var rng = TestGenerator(for: "other products")
    var cases: [Case] = []
    for _ in 0..<150 {
      let dtypes = pair(&rng)
      func shape(_ rank: Int) -> [Int] {
        (0..<rank).map { _ in rng.chance(15) ? 0 : Int.random(in: 1...4, using: &rng) }
      }
      var (a, b) = (
        shape(Int.random(in: 0...3, using: &rng)), shape(Int.random(in: 0...3, using: &rng))
      )
      let terms = Int.random(in: 0...6, using: &rng)
      let free = rng.array(dtypes.0, a)
      let other = rng.array(dtypes.1, b)
      cases.append(Case("np.outer(x[0], x[1])", [free, other]) { Products.outer(free, other) })
      if !b.isEmpty { b[max(b.count - 2, 0)] = terms }
      if !a.isEmpty { a[a.count - 1] = terms }
      let x = rng.array(dtypes.0, a)
      let y = rng.array(dtypes.1, b)
      cases.append(
        Case("np.dot(x[0], x[1])", [x, y], terms: terms) { () throws(ArrayError) in
          try Products.dot(x, y)
        })
      if !b.isEmpty {
        b = b.dropLast() + [terms]
        let z = rng.array(dtypes.1, b)
        cases.append(
          Case("np.inner(x[0], x[1])", [x, z], terms: terms) { () throws(ArrayError) in
            try Products.inner(x, z)
          })
      }
      let v = rng.array(dtypes.1, a.reversed())
      cases.append(
        Case("np.vdot(x[0], x[1])", [x, v], terms: x.size) { () throws(ArrayError) in
          try Products.vdot(x, v)
        })
      let order = Array(a.indices).shuffled(using: &rng)
      let count = Int.random(in: 0...a.count, using: &rng)
      let w = rng.array(dtypes.1, order.prefix(count).map { a[$0] } + b)
      let axes = (Array(order.prefix(count)), Array(0..<count))
      cases.append(
        Case("np.tensordot(x[0], x[1], (\(axes.0), \(axes.1)))", [x, w], terms: x.size) {
          () throws(ArrayError) in try Products.tensordot(x, w, axes: axes)
        })
    }
    try compare(cases)
  }

  @Test func mistakesHaveNumPysMessages() throws {
    var rng = TestGenerator(for: "mistakes")
    var cases: [Case] = []
    let matmuls: [([Int], [Int])] = [
      ([2, 3], [4, 5]), ([3], [4, 5]), ([3], [4]), ([2, 3], [4]), ([], [4, 5]), ([4, 5], []),
      ([2, 3, 4], [3, 4, 5]), ([2, 3, 4], [5, 3, 4, 5]), ([2, 2, 3, 4], [5, 4, 5]),
      ([2, 3, 4], [3, 5, 5]),
    ]
    for (shapeA, shapeB) in matmuls {
      let a = rng.contiguous(.float64, shapeA)
      let b = rng.contiguous(.float64, shapeB)
      cases.append(
        Case("np.matmul(x[0], x[1])", [a, b]) { () throws(ArrayError) in
          try Products.matmul(a, b)
        })
    }
    let dots: [([Int], [Int])] = [
      ([2, 3], [4, 5]), ([3], [4]), ([2, 3], [4]), ([2, 3], [4, 2, 5]), ([2, 3], [2]),
    ]
    for (shapeA, shapeB) in dots {
      let a = rng.contiguous(.float64, shapeA)
      let b = rng.contiguous(.float64, shapeB)
      cases.append(
        Case("np.dot(x[0], x[1])", [a, b]) { () throws(ArrayError) in try Products.dot(a, b) })
      cases.append(
        Case("np.inner(x[0], x[1])", [a, b]) { () throws(ArrayError) in try Products.inner(a, b) })
      cases.append(
        Case("np.vdot(x[0], x[1])", [a, b]) { () throws(ArrayError) in try Products.vdot(a, b) })
      for axes in [1, 3, -1] {
        cases.append(
          Case("np.tensordot(x[0], x[1], \(axes))", [a, b]) { () throws(ArrayError) in
            try Products.tensordot(a, b, axes: axes)
          })
      }
    }
    let a = rng.contiguous(.float64, [2, 2])
    let b = rng.contiguous(.float64, [4, 2])
    for axes in [([0], [3]), ([0, 1], [1]), ([0, 0], [1, 1]), ([0], [0]), ([0, -2], [1, -1])] {
      cases.append(
        Case("np.tensordot(x[0], x[1], (\(axes.0), \(axes.1)))", [a, b]) {
          () throws(ArrayError) in try Products.tensordot(a, b, axes: axes)
        })
    }
    try compare(cases)
  }

  /// A matrix by its own transpose is symmetric to the last bit, whatever its layout.
  @Test func squaresAreSymmetric() {
    var rng = TestGenerator(for: "squares")
    for dtype in Self.blas {
      for _ in 0..<20 {
        let a = rng.array(
          dtype, [Int.random(in: 2...70, using: &rng), Int.random(in: 2...40, using: &rng)])
        let transposed = a.view(
          Layout(
            shape: a.shape.reversed(), strides: a.strides.reversed(), offset: a.layout.offset,
            itemSize: dtype.itemSize))
        let square = matmul(a, transposed)
        let mirrored = square.view(
          Layout(
            shape: square.shape, strides: square.strides.reversed(), itemSize: dtype.itemSize))
        expectClose(square, mirrored, tolerance: 0, "\(dtype) \(a.shape) by \(a.strides)")
      }
    }
  }

  @Test func blasDescribesItself() {
    #expect(BLAS.version.first?.isNumber == true)
    #expect(!BLAS.coreName.isEmpty)
  }

  /// In a process of its own: the number may not change under a product of another test.
  @Test func blasThreadsAreCounted() async {
    await #expect(processExitsWith: .success) {
      for count in [1, 2] {
        BLAS.threadCount = count
        #expect(BLAS.threadCount == count)
      }
    }
  }
}
