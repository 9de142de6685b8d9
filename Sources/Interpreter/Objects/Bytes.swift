// SPDX-License-Identifier: Apache-2.0
// Immutable bytes: a count, a hash and the bytes in place.

struct BytesCell: BitwiseCopyable {
  var header: Header
  var hash: Int
  var count: Int
}

/// A reference to bytes; does not count.
struct Bytes: BitwiseCopyable {
  let cell: UnsafeMutablePointer<BytesCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) var count: Int { cell.pointee.count }
  @inline(__always) var start: UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(cell + 1).assumingMemoryBound(to: UInt8.self)
  }
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// Bytes that the caller fills in, with a zero behind them for functions of C; owned.
  static func allocate(_ count: Int, type: TypeRef? = nil) -> Bytes {
    let own = machine.pointee.types.bytes
    let type = type ?? own
    let memory = Heap.allocate(
      MemoryLayout<BytesCell>.size + count + 1, .bytes, type, exact: type == own)
    let cell = memory.bindMemory(to: BytesCell.self, capacity: 1)
    cell.pointee.hash = 0
    cell.pointee.count = count
    (UnsafeMutableRawPointer(cell + 1) + count).storeBytes(of: 0, as: UInt8.self)
    return Bytes(Value(cell))
  }
}

extension Value {
  static func bytes(_ bytes: some Collection<UInt8>) -> Value {
    let result = Bytes.allocate(bytes.count)
    for (index, byte) in bytes.enumerated() { result.start[index] = byte }
    return result.value
  }
}
