// SPDX-License-Identifier: Apache-2.0
// io.IncrementalNewlineDecoder: line ends of text that comes in pieces.

final class NewlineDecoder: NativeObject {
  private var decoder: Value = .none
  private var translates = false
  private var pendingReturn = false
  private var seen = LineEnds()
  deinit { decoder.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(decoder) }

  private func decode(_ input: Value, final: Bool) throws(Raised) -> Value {
    let text: Value
    if decoder.isNone {
      text = input.retained()
    } else {
      text = try IOBase.invoke(decoder, "decode", input, Value(final))
    }
    defer { text.release() }
    guard text.isStr else {
      throw raise(
        .typeError, "decoder should return a string result, not '\(text.type.name)'")
    }
    var points = Str(text).codePoints
    if pendingReturn, !points.isEmpty || final {
      points.insert(13, at: 0)
      pendingReturn = false
    }
    // A return at the end may be half of a pair.
    if points.last == 13, !final {
      points.removeLast()
      pendingReturn = true
    }
    if translates {
      points = seen.translate(points)
    } else {
      seen.note(points)
    }
    return Str.make(points).value
  }

  private static func own(_ v: Value) throws(Raised) -> NewlineDecoder {
    guard let own = v.native(NewlineDecoder.self) else {
      throw raise(.typeError, "not an IncrementalNewlineDecoder")
    }
    return own
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "IncrementalNewlineDecoder", module: "_io", flags: [.basetype],
    methods: [
      Builtin("decode(self, input, final=False)") { a throws(Raised) in
        try own(a[0]).decode(a[1], final: isTrue(a[2]))
      },
      Builtin("reset(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        own.seen.reset()
        own.pendingReturn = false
        if !own.decoder.isNone { try IOBase.invoke(own.decoder, "reset").release() }
        return .none
      },
      Builtin("getstate(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        var (buffer, flag) = (Value.bytes([]), 0)
        defer { buffer.release() }
        if !own.decoder.isNone {
          let state = try IOBase.invoke(own.decoder, "getstate")
          defer { state.release() }
          if state.has(.tuple), Tuple(state).count == 2 {
            buffer.release()
            buffer = Tuple(state)[0].retained()
            flag = try indexValue(Tuple(state)[1])
          }
        }
        return .tuple(buffer, Value(flag << 1 | (own.pendingReturn ? 1 : 0)))
      },
      Builtin("setstate(self, state, /)") { a throws(Raised) in
        let own = try own(a[0])
        guard a[1].has(.tuple), Tuple(a[1]).count == 2 else {
          throw raise(.typeError, "state argument must be a tuple")
        }
        let flag = try indexValue(Tuple(a[1])[1])
        own.pendingReturn = flag & 1 == 1
        if !own.decoder.isNone {
          let state = Value.tuple(Tuple(a[1])[0], Value(flag >> 1))
          defer { state.release() }
          try IOBase.invoke(own.decoder, "setstate", state).release()
        }
        return .none
      },
    ],
    properties: [Property("newlines") { v throws(Raised) in try own(v).seen.value }]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(NewlineDecoder(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "IncrementalNewlineDecoder", ["decoder", "translate", "errors"], required: 2)
      let own = try own(v)
      let old = own.decoder
      own.decoder = a[0].retained()
      old.release()
      own.translates = try isTrue(a[1])
    }
  }
}

/// io.BufferedRWPair: a reader and a writer as one file.
final class FilePair: IOBaseObject {
  private var reader = Value.none
  private var writer = Value.none
  deinit {
    reader.release()
    writer.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(reader)
    visit(writer)
  }
  override func clearReferences() {
    let (a, b) = (reader, writer)
    (reader, writer) = (.none, .none)
    a.release()
    b.release()
  }

  private static func forwarding(_ signature: String, _ name: String, toWriter: Bool = false)
    -> Builtin
  {
    Builtin(signature) { a throws(Raised) in
      guard let own = a[0].native(FilePair.self) else { throw raise(.typeError, "not a pair") }
      let target = toWriter ? own.writer : own.reader
      return a.count > 1
        ? try IOBase.invoke(target, name, a[1]) : try IOBase.invoke(target, name)
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "BufferedRWPair", module: "_io", base: IOBase.buffered, flags: [.basetype],
    methods: [
      forwarding("read(self, size=-1, /)", "read"), forwarding("read1(self, size=-1, /)", "read1"),
      forwarding("readinto(self, buffer, /)", "readinto"),
      forwarding("readinto1(self, buffer, /)", "readinto1"),
      forwarding("peek(self, size=0, /)", "peek"), forwarding("readable(self, /)", "readable"),
      forwarding("write(self, data, /)", "write", toWriter: true),
      forwarding("flush(self, /)", "flush", toWriter: true),
      forwarding("writable(self, /)", "writable", toWriter: true),
      Builtin("close(self, /)") { a throws(Raised) in
        guard let own = a[0].native(FilePair.self) else { return .none }
        try IOBase.invoke(own.writer, "close").release()
        try IOBase.invoke(own.reader, "close").release()
        own.isClosed = true
        return .none
      },
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(FilePair(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "BufferedRWPair", ["reader", "writer", "buffer_size"], required: 2)
      guard let own = v.native(FilePair.self) else { return }
      if try !IOBase.flag(a[0], "readable") {
        throw IOModule.unsupported("File or stream is not readable.")
      }
      if try !IOBase.flag(a[1], "writable") {
        throw IOModule.unsupported("File or stream is not writable.")
      }
      own.clearReferences()
      own.reader = try call(FileTypes.reader.value, a[0])
      own.writer = try call(FileTypes.writer.value, a[1])
    }
  }
}
