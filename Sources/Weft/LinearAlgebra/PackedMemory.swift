// SPDX-License-Identifier: Apache-2.0
// Temporary memory for packed operands and LAPACK's in-place factorisations.

/// A block of raw memory, freed with its last reference.
final class PackedMemory {
  let address: UnsafeMutableRawPointer

  /// Room to spare: kernels of OpenBLAS 0.3.21 read an element past a vector (see `BLASElement`), LAPACK's routines call them.
  private static let slack = 4096

  init(byteCount: Int) {
    address = .allocate(byteCount: byteCount + Self.slack, alignment: 64)
  }

  /// Memory for `count` elements.
  convenience init<Element>(_ type: Element.Type, count: Int) {
    self.init(byteCount: count * MemoryLayout<Element>.stride)
  }

  deinit { address.deallocate() }

  func elements<Element>(_ type: Element.Type) -> UnsafeMutablePointer<Element> {
    address.assumingMemoryBound(to: type)
  }
}
