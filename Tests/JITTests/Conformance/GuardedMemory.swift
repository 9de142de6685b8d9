// SPDX-License-Identifier: Apache-2.0
// Memory between pages that may not be touched.

import Glibc

/// Areas of `bytes` each, every one between two pages without access rights.
///
/// A region put into an area ends (or begins) next to such a page, but for a few bytes of slack that make it misaligned.
final class GuardedMemory {
  static let bytes = 1 << 16
  private static let page = 4096
  private let start: UnsafeMutableRawPointer
  let count: Int

  init(areas count: Int) {
    self.count = count
    let step = Self.bytes + Self.page
    let total = count * step + Self.page
    let pages = mmap(nil, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    precondition(pages != MAP_FAILED, "no memory for the conformance suite")
    start = pages!
    for i in 0...count {
      precondition(mprotect(start + i * step, Self.page, PROT_NONE) == 0)
    }
  }

  deinit { munmap(start, count * (Self.bytes + Self.page) + Self.page) }

  /// Where a region of `bytes` goes: at the end of area `index`, or at its beginning, `slack` bytes off.
  func place(_ index: Int, bytes: Int, slack: Int, atStart: Bool) -> UnsafeMutableRawPointer {
    precondition(index < count && bytes + slack <= Self.bytes, "\(bytes) bytes in area \(index)")
    let area = start + index * (Self.bytes + Self.page) + Self.page
    return atStart ? area + slack : area + Self.bytes - slack - bytes
  }
}
