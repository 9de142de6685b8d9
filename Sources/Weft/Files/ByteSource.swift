// SPDX-License-Identifier: Apache-2.0
// Bytes to read, from memory or from a file.

import Glibc

/// An open file; closed with its last reference.
final class OpenFile: Sendable {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  static func failure(_ action: String) -> ArrayFileError {
    ArrayFileError(.system, "cannot \(action): " + String(cString: strerror(errno)))
  }

  static func open(_ path: String, _ flags: Int32, _ action: String) throws(ArrayFileError)
    -> OpenFile
  {
    let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw failure(action) }
    return OpenFile(descriptor: descriptor)
  }
}

/// Bytes of known count that can be read at any place.
enum ByteSource {
  case memory([UInt8])
  case file(OpenFile, count: Int)

  /// Opens a file; what is not a regular file (a pipe) is read into memory.
  init(path: String) throws(ArrayFileError) {
    let file = try OpenFile.open(path, O_RDONLY, "open")
    var facts = stat()
    if fstat(file.descriptor, &facts) != 0 { throw OpenFile.failure("examine") }
    if facts.st_mode & S_IFMT == S_IFREG {
      self = .file(file, count: Int(facts.st_size))
      return
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let got = Glibc.read(file.descriptor, &chunk, chunk.count)
      if got < 0 && errno == EINTR { continue }
      if got < 0 { throw OpenFile.failure("read") }
      if got == 0 { break }
      bytes += chunk[..<got]
    }
    self = .memory(bytes)
  }

  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(_, let count): count
    }
  }

  /// Fills `target` from `start` on; returns fewer bytes than asked for only at the end.
  func read(at start: Int, into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError)
    -> Int
  {
    switch self {
    case .memory(let bytes):
      let length = min(target.count, bytes.count - start)
      bytes.withUnsafeBytes { source in
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<start + length]))
      }
      return length
    case .file(let file, _):
      var done = 0
      while done < target.count {
        let got = pread(
          file.descriptor, target.baseAddress! + done, target.count - done, start + done)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { throw OpenFile.failure("read") }
        if got == 0 { break }
        done += got
      }
      return done
    }
  }

  /// Returns the `length` bytes from `start` on, or throws when the source has fewer.
  func bytes(at start: Int, _ length: Int, of what: String) throws(ArrayFileError) -> [UInt8] {
    var reader = RangeReader(self, from: start)
    return try reader.bytes(length, of: what)
  }
}

/// Bytes that come one after the other.
protocol ByteReader {
  /// How many bytes can follow at most.
  var remaining: Int { get }
  /// Fills `target`; returns fewer bytes than asked for only at the end.
  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Int
}

extension ByteReader {
  /// Fills `target` or throws.
  mutating func fill(_ target: UnsafeMutableRawBufferPointer, of what: String)
    throws(ArrayFileError)
  {
    let got = try read(into: target)
    if got < target.count {
      throw ArrayFileError(.truncated, "\(what) ends after \(got) of \(target.count) bytes")
    }
  }

  /// Returns the next `length` bytes or throws, before it allocates more than can follow.
  mutating func bytes(_ length: Int, of what: String) throws(ArrayFileError) -> [UInt8] {
    if length > remaining {
      throw ArrayFileError(.truncated, "\(what) ends after \(remaining) of \(length) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: length)
    var failure: ArrayFileError?
    bytes.withUnsafeMutableBytes { target in
      do throws(ArrayFileError) { try fill(target, of: what) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// Reads a range of a source.
struct RangeReader: ByteReader {
  private let source: ByteSource
  private var position: Int
  private let end: Int

  /// Starts at `start`; the range must lie in the source but for its end, which is cut.
  init(_ source: ByteSource, from start: Int, count: Int = .max) {
    self.source = source
    position = min(max(start, 0), source.count)
    end = count < source.count - position ? position + count : source.count
  }

  var remaining: Int { end - position }

  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Int {
    let length = min(target.count, remaining)
    if length == 0 { return 0 }
    let got = try source.read(
      at: position, into: UnsafeMutableRawBufferPointer(rebasing: target[..<length]))
    position += got
    return got
  }
}

extension [UInt8] {
  /// The little-endian number at `index`.
  func littleEndian<I: FixedWidthInteger>(_: I.Type, at index: Int) -> I {
    let size = MemoryLayout<I>.size
    precondition(index >= 0 && index + size <= count)
    return withUnsafeBytes { I(littleEndian: $0.loadUnaligned(fromByteOffset: index, as: I.self)) }
  }

  mutating func append<I: FixedWidthInteger>(littleEndian value: I) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
