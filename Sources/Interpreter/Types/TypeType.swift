// SPDX-License-Identifier: Apache-2.0
// The type of types: attributes of classes, calls, `__build_class__`.

enum TypeType {
  static func fill() {
    let types = machine.pointee.types
    TypeMaking.fill(
      types.type, methods: methods,
      classMethods: [
        Builtin("__prepare__(metacls, /, *args, **kwargs)") { _ throws(Raised) in
          Dict.make().value
        }
      ], properties: properties
    ) { slots in
      slots.repr = { v throws(Raised) in
        .string("<class '\(ObjectType.qualifiedName(of: TypeRef(v)))'>")
      }
      slots.call = { v, arguments throws(Raised) in try construct(TypeRef(v), arguments) }
      slots.getAttribute = { v, name throws(Raised) in try getAttribute(TypeRef(v), name) }
      slots.setAttribute = { v, name, value throws(Raised) in
        try setAttribute(TypeRef(v), name, value)
      }
      slots.new = { metatype, arguments throws(Raised) in try new(metatype, arguments) }
      slots.initialize = { _, arguments throws(Raised) in
        if arguments.positionalCount != 1 && arguments.positionalCount != 3 {
          throw raise(.typeError, "type.__init__() takes 1 or 3 arguments")
        }
      }
      slots.binary = { op, a, b throws(Raised) in
        guard op == .bitOr else { return .notImplemented }
        return try Unions.make(a, b)
      }
      slots.binaryMask = 1 << BinaryOperation.bitOr.rawValue
    }
  }

  // MARK: Attributes

  /// `C.name`: the metatype's data descriptors, then the class and its bases, then the metatype's other attributes.
  static func getAttribute(_ type: TypeRef, _ name: Str) throws(Raised) -> Value {
    let metatype = type.value.type
    let meta = lookupInType(metatype, name)
    if meta.isObject, meta.header.pointee.type.slots.descriptorSet != nil,
      let get = meta.header.pointee.type.slots.descriptorGet
    {
      return try get(meta, type.value, metatype.value)
    }
    let attribute = lookupInType(type, name)
    if !attribute.isUnbound {
      // It may be taken out of the class while it is bound.
      attribute.retained()
      defer { attribute.release() }
      return try bind(attribute, .unbound, type)
    }
    if !meta.isUnbound { return try bind(meta, type.value, metatype) }
    throw noAttribute(type.value, name)
  }

  static func setAttribute(_ type: TypeRef, _ name: Str, _ value: Value) throws(Raised) {
    let meta = lookupInType(type.value.type, name)
    if meta.isObject, let set = meta.header.pointee.type.slots.descriptorSet {
      return try set(meta, type.value, value)
    }
    guard type.flags.contains(.heapType) else {
      throw raise(
        .typeError,
        "cannot set '\(name.text)' attribute of immutable type '\(type.name)'")
    }
    let name = name.interned()
    defer { name.value.release() }
    if value.isUnbound {
      let old = type.dict.remove(name)
      if old.isUnbound { throw noAttribute(type.value, name) }
      type.touch()
      old.release()
    } else {
      type.dict.set(name, value)
      type.touch()
    }
    if name.count > 4 && name[0] == 95 && name[1] == 95 { ScriptSlots.update(type) }
  }

  private static var properties: [Property] {
    [
      Property(
        "__name__",
        set: { v, value throws(Raised) in
          try checkMutable(v, "__name__")
          guard value.isStr else {
            throw raise(
              .typeError,
              "can only assign string to \(TypeRef(v).name).__name__, not '\(value.isUnbound ? "NoneType" : value.type.name)'"
            )
          }
          TypeRef(v).cell.pointee.name = Str(value).text
        }
      ) { v throws(Raised) in .interned(TypeRef(v).shortName) },
      Property(
        "__qualname__",
        set: { v, value throws(Raised) in
          try checkMutable(v, "__qualname__")
          guard value.isStr else {
            throw raise(
              .typeError,
              "can only assign string to \(TypeRef(v).name).__qualname__, not '\(value.isUnbound ? "NoneType" : value.type.name)'"
            )
          }
          TypeRef(v).cell.pointee.qualifiedName = Str(value).text
        }
      ) { v throws(Raised) in .string(TypeRef(v).cell.pointee.qualifiedName) },
      Property(
        "__module__",
        set: { v, value throws(Raised) in
          try checkMutable(v, "__module__")
          TypeRef(v).dict.set(Name.module.str, value)
          TypeRef(v).touch()
        }
      ) { v throws(Raised) in
        let module = TypeRef(v).dict.get(.module)
        // That of functions, for one, is an attribute of their instances.
        let isOwn = module.isStr || (!module.isUnbound && TypeRef(v).flags.contains(.heapType))
        return isOwn ? module.retained() : .interned("builtins")
      },
      Property(
        "__bases__", set: { v, value throws(Raised) in try Classes.setBases(TypeRef(v), value) }
      ) { v throws(Raised) in TypeRef(v).cell.pointee.bases.retained() },
      Property("__base__") { v throws(Raised) in
        TypeRef(v).cell.pointee.base?.value.retained() ?? .none
      },
      Property("__mro__") { v throws(Raised) in
        if Classes.incomplete == TypeRef(v) { return .none }
        return Tuple.make(copying: TypeRef(v).cell.pointee.linearization.map(\.value)).value
      },
      Property("__dict__") { v throws(Raised) in MappingProxy.make(TypeRef(v).dict.value) },
      Property("__flags__") { v throws(Raised) in Value(TypeFlagBits.bits(of: TypeRef(v))) },
      Property("__basicsize__") { _ throws(Raised) in Value(16) },
      Property("__itemsize__") { _ throws(Raised) in Value(0) },
      Property("__dictoffset__") { v throws(Raised) in
        Value(TypeRef(v).flags.contains(.hasDict) ? 16 : 0)
      },
      Property("__weakrefoffset__") { _ throws(Raised) in Value(0) },
      Property(
        "__doc__",
        set: { v, value throws(Raised) in
          try checkMutable(v, "__doc__")
          if value.isUnbound {
            throw raise(
              .typeError,
              "cannot delete '__doc__' attribute of immutable type '\(TypeRef(v).name)'")
          }
          TypeRef(v).dict.set(Name.documentation.str, value)
          TypeRef(v).touch()
        }
      ) { v throws(Raised) in
        let text = TypeRef(v).dict.get(.documentation)
        if text.isUnbound { return .none }
        return try bind(text, .unbound, TypeRef(v))
      },
      Property(
        "__annotations__",
        set: { v, value throws(Raised) in
          try checkMutable(v, "__annotations__")
          if value.isUnbound {
            let old = TypeRef(v).dict.remove(Name.annotations.str)
            if old.isUnbound { throw noAttribute(v, Name.annotations.str) }
            old.release()
          } else {
            TypeRef(v).dict.set(Name.annotations.str, value)
          }
          TypeRef(v).touch()
        }
      ) { v throws(Raised) in
        let existing = TypeRef(v).dict.get(.annotations)
        if !existing.isUnbound { return existing.retained() }
        guard TypeRef(v).flags.contains(.heapType) else {
          throw noAttribute(v, Name.annotations.str)
        }
        let dict = Dict.make()
        TypeRef(v).dict.set(Name.annotations.str, dict.value)
        TypeRef(v).touch()
        return dict.value
      },
      Property(
        "__abstractmethods__",
        set: { v, value throws(Raised) in
          try checkMutable(v, "__abstractmethods__")
          let type = TypeRef(v)
          if value.isUnbound {
            let old = type.dict.remove(Name.abstractMethods.str)
            if old.isUnbound { throw raise(.attributeError, "__abstractmethods__") }
            old.release()
            type.cell.pointee.flags.remove(.isAbstract)
          } else {
            type.dict.set(Name.abstractMethods.str, value)
            if try isTrue(value) {
              type.cell.pointee.flags.insert(.isAbstract)
            } else {
              type.cell.pointee.flags.remove(.isAbstract)
            }
          }
          type.touch()
        }
      ) { v throws(Raised) in
        let value =
          v.isIdentical(to: machine.pointee.types.type.value)
          ? .unbound : TypeRef(v).dict.get(.abstractMethods)
        if value.isUnbound { throw raise(.attributeError, "__abstractmethods__") }
        return value.retained()
      },
      Property("__text_signature__") { _ throws(Raised) in .none },
      Property(
        "__type_params__",
        set: { v, value throws(Raised) in
          TypeRef(v).dict.set(Name.typeParameters.str, value)
          TypeRef(v).touch()
        }
      ) { v throws(Raised) in
        let value = TypeRef(v).dict.get(.typeParameters)
        return value.isUnbound ? Tuple.empty.value : value.retained()
      },
    ]
  }

  private static func checkMutable(_ v: Value, _ name: String) throws(Raised) {
    if !TypeRef(v).flags.contains(.heapType) {
      throw raise(
        .typeError, "cannot set '\(name)' attribute of immutable type '\(TypeRef(v).name)'")
    }
  }

  private static var methods: [Builtin] {
    [
      Builtin("mro(self, /)") { a throws(Raised) in
        let type = TypeRef(a[0])
        guard type.flags.contains(.heapType) else {
          return List.make(copying: type.cell.pointee.linearization.map(\.value)).value
        }
        let bases = Tuple(type.cell.pointee.bases).buffer.map { TypeRef($0) }
        return List.make(
          copying: ([type] + (try Classes.linearize(type.name, bases))).map(\.value)
        ).value
      },
      Builtin("__subclasses__(self, /)") { a throws(Raised) in
        List.make(copying: TypeRef(a[0]).cell.pointee.subtypes.map(\.value)).value
      },
      Builtin("__instancecheck__(self, instance, /)") { a throws(Raised) in
        Value(
          isInstance(a[1], TypeRef(a[0])) || classAttribute(of: a[1], isSubtypeOf: TypeRef(a[0])))
      },
      Builtin("__subclasscheck__(self, subclass, /)") { a throws(Raised) in
        guard a[1].has(.type) else { throw raise(.typeError, "issubclass() arg 1 must be a class") }
        return Value(TypeRef(a[1]).isSubtype(of: TypeRef(a[0])))
      },
      Builtin("__dir__(self, /)") { a throws(Raised) in try Attributes.names(of: a[0]) },
    ]
  }

  /// Whether `object.__class__` says another type than the object has, and that one fits (proxies, mocks).
  static func classAttribute(of object: Value, isSubtypeOf type: TypeRef) -> Bool {
    guard object.isObject, object.type.flags.contains(.heapType) else { return false }
    guard let claimed = try? getOptionalAttribute(object, .class) else {
      takeRaised().release()
      return false
    }
    defer { claimed.release() }
    return claimed.has(.type) && TypeRef(claimed).isSubtype(of: type)
  }

  // MARK: Making classes

  /// The built-in type whose `__new__` a metatype has; nil for a script's.
  private static func newOwner(_ metatype: TypeRef) -> TypeRef? {
    let method = lookupInType(metatype, Name.new.str)
    return method.has(.builtin) ? TypeRef.owner(of: method) : nil
  }

  private static func new(_ metatype: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
    let count = arguments.positionalCount
    if metatype == machine.pointee.types.type && count == 1 && arguments.names.isUnbound {
      return arguments[0].type.value.retained()
    }
    guard count == 3 else {
      throw raise(
        .typeError,
        metatype == machine.pointee.types.type
          ? "type() takes 1 or 3 arguments"
          : "type.__new__() takes exactly 3 arguments (\(count) given)")
    }
    guard arguments[0].isStr else {
      throw raise(
        .typeError, "type.__new__() argument 1 must be str, not \(arguments[0].type.name)")
    }
    guard arguments[1].has(.tuple) else {
      throw raise(
        .typeError, "type.__new__() argument 2 must be tuple, not \(arguments[1].type.name)")
    }
    guard arguments[2].has(.dict) else {
      throw raise(
        .typeError, "type.__new__() argument 3 must be dict, not \(arguments[2].type.name)")
    }
    // A more derived metatype of the bases makes the class.
    for base in Tuple(arguments[1]).buffer where !base.has(.type) {
      if try getOptionalAttribute(base, .mroEntries) != nil {
        throw raise(
          .typeError, "type() doesn't support MRO entry resolution; use types.new_class()")
      }
    }
    let winner = try Classes.winner(metatype, Array(Tuple(arguments[1]).buffer))
    let isNative = newOwner(winner) == machine.pointee.types.type
    if winner != metatype, let slot = winner.slots.new, !isNative {
      return try slot(winner, arguments)
    }
    var keywords: Dict?
    if arguments.nameCount > 0 {
      let dict = Dict.make()
      for (index, name) in Tuple(arguments.names).buffer.enumerated() {
        try dict.set(name, arguments[count + index])
      }
      keywords = dict
    }
    defer { keywords?.value.release() }
    return try Classes.make(
      winner, name: Str(arguments[0]), bases: Tuple(arguments[1]), namespace: Dict(arguments[2]),
      keywords: keywords)
  }

  /// `__build_class__(function, name, *bases, metaclass=…, **keywords)`.
  static func buildClass(_ a: BoundArguments) throws(Raised) -> Value {
    let (function, name, given, keywords) = (a[0], a[1], Tuple(a[2]), Dict(a[3]))
    guard function.has(.function) else {
      throw raise(.typeError, "__build_class__: func must be a function")
    }
    guard name.isStr else { throw raise(.typeError, "__build_class__: name is not a string") }
    // PEP 560: bases that are not classes name those they stand for.
    var bases: [Value] = []
    defer { for base in bases { base.release() } }
    var replaced = false
    for base in given.buffer {
      if !base.has(.type), let entries = try getOptionalAttribute(base, .mroEntries) {
        defer { entries.release() }
        let result = try call(entries, given.value)
        defer { result.release() }
        guard result.has(.tuple) else {
          throw raise(.typeError, "__mro_entries__ must return a tuple")
        }
        bases += Tuple(result).buffer.map { $0.retained() }
        replaced = true
      } else {
        bases.append(base.retained())
      }
    }
    let baseTuple = Tuple.make(copying: bases)
    defer { baseTuple.value.release() }
    var metatype = keywords.remove(Name.metaclass.str)
    if metatype.isUnbound {
      metatype = (bases.first.map { $0.type } ?? machine.pointee.types.type).value.retained()
    }
    defer { metatype.release() }
    if metatype.has(.type) {
      let winner = try Classes.winner(TypeRef(metatype), bases)
      winner.value.retained()
      metatype.release()
      metatype = winner.value
    }
    let namespace: Value
    if let prepare = try getOptionalAttribute(metatype, .prepare) {
      defer { prepare.release() }
      let arguments = Tuple.make(copying: [name, baseTuple.value])
      defer { arguments.value.release() }
      namespace = try call(prepare, spreading: arguments, keywords)
      guard
        namespace.has(.dict) || namespace.type.flags.contains(.mappingPattern)
          || namespace.type.slots.setItem != nil
      else {
        defer { namespace.release() }
        let metaName = metatype.has(.type) ? TypeRef(metatype).name : "<metaclass>"
        throw raise(
          .typeError,
          "\(metaName).__prepare__() must return a mapping, not \(namespace.type.name)")
      }
    } else {
      namespace = Dict.make().value
    }
    defer { namespace.release() }
    let body = function.cell(as: FunctionCell.self)
    let cell = try Machine.execute(
      body.pointee.code.takeUnretainedValue(), globals: Dict(body.pointee.globals),
      namespace: namespace,
      closure: body.pointee.closure.isUnbound ? nil : Tuple(body.pointee.closure))
    defer { cell.release() }
    if replaced {
      let key = Value.interned("__orig_bases__")
      defer { key.release() }
      try setItem(namespace, key, given.value)
    }
    let arguments = Tuple.make(copying: [name, baseTuple.value, namespace])
    defer { arguments.value.release() }
    let result = try call(metatype, spreading: arguments, keywords)
    if cell.has(.cell), result.has(.type) {
      let contents = cell.cell(as: CellCell.self)
      if contents.pointee.contents.isUnbound { contents.pointee.contents = result.retained() }
    }
    return result
  }
}

/// `isinstance(value, type)` with the type's own `__instancecheck__`; a tuple or union of types asks each.
func isInstanceChecked(_ value: Value, _ type: Value) throws(Raised) -> Bool {
  if type.has(.type) {
    if value.type == TypeRef(type) { return true }
    if type.isExactly(.type) {
      return isInstance(value, TypeRef(type))
        || TypeType.classAttribute(of: value, isSubtypeOf: TypeRef(type))
    }
  }
  if type.has(.tuple) {
    try enterNested(" in __instancecheck__")
    defer { machine.pointee.depth -= 1 }
    for each in Tuple(type).buffer where try isInstanceChecked(value, each) { return true }
    return false
  }
  if let members = Unions.members(of: type) {
    for each in members
    where try isInstanceChecked(value, each.isNone ? machine.pointee.types.none.value : each) {
      return true
    }
    return false
  }
  if let method = try specialMethod(type, .instanceCheck) {
    defer { method.release() }
    let result = try call(method, value)
    defer { result.release() }
    return try isTrue(result)
  }
  throw raise(
    .typeError, "isinstance() arg 2 must be a type, a tuple of types, or a union")
}

/// `issubclass(type, of)`.
func isSubclassChecked(_ type: Value, _ other: Value) throws(Raised) -> Bool {
  if other.isExactly(.type), type.has(.type) { return TypeRef(type).isSubtype(of: TypeRef(other)) }
  if other.has(.tuple) {
    try enterNested(" in __subclasscheck__")
    defer { machine.pointee.depth -= 1 }
    for each in Tuple(other).buffer where try isSubclassChecked(type, each) { return true }
    return false
  }
  if let members = Unions.members(of: other) {
    for each in members
    where try isSubclassChecked(type, each.isNone ? machine.pointee.types.none.value : each) {
      return true
    }
    return false
  }
  if let method = try specialMethod(other, .subclassCheck) {
    defer { method.release() }
    let result = try call(method, type)
    defer { result.release() }
    return try isTrue(result)
  }
  guard type.has(.type) else { throw raise(.typeError, "issubclass() arg 1 must be a class") }
  throw raise(
    .typeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union")
}
