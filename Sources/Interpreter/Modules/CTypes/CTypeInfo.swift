// SPDX-License-Identifier: Apache-2.0
// What a class of C data knows beside its attributes: size, alignment, what it is made of, how memoryviews name it.

import ForeignFunctions

/// What a class of C data knows; `TypeCell.facts` holds it.
///
/// Each class has its own, copied from its base where it says nothing new. Values in it are owned.
final class CTypeInfo: NativeObject {
  enum Kind: UInt8 { case simple, structure, union, array, pointer, function }

  struct Flags: OptionSet {
    let rawValue: UInt8
    /// A pointer itself, or with pointers somewhere inside: such objects cannot be pickled.
    static let isPointer = Flags(rawValue: 1)
    static let hasPointer = Flags(rawValue: 2)
    static let hasUnion = Flags(rawValue: 4)
    static let hasBitField = Flags(rawValue: 8)
    /// Instances or other types rely on the size: `_fields_` may not be set any more.
    static let isFinal = Flags(rawValue: 16)
    /// A simple type whose direct base is `_SimpleCData`: reading it gives a plain Python object.
    static let isPlain = Flags(rawValue: 32)
  }

  let kind: Kind
  var size = 0
  var alignment = 0
  /// Elements of an array, own fields of a structure, 1 for pointers and functions, 0 for simple types.
  var length = 0
  var flags: Flags = []
  /// PEP 3118's name of the type; nil stands for bytes.
  var format: String?
  var shape: [Int] = []

  /// The element type of an array, the target of a pointer; unbound where there is none.
  private(set) var target: Value = .unbound
  /// The code and the size of the target if it is read plainly, in this machine's order of bytes.
  private(set) var plainTarget = SimpleCode.none
  private(set) var targetSize = 0
  /// The code of a simple type, a letter of `SimpleCode`.
  var code = SimpleCode.none
  var isSwapped = false
  /// All fields of a structure or union in memory, those of its bases first.
  var fields: [CFieldPlace] = []
  /// The call of a function type, as `_argtypes_` and its like said.
  var prototype: CPrototype?
  /// How calls pass it, found when first asked for.
  var passedAs: CType?
  /// The array types of this one that live, by length: borrowed, each takes itself out when it ends.
  var arrayTypes: [Int: Value] = [:]
  /// Objects of instances that ended, for new ones.
  private var spares: Unmanaged<CDataObject>?
  private var spareCount = 0
  private static let mostSpares = 64
  /// Of an array type: the type itself as it stands there.
  private var ownArrayType: Value = .unbound

  init(_ kind: Kind) { self.kind = kind }

  deinit { clearReferences() }

  override func visitReferences(_ visit: (Value) -> Void) {
    visit(target)
    for field in fields { visit(field.type) }
    prototype?.visitReferences(visit)
  }

  override func clearReferences() {
    while let spare = takeSpare() { spare.release() }
    forgetArrayType()
    let (oldTarget, oldFields) = (target, fields)
    target = .unbound
    fields = []
    oldTarget.release()
    for field in oldFields { field.type.release() }
    prototype?.clearReferences()
  }

  /// An object of no instance, if there is one; owned.
  @inline(__always) func takeSpare() -> Unmanaged<CDataObject>? {
    guard let spare = spares else { return nil }
    spares = spare._withUnsafeGuaranteedRef { $0.nextSpare }
    spareCount -= 1
    return spare
  }

  /// Keeps an object, owned, whose instance ended; false if there are enough.
  @inline(__always) func keepSpare(_ object: Unmanaged<CDataObject>) -> Bool {
    if spareCount == Self.mostSpares { return false }
    object._withUnsafeGuaranteedRef { $0.nextSpare = spares }
    spares = object
    spareCount += 1
    return true
  }

  /// Sets the element or target type, borrowed.
  func setTarget(_ type: Value) {
    let old = target
    target = type.retained()
    let info = CTypeInfo.of(type: type)
    targetSize = info?.size ?? 0
    plainTarget = info.map { $0.readsPlainly && !$0.isSwapped ? $0.code : .none } ?? .none
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
    instance.has(.native) ? instance.type.cInfo : nil
  }

  /// Whether reading it makes a plain Python object instead of an instance.
  var readsPlainly: Bool { kind == .simple && flags.contains(.isPlain) }

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
