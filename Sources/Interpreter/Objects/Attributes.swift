// SPDX-License-Identifier: Apache-2.0
// Attribute lookup: in types along the resolution order, with a cache; descriptors; the generic get and set.
import CShims

extension Value {
  /// The type of the value; borrowed.
  @inline(__always) var type: TypeRef {
    tag == .object ? header.pointee.type : Tag.type(of: tag)
  }
}

extension Tag {
  /// The type of values in place.
  static func type(of tag: Tag) -> TypeRef {
    let types = machine
    switch tag {
    case .int: return types.pointee.types.int
    case .float: return types.pointee.types.float
    case .bool: return types.pointee.types.bool
    case .none, .unbound: return types.pointee.types.none
    case .notImplemented: return types.pointee.types.notImplemented
    case .ellipsis: return types.pointee.types.ellipsis
    default:
      return types.pointee.types.numpyScalars[Int(tag.rawValue - Tag.numpyBool.rawValue)]
    }
  }
}

// MARK: In types

extension TypeRef {
  /// The type's version; a new one if it has changed since the last.
  @inline(__always) var version: UInt64 {
    cell.pointee.version != 0 ? cell.pointee.version : renewVersion()
  }

  @inline(never) private func renewVersion() -> UInt64 {
    machine.pointee.nextVersion += 1
    // One in whose order there are classes that are no bases of it is not told of their changes.
    if flags.contains(.hasOwnOrder) { return machine.pointee.nextVersion }
    // A type is only told of changes if its bases have versions too.
    for base in cell.pointee.linearization.dropFirst() where base.cell.pointee.version == 0 {
      _ = base.renewVersion()
    }
    machine.pointee.nextVersion += 1
    cell.pointee.version = machine.pointee.nextVersion
    return cell.pointee.version
  }

  /// Tells the type and all that inherit from it that an attribute has changed.
  func touch() {
    cell.pointee.version = 0
    for subtype in cell.pointee.subtypes { subtype.touch() }
  }
}

/// One place of the cache of lookups in types: 4,096 of them, by type version and name.
private struct LookupPlace: BitwiseCopyable {
  var version: UInt64 = 0
  var name: UInt64 = 0
  var value: Value = .unbound
}
nonisolated(unsafe) private let lookupCache: UnsafeMutablePointer<LookupPlace> = {
  let memory = UnsafeMutablePointer<LookupPlace>.allocate(capacity: 4096)
  memory.initialize(repeating: LookupPlace(), count: 4096)
  return memory
}()

/// An attribute of a type, found along its resolution order; borrowed, unbound if there is none.
func lookupInType(_ type: TypeRef, _ name: Str) -> Value {
  guard name.cell.pointee.header.flags.contains(.interned) else {
    return search(type, name)
  }
  let version = type.version
  let place = lookupCache + Int((version &* 0x9e37_79b9 ^ name.value.bits >> 5) & 4095)
  if place.pointee.version == version && place.pointee.name == name.value.bits {
    return place.pointee.value
  }
  let value = search(type, name)
  place.pointee = LookupPlace(version: version, name: name.value.bits, value: value)
  return value
}

private func search(_ type: TypeRef, _ name: Str) -> Value {
  for base in type.cell.pointee.linearization {
    let value = base.dict.get(name)
    if !value.isUnbound { return value }
  }
  return .unbound
}

/// An attribute of a type by one of the machine's names; borrowed, nil if there is none.
func lookup(_ type: TypeRef, _ name: Name) -> Value? {
  let value = lookupInType(type, name.str)
  return value.isUnbound ? nil : value
}

/// A special method bound to its object: looked up in the type only, as the machine does for operators.
///
/// Owned; nil if there is none.
func specialMethod(_ object: Value, _ name: Name) throws(Raised) -> Value? {
  let attribute = lookupInType(object.type, name.str)
  if attribute.isUnbound { return nil }
  return try bind(attribute, object, object.type)
}

/// What a class attribute gives when it is read through an instance (or, with an unbound one, through the class); owned.
func bind(_ attribute: Value, _ instance: Value, _ type: TypeRef) throws(Raised) -> Value {
  guard attribute.isObject else { return attribute }
  switch attribute.header.pointee.layout {
  case .function:
    return instance.isUnbound ? attribute.retained() : .boundMethod(attribute, instance)
  case .builtin:
    let cell = attribute.cell(as: BuiltinCell.self)
    let info = cell.pointee.info.takeUnretainedValue()
    switch info.kind {
    case .method, .slotWrapper:
      if instance.isUnbound || !cell.pointee.instance.isUnbound { return attribute.retained() }
      if let owner = info.owner, owner != instance.type, !instance.type.isSubtype(of: owner) {
        throw raise(
          .typeError,
          "descriptor '\(info.name)' for '\(owner.name)' objects doesn't apply to a '\(instance.type.name)' object"
        )
      }
      return .builtin(info, instance: instance)
    case .classMethod:
      return cell.pointee.instance.isUnbound
        ? .builtin(info, instance: type.value) : attribute.retained()
    default: return attribute.retained()
    }
  default:
    guard let get = attribute.header.pointee.type.slots.descriptorGet else {
      return attribute.retained()
    }
    return try get(attribute, instance, type.value)
  }
}

// MARK: Get

/// `object.name`; owned.
func getAttribute(_ object: Value, _ name: Str) throws(Raised) -> Value {
  let type = object.type
  if let slot = type.slots.getAttribute { return try slot(object, name) }
  return try genericGetAttribute(object, name)
}

func getAttribute(_ object: Value, _ name: Name) throws(Raised) -> Value {
  try getAttribute(object, name.str)
}

func getAttribute(_ object: Value, _ name: String) throws(Raised) -> Value {
  let key = Value.interned(name)
  defer { key.release() }
  return try getAttribute(object, Str(key))
}

/// `object.name`, or nil where that is an AttributeError; owned.
func getOptionalAttribute(_ object: Value, _ name: Str) throws(Raised) -> Value? {
  let type = object.type
  do throws(Raised) {
    if type.slots.getAttribute == nil {
      let value = try findAttribute(object, name)
      return value.isUnbound ? nil : value
    }
    return try getAttribute(object, name)
  } catch {
    try swallow(.attributeError, error)
    return nil
  }
}

func getOptionalAttribute(_ object: Value, _ name: Name) throws(Raised) -> Value? {
  try getOptionalAttribute(object, name.str)
}

func getOptionalAttribute(_ object: Value, _ name: String) throws(Raised) -> Value? {
  let key = Value.interned(name)
  defer { key.release() }
  return try getOptionalAttribute(object, Str(key))
}

/// `object.__getattribute__`: data descriptors, then the instance, then other class attributes.
func genericGetAttribute(_ object: Value, _ name: Str) throws(Raised) -> Value {
  let value = try findAttribute(object, name)
  if value.isUnbound { throw noAttribute(object, name) }
  return value
}

/// As `genericGetAttribute`; unbound if there is none.
func findAttribute(_ object: Value, _ name: Str) throws(Raised) -> Value {
  let type = object.type
  let attribute = lookupInType(type, name)
  if attribute.isObject && attribute.header.pointee.layout != .function
    && attribute.header.pointee.layout != .builtin
    && attribute.header.pointee.type.slots.descriptorSet != nil,
    let get = attribute.header.pointee.type.slots.descriptorGet
  {
    // The descriptor may be taken out of the class while it runs.
    attribute.retained()
    defer { attribute.release() }
    return try get(attribute, object, type.value)
  }
  let own = ownAttribute(object, name)
  if !own.isUnbound { return own.retained() }
  if attribute.isUnbound { return .unbound }
  return try bind(attribute, object, type)
}

/// What stands in the instance itself; borrowed, unbound if nothing does.
func ownAttribute(_ object: Value, _ name: Str) -> Value {
  guard object.isObject else { return .unbound }
  switch object.header.pointee.layout {
  case .instance:
    if name.cell.pointee.header.flags.contains(.interned) { return Instance(object).get(name) }
    let interned = name.interned()
    defer { interned.value.release() }
    return Instance(object).get(interned)
  default:
    return existingDictionary(of: object)?.get(name) ?? .unbound
  }
}

/// The `__dict__` of an object other than a plain instance, if it has got one; borrowed.
func existingDictionary(of object: Value) -> Dict? {
  switch object.header.pointee.layout {
  case .module: return Module(object).namespace
  case .function:
    let attributes = object.cell(as: FunctionCell.self).pointee.attributes
    return attributes.isUnbound ? nil : Dict(attributes)
  case .exception:
    let attributes = object.cell(as: ExceptionCell.self).pointee.attributes
    return attributes.isUnbound ? nil : Dict(attributes)
  case .instance: return Instance(object).dictionary
  default: return SideTables.attributes(of: object)
  }
}

/// The `__dict__` of an object, made if need be; nil for objects that have none.
///
/// Borrowed.
func dictionary(of object: Value) -> Dict? {
  guard object.isObject else { return nil }
  switch object.header.pointee.layout {
  case .module: return Module(object).namespace
  case .function:
    let cell = object.cell(as: FunctionCell.self)
    if cell.pointee.attributes.isUnbound { cell.pointee.attributes = Dict.make().value }
    return Dict(cell.pointee.attributes)
  case .exception: return ExceptionRef(object).attributes
  case .instance:
    return object.type.flags.contains(.hasDict) ? Instance(object).makeDictionary() : nil
  default:
    return object.type.flags.contains(.hasDict) ? SideTables.makeAttributes(of: object) : nil
  }
}

func noAttribute(_ object: Value, _ name: Str) -> Raised {
  let text: String
  if object.has(.module) {
    let moduleName = Module(object).namespace.get(.name)
    text =
      "module '\(moduleName.isStr ? Str(moduleName).text : "?")' has no attribute '\(name.text)'"
  } else if object.has(.type) {
    text = "type object '\(TypeRef(object).name)' has no attribute '\(name.text)'"
  } else {
    text = "'\(object.type.name)' object has no attribute '\(name.text)'"
  }
  let message = Value.string(text)
  defer { message.release() }
  let error = Exceptions.make(
    ExceptionKind.attributeError.type, arguments: .tuple(message))
  let attributes = ExceptionRef(error).extras
  attributes.set("name", name.value)
  attributes.set("obj", object)
  return raise(error)
}

// MARK: Set

/// `object.name = value`, or `del object.name` with an unbound value.
func setAttribute(_ object: Value, _ name: Str, _ value: Value) throws(Raised) {
  if let slot = object.type.slots.setAttribute { return try slot(object, name, value) }
  try genericSetAttribute(object, name, value)
}

func setAttribute(_ object: Value, _ name: String, _ value: Value) throws(Raised) {
  let key = Value.interned(name)
  defer { key.release() }
  try setAttribute(object, Str(key), value)
}

/// `object.__setattr__`.
func genericSetAttribute(_ object: Value, _ name: Str, _ value: Value) throws(Raised) {
  let type = object.type
  let attribute = lookupInType(type, name)
  if attribute.isObject, let set = attribute.header.pointee.type.slots.descriptorSet {
    attribute.retained()
    defer { attribute.release() }
    return try set(attribute, object, value)
  }
  let name = name.interned()
  defer { name.value.release() }
  if object.has(.instance) && type.flags.contains(.hasDict) {
    if value.isUnbound {
      if !Instance(object).remove(name) { throw noAttribute(object, name) }
    } else {
      Instance(object).set(name, value)
    }
    return
  }
  guard let dict = dictionary(of: object) else {
    if attribute.isUnbound { throw noAttribute(object, name) }
    throw raise(
      .attributeError, "'\(type.name)' object attribute '\(name.text)' is read-only")
  }
  if value.isUnbound {
    let old = dict.remove(name)
    if old.isUnbound { throw noAttribute(object, name) }
    old.release()
  } else {
    dict.set(name, value)
  }
}
