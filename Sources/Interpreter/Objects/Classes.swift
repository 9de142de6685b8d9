// SPDX-License-Identifier: Apache-2.0
// Script classes: resolution order, layout, `__slots__`, `__set_name__`, `__init_subclass__`; and calls of types.

enum Classes {
  /// `type.__new__(metatype, name, bases, namespace, **keywords)`; all borrowed, owned result.
  static func make(
    _ metatype: TypeRef, name: Str, bases: Tuple, namespace: Dict, keywords: Dict?
  ) throws(Raised) -> Value {
    var bases = bases.buffer.map { $0 }
    for base in bases where !base.has(.type) {
      throw raise(.typeError, "type() doesn't support MRO entry resolution; use types.new_class()")
    }
    if bases.isEmpty { bases = [machine.pointee.types.object.value] }
    for base in bases where !TypeRef(base).flags.contains(.basetype) {
      throw raise(
        .typeError, "type '\(TypeRef(base).name)' is not an acceptable base type")
    }
    for base in bases where incomplete == TypeRef(base) {
      throw raise(.typeError, "Cannot extend an incomplete type '\(TypeRef(base).name)'")
    }
    let metatype = try winner(metatype, bases)
    let best = try bestBase(bases.map { TypeRef($0) })
    let order = try linearize(name.text, bases.map { TypeRef($0) })
    let memory = Heap.largeMemory(MemoryLayout<TypeCell>.size)
    let type = TypeRef(memory.bindMemory(to: TypeCell.self, capacity: 1))
    var flags: TypeFlags = [.heapType, .basetype]
    for base in order {
      flags.formUnion(
        base.flags.intersection([
          .hasDict, .hasFinalizer, .isException, .sequencePattern, .mappingPattern, .weakReferable,
          .hasOwnOrder,
        ]))
    }
    let dict = namespace.copy()
    type.cell.initialize(
      to: TypeCell(
        header: Header(
          references: 1, layout: .type,
          exactLayout: metatype == machine.pointee.types.type ? .type : .none,
          flags: [.container, .large], detail: 0, type: metatype),
        flags: flags, layout: best.cell.pointee.layout, name: name.text, dict: dict, base: best,
        bases: Tuple.make(copying: bases).value,
        linearization: [type] + order))
    if metatype != machine.pointee.types.type { metatype.value.retained() }
    Heap.adopt(type)
    for base in bases { TypeRef(base).cell.pointee.subtypes.append(type) }
    let result = type.value
    do throws(Raised) {
      if let order = try firstOrder(type) { type.cell.pointee.linearization = order }
      try complete(type, namespace: dict, keywords: keywords)
    } catch {
      result.release()
      throw error
    }
    return result
  }

  private static func complete(_ type: TypeRef, namespace: Dict, keywords: Dict?) throws(Raised) {
    let qualifiedName = namespace.remove(Name.qualifiedName.str)
    if qualifiedName.isStr {
      type.cell.pointee.qualifiedName = Str(qualifiedName).text
    } else if !qualifiedName.isUnbound {
      defer { qualifiedName.release() }
      throw raise(
        .typeError, "type __qualname__ must be a str, not \(qualifiedName.type.name)")
    }
    qualifiedName.release()
    if namespace.get(.module).isUnbound, let globals = Machine.currentGlobals {
      let module = globals.get(.name)
      if !module.isUnbound { namespace.set(Name.module.str, module) }
    }
    // Some methods are static or class methods without saying so.
    for (name, wrap) in [
      (Name.new, machine.pointee.types.staticMethod),
      (.initSubclass, machine.pointee.types.classMethod),
      (.classGetItem, machine.pointee.types.classMethod),
    ] {
      let function = namespace.get(name)
      if function.has(.function) {
        namespace.set(name.str, consuming: try call(wrap.value, function))
      }
    }
    if !namespace.get(.equal).isUnbound && namespace.get(.hash).isUnbound {
      namespace.set(Name.hash.str, .none)
    }
    try addSlots(type, namespace)
    // After the slots, one of which may be of this name.
    if namespace.get(.documentation).isUnbound { namespace.set(Name.documentation.str, .none) }
    let cell = namespace.remove(Name.classCell.str)
    if cell.has(.cell) {
      let contents = cell.cell(as: CellCell.self)
      contents.pointee.contents.release()
      contents.pointee.contents = type.value.retained()
    }
    cell.release()
    ScriptSlots.update(type)
    // __set_name__ of the attributes, in their order.
    for (name, attribute) in namespace.items {
      guard let method = try specialMethod(attribute, .setName) else { continue }
      defer { method.release() }
      do throws(Raised) {
        try call(method, type.value, name).release()
      } catch {
        addNote(
          "Error calling __set_name__ on '\(attribute.type.name)' instance '\(name.isStr ? Str(name).text : "?")' in '\(type.name)'"
        )
        throw error
      }
    }
    // The nearest base's __init_subclass__, with the keywords of the class statement.
    let hook = try superAttribute(type, type.value, type, Name.initSubclass.str)
    guard !hook.isUnbound else { return }
    defer { hook.release() }
    let none = Tuple.empty
    defer { none.value.release() }
    try call(hook, spreading: none, keywords).release()
  }

  // MARK: Layout

  /// The most derived metatype of a class's bases.
  static func winner(_ metatype: TypeRef, _ bases: [Value]) throws(Raised) -> TypeRef {
    var winner = metatype
    for base in bases {
      let other = base.type
      if winner.isSubtype(of: other) { continue }
      guard other.isSubtype(of: winner) else {
        throw raise(
          .typeError,
          "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
        )
      }
      winner = other
    }
    return winner
  }

  /// The base whose memory layout instances have.
  static func bestBase(_ bases: [TypeRef]) throws(Raised) -> TypeRef {
    func solid(_ type: TypeRef) -> TypeRef {
      var type = type
      while type.flags.contains(.heapType), let base = type.cell.pointee.base { type = base }
      return type
    }
    var (best, bestSolid) = (bases[0], solid(bases[0]))
    for base in bases.dropFirst() {
      let other = solid(base)
      if sharesLayout(bestSolid, with: other) { continue }
      guard sharesLayout(other, with: bestSolid) else {
        throw raise(.typeError, "multiple bases have instance lay-out conflict")
      }
      (best, bestSolid) = (base, other)
    }
    return best
  }

  /// Whether an instance of `type` is also laid out as one of `base`.
  static func sharesLayout(_ type: TypeRef, with base: TypeRef) -> Bool {
    if type.isSubtype(of: base) || base.cell.pointee.layout == .instance { return true }
    return type.cell.pointee.layout == base.cell.pointee.layout && base.flags.contains(.isException)
      && type.isSubtype(of: base.cell.pointee.base ?? base)
  }

  /// `__slots__`: a descriptor for each, and no `__dict__` unless a base or `__slots__` has one.
  private static func addSlots(_ type: TypeRef, _ namespace: Dict) throws(Raised) {
    let slots = namespace.get(.slots)
    guard !slots.isUnbound else {
      type.cell.pointee.flags.insert(.hasDict)
      addDictDescriptor(type, namespace)
      addWeakReferences(type, namespace)
      return
    }
    slots.retained()
    defer { slots.release() }
    let solid = type.cell.pointee.layout
    let hasSize = [.boxedInt, .bigInt, .tuple, .bytes, .type].contains(solid)
    let names = slots.isStr ? [slots.retained()] : try collect(slots)
    defer { for name in names { name.release() } }
    if hasSize, !names.isEmpty, let base = type.cell.pointee.base {
      throw raise(
        .typeError, "nonempty __slots__ not supported for subtype of '\(base.name)'")
    }
    for name in names {
      guard name.isStr else {
        throw raise(.typeError, "__slots__ items must be strings, not '\(name.type.name)'")
      }
      let text = Str(name).text
      if text == "__dict__" {
        type.cell.pointee.flags.insert(.hasDict)
        addDictDescriptor(type, namespace)
        continue
      }
      if text == "__weakref__" {
        if type.flags.contains(.weakReferable) {
          throw raise(.typeError, "__weakref__ slot disallowed: we already got one")
        }
        addWeakReferences(type, namespace)
        continue
      }
      guard text.isIdentifier else {
        throw raise(.typeError, "__slots__ must be identifiers")
      }
      let mangled =
        text.hasPrefix("__") && !text.hasSuffix("__")
        ? "_\(type.name.drop { $0 == "_" })\(text)" : text
      let key = Value.interned(mangled)
      defer { key.release() }
      // A name may stand there twice.
      if namespace.get(Str(key)).native(SlotDescriptor.self) != nil { continue }
      guard namespace.get(Str(key)).isUnbound || text == "__classcell__" else {
        throw raise(
          .valueError, "'\(text)' in __slots__ conflicts with class variable")
      }
      namespace.set(
        Str(key),
        consuming: .native(
          SlotDescriptor(mangled, owner: type), machine.pointee.types.memberDescriptor))
    }
  }

  /// `__weakref__`, where no base has it.
  private static func addWeakReferences(_ type: TypeRef, _ namespace: Dict) {
    if type.flags.contains(.weakReferable) { return }
    type.cell.pointee.flags.insert(.weakReferable)
    guard namespace.get("__weakref__").isUnbound else { return }
    let row = Property("__weakref__") { v throws(Raised) in
      let references = SideTables.weakReferences(to: v).map(\.owner)
      return references.first(where: \.isObject)?.retained() ?? .none
    }
    namespace.set(
      "__weakref__",
      consuming: .native(
        GetSetDescriptor(row, owner: type), machine.pointee.types.getSetDescriptor))
  }

  private static func addDictDescriptor(_ type: TypeRef, _ namespace: Dict) {
    for base in type.cell.pointee.linearization.dropFirst() {
      if base.flags.contains(.hasDict) && base.flags.contains(.heapType) { return }
      // A metaclass shows the dictionaries of classes as `type` does.
      if !base.dict.get(.dict).isUnbound { return }
    }
    if namespace.get(.dict).isUnbound {
      namespace.set(
        Name.dict.str,
        consuming: .native(
          GetSetDescriptor(Property("__dict__", set: setDict, getDict), owner: type),
          machine.pointee.types.getSetDescriptor))
    }
  }

  static func getDict(_ object: Value) throws(Raised) -> Value {
    guard let dict = dictionary(of: object) else { throw noAttribute(object, Name.dict.str) }
    return dict.value.retained()
  }

  static func setDict(_ object: Value, _ value: Value) throws(Raised) {
    if value.isUnbound, object.has(.instance) {
      // Deleted, it is empty when next asked for.
      let empty = Dict.make()
      defer { empty.value.release() }
      return Instance(object).setDictionary(empty)
    }
    guard value.has(.dict) else {
      throw raise(
        .typeError,
        "__dict__ must be set to a dictionary, not a '\(value.isUnbound ? "NoneType" : value.type.name)'"
      )
    }
    switch object.header.pointee.layout {
    case .instance: Instance(object).setDictionary(Dict(value))
    case .function:
      let cell = object.cell(as: FunctionCell.self)
      let old = cell.pointee.attributes
      cell.pointee.attributes = value.retained()
      old.release()
    case .exception:
      let cell = object.cell(as: ExceptionCell.self)
      let old = cell.pointee.attributes
      cell.pointee.attributes = value.retained()
      old.release()
    default: SideTables.setAttributes(of: object, Dict(value))
    }
  }

  // MARK: Resolution order

  /// C3: Barrett et al., "A monotonic superclass linearization for Dylan", OOPSLA 1996.
  ///
  /// Without the class itself.
  static func linearize(_ name: String, _ bases: [TypeRef]) throws(Raised) -> [TypeRef] {
    if bases.count == 1 { return bases[0].cell.pointee.linearization }
    for (index, base) in bases.enumerated() where bases[..<index].contains(base) {
      throw raise(.typeError, "duplicate base class \(base.name)")
    }
    var lists = bases.map { ArraySlice($0.cell.pointee.linearization) } + [ArraySlice(bases)]
    var result: [TypeRef] = []
    while true {
      lists.removeAll(where: \.isEmpty)
      if lists.isEmpty { return result }
      let candidate = lists.lazy.map { $0.first! }.first { candidate in
        !lists.contains { $0.dropFirst().contains(candidate) }
      }
      guard let candidate else {
        var names: [String] = []
        for list in lists where !names.contains(list.first!.name) { names.append(list.first!.name) }
        throw raise(
          .typeError,
          "Cannot create a consistent method resolution\norder (MRO) for bases \(names.joined(separator: ", "))"
        )
      }
      result.append(candidate)
      for index in lists.indices where lists[index].first == candidate {
        lists[index] = lists[index].dropFirst()
      }
    }
  }
}

extension Dict {
  /// Keys and values, borrowed, as they are now.
  var items: [(Value, Value)] {
    (0..<used).compactMap { position in
      entries[position].key.isUnbound
        ? nil : (entries[position].key, entries[position].value)
    }
  }
}

extension String {
  /// Whether it can be a name in a script.
  var isIdentifier: Bool {
    guard let first = unicodeScalars.first else { return false }
    return (first == "_" || first.properties.isXIDStart)
      && unicodeScalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
  }
}

/// The descriptor of one of a class's `__slots__`.
///
/// The value stands in the instance's shape under a key that no script can write, since it is not interned; beside an instance whose
/// attributes were moved to a dictionary, in the side table.
final class SlotDescriptor: NativeObject {
  let name: String
  let key: Value
  let owner: TypeRef

  init(_ name: String, owner: TypeRef) {
    self.name = name
    self.owner = owner
    // Classes that inherit from each other may have slots of one name.
    let text = "\(owner.cell.pointee.linearization.count) \(name)"
    key = SlotDescriptor.keys[text] ?? .string(text)
    SlotDescriptor.keys[text] = key
  }

  /// Keys live as long as the shapes that they are in: for good.
  nonisolated(unsafe) private static var keys: [String: Value] = [:]

  static func configure(_ slots: inout Slots) {
    slots.descriptorGet = { descriptor, instance, _ throws(Raised) in
      guard !instance.isUnbound, let own = descriptor.native(SlotDescriptor.self) else {
        return descriptor.retained()
      }
      try own.check(instance)
      let value = own.value(in: instance)
      if value.isUnbound {
        throw raise(
          .attributeError, "'\(instance.type.name)' object has no attribute '\(own.name)'")
      }
      return value.retained()
    }
    slots.descriptorSet = { descriptor, instance, value throws(Raised) in
      guard let own = descriptor.native(SlotDescriptor.self) else { return }
      try own.check(instance)
      if value.isUnbound, own.value(in: instance).isUnbound {
        throw raise(.attributeError, own.name)
      }
      own.set(instance, value)
    }
    slots.repr = { descriptor throws(Raised) in
      guard let own = descriptor.native(SlotDescriptor.self) else { return .none }
      return .string("<member '\(own.name)' of '\(own.owner.name)' objects>")
    }
  }

  /// Whether the instance has its attributes in the places of a shape.
  private static func hasShape(_ instance: Value) -> Bool {
    instance.has(.instance) && Instance(instance).cell.pointee.shape != nil
  }

  /// The slot's value; borrowed, unbound if it has none.
  private func value(in instance: Value) -> Value {
    SlotDescriptor.hasShape(instance)
      ? Instance(instance).get(Str(key))
      : SideTables.attributes(of: instance)?.get(Str(key)) ?? .unbound
  }

  /// Sets the slot's value, borrowed; unbound to delete it.
  private func set(_ instance: Value, _ value: Value) {
    if SlotDescriptor.hasShape(instance) {
      Instance(instance).set(Str(key), value)
    } else if value.isUnbound {
      SideTables.attributes(of: instance)?.remove(Str(key)).release()
    } else {
      SideTables.makeAttributes(of: instance).set(Str(key), value)
    }
  }

  private func check(_ instance: Value) throws(Raised) {
    if !instance.type.isSubtype(of: owner) {
      throw raise(
        .typeError,
        "descriptor '\(name)' for '\(owner.name)' objects doesn't apply to a '\(instance.type.name)' object"
      )
    }
  }
}

// MARK: Calls of types

/// `T(…)`: `__new__`, then `__init__` if the result is an instance.
func callType(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
  let metatype = type.value.type
  try enterNested(" while calling a Python object")
  defer { machine.pointee.depth -= 1 }
  if metatype != machine.pointee.types.type, let slot = metatype.slots.call {
    return try slot(type.value, arguments)
  }
  return try construct(type, arguments)
}

/// `type.__call__`.
func construct(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
  if type == machine.pointee.types.type && arguments.count == 1 && arguments.names.isUnbound {
    return arguments[0].type.value.retained()
  }
  guard let new = type.slots.new else {
    throw raise(.typeError, "cannot create '\(type.name)' instances")
  }
  let result = try new(type, arguments)
  if let initialize = result.type.slots.initialize, result.type.isSubtype(of: type) {
    do throws(Raised) {
      try initialize(result, arguments)
    } catch {
      result.release()
      throw error
    }
  }
  return result
}

extension TypeRef {
  /// Ends a script class: `Layouts.destroy`.
  func destroy() {
    for base in Tuple(cell.pointee.bases).buffer {
      base.type == machine.pointee.types.none ? () : TypeRef(base).forget(self)
    }
    dict.value.release()
    cell.pointee.bases.release()
    // Objects that it keeps for new instances refer to it.
    cell.pointee.facts?.clearReferences()
    let header = cell.pointee.header
    cell.deinitialize(count: 1)
    // The header is looked at once more by the heap.
    UnsafeMutableRawPointer(cell).storeBytes(of: header, as: Header.self)
  }

  private func forget(_ subtype: TypeRef) {
    cell.pointee.subtypes.removeAll { $0 == subtype }
  }
}

extension Heap {
  /// Counts a script class, whose memory is not from a block, as a cell.
  static func adopt(_ type: TypeRef) {
    register(UnsafeMutableRawPointer(type.cell))
    machine.pointee.liveCells &+= 1
    machine.pointee.youngContainers &+= 1
  }
}
