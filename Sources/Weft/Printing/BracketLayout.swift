// SPDX-License-Identifier: Apache-2.0
// Words laid out in nested brackets, wrapped and summarised as NumPy does.

/// Lays the words of an array out in lines.
struct BracketLayout {
  private let shape: [Int]
  /// Items shown at each end of a long axis; nil when everything is shown.
  private let edge: Int?
  private let separator: String
  private let bareSeparator: String
  private let words: [String]
  private var nextWord = 0
  private var output = ""

  /// Returns the text; `words` are those of the shown elements in C order.
  static func text(
    _ words: [String], shape: [Int], edge: Int?, separator: String, indent: Int, lineWidth: Int
  ) -> String {
    var layout = BracketLayout(
      shape: shape, edge: edge, separator: separator, words: words)
    layout.emit(axis: 0, indent: indent + 1, width: lineWidth)
    return layout.output
  }

  private init(shape: [Int], edge: Int?, separator: String, words: [String]) {
    self.shape = shape
    self.edge = edge
    self.separator = separator
    self.words = words
    var bare = separator
    while bare.last?.isWhitespace == true { bare.removeLast() }
    bareSeparator = bare
  }

  /// How many items open the axis, whether an ellipsis follows, how many items close it.
  private func plan(_ length: Int) -> (leading: Int, isCut: Bool, trailing: Int) {
    guard let edge, ShownElements.isCut(length, edge: edge) else { return (0, false, length) }
    return (edge, true, max(edge, 1))
  }

  private mutating func emit(axis: Int, indent: Int, width: Int) {
    if axis == shape.count {
      output += words[nextWord]
      nextWord += 1
      return
    }
    output += "["
    if axis == shape.count - 1 {
      emitRow(length: shape[axis], indent: indent, width: width)
    } else {
      emitRows(axis: axis, indent: indent, width: width)
    }
    output += "]"
  }

  private mutating func emitRows(axis: Int, indent: Int, width: Int) {
    let (leading, isCut, trailing) = plan(shape[axis])
    let feeds = String(repeating: "\n", count: shape.count - axis - 1)
    let join = bareSeparator + feeds + String(repeating: " ", count: indent)
    for item in 0..<leading + trailing {
      if item > 0 { output += join }
      if isCut && item == leading { output += "..." + join }
      emit(axis: axis + 1, indent: indent + 1, width: width - 1)
    }
  }

  private mutating func emitRow(length: Int, indent: Int, width: Int) {
    let (leading, isCut, trailing) = plan(length)
    let limit = width - max(bareSeparator.unicodeScalars.count, 1)
    let separatorWidth = separator.unicodeScalars.count
    var column = indent
    func place(_ word: String, _ output: inout String) {
      let wordWidth = word.unicodeScalars.count
      // A word too long for any line stays where the line begins.
      if column + wordWidth > limit && column > indent {
        while output.last?.isWhitespace == true { output.removeLast() }
        output += "\n" + String(repeating: " ", count: indent)
        column = indent
      }
      output += word
      column += wordWidth
    }
    for item in 0..<leading + trailing {
      if item > 0 {
        output += separator
        column += separatorWidth
      }
      if isCut && item == leading {
        place("...", &output)
        output += separator
        column += separatorWidth
      }
      place(words[nextWord], &output)
      nextWord += 1
    }
  }
}
