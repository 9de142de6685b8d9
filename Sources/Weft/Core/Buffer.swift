// SPDX-License-Identifier: Apache-2.0
// Memory blocks: objects that are recycled with the memory they stand for.

import CShims

/// A block of memory that one or more arrays look at.
package final class Buffer: @unchecked Sendable {
  package let address: UnsafeMutableRawPointer
  package fileprivate(set) var byteCount: Int
  let capacity: Int
  /// Keeps foreign memory alive; nil for our own.
  private let owner: AnyObject?
  /// Whether the memory is somebody else's, who may write to it.
  var isBorrowed: Bool { owner != nil }
  /// The next free buffer of its size class, while this one is free; guarded by the pool's lock.
  var nextFree: Unmanaged<Buffer>?

  /// Uninitialised memory, aligned to 64 bytes.
  package static func make(byteCount: Int) -> Buffer {
    Buffer.makeUnmanaged(byteCount: byteCount).takeRetainedValue()
  }

  /// Likewise; the caller owns a reference.
  @inline(__always)
  static func makeUnmanaged(byteCount: Int) -> Unmanaged<Buffer> {
    let (index, capacity) = BufferPool.sizeClass(byteCount)
    if let known = BufferPool.takeBuffer(index, capacity) {
      known._withUnsafeGuaranteedRef { $0.byteCount = byteCount }
      return known
    }
    return .passRetained(Buffer(byteCount: byteCount))
  }

  private init(byteCount: Int) {
    self.byteCount = byteCount
    (address, capacity) = BufferPool.take(byteCount)
    owner = nil
  }

  /// Memory that belongs to `owner`.
  package init(borrowing address: UnsafeMutableRawPointer, byteCount: Int, owner: AnyObject) {
    self.address = address
    self.byteCount = byteCount
    self.owner = owner
    capacity = 0
  }

  /// Gives up a reference; the last one puts the buffer up for others.
  @inline(__always)
  static func drop(_ buffer: Unmanaged<Buffer>) {
    let isRecycled =
      weft_reference_count(buffer.toOpaque()) == 1
      && buffer._withUnsafeGuaranteedRef { $0.capacity > 0 && BufferPool.giveBuffer($0) }
    if !isRecycled { buffer.release() }
  }

  deinit {
    if owner == nil { BufferPool.give(address, capacity) }
  }
}
