// SPDX-License-Identifier: Apache-2.0
// Complex numbers as BLAS and LAPACK lay them out.

/// A complex number: real part, then imaginary part.
struct ComplexElement<Part: BinaryFloatingPoint & Sendable & BitwiseCopyable>: BitwiseCopyable,
  Sendable, Equatable
{
  var real: Part
  var imaginary: Part

  init(_ real: Part, _ imaginary: Part = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  var conjugate: Self { Self(real, -imaginary) }

  static func + (a: Self, b: Self) -> Self {
    Self(a.real + b.real, a.imaginary + b.imaginary)
  }

  /// The schoolbook product, as NumPy's loops compute it.
  static func * (a: Self, b: Self) -> Self {
    Self(
      a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
}
