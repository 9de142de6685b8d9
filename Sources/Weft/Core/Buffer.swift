// SPDX-License-Identifier: Apache-2.0
// Memory blocks, recycled by size class.

import CShims

/// A block of memory that one or more arrays look at.
package final class Buffer: @unchecked Sendable {
  package let address: UnsafeMutableRawPointer
  package let byteCount: Int
  private let capacity: Int
  /// Keeps foreign memory alive; nil for our own.
  private let owner: AnyObject?

  /// Uninitialised memory, aligned to 64 bytes.
  package init(byteCount: Int) {
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

  deinit {
    if owner == nil { BufferPool.give(address, capacity) }
  }
}
