// SPDX-License-Identifier: Apache-2.0
// Tables of numbers as text: `numpy.savetxt`.

extension NDArray {
  /// Writes the rows of a vector or matrix to a file, as `numpy.savetxt` does.
  ///
  /// See `text(formats:delimiter:newline:header:footer:comments:)`.
  public func saveText(
    path: String, formats: [String]? = nil, format: String = "%.18e", delimiter: String = " ",
    newline: String = "\n", header: String = "", footer: String = "", comments: String = "# "
  ) throws {
    let text = try text(
      formats: formats, format: format, delimiter: delimiter, newline: newline, header: header,
      footer: footer, comments: comments)
    try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      var sink = try FileSink(path: path)
      try sink.write(Array(text.utf8))
    }
  }

  /// The rows of a vector or matrix as text, one line each.
  ///
  /// `format` is Python's `%` format, of one number or of a whole row; `formats` has one for each column. Both parts of a
  /// complex number have the format, unless it is of a whole row. Lines of `header` and `footer` start with `comments`.
  public func text(
    formats: [String]? = nil, format: String = "%.18e", delimiter: String = " ",
    newline: String = "\n", header: String = "", footer: String = "", comments: String = "# "
  ) throws(ArrayError) -> String {
    guard 1...2 ~= ndim else {
      throw ArrayError(.value, "Expected 1D or 2D array, got \(ndim)D array instead")
    }
    let columns = ndim == 1 ? 1 : shape[1]
    let rowFormat: String
    if let formats {
      guard formats.count == columns else {
        let list = "[" + formats.map { "'\($0)'" }.joined(separator: ", ") + "]"
        throw ArrayError(.value, "fmt has wrong shape.  \(list)")
      }
      rowFormat = formats.joined(separator: delimiter)
    } else {
      let count = format.count { $0 == "%" }
      if count == 1 {
        let each = dtype.isComplex ? " (\(format)+\(format)j)" : format
        rowFormat = Array(repeating: each, count: columns).joined(separator: delimiter)
      } else {
        guard count == (dtype.isComplex ? 2 * columns : columns) else {
          throw ArrayError(.value, "fmt has wrong number of % formats:  \(format)")
        }
        rowFormat = format
      }
    }
    var result = ""
    func add(_ text: String) {
      if text.isEmpty { return }
      result += comments + text.replacing("\n", with: "\n" + comments) + newline
    }
    add(header)
    let rows = shape[0]
    if rows > 0 {
      let writer = try PercentFormat(rowFormat)
      let numbers = dtype.isComplex ? try parts() : scalars()
      let width = dtype.isComplex ? 2 * columns : columns
      for row in 0..<rows {
        let line: String
        do {
          line = try writer.text(numbers[(row * width)..<((row + 1) * width)])
        } catch {
          guard error.kind == .type && !dtype.isComplex else { throw error }
          throw ArrayError(
            .type,
            "Mismatch between array dtype ('\(dtype)') and format specifier ('\(rowFormat)')")
        }
        result += (dtype.isComplex ? line.replacing("+-", with: "-") : line) + newline
      }
    }
    add(footer)
    return result
  }

  /// The real and imaginary parts of the elements in turn.
  private func parts() throws(ArrayError) -> [Scalar] {
    let part = dtype.realPart
    return array(of: Complex128.self).flatMap {
      [Scalar(.float($0.re), part), Scalar(.float($0.im), part)]
    }
  }
}
