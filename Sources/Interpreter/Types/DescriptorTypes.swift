// SPDX-License-Identifier: Apache-2.0
// property, staticmethod, classmethod, super, modules, generators.

/// A property of a script class.
final class PropertyObject: NativeObject {
  var get: Value = .none
  var set: Value = .none
  var delete: Value = .none
  var documentation: Value = .none
  var name: Value = .none

  deinit { for part in [get, set, delete, documentation, name] { part.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    for part in [get, set, delete, documentation, name] { visit(part) }
  }
  override func clearReferences() {
    let parts = [get, set, delete]
    (get, set, delete) = (.none, .none, .none)
    for part in parts { part.release() }
  }
}

/// A static or class method: one function.
final class WrappedFunction: NativeObject {
  var function: Value = .none
  deinit { function.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(function) }
  override func clearReferences() {
    let old = function
    function = .none
    old.release()
  }
}

/// `super(type, object)`.
final class SuperObject: NativeObject {
  let start: Value
  /// Unbound for an unbound super.
  let object: Value
  let type: TypeRef?
  init(start: Value, object: Value, type: TypeRef?) {
    self.start = start.retained()
    self.object = object.retained()
    self.type = type
  }
  deinit {
    start.release()
    object.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(start)
    visit(object)
  }
}

enum DescriptorTypes {
  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.getSetDescriptor,
      properties: descriptorProperties(GetSetDescriptor.self) { ($0.row.name, $0.owner) }
    ) {
      GetSetDescriptor.configure(&$0)
    }
    TypeMaking.fill(
      machine.pointee.types.memberDescriptor,
      properties: descriptorProperties(SlotDescriptor.self) { ($0.name, $0.owner) }
    ) {
      SlotDescriptor.configure(&$0)
    }
    fillProperty()
    fillWrapped(machine.pointee.types.staticMethod, isStatic: true)
    fillWrapped(machine.pointee.types.classMethod, isStatic: false)
    fillSuper()
    fillModule()
  }

  private static func descriptorProperties<T: NativeObject>(
    _ type: T.Type, _ facts: @escaping (T) -> (String, TypeRef)
  ) -> [Property] {
    func own(_ v: Value) throws(Raised) -> T {
      guard let own = v.native(T.self) else { throw raise(.typeError, "not a descriptor") }
      return own
    }
    return [
      Property("__name__") { v throws(Raised) in .interned(facts(try own(v)).0) },
      Property("__qualname__") { v throws(Raised) in
        let (name, owner) = facts(try own(v))
        return .string("\(owner.name).\(name)")
      },
      Property("__objclass__") { v throws(Raised) in facts(try own(v)).1.value.retained() },
      Property("__doc__") { _ throws(Raised) in .none },
    ]
  }

  // MARK: property

  private static func property(_ v: Value) throws(Raised) -> PropertyObject {
    guard let own = v.native(PropertyObject.self) else {
      throw raise(.typeError, "descriptor requires a 'property' object")
    }
    return own
  }

  private static func copy(
    _ v: Value, get: Value? = nil, set: Value? = nil, delete: Value? = nil
  ) throws(Raised) -> Value {
    let own = try property(v)
    let arguments = Tuple.make(copying: [
      get ?? own.get, set ?? own.set, delete ?? own.delete,
      get != nil ? .none : own.documentation,
    ])
    defer { arguments.value.release() }
    let result = try call(v.type.value, spreading: arguments, nil)
    if let new = result.native(PropertyObject.self) {
      let old = new.name
      new.name = own.name.retained()
      old.release()
    }
    return result
  }

  private static func describe(_ own: PropertyObject, _ instance: Value, _ verb: String) -> String {
    let owner = instance.type.cell.pointee.qualifiedName
    return own.name.isStr
      ? "property '\(Str(own.name).text)' of '\(owner)' object has no \(verb)"
      : "property of '\(owner)' object has no \(verb)"
  }

  private static func fillProperty() {
    func part(_ name: String, _ path: KeyPath<PropertyObject, Value>) -> Property {
      Property(
        name, set: { _, _ throws(Raised) in throw raise(.attributeError, "readonly attribute") }
      ) { v throws(Raised) in try property(v)[keyPath: path].retained() }
    }
    TypeMaking.fill(
      machine.pointee.types.property,
      methods: [
        Builtin("getter(self, fget, /)") { a throws(Raised) in try copy(a[0], get: a[1]) },
        Builtin("setter(self, fset, /)") { a throws(Raised) in try copy(a[0], set: a[1]) },
        Builtin("deleter(self, fdel, /)") { a throws(Raised) in try copy(a[0], delete: a[1]) },
        Builtin("__set_name__(self, owner, name, /)") { a throws(Raised) in
          let own = try property(a[0])
          let old = own.name
          own.name = a[2].retained()
          old.release()
          return .none
        },
        Builtin(
          "__init__(self, fget=None, fset=None, fdel=None, doc=None)"
        ) { a throws(Raised) in
          let own = try property(a[0])
          let old = [own.get, own.set, own.delete, own.documentation]
          own.get = a[1].retained()
          own.set = a[2].retained()
          own.delete = a[3].retained()
          own.documentation = a[4].retained()
          if a[4].isNone, !a[1].isNone,
            let text = try getOptionalAttribute(a[1], .documentation)
          {
            own.documentation = text
          }
          for value in old { value.release() }
          return .none
        },
      ],
      properties: [
        part("fget", \.get), part("fset", \.set), part("fdel", \.delete),
        Property(
          "__doc__",
          set: { v, value throws(Raised) in
            let own = try property(v)
            let old = own.documentation
            own.documentation = value.isUnbound ? .none : value.retained()
            old.release()
          }
        ) { v throws(Raised) in try property(v).documentation.retained() },
        Property("__isabstractmethod__") { v throws(Raised) in
          let own = try property(v)
          for function in [own.get, own.set, own.delete] where !function.isNone {
            if let flag = try getOptionalAttribute(function, .isAbstractMethod) {
              defer { flag.release() }
              if try isTrue(flag) { return .true }
            }
          }
          return .false
        },
      ]
    ) { slots in
      slots.new = { type, _ throws(Raised) in .native(PropertyObject(), type) }
      slots.initialize = { v, arguments throws(Raised) in
        let method = lookupInType(machine.pointee.types.property, Name.initialize.str)
        try callBound(method, v, arguments).release()
      }
      slots.descriptorGet = { v, instance, _ throws(Raised) in
        if instance.isUnbound { return v.retained() }
        let own = try property(v)
        if own.get.isNone { throw raise(.attributeError, describe(own, instance, "getter")) }
        return try call(own.get, instance)
      }
      slots.descriptorSet = { v, instance, value throws(Raised) in
        let own = try property(v)
        if value.isUnbound {
          if own.delete.isNone { throw raise(.attributeError, describe(own, instance, "deleter")) }
          try call(own.delete, instance).release()
        } else {
          if own.set.isNone { throw raise(.attributeError, describe(own, instance, "setter")) }
          try call(own.set, instance, value).release()
        }
      }
    }
  }

  // MARK: staticmethod and classmethod

  private static func fillWrapped(_ type: TypeRef, isStatic: Bool) {
    func own(_ v: Value) throws(Raised) -> WrappedFunction {
      guard let own = v.native(WrappedFunction.self) else {
        throw raise(.typeError, "uninitialized \(type.name) object")
      }
      return own
    }
    TypeMaking.fill(
      type,
      properties: [
        Property("__func__") { v throws(Raised) in try own(v).function.retained() },
        Property("__wrapped__") { v throws(Raised) in try own(v).function.retained() },
        Property("__isabstractmethod__") { v throws(Raised) in
          guard let flag = try getOptionalAttribute(own(v).function, .isAbstractMethod) else {
            return .false
          }
          defer { flag.release() }
          return Value(try isTrue(flag))
        },
        Property("__dict__", set: Classes.setDict, Classes.getDict),
      ]
    ) { slots in
      slots.new = { type, _ throws(Raised) in .native(WrappedFunction(), type) }
      slots.initialize = { v, arguments throws(Raised) in
        guard arguments.count == 1 else {
          throw raise(
            .typeError, "\(type.name) expected 1 argument, got \(arguments.count)")
        }
        let own = try own(v)
        let old = own.function
        own.function = arguments[0].retained()
        old.release()
        // As functools.wraps does.
        for name in ["__module__", "__name__", "__qualname__", "__doc__", "__annotations__"] {
          guard let value = try getOptionalAttribute(arguments[0], name) else { continue }
          SideTables.makeAttributes(of: v).set(name, consuming: value)
        }
      }
      slots.repr = { v throws(Raised) in
        .string("<\(type.name)(\(try reprText(own(v).function)))>")
      }
      if isStatic {
        slots.descriptorGet = { v, _, _ throws(Raised) in try own(v).function.retained() }
        slots.call = { v, arguments throws(Raised) in
          try Interpreter.call(own(v).function, arguments)
        }
      } else {
        slots.descriptorGet = { v, instance, owner throws(Raised) in
          let function = try own(v).function
          let target = owner.has(.type) ? owner : instance.type.value
          if function.has(.function) { return .boundMethod(function, target) }
          // Class methods of other descriptors (properties) bind those to the class.
          if let get = function.type.slots.descriptorGet {
            return try get(function, target, target.type.value)
          }
          return .boundMethod(function, target)
        }
      }
    }
  }

  // MARK: super

  private static func fillSuper() {
    func own(_ v: Value) throws(Raised) -> SuperObject {
      guard let own = v.native(SuperObject.self) else { throw raise(.typeError, "not a super") }
      return own
    }
    TypeMaking.fill(
      machine.pointee.types.superType,
      properties: [
        Property("__thisclass__") { v throws(Raised) in try own(v).start.retained() },
        Property("__self__") { v throws(Raised) in
          let object = try own(v).object
          return object.isUnbound ? .none : object.retained()
        },
        Property("__self_class__") { v throws(Raised) in
          try own(v).type?.value.retained() ?? .none
        },
      ]
    ) { slots in
      slots.new = { type, arguments throws(Raised) in
        var (start, object) = (Value.unbound, Value.unbound)
        if arguments.count == 0 {
          (start, object) = try implicitArguments()
        } else {
          start = arguments[0]
          if arguments.count > 1 { object = arguments[1] }
        }
        guard start.has(.type) else {
          throw raise(
            .typeError, "super() argument 1 must be a type, not \(start.type.name)")
        }
        if object.isNone { object = .unbound }
        let found = object.isUnbound ? nil : try Machine.superType(of: start, object)
        return .native(SuperObject(start: start, object: object, type: found), type)
      }
      // `new` has seen the arguments; subclasses may call it with others.
      slots.initialize = { _, arguments throws(Raised) in
        if arguments.nameCount > 0 {
          throw raise(.typeError, "super() takes no keyword arguments")
        }
      }
      slots.getAttribute = { v, name throws(Raised) in
        let own = try own(v)
        if let type = own.type, !(name == "__class__") {
          let found = try superAttribute(TypeRef(own.start), own.object, type, name)
          if !found.isUnbound { return found }
        }
        return try genericGetAttribute(v, name)
      }
      slots.descriptorGet = { v, instance, _ throws(Raised) in
        let own = try own(v)
        if instance.isUnbound || !own.object.isUnbound { return v.retained() }
        return .native(
          SuperObject(
            start: own.start, object: instance,
            type: try Machine.superType(of: own.start, instance)), v.type)
      }
      slots.repr = { v throws(Raised) in
        let own = try own(v)
        let name = TypeRef(own.start).name
        return .string(
          own.type.map { "<super: <class '\(name)'>, <\($0.name) object>>" }
            ?? "<super: <class '\(name)'>, NULL>")
      }
    }
  }

  /// The class and the first argument of the method that runs: `super()` without arguments.
  private static func implicitArguments() throws(Raised) -> (Value, Value) {
    let frame = machine.pointee.frame
    let code = frame.pointee.code.takeUnretainedValue()
    guard code.positionalCount > 0 else {
      throw raise(.runtimeError, "super(): no arguments")
    }
    guard let index = code.freeNames.firstIndex(of: "__class__"),
      let closure = frame.pointee.closure
    else { throw raise(.runtimeError, "super(): __class__ cell not found") }
    let start = closure[index].cell(as: CellCell.self).pointee.contents
    if start.isUnbound { throw raise(.runtimeError, "super(): empty __class__ cell") }
    var object = frame.pointee.registers[0]
    if object.has(.cell) { object = object.cell(as: CellCell.self).pointee.contents }
    if object.isUnbound { throw raise(.runtimeError, "super(): arg[0] deleted") }
    return (start, object)
  }

  // MARK: Modules

  private static func fillModule() {
    TypeMaking.fill(
      machine.pointee.types.module,
      properties: [
        Property("__dict__") { v throws(Raised) in Module(v).namespace.value.retained() },
        Property(
          "__annotations__",
          set: { v, value throws(Raised) in
            if value.isUnbound {
              Module(v).namespace.remove(Name.annotations.str).release()
            } else {
              Module(v).namespace.set(Name.annotations.str, value)
            }
          }
        ) { v throws(Raised) in
          let existing = Module(v).namespace.get(.annotations)
          if !existing.isUnbound { return existing.retained() }
          let dict = Dict.make()
          Module(v).namespace.set(Name.annotations.str, dict.value)
          return dict.value
        },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let namespace = Module(v).namespace
        let name = namespace.get(.name)
        let file = namespace.get(.file)
        let text = name.isStr ? try reprText(name) : "'?'"
        return .string(
          file.isStr
            ? "<module \(text) from \(try reprText(file))>" : "<module \(text) (built-in)>")
      }
      slots.getAttribute = { v, name throws(Raised) in
        let own = Module(v).namespace.get(name)
        if !own.isUnbound, v.isExactly(.module), !(name == "__dict__"), !(name == "__class__") {
          return own.retained()
        }
        let found = try findAttribute(v, name)
        if !found.isUnbound { return found }
        if let value = try Import.specification(name, in: Module(v).namespace) { return value }
        // PEP 562.
        let hook = Module(v).namespace.get(.getMissingAttribute)
        if !hook.isUnbound { return try call(hook, name.value) }
        throw noAttribute(v, name)
      }
      slots.new = { type, arguments throws(Raised) in
        // Names come with __init__.
        let module = Module.make("?", type: type)
        module.namespace.removeAll()
        return module.value
      }
      slots.initialize = { v, arguments throws(Raised) in
        guard arguments.positionalCount >= 1, arguments[0].isStr else {
          throw raise(.typeError, "module.__init__() argument 1 must be str")
        }
        let namespace = Module(v).namespace
        namespace.set(Name.name.str, arguments[0])
        namespace.set(
          Name.documentation.str, arguments.positionalCount > 1 ? arguments[1] : .none)
        for name in ["__package__", "__loader__", "__spec__"] { namespace.set(name, .none) }
      }
    }
  }
}
