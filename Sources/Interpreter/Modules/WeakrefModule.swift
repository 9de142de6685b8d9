// SPDX-License-Identifier: Apache-2.0
// _weakref: weak references and proxies, which the weakref module builds on.

enum WeakrefModule {
  static var module: NativeModule {
    NativeModule("_weakref") { module throws(Raised) in
      module.namespace.set("ref", reference.value)
      module.namespace.set("ReferenceType", reference.value)
      module.namespace.set("ProxyType", proxy.value)
      module.namespace.set("CallableProxyType", callableProxy.value)
      module.add(rows)
    }
  }

  private static func own(_ v: Value) throws(Raised) -> WeakReference {
    guard let own = v.native(WeakReference.self) else {
      throw raise(.typeError, "not a weak reference")
    }
    return own
  }

  static func checkReferable(_ value: Value) throws(Raised) {
    guard value.isObject, value.type.flags.contains(.weakReferable) else {
      throw raise(
        .typeError, "cannot create weak reference to '\(value.type.name)' object")
    }
  }

  /// The target of a reference or proxy; owned.
  ///
  /// Raises ReferenceError if it is gone.
  private static func target(_ v: Value) throws(Raised) -> Value {
    let target = try own(v).target
    if target.isUnbound {
      throw raise(.referenceError, "weakly-referenced object no longer exists")
    }
    return target.retained()
  }

  nonisolated(unsafe) static let reference: TypeRef = TypeMaking.make(
    "ReferenceType", module: "weakref", flags: [.basetype],
    classMethods: [GenericAlias.classGetItem],
    properties: [
      Property("__callback__") { v throws(Raised) in
        let own = try own(v)
        return own.target.isUnbound ? .none : own.callback.retained()
      }
    ]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      guard (1...2).contains(arguments.positionalCount) else {
        throw raise(
          .typeError, "__new__ expected at least 1 argument, got \(arguments.positionalCount)")
      }
      let target = arguments[0]
      try checkReferable(target)
      let callback = arguments.positionalCount > 1 ? arguments[1] : .none
      // One reference without a callback serves all.
      if callback.isNone, type == reference {
        for known in SideTables.weakReferences(to: target)
        where known.callback.isNone && known.owner.isObject && known.owner.type == reference {
          return known.owner.retained()
        }
      }
      return make(target, callback, type)
    }
    slots.initialize = { _, _ throws(Raised) in }
    slots.call = { v, arguments throws(Raised) in
      let target = try own(v).target
      return target.isUnbound ? .none : target.retained()
    }
    slots.hash = { v throws(Raised) in
      let own = try own(v)
      if let hash = own.hash { return hash }
      guard !own.target.isUnbound else { throw raise(.typeError, "weak object has gone away") }
      let hash = try Interpreter.hash(of: own.target)
      own.hash = hash
      return hash
    }
    slots.compare = { op, a, b throws(Raised) in
      guard op == .equal || op == .notEqual, let x = a.native(WeakReference.self),
        let y = b.native(WeakReference.self)
      else { return .notImplemented }
      if x.target.isUnbound || y.target.isUnbound {
        return Value((x === y) == (op == .equal))
      }
      let (left, right) = (x.target.retained(), y.target.retained())
      defer {
        left.release()
        right.release()
      }
      return Value(try isEqual(left, right) == (op == .equal))
    }
    slots.repr = { v throws(Raised) in
      let own = try own(v)
      let address = ObjectType.address(v)
      if own.target.isUnbound { return .string("<weakref at \(address); dead>") }
      return .string(
        "<weakref at \(address); to '\(own.target.type.name)' at \(ObjectType.address(own.target))>"
      )
    }
  }

  private static func make(_ target: Value, _ callback: Value, _ type: TypeRef) -> Value {
    let object = WeakReference(target: target, callback: callback)
    let value = Value.native(object, type)
    object.owner = value
    SideTables.addWeakReference(object, to: target)
    return value
  }

  // MARK: Proxies

  nonisolated(unsafe) static let proxy = makeProxyType("weakproxy", callable: false)
  nonisolated(unsafe) static let callableProxy = makeProxyType("weakcallableproxy", callable: true)

  private static func makeProxyType(_ name: String, callable: Bool) -> TypeRef {
    /// The target of a proxy operand, others as they are; owned.
    func plain(_ v: Value) throws(Raised) -> Value {
      v.native(WeakReference.self) != nil && v.type != reference ? try target(v) : v.retained()
    }
    func with<R>(_ v: Value, _ body: (Value) throws(Raised) -> R) throws(Raised) -> R {
      let target = try target(v)
      defer { target.release() }
      return try body(target)
    }
    func with2<R>(_ a: Value, _ b: Value, _ body: (Value, Value) throws(Raised) -> R)
      throws(Raised) -> R
    {
      let x = try plain(a)
      defer { x.release() }
      let y = try plain(b)
      defer { y.release() }
      return try body(x, y)
    }
    return TypeMaking.make(name, module: "weakref") { slots in
      slots.repr = { v throws(Raised) in
        .string(
          "<weakproxy at \(ObjectType.address(v)) to \(try own(v).target.type.name) at \(ObjectType.address(try own(v).target))>"
        )
      }
      slots.str = { v throws(Raised) in try with(v) { t throws(Raised) in try Interpreter.str(t) } }
      slots.isUnhashable = true
      slots.truth = { v throws(Raised) in try with(v) { t throws(Raised) in try isTrue(t) } }
      slots.length = { v throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.length(t) }
      }
      slots.getItem = { v, key throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.getItem(t, key) }
      }
      slots.setItem = { v, key, value throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.setItem(t, key, value) }
      }
      slots.contains = { v, key throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.contains(t, key) }
      }
      slots.iterate = { v throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.iterate(t) }
      }
      slots.next = { v throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.next(t) }
      }
      slots.getAttribute = { v, name throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.getAttribute(t, name) }
      }
      slots.setAttribute = { v, name, value throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.setAttribute(t, name, value) }
      }
      slots.compare = { op, a, b throws(Raised) in
        try with2(a, b) { x, y throws(Raised) in try Interpreter.compare(op, x, y) }
      }
      slots.binary = { op, a, b throws(Raised) in
        try with2(a, b) { x, y throws(Raised) in try Interpreter.binary(op, x, y) }
      }
      slots.binaryMask = (1 << 14) - 1
      slots.unary = { op, a throws(Raised) in
        try with(a) { t throws(Raised) in try Interpreter.unary(op, t) }
      }
      slots.unaryMask = 15
      slots.index = { v throws(Raised) in
        try with(v) { t throws(Raised) in try Interpreter.index(t) }
      }
      if callable {
        slots.call = { v, arguments throws(Raised) in
          try with(v) { t throws(Raised) in try Interpreter.call(t, arguments) }
        }
      }
    }
  }

  private static var rows: [Builtin] {
    [
      Builtin("proxy(object, callback=None, /)") { a throws(Raised) in
        try checkReferable(a[0])
        return make(a[0], a[1], Builtins.isCallable(a[0]) ? callableProxy : proxy)
      },
      Builtin("getweakrefcount(object, /)") { a throws(Raised) in
        Value(SideTables.weakReferences(to: a[0]).count)
      },
      Builtin("getweakrefs(object, /)") { a throws(Raised) in
        List.make(
          copying: SideTables.weakReferences(to: a[0]).map(\.owner).filter(\.isObject)
        ).value
      },
      Builtin("_remove_dead_weakref(dct, key, /)") { a throws(Raised) in
        guard a[0].has(.dict) else { return .none }
        let value = try Dict(a[0]).get(a[1])
        if let reference = value.native(WeakReference.self), reference.target.isUnbound {
          try Dict(a[0]).remove(a[1]).release()
        }
        return .none
      },
    ]
  }
}
