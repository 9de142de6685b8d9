// SPDX-License-Identifier: Apache-2.0
// The slots of script classes: each special method found along the resolution order decides its slot.

enum ScriptSlots {
  /// Fills all slots of a script class anew: after it is made, and whenever a special method changes on it or a base.
  ///
  /// A method that a built-in type's slot implies (`SlotWrappers`) brings that slot itself; any other one a slot that calls it.
  static func update(_ type: TypeRef) {
    var slots = Slots()
    func native(_ name: Name) -> TypeRef? {
      let found = lookupInType(type, name.str)
      guard found.has(.builtin) else { return nil }
      let info = found.cell(as: BuiltinCell.self).pointee.info.takeUnretainedValue()
      // A wrapper under another name, as in `__str__ = int.__repr__`, is a method like any other.
      guard info.name == name.rawValue else { return nil }
      return info.kind == .slotWrapper || name == .new ? info.owner : nil
    }
    /// Whether a script's method, or one that no slot implies, stands under the name.
    func isScript(_ name: Name) -> Bool { native(name) == nil && lookup(type, name) != nil }
    slots.repr = native(.repr)?.slots.repr
    if isScript(.repr) {
      slots.repr = { v throws(Raised) in try invoke(v, .repr) }
    }
    slots.str = native(.str)?.slots.str
    if isScript(.str) {
      slots.str = { v throws(Raised) in try invoke(v, .str) }
    }
    slots.truth = native(.truth)?.slots.truth
    if isScript(.truth) {
      slots.truth = { v throws(Raised) in
        let result = try invoke(v, .truth)
        defer { result.release() }
        guard result.tag == .bool else {
          throw raise(.typeError, "__bool__ should return bool, returned \(result.type.name)")
        }
        return result.asBool
      }
    }
    slots.length = native(.length)?.slots.length
    if isScript(.length) {
      slots.length = { v throws(Raised) in
        let result = try invoke(v, .length)
        defer { result.release() }
        let count = try indexValue(result)
        if count < 0 { throw raise(.valueError, "__len__() should return >= 0") }
        return count
      }
    }
    let hashMethod = lookupInType(type, Name.hash.str)
    if hashMethod.isNone {
      slots.isUnhashable = true
    } else {
      slots.hash = native(.hash)?.slots.hash
      if isScript(.hash) {
        slots.hash = { v throws(Raised) in
          let result = try invoke(v, .hash)
          defer { result.release() }
          guard result.isInteger else {
            throw raise(.typeError, "__hash__ method should return an integer")
          }
          let plain = result.unboxed
          if plain.tag == .int { return plain.asInt == -1 ? -2 : plain.asInt }
          return try Interpreter.hash(of: plain)
        }
      }
    }
    slots.index = native(.index)?.slots.index
    if isScript(.index) {
      slots.index = { v throws(Raised) in try invoke(v, .index) }
    }
    slots.int = native(.int)?.slots.int
    if isScript(.int) {
      slots.int = { v throws(Raised) in try invoke(v, .int) }
    }
    slots.float = native(.float)?.slots.float
    if isScript(.float) {
      slots.float = { v throws(Raised) in try invoke(v, .float) }
    }
    slots.getItem = native(.getItem)?.slots.getItem
    if isScript(.getItem) {
      slots.getItem = { v, key throws(Raised) in try invoke(v, .getItem, key) }
    }
    setFlag(type, .overridesGetItem, isScript(.getItem))
    let setsNatively = native(.setItem) != nil && native(.deleteItem) != nil
    if setsNatively {
      slots.setItem = native(.setItem)?.slots.setItem
    } else if lookup(type, .setItem) != nil || lookup(type, .deleteItem) != nil {
      slots.setItem = { v, key, value throws(Raised) in
        if value.isUnbound {
          guard lookup(v.type, .deleteItem) != nil else {
            throw raise(.typeError, "'\(v.type.name)' object doesn't support item deletion")
          }
          try invoke(v, .deleteItem, key).release()
        } else {
          guard lookup(v.type, .setItem) != nil else {
            throw raise(
              .typeError, "'\(v.type.name)' object does not support item assignment")
          }
          try invoke(v, .setItem, key, value).release()
        }
      }
    }
    if lookupInType(type, Name.contains.str).isNone {
      slots.contains = { v, _ throws(Raised) in
        throw raise(.typeError, "'\(v.type.name)' object is not a container")
      }
    } else {
      slots.contains = native(.contains)?.slots.contains
      if isScript(.contains) {
        slots.contains = { v, key throws(Raised) in
          let result = try invoke(v, .contains, key)
          defer { result.release() }
          return try isTrue(result)
        }
      }
    }
    if lookupInType(type, Name.iterate.str).isNone {
      slots.iterate = { v throws(Raised) in
        throw raise(.typeError, "'\(v.type.name)' object is not iterable")
      }
    } else {
      slots.iterate = native(.iterate)?.slots.iterate
      if isScript(.iterate) {
        slots.iterate = { v throws(Raised) in try invoke(v, .iterate) }
      }
    }
    slots.next = native(.next)?.slots.next
    if isScript(.next) {
      slots.next = { v throws(Raised) in
        do throws(Raised) {
          return try invoke(v, .next)
        } catch {
          try swallow(.stopIteration, error)
          return .unbound
        }
      }
    }
    if let owner = native(.call) {
      slots.call = owner.slots.call
    } else if lookup(type, .call) != nil {
      slots.call = { v, arguments throws(Raised) in
        let method = lookupInType(v.type, Name.call.str)
        if method.has(.function) { return try callBound(method, v, arguments) }
        let bound = try bind(method, v, v.type)
        defer { bound.release() }
        return try call(bound, arguments)
      }
    }
    fillAttributeSlots(type, &slots, native)
    slots.descriptorGet = native(.get)?.slots.descriptorGet
    if isScript(.get) {
      slots.descriptorGet = { d, instance, owner throws(Raised) in
        try invoke(d, .get, instance.isUnbound ? .none : instance, owner)
      }
    }
    let descriptorNatively = native(.set)
    if let descriptorNatively {
      slots.descriptorSet = descriptorNatively.slots.descriptorSet
    } else if lookup(type, .set) != nil || lookup(type, .deleteDescriptor) != nil {
      slots.descriptorSet = { d, instance, value throws(Raised) in
        if value.isUnbound {
          guard lookup(d.type, .deleteDescriptor) != nil else {
            throw raise(.attributeError, "__delete__")
          }
          try invoke(d, .deleteDescriptor, instance).release()
        } else {
          guard lookup(d.type, .set) != nil else { throw raise(.attributeError, "__set__") }
          try invoke(d, .set, instance, value).release()
        }
      }
    }
    fillOperators(type, &slots, native)
    fillConstruction(type, &slots, native)
    type.cell.pointee.slots = slots
    type.touch()
    for subtype in type.cell.pointee.subtypes where subtype.flags.contains(.heapType) {
      update(subtype)
    }
  }

  private static func setFlag(_ type: TypeRef, _ flag: TypeFlags, _ on: Bool) {
    if on { type.cell.pointee.flags.insert(flag) } else { type.cell.pointee.flags.remove(flag) }
  }

  private static func fillAttributeSlots(
    _ type: TypeRef, _ slots: inout Slots, _ native: (Name) -> TypeRef?
  ) {
    let getOwner = native(.getAttribute)
    let hasMissing = lookup(type, .getMissingAttribute) != nil
    if getOwner != nil && !hasMissing {
      slots.getAttribute = getOwner?.slots.getAttribute
    } else {
      slots.getAttribute = { v, name throws(Raised) in
        do throws(Raised) {
          let method = lookupInType(v.type, Name.getAttribute.str)
          if method.isUnbound || method.has(.builtin) {
            let native = method.isUnbound ? nil : TypeRef.owner(of: method)?.slots.getAttribute
            if let native { return try native(v, name) }
            return try genericGetAttribute(v, name)
          }
          return try invoke(v, .getAttribute, name.value)
        } catch {
          guard lookup(v.type, .getMissingAttribute) != nil else { throw error }
          try swallow(.attributeError, error)
          return try invoke(v, .getMissingAttribute, name.value)
        }
      }
    }
    setFlag(type, .overridesGetAttribute, getOwner == nil || hasMissing)
    let setOwner = native(.setAttribute)
    let deleteOwner = native(.deleteAttribute)
    if setOwner != nil && deleteOwner != nil {
      slots.setAttribute = setOwner?.slots.setAttribute
    } else {
      slots.setAttribute = { v, name, value throws(Raised) in
        if value.isUnbound {
          try invoke(v, .deleteAttribute, name.value).release()
        } else {
          try invoke(v, .setAttribute, name.value, value).release()
        }
      }
    }
    setFlag(type, .overridesSetAttribute, setOwner == nil || deleteOwner == nil)
  }

  private static func fillOperators(
    _ type: TypeRef, _ slots: inout Slots, _ native: (Name) -> TypeRef?
  ) {
    var overrides = false
    var names = UnaryOperation.allCases.map(\.name)
    for op in BinaryOperation.allCases {
      let row = op.names
      names += [row.name, row.reflected]
      if let inPlace = row.inPlace { names.append(inPlace) }
    }
    for name in names where native(name) == nil && lookup(type, name) != nil { overrides = true }
    setFlag(type, .overridesOperators, overrides)
    for base in type.cell.pointee.linearization.dropFirst() where !base.flags.contains(.heapType) {
      if slots.binary == nil {
        slots.binary = base.slots.binary
        slots.binaryMask = base.slots.binaryMask
      }
      if slots.inPlace == nil {
        slots.inPlace = base.slots.inPlace
        slots.inPlaceMask = base.slots.inPlaceMask
      }
      if slots.unary == nil {
        slots.unary = base.slots.unary
        slots.unaryMask = base.slots.unaryMask
      }
    }
    var owners: Set<UnsafeMutablePointer<TypeCell>?> = []
    for op in Comparison.allCases { owners.insert(native(op.name)?.cell) }
    if owners.count == 1, let owner = owners.first ?? nil {
      slots.compare = owner.pointee.slots.compare
    } else {
      slots.compare = { op, a, b throws(Raised) in
        guard let found = lookup(a.type, op.name) else { return .notImplemented }
        if found.has(.function) { return try invoke(a, op.name, b) }
        let method: Value
        do throws(Raised) {
          method = try bind(found, a, a.type)
        } catch {
          // A method that cannot be had is none: the one place where CPython holds it so.
          takeRaised().release()
          return .notImplemented
        }
        defer { method.release() }
        return try call(method, b)
      }
    }
  }

  private static func fillConstruction(
    _ type: TypeRef, _ slots: inout Slots, _ native: (Name) -> TypeRef?
  ) {
    let newOwner = native(.new)
    if let newOwner {
      slots.new = newOwner.slots.new
    } else {
      slots.new = { type, arguments throws(Raised) in
        let found = lookupInType(type, Name.new.str)
        let method = try bind(found, .unbound, type)
        defer { method.release() }
        return try callBound(method, type.value, arguments)
      }
    }
    setFlag(type, .overridesNew, newOwner == nil)
    let initOwner = native(.initialize)
    if let initOwner {
      slots.initialize = initOwner.slots.initialize
    } else {
      slots.initialize = { v, arguments throws(Raised) in
        let found = lookupInType(v.type, Name.initialize.str)
        let result: Value
        if found.has(.function) {
          result = try callBound(found, v, arguments)
        } else {
          let method = try bind(found, v, v.type)
          defer { method.release() }
          result = try call(method, arguments)
        }
        defer { result.release() }
        if !result.isNone {
          throw raise(
            .typeError, "__init__() should return None, not '\(result.type.name)'")
        }
      }
    }
    setFlag(type, .overridesInit, initOwner == nil)
    setFlag(type, .hasFinalizer, lookup(type, .delete) != nil)
  }

  /// Calls a special method of an object, found in its type; borrowed arguments, owned result.
  static func invoke(_ object: Value, _ name: Name, _ arguments: Value...) throws(Raised) -> Value {
    let method = lookupInType(object.type, name.str)
    guard !method.isUnbound else { throw noAttribute(object, name.str) }
    method.retained()
    defer { method.release() }
    return try withStack(arguments.count + 1) { base throws(Raised) in
      base[0] = object
      for (index, argument) in arguments.enumerated() { base[index + 1] = argument }
      if method.has(.function) { return try call(method, CallArguments(base, arguments.count + 1)) }
      let bound = try bind(method, object, object.type)
      defer { bound.release() }
      return try call(bound, CallArguments(base + 1, arguments.count))
    }
  }
}

extension TypeRef {
  /// The type whose method a built-in function object is.
  static func owner(of method: Value) -> TypeRef? {
    method.cell(as: BuiltinCell.self).pointee.info.takeUnretainedValue().owner
  }
}
