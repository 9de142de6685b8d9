// SPDX-License-Identifier: Apache-2.0
// An instance of a class of C data: memory of its own or a part of another one's, and what has to live with it.
import Glibc

/// What an instance of a ctypes class holds.
///
/// Parts of an object (elements, fields, what a pointer points to) refer to its memory and keep it through `base`. What the memory
/// points to is kept in the root's `objects`: one object, or a dictionary by the way to the place (`"1:0"`).
final class CDataObject: NativeObject, BufferExporter {
  private(set) var memory: UnsafeMutableRawPointer
  private(set) var size: Int
  /// Elements or fields: decides whether `objects` is a dictionary.
  let length: Int
  /// The place among the fields or elements of `base`.
  let index: Int
  let ownsMemory: Bool
  /// The memory before the first `resize`, which parts and pointers may still look at.
  private var firstMemory: UnsafeMutableRawPointer?
  /// The object that it is part of; owned, unbound for none.
  private(set) var base: Value
  /// What the memory refers to; owned, unbound if nothing was asked for.
  private(set) var objects: Value = .unbound
  let info: CTypeInfo
  /// What a function object has beside its address.
  var function: CFunctionState?
  /// The short way to call a function, if there is one; owned.
  var plan: Unmanaged<CCallPlan>?
  var exports = 0

  /// Zeroed memory of its own.
  init(_ info: CTypeInfo) throws(Raised) {
    guard let memory = calloc(1, max(info.size, 1)) else { throw raise(.memoryError, with: []) }
    info.flags.insert(.isFinal)
    self.info = info
    size = info.size
    length = info.length
    index = 0
    ownsMemory = true
    base = .unbound
    self.memory = memory
  }

  /// A part of another object's memory, or memory of somebody else.
  init(_ info: CTypeInfo, at address: UnsafeMutableRawPointer, base: Value, index: Int) {
    info.flags.insert(.isFinal)
    self.info = info
    size = info.size
    length = info.length
    self.index = index
    ownsMemory = false
    self.base = base.retained()
    memory = address
  }

  deinit {
    plan?.release()
    base.release()
    objects.release()
    if ownsMemory { free(memory) }
    free(firstMemory)
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
    let isFirst = firstMemory == nil
    guard let new = isFirst ? malloc(max(count, 1)) : realloc(memory, max(count, 1)) else {
      throw raise(.memoryError, with: [])
    }
    if isFirst {
      memcpy(new, memory, min(size, count))
      firstMemory = memory
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

  /// A number at an index of an array or behind a pointer; unbound for what is no number or not there.
  @inline(__always) func plainElement(_ index: Int) -> Value {
    let code = info.plainTarget
    guard code.isNumber else { return .unbound }
    if info.kind == .array {
      guard index >= 0, index < length else { return .unbound }
      return code.number(memory + index &* info.targetSize)
    }
    guard let start = UnsafeMutableRawPointer(bitPattern: address) else { return .unbound }
    return code.number(start + index &* info.targetSize)
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
    while let next = root.base.native(CDataObject.self) { root = next }
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
    let key = Value.string(path(to: index))
    defer { key.release() }
    try Dict(container).set(key, value)
  }

  /// The way from the root to a place, innermost first, in hexadecimal.
  private func path(to index: Int) -> String {
    var text = String(UInt32(truncatingIfNeeded: index), radix: 16)
    var part = self
    while let next = part.base.native(CDataObject.self) {
      text += ":" + String(UInt32(truncatingIfNeeded: part.index), radix: 16)
      part = next
    }
    return text
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
    .native(try CDataObject(try type.cInfoOrAbstract()), type)
  }

  /// An instance over memory that somebody else has; owned.
  static func cData(
    _ type: TypeRef, at address: UnsafeMutableRawPointer, base: Value = .unbound, index: Int = 0
  ) throws(Raised) -> Value {
    .native(
      CDataObject(try type.cInfoOrAbstract(), at: address, base: base, index: index), type)
  }
}
