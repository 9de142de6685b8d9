// SPDX-License-Identifier: Apache-2.0
// bytearray: bytes that change; and the bytes of any bytes-like object.

/// The contents of a bytearray.
final class ByteArray: NativeObject, BufferExporter {
  var bytes: [UInt8]
  var exports = 0
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes of a bytearray; nil for other values.
  static func bytes(of value: Value) -> [UInt8]? { value.native(ByteArray.self)?.contents }

  /// The bytes for reading: a copy as soon as others know the memory's address, which must not change by a write to shared storage.
  var contents: [UInt8] { exports == 0 ? bytes : bytes.withUnsafeBytes { Array($0) } }

  /// The bytes of any bytes-like object: bytes, bytearray, memoryview, and what has a buffer of its own.
  static func anyBytes(of value: Value) -> [UInt8]? {
    if value.has(.bytes) { return Array(Bytes(value).buffer) }
    if let own = bytes(of: value) { return own }
    if let view = value.native(MemoryView.self) { return view.contents }
    if value.foreign != nil {
      return BufferLease(value).map { lease in
        withExtendedLifetime(lease) { lease.layout.contents(lease.memory) }
      }
    }
    if let exporter = value.bufferExporter {
      return exporter.endOfLending != nil ? nil : exporter.withBuffer { Array($0) }
    }
    return value.isArray ? ArrayRef(value).current.bytes() : nil
  }

  static func make(_ bytes: [UInt8], type: TypeRef? = nil) -> Value {
    .native(ByteArray(bytes), type ?? machine.pointee.types.byteArray)
  }

  var bufferFormat: (letter: String, itemSize: Int) { ("B", 1) }
  func withBuffer<R>(_ body: (UnsafeMutableRawBufferPointer) -> R) -> R {
    bytes.withUnsafeMutableBytes(body)
  }

  func checkSize() throws(Raised) {
    if exports > 0 {
      throw raise(
        .bufferError, "Existing exports of data: object cannot be re-sized")
    }
  }
}
