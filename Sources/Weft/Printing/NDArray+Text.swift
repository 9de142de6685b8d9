// SPDX-License-Identifier: Apache-2.0
// The text of arrays.

extension NDArray: CustomStringConvertible, CustomDebugStringConvertible {
  /// What NumPy's `print` shows.
  public var description: String { formatted(Self.printOptions) }

  /// What NumPy's `repr` returns: `array([1., 2.], dtype=float32)`.
  public var repr: String { repr(Self.printOptions) }

  public var debugDescription: String { repr }

  /// Returns what NumPy's `str` would under `options`.
  ///
  /// An array without axes is written like a scalar, which no option changes. Of a summarised array
  /// only the elements shown are read.
  public func formatted(_ options: PrintOptions) -> String {
    withStridedView { $0.str(options) }
  }

  /// Returns what NumPy's `repr` would under `options`.
  public func repr(_ options: PrintOptions) -> String {
    withStridedView { $0.repr(options) }
  }
}
