// SPDX-License-Identifier: Apache-2.0
// Eigenvalues, least squares, norms and what is not finite, against NumPy.
import Foundation
import Testing
import Weft

@Suite struct SpectrumTests {
  private static let floating: [DType] = [.float32, .float64, .complex64, .complex128]

  @Test func eigenvalues() throws {
    var rng = TestGenerator(for: "eigenvalues")
    var session = NumPySession()
    for _ in 0..<60 {
      let n = rng.chance(10) ? 0 : Int.random(in: 1...8, using: &rng)
      let batch = rng.pick([[], [], [2], [2, 3], [0]])
      let dtype = rng.pick(Self.floating + [.uint8, .bool])
      let a = rng.array(dtype, batch + [n, n])
      let (w, v) = try LinearAlgebra.eig(a)
      let limit = backwardError([n], of: w.dtype)
      session.expectZero(
        "(x[0] @ x[2] - x[2] * x[1][..., None, :]) / (1.0 + np.abs(x[0]).max(initial=0))",
        [a, w, v], within: limit * Double(max(n, 1)))
      session.expectZero("np.linalg.norm(x[0], axis=-2) - 1", [v], within: limit)
      // Of the characteristic polynomial's coefficients the first and last are well conditioned.
      session.expectZero(
        "(x[0].sum(-1) - np.trace(x[1], axis1=-2, axis2=-1)) / (1.0 + np.abs(x[1]).max(initial=0))",
        [try LinearAlgebra.eigvals(a), a], within: limit * Double(max(n, 1)))
      session.expect(
        "np.zeros(np.linalg.eigvals(x[0]).shape, np.linalg.eigvals(x[0]).dtype)", [a], tolerance: 9
      ) { () throws(LinearAlgebraError) in
        let values = try LinearAlgebra.eigvals(a)
        return [
          NDArray(dtype: values.dtype, shape: values.shape) {
            $0.initializeMemory(as: UInt8.self, repeating: 0)
          }
        ]
      }
    }
    try session.run()
  }

  @Test func leastSquares() throws {
    var rng = TestGenerator(for: "least squares")
    var session = NumPySession()
    for _ in 0..<80 {
      let (m, n) = (Int.random(in: 0...9, using: &rng), Int.random(in: 0...5, using: &rng))
      let a = rng.array(rng.pick(Self.floating + [.int8]), [m, n])
      let columns = Int.random(in: 0...3, using: &rng)
      let b = rng.array(rng.pick(Self.floating + [.bool]), rng.chance(3) ? [m] : [m, columns])
      // A wide cut-off keeps the rank the same, and the conditioning good, in both libraries.
      let all = try LinearAlgebra.lstsq(a, b, rcond: 1e-3)
      let rank = NDArray(dtype: .int32, shape: []) {
        $0.storeBytes(of: Int32(all.rank), as: Int32.self)
      }
      let unit = backwardError([m, n], of: all.solution.dtype)
      let values = parts(all.singularValues)
      let condition = all.rank == 0 ? 1 : values[0] / values[all.rank - 1]
      // Solutions feel the condition's square, residuals' squares what is left of b.
      session.expect(
        "np.linalg.lstsq(x[0], x[1], 1e-3)[0]", [a, b], tolerance: unit * condition * condition
      ) { () throws(LinearAlgebraError) in [all.solution] }
      session.expect(
        "np.linalg.lstsq(x[0], x[1], 1e-3)[1]", [a, b], tolerance: unit * condition,
        floor: frobeniusNorm(b) * frobeniusNorm(b)
      ) { () throws(LinearAlgebraError) in [all.residuals] }
      session.expect("tuple(np.linalg.lstsq(x[0], x[1], 1e-3)[2:])", [a, b], tolerance: unit) {
        () throws(LinearAlgebraError) in [rank, all.singularValues]
      }
    }
    try session.run()
  }

  /// Smallest values of nothing are an error even where no result would need them.
  @Test func normsOfNothing() throws {
    var session = NumPySession()
    let orders: [(String, NormOrder)] = [
      ("-2", -2), ("-1", -1), ("1", 1), ("2", 2), ("-np.inf", .negativeInfinity),
      ("'nuc'", .nuclear),
    ]
    for shape in [[3, 0, 0], [0, 3, 0], [0, 0, 3], [0, 2, 2], [2, 0, 2], [0, 0, 0]] {
      for dtype in [DType.float64, .float16, .complex64] {
        let a = NDArray.zeros(shape, dtype)
        for axes in [[2, 0], [0, 1], [1, 2], [-1]] {
          let text = axes.count == 1 ? "\(axes[0])" : "(\(axes[0]), \(axes[1]))"
          for (name, order) in orders where axes.count == 2 || order != .nuclear {
            session.expect("np.linalg.norm(x[0], \(name), \(text))", [a], tolerance: 0) {
              () throws(LinearAlgebraError) in [try LinearAlgebra.norm(a, order, axes: axes)]
            }
          }
        }
      }
    }
    try session.run()
  }

  @Test func norms() throws {
    var rng = TestGenerator(for: "norms")
    var session = NumPySession()
    let orders: [(String, NormOrder?)] = [
      ("None", nil), ("'fro'", .frobenius), ("'nuc'", .nuclear), ("np.inf", .infinity),
      ("-np.inf", .negativeInfinity), ("0", 0), ("1", 1), ("-1", -1), ("2", 2), ("-2", -2),
      ("3", 3), ("2.5", 2.5), ("-0.5", -0.5),
    ]
    for _ in 0..<500 {
      let rank = Int.random(in: 0...3, using: &rng)
      let shape = (0..<rank).map { _ in rng.chance(15) ? 0 : Int.random(in: 1...6, using: &rng) }
      let dtype = rng.pick(DType.allCases)
      let a = rng.array(dtype, shape)
      let (name, order) = rng.pick(orders)
      var axes: [Int]?
      if !rng.chance(3) {
        axes = (0..<rng.pick([1, 2, 2])).map { _ in
          Int.random(in: -rank - (rng.chance(20) ? 1 : 0)..<max(rank, 1), using: &rng)
        }
      }
      let text = axes.map { "(" + $0.map { "\($0)," }.joined() + ")" } ?? "None"
      let keepDims = rng.chance(3)
      // The smallest singular value is as exact as the largest, not more.
      session.expect(
        "np.linalg.norm(x[0], \(name), \(text), \(keepDims ? "True" : "False"))", [a],
        tolerance: dtype == .float16
          ? roundings(16, of: dtype) : max(1e-12, backwardError(shape, of: dtype)),
        floor: name == "-2" && axes?.count == 2 ? frobeniusNorm(a) : 1e-300
      ) { () throws(LinearAlgebraError) in
        [try LinearAlgebra.norm(a, order, axes: axes, keepDims: keepDims)]
      }
    }
    // Long lanes, where the order of the sum matters most.
    for dtype in Self.floating {
      let a = rng.array(dtype, [3, 5000])
      session.expect("np.linalg.norm(x[0], axis=1)", [a], tolerance: roundings(16, of: dtype)) {
        () throws(LinearAlgebraError) in [try LinearAlgebra.norm(a, axes: [1])]
      }
    }
    try session.run()
  }

  @Test func powersAndTraces() throws {
    var rng = TestGenerator(for: "powers")
    var session = NumPySession()
    for _ in 0..<150 {
      let dtype = rng.pick(DType.allCases)
      let n = Int.random(in: 0...4, using: &rng)
      let a = rng.array(dtype, rng.pick([[], [2], [0]]) + [n, n])
      let exponent = Int.random(in: 0...7, using: &rng)
      session.expect(
        "np.linalg.matrix_power(x[0], \(exponent))", [a],
        tolerance: dtype.isExact ? 0 : roundings(64 * (n + 1), of: dtype),
        floor: dtype == .float16 ? 1e-300 : pow(frobeniusNorm(a), Double(exponent))
      ) { () throws(LinearAlgebraError) in [try LinearAlgebra.matrixPower(a, exponent)] }
      let b = rng.array(dtype, [n, Int.random(in: 0...5, using: &rng), 3])
      let offset = Int.random(in: -4...4, using: &rng)
      let axes = rng.pick([(-2, -1), (0, 1), (2, 0), (1, 2)])
      session.expect(
        "np.trace(x[0], \(offset), \(axes.0), \(axes.1))", [b],
        tolerance: dtype.isExact ? 0 : roundings(16, of: dtype), floor: frobeniusNorm(b)
      ) { () throws(LinearAlgebraError) in
        [try LinearAlgebra.trace(b, offset: offset, axis1: axes.0, axis2: axes.1)]
      }
    }
    try session.run()
  }

  @Test func mistakesHaveNumPysMessages() throws {
    typealias Call = (NDArray) throws(LinearAlgebraError) -> NDArray
    let calls: [(String, Call)] = [
      ("inv(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.inv(a) }),
      ("det(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.det(a) }),
      ("cholesky(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.cholesky(a) }),
      ("qr(x[0], 'r')", { a throws(LinearAlgebraError) in try LinearAlgebra.qrTriangle(a) }),
      ("svdvals(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.svdvals(a) }),
      ("eigvals(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.eigvals(a) }),
      ("eigvalsh(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.eigvalsh(a) }),
      ("pinv(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.pinv(a) }),
      ("cond(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.cond(a) }),
      ("matrix_rank(x[0])", { a throws(LinearAlgebraError) in try LinearAlgebra.matrixRank(a) }),
      (
        "matrix_power(x[0], -2)",
        { a throws(LinearAlgebraError) in
          try LinearAlgebra.matrixPower(a, -2)
        }
      ),
      (
        "solve(x[0], np.zeros((2, 3)))",
        { a throws(LinearAlgebraError) in
          try LinearAlgebra.solve(a, zeros(.float64, [2, 3]))
        }
      ),
      (
        "solve(x[0], np.zeros(2))",
        { a throws(LinearAlgebraError) in
          try LinearAlgebra.solve(a, zeros(.float64, [2]))
        }
      ),
      (
        "solve(x[0], np.zeros(()))",
        { a throws(LinearAlgebraError) in
          try LinearAlgebra.solve(a, zeros(.float64, []))
        }
      ),
      (
        "solve(x[0], np.zeros((4, 3, 2)))",
        { a throws(LinearAlgebraError) in
          try LinearAlgebra.solve(a, zeros(.float64, [4, 3, 2]))
        }
      ),
      (
        "lstsq(x[0], np.zeros(2))[0]",
        { a throws(LinearAlgebraError) in
          try LinearAlgebra.lstsq(a, zeros(.float64, [2])).solution
        }
      ),
    ]
    let inputs = [
      zeros(.float64, []), zeros(.float64, [3]), zeros(.float64, [2, 3]), zeros(.float64, [3, 3]),
      zeros(.float16, [3, 3]), zeros(.float64, [0, 0]), zeros(.complex64, [2, 3, 3]),
      zeros(.int32, [2, 2]), zeros(.bool, [0, 2, 2]), zeros(.float32, [0, 2]),
    ]
    var session = NumPySession()
    for (name, call) in calls {
      for input in inputs {
        session.expect("np.linalg." + name, [input], tolerance: 1e-12) {
          () throws(LinearAlgebraError) in [try call(input)]
        }
      }
    }
    try session.run()
  }

  /// Nothing crashes or hangs on elements that are not finite; where NumPy's answer is an answer, it
  /// is ours.
  @Test func notFinite() throws {
    var session = NumPySession()
    for n in [1, 2, 5, 40] {
      for value in [Double.nan, .infinity] {
        let a = NDArray(dtype: .float64, shape: [n, n]) { bytes in
          let elements = bytes.bindMemory(to: Double.self)
          for index in 0..<n * n { elements[index] = index % (n + 1) == 0 ? 2 : 0 }
          elements[n / 2 * n] = value
        }
        let b = zeros(.float64, [n])
        session.expect("np.linalg.solve(x[0], x[1])", [a, b], tolerance: 1e-12) {
          () throws(LinearAlgebraError) in [try LinearAlgebra.solve(a, b)]
        }
        session.expect("np.linalg.det(x[0])", [a], tolerance: 1e-12) {
          () throws(LinearAlgebraError) in [try LinearAlgebra.det(a)]
        }
        session.expect("np.linalg.eigvals(x[0])", [a], tolerance: 1e-12) {
          () throws(LinearAlgebraError) in [try LinearAlgebra.eigvals(a)]
        }
        session.expect("np.linalg.cond(x[0], 1)", [a], tolerance: 1e-12) {
          () throws(LinearAlgebraError) in [try LinearAlgebra.cond(a, 1)]
        }
        #expect(throws: LinearAlgebraError.self) { try LinearAlgebra.svd(a) }
        #expect(throws: LinearAlgebraError.self) { try LinearAlgebra.lstsq(a, b) }
        if n > 2 { #expect(throws: LinearAlgebraError.self) { try LinearAlgebra.eigh(a) } }
        _ = try? LinearAlgebra.eigh(a)
        _ = try? LinearAlgebra.cholesky(a)
        _ = try LinearAlgebra.qr(a)
      }
    }
    try session.run()
  }
}

/// Zeros of any dtype.
private func zeros(_ dtype: DType, _ shape: [Int]) -> NDArray {
  NDArray(dtype: dtype, shape: shape) { $0.initializeMemory(as: UInt8.self, repeating: 0) }
}

extension DType {
  fileprivate var isExact: Bool { kind < .float }
}
