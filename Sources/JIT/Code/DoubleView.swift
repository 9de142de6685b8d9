// SPDX-License-Identifier: Apache-2.0
// The same pages at two addresses: one writable, one executable, never both.

import CShims
import Glibc

/// A region of memory that is written through one view and executed through another.
///
/// mmap(MAP_SHARED|MAP_ANONYMOUS) and mremap with an old size of 0 make the two views without a file. Publishing is then a
/// copy, where changing the protection of pages costs two system calls and interrupts every core. Pages are touched
/// lazily: an empty region costs address space only.
///
/// A forked child keeps the executable view only, so it cannot write into pages it shares with its parent.
///
/// No serialising instruction follows a write: code is reached by an indirect call made after the copy, and caches are kept
/// coherent by physical address, so only instructions already in the pipeline could be stale, and freed code has no callers.
struct DoubleView: @unchecked Sendable {
  let writable: UnsafeMutableRawPointer
  let executable: UnsafeRawPointer
  let bytes: Int

  /// Maps `bytes` (a multiple of the page size), or returns nil when the system refuses.
  init?(bytes: Int) {
    #if arch(x86_64)
      let flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE
      guard let writable = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0),
        writable != MAP_FAILED
      else { return nil }
      guard let second = weft_second_view(writable, bytes) else {
        munmap(writable, bytes)
        return nil
      }
      guard mprotect(second, bytes, PROT_READ | PROT_EXEC) == 0,
        madvise(writable, bytes, Int32(MADV_DONTFORK)) == 0
      else {
        munmap(writable, bytes)
        munmap(second, bytes)
        return nil
      }
      self.writable = writable
      self.executable = UnsafeRawPointer(second)
      self.bytes = bytes
    #else
      return nil
    #endif
  }

  /// Removes both views; not to be called in a forked child, which lacks the writable one.
  func unmap() {
    munmap(writable, bytes)
    munmap(UnsafeMutableRawPointer(mutating: executable), bytes)
  }
}
