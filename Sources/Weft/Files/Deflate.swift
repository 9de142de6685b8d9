// SPDX-License-Identifier: Apache-2.0
// Compressed streams (RFC 1951), by the system's zlib.

import CZlib

/// The address and life of a zlib stream, which must not move.
private final class ZStream {
  let state: UnsafeMutablePointer<z_stream>
  private let finish: (UnsafeMutablePointer<z_stream>) -> Int32

  init(
    _ start: (UnsafeMutablePointer<z_stream>) -> Int32,
    _ finish: @escaping (UnsafeMutablePointer<z_stream>) -> Int32
  ) throws(ArrayFileError) {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    self.finish = finish
    if start(state) != Z_OK { throw ArrayFileError(.system, "zlib does not start") }
  }

  deinit {
    _ = finish(state)
    state.deallocate()
  }
}

/// Negative: no zlib header or trailer around the stream, as ZIP wants.
private let rawWindowBits: Int32 = -15
private let streamSize = Int32(MemoryLayout<z_stream>.size)
private let chunkSize = 1 << 16

/// Reads the expansion of a compressed range.
struct Inflater: ByteReader {
  private var source: RangeReader
  private let stream: ZStream
  private var input = [UInt8](repeating: 0, count: chunkSize)
  private var pending = 0..<0
  private var isAtEnd = false
  private(set) var remaining: Int

  /// Deflate makes at least one bit of 1032 · 8 bits: a match of 258 bytes takes two bits.
  static let largestRatio = 1032

  /// Expands `source` to at most `count` bytes.
  init(_ source: RangeReader, count: Int) throws(ArrayFileError) {
    let limit = source.remaining.multipliedReportingOverflow(by: Self.largestRatio)
    if !limit.overflow && count > limit.partialValue {
      throw ArrayFileError(
        .malformed, "\(source.remaining) compressed bytes cannot expand to \(count)")
    }
    self.source = source
    remaining = count
    stream = try ZStream(
      { inflateInit2_($0, rawWindowBits, ZLIB_VERSION, streamSize) }, { inflateEnd($0) })
  }

  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Int {
    var done = 0
    let wanted = min(target.count, remaining)
    while done < wanted && !isAtEnd {
      if pending.isEmpty { try refill() }
      let room = min(wanted - done, 1 << 30)
      let state = stream.state
      let code = input.withUnsafeMutableBufferPointer { input in
        state.pointee.next_in = input.baseAddress! + pending.lowerBound
        state.pointee.avail_in = UInt32(pending.count)
        state.pointee.next_out = (target.baseAddress! + done).assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = UInt32(room)
        return inflate(state, Z_NO_FLUSH)
      }
      pending = pending.upperBound - Int(state.pointee.avail_in)..<pending.upperBound
      done += room - Int(state.pointee.avail_out)
      if code == Z_STREAM_END {
        isAtEnd = true
      } else if code != Z_OK {
        throw ArrayFileError(.malformed, "the compressed data are damaged")
      }
    }
    remaining -= done
    return done
  }

  private mutating func refill() throws(ArrayFileError) {
    let length = min(chunkSize, source.remaining)
    if length == 0 { throw ArrayFileError(.truncated, "the compressed data end too early") }
    input = try source.bytes(length, of: "the compressed data")
    pending = 0..<length
  }
}

/// Compresses into memory, and takes the checksum of what goes in.
struct DeflatingSink: ByteSink {
  private let stream: ZStream
  private(set) var plain = ChecksumSink()
  private(set) var compressed: [UInt8] = []

  init() throws(ArrayFileError) {
    stream = try ZStream(
      {
        deflateInit2_(
          $0, Z_DEFAULT_COMPRESSION, Z_DEFLATED, rawWindowBits, 8, Z_DEFAULT_STRATEGY,
          ZLIB_VERSION, streamSize)
      }, { deflateEnd($0) })
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(ArrayFileError) {
    plain.write(bytes)
    var start = 0
    while start < bytes.count {
      let end = min(start + (1 << 30), bytes.count)
      run(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), Z_NO_FLUSH)
      start = end
    }
  }

  /// Ends the stream; nothing may be written afterwards.
  mutating func finish() { run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH) }

  private mutating func run(_ bytes: UnsafeRawBufferPointer, _ flush: Int32) {
    let state = stream.state
    let input = bytes.bindMemory(to: UInt8.self)
    state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    state.pointee.avail_in = UInt32(input.count)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunkSize) { output in
      // Done when zlib leaves room: all input is then taken, or the stream is at its end.
      repeat {
        state.pointee.next_out = output.baseAddress
        state.pointee.avail_out = UInt32(chunkSize)
        _ = deflate(state, flush)
        compressed.append(contentsOf: output[..<(chunkSize - Int(state.pointee.avail_out))])
      } while state.pointee.avail_out == 0
    }
  }
}
