// SPDX-License-Identifier: Apache-2.0
// Memory blocks.

/// A block of memory that one or more arrays look at.
final class Buffer: @unchecked Sendable {
  let address: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    address = .allocate(byteCount: max(byteCount, 1), alignment: 64)
  }

  deinit { address.deallocate() }
}
