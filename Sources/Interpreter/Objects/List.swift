// SPDX-License-Identifier: Apache-2.0
// Lists: a growing array of values, with typed storage for lists of ints, floats and bools.

struct ListCell: BitwiseCopyable {
  var header: Header
  var count: Int
  var capacity: Int
  /// `capacity` elements of `storage`'s kind.
  var memory: UnsafeMutableRawPointer?
  var storage: List.Storage
}

/// A reference to a list; does not count.
///
/// Elements are 8 bytes as long as all are ints, or all floats: an array is then made of a list by a copy. The first other
/// element turns the list into one of values, for good.
struct List: BitwiseCopyable {
  let cell: UnsafeMutablePointer<ListCell>

  enum Storage: UInt8 { case empty, ints, floats, values }

  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) init(cell: UnsafeMutablePointer<ListCell>) { self.cell = cell }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) var count: Int { cell.pointee.count }
  @inline(__always) var storage: Storage { cell.pointee.storage }

  /// The memory of a list of values.
  @inline(__always) var values: UnsafeMutablePointer<Value> {
    cell.pointee.memory.unsafelyUnwrapped.assumingMemoryBound(to: Value.self)
  }
  /// The memory of a list of ints or floats.
  @inline(__always) var words: UnsafeMutablePointer<UInt64> {
    cell.pointee.memory.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self)
  }

  /// An empty list; owned.
  static func make(capacity: Int = 0, type: TypeRef? = nil) -> List {
    let own = machine.pointee.types.list
    let type = type ?? own
    let cell = Heap.make(ListCell.self, .list, type, exact: type == own, container: true)
    cell.pointee.count = 0
    cell.pointee.capacity = 0
    cell.pointee.memory = nil
    cell.pointee.storage = .empty
    let list = List(cell: cell)
    if capacity > 0 { list.reserve(capacity) }
    return list
  }

  static func make(consuming elements: some Collection<Value>) -> List {
    let list = make(capacity: elements.count)
    for element in elements { list.append(consuming: element) }
    return list
  }

  static func make(copying elements: some Collection<Value>) -> List {
    let list = make(capacity: elements.count)
    for element in elements { list.append(element) }
    return list
  }

  /// An element, which must exist; owned.
  @inline(__always) func element(_ index: Int) -> Value {
    switch cell.pointee.storage {
    case .ints: Value(tag: .int, bits: words[index])
    case .floats: Value(tag: .float, bits: words[index])
    default: values[index].retained()
    }
  }

  /// All elements, borrowed: valid as long as nothing changes the list.
  var elements: [Value] {
    (0..<count).map { index in
      switch storage {
      case .ints: Value(tag: .int, bits: words[index])
      case .floats: Value(tag: .float, bits: words[index])
      default: values[index]
      }
    }
  }

  /// Puts a borrowed value in the place of an element, which must exist.
  @inline(__always) func set(_ index: Int, _ value: Value) {
    switch cell.pointee.storage {
    case .values: (values + index).replace(with: value.retained())
    case .ints where value.tag == .int, .floats where value.tag == .float:
      words[index] = value.bits
    default:
      makeValues()
      (values + index).replace(with: value.retained())
    }
  }

  @inline(__always) func append(_ value: Value) { append(consuming: value.retained()) }

  @inline(__always) func append(consuming value: Value) {
    let count = cell.pointee.count
    if count < cell.pointee.capacity {
      switch cell.pointee.storage {
      case .values:
        values[count] = value
        cell.pointee.count = count + 1
        return
      case .ints where value.tag == .int, .floats where value.tag == .float:
        words[count] = value.bits
        cell.pointee.count = count + 1
        return
      default: break
      }
    }
    appendSlowly(value)
  }

  @inline(never) private func appendSlowly(_ value: Value) {
    prepare(for: value)
    if cell.pointee.count == cell.pointee.capacity { reserve(count + 1) }
    if storage == .values {
      values[count] = value
    } else {
      words[count] = value.bits
    }
    cell.pointee.count += 1
  }

  /// Makes the storage one that can hold `value` too.
  func prepare(for value: Value) {
    switch (storage, value.tag) {
    case (.empty, .int): setEmptyStorage(.ints)
    case (.empty, .float): setEmptyStorage(.floats)
    case (.empty, _): setEmptyStorage(.values)
    case (.ints, .int), (.floats, .float), (.values, _): break
    default: makeValues()
    }
  }

  /// An empty list with reserved memory may turn into any storage.
  private func setEmptyStorage(_ storage: Storage) {
    // Memory was reserved for values, twice as wide.
    if storage != .values { cell.pointee.capacity *= 2 }
    cell.pointee.storage = storage
  }

  /// Turns typed storage into values.
  func makeValues() {
    guard storage != .values else { return }
    if storage == .empty {
      setEmptyStorage(.values)
      return
    }
    let tag: Tag = storage == .ints ? .int : .float
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: max(1, cell.pointee.capacity))
    for index in 0..<count { memory[index] = Value(tag: tag, bits: words[index]) }
    cell.pointee.memory?.deallocate()
    cell.pointee.memory = UnsafeMutableRawPointer(memory)
    cell.pointee.storage = .values
  }

  /// Makes room for `minimum` elements; grows by an eighth and a few, as CPython's lists do.
  func reserve(_ minimum: Int) {
    guard minimum > cell.pointee.capacity else { return }
    let capacity = minimum + minimum >> 3 + (minimum < 9 ? 3 : 6)
    let size = storage == .ints || storage == .floats ? 8 : 16
    let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity * size, alignment: 16)
    if let old = cell.pointee.memory {
      memory.copyMemory(from: old, byteCount: count * size)
      old.deallocate()
    }
    cell.pointee.memory = memory
    cell.pointee.capacity = capacity
  }

  /// Inserts a borrowed value before `index`, from 0 to `count`.
  func insert(_ value: Value, at index: Int) {
    append(value)
    let last = count - 1
    if storage == .values {
      let moved = values[last]
      (values + index + 1).update(from: values + index, count: last - index)
      values[index] = moved
    } else {
      let moved = words[last]
      (words + index + 1).update(from: words + index, count: last - index)
      words[index] = moved
    }
  }

  /// Takes an element out, which must exist; owned.
  func remove(at index: Int) -> Value {
    let result: Value
    if storage == .values {
      result = values[index]
      (values + index).update(from: values + index + 1, count: count - index - 1)
    } else {
      result = element(index)
      (words + index).update(from: words + index + 1, count: count - index - 1)
    }
    cell.pointee.count -= 1
    return result
  }

  /// Puts borrowed values in the place of a range of elements.
  func replace(_ range: Range<Int>, with elements: [Value]) {
    if range.isEmpty && elements.isEmpty { return }
    for element in elements { prepare(for: element) }
    let (tail, grown) = (count - range.upperBound, elements.count - range.count)
    if grown > 0 { reserve(count + grown) }
    // What goes is released at last: that may run code that sees the list.
    var old: [Value] = []
    if storage == .values {
      old = Array(UnsafeBufferPointer(start: values + range.lowerBound, count: range.count))
      let end = values + range.upperBound
      if grown != 0 { (end + grown).update(from: end, count: tail) }
      for (index, element) in elements.enumerated() {
        values[range.lowerBound + index] = element.retained()
      }
    } else if storage != .empty {
      let end = words + range.upperBound
      if grown != 0 { (end + grown).update(from: end, count: tail) }
      for (index, element) in elements.enumerated() {
        words[range.lowerBound + index] = element.bits
      }
    }
    cell.pointee.count += grown
    for element in old { element.release() }
  }

  /// A new list of some elements that follow each other; owned.
  func copied(from start: Int, count: Int) -> List {
    let result = List.make()
    guard count > 0 else { return result }
    result.cell.pointee.storage = storage
    result.reserve(count)
    if storage == .values {
      (result.values).update(from: values + start, count: count)
      for index in 0..<count { result.values[index].retained() }
    } else {
      result.words.update(from: words + start, count: count)
    }
    result.cell.pointee.count = count
    return result
  }

  /// Empties the list.
  ///
  /// The elements end after it is empty, since their end may look at it.
  func removeAll() {
    let (memory, count, storage) = (cell.pointee.memory, cell.pointee.count, cell.pointee.storage)
    cell.pointee.memory = nil
    cell.pointee.count = 0
    cell.pointee.capacity = 0
    cell.pointee.storage = .empty
    if storage == .values, let values = memory?.assumingMemoryBound(to: Value.self) {
      // As CPython's, the last ends first; what ends with the list itself waits in a stack.
      if machine.pointee.isEnding {
        for index in 0..<count { values[index].release() }
      } else {
        for index in (0..<count).reversed() { values[index].release() }
      }
    }
    memory?.deallocate()
  }
}
