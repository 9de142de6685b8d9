// SPDX-License-Identifier: Apache-2.0
// zlib: compression through the system's library, whole and in pieces.
import CZlib

enum ZlibModule {
  static var module: NativeModule {
    NativeModule("zlib") { module throws(Raised) in
      for (name, value) in constants { module.add(name, consuming: Value(Int(value))) }
      module.add("ZLIB_VERSION", consuming: .string(ZLIB_VERSION))
      module.add("ZLIB_RUNTIME_VERSION", consuming: .string(String(cString: zlibVersion())))
      module.add(errorType)
      module.namespace.set("_ZlibDecompressor", Decompressor.wholeType.value)
      module.add(rows)
    }
  }

  private static let constants: [(String, Int32)] = [
    ("DEFLATED", Z_DEFLATED), ("DEF_BUF_SIZE", 16384), ("DEF_MEM_LEVEL", 8),
    ("MAX_WBITS", MAX_WBITS), ("Z_BEST_COMPRESSION", Z_BEST_COMPRESSION),
    ("Z_BEST_SPEED", Z_BEST_SPEED), ("Z_BLOCK", Z_BLOCK),
    ("Z_DEFAULT_COMPRESSION", Z_DEFAULT_COMPRESSION), ("Z_DEFAULT_STRATEGY", Z_DEFAULT_STRATEGY),
    ("Z_FILTERED", Z_FILTERED), ("Z_FINISH", Z_FINISH), ("Z_FIXED", Z_FIXED),
    ("Z_FULL_FLUSH", Z_FULL_FLUSH), ("Z_HUFFMAN_ONLY", Z_HUFFMAN_ONLY),
    ("Z_NO_COMPRESSION", Z_NO_COMPRESSION), ("Z_NO_FLUSH", Z_NO_FLUSH),
    ("Z_PARTIAL_FLUSH", Z_PARTIAL_FLUSH), ("Z_RLE", Z_RLE), ("Z_SYNC_FLUSH", Z_SYNC_FLUSH),
    ("Z_TREES", Z_TREES),
  ]

  nonisolated(unsafe) static let errorType = TypeMaking.make(
    "error", module: "zlib", base: ExceptionKind.exception.type, layout: .exception,
    flags: [.basetype, .isException, .hasDict])

  static func error(_ text: String) -> Raised { raise(.exception, text, of: errorType) }

  private static var rows: [Builtin] {
    [
      Builtin("compress(data, /, level=-1, wbits=15)") { a throws(Raised) in
        let data = try IOBase.bytes(a[0])
        let stream = try ZlibStream(
          level: small(a[1]), bits: small(a[2]), memory: 8, strategy: Z_DEFAULT_STRATEGY)
        guard stream.status == Z_OK else {
          throw stream.status == Z_STREAM_ERROR
            ? error("Bad compression level") : stream.error("while compressing data")
        }
        stream.feed(data)
        let result = stream.deflate(Z_FINISH)
        guard stream.status == Z_STREAM_END else {
          throw stream.error("while compressing data")
        }
        return .bytes(result)
      },
      Builtin("decompress(data, /, wbits=15, bufsize=16384)") { a throws(Raised) in
        let data = try IOBase.bytes(a[0])
        if try indexValue(a[2]) < 0 { throw raise(.valueError, "bufsize must be non-negative") }
        let stream = try ZlibStream(bits: small(a[1]))
        guard stream.status == Z_OK else {
          throw stream.error("while preparing to decompress data")
        }
        stream.feed(data)
        let result = stream.inflate(Z_SYNC_FLUSH, limit: Int.max)
        guard stream.status == Z_STREAM_END else {
          // Data that ends early leaves the stream waiting.
          if stream.status == Z_OK { stream.status = Z_BUF_ERROR }
          throw stream.error("while decompressing data")
        }
        return .bytes(result)
      },
      Builtin(
        "compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)"
      ) { a throws(Raised) in
        let dictionary = a[5].isNone ? nil : try IOBase.bytes(a[5])
        let stream = try ZlibStream(
          level: small(a[0]), method: small(a[1]), bits: small(a[2]), memory: small(a[3]),
          strategy: small(a[4]))
        guard stream.status == Z_OK else {
          throw raise(.valueError, "Invalid initialization option")
        }
        if let dictionary, !stream.setDictionary(dictionary) {
          throw raise(.valueError, "Invalid dictionary")
        }
        return .native(Compressor(stream), Compressor.type)
      },
      Builtin("decompressobj(wbits=15, zdict=b'')") { a throws(Raised) in
        var dictionary: [UInt8] = []
        if !a[1].isUnbound {
          guard let bytes = ByteArray.anyBytes(of: a[1]) else {
            throw raise(
              .typeError, "zdict argument must support the buffer protocol")
          }
          dictionary = bytes
        }
        return .native(
          try Decompressor(bits: small(a[0]), dictionary: dictionary), Decompressor.type)
      },
      Builtin("crc32(data, value=0, /)") { a throws(Raised) in
        let bytes = try IOBase.bytes(a[0])
        return Value(Int(crc32_z(try BinasciiModule.word(a[1]), bytes, bytes.count)))
      },
      Builtin("adler32(data, value=1, /)") { a throws(Raised) in
        let bytes = try IOBase.bytes(a[0])
        return Value(Int(adler32_z(try BinasciiModule.word(a[1]), bytes, bytes.count)))
      },
    ]
  }

  /// A number for the library.
  static func small(_ value: Value) throws(Raised) -> Int32 {
    guard let number = Int32(exactly: try indexValue(value)) else {
      throw raise(.overflowError, "Python int too large to convert to C int")
    }
    return number
  }
}

/// A stream of the library: it must stay where it is, for its state points back at it.
final class ZlibStream {
  private let stream: UnsafeMutablePointer<z_stream>
  private let isDeflate: Bool
  var status: Int32 = Z_OK
  /// What is still to be read; kept until the library has read it.
  private var input: [UInt8] = []
  private var position = 0
  private(set) var isOpen = true

  private init(deflate: Bool) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    isDeflate = deflate
  }

  convenience init(
    level: Int32, method: Int32 = Z_DEFLATED, bits: Int32, memory: Int32, strategy: Int32
  ) {
    self.init(deflate: true)
    status = deflateInit2_(
      stream, level, method, bits, memory, strategy, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    isOpen = status == Z_OK
  }

  convenience init(bits: Int32) {
    self.init(deflate: false)
    status = inflateInit2_(stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    isOpen = status == Z_OK
  }

  deinit {
    close()
    stream.deallocate()
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    _ = isDeflate ? deflateEnd(stream) : inflateEnd(stream)
  }

  /// A second stream in the same state; nil if there is none to copy.
  func copy() -> ZlibStream? {
    guard isOpen else { return nil }
    let result = ZlibStream(deflate: isDeflate)
    result.status =
      isDeflate ? deflateCopy(result.stream, stream) : inflateCopy(result.stream, stream)
    result.isOpen = result.status == Z_OK
    return result.isOpen ? result : nil
  }

  func feed(_ data: [UInt8]) { (input, position) = (data, 0) }

  /// The rest of the input.
  var rest: ArraySlice<UInt8> { input[position...] }

  func setDictionary(_ bytes: [UInt8]) -> Bool {
    status =
      isDeflate
      ? deflateSetDictionary(stream, bytes, UInt32(truncatingIfNeeded: bytes.count))
      : inflateSetDictionary(stream, bytes, UInt32(truncatingIfNeeded: bytes.count))
    return status == Z_OK
  }

  func deflate(_ flush: Int32) -> [UInt8] {
    run(limit: Int.max) { CZlib.deflate($0, flush) }
  }

  func inflate(_ flush: Int32, limit: Int, dictionary: [UInt8] = []) -> [UInt8] {
    run(limit: limit) { stream in
      let status = CZlib.inflate(stream, flush)
      guard status == Z_NEED_DICT, !dictionary.isEmpty else { return status }
      let set = inflateSetDictionary(
        stream, dictionary, UInt32(truncatingIfNeeded: dictionary.count))
      self.isDictionaryWrong = set != Z_OK
      return set == Z_OK ? CZlib.inflate(stream, flush) : set
    }
  }
  private(set) var isDictionaryWrong = false

  /// Runs the library over the input until it is read or the output is as long as it may be.
  private func run(
    limit: Int, _ step: (UnsafeMutablePointer<z_stream>) -> Int32
  ) -> [UInt8] {
    guard isOpen else {
      status = Z_STREAM_ERROR
      return []
    }
    var result: [UInt8] = []
    let block = 1 << 30
    let piece = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    defer { piece.deallocate() }
    input.withUnsafeMutableBufferPointer { memory in
      repeat {
        let (room, given) = (
          min(limit - result.count, piece.count), min(memory.count - position, block)
        )
        stream.pointee.next_in = memory.baseAddress.map { $0 + position }
        stream.pointee.avail_in = UInt32(given)
        stream.pointee.next_out = piece.baseAddress
        stream.pointee.avail_out = UInt32(room)
        status = step(stream)
        position += given - Int(stream.pointee.avail_in)
        let made = room - Int(stream.pointee.avail_out)
        result.append(contentsOf: piece[..<made])
        if status != Z_OK { break }
        // It may have more to give, or more to read.
        if stream.pointee.avail_out > 0 && position == memory.count { break }
      } while result.count < limit
    }
    return result
  }

  /// The library's own words for what went wrong.
  func error(_ doing: String) -> Raised {
    var words: String?
    if status == Z_VERSION_ERROR {
      words = "library version mismatch"
    } else if isOpen, let message = stream.pointee.msg {
      words = String(cString: message)
    }
    switch status {
    case Z_BUF_ERROR: words = words ?? "incomplete or truncated stream"
    case Z_STREAM_ERROR: words = words ?? "inconsistent stream state"
    case Z_DATA_ERROR: words = words ?? "invalid input data"
    default: break
    }
    return ZlibModule.error("Error \(status) \(doing)\(words.map { ": \($0)" } ?? "")")
  }
}
