// SPDX-License-Identifier: Apache-2.0
// An instance of a class of C data: memory of its own or a part of another one's, and what has to live with it.
import Glibc

/// What an instance of a ctypes class holds.
///
/// Parts of an object (elements, fields, what a pointer points to) refer to its memory and keep it through `base`. What the memory
/// points to is kept in the root's `objects`: one object, or a dictionary by the way to the place (`"1:0"`).
///
/// Small memory of its own stands in the instance's cell. Objects of ended instances are used again for new ones of their class.
final class CDataObject: NativeObject, BufferExporter {
  private enum Place: UInt8 { case cell, heap, elsewhere }

  private(set) var memory: UnsafeMutableRawPointer
  private(set) var size: Int
  private var place: Place
  /// Elements or fields: decides whether `objects` is a dictionary.
  let length: Int
  /// The place among the fields or elements of `base`.
  private(set) var index = 0
  private var isResized = false
  /// Memory of the heap before the first `resize`, which parts and pointers may still look at.
  private var firstMemory: UnsafeMutableRawPointer?
  /// The object that it is part of; owned, unbound for none.
  private(set) var base: Value = .unbound
  /// What the memory refers to; owned, unbound if nothing was asked for.
  private(set) var objects: Value = .unbound
  let info: CTypeInfo
  /// What a function object has beside its address.
  var function: CFunctionState?
  /// The short way to call a function, if there is one; owned.
  var plan: Unmanaged<CCallPlan>?
  var exports = 0
  /// The next of its class that no instance has.
  var nextSpare: Unmanaged<CDataObject>?

  private init(_ info: CTypeInfo, _ memory: UnsafeMutableRawPointer, _ place: Place) {
    info.flags.insert(.isFinal)
    self.info = info
    size = info.size
    length = info.length
    self.memory = memory
    self.place = place
  }

  /// An object over memory that it owns, or that is somebody else's; owned.
  @inline(__always)
  private static func make(
    _ info: CTypeInfo, _ memory: UnsafeMutableRawPointer, _ place: Place
  ) -> Unmanaged<CDataObject> {
    guard let spare = info.takeSpare() else {
      return .passRetained(CDataObject(info, memory, place))
    }
    spare._withUnsafeGuaranteedRef { object in
      object.memory = memory
      object.size = info.size
      object.place = place
    }
    return spare
  }

  deinit {
    plan?.release()
    base.release()
    objects.release()
    if place == .heap { free(memory) }
    free(firstMemory)
  }

  /// Waits for another instance of the class if nothing makes it different from a new one.
  override func end(_ cell: UnsafeMutablePointer<NativeCell>) {
    let isAlone = UnsafeMutableRawPointer(cell).advanced(
      by: MemoryLayout<NativeCell>.offset(of: \.object)!
    )
    .withMemoryRebound(to: CDataObject.self, capacity: 1) { isKnownUniquelyReferenced(&$0.pointee) }
    guard isAlone, function == nil, plan == nil, exports == 0 else {
      return cell.pointee.object.release()
    }
    let (oldBase, oldObjects) = (base, objects)
    (base, objects) = (.unbound, .unbound)
    if place == .heap { free(memory) }
    free(firstMemory)
    (firstMemory, isResized) = (nil, false)
    place = .elsewhere
    index = 0
    if !info.keepSpare(.passUnretained(self)) { cell.pointee.object.release() }
    oldBase.release()
    oldObjects.release()
  }

  /// Whether the memory is the instance's own.
  var ownsMemory: Bool { place != .elsewhere }

  /// Whether an instance is as a new one would be, but for what is in its memory.
  var isPlain: Bool {
    place == .cell && objects.isUnbound && function == nil && plan == nil && exports == 0
  }

  override func visitReferences(_ visit: (Value) -> Void) {
    visit(base)
    visit(objects)
    function?.visitReferences(visit)
  }

  /// The base stays: the memory is its.
  override func clearReferences() {
    let old = objects
    objects = .unbound
    old.release()
    function?.clearReferences()
  }

  // MARK: Memory

  /// Makes its own memory larger or smaller.
  func resize(_ count: Int) throws(Raised) {
    guard let new = isResized ? realloc(memory, max(count, 1)) : malloc(max(count, 1)) else {
      throw raise(.memoryError, with: [])
    }
    if !isResized {
      memcpy(new, memory, min(size, count))
      if place == .heap { firstMemory = memory }
      (place, isResized) = (.heap, true)
    }
    if count > size { memset(new + size, 0, count - size) }
    memory = new
    size = count
  }

  /// The word that a pointer or function holds.
  var address: UInt {
    @inline(__always) get { memory.loadUnaligned(as: UInt.self) }
    set { memory.storeBytes(of: newValue, as: UInt.self) }
  }

  /// Where a number stands, at an index of an array or behind a pointer; nil for what is no number or not there.
  @inline(__always) func plainPlace(_ index: Int) -> UnsafeMutableRawPointer? {
    guard info.plainTarget.isNumber else { return nil }
    if info.kind == .array {
      guard index >= 0, index < length else { return nil }
      return memory + index &* info.targetSize
    }
    return UnsafeMutableRawPointer(bitPattern: address).map { $0 + index &* info.targetSize }
  }

  var bufferFormat: (letter: String, itemSize: Int) { (info.format ?? "B", elementSize) }
  var bufferLayout: BufferLayout? {
    BufferLayout(
      format: info.format ?? "B", itemSize: elementSize, shape: info.shape, isReadOnly: false)
  }
  func withBuffer<R>(_ body: (UnsafeMutableRawBufferPointer) -> R) -> R {
    body(UnsafeMutableRawBufferPointer(start: memory, count: size))
  }

  /// Bytes of an element after all axes of an array.
  private var elementSize: Int {
    var info = info
    while info.kind == .array, let next = info.targetInfo { info = next }
    return info.size
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
    if root.objects.isUnbound { root.objects = root.length > 0 ? Dict.make().value : .none }
    return root.objects
  }

  func setObjects(_ value: Value) {
    let old = objects
    objects = value.retained()
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
      text += ":" + String(UInt32(truncatingIfNeeded: part.index), radix: 16)
      part = next
    }
    return .string(text)
  }
}

extension Value {
  /// What an instance of a ctypes class holds; nil for other values.
  ///
  /// Types with facts are those of C data, and their instances are made by them alone.
  @inline(__always) var cData: CDataObject? {
    guard has(.native), header.pointee.type.cell.pointee.facts != nil else { return nil }
    return nativeKnown(CDataObject.self)
  }

  /// A new instance with zeroed memory; owned.
  static func newCData(_ type: TypeRef) throws(Raised) -> Value {
    try CDataObject.instance(type)
  }

  /// An instance over memory that somebody else has; owned.
  static func cData(
    _ type: TypeRef, at address: UnsafeMutableRawPointer, base: Value = .unbound, index: Int = 0
  ) throws(Raised) -> Value {
    try CDataObject.instance(type, at: address, base, index)
  }
}

/// The cell of an instance with small memory of its own.
private struct CDataCell: BitwiseCopyable {
  var native: NativeCell
  var unused: UInt64
  var memory: (UInt64, UInt64)

  static let room = 16
}

extension CDataObject {
  /// A new instance with zeroed memory; owned.
  fileprivate static func instance(_ type: TypeRef) throws(Raised) -> Value {
    let info = try type.cInfoOrAbstract()
    if info.size > CDataCell.room {
      guard let memory = calloc(1, info.size) else { throw raise(.memoryError, with: []) }
      return boxed(make(info, memory, .heap), type)
    }
    let exact = !type.flags.contains(.heapType)
    let cell = Heap.make(CDataCell.self, .native, type, exact: exact, container: true)
    cell.pointee.memory = (0, 0)
    let start = UnsafeMutableRawPointer(cell) + MemoryLayout<CDataCell>.offset(of: \.memory)!
    cell.pointee.native.object = reference(make(info, start, .cell))
    return Value(cell)
  }

  /// An instance over memory that somebody else has; owned.
  fileprivate static func instance(
    _ type: TypeRef, at address: UnsafeMutableRawPointer, _ base: Value, _ index: Int
  ) throws(Raised) -> Value {
    let object = make(try type.cInfoOrAbstract(), address, .elsewhere)
    object._withUnsafeGuaranteedRef { object in
      object.base = base.retained()
      object.index = index
    }
    return boxed(object, type)
  }

  private static func boxed(_ object: Unmanaged<CDataObject>, _ type: TypeRef) -> Value {
    let exact = !type.flags.contains(.heapType)
    let cell = Heap.make(NativeCell.self, .native, type, exact: exact, container: true)
    cell.pointee.object = reference(object)
    return Value(cell)
  }

  /// The same reference, to the object as one of the base class.
  @inline(__always)
  private static func reference(_ object: Unmanaged<CDataObject>) -> Unmanaged<NativeObject> {
    .fromOpaque(object.toOpaque())
  }
}
