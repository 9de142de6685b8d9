// SPDX-License-Identifier: Apache-2.0
// What a class of C data knows beside its attributes: size, alignment, what it is made of, how memoryviews name it.

import ForeignFunctions

/// What a class of C data knows; `TypeCell.facts` holds it.
///
/// Each class has its own, copied from its base where it says nothing new. Values in it are owned.
final class CTypeInfo: NativeObject {
  typealias Kind = CTypeFacts.Kind
  typealias Flags = CTypeFacts.Flags

  /// What runs often reads; ends with this object.
  let facts: CFacts
  /// PEP 3118's name of the type; nil stands for bytes.
  var format: String?
  var shape: [Int] = []

  /// All fields of a structure or union in memory, those of its bases first.
  var fields: [CFieldPlace] = []
  /// The call of a function type, as `_argtypes_` and its like said.
  var prototype: CPrototype?
  /// How calls pass it, found when first asked for.
  var passedAs: CType?
  /// The array types of this one that live, by length: borrowed, each takes itself out when it ends.
  var arrayTypes: [Int: Value] = [:]
  /// Of an array type: the type itself as it stands there.
  private var ownArrayType: Value = .unbound

  init(_ kind: Kind) {
    facts = .allocate(capacity: 1)
    facts.initialize(to: CTypeFacts(kind))
    super.init()
    facts.pointee.owner = .passUnretained(self)
  }

  deinit {
    clearReferences()
    facts.deallocate()
  }

  override func visitReferences(_ visit: (Value) -> Void) {
    visit(target)
    for field in fields { visit(field.type) }
    prototype?.visitReferences(visit)
  }

  override func clearReferences() {
    forgetArrayType()
    let (oldTarget, oldFields) = (target, fields)
    facts.pointee.target = .unbound
    fields = []
    oldTarget.release()
    for field in oldFields { field.type.release() }
    prototype?.clearReferences()
  }

  /// Sets the element or target type, borrowed.
  func setTarget(_ type: Value) {
    let old = target
    facts.pointee.target = type.retained()
    let known = CTypeFacts.of(type: type)?.pointee
    facts.pointee.targetSize = known?.size ?? 0
    facts.pointee.plainTarget =
      known.map { $0.readsPlainly && !$0.isSwapped ? $0.code : .none } ?? .none
    old.release()
  }

  /// Lets the element type find this array type, borrowed, again.
  func rememberArrayType(_ type: Value) {
    ownArrayType = type
    targetInfo?.arrayTypes[length] = type
  }

  private func forgetArrayType() {
    guard ownArrayType.isObject, let element = targetInfo,
      element.arrayTypes[length]?.isIdentical(to: ownArrayType) ?? false
    else { return }
    element.arrayTypes[length] = nil
  }

  /// What is known of the target; nil if there is none.
  var targetInfo: CTypeInfo? { CTypeInfo.of(type: target) }

  func addField(_ type: Value, offset: Int, bits: Int) {
    fields.append(CFieldPlace(type: type.retained(), offset: offset, bits: bits))
  }

  /// Takes over what the base of a structure says of memory.
  func copyLayout(of base: CTypeInfo) {
    (size, alignment, length, format, shape) = (
      base.size, base.alignment, base.length, base.format, base.shape
    )
    flags = base.flags.subtracting(.isFinal)
    for field in base.fields { addField(field.type, offset: field.offset, bits: field.bits) }
  }
}

/// One field of a structure: what calls by value have to know.
struct CFieldPlace {
  /// Owned by the structure's `CTypeInfo`.
  var type: Value
  var offset: Int
  /// 0 for whole fields.
  var bits: Int
}

extension CTypeInfo {
  /// What is known of a class; nil for values that are no classes of C data.
  @inline(__always) static func of(type: Value) -> CTypeInfo? {
    type.has(.type) ? TypeRef(type).cInfo : nil
  }

  /// What is known of the class of an instance.
  @inline(__always) static func of(instance: Value) -> CTypeInfo? {
    instance.has(.cData) ? instance.type.cInfo : nil
  }

  // MARK: Facts

  var kind: Kind { facts.pointee.kind }
  var readsPlainly: Bool { facts.pointee.readsPlainly }
  var target: Value { facts.pointee.target }
  var flags: Flags {
    get { facts.pointee.flags }
    set { facts.pointee.flags = newValue }
  }
  var code: SimpleCode {
    get { facts.pointee.code }
    set { facts.pointee.code = newValue }
  }
  var isSwapped: Bool {
    get { facts.pointee.isSwapped }
    set { facts.pointee.isSwapped = newValue }
  }
  var size: Int {
    get { facts.pointee.size }
    set { facts.pointee.size = newValue }
  }
  var alignment: Int {
    get { facts.pointee.alignment }
    set { facts.pointee.alignment = newValue }
  }
  var length: Int {
    get { facts.pointee.length }
    set { facts.pointee.length = newValue }
  }

  /// The element format with PEP 3118's shape before it.
  var shapedFormat: String {
    let format = format ?? "B"
    return shape.isEmpty ? format : "(\(shape.map(String.init).joined(separator: ",")))\(format)"
  }
}

extension TypeRef {
  /// What the class knows as one of C data.
  @inline(__always) var cInfo: CTypeInfo? {
    guard let facts = cell.pointee.facts else { return nil }
    return unsafeDowncast(facts, to: CTypeInfo.self)
  }

  /// The same of a class that must have been completed.
  func cInfoOrAbstract() throws(Raised) -> CTypeInfo {
    guard let info = cInfo else { throw raise(.typeError, "abstract class") }
    return info
  }
}
