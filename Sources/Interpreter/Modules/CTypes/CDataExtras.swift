// SPDX-License-Identifier: Apache-2.0
// What few instances of ctypes classes have: the types that a function was given, views of the memory, what changes left behind.
import Glibc

final class CDataExtras: NativeObject, BufferExporter {
  /// Holds this object.
  private let owner: CDataObject
  /// What a function object has beside its address.
  var function: CFunctionState?
  var exports = 0
  /// Memory of the heap before the first `resize`, which parts and pointers may still look at.
  var firstMemory: UnsafeMutableRawPointer?
  /// The class that the instance was made of, if it has another one now; owned.
  private var firstType: Value = .unbound

  init(_ owner: CDataObject) { self.owner = owner }

  deinit {
    free(firstMemory)
    firstType.release()
  }

  override func visitReferences(_ visit: (Value) -> Void) {
    visit(firstType)
    function?.visitReferences(visit)
  }

  override func clearReferences() { function?.clearReferences() }

  /// The instance is to have another class: what it knows of its memory stays the first one's.
  func keepType(_ type: TypeRef) {
    if firstType.isUnbound { firstType = type.value.retained() }
  }

  // MARK: Buffers

  var bufferFormat: (letter: String, itemSize: Int) { (owner.info.format ?? "B", elementSize) }
  var bufferLayout: BufferLayout? {
    let info = owner.info
    return BufferLayout(
      format: info.format ?? "B", itemSize: elementSize, shape: info.shape, isReadOnly: false)
  }
  func withBuffer<R>(_ body: (UnsafeMutableRawBufferPointer) -> R) -> R {
    body(UnsafeMutableRawBufferPointer(start: owner.memory, count: owner.size))
  }

  /// Bytes of an element after all axes of an array.
  private var elementSize: Int {
    var facts = owner.facts
    while facts.pointee.kind == .array, let next = CTypeFacts.of(type: facts.pointee.target) {
      facts = next
    }
    return facts.pointee.size
  }
}
