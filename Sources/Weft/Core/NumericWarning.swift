// SPDX-License-Identifier: Apache-2.0
// What an operation met that NumPy would warn of.

/// A condition that an operation met, as NumPy reports it: same operation, same text.
///
/// NumPy's scalars report `scalar divide` where its arrays report `divide`; here only the division in the
/// mean of all elements does.
public struct NumericWarning: Sendable, Hashable {
  /// NumPy's four floating-point conditions, statistics of too few elements, covariances that are none.
  public enum Kind: String, Sendable, CaseIterable {
    /// An infinite result of finite operands: `1 / 0`, `log(0)`; integers divided by zero.
    case divideByZero = "divide by zero"
    /// A result too large for its dtype.
    case overflow
    /// A result too small for its dtype to hold with full precision; ignored unless a scope asks for it.
    case underflow
    /// NaN of operands that are not: `0 / 0`, `sqrt(-1)`; a number that an integer dtype has no room for.
    case invalid = "invalid value"
    /// The mean of nothing, the least of nothing but NaN, or a variance without a degree of freedom.
    case emptySlice = "empty slice"
    /// A remark on how a statistic was computed.
    case notice
    /// Random vectors with a covariance matrix that is none.
    case covariance
    /// Complex numbers converted to real ones.
    case imaginaryPart
  }

  public let kind: Kind
  /// NumPy's name of the operation: `divide`, `exp`; `reduce` and `accumulate` for sums and products, `cast`, `mean`, `var`.
  public let operation: String
  /// Where the operation was written, as `Warnings.origin` said it then; 0 without one.
  package let origin: UInt64

  package init(_ kind: Kind, in operation: String, origin: UInt64) {
    self.kind = kind
    self.operation = operation
    self.origin = origin
  }
}

extension NumericWarning: CustomStringConvertible {
  /// NumPy's text: `divide by zero encountered in divide`.
  public var description: String {
    switch (kind, operation) {
    case (.emptySlice, "mean"): "Mean of empty slice"
    case (.emptySlice, "nanvar"): "Degrees of freedom <= 0 for slice."
    case (.emptySlice, "nanmin"), (.emptySlice, "nanmedian"), (.emptySlice, "nanquantile"):
      "All-NaN slice encountered"
    case (.emptySlice, _): "Degrees of freedom <= 0 for slice"
    case (.notice, "stone"): "The number of bins estimated may be suboptimal."
    case (.notice, _):
      "Converting input from bool to <class 'numpy.uint8'> for compatibility."
    case (.imaginaryPart, _): "Casting complex values to real discards the imaginary part"
    case (.covariance, _): "covariance is not symmetric positive-semidefinite."
    default: "\(kind.rawValue) encountered in \(operation)"
    }
  }
}
