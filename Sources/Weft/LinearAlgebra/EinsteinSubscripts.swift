// SPDX-License-Identifier: Apache-2.0
// The subscripts of Einstein sums: letters for axes, an ellipsis for the rest, an arrow before the result's.

/// Subscripts read against the shapes of operands, after NumPy's `einsum.cpp`.
struct EinsteinSubscripts {
  /// The labels of each operand's axes: letters by their ASCII code, axes of the ellipsis as -1 (the last), -2, ….
  var inputs: [[Int]] = []
  var output: [Int] = []

  private static let context = "einstein sum subscripts string"

  init(_ text: String, _ shapes: [[Int]]) throws(ArrayError) {
    var rest = Array(text.utf8)[...]
    var dots = 0
    for (number, shape) in shapes.enumerated() {
      let end =
        rest.firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "-") } ?? rest.endIndex
      let isComma = end < rest.endIndex && rest[end] == UInt8(ascii: ",")
      if number == shapes.count - 1 && isComma {
        throw ArrayError(
          .value,
          "more operands provided to einstein sum function than specified in the subscripts string")
      }
      if number < shapes.count - 1 && !isComma {
        throw ArrayError(
          .value,
          "fewer operands provided to einstein sum function than specified in the subscripts string"
        )
      }
      let labels = try Self.labels(Array(rest[..<end]), number, shape.count)
      dots = max(dots, labels.count { $0 < 0 })
      inputs.append(labels)
      rest = rest[(isComma ? end + 1 : end)...]
    }
    var counts: [Int: Int] = [:]
    for label in inputs.joined() where label > 0 { counts[label, default: 0] += 1 }
    let ellipsis = (0..<dots).map { $0 - dots }
    if rest.isEmpty {
      output = ellipsis + counts.keys.filter { counts[$0] == 1 }.sorted()
      return
    }
    guard rest.starts(with: Array("->".utf8)) else {
      throw ArrayError(
        .value, "einstein sum subscript string does not contain proper '->' output specified")
    }
    output = try Self.output(Array(rest.dropFirst(2)), counts, ellipsis)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  private static func misplaced(_ byte: UInt8, _ place: String) -> ArrayError {
    byte == UInt8(ascii: ".")
      ? ArrayError(
        .value, "\(context) contains a '.' that is not part of an ellipsis ('...') in \(place)")
      : ArrayError(
        .value,
        "invalid subscript '\(Character(UnicodeScalar(byte)))' in \(context), subscripts must be letters"
      )
  }

  private static func isEllipsis(_ bytes: [UInt8], _ place: Int) -> Bool {
    place + 2 < bytes.count && bytes[place...(place + 2)].allSatisfy { $0 == UInt8(ascii: ".") }
  }

  private static func labels(_ bytes: [UInt8], _ number: Int, _ ndim: Int) throws(ArrayError)
    -> [Int]
  {
    var labels: [Int] = []
    var dots: Int?
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if isLetter(byte) {
        guard labels.count < ndim else {
          throw ArrayError(
            .value, "\(context) contains too many subscripts for operand \(number)")
        }
        labels.append(Int(byte))
      } else if byte == UInt8(ascii: "."), dots == nil, isEllipsis(bytes, place) {
        dots = labels.count
        place += 2
      } else if byte != UInt8(ascii: " ") {
        throw misplaced(byte, "operand \(number)")
      }
      place += 1
    }
    let missing = ndim - labels.count
    guard let dots else {
      guard missing == 0 else {
        throw ArrayError(
          .value,
          "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis "
            + "provided to broadcast the extra dimensions.")
      }
      return labels
    }
    labels.insert(contentsOf: (0..<missing).map { $0 - missing }, at: dots)
    return labels
  }

  private static func output(_ bytes: [UInt8], _ counts: [Int: Int], _ ellipsis: [Int])
    throws(ArrayError) -> [Int]
  {
    var labels: [Int] = []
    var hasDots = false
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if isLetter(byte) {
        let name = Character(UnicodeScalar(byte))
        if labels.contains(Int(byte)) {
          throw ArrayError(
            .value, "\(context) includes output subscript '\(name)' multiple times")
        }
        if counts[Int(byte)] == nil {
          throw ArrayError(
            .value,
            "\(context) included output subscript '\(name)' which never appeared in an input")
        }
        labels.append(Int(byte))
      } else if byte == UInt8(ascii: "."), !hasDots, isEllipsis(bytes, place) {
        labels += ellipsis
        hasDots = true
        place += 2
      } else if byte != UInt8(ascii: " ") {
        throw misplaced(byte, "the output")
      }
      place += 1
    }
    if !hasDots && !ellipsis.isEmpty {
      throw ArrayError(
        .value,
        "output has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided "
          + "to broadcast the extra dimensions.")
    }
    return labels
  }
}
