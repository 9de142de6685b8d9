// SPDX-License-Identifier: Apache-2.0
// One number on its own, as NumPy's `str(np.float64(x))` writes it.

/// The text of single numbers: shortest digits that read back as the same number.
package enum ScalarText {
  /// From here up a number is written with an exponent (tried with NumPy 2.4).
  private static func exponentStart(_ dtype: DType) -> Double {
    switch dtype {
    case .float16: 1e3
    case .float32: 1e6
    default: 1e16
    }
  }

  private static func text(_ x: Double, _ dtype: DType, trim: FloatText.Trim) -> String {
    if x.isNaN { return "nan" }
    if x.isInfinite { return x < 0 ? "-inf" : "inf" }
    let size = x.magnitude
    if size == 0 || (size >= 1e-4 && size < exponentStart(dtype)) {
      return FloatText(trim: trim).positional(BinaryFloat(x, of: dtype))
    }
    return FloatText(trim: .zerosAndPoint).scientific(BinaryFloat(x, of: dtype))
  }

  /// The text of a float16, float32 or float64 with value `x`.
  package static func float(_ x: Double, _ dtype: DType = .float64) -> String {
    text(x, dtype, trim: .leaveOneZero)
  }

  /// The text of a complex64 or complex128: `(1+2j)`, or `2j` when the real part is plus zero.
  package static func complex(
    _ real: Double, _ imaginary: Double, _ dtype: DType = .complex128
  ) -> String {
    let part: DType = dtype == .complex64 ? .float32 : .float64
    let tail = text(imaginary, part, trim: .zerosAndPoint) + "j"
    if real == 0 && real.sign == .plus { return tail }
    let plus = imaginary.isNaN || imaginary.sign == .plus ? "+" : ""
    return "(" + text(real, part, trim: .zerosAndPoint) + plus + tail + ")"
  }

  /// The text of a boolean, as Python's.
  package static func bool(_ x: Bool) -> String { x ? "True" : "False" }
}
