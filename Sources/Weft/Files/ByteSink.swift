// SPDX-License-Identifier: Apache-2.0
// Places that bytes are written to.

import CZlib
import Glibc

/// A place that takes bytes one after the other.
protocol ByteSink {
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(ArrayFileError)
}

extension ByteSink {
  mutating func write(_ bytes: [UInt8]) throws(ArrayFileError) {
    var failure: ArrayFileError?
    bytes.withUnsafeBytes { source in
      do throws(ArrayFileError) { try write(source) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}

/// Collects bytes in memory.
struct MemorySink: ByteSink {
  var bytes: [UInt8] = []

  mutating func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
}

/// Replaces or creates a file.
struct FileSink: ByteSink {
  private let file: OpenFile

  init(path: String) throws(ArrayFileError) {
    file = try OpenFile.open(path, O_WRONLY | O_CREAT | O_TRUNC, "write")
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(ArrayFileError) {
    var done = 0
    while done < bytes.count {
      let put = Glibc.write(file.descriptor, bytes.baseAddress! + done, bytes.count - done)
      if put < 0 && errno == EINTR { continue }
      if put < 0 { throw OpenFile.failure("write") }
      done += put
    }
  }
}

/// Only counts bytes and computes their CRC-32.
struct ChecksumSink: ByteSink {
  private(set) var checksum: UInt32 = 0
  private(set) var count = 0

  mutating func write(_ bytes: UnsafeRawBufferPointer) {
    checksum = checksum.crc32(adding: bytes)
    count += bytes.count
  }
}

extension UInt32 {
  /// The CRC-32 of what `self` is the CRC-32 of, followed by `bytes`.
  func crc32(adding bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return self }
    return UInt32(crc32_z(UInt(self), start, bytes.count))
  }
}
