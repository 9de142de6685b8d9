// SPDX-License-Identifier: Apache-2.0
// Global names, class bodies' names, attributes: the paths that fill the inline caches.

extension Machine {
  @inline(never)
  static func loadGlobal(
    _ frame: UnsafeMutablePointer<Frame>, _ i: Instruction, _ R: Window, _ name: Value,
    _ cache: UnsafeMutablePointer<InlineCache>
  ) throws(Raised) {
    let (globals, builtins, key) = (frame.pointee.globals, frame.pointee.builtins, Str(name))
    var position = globals.position(of: key)
    if position >= 0 {
      cache.pointee = InlineCache(version: globals.keyVersion, shape: 0, index: position)
      (R + Int(i.a)).replace(with: globals.entries[position].value.retained())
      return
    }
    position = builtins.position(of: key)
    guard position >= 0 else {
      if let value = try Import.specification(key, in: globals) {
        (R + Int(i.a)).replace(with: value)
        return
      }
      throw raiseName(.nameError, "name '\(key.text)' is not defined", key.text)
    }
    cache.pointee = InlineCache(
      version: globals.keyVersion, shape: builtins.keyVersion, index: position)
    (R + Int(i.a)).replace(with: builtins.entries[position].value.retained())
  }

  @inline(never)
  static func storeGlobal(
    _ globals: Dict, _ name: Str, _ value: Value, _ cache: UnsafeMutablePointer<InlineCache>
  ) {
    globals.set(name, consuming: value)
    cache.pointee = InlineCache(
      version: globals.keyVersion, shape: 0, index: globals.position(of: name))
  }

  static func deleteName(_ namespace: Value, _ name: Str) throws(Raised) {
    if namespace.isExactly(.dict) {
      let old = Dict(namespace).remove(name)
      if old.isUnbound {
        throw raiseName(.nameError, "name '\(name.text)' is not defined", name.text)
      }
      old.release()
      return
    }
    do throws(Raised) {
      try Interpreter.setItem(namespace, name.value, .unbound)
    } catch {
      try swallow(.keyError, error)
      throw raiseName(.nameError, "name '\(name.text)' is not defined", name.text)
    }
  }

  /// A name of a class body or `exec`: local, global, built-in; owned.
  static func loadName(_ frame: UnsafeMutablePointer<Frame>, _ name: Str) throws(Raised) -> Value {
    let local = try namespaceValue(frame.pointee.namespace, name)
    if !local.isUnbound { return local }
    var value = frame.pointee.globals.get(name)
    if value.isUnbound { value = frame.pointee.builtins.get(name) }
    if value.isUnbound {
      if let own = try Import.specification(name, in: frame.pointee.globals) { return own }
      throw raiseName(.nameError, "name '\(name.text)' is not defined", name.text)
    }
    return value.retained()
  }

  private static func namespaceValue(_ namespace: Value, _ name: Str) throws(Raised) -> Value {
    if namespace.isUnbound { return .unbound }
    if namespace.isExactly(.dict) { return Dict(namespace).get(name).retained() }
    do throws(Raised) {
      return try Interpreter.getItem(namespace, name.value)
    } catch {
      try swallow(.keyError, error)
      return .unbound
    }
  }

  static func loadClassFree(_ frame: UnsafeMutablePointer<Frame>, _ i: Instruction, _ name: Str)
    throws(Raised) -> Value
  {
    let local = try namespaceValue(frame.pointee.namespace, name)
    if !local.isUnbound { return local }
    let cell = frame.pointee.closure.unsafelyUnwrapped[Int(i.b)].cell(as: CellCell.self)
    if cell.pointee.contents.isUnbound { throw emptyCell(frame, free: Int(i.b)) }
    return cell.pointee.contents.retained()
  }

  static func storeName(_ namespace: Value, _ name: Str, _ value: Value) throws(Raised) {
    if namespace.isExactly(.dict) {
      Dict(namespace).set(name, value)
    } else {
      try Interpreter.setItem(namespace, name.value, value)
    }
  }

  // MARK: Attributes

  @inline(never)
  static func getAttribute(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ name: Str,
    _ cache: UnsafeMutablePointer<InlineCache>
  ) throws(Raised) {
    let object = try bound(R[Int(i.b)], i.b, frame)
    if let value = classAttribute(of: object, cache) {
      value.retained()
      consumeB(i, R)
      (R + Int(i.a)).replace(with: value)
      return
    }
    let value: Value
    if cache.pointee.shape == propertyMark, object.tag == .object,
      object.header.pointee.type.cell.pointee.version == cache.pointee.version
    {
      value = try property(of: object, cache)
    } else {
      cacheAttribute(object, name, cache)
      value = try Interpreter.getAttribute(object, name)
    }
    consumeB(i, R)
    (R + Int(i.a)).replace(with: value)
  }

  /// The attribute of a class that the cache holds, if it is what this object's load finds: `C.name`, or of an instance that has no
  /// such attribute of its own; borrowed.
  ///
  /// `index` is the value's tag then. The cache's shape is 1 for a class, and the instance's with the lowest bit set: the loop itself takes
  /// neither for the shape of an instance.
  @inline(__always)
  private static func classAttribute(of object: Value, _ cache: UnsafeMutablePointer<InlineCache>)
    -> Value?
  {
    guard object.tag == .object, cache.pointee.shape & 1 != 0 else { return nil }
    switch object.header.pointee.exactLayout {
    case .type:
      guard cache.pointee.shape == 1, TypeRef(object).cell.pointee.version == cache.pointee.version
      else { return nil }
    default:
      guard object.header.pointee.layout == .instance,
        object.header.pointee.type.cell.pointee.version == cache.pointee.version,
        UInt64(UInt(bitPattern: Instance(object).cell.pointee.shape)) | 1 == cache.pointee.shape,
        cache.pointee.shape != 1
      else { return nil }
    }
    let value = Value(
      tag: Tag(rawValue: UInt8(truncatingIfNeeded: cache.pointee.index)).unsafelyUnwrapped,
      bits: cache.pointee.value)
    // Its class may have become one of descriptors.
    if value.has(.instance), value.header.pointee.type.slots.descriptorGet != nil { return nil }
    return value
  }

  /// The cache's shape where its value is the descriptor of a property of a built-in type; odd, and no shape's address.
  private static let propertyMark: UInt64 = 3

  /// What the property in the cache gives for an object of its type; owned.
  @inline(__always)
  private static func property(of object: Value, _ cache: UnsafeMutablePointer<InlineCache>)
    throws(Raised) -> Value
  {
    // The built-in type keeps the descriptor.
    let descriptor = Value(tag: .object, bits: cache.pointee.value)
    return try descriptor.nativeKnown(GetSetDescriptor.self).row.get(object)
  }

  /// Whether reading a class attribute gives the object itself, whatever it is read through.
  private static func isPlain(_ attribute: Value) -> Bool {
    guard attribute.isObject else { return !attribute.isUnbound }
    switch attribute.header.pointee.layout {
    case .function, .builtin: return false
    default: return attribute.header.pointee.type.slots.descriptorGet == nil
    }
  }

  /// Whether reading a class attribute through the class gives it unbound: functions and methods, but no class methods.
  private static func isItselfInClass(_ attribute: Value) -> Bool {
    if attribute.has(.function) { return true }
    guard attribute.has(.builtin) else { return false }
    let cell = attribute.cell(as: BuiltinCell.self)
    return cell.pointee.instance.isUnbound
      && cell.pointee.info._withUnsafeGuaranteedRef { $0.kind != .classMethod }
  }

  /// Notes where an attribute of an instance or module stands, if a plain load finds it there.
  private static func cacheAttribute(
    _ object: Value, _ name: Str, _ cache: UnsafeMutablePointer<InlineCache>
  ) {
    guard object.isObject else { return }
    if object.has(.instance) {
      let instance = Instance(object)
      guard let shape = instance.cell.pointee.shape, instance.type.slots.getAttribute == nil
      else { return }
      let attribute = lookupInType(instance.type, name)
      let key = slotKey(attribute, instance.type) ?? name
      guard key.cell != name.cell || !isDataDescriptor(attribute) else { return }
      let place = shape.place(of: key)
      let word = UInt64(UInt(bitPattern: shape))
      if place >= 0 {
        cache.pointee = InlineCache(version: instance.type.version, shape: word, index: place)
      } else if isPlain(attribute) && key.cell == name.cell {
        cache.pointee = InlineCache(
          version: instance.type.version, shape: word | 1, index: Int(attribute.tag.rawValue),
          value: attribute.bits)
      }
    } else if object.isExactly(.type) {
      let type = TypeRef(object)
      guard lookupInType(machine.pointee.types.type, name).isUnbound else { return }
      let attribute = lookupInType(type, name)
      if isPlain(attribute) || isItselfInClass(attribute) {
        cache.pointee = InlineCache(
          version: type.version, shape: 1, index: Int(attribute.tag.rawValue),
          value: attribute.bits)
      }
    } else if object.isExactly(.module) {
      let namespace = Module(object).namespace
      let position = namespace.position(of: name)
      if position >= 0 {
        cache.pointee = InlineCache(version: namespace.keyVersion, shape: 0, index: position)
      }
    } else if !object.has(.type), object.type.slots.getAttribute == nil {
      let attribute = lookupInType(object.type, name)
      if let descriptor = attribute.native(GetSetDescriptor.self),
        object.type.isSubtype(of: descriptor.owner)
      {
        cache.pointee = InlineCache(
          version: object.type.version, shape: propertyMark, index: 0, value: attribute.bits)
      }
    }
  }

  /// The key in shapes of one of `__slots__` that the type or a base of it defines; nil for other attributes.
  private static func slotKey(_ attribute: Value, _ type: TypeRef) -> Str? {
    guard attribute.has(.native), let slot = attribute.native(SlotDescriptor.self),
      type.isSubtype(of: slot.owner)
    else { return nil }
    return Str(slot.key)
  }

  static func isDataDescriptor(_ attribute: Value) -> Bool {
    attribute.isObject && attribute.header.pointee.type.slots.descriptorSet != nil
  }

  @inline(never)
  static func setAttribute(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window, _ name: Str,
    _ cache: UnsafeMutablePointer<InlineCache>
  ) throws(Raised) {
    let object = try bound(R[Int(i.a)], i.a, frame)
    let value = try bound(operandB(i, R, K), i.b, frame)
    var before: UnsafeMutablePointer<Shape>?
    var (plain, key) = (false, name)
    if object.has(.instance) && object.type.slots.setAttribute == nil {
      let attribute = lookupInType(object.type, name)
      if let slot = slotKey(attribute, object.type) {
        (plain, key) = (true, slot)
      } else {
        plain = object.type.flags.contains(.hasDict) && !isDataDescriptor(attribute)
      }
    }
    if plain { before = Instance(object).cell.pointee.shape }
    try Interpreter.setAttribute(object, name, value)
    if let before, plain, let after = Instance(object).cell.pointee.shape {
      cache.pointee = InlineCache(
        version: object.type.version, shape: UInt64(UInt(bitPattern: before)),
        index: after.place(of: key),
        value: before == after ? 0 : UInt64(UInt(bitPattern: after)))
      // A transition to a shape that is not the next one was not a plain addition.
      if before != after && after.pointee.count != before.pointee.count + 1
        || after.place(of: key) < 0
      {
        cache.pointee = InlineCache()
      }
    }
    consumeB(i, R)
    consumeA(i, R)
  }

  @inline(never)
  static func loadMethod(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ name: Str,
    _ cache: UnsafeMutablePointer<InlineCache>
  ) throws(Raised) {
    let object = try bound(R[Int(i.b)], i.b, frame)
    let type = object.type
    if type.slots.getAttribute == nil {
      let attribute = lookupInType(type, name)
      if isMethod(attribute, of: type), ownAttribute(object, name).isUnbound {
        if object.isObject, attribute.isObject {
          let layout = object.header.pointee.layout
          // Objects other than instances must have no attributes of their own that could hide the method.
          if layout == .instance {
            if let shape = Instance(object).cell.pointee.shape {
              cache.pointee = InlineCache(
                version: type.version, shape: UInt64(UInt(bitPattern: shape)),
                value: attribute.bits)
            }
          } else if !type.flags.contains(.hasDict) {
            cache.pointee = InlineCache(version: type.version, value: attribute.bits)
          }
        }
        attribute.retained()
        if i.flags.contains(.consumesB) {
          R[Int(i.b)].tag = .unbound
        } else {
          object.retained()
        }
        R[Int(i.a)] = attribute
        R[Int(i.a) + 1] = object
        return
      }
    }
    let value = try Interpreter.getAttribute(object, name)
    consumeB(i, R)
    R[Int(i.a)] = value
    R[Int(i.a) + 1] = .unbound
  }

  /// Whether a class attribute becomes a method of the instance: a function or a built-in method.
  ///
  /// A built-in method of an unrelated class is none: it must not see such an instance.
  static func isMethod(_ attribute: Value, of type: TypeRef) -> Bool {
    guard attribute.isObject else { return false }
    switch attribute.header.pointee.layout {
    case .function: return true
    case .builtin:
      let cell = attribute.cell(as: BuiltinCell.self).pointee
      let (kind, owner) = cell.info._withUnsafeGuaranteedRef { ($0.kind, $0.owner) }
      return cell.instance.isUnbound && (kind == .method || kind == .slotWrapper)
        && owner.map { type.isSubtype(of: $0) } ?? true
    default: return false
    }
  }

  static func loadSuper(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ name: Str
  ) throws(Raised) {
    let (start, object) = (R[Int(i.b)], R[Int(i.b) + 1])
    guard start.has(.type) else { throw raise(.runtimeError, "super(): __class__ is not a type") }
    let value = try superAttribute(TypeRef(start), object, superType(of: start, object), name)
    if value.isUnbound {
      throw raise(.attributeError, "'super' object has no attribute '\(name.text)'")
    }
    for offset in 0...1 {
      let old = R[Int(i.b) + offset]
      R[Int(i.b) + offset].tag = .unbound
      old.release()
    }
    (R + Int(i.a)).replace(with: value)
  }

  /// The type in whose resolution order `super(start, object)` looks.
  static func superType(of start: Value, _ object: Value) throws(Raised) -> TypeRef {
    let type = TypeRef(start)
    if object.has(.type) && TypeRef(object).isSubtype(of: type) { return TypeRef(object) }
    if object.type.isSubtype(of: type) { return object.type }
    // A proxy may say that it is of another class.
    if object.isObject, object.type.flags.contains(.heapType),
      let claimed = try getOptionalAttribute(object, .class)
    {
      defer { claimed.release() }
      if claimed.has(.type), TypeRef(claimed).isSubtype(of: type) { return TypeRef(claimed) }
    }
    throw raise(
      .typeError, "super(type, obj): obj must be an instance or subtype of type")
  }

  static func loadSpecial(_ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window)
    throws(Raised)
  {
    let object = try bound(R[Int(i.b)], i.b, frame)
    let names: [Name] = [.enter, .exit, .asyncEnter, .asyncExit]
    let name = names[Int(i.c)]
    guard let method = try specialMethod(object, name) else {
      let isAsync = i.c > 1
      let kind = isAsync ? "asynchronous context manager" : "context manager"
      let missed = name == .exit || name == .asyncExit
      throw raise(
        .typeError,
        "'\(object.type.name)' object does not support the \(kind) protocol\(missed ? " (missed \(name.rawValue) method)" : "")"
      )
    }
    consumeB(i, R)
    (R + Int(i.a)).replace(with: method)
    R[Int(i.a) + 1] = .unbound
  }
}

/// `super(start, object).name`, looked up after `start` in the order of `type`; owned, unbound if there is none.
func superAttribute(_ start: TypeRef, _ object: Value, _ type: TypeRef, _ name: Str)
  throws(Raised) -> Value
{
  let order = type.cell.pointee.linearization
  guard let position = order.firstIndex(of: start) else { return .unbound }
  for base in order[(position + 1)...] {
    let attribute = base.dict.get(name)
    if attribute.isUnbound { continue }
    let throughType = object.has(.type) && TypeRef(object) == type
    return try bind(attribute, throughType ? .unbound : object, type)
  }
  return .unbound
}

extension Machine {
  /// `R[b][R[c]]` other than an element of a list or tuple.
  @inline(never)
  static func getItem(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    let object = try bound(operandB(i, R, K), i.b, frame)
    let key = try bound(operandC(i, R, K), i.c, frame)
    if object.isExactly(.dict) && key.isExactly(.str) {
      let dict = Dict(object)
      let position = dict.plainPosition(of: Str(key), Str(key).hash)
      if position >= 0 {
        let value = dict.entries[position].value.retained()
        consumeBC(i, R)
        (R + Int(i.a)).replace(with: value)
        return
      }
    }
    if object.isExactly(.dict) && key.tag == .int {
      let dict = Dict(object)
      let position = try dict.position(of: key, hash: hashOfInt(key.asInt))
      if position >= 0 {
        let value = dict.entries[position].value.retained()
        consumeBC(i, R)
        (R + Int(i.a)).replace(with: value)
        return
      }
    }
    let value = try Interpreter.getItem(object, key)
    consumeBC(i, R)
    (R + Int(i.a)).replace(with: value)
  }

  @inline(never)
  static func setItem(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    let object = try bound(R[Int(i.a)], i.a, frame)
    let key = try bound(operandB(i, R, K), i.b, frame)
    let value = try bound(operandC(i, R, K), i.c, frame)
    if object.isExactly(.dict) {
      try Dict(object).set(key, value)
    } else {
      try Interpreter.setItem(object, key, value)
    }
    consumeBC(i, R)
    consumeA(i, R)
  }
}
