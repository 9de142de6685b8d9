// SPDX-License-Identifier: Apache-2.0
// Which types of scripts and of the hosted CPython are one another's: built-in types, and classes of exceptions.
import ArrayExchange

enum ForeignTypes {
  /// The value of an object that is no plain number, text or container, to which it takes a reference over; owned.
  static func value(_ gil: CPython.GIL, owned object: ForeignPointer) -> Value {
    if let original = original(gil, object) {
      gil.release(object)
      return original
    }
    if gil.isSubclass(object, .type), let type = type(gil, object) {
      gil.release(object)
      return type.value.retained()
    }
    if gil.isSubclass(object, .exception) { return ForeignErrors.exception(gil, owned: object) }
    return ForeignObject.value(gil, owned: object)
  }

  /// The script's object that a foreign one stands for; owned, nil for others.
  static func original(_ gil: CPython.GIL, _ object: ForeignPointer) -> Value? {
    ForeignCalls.original(gil, object) ?? ForeignStandIn.original(gil, object)
  }

  /// The script's object that an attribute of a foreign one stands for; owned, nil if there is none.
  static func original(_ gil: CPython.GIL, _ object: ForeignPointer, of name: String) -> Value? {
    do throws(CPython.Pending) {
      guard let holder = try gil.attributeIfPresent(object, name) else { return nil }
      defer { gil.release(holder) }
      return ForeignCalls.original(gil, holder)
    } catch {
      gil.release(gil.takeException())
      return nil
    }
  }

  /// The script's type for one of CPython's; nil for those that have none.
  private static func type(_ gil: CPython.GIL, _ object: ForeignPointer) -> TypeRef? {
    if let known = exceptionTypes[object] { return known }
    let name = gil.name(ofType: object)
    if let builtin = gil.builtin(name), builtin == object {
      let own = Dict(machine.pointee.builtins).get(name)
      if own.has(.type) { return TypeRef(own) }
    }
    return gil.inherits(object, .exception) ? exceptionType(gil, object) : nil
  }

  /// CPython's type for a built-in one of ours, or for one that was made for one of CPython's; the caller owns it.
  static func object(_ gil: CPython.GIL, of type: TypeRef) -> ForeignPointer? {
    if let known = exceptionTypes.first(where: { $0.value == type }) {
      return gil.retain(known.key)
    }
    guard !type.flags.contains(.heapType) else { return nil }
    let own = Dict(machine.pointee.builtins).get(type.name)
    if own.has(.type), TypeRef(own) == type, let object = gil.builtin(type.name) {
      return gil.retain(object)
    }
    return type == machine.pointee.types.none ? gil.retain(gil.type(of: gil.none)) : nil
  }

  // MARK: Exceptions

  /// Classes of exceptions of the script that stand for classes of CPython's that are not built in; both live for ever.
  nonisolated(unsafe) private static var exceptionTypes: [ForeignPointer: TypeRef] = [:]

  /// The class of the script's for a class of CPython's exceptions: the built-in one, or one that is made for it.
  static func exceptionType(_ gil: CPython.GIL, _ object: ForeignPointer) -> TypeRef {
    if let known = exceptionTypes[object] { return known }
    let name = gil.name(ofType: object)
    if let builtin = gil.builtin(name), builtin == object {
      let own = Dict(machine.pointee.builtins).get(name)
      if own.has(.type), TypeRef(own).flags.contains(.isException) { return TypeRef(own) }
    }
    var own: [Value] = []
    do throws(CPython.Pending) {
      let bases = try gil.attribute(object, "__bases__")
      defer { gil.release(bases) }
      for index in 0..<gil.tupleCount(bases) {
        let candidate = gil.tupleElement(bases, index)
        if gil.inherits(candidate, .exception) {
          own.append(exceptionType(gil, candidate).value)
        }
      }
    } catch {
      gil.release(gil.takeException())
    }
    let type = made(name, own.isEmpty ? [ExceptionKind.exception.type.value] : own)
    exceptionTypes[gil.retain(object)] = type
    return type
  }

  /// What classes of exceptions made for CPython's have of their own: their instances ask the exception that they stand for.
  nonisolated(unsafe) private static let methods: [Builtin] = [
    Builtin("__getattr__(self, name, /)") { a throws(Raised) in
      guard a[1].isStr else {
        throw raise(.typeError, "attribute name must be string, not '\(a[1].type.name)'")
      }
      if let foreign = foreign(a[0]) {
        defer { foreign.release() }
        return try getAttribute(foreign, Str(a[1]))
      }
      throw raise(
        .attributeError,
        "'\(a[0].type.shortName)' object has no attribute '\(Str(a[1]).text)'")
    },
    Builtin("__str__(self, /)") { a throws(Raised) in
      if let foreign = foreign(a[0]) {
        defer { foreign.release() }
        return .string(try strText(foreign))
      }
      guard a[0].has(.exception) else {
        throw raise(.typeError, "an exception is required, not '\(a[0].type.name)'")
      }
      let builtin = a[0].type.cell.pointee.linearization.first { !$0.flags.contains(.heapType) }
      return try (builtin ?? ExceptionKind.exception.type).slots.str?(a[0]) ?? .string("")
    },
  ]

  /// The exception of CPython's for which one of the script's stands; owned.
  private static func foreign(_ exception: Value) -> Value? {
    guard exception.has(.exception) else { return nil }
    let attributes = ExceptionRef(exception).cell.pointee.attributes
    if attributes.isUnbound { return nil }
    let proxy = Dict(attributes).get(ForeignErrors.foreignMark)
    return proxy.isUnbound ? nil : proxy.retained()
  }

  /// A class of exceptions with a name, its module before it.
  private static func made(_ fullName: String, _ own: [Value]) -> TypeRef {
    let parts = fullName.split(separator: ".")
    let name = Str.make(String(parts.last ?? "Exception"))
    defer { name.value.release() }
    let namespace = Dict.make()
    defer { namespace.value.release() }
    namespace.set(
      "__module__", consuming: .string(parts.dropLast().joined(separator: ".")))
    for method in methods {
      namespace.set(method.name, consuming: .builtin(BuiltinInfo(method, kind: .method)))
    }
    let bases = Tuple.make(copying: own)
    defer { bases.value.release() }
    do throws(Raised) {
      return TypeRef(
        try Classes.make(
          machine.pointee.types.type, name: name, bases: bases, namespace: namespace, keywords: nil)
      )
    } catch {
      takeRaised().release()
      // Bases that cannot be had together here.
      return own.count > 1 ? made(fullName, [own[0]]) : TypeRef(own[0])
    }
  }

  /// CPython's class for a class of the script's exceptions, or for the nearest base that has one: borrowed.
  static func foreignExceptionType(_ gil: CPython.GIL, _ type: TypeRef) -> ForeignPointer {
    for base in type.cell.pointee.linearization {
      if let known = exceptionTypes.first(where: { $0.value == base }) { return known.key }
      if !base.flags.contains(.heapType), let object = gil.builtin(base.name),
        base.flags.contains(.isException)
      {
        return object
      }
    }
    return gil.builtin("RuntimeError") ?? gil.none
  }
}
