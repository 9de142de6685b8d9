// SPDX-License-Identifier: Apache-2.0
// Instances of script classes: a shape that names the attributes, and their values in slots.

/// Names and places of the attributes of instances that got them in the same order.
///
/// Lives as long as the process.
///
/// Hidden classes as in Self: Chambers, Ungar, Lee, "An efficient implementation of SELF", OOPSLA 1989.
final class ShapeInfo {
  let names: [Value]
  var transitions: [UInt64: UnsafeMutablePointer<Shape>] = [:]
  private var places: [UInt64: Int] = [:]

  init(names: [Value]) {
    self.names = names
    for (index, name) in names.enumerated() { places[name.bits] = index }
  }

  /// The slot of an interned name, or -1.
  func place(of name: Str) -> Int { places[name.value.bits] ?? -1 }
}

/// A shape; its address is its identity.
struct Shape: BitwiseCopyable {
  var count: Int
  var info: Unmanaged<ShapeInfo>

  static func make(_ names: [Value]) -> UnsafeMutablePointer<Shape> {
    let shape = UnsafeMutablePointer<Shape>.allocate(capacity: 1)
    for name in names { name.retained() }
    shape.initialize(
      to: Shape(count: names.count, info: .passRetained(ShapeInfo(names: names))))
    return shape
  }

  /// More attributes than this, and the instance gets a dictionary.
  static let limit = 64
}

extension UnsafeMutablePointer where Pointee == Shape {
  /// The slot of an interned name, or -1.
  func place(of name: Str) -> Int {
    pointee.info._withUnsafeGuaranteedRef { $0.place(of: name) }
  }

  /// The shape with one more attribute.
  func adding(_ name: Str) -> UnsafeMutablePointer<Shape> {
    pointee.info._withUnsafeGuaranteedRef { info in
      if let next = info.transitions[name.value.bits] { return next }
      let next = Shape.make(info.names + [name.value])
      info.transitions[name.value.bits] = next
      return next
    }
  }
}

struct InstanceCell: BitwiseCopyable {
  /// `detail` is the number of slots in place.
  var header: Header
  /// nil when the attributes stand in a dictionary, which `overflow` then refers to; also for types without `__dict__`.
  var shape: UnsafeMutablePointer<Shape>?
  /// Slots past those in place, or the cell of the dictionary; nil for none.
  var overflow: UnsafeMutableRawPointer?
  // The slots follow; slots of `__slots__` come first, see `Instance.fixedSlotCount`.
}

/// A reference to an instance; does not count.
struct Instance: BitwiseCopyable {
  let cell: UnsafeMutablePointer<InstanceCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) var type: TypeRef { cell.pointee.header.type }
  @inline(__always) var slots: UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer(cell + 1).assumingMemoryBound(to: Value.self)
  }
  @inline(__always) var inlineCount: Int { Int(cell.pointee.header.detail) }

  /// A new instance without attributes; owned.
  static func make(_ type: TypeRef) -> Value {
    let slotCount = min(28, max(type.cell.pointee.inlineSlotCount, 0))
    let bytes = MemoryLayout<InstanceCell>.size + slotCount * MemoryLayout<Value>.stride
    let cell = Heap.allocate(bytes, .instance, type, exact: false, container: true)
      .bindMemory(to: InstanceCell.self, capacity: 1)
    cell.pointee.header.detail = UInt8(slotCount)
    cell.pointee.overflow = nil
    if let shape = type.cell.pointee.rootShape {
      cell.pointee.shape = shape
    } else {
      let shape = Shape.make([])
      type.cell.pointee.rootShape = shape
      cell.pointee.shape = shape
    }
    let instance = Instance(Value(cell))
    instance.slots.initialize(repeating: .unbound, count: slotCount)
    return instance.value
  }

  /// The place of a slot's value, which must exist in the shape.
  @inline(__always) func slot(_ index: Int) -> UnsafeMutablePointer<Value> {
    index < inlineCount
      ? slots + index
      : cell.pointee.overflow.unsafelyUnwrapped.assumingMemoryBound(to: Value.self)
        + (index - inlineCount)
  }

  /// The dictionary that holds the attributes, if they were moved to one.
  @inline(__always) var dictionary: Dict? {
    cell.pointee.shape == nil
      ? cell.pointee.overflow.map { Dict(cell: $0.assumingMemoryBound(to: DictCell.self)) } : nil
  }

  /// An attribute of the instance itself; borrowed, unbound if there is none.
  ///
  /// `name` is interned.
  func get(_ name: Str) -> Value {
    if let shape = cell.pointee.shape {
      let place = shape.place(of: name)
      return place < 0 ? .unbound : slot(place).pointee
    }
    return dictionary.map { $0.get(name) } ?? .unbound
  }

  /// Sets an attribute of the instance itself, both borrowed.
  ///
  /// `name` is interned.
  func set(_ name: Str, _ value: Value) {
    guard let shape = cell.pointee.shape else {
      makeDictionary().set(name, value)
      return
    }
    let place = shape.place(of: name)
    if place >= 0 {
      slot(place).replace(with: value.retained())
    } else if shape.pointee.count >= Shape.limit {
      makeDictionary()
      // The key of one of `__slots__` is not interned.
      if name.cell.pointee.header.flags.contains(.interned) {
        makeDictionary().set(name, value)
      } else {
        SideTables.makeAttributes(of: self.value).set(name, value)
      }
    } else {
      append(shape.adding(name), value)
    }
  }

  /// Moves to a shape with one more attribute, whose value, borrowed, comes last.
  @inline(__always) func append(_ shape: UnsafeMutablePointer<Shape>, _ value: Value) {
    let index = shape.pointee.count - 1
    if index < inlineCount {
      slots[index] = value.retained()
    } else {
      appendOverflow(index, value)
    }
    cell.pointee.shape = shape
  }

  @inline(never) private func appendOverflow(_ index: Int, _ value: Value) {
    let position = index - inlineCount
    // The memory doubles at 0, 4, 8, 16, …
    if position == 0 || (position >= 4 && position & (position - 1) == 0) {
      let larger = UnsafeMutablePointer<Value>.allocate(capacity: max(4, position * 2))
      if let old = cell.pointee.overflow?.assumingMemoryBound(to: Value.self) {
        larger.update(from: old, count: position)
        old.deallocate()
      }
      cell.pointee.overflow = UnsafeMutableRawPointer(larger)
    }
    (cell.pointee.overflow.unsafelyUnwrapped.assumingMemoryBound(to: Value.self) + position)
      .initialize(to: value.retained())
    // Later instances get as many slots in place.
    if type.cell.pointee.inlineSlotCount <= index { type.cell.pointee.inlineSlotCount = index + 1 }
  }

  /// Takes an attribute out; false if there was none.
  func remove(_ name: Str) -> Bool {
    if cell.pointee.shape.map({ $0.place(of: name) < 0 }) ?? false { return false }
    let value = makeDictionary().remove(name)
    value.release()
    return !value.isUnbound
  }

  /// Moves the attributes to a dictionary, which stands for `__dict__` from now on; borrowed.
  @discardableResult func makeDictionary() -> Dict {
    if let dictionary { return dictionary }
    let dict = Dict.make()
    if let shape = cell.pointee.shape {
      let names = shape.pointee.info.takeUnretainedValue().names
      for (index, name) in names.enumerated() {
        let value = slot(index)
        // The values of `__slots__`, whose keys are not interned, are no part of `__dict__`.
        if Str(name).cell.pointee.header.flags.contains(.interned) {
          dict.set(Str(name), value.pointee)
        } else if !value.pointee.isUnbound {
          SideTables.makeAttributes(of: self.value).set(Str(name), value.pointee)
        }
        value.pointee.release()
        value.pointee = .unbound
      }
      if names.count > inlineCount { cell.pointee.overflow?.deallocate() }
    }
    cell.pointee.shape = nil
    cell.pointee.overflow = UnsafeMutableRawPointer(dict.cell)
    return dict
  }

  /// Puts another dictionary, borrowed, in the place of `__dict__`.
  func setDictionary(_ dict: Dict) {
    let old = makeDictionary()
    dict.value.retained()
    cell.pointee.overflow = UnsafeMutableRawPointer(dict.cell)
    old.value.release()
  }

  /// Drops all attributes; those in a dictionary go from it.
  ///
  /// They end after the instance has lost them, since their end may look at it.
  func removeAll() {
    guard let shape = cell.pointee.shape else {
      dictionary?.removeAll()
      return
    }
    let count = shape.pointee.count
    if count == 0 { return }
    let empty = type.cell.pointee.rootShape ?? Shape.make([])
    type.cell.pointee.rootShape = empty
    var values = RawList<Value>()
    defer { values.deallocate() }
    for index in 0..<count {
      values.append(slot(index).pointee)
      slot(index).pointee = .unbound
    }
    if count > inlineCount { cell.pointee.overflow?.deallocate() }
    cell.pointee.overflow = nil
    cell.pointee.shape = empty
    for index in 0..<count { values[index].release() }
  }

  /// All values the cell refers to.
  @inline(__always)
  func forEachReference(_ visit: (Value) -> Void) {
    if let shape = cell.pointee.shape {
      for index in 0..<shape.pointee.count { visit(slot(index).pointee) }
    } else if let dictionary {
      visit(dictionary.value)
    }
  }

  func destroy() {
    if let shape = cell.pointee.shape {
      let count = shape.pointee.count
      // In their order: what ends waits in a stack.
      for index in (0..<count).reversed() { slot(index).pointee.release() }
      if count > inlineCount { cell.pointee.overflow?.deallocate() }
    } else {
      dictionary?.value.release()
    }
  }
}
