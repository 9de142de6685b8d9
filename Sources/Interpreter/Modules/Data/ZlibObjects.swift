// SPDX-License-Identifier: Apache-2.0
// zlib's objects that compress and decompress in pieces.
import CZlib

final class Compressor: NativeObject {
  private let stream: ZlibStream
  init(_ stream: ZlibStream) { self.stream = stream }

  private static func stream(_ v: Value) throws(Raised) -> ZlibStream {
    guard let own = v.native(Compressor.self) else { throw raise(.typeError, "not a Compress") }
    return own.stream
  }

  private static func copy(_ signature: String) -> Builtin {
    Builtin(signature) { a throws(Raised) in
      guard let copy = try stream(a[0]).copy() else {
        throw raise(.valueError, "Inconsistent stream state")
      }
      return .native(Compressor(copy), type)
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "zlib.Compress", module: "zlib",
    methods: [
      Builtin("compress(self, data, /)") { a throws(Raised) in
        let (stream, data) = (try stream(a[0]), try IOBase.bytes(a[1]))
        stream.feed(data)
        let result = stream.deflate(Z_NO_FLUSH)
        guard stream.status == Z_OK || stream.status == Z_BUF_ERROR else {
          throw stream.error("while compressing data")
        }
        return .bytes(result)
      },
      Builtin("flush(self, mode=4, /)") { a throws(Raised) in
        let (stream, mode) = (try stream(a[0]), try ZlibModule.small(a[1]))
        // Flushing nothing does nothing.
        if mode == Z_NO_FLUSH { return .bytes([]) }
        stream.feed([])
        let result = stream.deflate(mode)
        if mode == Z_FINISH && stream.status == Z_STREAM_END {
          stream.close()
        } else if stream.status != Z_OK && stream.status != Z_BUF_ERROR {
          throw stream.error("while flushing")
        }
        return .bytes(result)
      },
      copy("copy(self, /)"), copy("__copy__(self, /)"), copy("__deepcopy__(self, memo, /)"),
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in
      throw raise(.typeError, "cannot create '\(type.name)' instances")
    }
  }
}

/// Both of zlib's types that decompress: the older keeps what it was not allowed to make apart, the newer reads on by itself.
final class Decompressor: NativeObject {
  private let stream: ZlibStream
  private let dictionary: [UInt8]
  private var unused: [UInt8] = []
  private var tail: [UInt8] = []
  private var isAtEnd = false
  private var needsInput = true

  init(bits: Int32, dictionary: [UInt8]) throws(Raised) {
    stream = ZlibStream(bits: bits)
    self.dictionary = dictionary
    super.init()
    guard stream.status == Z_OK else {
      throw raise(.valueError, "Invalid initialization option")
    }
    // Raw streams do not say that they need one.
    if !dictionary.isEmpty && bits < 0 && !stream.setDictionary(dictionary) {
      throw stream.error("while setting zdict")
    }
  }

  private init(copying other: Decompressor, _ stream: ZlibStream) {
    self.stream = stream
    (dictionary, unused, tail) = (other.dictionary, other.unused, other.tail)
    (isAtEnd, needsInput) = (other.isAtEnd, other.needsInput)
  }

  private static func own(_ v: Value) throws(Raised) -> Decompressor {
    guard let own = v.native(Decompressor.self) else {
      throw raise(.typeError, "not a Decompress")
    }
    return own
  }

  /// Reads the input that was fed; sorts out what is left of it.
  private func read(_ flush: Int32, limit: Int, _ doing: String, mayStop: Bool) throws(Raised)
    -> [UInt8]
  {
    let result = stream.inflate(flush, limit: limit, dictionary: dictionary)
    if stream.isDictionaryWrong { throw stream.error("while setting zdict") }
    if stream.status == Z_STREAM_END {
      isAtEnd = true
      unused += stream.rest
      tail = []
    } else {
      tail = Array(stream.rest)
      guard stream.status == Z_OK || (mayStop && stream.status == Z_BUF_ERROR) else {
        throw stream.error(doing)
      }
    }
    return result
  }

  // MARK: decompressobj

  private static func copy(_ signature: String) -> Builtin {
    Builtin(signature) { a throws(Raised) in
      let own = try own(a[0])
      guard let stream = own.stream.copy() else {
        throw raise(.valueError, "Inconsistent stream state")
      }
      return .native(Decompressor(copying: own, stream), type)
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "zlib.Decompress", module: "zlib",
    methods: [
      Builtin("decompress(self, data, /, max_length=0)") { a throws(Raised) in
        let (own, data, limit) = (try own(a[0]), try IOBase.bytes(a[1]), try indexValue(a[2]))
        if limit < 0 { throw raise(.valueError, "max_length must be non-negative") }
        own.stream.feed(data)
        return .bytes(
          try own.read(
            Z_SYNC_FLUSH, limit: limit == 0 ? Int.max : limit, "while decompressing data",
            mayStop: true))
      },
      Builtin("flush(self, length=16384, /)") { a throws(Raised) in
        let (own, size) = (try own(a[0]), try indexValue(a[1]))
        if size <= 0 { throw raise(.valueError, "length must be greater than zero") }
        own.stream.feed(own.tail)
        let result = try own.read(
          Z_FINISH, limit: Int.max, "while flushing", mayStop: true)
        if own.isAtEnd { own.stream.close() }
        return .bytes(result)
      },
      copy("copy(self, /)"), copy("__copy__(self, /)"), copy("__deepcopy__(self, memo, /)"),
    ],
    properties: [
      Property("unused_data") { v throws(Raised) in .bytes(try own(v).unused) },
      Property("unconsumed_tail") { v throws(Raised) in .bytes(try own(v).tail) },
      Property("eof") { v throws(Raised) in Value(try own(v).isAtEnd) },
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in
      throw raise(.typeError, "cannot create '\(type.name)' instances")
    }
  }

  // MARK: _ZlibDecompressor

  nonisolated(unsafe) static let wholeType: TypeRef = TypeMaking.make(
    "zlib._ZlibDecompressor", module: "zlib", flags: [.basetype],
    methods: [
      Builtin("decompress(self, data, max_length=-1)") { a throws(Raised) in
        let (own, data, limit) = (try own(a[0]), try IOBase.bytes(a[1]), try indexValue(a[2]))
        if own.isAtEnd { throw raise(.eofError, "End of stream already reached") }
        own.stream.feed(own.tail + data)
        let result = try own.read(
          Z_SYNC_FLUSH, limit: limit < 0 ? Int.max : limit, "while decompressing data",
          mayStop: true)
        // It may hold back output although it has read all of its input.
        own.needsInput = !own.isAtEnd && own.tail.isEmpty && (limit < 0 || result.count < limit)
        return .bytes(result)
      }
    ],
    properties: [
      Property("unused_data") { v throws(Raised) in .bytes(try own(v).unused) },
      Property("needs_input") { v throws(Raised) in Value(try own(v).needsInput) },
      Property("eof") { v throws(Raised) in Value(try own(v).isAtEnd) },
    ]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "_ZlibDecompressor", ["wbits", "zdict"], required: 0)
      let bits = a[0].isUnbound ? MAX_WBITS : try ZlibModule.small(a[0])
      let dictionary = a[1].isUnbound ? [] : try IOBase.bytes(a[1])
      return .native(try Decompressor(bits: bits, dictionary: dictionary), type)
    }
  }
}
