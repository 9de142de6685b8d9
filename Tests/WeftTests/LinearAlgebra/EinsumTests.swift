// SPDX-License-Identifier: Apache-2.0
// Einstein sums and the products that come with them, beside NumPy.
import Testing
import Weft

@Suite("Einstein sums and chains") struct EinsumTests {
  /// Small whole numbers: sums are exact in any order.
  private func values(_ dtype: DType, _ shape: [Int], _ generator: inout TestGenerator) -> NDArray {
    if dtype == .bool { return generator.array(.bool, shape) }
    let whole = generator.array(.int8, shape) % 4
    return (dtype.kind == .unsigned ? absolute(whole) : whole).asType(dtype)
  }

  @Test func everyForm() throws {
    var generator = TestGenerator(for: "everyForm")
    var session = ArraySession()
    let forms: [(String, [[Int]])] = [
      ("ij,jk->ik", [[2, 3], [3, 4]]), ("ij,jk", [[2, 3], [3, 4]]),
      ("ij,kj->ki", [[2, 3], [4, 3]]),
      ("ii->i", [[3, 3]]), ("ii", [[3, 3]]), ("ij->ji", [[2, 3]]), ("ij->", [[2, 3]]),
      ("ij->j", [[2, 3]]),
      ("ba", [[2, 3]]), ("i,i", [[4], [4]]), ("i,j->ij", [[3], [4]]), ("i,j->ji", [[3], [4]]),
      ("ijk,ikl->ijl", [[2, 3, 4], [2, 4, 5]]), ("ij,ij->i", [[3, 4], [3, 4]]),
      ("ij,ij->j", [[3, 4], [3, 4]]),
      ("ijk,jil->kl", [[2, 3, 4], [3, 2, 5]]), ("...ij,...jk->...ik", [[5, 2, 3], [3, 4]]),
      ("...ij,...jk", [[5, 2, 3], [1, 3, 4]]), ("...i->...", [[2, 3, 4]]),
      ("i...->...", [[2, 3, 4]]),
      ("...", [[2, 3]]), ("...,...", [[2, 3], [3]]), ("i...,i...->...", [[2, 3], [2, 3]]),
      ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]]),
      ("ij,jk,kl,lm->im", [[2, 3], [3, 4], [4, 2], [2, 2]]),
      ("i,j,k->", [[2], [3], [4]]), ("i,j,k->kji", [[2], [3], [4]]), ("iij->j", [[3, 3, 2]]),
      ("iijj->ij", [[2, 2, 3, 3]]),
      ("ijij", [[2, 3, 2, 3]]), ("ij,j", [[2, 3], [1]]), ("ij,ij", [[2, 1], [1, 3]]),
      ("i,i", [[1], [3]]),
      (",", [[], []]), ("i,->i", [[3], []]), (" i j , j k -> i k ", [[2, 3], [3, 2]]),
      ("aB,Bc->ca", [[2, 3], [3, 4]]),
      ("ij,jk->ik", [[0, 3], [3, 4]]), ("ij,jk->ik", [[2, 0], [0, 4]]),
      ("bhqd,bhkd->bhqk", [[2, 2, 3, 4], [2, 2, 5, 4]]),
      ("ij,kl->ijkl", [[2, 2], [3, 2]]), ("ii,ii->i", [[3, 3], [3, 3]]),
      ("ab,cab->c", [[2, 3], [4, 2, 3]]), ("ij,i,j->", [[3, 4], [3], [4]]),
      // Mistakes.
      ("ijk", [[2, 3]]), ("i", [[2, 3]]), ("ii", [[2, 3]]), ("ii", [[1, 3]]),
      ("ij,jk->il", [[2, 3], [3, 4]]),
      ("ij,jk->iik", [[2, 3], [3, 4]]), ("ij,jk,kl", [[2, 3], [3, 4]]), ("ij", [[2, 3], [3, 4]]),
      ("ij-", [[2, 3]]),
      ("i2", [[2, 3]]), ("i.j", [[2, 3]]), ("...j,jk->k", [[2, 3], [3, 4]]),
      ("ij,ik", [[2, 3], [3, 4]]),
      ("...,...", [[2, 3], [3, 4]]), ("ij,jk", [[2, 3], [2, 4]]), ("ij,,jk", [[2, 3], [3, 4]]),
      ("ij->k>", [[2, 3]]),
      ("...j...", [[2, 3]]), ("ij->...ij.", [[2, 3]]), ("->", [[2]]), ("i...i->...", [[2, 3]]),
      ("ij", [[]]),
    ]
    for dtype in DType.allCases {
      for (form, shapes) in forms {
        let arrays = shapes.map { values(dtype, $0, &generator) }
        session.expect("np.einsum('\(form)', *x)", arrays) { try einsum(form, arrays) }
        let others = shapes.map { values(generator.pick(DType.allCases), $0, &generator) }
        session.expect("np.einsum('\(form)', *x)", others) {
          try einsum(form, others, optimize: true)
        }
      }
      let x = values(dtype, [2, 3], &generator)
      for casting in DType.Casting.allCases {
        session.expect(
          "np.einsum('ij->j', x[0], dtype='float32', casting='\(casting.rawValue)')", [x]
        ) {
          try einsum("ij->j", [x], dtype: .float32, casting: casting)
        }
      }
      session.expect("np.einsum('ij,kj->ik', x[0], x[0], optimize=True)", [x]) {
        try einsum("ij,kj->ik", x, x)
      }
    }
    try session.run()
  }

  @Test func oneOperandIsAView() throws {
    let shared = SharedArray(NDArray.arange(9).reshaped(3, 3).copy())
    #expect(try shared.view { try einsum("ii->i", $0) } != nil)
    #expect(try shared.view { try einsum("ij->ji", $0) } != nil)
    #expect(try shared.view { try einsum("ij->i", $0) } == nil)
    #expect(try shared.view { try einsum("ij->ij", [$0], dtype: .int64) } == nil)
  }

  @Test func productsOfVectors() throws {
    var generator = TestGenerator(for: "productsOfVectors")
    var session = ArraySession()
    for dtype in DType.allCases {
      let other = generator.pick(DType.allCases)
      for (m, n) in [
        ([2, 3], [3, 2]), ([4], [2, 2]), ([], [3]), ([2, 1, 3], [2, 2]), ([0, 2], [3]),
      ] {
        let (a, b) = (values(dtype, m, &generator), values(other, n, &generator))
        session.expect("np.kron(x[0], x[1])", [a, b]) { try kron(a, b) }
      }
      for (m, n) in [
        ([3], [3]), ([2], [3]), ([3], [2]), ([2], [2]), ([4, 3], [3]), ([4, 2], [4, 3]),
        ([5, 1, 3], [4, 3]), ([4], [3]), ([], [3]),
      ] {
        let (a, b) = (values(dtype, m, &generator), values(other, n, &generator))
        if dtype == .bool || other == .bool { continue }
        session.expect("np.cross(x[0], x[1])", [a, b]) { try cross(a, b) }
        session.expect("np.cross(x[0], x[1], axisc=0)", [a, b]) { try cross(a, b, axisC: 0) }
      }
      let (p, q) = (values(dtype, [3, 4], &generator), values(dtype, [3, 4], &generator))
      if dtype != .bool {
        session.expect("np.cross(x[0], x[1], axis=0)", [p, q]) { try cross(p, q, axis: 0) }
        session.expect("np.cross(x[0], x[1], axisa=5)", [p, q]) { try cross(p, q, axisA: 5) }
      }
      for (m, n) in [
        ([4], [4]), ([3, 4], [4]), ([2, 1, 4], [3, 4]), ([3], [4]), ([], [4]), ([2, 0], [0]),
      ] {
        let (a, b) = (values(dtype, m, &generator), values(other, n, &generator))
        session.expect("np.vecdot(x[0], x[1])", [a, b]) { try vecdot(a, b) }
      }
      session.expect("np.vecdot(x[0], x[1], axis=0)", [p, q]) { try vecdot(p, q, axis: 0) }
      for (m, n) in [
        ([3, 4], [4]), ([2, 3, 4], [4]), ([3, 4], [2, 4]), ([3, 4], [3]), ([4], [4]),
      ] {
        let (a, b) = (values(dtype, m, &generator), values(other, n, &generator))
        session.expect("np.matvec(x[0], x[1])", [a, b]) { try matvec(a, b) }
        session.expect("np.vecmat(x[1], x[0].T)", [a, b]) { try vecmat(b, a.T) }
      }
    }
    try session.run()
  }

  @Test func chainsAndTensors() throws {
    var generator = TestGenerator(for: "chainsAndTensors")
    var session = ArraySession()
    func expect(
      _ text: String, _ arrays: [NDArray], tolerance: Double = 0, _ body: () throws -> NDArray
    ) {
      session.expect(text, arrays, tolerance: tolerance) {
        do { return try body() } catch let error as LinearAlgebraError {
          throw ArrayError(error.kind == .axis ? .axis : .value, error.message)
        }
      }
    }
    for dtype in [DType.int64, .float32, .float64, .complex128, .bool] {
      for sides in [[2, 3, 4], [2, 3, 4, 5], [5, 1, 4, 2, 3], [3, 3, 3, 3, 3, 2]] {
        let matrices = (0..<(sides.count - 1)).map {
          values(dtype, [sides[$0], sides[$0 + 1]], &generator)
        }
        expect("np.linalg.multi_dot(x)", matrices) { try LinearAlgebra.multiDot(matrices) }
        let first = [matrices[0][0]] + matrices.dropFirst()
        expect("np.linalg.multi_dot(x)", first) { try LinearAlgebra.multiDot(first) }
        let last = matrices.dropLast() + [matrices.last![.all, 0]]
        expect("np.linalg.multi_dot(x)", Array(last)) { try LinearAlgebra.multiDot(Array(last)) }
        if matrices.count > 2 {
          let both = Array(first.dropLast() + [matrices.last![.all, 0]])
          expect("np.linalg.multi_dot(x)", both) { try LinearAlgebra.multiDot(both) }
        }
      }
      let x = values(dtype, [3, 4], &generator)
      for keep in [false, true] {
        let text = keep ? "True" : "False"
        expect("np.linalg.vector_norm(x[0], keepdims=\(text))", [x], tolerance: 0x1p-22) {
          try LinearAlgebra.vectorNorm(x, keepDims: keep)
        }
        expect(
          "np.linalg.vector_norm(x[0], axis=(1, 0), ord=1, keepdims=\(text))", [x],
          tolerance: 0x1p-22
        ) {
          try LinearAlgebra.vectorNorm(x, 1, axes: [1, 0], keepDims: keep)
        }
        expect("np.linalg.matrix_norm(x[0], keepdims=\(text))", [x], tolerance: 0x1p-22) {
          try LinearAlgebra.matrixNorm(x, keepDims: keep)
        }
      }
    }
    expect("np.linalg.multi_dot([x[0]])", [.ones([2])]) { try LinearAlgebra.multiDot([.ones([2])]) }
    #expect(throws: LinearAlgebraError.self) {
      try LinearAlgebra.multiDot(Array(repeating: .ones([2, 2, 2]), count: 3))
    }
    let a = NDArray.eye(24) + generator.array(.float64, [24, 24]).copy() * 0.01
    let (t, b) = (a.reshaped(6, 4, 2, 3, 4), generator.array(.float64, [6, 4]))
    expect("np.linalg.tensorsolve(x[0], x[1])", [t, b], tolerance: 1e-9) {
      try LinearAlgebra.tensorsolve(t, b)
    }
    let u = t.transposed(2, 0, 1, 3, 4)
    expect(
      "np.linalg.tensorsolve(x[0], x[1], axes=(0,))", [a.reshaped(24, 24), b.ravel()],
      tolerance: 1e-9
    ) {
      try LinearAlgebra.tensorsolve(a.reshaped(24, 24), b.ravel(), axes: [0])
    }
    #expect(throws: LinearAlgebraError.self) { try LinearAlgebra.tensorsolve(u, .ones([2, 6])) }
    let s = a.reshaped(6, 4, 8, 3)
    expect("np.linalg.tensorinv(x[0], 2)", [s], tolerance: 1e-8) {
      try LinearAlgebra.tensorinv(s, index: 2)
    }
    expect("np.linalg.tensorinv(x[0], 0)", [s]) { try LinearAlgebra.tensorinv(s, index: 0) }
    try session.run()
  }
}
