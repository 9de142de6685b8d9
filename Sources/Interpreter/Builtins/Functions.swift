// SPDX-License-Identifier: Apache-2.0
// The built-in functions and types, as `import builtins` shows them.

enum Builtins {
  static func fill(_ module: Module) {
    let types = machine.pointee.types
    for type in [
      types.object, types.type, types.int, types.bool, types.float, types.complex, types.str,
      types.bytes, types.byteArray, types.memoryView, types.tuple, types.list, types.dict,
      types.set, types.frozenSet, types.slice, types.range, types.property, types.staticMethod,
      types.classMethod, types.superType, types.enumerate, types.zip, types.map, types.filter,
      types.reversed,
    ] { module.add(type) }
    for kind in ExceptionKind.allCases { module.add(kind.type) }
    module.add("EnvironmentError", consuming: ExceptionKind.osError.type.value.retained())
    module.add("IOError", consuming: ExceptionKind.osError.type.value.retained())
    module.add("True", consuming: .true)
    module.add("False", consuming: .false)
    module.add("None", consuming: .none)
    module.add("Ellipsis", consuming: .ellipsis)
    module.add("NotImplemented", consuming: .notImplemented)
    module.add("__debug__", consuming: Value(!CommandOptions.isOptimized))
    module.add(numberFunctions)
    module.add(objectFunctions)
    module.add(containerFunctions)
    module.add(codeFunctions)
    module.add([FileTypes.printRow, Builtin(FileTypes.openText, "", FileTypes.open)])
    module.add(AsyncFunctions.rows)
    Interaction.fill(module)
  }

  // MARK: Numbers

  private static var numberFunctions: [Builtin] {
    [
      Builtin("abs(x, /)", "Return the absolute value of the argument.") { a throws(Raised) in
        try unary(.absolute, a[0])
      },
      Builtin("bin(number, /)", "Return the binary representation of an integer.") {
        a throws(Raised) in try digits(a[0], 1, "0b")
      },
      Builtin("oct(number, /)", "Return the octal representation of an integer.") {
        a throws(Raised) in try digits(a[0], 3, "0o")
      },
      Builtin("hex(number, /)", "Return the hexadecimal representation of an integer.") {
        a throws(Raised) in try digits(a[0], 4, "0x")
      },
      Builtin("divmod(x, y, /)", "Return the tuple (x//y, x%y).") { a throws(Raised) in
        try binary(.divmod, a[0], a[1])
      },
      Builtin("pow(base, exp, mod=None)", "Equivalent to base**exp or base**exp % mod.") {
        a throws(Raised) in
        if a[2].isNone { return try binary(.power, a[0], a[1]) }
        if let method = try scriptPower(a[0]) {
          defer { method.release() }
          return try call(method, a[1], a[2])
        }
        return try power(a[0], a[1], modulo: a[2])
      },
      Builtin("round(number, ndigits=None)", "Round a number to a given precision.") {
        a throws(Raised) in
        guard let method = try specialMethod(a[0], .round) else {
          throw raise(.typeError, "type \(a[0].type.name) doesn't define __round__ method")
        }
        defer { method.release() }
        return try a[1].isNone ? call(method) : call(method, a[1])
      },
      Builtin("sum(iterable, /, start=0)", "Return the sum of a 'start' value plus an iterable.") {
        a throws(Raised) in try sum(a[0], a[1])
      },
      Builtin("chr(i, /)", "Return a Unicode string of one character.") { a throws(Raised) in
        let integer = try index(a[0])
        defer { integer.release() }
        let plain = integer.unboxed
        guard plain.tag == .int || plain.tag == .bool else {
          throw raise(.overflowError, "Python int too large to convert to C int")
        }
        guard plain.asInt >= 0 && plain.asInt < 0x110000 else {
          throw raise(.valueError, "chr() arg not in range(0x110000)")
        }
        return Str.make([UInt32(plain.asInt)]).value
      },
      Builtin("ord(c, /)", "Return the Unicode code point for a one-character string.") {
        a throws(Raised) in
        let length: Int
        if a[0].isStr {
          length = Str(a[0]).count
          if length == 1 { return Value(Int(Str(a[0])[0])) }
        } else if a[0].has(.bytes) {
          length = Bytes(a[0]).count
          if length == 1 { return Value(Int(Bytes(a[0]).start[0])) }
        } else if let bytes = ByteArray.bytes(of: a[0]) {
          length = bytes.count
          if length == 1 { return Value(Int(bytes[0])) }
        } else {
          throw raise(
            .typeError,
            "ord() expected string of length 1, but \(a[0].type.name) found")
        }
        throw raise(
          .typeError, "ord() expected a character, but string of length \(length) found")
      },
    ]
  }

  /// `__pow__` of a script class, bound; owned.
  private static func scriptPower(_ value: Value) throws(Raised) -> Value? {
    guard value.type.flags.contains(.heapType) || !value.isInteger else { return nil }
    let method = lookupInType(value.type, Name.power.str)
    guard method.isObject, !method.has(.builtin) else { return nil }
    return try bind(method, value, value.type)
  }

  private static func digits(_ value: Value, _ width: Int, _ prefix: String) throws(Raised) -> Value
  {
    let integer = try index(value)
    defer { integer.release() }
    let text = IntMath.big(integer.unboxed).text(bitsPerDigit: width)
    return .string(text.hasPrefix("-") ? "-\(prefix)\(text.dropFirst())" : prefix + text)
  }

  private static func sum(_ iterable: Value, _ start: Value) throws(Raised) -> Value {
    for (bad, name) in [(start.isStr, "strings"), (start.has(.bytes), "bytes")] where bad {
      throw raise(
        .typeError,
        "sum() can't sum \(name) [use \(bad && name == "bytes" ? "b" : "")''.join(seq) instead]")
    }
    if ByteArray.bytes(of: start) != nil {
      throw raise(.typeError, "sum() can't sum bytearray [use b''.join(seq) instead]")
    }
    var total = start.retained()
    do throws(Raised) {
      try forEach(iterable) { element throws(Raised) in
        let next = try addition(total, element)
        total.release()
        total = next
        return true
      }
    } catch {
      total.release()
      throw error
    }
    return total
  }

  private static func addition(_ a: Value, _ b: Value) throws(Raised) -> Value {
    if a.tag == .int && b.tag == .int {
      let (sum, overflow) = a.asInt.addingReportingOverflow(b.asInt)
      if !overflow { return Value(sum) }
    } else if a.tag == .float && b.tag == .float {
      return Value(a.asFloat + b.asFloat)
    }
    return try binary(.add, a, b)
  }

  // MARK: Objects

  private static var objectFunctions: [Builtin] {
    [
      Builtin("callable(obj, /)", "Return whether the object is callable.") { a throws(Raised) in
        Value(isCallable(a[0]))
      },
      Builtin("hash(obj, /)", "Return the hash value for the given object.") { a throws(Raised) in
        Value(try hash(of: a[0]))
      },
      Builtin("id(obj, /)", "Return the identity of an object.") { a throws(Raised) in
        // Values in place get numbers that no cell's address has.
        let number =
          a[0].isObject ? a[0].asInt : (a[0].asInt << 5 | Int(a[0].tag.rawValue) << 1 | 1)
        try Audit.tell("builtins.id", [Value(number)])
        return Value(number)
      },
      Builtin("repr(obj, /)", "Return the canonical string representation of the object.") {
        a throws(Raised) in try repr(a[0])
      },
      Builtin("ascii(obj, /)", "Return an ASCII-only representation of an object.") {
        a throws(Raised) in try ascii(a[0])
      },
      Builtin("format(value, format_spec='', /)", "Return value.__format__(format_spec).") {
        a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "format() argument 2 must be str, not \(a[1].type.name)")
        }
        return try formatted(a[0], Str(a[1]))
      },
      Builtin("isinstance(obj, class_or_tuple, /)") { a throws(Raised) in
        Value(try isInstanceChecked(a[0], a[1]))
      },
      Builtin("issubclass(cls, class_or_tuple, /)") { a throws(Raised) in
        Value(try isSubclassChecked(a[0], a[1]))
      },
      Builtin("getattr(object, name, default=..., /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "attribute name must be string, not '\(a[1].type.name)'")
        }
        let name = Str(a[1]).interned()
        defer { name.value.release() }
        if a[2].isUnbound { return try getAttribute(a[0], name) }
        return try getOptionalAttribute(a[0], name) ?? a[2].retained()
      },
      Builtin("hasattr(obj, name, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "attribute name must be string, not '\(a[1].type.name)'")
        }
        let name = Str(a[1]).interned()
        defer { name.value.release() }
        guard let value = try getOptionalAttribute(a[0], name) else { return .false }
        value.release()
        return .true
      },
      Builtin("setattr(obj, name, value, /)") { a throws(Raised) in
        let name = try SlotWrappers.nameArgument(a[1]).interned()
        defer { name.value.release() }
        try setAttribute(a[0], name, a[2])
        return .none
      },
      Builtin("delattr(obj, name, /)") { a throws(Raised) in
        let name = try SlotWrappers.nameArgument(a[1]).interned()
        defer { name.value.release() }
        try setAttribute(a[0], name, .unbound)
        return .none
      },
      Builtin("dir(object=..., /)") { a throws(Raised) in
        let names: Value
        if a[0].isUnbound {
          let locals = Machine.locals(of: machine.pointee.frame)
          defer { locals.release() }
          names = try callMethod(locals, .keys)
        } else if a[0].has(.module), !Module(a[0]).namespace.get("__dir__").isUnbound {
          names = try call(Module(a[0]).namespace.get("__dir__"))
        } else {
          guard let method = try specialMethod(a[0], .dir) else {
            throw raise(.typeError, "object does not provide __dir__")
          }
          defer { method.release() }
          names = try call(method)
        }
        defer { names.release() }
        return try Sorting.sorted(names, key: .none, reverse: false)
      },
      Builtin("vars(object=..., /)") { a throws(Raised) in
        if a[0].isUnbound { return Machine.locals(of: machine.pointee.frame) }
        guard let dict = try getOptionalAttribute(a[0], .dict) else {
          throw raise(.typeError, "vars() argument must have __dict__ attribute")
        }
        return dict
      },
    ]
  }

  static func isCallable(_ value: Value) -> Bool {
    guard value.isObject else { return false }
    switch value.header.pointee.layout {
    case .function, .builtin, .boundMethod, .type: return true
    default: return value.type.slots.call != nil
    }
  }

  // MARK: Containers

  private static var containerFunctions: [Builtin] {
    [
      Builtin("len(obj, /)", "Return the number of items in a container.") { a throws(Raised) in
        Value(try length(a[0]))
      },
      Builtin("iter(object, sentinel=..., /)") { a throws(Raised) in
        if a[1].isUnbound { return try iterate(a[0]) }
        guard isCallable(a[0]) else { throw raise(.typeError, "iter(v, w): v must be callable") }
        return .native(CallableIterator(a[0], a[1]), machine.pointee.types.callableIterator)
      },
      Builtin("next(iterator, default=..., /)") { a throws(Raised) in
        let value = try next(a[0])
        if !value.isUnbound { return value }
        if !a[1].isUnbound { return a[1].retained() }
        throw stopIteration(of: a[0])
      },
      Builtin("all(iterable, /)") { a throws(Raised) in
        var result = true
        try forEach(a[0]) { element throws(Raised) in
          result = try isTrue(element)
          return result
        }
        return Value(result)
      },
      Builtin("any(iterable, /)") { a throws(Raised) in
        var result = false
        try forEach(a[0]) { element throws(Raised) in
          result = try isTrue(element)
          return !result
        }
        return Value(result)
      },
      Builtin("sorted(iterable, /, *, key=None, reverse=False)") { a throws(Raised) in
        try Sorting.sorted(a[0], key: a[1], reverse: isTrue(a[2]))
      },
      Builtin("min(*args, key=None, default=...)") { a throws(Raised) in
        try extreme("min", .less, Tuple(a[0]), a[1], a[2])
      },
      Builtin("max(*args, key=None, default=...)") { a throws(Raised) in
        try extreme("max", .greater, Tuple(a[0]), a[1], a[2])
      },
    ]
  }

  private static func extreme(
    _ name: String, _ op: Comparison, _ arguments: Tuple, _ key: Value, _ fallback: Value
  ) throws(Raised) -> Value {
    guard arguments.count > 0 else {
      throw raise(.typeError, "\(name) expected at least 1 argument, got 0")
    }
    if arguments.count > 1 && !fallback.isUnbound {
      throw raise(
        .typeError, "Cannot specify a default for \(name)() with multiple positional arguments")
    }
    if key.isNone && arguments.count > 1 {
      var best = arguments[0]
      for index in 1..<arguments.count where try compareTruth(op, arguments[index], best) {
        best = arguments[index]
      }
      return best.retained()
    }
    let iterable = arguments.count == 1 ? arguments[0] : arguments.value
    var (best, bestKey) = (Value.unbound, Value.unbound)
    do throws(Raised) {
      try forEach(iterable) { element throws(Raised) in
        let elementKey = key.isNone ? element.retained() : try call(key, element)
        let isBetter: Bool
        do throws(Raised) {
          isBetter = best.isUnbound ? true : try compareTruth(op, elementKey, bestKey)
        } catch {
          elementKey.release()
          throw error
        }
        if isBetter {
          best.release()
          bestKey.release()
          best = element.retained()
          bestKey = elementKey
        } else {
          elementKey.release()
        }
        return true
      }
    } catch {
      best.release()
      bestKey.release()
      throw error
    }
    bestKey.release()
    if !best.isUnbound { return best }
    if !fallback.isUnbound { return fallback.retained() }
    throw raise(.valueError, "\(name)() arg is an empty sequence")
  }

  // MARK: Code

  private static var codeFunctions: [Builtin] {
    [
      Builtin("globals()") { _ throws(Raised) in
        machine.pointee.frame.pointee.globals.value.retained()
      },
      Builtin("locals()") { _ throws(Raised) in Machine.locals(of: machine.pointee.frame) },
      Builtin("__build_class__(func, name, /, *bases, **kwds)") { a throws(Raised) in
        try TypeType.buildClass(a)
      },
      Builtin("__import__(name, globals=None, locals=None, fromlist=(), level=0)") {
        a throws(Raised) in
        guard a[0].isStr else {
          throw raise(
            .typeError, "__import__() argument 1 must be str, not \(a[0].type.name)")
        }
        return try Import.importModule(
          Str(a[0]).text, fromList: a[3], level: indexValue(a[4]),
          globals: a[1].has(.dict) ? Dict(a[1]) : nil)
      },
      CompileFunction.row,
      Builtin("eval(source, globals=None, locals=None, /)") { a throws(Raised) in
        try evaluate(a, "eval", .eval)
      },
      Builtin("exec(source, globals=None, locals=None, /, *, closure=None)") { a throws(Raised) in
        try evaluate(a, "exec", .exec).release()
        return .none
      },
    ]
  }

  /// The bytes of a source given as a string or bytes.
  static func source(
    _ value: Value, _ function: String, wanted: String = "a string, bytes or code object"
  ) throws(Raised) -> [UInt8] {
    if value.isStr {
      let bytes = try Codecs.utf8(Str(value))
      if bytes.contains(0) {
        throw raise(.valueError, "source code string cannot contain null bytes")
      }
      return bytes
    }
    if value.has(.bytes) { return Array(Bytes(value).buffer) }
    if let bytes = ByteArray.bytes(of: value) { return bytes }
    throw raise(.typeError, "\(function)() arg 1 must be \(wanted)")
  }

  private static func evaluate(_ a: BoundArguments, _ name: String, _ mode: CompileMode)
    throws(Raised)
    -> Value
  {
    let frame = machine.pointee.frame
    if !a[1].isNone && !a[1].has(.dict) {
      throw raise(.typeError, "\(name)() globals must be a dict, not \(a[1].type.name)")
    }
    let globals = a[1].isNone ? frame.pointee.globals : Dict(a[1])
    var locals = a[2]
    var owned = Value.none
    defer { owned.release() }
    if locals.isNone {
      if a[1].isNone {
        owned = Machine.locals(of: frame)
        locals = owned
      } else {
        locals = globals.value
      }
    } else if locals.type.slots.getItem == nil {
      throw raise(
        .typeError, "\(name)() locals must be a mapping or None, not \(locals.type.name)")
    }
    if globals.get(.builtins).isUnbound { globals.set(Name.builtins.str, machine.pointee.builtins) }
    let code: Code
    if a[0].has(.code) {
      code = a[0].cell(as: CodeCell.self).pointee.code.takeUnretainedValue()
      try Audit.tell("exec", [a[0].retained()])
      if !code.freeNames.isEmpty {
        guard a.count > 3, a[3].has(.tuple), Tuple(a[3]).count == code.freeNames.count else {
          throw raise(
            .typeError, "code object passed to \(name)() may not contain free variables")
        }
        return try Machine.execute(
          code, globals: globals, namespace: locals, closure: Tuple(a[3]))
      }
    } else {
      var text = try source(a[0], name)
      if mode == .eval { text = Array(text.drop { $0 == 32 || $0 == 9 }) }
      try Audit.tell("compile", [.bytes(text), .string("<string>")])
      code = try compile(
        text, fileName: "<string>", mode: mode,
        usesNamespace: !locals.isIdentical(to: globals.value),
        futureAnnotations: CompileFunction.inheritsAnnotations, warns: true)
      try Audit.tell("exec", [.code(code)])
    }
    // Code compiled for globals alone looks its names up there.
    let namespace =
      locals.isIdentical(to: globals.value) && !code.flags.contains(.usesNamespace)
      ? Value.unbound : locals
    return try Machine.execute(code, globals: globals, namespace: namespace)
  }
}

/// `iter(callable, sentinel)`.
final class CallableIterator: NativeObject {
  private var callable: Value
  private var sentinel: Value
  static var rows: [Builtin] {
    [
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(CallableIterator.self), !own.callable.isUnbound else {
          return try IteratorPickling.reduced(consuming: Tuple.empty.value.retained())
        }
        let arguments = Value.tuple(own.callable, own.sentinel)
        defer { arguments.release() }
        return .tuple(try IteratorPickling.builtin("iter"), arguments)
      }
    ]
  }
  init(_ callable: Value, _ sentinel: Value) {
    self.callable = callable.retained()
    self.sentinel = sentinel.retained()
  }
  deinit { clearReferences() }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(callable)
    visit(sentinel)
  }
  override func clearReferences() {
    let (a, b) = (callable, sentinel)
    callable = .unbound
    sentinel = .unbound
    a.release()
    b.release()
  }

  func next() throws(Raised) -> Value {
    guard !callable.isUnbound else { return .unbound }
    let value: Value
    do throws(Raised) {
      value = try call(callable)
    } catch {
      try swallow(.stopIteration, error)
      clearReferences()
      return .unbound
    }
    // The call may have come to the end itself.
    if callable.isUnbound {
      value.release()
      return .unbound
    }
    if try isEqual(value, sentinel) {
      value.release()
      clearReferences()
      return .unbound
    }
    return value
  }
}
