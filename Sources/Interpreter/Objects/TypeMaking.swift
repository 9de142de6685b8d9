// SPDX-License-Identifier: Apache-2.0
// Making built-in types: their rows of methods and properties, slots, and the special methods that slots imply.

/// Makes types in Swift.
///
/// A type is one call: name, base, layout, rows, slots.
enum TypeMaking {
  /// Fills a cell that `Boot` or `make` allocated.
  static func initialize(
    _ type: TypeRef, _ name: String, base: TypeRef?, layout: Layout, flags: TypeFlags
  ) {
    let inherited =
      base?.cell.pointee.flags.intersection([
        .hasDict, .hasFinalizer, .isException, .weakReferable, .matchesSelf, .sequencePattern,
        .mappingPattern,
      ]) ?? []
    let linearization = [type] + (base?.cell.pointee.linearization ?? [])
    type.cell.initialize(
      to: TypeCell(
        header: Header(
          references: Header.immortal, layout: .type, exactLayout: .type, flags: [],
          detail: 0, type: machine.pointee.types.type),
        flags: flags.union(inherited), layout: layout, name: name, dict: Dict.make(), base: base,
        bases: Tuple.make(copying: base.map { [$0.value] } ?? []).value,
        linearization: linearization))
    base?.cell.pointee.subtypes.append(type)
  }

  /// A new built-in type.
  ///
  /// `configure` fills in slots; those left nil are inherited.
  @discardableResult
  static func make(
    _ name: String, module: String = "builtins", base: TypeRef? = nil, layout: Layout = .native,
    flags: TypeFlags = [], methods: [Builtin] = [], staticMethods: [Builtin] = [],
    classMethods: [Builtin] = [], properties: [Property] = [], documentation: String? = nil,
    _ configure: (inout Slots) -> Void = { _ in }
  ) -> TypeRef {
    let type = TypeRef(UnsafeMutablePointer<TypeCell>.allocate(capacity: 1))
    // Messages name the module of a type that is no built-in one.
    let fullName = module == "builtins" || name.contains(".") ? name : "\(module).\(name)"
    initialize(
      type, fullName, base: base ?? machine.pointee.types.object, layout: layout, flags: flags)
    fill(
      type, module: module, methods: methods, staticMethods: staticMethods,
      classMethods: classMethods, properties: properties, documentation: documentation, configure)
    return type
  }

  /// Gives a type its rows and slots.
  static func fill(
    _ type: TypeRef, module: String = "builtins", methods: [Builtin] = [],
    staticMethods: [Builtin] = [], classMethods: [Builtin] = [], properties: [Property] = [],
    documentation: String? = nil, _ configure: (inout Slots) -> Void = { _ in }
  ) {
    let dict = type.dict
    configure(&type.cell.pointee.slots)
    SlotWrappers.add(to: type)
    for row in methods {
      dict.set(
        row.name, consuming: .builtin(BuiltinInfo(row, kind: .method, owner: type)))
    }
    for row in staticMethods {
      dict.set(
        row.name,
        consuming: .builtin(BuiltinInfo(row, kind: .staticMethod, owner: type)))
    }
    for row in classMethods {
      dict.set(
        row.name, consuming: .builtin(BuiltinInfo(row, kind: .classMethod, owner: type)))
    }
    for row in properties {
      dict.set(row.name, consuming: getSetDescriptor(row, type))
    }
    // Functions and properties have documentation of their own.
    if dict.get("__doc__").isUnbound {
      dict.set("__doc__", consuming: documentation.map(Value.string) ?? .none)
    }
    if module != "builtins" || type.dict.get("__module__").isUnbound {
      dict.set("__module__", consuming: .interned(module))
    }
    if let base = type.cell.pointee.base { inherit(&type.cell.pointee.slots, from: base.slots) }
    type.touch()
  }

  /// Takes over what a type leaves nil from its base.
  ///
  /// A type that compares by its own rule and does not hash is not hashable.
  static func inherit(_ slots: inout Slots, from base: Slots) {
    let comparesItself = slots.compare != nil
    if slots.repr == nil { slots.repr = base.repr }
    if slots.str == nil { slots.str = base.str }
    if slots.truth == nil { slots.truth = base.truth }
    if slots.index == nil { slots.index = base.index }
    if slots.int == nil { slots.int = base.int }
    if slots.float == nil { slots.float = base.float }
    if slots.length == nil { slots.length = base.length }
    if slots.getItem == nil { slots.getItem = base.getItem }
    if slots.setItem == nil { slots.setItem = base.setItem }
    if slots.contains == nil { slots.contains = base.contains }
    if slots.iterate == nil { slots.iterate = base.iterate }
    if slots.next == nil { slots.next = base.next }
    if slots.call == nil { slots.call = base.call }
    if slots.getAttribute == nil { slots.getAttribute = base.getAttribute }
    if slots.setAttribute == nil { slots.setAttribute = base.setAttribute }
    if slots.descriptorGet == nil { slots.descriptorGet = base.descriptorGet }
    if slots.descriptorSet == nil { slots.descriptorSet = base.descriptorSet }
    if slots.new == nil { slots.new = base.new }
    if slots.initialize == nil { slots.initialize = base.initialize }
    if slots.hash == nil && !slots.isUnhashable {
      if comparesItself {
        slots.isUnhashable = true
      } else {
        slots.hash = base.hash
        slots.isUnhashable = base.isUnhashable
      }
    }
    if slots.compare == nil { slots.compare = base.compare }
    if slots.binary == nil {
      slots.binary = base.binary
      slots.binaryMask = base.binaryMask
    }
    if slots.inPlace == nil {
      slots.inPlace = base.inPlace
      slots.inPlaceMask = base.inPlaceMask
    }
    if slots.unary == nil {
      slots.unary = base.unary
      slots.unaryMask = base.unaryMask
    }
  }

  private static func getSetDescriptor(_ row: Property, _ type: TypeRef) -> Value {
    .native(GetSetDescriptor(row, owner: type), machine.pointee.types.getSetDescriptor)
  }
}

/// A computed attribute of a built-in type, as it stands in the type's dictionary.
final class GetSetDescriptor: NativeObject {
  let row: Property
  let owner: TypeRef

  init(_ row: Property, owner: TypeRef) {
    self.row = row
    self.owner = owner
  }

  /// The slots of the descriptor's type.
  static func configure(_ slots: inout Slots) {
    slots.descriptorGet = { descriptor, instance, owner throws(Raised) in
      guard !instance.isUnbound, let own = descriptor.native(GetSetDescriptor.self) else {
        return descriptor.retained()
      }
      try own.check(instance)
      return try own.row.get(instance)
    }
    slots.descriptorSet = { descriptor, instance, value throws(Raised) in
      guard let own = descriptor.native(GetSetDescriptor.self) else { return }
      try own.check(instance)
      guard let set = own.row.set else {
        throw raise(
          .attributeError,
          "attribute '\(own.row.name)' of '\(own.owner.name)' objects is not writable")
      }
      try set(instance, value)
    }
    slots.repr = { descriptor throws(Raised) in
      guard let own = descriptor.native(GetSetDescriptor.self) else { return .none }
      return .string("<attribute '\(own.row.name)' of '\(own.owner.name)' objects>")
    }
  }

  private func check(_ instance: Value) throws(Raised) {
    if !instance.type.isSubtype(of: owner) {
      throw raise(
        .typeError,
        "descriptor '\(row.name)' for '\(owner.name)' objects doesn't apply to a '\(instance.type.name)' object"
      )
    }
  }
}
