// SPDX-License-Identifier: Apache-2.0
// Uncaught exceptions as CPython prints them: chains, frames with source lines and markers, groups, notes.

enum TracebackPrinter {
  /// Writes an exception to sys.stderr.
  static func print(_ exception: Value) throws(Raised) {
    var seen: [UInt64] = []
    let text = try chain(exception, &seen)
    let file = SysModule.attribute("stderr")
    if file.isUnbound || file.isNone { return }
    let string = Value.string(text)
    defer { string.release() }
    try callMethod(file, .write, string).release()
    try callMethod(file, .flush).release()
  }

  private static let causeText =
    "\nThe above exception was the direct cause of the following exception:\n\n"
  private static let contextText =
    "\nDuring handling of the above exception, another exception occurred:\n\n"

  /// An exception with those that led to it.
  static func chain(_ exception: Value, _ seen: inout [UInt64]) throws(Raised) -> String {
    seen.append(exception.bits)
    let cell = ExceptionRef(exception).cell.pointee
    var text = ""
    if cell.cause.isObject {
      if !seen.contains(cell.cause.bits) { text = try chain(cell.cause, &seen) + causeText }
    } else if cell.context.isObject, !cell.suppressesContext, !seen.contains(cell.context.bits) {
      text = try chain(cell.context, &seen) + contextText
    }
    if ExceptionGroups.isGroup(exception) { return text + (try group(exception, &seen)) }
    let frames = lines(of: cell.traceback)
    if !frames.isEmpty { text += "Traceback (most recent call last):\n" + frames }
    return text + (try summary(exception))
  }

  // MARK: Frames

  /// The entries of a traceback; equal ones in a row are counted after three.
  static func lines(of traceback: Value) -> String {
    var (text, previous, repeats) = ("", "", 0)
    func flush() -> String {
      repeats > 3
        ? "  [Previous line repeated \(repeats - 3) more time\(repeats == 4 ? "" : "s")]\n" : ""
    }
    var link = traceback
    while let entry = link.native(TracebackEntry.self) {
      let key = "\(entry.code.fileName):\(entry.position.line):\(entry.code.name)"
      if key != previous {
        text += flush()
        previous = key
        repeats = 0
      }
      repeats += 1
      if repeats <= 3 {
        text +=
          "  File \"\(entry.code.fileName)\", line \(entry.position.line), in \(entry.code.name)\n"
        text += sourceLine(entry)
      }
      link = entry.next
    }
    return text + flush()
  }

  nonisolated(unsafe) private static var sources: [String: [Substring]] = [:]

  /// Lines of a file that tracebacks show.
  static func source(_ file: String, _ line: Int) -> Substring? {
    if sources[file] == nil {
      guard let bytes = Files.read(file) else { return nil }
      sources[file] = String(decoding: bytes, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
    }
    guard let lines = sources[file], line >= 1, line <= lines.count else { return nil }
    return lines[line - 1]
  }

  private static func sourceLine(_ entry: TracebackEntry) -> String {
    let position = entry.position
    guard let line = source(entry.code.fileName, Int(position.line)) else { return "" }
    let text = TracebackMarks.trimmed(line)
    if text.isEmpty { return "" }
    let isWhole = position.endLine == position.line
    guard position.endColumn > 0 || !isWhole else { return "    \(text)\n" }
    return "    \(text)\n"
      + TracebackMarks.under(
        line, Int(position.column), isWhole ? Int(position.endColumn) : nil)
  }

  // MARK: The exception itself

  /// The last lines: type and message, with a syntax error's source, and notes.
  static func summary(_ exception: Value) throws(Raised) -> String {
    let type = exception.type
    var name = type.cell.pointee.qualifiedName
    let module = type.dict.get(.module)
    if module.isStr, !(Str(module) == "builtins"), !(Str(module) == "__main__") {
      name = "\(Str(module).text).\(name)"
    }
    var text = ""
    if type.isSubtype(of: ExceptionKind.syntaxError.type) {
      text += try syntaxError(exception, name)
    } else {
      let message = messageText(exception)
      text += message.isEmpty ? "\(name)\n" : "\(name): \(message)\n"
    }
    return text + (try notes(exception))
  }

  private static func messageText(_ exception: Value) -> String {
    do throws(Raised) {
      return try strText(exception)
    } catch {
      takeRaised().release()
      return "<exception str() failed>"
    }
  }

  private static func notes(_ exception: Value) throws(Raised) -> String {
    let notes = existingDictionary(of: exception)?.get(.notes) ?? .unbound
    if notes.isUnbound { return "" }
    guard notes.has(.list) || notes.has(.tuple) else { return "\(try reprText(notes))\n" }
    var text = ""
    for note in try collect(notes) {
      defer { note.release() }
      text += (note.isStr ? Str(note).text : try strText(note)) + "\n"
    }
    return text
  }

  private static func syntaxError(_ exception: Value, _ name: String) throws(Raised) -> String {
    func value(_ name: String) -> Value { ExceptionRef(exception).extra(name) }
    let message = value("msg").isUnbound ? "<no detail available>" : try strText(value("msg"))
    guard value("lineno").tag == .int else {
      return "\(name): \(message)\n"
    }
    let file = value("filename").isStr ? Str(value("filename")).text : "<string>"
    var text = "  File \"\(file)\", line \(value("lineno").asInt)\n"
    if value("text").isStr {
      let line = Str(value("text")).text
      let stripped = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{c}" || $0 == "\n" }
      let shown = String(stripped.reversed().drop { $0.isNewline || $0 == " " }.reversed())
      text += "    \(shown)\n"
      if value("offset").tag == .int {
        let indent = line.unicodeScalars.count - stripped.unicodeScalars.count
        let column = value("offset").asInt
        var end = value("end_offset").tag == .int ? value("end_offset").asInt : column
        if value("end_lineno").tag == .int, value("end_lineno").asInt != value("lineno").asInt {
          end = indent + shown.unicodeScalars.count + 1
        }
        if end == column || end <= 0 { end = column + 1 }
        let start = column - 1 - indent
        if start >= 0 {
          let spaces = shown.unicodeScalars.prefix(start).map {
            $0.properties.isWhitespace ? String($0) : " "
          }
          text +=
            "    \(spaces.joined())\(String(repeating: "^", count: max(1, end - column)))\n"
        }
      }
    }
    return text + "\(name): \(message)\n"
  }

  // MARK: Groups

  private static func group(_ exception: Value, _ seen: inout [UInt64], depth: Int = 0)
    throws(Raised) -> String
  {
    let cell = ExceptionRef(exception).cell.pointee
    let margin = depth == 0 ? "  " : ""
    let frames = lines(of: cell.traceback)
    var body = ""
    if !frames.isEmpty { body += "Exception Group Traceback (most recent call last):\n" + frames }
    body += try summary(exception)
    // Every line of the group and its parts stands behind a bar.
    var text = ""
    for (index, line) in body.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .enumerated()
    {
      text += margin + (index == 0 && depth == 0 && !frames.isEmpty ? "+ " : "| ") + line + "\n"
    }
    let members = ExceptionGroups.members(exception)
    for (index, member) in members.enumerated() {
      let label = " \(index + 1) "
      text +=
        margin + (index == 0 ? "+-" : "  ") + "+---------------\(label)----------------\n"
      var inner: String
      if ExceptionGroups.isGroup(member) {
        inner = try group(member, &seen, depth: depth + 1)
      } else {
        inner = try chain(member, &seen).split(separator: "\n", omittingEmptySubsequences: false)
          .dropLast().map { "| \($0)\n" }.joined()
      }
      text += inner.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map { "\(margin)  \($0)\n" }.joined()
    }
    return text + margin + "  +------------------------------------\n"
  }
}
