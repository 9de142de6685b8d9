// SPDX-License-Identifier: Apache-2.0
// numpy.linalg over LinearAlgebra.
import Weft

enum NumPyLinalg {
  static var module: NativeModule {
    NativeModule("numpy.linalg") { module throws(Raised) in
      module.namespace.set("LinAlgError", NumPyErrors.linAlgError.value)
      module.add(rows)
      module.add(NumPyProducts.linalgRows)
      for name in ["matmul", "outer", "tensordot", "vecdot"] {
        if let function = NumPyModule.attribute(name) { module.namespace.set(name, function) }
      }
    }
  }

  private static func array(_ value: Value) throws(Raised) -> NDArray {
    try ArrayConversion.array(value)
  }

  /// Runs a factorisation; its errors become LinAlgError.
  private static func run<R>(_ body: () throws -> R) throws(Raised) -> R { try checkedEngine(body) }

  private static func result(_ array: NDArray) -> Value { ArrayOperators.result(array) }

  /// A named tuple of results, as NumPy's.
  private static func tuple(_ name: String, _ fields: [(String, NDArray)]) -> Value {
    StructSequence.make(name, fields.map { ($0.0, result($0.1)) })
  }

  private static var rows: [Builtin] {
    [
      Builtin("solve(a, b)") { a throws(Raised) in
        let (x, y) = (try array(a[0]), try array(a[1]))
        return result(try run { try LinearAlgebra.solve(x, y) })
      },
      Builtin("inv(a)") { a throws(Raised) in
        let x = try array(a[0])
        return result(try run { try LinearAlgebra.inv(x) })
      },
      Builtin("pinv(a, rcond=None, hermitian=False, *, rtol=...)") { a throws(Raised) in
        let x = try array(a[0])
        return result(try run { try LinearAlgebra.pinv(x) })
      },
      Builtin("det(a)") { a throws(Raised) in
        let x = try array(a[0])
        return result(try run { try LinearAlgebra.det(x) })
      },
      Builtin("slogdet(a)") { a throws(Raised) in
        let x = try array(a[0])
        let (sign, logarithm) = try run { try LinearAlgebra.slogdet(x) }
        return tuple("SlogdetResult", [("sign", sign), ("logabsdet", logarithm)])
      },
      Builtin("cholesky(a, /, *, upper=False)") { a throws(Raised) in
        let x = try array(a[0])
        let factor = try run { try LinearAlgebra.cholesky(x) }
        return result(try isTrue(a[1]) ? conj(factor.swappingAxes(-1, -2)) : factor)
      },
      Builtin("qr(a, mode='reduced')") { a throws(Raised) in
        let x = try array(a[0])
        let mode = a[1].isStr ? Str(a[1]).text : ""
        switch mode {
        case "r": return result(try run { try LinearAlgebra.qrTriangle(x) })
        case "reduced", "complete":
          let (q, r) = try run {
            try LinearAlgebra.qr(x, mode: mode == "complete" ? .complete : .reduced)
          }
          return tuple("QRResult", [("Q", q), ("R", r)])
        default: throw raise(.valueError, "Unrecognized mode '\(mode)'")
        }
      },
      Builtin("svd(a, full_matrices=True, compute_uv=True, hermitian=False)") { a throws(Raised) in
        let x = try array(a[0])
        if try !isTrue(a[2]) { return result(try run { try LinearAlgebra.svdvals(x) }) }
        let full = try isTrue(a[1])
        let (u, s, vh) = try run { try LinearAlgebra.svd(x, fullMatrices: full) }
        return tuple("SVDResult", [("U", u), ("S", s), ("Vh", vh)])
      },
      Builtin("svdvals(x, /)") { a throws(Raised) in
        let x = try array(a[0])
        return result(try run { try LinearAlgebra.svdvals(x) })
      },
      Builtin("eig(a)") { a throws(Raised) in
        let x = try array(a[0])
        let (values, vectors) = try run { try LinearAlgebra.eig(x) }
        return tuple("EigResult", [("eigenvalues", values), ("eigenvectors", vectors)])
      },
      Builtin("eigvals(a)") { a throws(Raised) in
        let x = try array(a[0])
        return result(try run { try LinearAlgebra.eigvals(x) })
      },
      Builtin("eigh(a, UPLO='L')") { a throws(Raised) in
        let x = try array(a[0])
        let upper = a[1].isStr && Str(a[1]).text.uppercased() == "U"
        let (values, vectors) = try run { try LinearAlgebra.eigh(x, upper ? .upper : .lower) }
        return tuple("EighResult", [("eigenvalues", values), ("eigenvectors", vectors)])
      },
      Builtin("eigvalsh(a, UPLO='L')") { a throws(Raised) in
        let x = try array(a[0])
        let upper = a[1].isStr && Str(a[1]).text.uppercased() == "U"
        return result(try run { try LinearAlgebra.eigvalsh(x, upper ? .upper : .lower) })
      },
      Builtin("lstsq(a, b, rcond=None)") { a throws(Raised) in
        let (x, y) = (try array(a[0]), try array(a[1]))
        let fit = try run { try LinearAlgebra.lstsq(x, y) }
        return Tuple.make(consuming: [
          ArrayRef.make(fit.solution), ArrayRef.make(fit.residuals),
          NumPyScalars.make(NDArray(Int32(fit.rank))), ArrayRef.make(fit.singularValues),
        ]).value
      },
      Builtin("norm(x, ord=None, axis=None, keepdims=False)") { a throws(Raised) in
        let x = try array(a[0])
        let order = try order(a[1])
        let axes = try ArrayConversion.axes(a[2])
        let keeps = try isTrue(a[3])
        return result(try run { try LinearAlgebra.norm(x, order, axes: axes, keepDims: keeps) })
      },
      Builtin("matrix_rank(A, tol=None, hermitian=False, *, rtol=None)") { a throws(Raised) in
        let x = try array(a[0])
        return result(try run { try LinearAlgebra.matrixRank(x) })
      },
      Builtin("matrix_power(a, n)") { a throws(Raised) in
        let x = try array(a[0])
        let power = try indexValue(a[1])
        return result(try run { try LinearAlgebra.matrixPower(x, power) })
      },
      Builtin("cond(x, p=None)") { a throws(Raised) in
        let x = try array(a[0])
        let order = try order(a[1])
        return result(try run { try LinearAlgebra.cond(x, order) })
      },
      Builtin("multi_dot(arrays, *, out=None)") { a throws(Raised) in
        let parts = try NumPyFunctions.arrays(a[0])
        guard parts.count >= 2 else { throw raise(.valueError, "Expecting at least two arrays.") }
        return result(try run { parts.dropFirst().reduce(parts[0]) { dot($0, $1) } })
      },
    ]
  }

  private static func order(_ value: Value) throws(Raised) -> NormOrder? {
    if value.isNone { return nil }
    if value.isStr {
      guard let order = NormOrder(name: Str(value).text) else {
        throw raise(.valueError, "Invalid norm order '\(Str(value).text)' for vectors")
      }
      return order
    }
    return .power(try FloatMath.convert(value))
  }
}
