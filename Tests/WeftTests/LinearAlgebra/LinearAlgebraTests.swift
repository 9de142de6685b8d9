// SPDX-License-Identifier: Apache-2.0
// LinearAlgebra against NumPy: the same numbers, the same errors, and residuals of the factors.
import Foundation
import Testing
import Weft

@Suite struct LinearAlgebraTests {
  private static let dtypes: [DType] = [
    .float32, .float64, .complex64, .complex128, .int32, .bool, .uint8,
  ]
  private static let floating: [DType] = [.float32, .float64, .complex64, .complex128]

  private func batch(_ rng: inout TestGenerator) -> [Int] {
    (0..<rng.pick([0, 0, 1, 2])).map { _ in rng.chance(12) ? 0 : Int.random(in: 1...3, using: &rng)
    }
  }

  /// Random matrices far from singular: the diagonal outweighs the rest.
  private func regular(_ dtype: DType, _ shape: [Int], _ rng: inout TestGenerator) -> NDArray {
    let n = shape[shape.count - 1]
    let noise = rng.contiguous(dtype, shape)
    let heavy = NDArray(dtype: dtype, shape: shape) { bytes in
      noise.withStridedView { bytes.copyMemory(from: .init(start: $0.base, count: bytes.count)) }
      for index in 0..<noise.size where index % (n * n) % (n + 1) == 0 {
        let offset = index * dtype.itemSize
        let diagonal = Double(3 * n) + Double(index)
        if dtype == .float32 || dtype == .complex64 {
          bytes.storeBytes(of: Float(diagonal), toByteOffset: offset, as: Float.self)
        } else {
          bytes.storeBytes(of: diagonal, toByteOffset: offset, as: Double.self)
        }
      }
    }
    if rng.chance(2) { return heavy }
    var strides = heavy.strides
    strides.swapAt(strides.count - 1, strides.count - 2)
    return heavy.view(Layout(shape: shape, strides: strides, itemSize: dtype.itemSize))
  }

  @Test func equations() throws {
    var rng = TestGenerator(for: "equations")
    var session = NumPySession()
    for _ in 0..<120 {
      let n = rng.chance(10) ? 0 : Int.random(in: 1...8, using: &rng)
      let batch = batch(&rng)
      let a = rng.array(rng.pick(Self.floating), batch + [n, n])
      let columns = Int.random(in: 0...3, using: &rng)
      let b =
        rng.chance(3)
        ? rng.array(rng.pick(Self.dtypes), [n])
        : rng.array(
          rng.pick(Self.dtypes), batch.dropFirst(rng.pick([0, batch.count])) + [n, columns])
      // Random matrices can be badly conditioned (or singular, with repeated axes): residuals.
      do {
        let solution = try LinearAlgebra.solve(a, b)
        let product = b.ndim == 1 ? "(x[0] @ x[1][..., None])[..., 0]" : "x[0] @ x[1]"
        session.expectZero(
          "(\(product) - x[2]) / (1.0 + np.abs(x[0]).max(initial=0) * np.abs(x[1]).max(initial=0))",
          [a, solution, b], within: backwardError([n], of: solution.dtype))
      } catch {
        #expect(error == LinearAlgebraError.singular, "\(a.shape) \(b.shape)")
      }
    }
    for _ in 0..<25 {
      let n = Int.random(in: 1...8, using: &rng)
      let a = regular(rng.pick(Self.floating), batch(&rng) + [n, n], &rng)
      let b = rng.array(rng.pick(Self.dtypes), [n, 2])
      // Their condition is a small number: errors of results are as those of the factors.
      let limit = backwardError([n], of: a.dtype)
      session.expect("np.linalg.solve(x[0], x[1])", [a, b], tolerance: limit) {
        () throws(LinearAlgebraError) in [try LinearAlgebra.solve(a, b)]
      }
      session.expect("np.linalg.inv(x[0])", [a], tolerance: limit) {
        () throws(LinearAlgebraError) in [try LinearAlgebra.inv(a)]
      }
      session.expect("np.linalg.det(x[0])", [a], tolerance: limit) {
        () throws(LinearAlgebraError) in [try LinearAlgebra.det(a)]
      }
      session.expect("tuple(np.linalg.slogdet(x[0]))", [a], tolerance: limit) {
        () throws(LinearAlgebraError) in
        let all = try LinearAlgebra.slogdet(a)
        return [all.sign, all.logAbsDet]
      }
      session.expect("np.linalg.cond(x[0])", [a], tolerance: limit) {
        () throws(LinearAlgebraError) in [try LinearAlgebra.cond(a)]
      }
      for (name, order) in [("1", 1), ("-np.inf", .negativeInfinity), ("'fro'", .frobenius)]
        as [(String, NormOrder)]
      {
        session.expect("np.linalg.cond(x[0], \(name))", [a], tolerance: limit) {
          () throws(LinearAlgebraError) in [try LinearAlgebra.cond(a, order)]
        }
      }
    }
    try session.run()
  }

  @Test func positiveDefinite() throws {
    var rng = TestGenerator(for: "positive definite")
    var session = NumPySession()
    var questions: [NumPyQuestion] = []
    for dtype in Self.floating {
      for n in [0, 1, 2, 5, 40] {
        let half = rng.contiguous(dtype, batch(&rng) + [n, n])
        questions.append(
          NumPyQuestion(
            expression: "x[0] @ x[0].conj().swapaxes(-1, -2) + np.eye(\(n), dtype=x[0].dtype)",
            arrays: [half]))
      }
    }
    for answer in try askNumPy(questions) {
      guard case .arrays(let arrays) = answer else { throw PythonError(description: "\(answer)") }
      let a = arrays[0]
      let n = a.shape[a.ndim - 1]
      let unit = backwardError([n], of: a.dtype)
      // No eigenvalue is below 1, so that the largest bounds the condition.
      let largest = parts(try LinearAlgebra.eigvalsh(a)).max() ?? 1
      for (triangle, letter, upper) in [
        (LinearAlgebra.Triangle.lower, "L", "False"), (.upper, "U", "True"),
      ] {
        session.expect("np.linalg.cholesky(x[0], upper=\(upper))", [a], tolerance: unit * largest) {
          () throws(LinearAlgebraError) in [try LinearAlgebra.cholesky(a, triangle)]
        }
        session.expect("np.linalg.eigvalsh(x[0], '\(letter)')", [a], tolerance: unit) {
          () throws(LinearAlgebraError) in [try LinearAlgebra.eigvalsh(a, triangle)]
        }
        let (w, v) = try LinearAlgebra.eigh(a, triangle)
        session.expectZero(
          "x[0] @ x[2] - x[2] * x[1][..., None, :]", [a, w, v], within: unit * largest)
        session.expectZero(
          "x[0].conj().swapaxes(-1, -2) @ x[0] - np.eye(\(n))", [v], within: unit)
      }
    }
    try session.run()
  }

  @Test func factors() throws {
    var rng = TestGenerator(for: "factors")
    var session = NumPySession()
    for round in 0..<60 {
      let sizes = (0..<2).map { _ in
        rng.chance(10) ? 0 : Int.random(in: 1...(round < 55 ? 7 : 60), using: &rng)
      }
      let dtype = rng.pick(Self.dtypes)
      let a = rng.array(dtype, batch(&rng) + sizes)
      let result = dtype.isFloating || dtype.isComplex ? dtype : DType.float64
      let unit = backwardError(sizes, of: result)
      let limit = unit * frobeniusNorm(a)
      for (mode, name) in [(LinearAlgebra.QRMode.reduced, "reduced"), (.complete, "complete")] {
        let (q, r) = try LinearAlgebra.qr(a, mode: mode)
        session.expect(
          "tuple(np.zeros(f.shape) for f in np.linalg.qr(x[0], '\(name)'))", [a], tolerance: 9
        ) {
          () throws(LinearAlgebraError) in
          [zeros(q.shape), zeros(r.shape)]
        }
        session.expectZero("x[0] - x[1] @ x[2]", [a, q, r], within: limit)
        session.expectZero("np.tril(x[0], -1)", [r], within: 0)
        session.expectZero(
          "x[0].conj().swapaxes(-1, -2) @ x[0] - np.eye(x[0].shape[-1])", [q],
          within: unit)
      }
      // Where columns depend on each other the triangle itself hangs on roundings; its square does not.
      let triangle = try LinearAlgebra.qrTriangle(a)
      session.expect("np.zeros(np.linalg.qr(x[0], 'r').shape)", [a], tolerance: 9) {
        () throws(LinearAlgebraError) in [zeros(triangle.shape)]
      }
      session.expectZero("np.tril(x[0], -1)", [triangle], within: 0)
      session.expectZero(
        "x[0].conj().swapaxes(-1, -2) @ x[0] - (x[1].conj().swapaxes(-1, -2) * 1.0) @ x[1]",
        [triangle, a], within: limit * frobeniusNorm(a))
      for full in [true, false] {
        let (u, s, vh) = try LinearAlgebra.svd(a, fullMatrices: full)
        let least = sizes.min() ?? 0
        session.expectZero(
          "x[0] - (x[1][..., :\(least)] * x[2][..., None, :]) @ x[3][..., :\(least), :]",
          [a, u, s, vh], within: limit)
        session.expect(
          "tuple(np.zeros(f.shape) for f in np.linalg.svd(x[0], \(full ? "True" : "False")))", [a],
          tolerance: 9
        ) { () throws(LinearAlgebraError) in [zeros(u.shape), zeros(s.shape), zeros(vh.shape)] }
        for factor in [u, vh] {
          session.expectZero(
            "x[0].conj().swapaxes(-1, -2) @ x[0] - np.eye(x[0].shape[-1]) "
              + "if x[0].shape[-1] <= x[0].shape[-2] else "
              + "x[0] @ x[0].conj().swapaxes(-1, -2) - np.eye(x[0].shape[-2])", [factor],
            within: unit)
        }
      }
      session.expect("np.linalg.svdvals(x[0])", [a], tolerance: unit) {
        () throws(LinearAlgebraError) in [try LinearAlgebra.svdvals(a)]
      }
      // A wide margin: values near the usual cut-off may fall on either side.
      session.expect("np.linalg.matrix_rank(x[0], rtol=1e-4)", [a], tolerance: 0) {
        () throws(LinearAlgebraError) in [try LinearAlgebra.matrixRank(a, rtol: 1e-4)]
      }
      let inverse = try LinearAlgebra.pinv(a, rcond: 1e-4)
      session.expectZero(
        "(x[0] * 1.0 - np.linalg.pinv(x[1], 1e-4)) / max(np.abs(x[0]).max(initial=0), 1e-300)",
        [inverse, a], within: limit * frobeniusNorm(inverse))
    }
    try session.run()
  }

  /// Stands for an array of which only the shape is compared.
  private func zeros(_ shape: [Int]) -> NDArray {
    NDArray(dtype: .float64, shape: shape) { $0.initializeMemory(as: UInt8.self, repeating: 0) }
  }
}
