// SPDX-License-Identifier: Apache-2.0
// Tuples: a count and the elements in place.

struct TupleCell: BitwiseCopyable {
  var header: Header
  var count: Int
  /// Keeps the elements at a multiple of 16.
  private var padding: Int
  // The elements follow.
}

/// A reference to a tuple; does not count.
struct Tuple: BitwiseCopyable {
  let cell: UnsafeMutablePointer<TupleCell>

  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) init(cell: UnsafeMutablePointer<TupleCell>) { self.cell = cell }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) var count: Int { cell.pointee.count }
  @inline(__always) var elements: UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer(cell + 1).assumingMemoryBound(to: Value.self)
  }
  /// A borrowed element.
  @inline(__always) subscript(index: Int) -> Value { elements[index] }
  var buffer: UnsafeBufferPointer<Value> { UnsafeBufferPointer(start: elements, count: count) }

  /// A tuple whose elements are unbound, for the caller to fill in with owned values at once.
  static func allocate(_ count: Int, type: TypeRef? = nil) -> Tuple {
    let own = machine.pointee.types.tuple
    let type = type ?? own
    let bytes = MemoryLayout<TupleCell>.size + count * MemoryLayout<Value>.stride
    let cell = Heap.allocate(bytes, .tuple, type, exact: type == own, container: true)
      .bindMemory(to: TupleCell.self, capacity: 1)
    cell.pointee.count = count
    let result = Tuple(cell: cell)
    result.elements.initialize(repeating: .unbound, count: count)
    return result
  }

  /// The empty tuple is one object, as CPython's.
  static var empty: Tuple { Tuple(machine.pointee.emptyTuple.retained()) }

  static func make(copying values: some Collection<Value>) -> Tuple {
    if values.isEmpty { return empty }
    let result = allocate(values.count)
    for (index, value) in values.enumerated() { result.elements[index] = value.retained() }
    return result
  }

  static func make(consuming values: some Collection<Value>) -> Tuple {
    if values.isEmpty { return empty }
    let result = allocate(values.count)
    for (index, value) in values.enumerated() { result.elements[index] = value }
    return result
  }
}

extension Value {
  /// A tuple of two borrowed values; owned.
  static func tuple(_ first: Value, _ second: Value) -> Value {
    let result = Tuple.allocate(2)
    result.elements[0] = first.retained()
    result.elements[1] = second.retained()
    return result.value
  }

  /// A tuple of borrowed values; owned.
  static func tuple(_ values: Value...) -> Value { Tuple.make(copying: values).value }
  @inline(__always) var isTuple: Bool { has(.tuple) }
}
