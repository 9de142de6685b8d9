// SPDX-License-Identifier: Apache-2.0
// io.StringIO: a file of text in memory.

final class StringFile: IOBaseObject {
  private var points: [UInt32] = []
  private var position = 0
  /// As open() defines it; nil translates every line end to "\n" when it is written.
  private var newline: String? = "\n"
  private var seen = LineEnds()

  static func own(_ v: Value) throws(Raised) -> StringFile {
    guard let own = v.native(StringFile.self) else { throw raise(.typeError, "not a StringIO") }
    if own.isClosed { throw raise(.valueError, "I/O operation on closed file") }
    return own
  }

  /// Writes at the position; characters that were there are replaced.
  func write(_ string: Str) throws(Raised) {
    if string.count == 0 { return }
    let (last, overflow) = position.addingReportingOverflow(string.count)
    if overflow { throw raise(.overflowError, "new position too large") }
    if last > points.count { try checkMemory(last, 2, MemoryLayout<UInt32>.stride) }
    if !string.isWide, newline == "\n", position == points.count {
      points.append(
        contentsOf: UnsafeBufferPointer(start: string.bytes, count: string.count).lazy.map(
          UInt32.init))
      position = points.count
      return
    }
    var text = string.codePoints
    if newline == nil {
      text = seen.translate(text)
    } else if newline == "\r" || newline == "\r\n" {
      let ends = (newline ?? "").unicodeScalars.map(\.value)
      text = text.flatMap { $0 == 10 ? ends : [$0] }
    }
    if position > points.count {
      points += [UInt32](repeating: 0, count: position - points.count)
    }
    let end = min(position + text.count, points.count)
    points.replaceSubrange(position..<end, with: text)
    position += text.count
  }

  private func take(to end: Int) -> Value {
    guard position < end else { return .string("") }
    defer { position = end }
    return Str.make(points[position..<end]).value
  }

  private func read(_ count: Int) -> Value {
    take(to: count < 0 ? points.count : min(points.count, position + min(count, points.count)))
  }

  /// A line with its end; empty at the end.
  private func readLine(_ limit: Int) -> Value {
    var end = position
    while end < points.count {
      let point = points[end]
      end += 1
      if newline == "\r\n" {
        if point == 10, end >= position + 2, points[end - 2] == 13 { break }
      } else if newline == "\r" {
        if point == 13 { break }
      } else if point == 10 {
        break
      } else if newline == "" && point == 13 {
        if end < points.count, points[end] == 10 { end += 1 }
        break
      }
    }
    if limit >= 0 { end = min(end, position + limit) }
    return take(to: end)
  }

  private static func always(_ name: String, _ answer: Bool) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      _ = try own(a[0])
      return Value(answer)
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "StringIO", module: "_io", base: IOBase.text, flags: [.basetype],
    methods: [
      always("readable", true), always("writable", true), always("seekable", true),
      always("isatty", false),
      Builtin("read(self, size=-1, /)") { a throws(Raised) in
        try own(a[0]).read(IOBase.size(a[1]))
      },
      Builtin("readline(self, size=-1, /)") { a throws(Raised) in
        try own(a[0]).readLine(IOBase.size(a[1]))
      },
      Builtin("write(self, s, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(.typeError, "string argument expected, got '\(a[1].type.name)'")
        }
        try own(a[0]).write(Str(a[1]))
        return Value(Str(a[1]).count)
      },
      Builtin("seek(self, pos, whence=0, /)") { a throws(Raised) in
        let (own, offset, whence) = (try own(a[0]), try indexValue(a[1]), try indexValue(a[2]))
        guard (0...2).contains(whence) else {
          throw raise(.valueError, "Invalid whence (\(whence), should be 0, 1 or 2)")
        }
        if offset < 0 && whence == 0 {
          throw raise(.valueError, "Negative seek position \(offset)")
        }
        if whence != 0 && offset != 0 {
          throw raise(.osError, "Can't do nonzero cur-relative seeks")
        }
        own.position = whence == 0 ? offset : whence == 1 ? own.position : own.points.count
        return Value(own.position)
      },
      Builtin("tell(self, /)") { a throws(Raised) in Value(try own(a[0]).position) },
      Builtin("truncate(self, pos=None, /)") { a throws(Raised) in
        let own = try own(a[0])
        let size = a[1].isNone ? own.position : try indexValue(a[1])
        if size < 0 { throw raise(.valueError, "Negative size value \(size)") }
        if size < own.points.count { own.points.removeLast(own.points.count - size) }
        return Value(size)
      },
      Builtin("getvalue(self, /)") { a throws(Raised) in Str.make(try own(a[0]).points).value },
      Builtin("close(self, /)") { a throws(Raised) in
        guard let own = a[0].native(StringFile.self) else { return .none }
        own.isClosed = true
        own.points = []
        return .none
      },
      Builtin("flush(self, /)") { a throws(Raised) in
        _ = try own(a[0])
        return .none
      },
      Builtin("__getstate__(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        return Tuple.make(consuming: [
          Str.make(own.points).value, own.newline.map(Value.string) ?? .none, Value(own.position),
          .none,
        ]).value
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        guard a[1].has(.tuple), Tuple(a[1]).count == 4, Tuple(a[1])[0].isStr else {
          throw raise(
            .typeError,
            "\(a[0].type.name).__setstate__ argument should be 4-tuple, got \(a[1].type.name)")
        }
        let own = try own(a[0])
        own.points = Str(Tuple(a[1])[0]).codePoints
        own.newline = Tuple(a[1])[1].isStr ? Str(Tuple(a[1])[1]).text : nil
        own.position = try indexValue(Tuple(a[1])[2])
        return .none
      },
    ],
    properties: [
      Property("newlines") { v throws(Raised) in try own(v).seen.value },
      Property("line_buffering") { v throws(Raised) in
        _ = try own(v)
        return .false
      },
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(StringFile(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "StringIO", ["initial_value", "newline"], required: 0)
      guard let own = v.native(StringFile.self) else { return }
      own.points = []
      own.position = 0
      own.isClosed = false
      own.newline = a[1].isUnbound ? "\n" : try LineEnds.argument(a[1])
      if a[0].isUnbound || a[0].isNone { return }
      guard a[0].isStr else {
        throw raise(
          .typeError, "initial_value must be str or None, not \(a[0].type.name)")
      }
      try own.write(Str(a[0]))
      own.position = 0
    }
    slots.iterate = { v throws(Raised) in
      _ = try own(v)
      return v.retained()
    }
    slots.next = { v throws(Raised) in
      let line = v.type == type ? try own(v).readLine(-1) : try IOBase.invoke(v, "readline")
      if try length(line) > 0 { return line }
      line.release()
      return .unbound
    }
  }
}

/// Which line ends a text has shown so far: the attribute `newlines`.
struct LineEnds {
  private var mask = 0

  /// Notes the ends in a text and makes "\n" of them.
  mutating func translate(_ points: [UInt32]) -> [UInt32] {
    note(points)
    guard points.contains(13) else { return points }
    var result: [UInt32] = []
    result.reserveCapacity(points.count)
    for (index, point) in points.enumerated() {
      if point == 13 {
        result.append(10)
      } else if point != 10 || index == 0 || points[index - 1] != 13 {
        result.append(point)
      }
    }
    return result
  }

  mutating func note<S: RandomAccessCollection>(_ units: S)
  where S.Element: FixedWidthInteger, S.Index == Int {
    for index in units.indices {
      if units[index] == 13 {
        mask |= index + 1 < units.endIndex && units[index + 1] == 10 ? 4 : 1
      } else if units[index] == 10, index == units.startIndex || units[index - 1] != 13 {
        mask |= 2
      }
    }
  }

  mutating func reset() { mask = 0 }

  /// None, the one end seen, or a tuple of them; owned.
  var value: Value {
    let all = [(1, "\r"), (2, "\n"), (4, "\r\n")].filter { mask & $0.0 != 0 }.map(\.1)
    if all.isEmpty { return .none }
    if all.count == 1 { return .string(all[0]) }
    return Tuple.make(consuming: all.map(Value.string)).value
  }

  /// The argument `newline` of open() and of the types of text.
  static func argument(_ value: Value) throws(Raised) -> String? {
    if value.isNone || value.isUnbound { return nil }
    guard value.isStr else {
      throw raise(.typeError, "newline must be str or None, not \(value.type.name)")
    }
    let text = Str(value).text
    guard ["", "\n", "\r", "\r\n"].contains(text) else {
      throw raise(.valueError, "illegal newline value: \(try reprText(value))")
    }
    return text
  }
}
