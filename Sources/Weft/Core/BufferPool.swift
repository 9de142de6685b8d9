// SPDX-License-Identifier: Apache-2.0
// Recycled memory: a first touch of fresh pages costs ten times the kernel that does it.

import CShims

#if canImport(Glibc)
  import Glibc
#endif

/// Free blocks by size class.
///
/// Measured on the machines of this project (first touch of 160 MB, ns per float64): 4.4 with 4 KiB pages, 1.06 with huge
/// pages, 0.43 for memory used before. So blocks are kept up to `keptBytes`, and blocks of at least `hugeBytes` ask for huge pages.
enum BufferPool {
  static let keptBytes = 1 << 30
  static let hugeBytes = 4 << 20

  private struct State {
    /// Free blocks of class k, k = index into `sizes`.
    var free: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: 256)
    var kept = 0
  }

  /// Made by its first user, under the lock.
  nonisolated(unsafe) private static var known: UnsafeMutablePointer<State>?

  private static var state: UnsafeMutablePointer<State> {
    if let known { return known }
    let made = UnsafeMutablePointer<State>.allocate(capacity: 1)
    made.initialize(to: State())
    known = made
    return made
  }

  /// Four classes per power of two: at most a fifth of a block is slack.
  private static func sizeClass(_ bytes: Int) -> (index: Int, capacity: Int) {
    let wanted = max(bytes, 64)
    // 2^exponent < wanted <= 2^(exponent + 1)
    let exponent = Int.bitWidth - 1 - (wanted - 1).leadingZeroBitCount
    let quarter = (1 << exponent) >> 2
    let steps = (wanted - (1 << exponent) + quarter - 1) / quarter  // 1 ... 4
    return (exponent * 4 + steps, (1 << exponent) + steps * quarter)
  }

  static func take(_ bytes: Int) -> (UnsafeMutableRawPointer, Int) {
    let (index, capacity) = sizeClass(bytes)
    weft_pool_lock_take()
    let reused = state.pointee.free[index].popLast()
    if reused != nil { state.pointee.kept -= capacity }
    weft_pool_lock_give()
    if let reused { return (reused, capacity) }
    if capacity < hugeBytes {
      return (.allocate(byteCount: capacity, alignment: 64), capacity)
    }
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, 2 << 20, capacity) == 0, let memory else {
      preconditionFailure("out of memory: \(bytes) bytes asked for")
    }
    madvise(memory, capacity, MADV_HUGEPAGE)
    return (memory, capacity)
  }

  static func give(_ block: UnsafeMutableRawPointer, _ capacity: Int) {
    let (index, _) = sizeClass(capacity)
    weft_pool_lock_take()
    let isKept = state.pointee.kept + capacity <= keptBytes
    if isKept {
      state.pointee.free[index].append(block)
      state.pointee.kept += capacity
    }
    weft_pool_lock_give()
    if !isKept { free(block) }
  }
}
