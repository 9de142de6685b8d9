// SPDX-License-Identifier: Apache-2.0
// Recycled memory: a first touch of fresh pages costs ten times the kernel that does it.

import CShims

#if canImport(Glibc)
  import Glibc
#endif

/// Free blocks by size class: buffers, objects and all, and blocks whose objects have gone.
///
/// Measured on the machines of this project (first touch of 160 MB, ns per float64): 4.4 with 4 KiB pages, 1.06 with huge
/// pages, 0.43 for memory used before. So blocks are kept up to `keptBytes`, and blocks of at least `hugeBytes` ask for huge pages.
/// A buffer whose last reference is known as such (`Buffer.drop`) is kept as it is, which spares its object's end and another's
/// beginning, 30 ns.
enum BufferPool {
  static let keptBytes = 1 << 30
  static let hugeBytes = 4 << 20
  private static let classes = 256

  /// Free blocks of each class; nil before the first block is given.
  ///
  /// Under the lock, as everything here.
  nonisolated(unsafe) private static var blocks: UnsafeMutablePointer<[UnsafeMutableRawPointer]>?
  /// The first free buffer of each class; nil before the first buffer is given.
  nonisolated(unsafe) private static var buffers: UnsafeMutablePointer<Unmanaged<Buffer>?>?
  nonisolated(unsafe) private static var kept = 0

  /// Four classes per power of two: at most a fifth of a block is slack.
  @inline(__always)
  static func sizeClass(_ bytes: Int) -> (index: Int, capacity: Int) {
    let wanted = max(bytes, 64)
    // 2^exponent < wanted <= 2^(exponent + 1)
    let exponent = Int.bitWidth - 1 - (wanted &- 1).leadingZeroBitCount
    let quarter = (1 &<< exponent) &>> 2
    let steps = (wanted &- (1 &<< exponent) &+ quarter &- 1) &>> (exponent &- 2)  // 1 ... 4
    return (exponent &* 4 &+ steps, (1 &<< exponent) &+ steps &* quarter)
  }

  /// A free buffer of class `index`, whose blocks have `capacity` bytes; the caller owns the reference.
  @inline(__always)
  static func takeBuffer(_ index: Int, _ capacity: Int) -> Unmanaged<Buffer>? {
    weft_pool_lock_take()
    defer { weft_pool_lock_give() }
    guard let buffers, let first = buffers[index] else { return nil }
    buffers[index] = first._withUnsafeGuaranteedRef { $0.nextFree }
    kept -= capacity
    return first
  }

  /// Keeps a buffer, and the caller's reference to it, the only one; false if there is no room.
  @inline(__always)
  static func giveBuffer(_ buffer: Buffer) -> Bool {
    weft_pool_lock_take()
    defer { weft_pool_lock_give() }
    if kept + buffer.capacity > keptBytes { return false }
    kept += buffer.capacity
    let buffers = buffers ?? makeBuffers()
    let (index, _) = sizeClass(buffer.capacity)
    buffer.nextFree = buffers[index]
    buffers[index] = .passUnretained(buffer)
    return true
  }

  @inline(never)
  private static func makeBuffers() -> UnsafeMutablePointer<Unmanaged<Buffer>?> {
    let made = UnsafeMutablePointer<Unmanaged<Buffer>?>.allocate(capacity: classes)
    made.initialize(repeating: nil, count: classes)
    buffers = made
    return made
  }

  static func take(_ bytes: Int) -> (UnsafeMutableRawPointer, Int) {
    let (index, capacity) = sizeClass(bytes)
    weft_pool_lock_take()
    let reused = blocks?[index].popLast()
    if reused != nil { kept -= capacity }
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
    let isKept = kept + capacity <= keptBytes
    if isKept {
      let blocks = blocks ?? makeBlocks()
      blocks[index].append(block)
      kept += capacity
    }
    weft_pool_lock_give()
    if !isKept { free(block) }
  }

  @inline(never)
  private static func makeBlocks() -> UnsafeMutablePointer<[UnsafeMutableRawPointer]> {
    let made = UnsafeMutablePointer<[UnsafeMutableRawPointer]>.allocate(capacity: classes)
    made.initialize(repeating: [], count: classes)
    blocks = made
    return made
  }
}
