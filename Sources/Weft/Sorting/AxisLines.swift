// SPDX-License-Identifier: Apache-2.0
// The lines of an array along one axis, sorted where they lie.

/// Where the lines along one axis begin.
struct AxisLines {
  let count: Int
  /// Bytes from one element of a line to the next.
  let stride: Int
  private let shape: [Int]
  private let strides: [Int]
  private let resultStrides: [Int]

  /// Lines of `layout`, and of a C-ordered array of int64 with its shape.
  init(_ layout: Layout, axis: Int) {
    count = layout.shape[axis]
    stride = layout.strides[axis]
    var (shape, strides) = (layout.shape, layout.strides)
    var resultStrides = Layout.strides(of: shape, itemSize: 8)
    shape.remove(at: axis)
    strides.remove(at: axis)
    resultStrides.remove(at: axis)
    (self.shape, self.strides, self.resultStrides) = (shape, strides, resultStrides)
  }

  /// Calls `body` with where each line begins, in bytes: in the array, and in an array of int64.
  func forEach(_ body: (Int, Int) -> Void) {
    forEachOffsets(shape: shape, strides, resultStrides, body)
  }
}

/// Sorts every line along an axis where it lies.
struct InPlaceSort: SortElementVisitor {
  let lines: AxisLines
  let base: UnsafeMutableRawPointer
  let places: RadixSort.Places

  func visit<Element: SortElement>(_ type: Element.Type) {
    let sorter = LineSorter<Element>(capacity: lines.count)
    let size = MemoryLayout<Element>.size
    if lines.stride == size {
      lines.forEach { offset, _ in
        let line = (base + offset).assumingMemoryBound(to: type)
        sorter.sort(UnsafePointer(line), lines.count, to: line, places)
      }
      return
    }
    let packed = Buffer.make(byteCount: lines.count * size)
    let line = packed.address.assumingMemoryBound(to: type)
    lines.forEach { offset, _ in
      for index in 0..<lines.count {
        line[index] = (base + offset + index * lines.stride).loadUnaligned(as: type)
      }
      sorter.sort(UnsafePointer(line), lines.count, to: line, places)
      for index in 0..<lines.count {
        (base + offset + index * lines.stride).storeBytes(of: line[index], as: type)
      }
    }
    withExtendedLifetime(packed) {}
  }
}

/// Sorts every row of a C-ordered array into another.
struct CopyingSort: SortElementVisitor {
  let rows: Int
  let count: Int
  let source: UnsafeRawPointer
  let target: UnsafeMutableRawPointer

  func visit<Element: SortElement>(_ type: Element.Type) {
    let sorter = LineSorter<Element>(capacity: count)
    let from = source.assumingMemoryBound(to: type)
    let to = target.assumingMemoryBound(to: type)
    for row in 0..<rows { sorter.sort(from + row * count, count, to: to + row * count) }
  }
}

/// Finds the order of every line along an axis.
struct OrderOfLines: SortElementVisitor {
  let lines: AxisLines
  let base: UnsafeRawPointer
  let isComplex: Bool
  let places: RadixSort.Places
  /// A C-ordered array of int64.
  let result: UnsafeMutableRawPointer
  /// Bytes from one place of a line of the result to the next.
  let resultStride: Int

  func visit<Element: SortElement>(_ type: Element.Type) {
    // Complex elements are sorted several times over, which needs all places each time.
    let orderer = LineOrderer(
      capacity: lines.count, isComplex ? RadixSort.Places() : places)
    let count = lines.count
    let isPacked = resultStride == 8
    let packed = Buffer.make(byteCount: isPacked ? 0 : count * 8)
    let complex = isComplex ? ComplexOrderer<Element>(count) : nil
    lines.forEach { offset, place in
      let line = base + offset
      let target = result + place
      let order = (isPacked ? target : packed.address).assumingMemoryBound(to: Int.self)
      if let complex {
        complex.order(line, lines.stride, to: order, orderer)
      } else if lines.stride == MemoryLayout<Element>.size {
        let elements = line.assumingMemoryBound(to: type)
        orderer.order(count, to: order) { elements[$0].orderKey }
      } else {
        orderer.order(count, to: order) {
          (line + $0 * lines.stride).loadUnaligned(as: type).orderKey
        }
      }
      if isPacked { return }
      for index in 0..<count {
        (target + index * resultStride).storeBytes(of: order[index], as: Int.self)
      }
    }
    withExtendedLifetime(packed) {}
  }
}

/// Orders complex elements by sorting them stably three times: by the key that counts least first.
private struct ComplexOrderer<Part: SortElement> {
  let count: Int

  init(_ count: Int) { self.count = count }

  func order(
    _ line: UnsafeRawPointer, _ stride: Int, to order: UnsafeMutablePointer<Int>,
    _ orderer: LineOrderer
  ) {
    let size = MemoryLayout<Part>.size
    let keys = (0..<count).map { index in
      let element = line + index * stride
      return ComplexKey(
        element.loadUnaligned(as: Part.self), (element + size).loadUnaligned(as: Part.self))
    }
    orderer.order(count, to: order) { keys[$0].im }
    orderer.reorder(count, order) { keys[$0].re }
    if keys.contains(where: { $0.category > 0 }) {
      orderer.reorder(count, order) { keys[$0].category }
    }
  }
}

extension LineOrderer {
  /// Sorts the places in `order` by `key`, keeping the order of those whose keys are equal.
  func reorder(_ count: Int, _ order: UnsafeMutablePointer<Int>, _ key: (Int) -> UInt64) {
    let old = UnsafeMutablePointer<Int>.allocate(capacity: count)
    defer { old.deallocate() }
    old.initialize(from: order, count: count)
    self.order(count, to: order) { key(old[$0]) }
    for index in 0..<count { order[index] = old[order[index]] }
  }
}
