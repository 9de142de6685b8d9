// SPDX-License-Identifier: Apache-2.0
// Attributes and methods: what the caches of instructions hold of them, and the paths that fill those.

extension Machine {
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
    if let descriptor = cachedDescriptor(of: object, cache) {
      if cache.pointee.shape == propertyMark {
        value = try property(descriptor, object)
      } else {
        value = try described(descriptor, object)
      }
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

  /// The same of any other built-in descriptor that comes before what an instance has of its own.
  private static let descriptorMark: UInt64 = 5

  /// The built-in descriptor that the cache holds for the type of an object; borrowed: the type keeps it.
  @inline(__always)
  private static func cachedDescriptor(of object: Value, _ cache: UnsafeMutablePointer<InlineCache>)
    -> Value?
  {
    guard cache.pointee.shape == propertyMark || cache.pointee.shape == descriptorMark,
      object.tag == .object,
      object.header.pointee.type.cell.pointee.version == cache.pointee.version
    else { return nil }
    return Value(tag: .object, bits: cache.pointee.value)
  }

  /// What a property of a built-in type gives for an object of it; owned.
  @inline(__always)
  private static func property(_ descriptor: Value, _ object: Value) throws(Raised) -> Value {
    try descriptor.withNative(GetSetDescriptor.self) { own throws(Raised) in
      try own.row.get(object)
    }
  }

  /// What another descriptor gives; owned.
  @inline(__always)
  private static func described(_ descriptor: Value, _ object: Value) throws(Raised) -> Value {
    guard let get = descriptor.header.pointee.type.slots.descriptorGet else { return .none }
    return try get(descriptor, object, object.header.pointee.type.value)
  }

  @inline(__always)
  private static func setDescribed(
    _ descriptor: Value, _ object: Value, _ value: Value, isProperty: Bool
  ) throws(Raised) {
    if isProperty {
      let isDone = try descriptor.withNative(GetSetDescriptor.self) { own throws(Raised) in
        guard let set = own.row.set else { return false }
        try set(object, value)
        return true
      }
      if isDone { return }
    }
    if let set = descriptor.header.pointee.type.slots.descriptorSet {
      try set(descriptor, object, value)
    }
  }

  /// The mark for a class attribute that is a built-in descriptor of data, which instances cannot hide; nil for others.
  private static func descriptorMark(of attribute: Value, in type: TypeRef) -> UInt64? {
    guard attribute.has(.native) else { return nil }
    if let descriptor = attribute.native(GetSetDescriptor.self) {
      return type.isSubtype(of: descriptor.owner) ? propertyMark : nil
    }
    let kind = attribute.header.pointee.type
    return kind.flags.contains(.heapType) || kind.slots.descriptorGet == nil
      || kind.slots.descriptorSet == nil ? nil : descriptorMark
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
      if let mark = descriptorMark(of: attribute, in: object.type) {
        cache.pointee = InlineCache(
          version: object.type.version, shape: mark, index: 0, value: attribute.bits)
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
    if let descriptor = cachedDescriptor(of: object, cache) {
      try setDescribed(descriptor, object, value, isProperty: cache.pointee.shape == propertyMark)
      consumeB(i, R)
      consumeA(i, R)
      return
    }
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
    if object.isObject, !object.has(.instance), !object.has(.type),
      object.type.slots.setAttribute == nil
    {
      let attribute = lookupInType(object.type, name)
      if let mark = descriptorMark(of: attribute, in: object.type) {
        cache.pointee = InlineCache(
          version: object.type.version, shape: mark, value: attribute.bits)
      }
    }
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
}
