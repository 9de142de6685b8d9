// SPDX-License-Identifier: Apache-2.0
// zlib: whole buffers, and the streaming interface with its structure.

import Foundation
import Testing

import ForeignFunctions

/// `z_stream`, as zlib.h declares it.
private struct Stream: CRepresentable {
  var nextIn: UnsafeMutablePointer<UInt8>?
  var availableIn: UInt32 = 0
  var totalIn: UInt = 0
  var nextOut: UnsafeMutablePointer<UInt8>?
  var availableOut: UInt32 = 0
  var totalOut: UInt = 0
  var message: UnsafePointer<CChar>?
  var state: OpaquePointer?
  var allocate: UnsafeRawPointer?
  var free: UnsafeRawPointer?
  var opaque: UnsafeMutableRawPointer?
  var dataType: Int32 = 0
  var adler: UInt = 0
  var reserved: UInt = 0

  static let cType = CType.structure(
    .pointer, .unsignedInt, .unsignedLong, .pointer, .unsignedInt, .unsignedLong, .pointer,
    .pointer, .pointer, .pointer, .pointer, .int, .unsignedLong, .unsignedLong)
}

@Suite struct ZlibTests {
  typealias Bytes = UnsafeMutablePointer<UInt8>
  let zlib: CLibrary
  let text = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }

  init() throws { zlib = try CLibrary("libz.so.1") }

  private func compressed() throws -> [UInt8] {
    let compress: CFunction<(Bytes, UnsafeMutablePointer<UInt>, Bytes, UInt), Int32> =
      try zlib.function("compress")
    let bound: CFunction<(UInt), UInt> = try zlib.function("compressBound")
    let size = Memory([bound(UInt(text.count))])
    let target = Memory([UInt8](repeating: 0, count: Int(size[0])))
    let source = Memory(text)
    #expect(compress(target.pointer, size.pointer, source.pointer, UInt(text.count)) == 0)
    return Array(target.values.prefix(Int(size[0])))
  }

  @Test func wholeBuffers() throws {
    let uncompress: CFunction<(Bytes, UnsafeMutablePointer<UInt>, Bytes, UInt), Int32> =
      try zlib.function("uncompress")
    let original = try compressed()
    let packed = Memory(original)
    #expect(original.count < text.count)
    let size = Memory([UInt(text.count)])
    let target = Memory([UInt8](repeating: 0, count: text.count))
    func run() -> Int32 {
      uncompress(target.pointer, size.pointer, packed.pointer, UInt(original.count))
    }
    #expect(run() == 0)
    #expect(target.values == text && Int(size[0]) == text.count)
    // Z_DATA_ERROR of data that is none, Z_BUF_ERROR of too little room.
    packed[0] ^= 0xFF
    #expect(run() == -3)
    packed[0] ^= 0xFF
    size[0] = 10
    #expect(run() == -5)
  }

  @Test func streaming() throws {
    #expect(Stream.cType.size == MemoryLayout<Stream>.size && Stream.cType.size == 112)
    typealias Pointer = UnsafeMutablePointer<Stream>
    let initialize: CFunction<(Pointer, UnsafePointer<CChar>, Int32), Int32> =
      try zlib.function("inflateInit_")
    let inflate: CFunction<(Pointer, Int32), Int32> = try zlib.function("inflate")
    let end: CFunction<(Pointer), Int32> = try zlib.function("inflateEnd")
    let stream = Memory([Stream()])
    #expect("1".withCString { initialize(stream.pointer, $0, 112) } == 0)
    let packed = try compressed()
    var result: [UInt8] = []
    var status: Int32 = 0
    for start in stride(from: 0, to: packed.count, by: 100) where status == 0 {
      var chunk = Array(packed[start..<min(start + 100, packed.count)])
      chunk.withUnsafeMutableBufferPointer { chunk in
        stream[0].nextIn = chunk.baseAddress
        stream[0].availableIn = UInt32(chunk.count)
        repeat {
          var room = [UInt8](repeating: 0, count: 64)
          room.withUnsafeMutableBufferPointer {
            stream[0].nextOut = $0.baseAddress
            stream[0].availableOut = 64
            status = inflate(stream.pointer, 0)
          }
          result += room.prefix(64 - Int(stream[0].availableOut))
        } while status == 0 && stream[0].availableOut == 0
      }
      if status == -5 { status = 0 }
    }
    #expect(status == 1 && result == text)
    #expect(end(stream.pointer) == 0)
    // Z_VERSION_ERROR of a structure of another size; Z_STREAM_ERROR of a stream that has ended.
    #expect("1".withCString { initialize(stream.pointer, $0, 8) } == -6)
    #expect(end(stream.pointer) == -2)
  }
}
