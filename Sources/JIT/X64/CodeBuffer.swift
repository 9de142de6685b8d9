// SPDX-License-Identifier: Apache-2.0
// The bytes an assembler writes: raw memory, filled by single unaligned 8-byte stores.

/// A growing run of code bytes.
///
/// `reserve` is called once per instruction and leaves room for the longest one, so that `put` can
/// store eight bytes without a check and count only those that matter.
struct CodeBuffer: ~Copyable {
  private var bytes: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  /// Room that `reserve` guarantees: the longest instruction, 15 bytes, and a whole last store.
  private static let room = 64

  init(capacity: Int) {
    self.capacity = max(capacity, 2 * CodeBuffer.room)
    bytes = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { bytes.deallocate() }

  @inline(__always)
  mutating func reserve() {
    if _slowPath(capacity - count < CodeBuffer.room) { grow(to: 2 * capacity) }
  }

  @inline(never)
  private mutating func grow(to newCapacity: Int) {
    let larger = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
    larger.copyMemory(from: bytes, byteCount: count)
    bytes.deallocate()
    bytes = larger
    capacity = newCapacity
  }

  /// Appends the lowest `length` (at most 8) bytes of `word`.
  @inline(__always)
  mutating func put(_ word: UInt64, _ length: UInt64) {
    bytes.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
    count &+= Int(truncatingIfNeeded: length)
  }

  /// Replaces the four bytes at `offset`.
  mutating func patch(_ value: Int32, at offset: Int) {
    precondition(offset >= 0 && offset + 4 <= count, "patch at \(offset) of \(count) bytes")
    bytes.storeBytes(of: value, toByteOffset: offset, as: Int32.self)
  }

  func load32(at offset: Int) -> Int32 {
    precondition(offset >= 0 && offset + 4 <= count, "load at \(offset) of \(count) bytes")
    return bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
  }

  mutating func removeAll() { count = 0 }

  /// A copy of the bytes in `range`.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) bytes")
    return Array(UnsafeRawBufferPointer(start: bytes + range.lowerBound, count: range.count))
  }
}
