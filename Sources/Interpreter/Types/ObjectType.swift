// SPDX-License-Identifier: Apache-2.0
// The types object and type, and None, Ellipsis, NotImplemented.

enum ObjectType {
  static func fill() {
    let types = machine.pointee.types
    TypeMaking.fill(
      types.object, methods: methods,
      classMethods: [
        Builtin("__init_subclass__(cls, /, *args, **kwargs)") { a throws(Raised) in
          if Tuple(a[1]).count > 0 || Dict(a[2]).count > 0 {
            throw raise(
              .typeError, "\(TypeRef(a[0]).name).__init_subclass__() takes no keyword arguments")
          }
          return .none
        },
        Builtin("__subclasshook__(cls, other, /)") { _ throws(Raised) in .notImplemented },
      ],
      properties: [
        Property(
          "__class__",
          set: { object, value throws(Raised) in try setClass(object, value) }
        ) { object throws(Raised) in object.type.value.retained() }
      ],
      documentation:
        "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n"
    ) { slots in
      slots.repr = { v throws(Raised) in
        .string("<\(qualifiedName(of: v.type)) object at \(address(v))>")
      }
      slots.str = { v throws(Raised) in try Interpreter.repr(v) }
      slots.hash = { v throws(Raised) in Int(truncatingIfNeeded: v.bits >> 4) }
      slots.compare = { op, a, b throws(Raised) in
        switch op {
        case .equal: return a.isIdentical(to: b) ? .true : .notImplemented
        case .notEqual:
          guard let slot = a.type.slots.compare else { return .notImplemented }
          let result = try slot(.equal, a, b)
          if result.isNotImplemented { return result }
          defer { result.release() }
          return Value(try !isTrue(result))
        default: return .notImplemented
        }
      }
      slots.new = { type, arguments throws(Raised) in
        if arguments.count > 0 {
          if type.flags.contains(.overridesNew) {
            throw raise(
              .typeError, "object.__new__() takes exactly one argument (the type to instantiate)")
          }
          if !type.flags.contains(.overridesInit) && type.slots.initialize == nil {
            throw raise(.typeError, "\(type.name)() takes no arguments")
          }
        }
        if type.flags.contains(.isAbstract) { throw abstractError(type) }
        // What holds an object of Swift is made by its own module alone.
        if type.cell.pointee.layout == .native,
          type.flags.intersection([.heapType, .basetype]).isEmpty
        {
          throw raise(.typeError, "cannot create '\(type.name)' instances")
        }
        return Instance.make(type)
      }
    }
    // `__init__` of object checks its arguments only where `__new__` is object's too.
    let initializer = Builtin("__init__(self, /, *args, **kwargs)") { a throws(Raised) in
      let type = a[0].type
      if Tuple(a[1]).count > 0 || Dict(a[2]).count > 0 {
        if type.flags.contains(.overridesInit) {
          throw raise(
            .typeError, "object.__init__() takes exactly one argument (the instance to initialize)")
        }
        // Built-in types other than plain instances' have a `__new__` that takes arguments.
        if !type.flags.contains(.overridesNew), type.cell.pointee.layout == .instance {
          throw raise(
            .typeError,
            "\(type.name).__init__() takes exactly one argument (the instance to initialize)")
        }
      }
      return .none
    }
    types.object.dict.set(
      Name.initialize.str,
      consuming: .builtin(BuiltinInfo(initializer, kind: .slotWrapper, owner: types.object)))
    for (name, row) in [
      (
        Name.getAttribute,
        Builtin("__getattribute__(self, name, /)") { a throws(Raised) in
          try genericGetAttribute(a[0], try SlotWrappers.nameArgument(a[1]))
        }
      ),
      (
        .setAttribute,
        Builtin("__setattr__(self, name, value, /)") { a throws(Raised) in
          try checkSetter(a[0], "__setattr__")
          try genericSetAttribute(a[0], try SlotWrappers.nameArgument(a[1]), a[2])
          return .none
        }
      ),
      (
        .deleteAttribute,
        Builtin("__delattr__(self, name, /)") { a throws(Raised) in
          try checkSetter(a[0], "__delattr__")
          try genericSetAttribute(a[0], try SlotWrappers.nameArgument(a[1]), .unbound)
          return .none
        }
      ),
    ] {
      types.object.dict.set(
        name.str,
        consuming: .builtin(BuiltinInfo(row, kind: .slotWrapper, owner: types.object)))
    }
    fillSingletons()
  }

  /// Classes have rules of their own, which object's method would go around.
  private static func checkSetter(_ object: Value, _ name: String) throws(Raised) {
    if object.has(.type) {
      throw raise(.typeError, "can't apply this \(name) to \(object.type.name) object")
    }
  }

  private static var methods: [Builtin] {
    [
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "__format__() argument must be str, not \(a[1].type.name)")
        }
        if Str(a[1]).count > 0 {
          throw raise(
            .typeError, "unsupported format string passed to \(a[0].type.name).__format__")
        }
        return try Interpreter.str(a[0])
      },
      Builtin("__dir__(self, /)") { a throws(Raised) in
        try Attributes.names(of: a[0])
      },
      Builtin("__sizeof__(self, /)") { _ throws(Raised) in Value(16) },
      Builtin("__reduce__(self, /)") { a throws(Raised) in try Pickling.reduce(a[0], protocol: 0) },
      Builtin("__reduce_ex__(self, protocol, /)") { a throws(Raised) in
        if let method = try specialMethod(a[0], .reduce) {
          defer { method.release() }
          let isOwn =
            !method.has(.builtin)
            || method.cell(as: BuiltinCell.self).pointee.info.takeUnretainedValue().owner
              != machine.pointee.types.object
          if isOwn { return try call(method) }
        }
        return try Pickling.reduce(a[0], protocol: try indexValue(a[1]))
      },
      Builtin("__getstate__(self, /)") { a throws(Raised) in try Pickling.state(of: a[0]) },
    ]
  }

  private static func fillSingletons() {
    let types = machine.pointee.types
    for (type, text, value) in [
      (types.none, "None", Value.none), (types.ellipsis, "Ellipsis", .ellipsis),
      (types.notImplemented, "NotImplemented", .notImplemented),
    ] {
      TypeMaking.fill(type) { slots in
        slots.repr = { _ throws(Raised) in .interned(text) }
        slots.hash = { v throws(Raised) in try Interpreter.hash(of: v) }
        slots.new = { type, arguments throws(Raised) in
          if arguments.count > 0 { throw raise(.typeError, "\(type.name) takes no arguments") }
          return value
        }
        if text == "None" { slots.truth = { _ throws(Raised) in false } }
      }
    }
  }

  /// `C.__name__` with the module in front, as reprs show it.
  static func qualifiedName(of type: TypeRef) -> String {
    let module = type.dict.get(.module)
    if module.isStr, !(Str(module) == "builtins") {
      return "\(Str(module).text).\(type.cell.pointee.qualifiedName)"
    }
    return type.cell.pointee.qualifiedName
  }

  static func address(_ value: Value) -> String {
    let digits = String(value.bits, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }

  static func abstractError(_ type: TypeRef) -> Raised {
    var names: [String] = []
    let methods = lookupInType(type, Name.abstractMethods.str)
    if !methods.isUnbound, let values = try? collect(methods) {
      names = values.filter(\.isStr).map { Str($0).text }.sorted()
      for value in values { value.release() }
    }
    let plural = names.count == 1 ? "" : "s"
    return raise(
      .typeError,
      "Can't instantiate abstract class \(type.name) with abstract method\(plural) \(names.joined(separator: ", "))"
    )
  }

  /// Whether what instances of both types hold beside attributes is of one kind.
  private static func hasSameNative(_ a: TypeRef, _ b: TypeRef) -> Bool {
    func builtIn(_ type: TypeRef) -> TypeRef {
      var type = type
      while type.flags.contains(.heapType), let base = type.cell.pointee.base { type = base }
      return type
    }
    return ![.native, .cData].contains(a.cell.pointee.layout) || builtIn(a) == builtIn(b)
  }

  /// The names of the slots of a class and its bases, which instances have room for.
  private static func slotNames(_ type: TypeRef) -> [[String]] {
    type.cell.pointee.linearization.compactMap { base in
      let names = base.dict.items.compactMap { $0.1.native(SlotDescriptor.self)?.name }
      return names.isEmpty ? nil : names.sorted()
    }
  }

  private static func setClass(_ object: Value, _ value: Value) throws(Raised) {
    guard value.has(.type) else {
      throw raise(
        .typeError,
        "__class__ must be set to a class, not '\(value.isUnbound ? "NoneType" : value.type.name)' object"
      )
    }
    let new = TypeRef(value)
    let module = machine.pointee.types.module
    let areModules = object.has(.module) && new.isSubtype(of: module)
    guard object.isObject,
      areModules || (object.type.flags.contains(.heapType) && new.flags.contains(.heapType))
    else {
      throw raise(
        .typeError,
        "__class__ assignment only supported for mutable types or ModuleType subclasses")
    }
    guard new.cell.pointee.layout == object.header.pointee.layout,
      hasSameNative(new, object.type),
      areModules
        || (slotNames(new) == slotNames(object.type)
          && new.flags.contains(.hasDict) == object.type.flags.contains(.hasDict))
    else {
      throw raise(
        .typeError,
        "__class__ assignment: '\(new.name)' object layout differs from '\(object.type.name)'")
    }
    // Shapes belong to types; the attributes move to a dictionary.
    if object.has(.instance) { Instance(object).makeDictionary() }
    if areModules {
      // Only a plain module's attributes may be read without asking its type.
      object.header.pointee.exactLayout = new == module ? .module : .none
    }
    object.cData?.extras.keepType(object.type)
    value.retained()
    let old = object.header.pointee.type
    object.header.pointee.type = new
    old.value.release()
  }
}

enum Attributes {
  /// `dir(object)` as object and type define it: a list of names, not sorted; owned.
  static func names(of object: Value) throws(Raised) -> Value {
    let seen = Dict.make()
    defer { seen.value.release() }
    func add(_ dict: Dict) throws(Raised) {
      for (key, _) in dict.items { try seen.set(key, .none) }
    }
    if object.has(.type) {
      for base in TypeRef(object).cell.pointee.linearization { try add(base.dict) }
    } else {
      if object.has(.instance), object.type.flags.contains(.hasDict) {
        try add(Instance(object).makeDictionary())
      } else if object.isObject, let dict = existingDictionary(of: object) {
        if object.isExactly(.module) {
          try Import.specification(Name.specification.str, in: dict)?.release()
        }
        try add(dict)
      }
      if object.has(.module) { return List.make(copying: seen.items.map(\.0)).value }
      for base in object.type.cell.pointee.linearization { try add(base.dict) }
    }
    return List.make(copying: seen.items.map(\.0)).value
  }
}
