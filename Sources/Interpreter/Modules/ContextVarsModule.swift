// SPDX-License-Identifier: Apache-2.0
// _contextvars: variables whose value belongs to a context, contexts, and the tokens that undo a change.

/// A mapping from variables to values.
final class ContextObject: NativeObject {
  /// Owned; its keys are ContextVar objects.
  fileprivate(set) var values: Dict
  /// The context that was current when this one was entered; owned, unbound outside.
  fileprivate var previous: Value = .unbound
  fileprivate var isEntered = false

  /// Takes the dictionary over.
  init(_ values: Dict) { self.values = values }
  deinit {
    values.value.release()
    previous.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(values.value)
    visit(previous)
  }
  override func clearReferences() { values.removeAll() }

  /// The running context; made when first asked for.
  nonisolated(unsafe) private static var current: Value = .unbound
  static var running: Value {
    if current.isUnbound { current = .native(ContextObject(Dict.make()), type) }
    return current
  }
  static var runningValues: Dict {
    running.native(ContextObject.self)?.values ?? Dict.make()
  }

  fileprivate static func own(_ v: Value) throws(Raised) -> ContextObject {
    guard let own = v.native(ContextObject.self) else {
      throw raise(.typeError, "an instance of Context was expected")
    }
    return own
  }

  fileprivate static func key(_ value: Value) throws(Raised) -> Value {
    guard value.native(ContextVariable.self) != nil else {
      throw raise(
        .typeError, "a ContextVar key was expected, got \(try reprText(value))")
    }
    return value
  }

  /// A view of the mapping: what the dictionary's method of that name gives.
  private static func view(_ name: String) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      let copy = try own(a[0]).values.copy()
      defer { copy.value.release() }
      return try IOBase.invoke(copy.value, name)
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_contextvars.Context", module: "_contextvars", flags: [.weakReferable],
    methods: [
      Builtin("run(self, /, *args, **kwargs)") { a throws(Raised) in
        let own = try own(a[0])
        guard Tuple(a[1]).count > 0 else {
          throw raise(.typeError, "run() missing 1 required positional argument")
        }
        if own.isEntered {
          throw raise(
            .runtimeError, "cannot enter context: \(try reprText(a[0])) is already entered")
        }
        own.previous = running.retained()
        own.isEntered = true
        current = a[0].retained()
        defer {
          own.isEntered = false
          let (outer, inner) = (own.previous, current)
          own.previous = .unbound
          current = outer
          inner.release()
        }
        let arguments = Tuple.make(copying: Tuple(a[1]).buffer.dropFirst())
        defer { arguments.value.release() }
        return try call(
          Tuple(a[1])[0], spreading: arguments, a[2].has(.dict) ? Dict(a[2]) : nil)
      },
      Builtin("copy(self, /)") { a throws(Raised) in
        .native(ContextObject(try own(a[0]).values.copy()), type)
      },
      Builtin("get(self, key, default=None, /)") { a throws(Raised) in
        let value = try own(a[0]).values.get(key(a[1]))
        return (value.isUnbound ? a[2] : value).retained()
      },
      view("keys"), view("values"), view("items"),
    ]
  ) { slots in
    slots.new = { _, arguments throws(Raised) in
      guard arguments.count == 0 else {
        throw raise(.typeError, "Context() does not accept any arguments")
      }
      return .native(ContextObject(Dict.make()), type)
    }
    slots.isUnhashable = true
    slots.compare = { op, a, b throws(Raised) in
      guard op == .equal || op == .notEqual, let x = a.native(ContextObject.self),
        let y = b.native(ContextObject.self)
      else { return .notImplemented }
      return try Interpreter.compare(op, x.values.value, y.values.value)
    }
    slots.length = { v throws(Raised) in try own(v).values.count }
    slots.contains = { v, key throws(Raised) in
      try !own(v).values.get(ContextObject.key(key)).isUnbound
    }
    slots.getItem = { v, key throws(Raised) in
      let value = try own(v).values.get(ContextObject.key(key))
      if value.isUnbound { throw raise(.keyError, with: key) }
      return value.retained()
    }
    slots.iterate = { v throws(Raised) in
      let copy = try own(v).values.copy()
      defer { copy.value.release() }
      return try Interpreter.iterate(copy.value)
    }
  }
}

final class ContextVariable: NativeObject {
  let name: Value
  private var standard: Value

  init(_ name: Value, _ standard: Value) {
    self.name = name.retained()
    self.standard = standard.retained()
  }
  deinit {
    name.release()
    standard.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(name)
    visit(standard)
  }
  override func clearReferences() {
    let old = standard
    standard = .unbound
    old.release()
  }

  private static func own(_ v: Value) throws(Raised) -> ContextVariable {
    guard let own = v.native(ContextVariable.self) else {
      throw raise(.typeError, "an instance of ContextVar was expected")
    }
    return own
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_contextvars.ContextVar", module: "_contextvars", flags: [.weakReferable],
    methods: [
      Builtin("get(self, default=..., /)") { a throws(Raised) in
        let own = try own(a[0])
        let value = try ContextObject.runningValues.get(a[0])
        if !value.isUnbound { return value.retained() }
        if !a[1].isUnbound { return a[1].retained() }
        if !own.standard.isUnbound { return own.standard.retained() }
        throw raise(.lookupError, with: a[0])
      },
      Builtin("set(self, value, /)") { a throws(Raised) in
        let values = ContextObject.runningValues
        let token = ContextToken(a[0], ContextObject.running, try values.get(a[0]))
        try values.set(a[0], a[1])
        return .native(token, ContextToken.type)
      },
      Builtin("reset(self, token, /)") { a throws(Raised) in
        guard let token = a[1].native(ContextToken.self) else {
          throw raise(
            .typeError, "expected an instance of Token, got \(try reprText(a[1]))")
        }
        if token.isUsed {
          throw raise(
            .runtimeError, "\(try reprText(a[1])) has already been used once")
        }
        guard token.variable.isIdentical(to: a[0]) else {
          throw raise(
            .valueError, "\(try reprText(a[1])) was created by a different ContextVar")
        }
        guard token.context.isIdentical(to: ContextObject.running) else {
          throw raise(
            .valueError, "\(try reprText(a[1])) was created in a different Context")
        }
        token.isUsed = true
        let values = ContextObject.runningValues
        if token.old.isUnbound {
          try values.remove(a[0]).release()
        } else {
          try values.set(a[0], token.old)
        }
        return .none
      },
    ], classMethods: [GenericAlias.classGetItem],
    properties: [Property("name") { v throws(Raised) in try own(v).name.retained() }]
  ) { slots in
    slots.new = { _, arguments throws(Raised) in
      guard arguments.positionalCount == 1 else {
        throw raise(
          .typeError,
          "ContextVar() takes \(arguments.positionalCount == 0 ? "exactly" : "at most") 1 positional argument (\(arguments.positionalCount) given)"
        )
      }
      let a = try ItertoolsModule.bind(arguments, "ContextVar", ["name", "default"], required: 1)
      guard a[0].isStr else {
        throw raise(.typeError, "context variable name must be a str")
      }
      return .native(ContextVariable(a[0], a[1]), type)
    }
    slots.repr = { v throws(Raised) in
      let own = try own(v)
      let standard =
        own.standard.isUnbound ? "" : " default=\(try reprText(own.standard))"
      return .string(
        "<ContextVar name=\(try reprText(own.name))\(standard) at \(ObjectType.address(v))>")
    }
  }
}

/// What `set` returns: the value before.
final class ContextToken: NativeObject {
  fileprivate var variable, context, old: Value
  fileprivate var isUsed = false

  init(_ variable: Value, _ context: Value, _ old: Value) {
    self.variable = variable.retained()
    self.context = context.retained()
    self.old = old.retained()
  }
  deinit { clearReferences() }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(variable)
    visit(context)
    visit(old)
  }
  override func clearReferences() {
    for value in [variable, context, old] { value.release() }
    (variable, context, old) = (.none, .none, .unbound)
  }

  /// `Token.MISSING`.
  nonisolated(unsafe) static let missing: Value = {
    let type = TypeMaking.make("Token.MISSING", module: "_contextvars") { slots in
      slots.repr = { _ throws(Raised) in .string("<Token.MISSING>") }
    }
    return .native(NativeObject(), type)
  }()

  nonisolated(unsafe) static let type: TypeRef = {
    let type = TypeMaking.make(
      "_contextvars.Token", module: "_contextvars", classMethods: [GenericAlias.classGetItem],
      properties: [
        Property("var") { v throws(Raised) in
          v.native(ContextToken.self)?.variable.retained() ?? .none
        },
        Property("old_value") { v throws(Raised) in
          let old = v.native(ContextToken.self)?.old ?? .unbound
          return (old.isUnbound ? missing : old).retained()
        },
      ]
    ) { slots in
      slots.new = { _, _ throws(Raised) in
        throw raise(.runtimeError, "Tokens can only be created by ContextVars")
      }
      slots.repr = { v throws(Raised) in
        guard let own = v.native(ContextToken.self) else { return .none }
        return .string(
          "<Token\(own.isUsed ? " used" : "") var=\(try reprText(own.variable)) at \(ObjectType.address(v))>"
        )
      }
    }
    type.dict.set("MISSING", missing)
    type.touch()
    return type
  }()
}

enum ContextVarsModule {
  static var module: NativeModule {
    NativeModule("_contextvars") { module throws(Raised) in
      module.add(ContextVariable.type)
      module.add(ContextObject.type)
      module.add(ContextToken.type)
      module.add([
        Builtin("copy_context()") { _ throws(Raised) in
          .native(ContextObject(ContextObject.runningValues.copy()), ContextObject.type)
        }
      ])
    }
  }
}
