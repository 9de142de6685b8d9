// SPDX-License-Identifier: Apache-2.0
// Products of operands that end where memory ends: OpenBLAS has kernels that read on.
import Foundation
import Testing
import Weft

@Suite("Operands at the end of memory") struct EndOfMemoryTests {
  /// Memory that is followed by a page without access rights.
  private final class LastPages {
    private static let page = 4096
    private static let bytes = 16 * page
    private let start: UnsafeMutableRawPointer

    init() {
      let flags = MAP_PRIVATE | MAP_ANONYMOUS
      start = mmap(nil, Self.bytes + Self.page, PROT_READ | PROT_WRITE, flags, -1, 0)
      precondition(start != MAP_FAILED && mprotect(start + Self.bytes, Self.page, PROT_NONE) == 0)
    }

    deinit { munmap(start, Self.bytes + Self.page) }

    /// `array` again, so that its last byte is the last one that may be touched.
    func copy(_ array: NDArray) -> NDArray {
      array.withStridedView { view in
        let byteCount = array.layout.byteRange(itemSize: array.dtype.itemSize).upperBound
        let buffer = Buffer(
          borrowing: start + Self.bytes - byteCount, byteCount: byteCount, owner: self)
        buffer.address.copyMemory(from: view.base, byteCount: byteCount)
        return NDArray(
          node: Node(buffer: buffer, dtype: array.dtype, layout: array.layout),
          layout: array.layout, dtype: array.dtype)
      }
    }
  }

  /// An array without gaps but for those between elements of its last axis, or between its columns.
  private static func array(
    _ dtype: DType, _ shape: [Int], _ rng: inout TestGenerator
  ) -> NDArray {
    let step = rng.pick([1, 1, 2, 3])
    let isTransposed = shape.count == 2 && rng.chance(2)
    let lengths = isTransposed ? shape.reversed() : shape
    var steps = [Int](repeating: step, count: shape.count)
    if shape.count == 2 { steps[0] = step * lengths[1] }
    let count = zip(lengths, steps).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
    let strides = (isTransposed ? steps.reversed() : steps).map { $0 * dtype.itemSize }
    return rng.contiguous(dtype, [count]).view(
      Layout(shape: shape, strides: strides, itemSize: dtype.itemSize))
  }

  @Test func productsReadNothingBeyond() async {
    // In a process of its own: the fault that is looked for would end all tests.
    await #expect(processExitsWith: .success) {
      var rng = TestGenerator(for: "end of memory")
      for dtype in [DType.float32, .float64, .complex64, .complex128] {
        for _ in 0..<500 {
          let (m, n) = (Int.random(in: 1...24, using: &rng), Int.random(in: 1...24, using: &rng))
          for (left, right) in [([n], [n]), ([m, n], [n]), ([m], [m, n]), ([m, n], [n, 3])] {
            let (a, b) = (Self.array(dtype, left, &rng), Self.array(dtype, right, &rng))
            let actual = matmul(LastPages().copy(a), LastPages().copy(b))
            let label = "\(dtype) \(left) by \(a.strides), \(right) by \(b.strides)"
            expectClose(actual, matmul(a, b), tolerance: 1e-4, floor: 1, label)
          }
        }
      }
    }
  }
}
