// SPDX-License-Identifier: Apache-2.0
// Stores into part of an array: run at once, the right-hand side fused into the store loop.

import JIT

/// Memory that a region's root writes instead of a buffer of its own.
struct StoreTarget {
  var buffer: Buffer
  var layout: Layout
}

extension Engine {
  /// Assigns `value` to the elements of `array` that `layout` (a view of it) lists; other variables do not see it.
  ///
  /// `value` is already broadcast to the layout's shape; it is converted to the array's dtype.
  package static func store(_ value: NDArray, into array: inout NDArray, at layout: Layout) {
    lock.lock()
    defer { lock.unlock() }
    let buffer = prepareToWrite(&array)
    write(value, StoreTarget(buffer: buffer, layout: layout), array.dtype)
  }

  /// Assigns to memory that every view of `base` shares.
  ///
  /// If `value` looks at that memory, it holds the base's node, so the write goes to a copy: as if the right side were copied.
  package static func store(
    _ value: NDArray, intoShared base: Base, at layout: Layout, dtype: DType
  ) {
    lock.lock()
    defer { lock.unlock() }
    let buffer = prepareToWrite(shared: base)
    write(value, StoreTarget(buffer: buffer, layout: layout), dtype)
  }

  /// Assigns `value` to the elements of `array` where `mask` is true; both are broadcast to the array's shape.
  package static func store(_ value: NDArray, into array: inout NDArray, where mask: NDArray) {
    lock.lock()
    defer { lock.unlock() }
    let buffer = prepareToWrite(&array)
    let operands = [
      Operand(mask), Operand(value), Operand(array),
    ]
    run(.select, operands, array.dtype, StoreTarget(buffer: buffer, layout: array.layout))
  }

  private static func write(_ value: NDArray, _ target: StoreTarget, _ dtype: DType) {
    run(.copy, [Operand(value)], dtype, target)
  }

  private static func run(
    _ ufunc: Ufunc, _ operands: [Operand], _ dtype: DType, _ target: StoreTarget
  ) {
    if target.layout.count == 0 { return }
    let node = Node(
      .map(ufunc), loop: dtype, dtype: dtype,
      layout: Layout(contiguous: target.layout.shape, itemSize: dtype.itemSize))
    node.read(operands)
    Scheduler.compute(node, into: target)
  }
}
