// SPDX-License-Identifier: Apache-2.0
// The CBLAS routines of the four BLAS dtypes, under one name each.
import COpenBLAS

/// An element type that BLAS computes with.
///
/// Matrices are row-major; sizes fit `Int32`.
protocol BLASElement: BitwiseCopyable {
  static var dtype: DType { get }
  static var zero: Self { get }
  /// The alignment BLAS expects: that of the real part.
  static var alignment: Int { get }

  /// `c = op(a) op(b)`, or `c += …` when `accumulating`.
  static func gemm(
    _ transposes: (a: CBLAS_TRANSPOSE, b: CBLAS_TRANSPOSE), _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafePointer<Self>, _ lda: Int32, _ b: UnsafePointer<Self>, _ ldb: Int32,
    accumulating: Bool, _ c: UnsafeMutablePointer<Self>, _ ldc: Int32)
  /// `y = op(a) x`, or `y += …` when `accumulating`; `a` is m by n before `op`.
  static func gemv(
    _ transpose: CBLAS_TRANSPOSE, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ x: UnsafePointer<Self>, _ incx: Int32, accumulating: Bool, _ y: UnsafeMutablePointer<Self>)
  /// The upper triangle of `c = a aᵀ` (or `aᵀ a`), n by n over k terms.
  static func syrk(
    _ transpose: CBLAS_TRANSPOSE, _ n: Int32, _ k: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int32)
  /// The sum of products; `conjugating` those of `x`.
  static func dot(
    _ n: Int32, _ x: UnsafePointer<Self>, _ incx: Int32, _ y: UnsafePointer<Self>, _ incy: Int32,
    conjugating: Bool
  ) -> Self

  static func + (a: Self, b: Self) -> Self
}

extension Float: BLASElement {
  static var alignment: Int { MemoryLayout<Float>.alignment }

  static func gemm(
    _ transposes: (a: CBLAS_TRANSPOSE, b: CBLAS_TRANSPOSE), _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafePointer<Self>, _ lda: Int32, _ b: UnsafePointer<Self>, _ ldb: Int32,
    accumulating: Bool, _ c: UnsafeMutablePointer<Self>, _ ldc: Int32
  ) {
    cblas_sgemm(
      CblasRowMajor, transposes.a, transposes.b, m, n, k, 1, a, lda, b, ldb,
      accumulating ? 1 : 0, c, ldc)
  }

  static func gemv(
    _ transpose: CBLAS_TRANSPOSE, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ x: UnsafePointer<Self>, _ incx: Int32, accumulating: Bool, _ y: UnsafeMutablePointer<Self>
  ) {
    cblas_sgemv(
      CblasRowMajor, transpose, m, n, 1, a, lda, x, incx, accumulating ? 1 : 0, y, 1)
  }

  static func syrk(
    _ transpose: CBLAS_TRANSPOSE, _ n: Int32, _ k: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int32
  ) {
    cblas_ssyrk(CblasRowMajor, CblasUpper, transpose, n, k, 1, a, lda, 0, c, ldc)
  }

  static func dot(
    _ n: Int32, _ x: UnsafePointer<Self>, _ incx: Int32, _ y: UnsafePointer<Self>, _ incy: Int32,
    conjugating: Bool
  ) -> Self {
    cblas_sdot(n, x, incx, y, incy)
  }
}

extension Double: BLASElement {
  static var alignment: Int { MemoryLayout<Double>.alignment }

  static func gemm(
    _ transposes: (a: CBLAS_TRANSPOSE, b: CBLAS_TRANSPOSE), _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafePointer<Self>, _ lda: Int32, _ b: UnsafePointer<Self>, _ ldb: Int32,
    accumulating: Bool, _ c: UnsafeMutablePointer<Self>, _ ldc: Int32
  ) {
    cblas_dgemm(
      CblasRowMajor, transposes.a, transposes.b, m, n, k, 1, a, lda, b, ldb,
      accumulating ? 1 : 0, c, ldc)
  }

  static func gemv(
    _ transpose: CBLAS_TRANSPOSE, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ x: UnsafePointer<Self>, _ incx: Int32, accumulating: Bool, _ y: UnsafeMutablePointer<Self>
  ) {
    cblas_dgemv(
      CblasRowMajor, transpose, m, n, 1, a, lda, x, incx, accumulating ? 1 : 0, y, 1)
  }

  static func syrk(
    _ transpose: CBLAS_TRANSPOSE, _ n: Int32, _ k: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int32
  ) {
    cblas_dsyrk(CblasRowMajor, CblasUpper, transpose, n, k, 1, a, lda, 0, c, ldc)
  }

  static func dot(
    _ n: Int32, _ x: UnsafePointer<Self>, _ incx: Int32, _ y: UnsafePointer<Self>, _ incy: Int32,
    conjugating: Bool
  ) -> Self {
    cblas_ddot(n, x, incx, y, incy)
  }
}

/// The two precisions of complex BLAS: the routines as values, since CBLAS types none of them.
protocol ComplexBLASPart: BinaryFloatingPoint, Sendable, BitwiseCopyable {
  typealias Gemm =
    @convention(c) (
      CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, UnsafeRawPointer?,
      UnsafeRawPointer?, Int32, UnsafeRawPointer?, Int32, UnsafeRawPointer?,
      UnsafeMutableRawPointer?, Int32
    ) -> Void
  typealias Gemv =
    @convention(c) (
      CBLAS_ORDER, CBLAS_TRANSPOSE, Int32, Int32, UnsafeRawPointer?, UnsafeRawPointer?, Int32,
      UnsafeRawPointer?, Int32, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int32
    ) -> Void
  typealias Syrk =
    @convention(c) (
      CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, Int32, Int32, UnsafeRawPointer?, UnsafeRawPointer?,
      Int32, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int32
    ) -> Void
  typealias Dot =
    @convention(c) (
      Int32, UnsafeRawPointer?, Int32, UnsafeRawPointer?, Int32, UnsafeMutableRawPointer?
    ) -> Void
  typealias Axpy =
    @convention(c) (
      Int32, UnsafeRawPointer?, UnsafeRawPointer?, Int32, UnsafeMutableRawPointer?, Int32
    ) -> Void
  static var complexDType: DType { get }
  static var gemm: Gemm { get }
  static var gemv: Gemv { get }
  static var axpy: Axpy { get }
  static var syrk: Syrk { get }
  static var dotu: Dot { get }
  static var dotc: Dot { get }
}

extension Float: ComplexBLASPart {
  static var complexDType: DType { .complex64 }
  static var gemm: Gemm { cblas_cgemm }
  static var gemv: Gemv { cblas_cgemv }
  static var axpy: Axpy { cblas_caxpy }
  static var syrk: Syrk { cblas_csyrk }
  static var dotu: Dot { cblas_cdotu_sub }
  static var dotc: Dot { cblas_cdotc_sub }
}

extension Double: ComplexBLASPart {
  static var complexDType: DType { .complex128 }
  static var gemm: Gemm { cblas_zgemm }
  static var gemv: Gemv { cblas_zgemv }
  static var axpy: Axpy { cblas_zaxpy }
  static var syrk: Syrk { cblas_zsyrk }
  static var dotu: Dot { cblas_zdotu_sub }
  static var dotc: Dot { cblas_zdotc_sub }
}

extension ComplexElement: BLASElement where Part: ComplexBLASPart {
  static var dtype: DType { Part.complexDType }
  static var zero: Self { Self(0) }
  static var alignment: Int { MemoryLayout<Part>.alignment }

  static func gemm(
    _ transposes: (a: CBLAS_TRANSPOSE, b: CBLAS_TRANSPOSE), _ m: Int32, _ n: Int32, _ k: Int32,
    _ a: UnsafePointer<Self>, _ lda: Int32, _ b: UnsafePointer<Self>, _ ldb: Int32,
    accumulating: Bool, _ c: UnsafeMutablePointer<Self>, _ ldc: Int32
  ) {
    var alpha = Self(1)
    var beta = Self(accumulating ? 1 : 0)
    Part.gemm(
      CblasRowMajor, transposes.a, transposes.b, m, n, k, &alpha, a, lda, b, ldb, &beta, c, ldc)
  }

  static func gemv(
    _ transpose: CBLAS_TRANSPOSE, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ x: UnsafePointer<Self>, _ incx: Int32, accumulating: Bool, _ y: UnsafeMutablePointer<Self>
  ) {
    var alpha = Self(1)
    var beta = Self(accumulating ? 1 : 0)
    guard transpose == CblasTrans else {
      Part.gemv(CblasRowMajor, transpose, m, n, &alpha, a, lda, x, incx, &beta, y, 1)
      return
    }
    // OpenBLAS 0.3.21's kernel of this case (zgemv_n, Haswell and later) reads one element of `x` too many, a stride past the
    // last, which may be nobody's memory. So the last line is added on its own.
    if m > 1 {
      Part.gemv(CblasRowMajor, transpose, m - 1, n, &alpha, a, lda, x, incx, &beta, y, 1)
    } else if !accumulating {
      y.update(repeating: .zero, count: Int(n))
    }
    let last = Int(m) - 1
    var factor = x[last * Int(incx)]
    Part.axpy(n, &factor, a + last * Int(lda), 1, y, 1)
  }

  static func syrk(
    _ transpose: CBLAS_TRANSPOSE, _ n: Int32, _ k: Int32, _ a: UnsafePointer<Self>, _ lda: Int32,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int32
  ) {
    var alpha = Self(1)
    var beta = Self(0)
    Part.syrk(CblasRowMajor, CblasUpper, transpose, n, k, &alpha, a, lda, &beta, c, ldc)
  }

  static func dot(
    _ n: Int32, _ x: UnsafePointer<Self>, _ incx: Int32, _ y: UnsafePointer<Self>, _ incy: Int32,
    conjugating: Bool
  ) -> Self {
    let routine = conjugating ? Part.dotc : Part.dotu
    var sum = Self(0)
    if n == 1 || incx == 1 && incy == 1 {
      routine(n, x, incx, y, incy, &sum)
      return sum
    }
    // Where a vector's elements are apart, OpenBLAS 0.3.21's kernel (zdot_sse2) reads one more of both, a stride past the
    // last, which may be nobody's memory. So the last product is added on its own.
    routine(n - 1, x, incx, y, incy, &sum)
    let last = Int(n) - 1
    var product = Self(0)
    routine(1, x + last * Int(incx), 1, y + last * Int(incy), 1, &product)
    return sum + product
  }
}
