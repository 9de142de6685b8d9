// SPDX-License-Identifier: Apache-2.0
// Calls of foreign objects by scripts, and of scripts' objects by CPython.
import ArrayExchange

enum ForeignCalls {
  /// A call of a proxy; owned.
  static func call(_ callee: Value, _ arguments: CallArguments) throws(Raised) -> Value {
    guard let own = callee.foreign else { return .none }
    return try Foreign.run { gil throws(Raised) in
      let lends = own.takesArrays(gil)
      var objects: [ForeignPointer] = []
      objects.reserveCapacity(arguments.count)
      var names: [ForeignPointer] = []
      defer {
        gil.release(objects)
        gil.release(names)
      }
      for index in 0..<arguments.count {
        objects.append(try ForeignValues.object(gil, arguments[index], lendsArrays: lends))
      }
      if !arguments.names.isUnbound {
        for name in Tuple(arguments.names).buffer {
          names.append(try ForeignValues.object(gil, name))
        }
      }
      let result = try gil.script { () throws(CPython.Pending) in
        try ForeignFrames.get(gil).call(gil, own.pointer, objects, names: names)
      }
      return try ForeignValues.value(gil, owned: result)
    }
  }

  // MARK: Objects of scripts

  /// What keeps a script's object, from whichever thread the last reference goes.
  final class Kept: @unchecked Sendable {
    let value: Value
    init(_ value: Value) {
      DeadReferences.prepare()
      self.value = value.retained()
    }
    deinit { DeadReferences.drop(value) }
  }

  /// The script's object that a foreign one stands for; owned, nil for others.
  static func original(_ gil: CPython.GIL, _ object: ForeignPointer) -> Value? {
    (gil.payload(of: object) as? Kept)?.value.retained()
  }

  /// A foreign object that stands for a script's: functions and classes can be called there, others have what `ForeignStandIn` gives them.
  static func object(_ gil: CPython.GIL, _ value: Value) throws(Raised) -> ForeignPointer {
    let isObject =
      value.has(.instance) || value.has(.native) || value.has(.cData) || isIterator(value)
    let name = isObject ? nil : try getOptionalAttribute(value, "__name__")
    defer { name?.release() }
    let text = name.map { $0.isStr ? Str($0).text : value.type.shortName } ?? value.type.shortName
    let kept = Kept(value)
    let callable = try gil.script { () throws(CPython.Pending) in
      let callable = try gil.callable(text, payload: kept) {
        gil, tuple, keywords throws(CPython.Pending) in
        try run(gil, kept.value, tuple, keywords)
      }
      try ForeignSignatures.add(gil, of: value, to: callable)
      return callable
    }
    guard isObject else { return callable }
    defer { gil.release(callable) }
    return try ForeignStandIn.make(gil, callable)
  }

  private static func isIterator(_ value: Value) -> Bool { value.type.slots.next != nil }

  /// A call that CPython makes.
  private static func run(
    _ gil: CPython.GIL, _ function: Value, _ tuple: ForeignPointer, _ keywords: ForeignPointer?
  ) throws(CPython.Pending) -> ForeignPointer {
    try serve(gil, tuple) { values throws(Raised) in
      let positional = Tuple.make(copying: values)
      defer { positional.value.release() }
      var named: Value = .unbound
      if let keywords {
        named = try ForeignValues.value(gil, owned: gil.retain(keywords))
      }
      defer { named.release() }
      return try Interpreter.call(
        function, spreading: positional, named.isUnbound ? nil : Dict(named))
    }
  }

  /// Runs `body` for CPython, on the script's thread only, with the values of a tuple, borrowed; it returns an owned value.
  static func serve(
    _ gil: CPython.GIL, _ tuple: ForeignPointer, _ body: ([Value]) throws(Raised) -> Value
  ) throws(CPython.Pending) -> ForeignPointer {
    guard DeadReferences.isScriptThread else {
      throw gil.raise(
        "RuntimeError", "an object of a script can only be used on the thread that runs the script")
    }
    return try gil.foreign { () throws(Raised) in
      var values: [Value] = []
      defer { for value in values { value.release() } }
      for index in 0..<gil.tupleCount(tuple) {
        values.append(
          try ForeignValues.value(gil, owned: gil.retain(gil.tupleElement(tuple, index))))
      }
      let result = try body(values)
      defer { result.release() }
      return try ForeignValues.object(gil, result)
    }
  }
}
