// SPDX-License-Identifier: Apache-2.0
// The text of computed memory: NumPy's array2string, str and repr.

extension StridedView {
  /// What NumPy's `array2string` returns: brackets only, for an array without axes too.
  ///
  /// `prefix` and `suffix` are not written; their lengths indent and narrow the lines. Of a
  /// summarised array only the elements shown are read.
  package func bracketText(
    _ options: PrintOptions, separator: String = " ", prefix: String = "", suffix: String = ""
  ) -> String {
    let size = count
    if size == 0 { return "[]" }
    let edge = size > options.threshold ? options.edgeItems : nil
    // Without edge items NumPy fits the format to every element and shows the last of each axis.
    let fitted = ShownElements(self, edge: edge == 0 ? nil : edge)
    let shown = edge == 0 ? ShownElements(self, edge: 0) : fitted
    let words = shown.words(fitting: fitted, is0D: shape.isEmpty, options)
    return BracketLayout.text(
      words, shape: shape, edge: edge, separator: separator, indent: prefix.unicodeScalars.count,
      lineWidth: options.lineWidth - suffix.unicodeScalars.count)
  }

  /// What NumPy's `str` returns; an array without axes is written like a scalar.
  package func str(_ options: PrintOptions) -> String {
    if !shape.isEmpty { return bracketText(options) }
    switch ShownElements(self, edge: nil) {
    case .bools(let values): return ScalarText.bool(values[0])
    case .signed(let values): return String(values[0])
    case .unsigned(let values): return String(values[0])
    case .floats(let values, let dtype): return ScalarText.float(values[0], dtype)
    case .complexes(let real, let imaginary, _):
      return ScalarText.complex(real[0], imaginary[0], dtype)
    }
  }

  /// What NumPy's `repr` returns.
  package func repr(_ options: PrintOptions) -> String {
    let prefix = "array("
    let text = prefix + bracketText(options, separator: ", ", prefix: prefix, suffix: ")")
    let size = count
    var extras: [String] = []
    if (size == 0 && shape != [0]) || (size > options.threshold && !options.isAs(.before2_3)) {
      extras.append("shape=" + Self.tupleText(shape))
    }
    if !Self.impliedDTypes.contains(dtype) || size == 0 { extras.append("dtype=\(dtype.name)") }
    if extras.isEmpty { return text + ")" }
    let extra = extras.joined(separator: ", ") + ")"
    let lastLine = text.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
    let wraps = lastLine + extra.utf8.count + 1 > options.lineWidth
    return text + "," + (wraps ? "\n" + String(repeating: " ", count: prefix.count) : " ") + extra
  }

  /// The dtypes that NumPy's array constructor would infer from the text.
  private static let impliedDTypes: Set<DType> = [.bool, .int64, .float64, .complex128]

  /// A shape as Python writes it: `()`, `(3,)`, `(2, 3)`.
  package static func tupleText(_ shape: [Int]) -> String {
    let items = shape.map(String.init).joined(separator: ", ")
    return shape.count == 1 ? "(\(items),)" : "(\(items))"
  }
}
