// SPDX-License-Identifier: Apache-2.0
// The words of an array's text: one per element, padded to a common width.

extension ShownElements {
  /// Writes `self` in the format that fits all of `fitting`; both are of one array.
  func words(fitting all: ShownElements, is0D: Bool, _ options: PrintOptions) -> [String] {
    switch (self, all) {
    case (.bools(let values), _):
      return values.map { $0 ? (is0D ? "True" : " True") : "False" }
    case (.signed(let values), .signed(let all)):
      return Self.integers(values, fitting: all, options.sign)
    case (.unsigned(let values), .unsigned(let all)):
      return Self.integers(values, fitting: all, options.sign)
    case (.floats(let values, let dtype), .floats(let all, _)):
      let column = FloatColumn(fitting: all, dtype, options, sign: options.sign)
      return values.map { column.string($0) }
    case (.complexes(let real, let imaginary, let dtype), .complexes(let allReal, let allImag, _)):
      let left = FloatColumn(fitting: allReal, dtype, options, sign: options.sign)
      let right = FloatColumn(fitting: allImag, dtype, options, sign: .plus)
      return zip(real, imaginary).map { left.string($0) + Self.withUnit(right.string($1)) }
    default:
      preconditionFailure("elements of one array have one type")
    }
  }

  /// Puts the `j` before the padding on the right.
  private static func withUnit(_ word: String) -> String {
    let padding = word.reversed().prefix { $0 == " " }.count
    return word.dropLast(padding) + "j" + String(repeating: " ", count: padding)
  }

  private static func integers<I: FixedWidthInteger>(
    _ values: [I], fitting all: [I], _ sign: PrintOptions.Sign
  ) -> [String] {
    guard let largest = all.max(), let smallest = all.min() else { return [] }
    let sign = sign == .space && smallest < 0 ? .minus : sign
    let signWidth = sign != .minus && largest >= 0 ? 1 : 0
    let width = max(String(largest).utf8.count + signWidth, String(smallest).utf8.count)
    let prefix = sign == .minus ? "" : sign.rawValue
    return values.map { value in
      let word = (value < 0 ? "" : prefix) + String(value)
      return String(repeating: " ", count: width - word.utf8.count) + word
    }
  }
}
