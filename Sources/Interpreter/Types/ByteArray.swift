// SPDX-License-Identifier: Apache-2.0
// bytearray: bytes that change; and the bytes of any bytes-like object.

/// The contents of a bytearray.
final class ByteArray: NativeObject {
  var bytes: [UInt8]
  /// Views of it that forbid a change of size.
  var exports = 0
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes of a bytearray; nil for other values.
  static func bytes(of value: Value) -> [UInt8]? { value.native(ByteArray.self)?.bytes }

  /// The bytes of any bytes-like object: bytes, bytearray, memoryview, and what has a buffer of its own.
  static func anyBytes(of value: Value) -> [UInt8]? {
    if value.has(.bytes) { return Array(Bytes(value).buffer) }
    if let own = bytes(of: value) { return own }
    if let view = value.native(MemoryView.self) { return view.contents }
    if let exporter = value.native(NativeObject.self) as? BufferExporter {
      return exporter.bufferBytes
    }
    return value.isArray ? ArrayRef(value).current.bytes() : nil
  }

  static func make(_ bytes: [UInt8], type: TypeRef? = nil) -> Value {
    .native(ByteArray(bytes), type ?? machine.pointee.types.byteArray)
  }

  func checkSize() throws(Raised) {
    if exports > 0 {
      throw raise(
        .bufferError, "Existing exports of data: object cannot be re-sized")
    }
  }
}

/// Objects of modules whose memory is bytes (array.array, mmap, ctypes).
protocol BufferExporter: NativeObject {
  var bufferBytes: [UInt8] { get }
}

/// A view of the bytes of another object.
class MemoryView: NativeObject {
  var owner: Value
  /// The part that is seen: of a bytes or bytearray.
  let start, count, step: Int
  var isReleased = false

  init(_ owner: Value, _ start: Int, _ count: Int, _ step: Int = 1) {
    self.owner = owner.retained()
    (self.start, self.count, self.step) = (start, count, step)
    super.init()
    owner.native(ByteArray.self)?.exports += 1
  }
  deinit { close() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(owner) }

  func close() {
    guard !isReleased else { return }
    isReleased = true
    owner.native(ByteArray.self)?.exports -= 1
    let old = owner
    owner = .none
    old.release()
  }

  var contents: [UInt8] {
    guard !isReleased, let all = ByteArray.anyBytes(of: owner) else { return [] }
    if step == 1 { return Array(all[start..<start + count]) }
    return (0..<count).map { all[start + $0 * step] }
  }

  var isReadOnly: Bool { owner.native(ByteArray.self) == nil }
}
