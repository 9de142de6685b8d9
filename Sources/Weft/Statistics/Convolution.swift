// SPDX-License-Identifier: Apache-2.0
// Sliding sums of products, as numpy/_core/src/multiarray/multiarraymodule.c arranges them.

/// Which places of one sequence beside the other `convolve` and `correlate` count.
public enum ConvolutionMode: String, Sendable {
  /// All where they overlap.
  case full
  /// As many as the longer one has elements.
  case same
  /// Those where the shorter one lies wholly beside the longer one.
  case valid
}

/// The discrete convolution of two sequences: sums of a[m]·v[n - m].
///
/// Dtypes promote; of bools it is the or of ands. Products are added in order, where NumPy leaves the order to BLAS: floats may
/// differ from its in the last bits. Throws for an empty sequence and for more than one axis.
public func convolve(_ a: NDArray, _ v: NDArray, mode: ConvolutionMode = .full)
  throws(ArrayError) -> NDArray
{
  var (a, v) = (try a.asLine(), try v.asLine())
  if a.shape[0] == 0 { throw ArrayError(.value, "a cannot be empty") }
  if v.shape[0] == 0 { throw ArrayError(.value, "v cannot be empty") }
  if v.shape[0] > a.shape[0] { swap(&a, &v) }
  try requireLine(a)
  try requireLine(v)
  return try slide(a, v.flipped(0), mode)
}

/// The cross-correlation of two sequences: sums of a[n + m] times the conjugate of v[m].
///
/// Dtypes promote. Throws for an empty sequence and for other than one axis. The order of the sums is as in `convolve`.
public func correlate(_ a: NDArray, _ v: NDArray, mode: ConvolutionMode = .valid)
  throws(ArrayError) -> NDArray
{
  try requireLine(a)
  try requireLine(v)
  if a.size == 0 { throw ArrayError(.value, "first array argument cannot be empty") }
  if v.size == 0 { throw ArrayError(.value, "second array argument cannot be empty") }
  let other = v.dtype.isComplex ? try Ufunc.conjugate.record(v) : v
  if a.size >= v.size { return try slide(a, other, mode) }
  return try slide(other, a, mode).flipped(0).copy()
}

extension NDArray {
  /// With at least one axis.
  fileprivate func asLine() throws(ArrayError) -> NDArray { ndim == 0 ? try reshaping([1]) : self }
}

private func requireLine(_ a: NDArray) throws(ArrayError) {
  guard a.ndim == 1 else {
    throw ArrayError(
      .value,
      a.ndim == 0
        ? "object of too small depth for desired array" : "object too deep for desired array")
  }
}

/// The sums of products of `kernel` with the part of `line`, which is not shorter, that it lies beside.
private func slide(_ line: NDArray, _ kernel: NDArray, _ mode: ConvolutionMode)
  throws(ArrayError) -> NDArray
{
  let dtype = DType.promoted(line.dtype, kernel.dtype)
  // Half precision adds in single.
  let loop: DType = dtype == .float16 ? .float32 : dtype
  let (a, v) = (line.asType(loop), kernel.asType(loop))
  let width = v.size
  let (before, after) =
    switch mode {
    case .full: (width - 1, width - 1)
    case .same: (width / 2, width - width / 2 - 1)
    case .valid: (0, 0)
    }
  let count = a.size - width + 1 + before + after
  func run<Element: SlidingElement>(_ type: Element.Type) -> NDArray {
    NDArray(dtype: loop, shape: [count]) { bytes in
      a.withUnsafeBuffer(of: type) { a in
        v.withUnsafeBuffer(of: type) { v in
          addProducts(a, v, before: before, to: bytes.bindMemory(to: type))
        }
      }
    }
  }
  return switch loop {
  case .bool: run(Bool.self)
  case .int8: run(Int8.self)
  case .uint8: run(UInt8.self)
  case .int16: run(Int16.self)
  case .uint16: run(UInt16.self)
  case .int32: run(Int32.self)
  case .uint32: run(UInt32.self)
  case .int64: run(Int64.self)
  case .uint64: run(UInt64.self)
  case .float16, .float32: run(Float.self).asType(dtype)
  case .float64: run(Double.self)
  case .complex64: run(Complex64.self)
  case .complex128: run(Complex128.self)
  }
}

/// Adds the products with one element of the kernel after the other, so that the innermost loop has no sum to wait for.
private func addProducts<Element: SlidingElement>(
  _ a: UnsafeBufferPointer<Element>, _ v: UnsafeBufferPointer<Element>, before: Int,
  to sums: UnsafeMutableBufferPointer<Element>
) {
  sums.update(repeating: Element.nothing)
  for place in 0..<v.count {
    // Sum i is of a[i - before + place]·v[place] where that exists.
    let shift = place - before
    let first = max(0, -shift)
    let end = min(sums.count, a.count - shift)
    let factor = v[place]
    if first >= end { continue }
    for index in first..<end {
      sums[index] = sums[index].adding(a[index + shift], times: factor)
    }
  }
}

/// What is multiplied and added.
private protocol SlidingElement: ArrayElement {
  static var nothing: Self { get }
  func adding(_ a: Self, times b: Self) -> Self
}

extension SlidingElement where Self: FixedWidthInteger {
  static var nothing: Self { 0 }
  @inline(__always) func adding(_ a: Self, times b: Self) -> Self { self &+ a &* b }
}

extension SlidingElement where Self: BinaryFloatingPoint {
  static var nothing: Self { 0 }
  @inline(__always) func adding(_ a: Self, times b: Self) -> Self { self + a * b }
}

extension Int8: SlidingElement {}
extension UInt8: SlidingElement {}
extension Int16: SlidingElement {}
extension UInt16: SlidingElement {}
extension Int32: SlidingElement {}
extension UInt32: SlidingElement {}
extension Int64: SlidingElement {}
extension UInt64: SlidingElement {}
extension Float: SlidingElement {}
extension Double: SlidingElement {}

extension Bool: SlidingElement {
  fileprivate static var nothing: Bool { false }
  fileprivate func adding(_ a: Bool, times b: Bool) -> Bool { self || (a && b) }
}

extension Complex64: SlidingElement {
  fileprivate static var nothing: Complex64 { Complex64(0) }
  @inline(__always) fileprivate func adding(_ a: Complex64, times b: Complex64) -> Complex64 {
    Complex64(re + (a.re * b.re - a.im * b.im), im + (a.re * b.im + a.im * b.re))
  }
}

extension Complex128: SlidingElement {
  fileprivate static var nothing: Complex128 { Complex128(0) }
  @inline(__always) fileprivate func adding(_ a: Complex128, times b: Complex128) -> Complex128 {
    Complex128(re + (a.re * b.re - a.im * b.im), im + (a.re * b.im + a.im * b.re))
  }
}
