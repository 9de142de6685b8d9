// SPDX-License-Identifier: Apache-2.0
// Ranges, slices, and the iterators that loops meet most.

struct SliceCell: BitwiseCopyable {
  var header: Header
  var start, stop, step: Value
}

struct RangeCell: BitwiseCopyable {
  var header: Header
  /// Integers of any size; `count` is -1 if the range is too large for machine integers.
  var start, stop, step, length: Value
}

struct RangeIteratorCell: BitwiseCopyable {
  var header: Header
  var next, step, remaining: Int
}

/// Iterators over lists and tuples, and over dictionaries: `container` becomes unbound at the end.
struct IteratorCell: BitwiseCopyable {
  var header: Header
  var container: Value
  var index: Int
  /// Of a dictionary: its count at the start, to notice changes, and how many items are left.
  var count, left: Int
}

extension Value {
  /// A slice of borrowed values; owned.
  static func slice(_ start: Value, _ stop: Value, _ step: Value) -> Value {
    let cell = Heap.make(SliceCell.self, .slice, machine.pointee.types.slice, container: true)
    cell.pointee.start = start.retained()
    cell.pointee.stop = stop.retained()
    cell.pointee.step = step.retained()
    return Value(cell)
  }

  static func rangeIterator(start: Int, step: Int, count: Int) -> Value {
    let cell = Heap.make(
      RangeIteratorCell.self, .rangeIterator, machine.pointee.types.rangeIterator)
    cell.pointee.next = start
    cell.pointee.step = step
    cell.pointee.remaining = count
    return Value(cell)
  }

  static func iterator(_ layout: Layout, _ type: TypeRef, over container: Value, count: Int = 0)
    -> Value
  {
    let cell = Heap.make(IteratorCell.self, layout, type, container: true)
    cell.pointee.container = container.retained()
    cell.pointee.index = 0
    cell.pointee.count = count
    cell.pointee.left = count
    return Value(cell)
  }
}
