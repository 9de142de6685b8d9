// SPDX-License-Identifier: Apache-2.0
// The iterators of the built-in containers.

enum IteratorTypes {
  static func fill() {
    let types = machine.pointee.types
    for (type, isList) in [(types.listIterator, true), (types.tupleIterator, false)] {
      let rows = positionRows(
        empty: { isList ? List.make().value : Tuple.empty.value.retained() },
        count: { isList ? List($0).count : Tuple($0).count })
      TypeMaking.fill(type, methods: rows) { slots in
        slots.iterate = { v throws(Raised) in v.retained() }
        slots.next = { v throws(Raised) in
          let cell = v.cell(as: IteratorCell.self)
          guard !cell.pointee.container.isUnbound else { return .unbound }
          let container = cell.pointee.container
          let index = cell.pointee.index
          if index < (isList ? List(container).count : Tuple(container).count) {
            cell.pointee.index = index + 1
            return isList ? List(container).element(index) : Tuple(container)[index].retained()
          }
          cell.pointee.container = .unbound
          container.release()
          return .unbound
        }
      }
    }
    for (type, part) in [
      (types.dictKeyIterator, DictPart.keys), (types.dictValueIterator, .values),
      (types.dictItemIterator, .items),
    ] {
      TypeMaking.fill(type, methods: IteratorPickling.dictRows(part)) { slots in
        slots.iterate = { v throws(Raised) in v.retained() }
        slots.next = { v throws(Raised) in try next(v, part) }
      }
    }
    TypeMaking.fill(types.sequenceIterator, methods: PositionedIterator.rows) {
      PositionedIterator.configure(&$0)
    }
  }

  /// Methods of the iterators of lists, tuples and strings: `empty` makes what stands for the container at the end.
  static func positionRows(empty: @escaping () -> Value, count: @escaping (Value) -> Int)
    -> [Builtin]
  {
    [
      Builtin("__length_hint__(self, /)") { a throws(Raised) in
        let cell = a[0].cell(as: IteratorCell.self)
        let container = cell.pointee.container
        return Value(container.isUnbound ? 0 : max(0, count(container) - cell.pointee.index))
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let cell = a[0].cell(as: IteratorCell.self)
        let container =
          cell.pointee.container.isUnbound ? empty() : cell.pointee.container.retained()
        defer { container.release() }
        let arguments = Value.tuple(container)
        defer { arguments.release() }
        let function = try IteratorPickling.builtin("iter")
        if cell.pointee.container.isUnbound { return .tuple(function, arguments) }
        return .tuple(function, arguments, Value(cell.pointee.index))
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        let cell = a[0].cell(as: IteratorCell.self)
        let index = try IteratorPickling.state(a[1])
        if !cell.pointee.container.isUnbound {
          cell.pointee.index = min(max(0, index), count(cell.pointee.container))
        }
        return .none
      },
    ]
  }

  enum DictPart { case keys, values, items }

  /// One part of an entry; owned.
  static func part(_ entry: Dict.Entry, _ part: DictPart) -> Value {
    switch part {
    case .keys: entry.key.retained()
    case .values: entry.value.retained()
    case .items: .tuple(entry.key, entry.value)
    }
  }

  /// The next element of a dictionary's iterator, for loops.
  @inline(never)
  static func nextOfDict(_ v: Value) throws(Raised) -> Value {
    let (type, types) = (v.header.pointee.type, machine)
    if type == types.pointee.types.dictItemIterator { return try next(v, .items) }
    return try next(v, type == types.pointee.types.dictValueIterator ? .values : .keys)
  }

  /// Puts the next key and value of an iterator over items in two registers; false at the end.
  @inline(never)
  static func nextItem(_ v: Value, _ target: UnsafeMutablePointer<Value>) throws(Raised) -> Bool {
    guard let entry = try nextEntry(v) else { return false }
    let (key, value) = (entry.key.retained(), entry.value.retained())
    target.replace(with: key)
    (target + 1).replace(with: value)
    return true
  }

  @inline(__always)
  private static func next(_ v: Value, _ part: DictPart) throws(Raised) -> Value {
    guard let entry = try nextEntry(v) else { return .unbound }
    return self.part(entry, part)
  }

  @inline(__always)
  private static func nextEntry(_ v: Value) throws(Raised) -> Dict.Entry? {
    let cell = v.cell(as: IteratorCell.self)
    guard !cell.pointee.container.isUnbound else { return nil }
    let dict = Dict(cell.pointee.container)
    if dict.count != cell.pointee.count {
      cell.pointee.count = -1
      throw raise(.runtimeError, "dictionary changed size during iteration")
    }
    while cell.pointee.index < dict.used {
      let entry = dict.entries[cell.pointee.index]
      cell.pointee.index += 1
      if entry.key.isUnbound { continue }
      if cell.pointee.left == 0 {
        cell.pointee.container = .unbound
        dict.value.release()
        throw raise(.runtimeError, "dictionary keys changed during iteration")
      }
      cell.pointee.left -= 1
      return entry
    }
    cell.pointee.container = .unbound
    dict.value.release()
    return nil
  }
}
