// SPDX-License-Identifier: Apache-2.0
// An instance of a class of C data: memory of its own or a part of another one's, and what has to live with it.
import Glibc

/// The cell of an instance; small memory of its own stands behind it.
struct CDataCell: BitwiseCopyable {
  enum Place: UInt8 { case cell, heap, elsewhere }

  var header: Header
  /// What its class knew when it was made.
  var facts: CFacts
  var memory: UnsafeMutableRawPointer
  var size: Int
  /// The object that it is part of; owned, unbound for none.
  var base: Value
  /// What the memory refers to; owned, unbound if nothing was asked for.
  var objects: Value
  /// The place among the fields or elements of `base`.
  var index: Int32
  var place: Place
  var isResized: Bool
  /// Owned, as is the plan.
  var extras: Unmanaged<CDataExtras>?
  /// The short way to call a function, if there is one.
  var plan: Unmanaged<CCallPlan>?

  /// The most bytes that stand in the cell.
  static let room = 256
}

/// A reference to an instance of a ctypes class; does not count.
///
/// Parts of an object (elements, fields, what a pointer points to) refer to its memory and keep it through `base`. What the memory
/// points to is kept in the root's `objects`: one object, or a dictionary by the way to the place (`"1:0"`).
struct CDataObject: BitwiseCopyable {
  let cell: UnsafeMutablePointer<CDataCell>

  /// Of a value with the layout.
  @inline(__always) init(_ value: Value) { cell = value.cell() }

  @inline(__always) var facts: CFacts { cell.pointee.facts }
  @inline(__always) var memory: UnsafeMutableRawPointer { cell.pointee.memory }
  @inline(__always) var size: Int { cell.pointee.size }
  @inline(__always) var base: Value { cell.pointee.base }
  @inline(__always) var objects: Value { cell.pointee.objects }
  /// Elements or fields: decides whether `objects` is a dictionary.
  @inline(__always) var length: Int { facts.pointee.length }
  /// All that its class knows, counted: not for what runs often.
  var info: CTypeInfo { facts.pointee.info }

  /// Whether the memory is the instance's own.
  var ownsMemory: Bool { cell.pointee.place != .elsewhere }

  /// Whether an instance is as a new one would be, but for what is in its memory.
  @inline(__always) var isPlain: Bool {
    cell.pointee.place == .cell && objects.isUnbound && cell.pointee.extras == nil
      && cell.pointee.plan == nil
  }

  /// What few instances have; made when first asked for.
  var extras: CDataExtras {
    if let known = cell.pointee.extras { return known.takeUnretainedValue() }
    let extras = CDataExtras(self)
    cell.pointee.extras = .passRetained(extras)
    return extras
  }

  /// What a function object has beside its address.
  var function: CFunctionState? { cell.pointee.extras?.takeUnretainedValue().function }

  // MARK: Life

  /// The cell ends.
  @inline(__always) func end() {
    if cell.pointee.extras != nil || cell.pointee.plan != nil || cell.pointee.place == .heap {
      endOthers()
    }
    base.release()
    objects.release()
  }

  @inline(never) private func endOthers() {
    cell.pointee.extras?.release()
    cell.pointee.plan?.release()
    if cell.pointee.place == .heap { free(memory) }
  }

  @inline(__always) func visitReferences(_ visit: (Value) -> Void) {
    visit(base)
    visit(objects)
    cell.pointee.extras?.takeUnretainedValue().visitReferences(visit)
  }

  /// The base stays: the memory is its.
  func clearReferences() {
    let old = objects
    cell.pointee.objects = .unbound
    old.release()
    cell.pointee.extras?.takeUnretainedValue().clearReferences()
  }

  // MARK: Memory

  /// Makes its own memory larger or smaller.
  func resize(_ count: Int) throws(Raised) {
    let old = cell.pointee
    guard let new = old.isResized ? realloc(memory, max(count, 1)) : malloc(max(count, 1)) else {
      throw raise(.memoryError, with: [])
    }
    if !old.isResized {
      memcpy(new, memory, min(size, count))
      if old.place == .heap { extras.firstMemory = memory }
      (cell.pointee.place, cell.pointee.isResized) = (.heap, true)
    }
    if count > size { memset(new + size, 0, count - size) }
    cell.pointee.memory = new
    cell.pointee.size = count
  }

  /// The word that a pointer or function holds.
  var address: UInt {
    @inline(__always) get { memory.loadUnaligned(as: UInt.self) }
    nonmutating set { memory.storeBytes(of: newValue, as: UInt.self) }
  }

  /// Where a number stands, at an index of an array or behind a pointer; nil for what is no number or not there.
  @inline(__always) func plainPlace(_ index: Int) -> UnsafeMutableRawPointer? {
    let facts = facts
    guard facts.pointee.plainTarget.isNumber else { return nil }
    if facts.pointee.kind == .array {
      guard index >= 0, index < facts.pointee.length else { return nil }
      return memory + index &* facts.pointee.targetSize
    }
    return UnsafeMutableRawPointer(bitPattern: address).map {
      $0 + index &* facts.pointee.targetSize
    }
  }

  // MARK: What it keeps alive

  /// The object whose memory it is part of.
  var root: CDataObject {
    var root = self
    while let next = root.base.cData { root = next }
    return root
  }

  /// What the root keeps, made if there is nothing yet; borrowed.
  var keptObjects: Value {
    let root = root
    if root.objects.isUnbound {
      root.cell.pointee.objects = root.length > 0 ? Dict.make().value : .none
    }
    return root.objects
  }

  func setObjects(_ value: Value) {
    let old = objects
    cell.pointee.objects = value.retained()
    old.release()
  }

  /// Keeps an object, owned, for what a place in the memory refers to.
  func keep(_ value: Value, at index: Int) throws(Raised) {
    defer { value.release() }
    if value.isNone { return }
    let container = keptObjects
    guard container.isExactly(.dict) else { return root.setObjects(value) }
    let key = path(to: index)
    defer { key.release() }
    try Dict(container).set(key, value)
  }

  /// The way from the root to a place, innermost first, in hexadecimal; owned.
  private func path(to index: Int) -> Value {
    if base.isUnbound, 0..<10 ~= index {
      // The string of a digit is there.
      return machine.pointee.characters[Int(UInt8(ascii: "0")) + index].retained()
    }
    var text = String(UInt32(truncatingIfNeeded: index), radix: 16)
    var part = self
    while let next = part.base.cData {
      text += ":" + String(UInt32(bitPattern: part.cell.pointee.index), radix: 16)
      part = next
    }
    return .string(text)
  }
}

extension Value {
  /// The instance of a ctypes class; nil for other values.
  @inline(__always) var cData: CDataObject? { has(.cData) ? CDataObject(self) : nil }

  /// A new instance with zeroed memory; owned.
  static func newCData(_ type: TypeRef) throws(Raised) -> Value {
    guard let facts = type.cFacts else { throw raise(.typeError, "abstract class") }
    let size = facts.pointee.size
    if size > CDataCell.room {
      guard let memory = calloc(1, size) else { throw raise(.memoryError, with: []) }
      return .cell(type, facts, memory, .heap)
    }
    // Cells are as long as a multiple of 16 bytes.
    let start = MemoryLayout<CDataCell>.size
    let memory = Heap.allocate(
      start + size, .cData, type, exact: !type.flags.contains(.heapType), container: true)
    for offset in stride(from: start, to: start + size, by: 16) {
      (memory + offset).storeBytes(of: (0, 0), as: (UInt64, UInt64).self)
    }
    return .cell(memory, facts, memory + start, .cell)
  }

  /// An instance over memory that somebody else has; owned.
  static func cData(
    _ type: TypeRef, at address: UnsafeMutableRawPointer, base: Value = .unbound, index: Int = 0
  ) throws(Raised) -> Value {
    guard let facts = type.cFacts else { throw raise(.typeError, "abstract class") }
    let result = Value.cell(type, facts, address, .elsewhere)
    let cell = CDataObject(result).cell
    cell.pointee.base = base.retained()
    cell.pointee.index = Int32(truncatingIfNeeded: index)
    return result
  }

  @inline(__always)
  private static func cell(
    _ type: TypeRef, _ facts: CFacts, _ memory: UnsafeMutableRawPointer, _ place: CDataCell.Place
  ) -> Value {
    let cell = Heap.allocate(
      MemoryLayout<CDataCell>.size, .cData, type, exact: !type.flags.contains(.heapType),
      container: true)
    return .cell(cell, facts, memory, place)
  }

  /// Fills in a cell whose header is there.
  @inline(__always)
  private static func cell(
    _ memory: UnsafeMutableRawPointer, _ facts: CFacts, _ data: UnsafeMutableRawPointer,
    _ place: CDataCell.Place
  ) -> Value {
    facts.pointee.flags.insert(.isFinal)
    let cell = memory.bindMemory(to: CDataCell.self, capacity: 1)
    cell.pointee.facts = facts
    cell.pointee.memory = data
    cell.pointee.size = facts.pointee.size
    cell.pointee.base = .unbound
    cell.pointee.objects = .unbound
    cell.pointee.index = 0
    cell.pointee.place = place
    cell.pointee.isResized = false
    cell.pointee.extras = nil
    cell.pointee.plan = nil
    return Value(memory)
  }
}
