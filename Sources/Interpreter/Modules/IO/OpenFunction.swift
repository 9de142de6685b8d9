// SPDX-License-Identifier: Apache-2.0
// open and print.
import Glibc

extension FileTypes {
  static let openText =
    "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"

  static func open(_ a: BoundArguments) throws(Raised) -> Value {
    guard a[1].isStr else {
      throw raise(.typeError, "open() argument 'mode' must be str, not \(a[1].type.name)")
    }
    let mode = Str(a[1]).text
    let letters = Set(mode)
    guard letters.isSubset(of: "rwxabt+"), letters.count == mode.count else {
      throw raise(.valueError, "invalid mode: '\(mode)'")
    }
    let isText = !letters.contains("b")
    if letters.contains("b") && letters.contains("t") {
      throw raise(.valueError, "can't have text and binary mode at once")
    }
    let kinds = letters.intersection("rwxa")
    guard kinds.count == 1, let kind = kinds.first else {
      throw raise(.valueError, "must have exactly one of create/read/write/append mode")
    }
    if !isText {
      for (index, name) in [(3, "encoding"), (4, "errors"), (5, "newline")] where !a[index].isNone {
        throw raise(
          .valueError,
          "binary mode doesn't take \(name == "encoding" || name == "errors" ? "an" : "a") \(name) argument"
        )
      }
    }
    let buffering = try indexValue(a[2])
    if buffering == 0 && isText { throw raise(.valueError, "can't have unbuffered text I/O") }
    if buffering < -1 { throw raise(.valueError, "invalid buffering size") }
    let encoding = isText ? try encodingName(a[3]) : ""
    let newline = isText ? try LineEnds.argument(a[5]) : nil
    let plus = letters.contains("+")
    let rawMode = String(kind) + (plus ? "+" : "")
    let raw = RawFile()
    try raw.open(a[0], mode: rawMode, closesDescriptor: isTrue(a[6]), opener: a[7])
    let value = Value.native(raw, RawFile.type)
    if buffering == 0 { return value }
    defer { value.release() }
    // The buffered file takes the descriptor over; it makes a raw file again if a script asks.
    let file = FileObject(
      raw.descriptor, name: a[0],
      mode: isText ? mode : rawMode.first.map { "\($0)b" + (plus ? "+" : "") } ?? "",
      isText: isText, canRead: raw.canRead, canWrite: raw.canWrite, newline: newline,
      encoding: encoding, errors: a[4].isStr ? Str(a[4]).text : "strict",
      closesDescriptor: raw.closesDescriptor)
    raw.isClosed = true
    file.isLineBuffered =
      isText && (buffering == 1 || (buffering == -1 && isatty(raw.descriptor) == 1))
    let type =
      isText
      ? text : raw.canRead && raw.canWrite ? random : raw.canRead ? reader : writer
    return .native(file, type)
  }

  // MARK: print

  static var printRow: Builtin {
    Builtin("print(*args, sep=None, end=None, file=None, flush=False)") { a throws(Raised) in
      var file = a[3]
      if file.isNone {
        file = SysModule.attribute("stdout")
        if file.isUnbound { throw raise(.runtimeError, "lost sys.stdout") }
        if file.isNone { return .none }
      }
      for (index, name) in [(1, "sep"), (2, "end")] where !a[index].isNone && !a[index].isStr {
        throw raise(
          .typeError, "\(name) must be None or a string, not \(a[index].type.name)")
      }
      let space = a[1].isNone ? machine.pointee.characters[32] : a[1]
      let newline = a[2].isNone ? machine.pointee.characters[10] : a[2]
      // A script may put another file into the place of this one while it makes a string.
      file.retained()
      defer { file.release() }
      // The usual files are written to without calls.
      if file.type == text, let own = file.native(FileObject.self), own.canWrite, !own.isClosed,
        !own.isDetached
      {
        let isPlain =
          own.encoding.lowercased() == "utf-8" && own.newline != "\r" && own.newline != "\r\n"
        func write(_ string: Str) throws(Raised) {
          if isPlain, string.isASCII {
            try own.write(UnsafeBufferPointer(start: string.bytes, count: string.count))
          } else {
            try own.write(own.encode(string))
          }
        }
        try each(Tuple(a[0]), space, newline, write)
      } else if file.type == StringFile.type, let own = file.native(StringFile.self), !own.isClosed
      {
        try each(Tuple(a[0]), space, newline) { string throws(Raised) in try own.write(string) }
      } else {
        let write = try getAttribute(file, .write)
        defer { write.release() }
        try each(Tuple(a[0]), space, newline) { string throws(Raised) in
          try call(write, string.value).release()
        }
      }
      if try isTrue(a[4]) { try callMethod(file, .flush).release() }
      return .none
    }
  }

  /// Writes values with what stands between and after them.
  private static func each(
    _ values: Tuple, _ space: Value, _ newline: Value, _ write: (Str) throws(Raised) -> Void
  ) throws(Raised) {
    for (position, value) in values.buffer.enumerated() {
      if position > 0 { try write(Str(space)) }
      let string = try str(value)
      defer { string.release() }
      try write(Str(string))
    }
    try write(Str(newline))
  }
}
