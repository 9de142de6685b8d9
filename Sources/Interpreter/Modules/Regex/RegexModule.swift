// SPDX-License-Identifier: Apache-2.0
// re: regular expressions in Python's syntax, matched by PCRE2.

enum RegexModule {
  static var module: NativeModule {
    NativeModule("re") { module throws(Raised) in
      for (name, type) in [
        ("Pattern", RegexPattern.type), ("Match", RegexMatch.type), ("error", errorType),
        ("RegexFlag", RegexFlagType.type),
      ] { module.namespace.set(name, type.value) }
      for (name, letter, flag) in RegexFlagType.names {
        module.add(name, consuming: RegexFlagType.make(flag))
        if let letter { module.add(letter, consuming: RegexFlagType.make(flag)) }
      }
      module.add(rows)
      let all =
        rows.map(\.name).filter { !$0.hasPrefix("_") } + ["Pattern", "Match", "error", "RegexFlag"]
        + RegexFlagType.names.filter { $0.0 != "DEBUG" }.flatMap {
          [$0.0] + ($0.1.map { [$0] } ?? [])
        }
      module.add("__all__", consuming: List.make(consuming: all.map(Value.string)).value)
    }
  }

  // MARK: error

  nonisolated(unsafe) static let errorType: TypeRef = TypeMaking.make(
    "error", module: "re", base: ExceptionKind.exception.type, layout: .exception,
    flags: [.basetype, .isException, .hasDict]
  ) { slots in
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(arguments, "error", ["msg", "pattern", "pos"], required: 1)
      let attributes = ExceptionRef(v).attributes
      attributes.set("msg", a[0])
      attributes.set("pattern", a[1].isUnbound ? .none : a[1])
      attributes.set("pos", a[2].isUnbound ? .none : a[2])
      attributes.set("lineno", .none)
      attributes.set("colno", .none)
      var text = try strText(a[0])
      if !a[1].isUnbound, !a[1].isNone, !a[2].isUnbound, !a[2].isNone {
        let position = try indexValue(a[2])
        text += " at position \(position)"
        let points = try characters(a[1])
        let before = points.prefix(position)
        let line = before.filter { $0 == 10 }.count + 1
        let column = position - (before.lastIndex(of: 10) ?? -1)
        attributes.set("lineno", Value(line))
        attributes.set("colno", Value(column))
        if points.contains(10) { text += " (line \(line), column \(column))" }
      }
      let cell = ExceptionRef(v).cell
      let old = cell.pointee.arguments
      cell.pointee.arguments = Tuple.make(consuming: [.string(text)]).value
      old.release()
    }
  }

  static func error(_ mistake: RegexMistake, _ pattern: Value) -> Raised {
    if mistake.isTooDeep { return recursionError() }
    if mistake.isOverflow { return raise(.overflowError, mistake.message) }
    let pattern = mistake.position == nil ? .none : pattern
    let text = Value.string(mistake.message)
    defer { text.release() }
    do throws(Raised) {
      return raise(
        try call(
          errorType.value, text, pattern, mistake.position.map { Value($0) } ?? .none))
    } catch {
      return error
    }
  }

  static func characters(_ value: Value) throws(Raised) -> [UInt32] {
    if value.isStr { return Str(value).codePoints }
    return ByteArray.anyBytes(of: value)?.map(UInt32.init) ?? []
  }

  // MARK: compile

  /// Compiled patterns by pattern and flags.
  nonisolated(unsafe) private static let cache = Dict.make()

  /// The pattern object of a pattern, or the object itself; owned.
  static func compile(_ pattern: Value, _ flags: Value) throws(Raised) -> Value {
    let number = flags.isUnbound ? 0 : try indexValue(flags)
    if pattern.native(RegexPattern.self) != nil {
      if number != 0 {
        throw raise(.valueError, "cannot process flags argument with a compiled pattern")
      }
      return pattern.retained()
    }
    guard pattern.isStr || ByteArray.anyBytes(of: pattern) != nil else {
      throw raise(.typeError, "first argument must be string or compiled pattern")
    }
    let isCached = pattern.isExactly(.str) || pattern.isExactly(.bytes)
    let key = Value.tuple(pattern, Value(number), Value(pattern.isStr))
    defer { key.release() }
    if isCached {
      let known = try cache.get(key)
      if !known.isUnbound { return known.retained() }
    }
    let result = Value.native(try RegexPattern(pattern, number), RegexPattern.type)
    if isCached, number & RegexFlags.debug.rawValue == 0 {
      if cache.count >= 512 { cache.removeAll() }
      try cache.set(key, result)
    }
    return result
  }

  /// A function of the module that compiles its first argument, then calls the method of the same name.
  private static func forwarding(
    _ name: String, _ parameters: String, flags: Int,
    _ body: @escaping (RegexPattern, Value, BoundArguments) throws(Raised) -> Value
  ) -> Builtin {
    Builtin("\(name)(pattern, \(parameters), flags=0)") { a throws(Raised) in
      let value = try compile(a[0], a[flags])
      defer { value.release() }
      guard let pattern = value.native(RegexPattern.self) else { return .none }
      return try body(pattern, value, a)
    }
  }

  private static let special = Set(
    "()[]{}?*+-|^$\\.&~# \t\n\r\u{0b}\u{0c}".unicodeScalars.map(\.value))

  private static var rows: [Builtin] {
    [
      Builtin("compile(pattern, flags=0)") { a throws(Raised) in try compile(a[0], a[1]) },
      Builtin("_compile(pattern, flags=0)") { a throws(Raised) in try compile(a[0], a[1]) },
      forwarding("match", "string", flags: 2) { pattern, value, a throws(Raised) in
        try pattern.once(value, .match, a[1], .unbound, .unbound)
      },
      forwarding("fullmatch", "string", flags: 2) { pattern, value, a throws(Raised) in
        try pattern.once(value, .full, a[1], .unbound, .unbound)
      },
      forwarding("search", "string", flags: 2) { pattern, value, a throws(Raised) in
        try pattern.once(value, .search, a[1], .unbound, .unbound)
      },
      forwarding("findall", "string", flags: 2) { pattern, _, a throws(Raised) in
        try pattern.findAll(a[1], .unbound, .unbound)
      },
      forwarding("finditer", "string", flags: 2) { pattern, value, a throws(Raised) in
        try pattern.findEach(value, a[1], .unbound, .unbound)
      },
      forwarding("split", "string, maxsplit=0", flags: 3) { pattern, _, a throws(Raised) in
        try pattern.split(a[1], indexValue(a[2]))
      },
      forwarding("sub", "repl, string, count=0", flags: 4) { pattern, value, a throws(Raised) in
        let (result, _) = try pattern.substitute(value, a[1], a[2], indexValue(a[3]))
        return result
      },
      forwarding("subn", "repl, string, count=0", flags: 4) { pattern, value, a throws(Raised) in
        let (result, count) = try pattern.substitute(value, a[1], a[2], indexValue(a[3]))
        return Tuple.make(consuming: [result, Value(count)]).value
      },
      Builtin("escape(pattern)") { a throws(Raised) in
        guard a[0].isStr || ByteArray.anyBytes(of: a[0]) != nil else {
          throw raise(
            .typeError, "decoding to str: need a bytes-like object, \(a[0].type.name) found")
        }
        var points: [UInt32] = []
        for point in try characters(a[0]) {
          if special.contains(point) { points.append(92) }
          points.append(point)
        }
        return a[0].isStr
          ? Str.make(points).value : .bytes(points.map { UInt8(truncatingIfNeeded: $0) })
      },
      Builtin("purge()") { _ throws(Raised) in
        cache.removeAll()
        return .none
      },
    ]
  }
}

/// re.RegexFlag: integers that show their names.
enum RegexFlagType {
  static let names: [(String, String?, Int)] = [
    ("NOFLAG", nil, 0), ("TEMPLATE", "T", 1), ("IGNORECASE", "I", 2), ("LOCALE", "L", 4),
    ("MULTILINE", "M", 8), ("DOTALL", "S", 16), ("UNICODE", "U", 32), ("VERBOSE", "X", 64),
    ("DEBUG", nil, 128), ("ASCII", "A", 256),
  ]

  static func make(_ number: Int) -> Value {
    let cell = Heap.make(BoxedNumberCell.self, .boxedInt, type, exact: false)
    cell.pointee.number = Value(number)
    return Value(cell)
  }

  /// "re.IGNORECASE|re.MULTILINE".
  static func text(_ number: Int) -> String {
    if number == 0 { return "re.NOFLAG" }
    var rest = number
    var parts: [String] = []
    for (name, _, flag) in names where flag != 0 && rest & flag != 0 {
      parts.append("re.\(name)")
      rest &= ~flag
    }
    if rest != 0 { parts.append("0x\(String(rest, radix: 16))") }
    return parts.joined(separator: "|")
  }

  private static func number(_ v: Value) -> Int { v.unboxed.asInt }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "RegexFlag", module: "re", base: machine.pointee.types.int, layout: .boxedInt,
    methods: [
      Builtin("__str__(self, /)") { a throws(Raised) in .string(text(number(a[0]))) }
    ],
    properties: [
      Property("value") { v throws(Raised) in Value(number(v)) },
      Property("name") { v throws(Raised) in
        let name = text(number(v))
        return .string(name.split(separator: "|").map { $0.dropFirst(3) }.joined(separator: "|"))
      },
    ]
  ) { slots in
    slots.repr = { v throws(Raised) in .string(text(number(v))) }
    slots.str = slots.repr
    slots.new = { _, arguments throws(Raised) in
      guard arguments.positionalCount == 1 else {
        throw raise(.typeError, "RegexFlag() takes one argument")
      }
      return make(try indexValue(arguments[0]))
    }
    slots.binary = { op, a, b throws(Raised) in
      let isBits = op == .bitOr || op == .bitAnd || op == .bitXor
      if isBits, a.unboxed.tag == .int || a.unboxed.tag == .bool,
        b.unboxed.tag == .int || b.unboxed.tag == .bool
      {
        let (x, y) = (number(a), number(b))
        return make(op == .bitOr ? x | y : op == .bitAnd ? x & y : x ^ y)
      }
      guard let plain = machine.pointee.types.int.slots.binary else { return .notImplemented }
      return try plain(op, a.unboxed, b.unboxed)
    }
    slots.binaryMask =
      1 << BinaryOperation.bitOr.rawValue | 1 << BinaryOperation.bitAnd.rawValue
      | 1 << BinaryOperation.bitXor.rawValue
    slots.unary = { op, v throws(Raised) in
      if op == .invert { return make(511 & ~number(v)) }
      guard let plain = machine.pointee.types.int.slots.unary else { return .notImplemented }
      return try plain(op, v.unboxed)
    }
    slots.unaryMask = 1 << UnaryOperation.invert.rawValue
  }
}
