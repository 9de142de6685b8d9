// SPDX-License-Identifier: Apache-2.0
// _abc: what abstract base classes remember, and the checks of isinstance and issubclass.

/// What an abstract base class has registered and found out; kept under `_abc_impl` in the class.
private final class ABCData: NativeObject {
  /// Weak references to registered classes, and to those found to be subclasses or not.
  var registry, cache, negativeCache: [UInt64: Value]
  var negativeVersion = 0

  override init() {
    (registry, cache, negativeCache) = ([:], [:], [:])
    super.init()
  }
  deinit {
    for table in [registry, cache, negativeCache] { for value in table.values { value.release() } }
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    for table in [registry, cache, negativeCache] { for value in table.values { visit(value) } }
  }

  nonisolated(unsafe) static let type = TypeMaking.make("_abc_data", module: "_abc")
}

enum ABCModule {
  /// New whenever any class is registered anywhere: negative answers may have changed.
  nonisolated(unsafe) private static var version = 0

  static var module: NativeModule {
    NativeModule("_abc") { module throws(Raised) in module.add(rows) }
  }

  private static func data(_ type: Value) throws(Raised) -> ABCData {
    let key = Value.interned("_abc_impl")
    defer { key.release() }
    // Each class has its own, also where a base has one.
    let own = type.has(.type) ? TypeRef(type).dict.get(Str(key)) : .unbound
    guard let data = own.native(ABCData.self) else {
      throw raise(.typeError, "_abc_impl is set to a wrong type")
    }
    return data
  }

  /// A weak reference to a class; owned.
  private static func weak(_ type: Value) throws(Raised) -> Value {
    try call(WeakrefModule.reference.value, type)
  }

  /// Whether a table holds a class that still lives.
  private static func holds(_ table: [UInt64: Value], _ type: Value) -> Bool {
    guard let reference = table[type.bits]?.native(WeakReference.self) else { return false }
    return reference.target.isIdentical(to: type)
  }

  private static func add(_ table: inout [UInt64: Value], _ type: Value) throws(Raised) {
    let reference = try weak(type)
    table.updateValue(reference, forKey: type.bits)?.release()
  }

  private static func clear(_ table: inout [UInt64: Value]) {
    let old = table
    table = [:]
    for value in old.values { value.release() }
  }

  private static func abstractNames(_ type: Value) throws(Raised) -> Value {
    let names = SetRef.make(frozen: true)
    func isAbstract(_ value: Value) throws(Raised) -> Bool {
      guard let flag = try getOptionalAttribute(value, .isAbstractMethod) else { return false }
      defer { flag.release() }
      return try isTrue(flag)
    }
    for (name, value) in TypeRef(type).dict.items where try isAbstract(value) {
      try names.add(name)
    }
    for base in Tuple(TypeRef(type).cell.pointee.bases).buffer {
      guard let inherited = try getOptionalAttribute(base, .abstractMethods) else { continue }
      defer { inherited.release() }
      for name in try collect(inherited) {
        defer { name.release() }
        guard name.isStr, let value = try getOptionalAttribute(type, Str(name)) else { continue }
        defer { value.release() }
        if try isAbstract(value) { try names.add(name) }
      }
    }
    return names.value
  }

  private static var rows: [Builtin] {
    [
      Builtin("_abc_init(self, /)") { a throws(Raised) in
        let names = try abstractNames(a[0])
        defer { names.release() }
        try setAttribute(a[0], Name.abstractMethods.str, names)
        let data = Value.native(ABCData(), ABCData.type)
        defer { data.release() }
        TypeRef(a[0]).dict.set("_abc_impl", data)
        // collections.abc says so which of its classes are sequences and mappings in patterns: bits 5 and 6.
        let flags = TypeRef(a[0]).dict.remove("__abc_tpflags__")
        if flags.tag == .int {
          if flags.asInt & 1 << 5 != 0 { TypeRef(a[0]).cell.pointee.flags.insert(.sequencePattern) }
          if flags.asInt & 1 << 6 != 0 { TypeRef(a[0]).cell.pointee.flags.insert(.mappingPattern) }
        }
        return .none
      },
      Builtin("_abc_register(self, subclass, /)") { a throws(Raised) in
        guard a[1].has(.type) else { throw raise(.typeError, "Can only register classes") }
        if try isSubclassChecked(a[1], a[0]) { return a[1].retained() }
        if try isSubclassChecked(a[0], a[1]) {
          throw raise(.runtimeError, "Refusing to create an inheritance cycle")
        }
        try add(&data(a[0]).registry, a[1])
        version += 1
        // Patterns look at the flags of classes registered with collections.abc.
        let flags = TypeRef(a[0]).flags.intersection([.sequencePattern, .mappingPattern])
        if !flags.isEmpty { TypeRef(a[1]).cell.pointee.flags.formUnion(flags) }
        return a[1].retained()
      },
      Builtin("_abc_instancecheck(self, instance, /)") { a throws(Raised) in
        let type = a[1].type.value
        let own = try data(a[0])
        guard let claimed = try getOptionalAttribute(a[1], .class) else {
          return Value(try subclassCheck(a[0], type))
        }
        defer { claimed.release() }
        if holds(own.cache, claimed) { return .true }
        if claimed.isIdentical(to: type) {
          if own.negativeVersion == version && holds(own.negativeCache, claimed) { return .false }
          return Value(try isSubclassChecked(claimed, a[0]))
        }
        if try isSubclassChecked(claimed, a[0]) { return .true }
        return Value(try isSubclassChecked(type, a[0]))
      },
      Builtin("_abc_subclasscheck(self, subclass, /)") { a throws(Raised) in
        Value(try subclassCheck(a[0], a[1]))
      },
      Builtin("get_cache_token()") { _ throws(Raised) in Value(version) },
      Builtin("_get_dump(self, /)") { a throws(Raised) in
        let own = try data(a[0])
        func set(_ table: [UInt64: Value]) throws(Raised) -> Value {
          let set = SetRef.make()
          for value in table.values { try set.add(value) }
          return set.value
        }
        return Tuple.make(consuming: [
          try set(own.registry), try set(own.cache), try set(own.negativeCache),
          Value(own.negativeVersion),
        ]).value
      },
      Builtin("_reset_registry(self, /)") { a throws(Raised) in
        try clear(&data(a[0]).registry)
        return .none
      },
      Builtin("_reset_caches(self, /)") { a throws(Raised) in
        try clear(&data(a[0]).cache)
        try clear(&data(a[0]).negativeCache)
        return .none
      },
    ]
  }

  /// `issubclass(subclass, self)` by the rules of PEP 3119: hook, real bases, registered classes, subclasses' rules.
  private static func subclassCheck(_ type: Value, _ subclass: Value) throws(Raised) -> Bool {
    guard subclass.has(.type) else { throw raise(.typeError, "issubclass() arg 1 must be a class") }
    let own = try data(type)
    if holds(own.cache, subclass) { return true }
    if own.negativeVersion < version {
      clear(&own.negativeCache)
      own.negativeVersion = version
    } else if holds(own.negativeCache, subclass) {
      return false
    }
    let hook = try getAttribute(type, .subclassHook)
    defer { hook.release() }
    let answer = try call(hook, subclass)
    defer { answer.release() }
    if !answer.isNotImplemented {
      guard answer.tag == .bool else {
        throw raise(
          .assertionError, "__subclasshook__ must return either False, True, or NotImplemented")
      }
      if answer.asBool {
        try add(&own.cache, subclass)
      } else {
        try add(&own.negativeCache, subclass)
      }
      return answer.asBool
    }
    if TypeRef(subclass).isSubtype(of: TypeRef(type)) {
      try add(&own.cache, subclass)
      return true
    }
    for reference in Array(own.registry.values) {
      guard let target = reference.native(WeakReference.self)?.target, !target.isUnbound else {
        continue
      }
      if try isSubclassChecked(subclass, target) {
        try add(&own.cache, subclass)
        return true
      }
    }
    let list = try callMethodOfType(type)
    defer { for each in list { each.release() } }
    for each in list where try isSubclassChecked(subclass, each) {
      try add(&own.cache, subclass)
      return true
    }
    try add(&own.negativeCache, subclass)
    return false
  }

  /// `type.__subclasses__()`, each owned.
  private static func callMethodOfType(_ type: Value) throws(Raised) -> [Value] {
    TypeRef(type).cell.pointee.subtypes.map { $0.value.retained() }
  }
}
