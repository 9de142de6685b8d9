// SPDX-License-Identifier: Apache-2.0
// `int | str`, `list[int]`, and read-only views of dictionaries: what annotations and classes are made of.

/// A union of types: types.UnionType.
final class Unions: NativeObject {
  let members: [Value]
  private init(_ members: [Value]) {
    self.members = members
    for member in members { member.retained() }
  }
  deinit { for member in members { member.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    for member in members { visit(member) }
  }

  /// `a | b`, or NotImplemented if one of them is nothing that stands for a type.
  static func make(_ a: Value, _ b: Value) throws(Raised) -> Value {
    func isTypeLike(_ value: Value) -> Bool {
      value.isNone || value.has(.type) || members(of: value) != nil
        || value.native(GenericAlias.self) != nil
    }
    guard isTypeLike(a), isTypeLike(b) else { return .notImplemented }
    var all: [Value] = []
    for value in [a, b] {
      for member in members(of: value) ?? [value.isNone ? machine.pointee.types.none.value : value]
      {
        var known = false
        for other in all where try isEqual(other, member) { known = true }
        if !known { all.append(member) }
      }
    }
    if all.count == 1 { return all[0].retained() }
    return .native(Unions(all), machine.pointee.types.unionType)
  }

  /// The types of a union, borrowed; nil if it is none.
  static func members(of value: Value) -> [Value]? { value.native(Unions.self)?.members }

  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.unionType, module: "types",
      properties: [
        Property("__args__") { v throws(Raised) in
          Tuple.make(copying: members(of: v) ?? []).value
        },
        Property("__parameters__") { _ throws(Raised) in Tuple.empty.value },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        var parts: [String] = []
        for member in members(of: v) ?? [] { parts.append(try GenericAlias.text(member)) }
        return .string(parts.joined(separator: " | "))
      }
      slots.binary = { op, a, b throws(Raised) in
        op == .bitOr ? try make(a, b) : .notImplemented
      }
      slots.binaryMask = 1 << BinaryOperation.bitOr.rawValue
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual, let x = members(of: a), let y = members(of: b) else {
          return .notImplemented
        }
        var same = x.count == y.count
        for member in x where same {
          var found = false
          for other in y where try isEqual(member, other) { found = true }
          same = found
        }
        return Value(same == (op == .equal))
      }
      slots.hash = { v throws(Raised) in
        var hash = 0
        for member in members(of: v) ?? [] { hash ^= try Interpreter.hash(of: member) }
        return hash
      }
    }
  }
}

/// `list[int]`: types.GenericAlias.
final class GenericAlias: NativeObject {
  let origin: Value
  /// A tuple.
  let arguments: Value

  private init(_ origin: Value, _ arguments: Value) {
    self.origin = origin.retained()
    self.arguments = arguments.has(.tuple) ? arguments.retained() : .tuple(arguments)
  }
  deinit {
    origin.release()
    arguments.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(origin)
    visit(arguments)
  }

  static func make(_ origin: Value, _ arguments: Value) -> Value {
    .native(GenericAlias(origin, arguments), machine.pointee.types.genericAlias)
  }

  /// The row that makes a built-in type generic.
  static var classGetItem: Builtin {
    Builtin("__class_getitem__(cls, item, /)") { a throws(Raised) in
      make(a[0], a[1])
    }
  }

  /// How a type is written in an annotation.
  static func text(_ value: Value) throws(Raised) -> String {
    if value.tag == .ellipsis { return "..." }
    if value.has(.type) {
      let type = TypeRef(value)
      return type == machine.pointee.types.none ? "None" : ObjectType.qualifiedName(of: type)
    }
    return try reprText(value)
  }

  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.genericAlias, module: "types",
      methods: [
        Builtin("__mro_entries__(self, bases, /)") { a throws(Raised) in
          .tuple(a[0].native(GenericAlias.self)?.origin ?? .none)
        },
        Builtin("__instancecheck__(self, instance, /)") { _ throws(Raised) in
          throw raise(.typeError, "isinstance() argument 2 cannot be a parameterized generic")
        },
        Builtin("__subclasscheck__(self, cls, /)") { _ throws(Raised) in
          throw raise(.typeError, "issubclass() argument 2 cannot be a parameterized generic")
        },
      ],
      properties: [
        Property("__origin__") { v throws(Raised) in
          v.native(GenericAlias.self)?.origin.retained() ?? .none
        },
        Property("__args__") { v throws(Raised) in
          v.native(GenericAlias.self)?.arguments.retained() ?? .none
        },
        Property("__parameters__") { v throws(Raised) in
          // Type variables are what has `__typing_subst__`.
          var found: [Value] = []
          if let own = v.native(GenericAlias.self) {
            for argument in Tuple(own.arguments).buffer {
              if let attribute = try getOptionalAttribute(argument, "__typing_subst__") {
                attribute.release()
                if !found.contains(where: { $0.isIdentical(to: argument) }) {
                  found.append(argument)
                }
              }
            }
          }
          return Tuple.make(copying: found).value
        },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        guard let own = v.native(GenericAlias.self) else { return .none }
        var parts: [String] = []
        for argument in Tuple(own.arguments).buffer { parts.append(try text(argument)) }
        let inner = parts.isEmpty ? "()" : parts.joined(separator: ", ")
        return .string("\(try text(own.origin))[\(inner)]")
      }
      slots.new = { type, arguments throws(Raised) in
        guard arguments.count == 2 else {
          throw raise(
            .typeError, "GenericAlias expected 2 arguments, got \(arguments.count)")
        }
        return .native(GenericAlias(arguments[0], arguments[1]), type)
      }
      slots.call = { v, arguments throws(Raised) in
        guard let own = v.native(GenericAlias.self) else { return .none }
        return try Interpreter.call(own.origin, arguments)
      }
      slots.getAttribute = { v, name throws(Raised) in
        let found = try findAttribute(v, name)
        if !found.isUnbound && !(name == "__class__") && !(name == "__module__")
          && !(name == "__doc__")
        {
          return found
        }
        found.release()
        guard let own = v.native(GenericAlias.self) else { throw noAttribute(v, name) }
        return try Interpreter.getAttribute(own.origin, name)
      }
      slots.hash = { v throws(Raised) in
        guard let own = v.native(GenericAlias.self) else { return 0 }
        return try Interpreter.hash(of: own.origin) ^ Interpreter.hash(of: own.arguments)
      }
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual, let x = a.native(GenericAlias.self),
          let y = b.native(GenericAlias.self)
        else { return .notImplemented }
        var same = try isEqual(x.origin, y.origin)
        if same { same = try isEqual(x.arguments, y.arguments) }
        return Value(same == (op == .equal))
      }
      slots.binary = { op, a, b throws(Raised) in
        op == .bitOr ? try Unions.make(a, b) : .notImplemented
      }
      slots.binaryMask = 1 << BinaryOperation.bitOr.rawValue
      slots.getItem = { v, key throws(Raised) in
        guard let own = v.native(GenericAlias.self) else { return .none }
        // Fills type variables in, one after the other.
        let given = key.has(.tuple) ? Array(Tuple(key).buffer) : [key]
        var next = 0
        var arguments: [Value] = []
        for argument in Tuple(own.arguments).buffer {
          if next < given.count,
            let attribute = try getOptionalAttribute(argument, "__typing_subst__")
          {
            attribute.release()
            arguments.append(given[next])
            next += 1
          } else {
            arguments.append(argument)
          }
        }
        if next == 0 {
          throw raise(.typeError, "\(try reprText(v)) is not a generic class")
        }
        let tuple = Tuple.make(copying: arguments)
        defer { tuple.value.release() }
        return make(own.origin, tuple.value)
      }
    }
  }
}

/// A read-only view of a mapping: types.MappingProxyType.
final class MappingProxy: NativeObject {
  let mapping: Value
  private init(_ mapping: Value) { self.mapping = mapping.retained() }
  deinit { mapping.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(mapping) }

  /// A view of a borrowed mapping; owned.
  static func make(_ mapping: Value) -> Value {
    .native(MappingProxy(mapping), machine.pointee.types.mappingProxy)
  }

  private static func mapping(_ value: Value) -> Value {
    value.native(MappingProxy.self)?.mapping ?? .none
  }

  static func fill() {
    func forward(_ name: String) -> Builtin {
      Builtin("\(name)(self, /, *args)") { a throws(Raised) in
        let method = try getAttribute(mapping(a[0]), name)
        defer { method.release() }
        return try call(method, spreading: Tuple(a[1]), nil)
      }
    }
    TypeMaking.fill(
      machine.pointee.types.mappingProxy,
      methods: ["get", "keys", "values", "items", "copy", "__reversed__"].map(forward),
      classMethods: [GenericAlias.classGetItem]
    ) { slots in
      slots.repr = { v throws(Raised) in .string("mappingproxy(\(try reprText(mapping(v))))") }
      slots.str = { v throws(Raised) in try Interpreter.str(mapping(v)) }
      slots.length = { v throws(Raised) in try Interpreter.length(mapping(v)) }
      slots.getItem = { v, key throws(Raised) in try Interpreter.getItem(mapping(v), key) }
      slots.contains = { v, key throws(Raised) in try Interpreter.contains(mapping(v), key) }
      slots.iterate = { v throws(Raised) in try Interpreter.iterate(mapping(v)) }
      slots.compare = { op, a, b throws(Raised) in
        try Interpreter.compare(
          op, mapping(a), b.native(MappingProxy.self)?.mapping ?? b)
      }
      slots.binary = { op, a, b throws(Raised) in
        guard op == .bitOr else { return .notImplemented }
        return try Interpreter.binary(
          op, a.native(MappingProxy.self)?.mapping ?? a, b.native(MappingProxy.self)?.mapping ?? b)
      }
      slots.binaryMask = 1 << BinaryOperation.bitOr.rawValue
      slots.new = { type, arguments throws(Raised) in
        guard arguments.count == 1 else {
          throw raise(
            .typeError,
            "mappingproxy() missing required argument 'mapping' (pos 1)")
        }
        guard arguments[0].type.slots.getItem != nil, !arguments[0].has(.list),
          !arguments[0].has(.tuple)
        else {
          throw raise(
            .typeError,
            "mappingproxy() argument must be a mapping, not \(arguments[0].type.name)")
        }
        return .native(MappingProxy(arguments[0]), type)
      }
    }
  }
}
