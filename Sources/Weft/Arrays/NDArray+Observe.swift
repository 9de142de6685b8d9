// SPDX-License-Identifier: Apache-2.0
// Reading values: what makes a recorded expression run.

extension NDArray {
  /// The elements in C order, converted to `T`.
  public func array<T: ArrayElement>(of type: T.Type) -> [T] {
    withUnsafeBuffer(of: type) { Array($0) }
  }

  /// The only element, converted to `T`.
  ///
  /// The array must have exactly one.
  public func scalar<T: ArrayElement>(_ type: T.Type = T.self) -> T {
    if size != 1 {
      // Inside `checking` the array may be what a mistake left, and the mistake is what must be told.
      _ = NDArray.failed(
        ArrayError(.value, "can only convert an array of size 1 to a Python scalar"))
      return NDArray.zeros([], T.dtype).scalar()
    }
    return withUnsafeBuffer(of: type) { $0[0] }
  }

  /// Shows the elements, in C order and converted to `T`, to `body`; no copy if they lie so already.
  public func withUnsafeBuffer<T: ArrayElement, R>(
    of type: T.Type, _ body: (UnsafeBufferPointer<T>) throws -> R
  ) rethrows -> R {
    if dtype == T.dtype, layout.isContiguous {
      // The memory stays as long as the value, and nobody writes it while this array holds the value.
      let start = address.assumingMemoryBound(to: T.self)
      return try withExtendedLifetime(self) {
        try body(UnsafeBufferPointer(start: start, count: layout.count))
      }
    }
    let source = asType(T.dtype).inCOrder()
    let start = source.address.assumingMemoryBound(to: T.self)
    return try withExtendedLifetime(source) {
      try body(UnsafeBufferPointer(start: start, count: size))
    }
  }

  /// Where the first element is; the array is computed if need be.
  private var address: UnsafeRawPointer {
    let start = Engine.address(of: node)
    return UnsafeRawPointer(window.map { start + $0.offset } ?? start)
  }

  /// Shows the elements, in C order and converted to `T`, to `body` as a span.
  public func withSpan<T: ArrayElement, R>(of type: T.Type, _ body: (Span<T>) throws -> R) rethrows
    -> R
  {
    try withUnsafeBuffer(of: type) { try body($0.span) }
  }

  /// The only element as a number that stands beside arrays with this dtype.
  public func item() -> Scalar {
    switch dtype.kind {
    case .bool: scalar(Bool.self).scalar
    case .signed: Scalar(.integer(Whole(scalar(Int64.self))), dtype)
    case .unsigned: Scalar(.integer(Whole(scalar(UInt64.self))), dtype)
    case .float: Scalar(.float(scalar(Double.self)), dtype)
    case .complex:
      { (z: Complex128) in Scalar(.complex(z.re, z.im), dtype) }(scalar(Complex128.self))
    }
  }

  /// True if both have one shape, one dtype and equal elements; NaN equals nothing.
  public func isEqual(to other: NDArray) -> Bool {
    guard dtype == other.dtype, shape == other.shape else { return false }
    return (self .== other).all().scalar()
  }

  /// True where |a - b| <= absolute + relative·|b|, and where both are the same infinity.
  public func isClose(
    to other: NDArray, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
  ) -> NDArray {
    Warnings.ignoring([.invalid, .underflow]) {
      let wanted = other.dtype.kind < .float ? other.asType(.float64) : other
      let isNear = Weft.absolute(self - wanted) .<= (absolute + relative * Weft.absolute(wanted))
      let close = (isNear & isFinite(wanted)) | (self .== wanted)
      return equalNaN ? close | (isNaN(self) & isNaN(wanted)) : close
    }
  }

  /// True if `isClose(to:)` holds everywhere.
  public func allClose(
    _ other: NDArray, relative: Double = 1e-5, absolute: Double = 1e-8, equalNaN: Bool = false
  ) -> Bool {
    isClose(to: other, relative: relative, absolute: absolute, equalNaN: equalNaN).all().scalar()
  }
}
