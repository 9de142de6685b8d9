// SPDX-License-Identifier: Apache-2.0
// _csv: dialects, their registry, and the functions that make readers and writers.

/// How fields are written.
///
/// ORDER: the QUOTE constants of csv.
enum Quoting: Int { case minimal, all, nonNumeric, none, strings, notNull }

/// The settings of a dialect; an unset character is 0x110000, which no text contains.
struct CSVFormat {
  static let unset: UInt32 = 0x110000
  var delimiter: UInt32 = 44
  var doubleQuote = true
  var escape = unset
  var lineTerminator: [UInt32] = [13, 10]
  var quote: UInt32 = 34
  var quoting = Quoting.minimal
  var skipsSpace = false
  var isStrict = false

  init() {}

  // MARK: From arguments

  static let names = [
    "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting",
    "skipinitialspace", "strict",
  ]

  /// Settings by name, unbound where not given.
  init(_ given: [Value]) throws(Raised) {
    func character(_ index: Int, _ standard: UInt32, mayBeNone: Bool) throws(Raised) -> UInt32 {
      let value = given[index]
      if value.isUnbound { return standard }
      if value.isNone && mayBeNone { return Self.unset }
      guard value.isStr else {
        throw raise(
          .typeError,
          "\"\(Self.names[index])\" must be string\(mayBeNone ? " or None" : ""), not \(value.type.name)"
        )
      }
      guard Str(value).count == 1 else {
        throw raise(.typeError, "\"\(Self.names[index])\" must be a 1-character string")
      }
      return Str(value)[0]
    }
    func flag(_ index: Int, _ standard: Bool) throws(Raised) -> Bool {
      given[index].isUnbound ? standard : try isTrue(given[index])
    }
    delimiter = try character(0, delimiter, mayBeNone: false)
    doubleQuote = try flag(1, true)
    escape = try character(2, escape, mayBeNone: true)
    let end = given[3]
    if end.isStr {
      lineTerminator = Str(end).codePoints
    } else if !end.isUnbound && !end.isNone {
      throw raise(.typeError, "\"lineterminator\" must be a string")
    }
    quote = try character(4, quote, mayBeNone: true)
    if given[5].isUnbound {
      if quote == Self.unset { quoting = .none }
    } else {
      guard given[5].tag == .int || given[5].has(.bigInt) || given[5].has(.boxedInt) else {
        throw raise(.typeError, "\"quoting\" must be an integer")
      }
      guard let quoting = Quoting(rawValue: try indexValue(given[5])) else {
        throw raise(.typeError, "bad \"quoting\" value")
      }
      self.quoting = quoting
    }
    skipsSpace = try flag(6, false)
    isStrict = try flag(7, false)
    if quoting != .none && quote == Self.unset {
      throw raise(.typeError, "quotechar must be set if quoting enabled")
    }
    if end.isNone { throw raise(.typeError, "lineterminator must be set") }
  }

  /// The value of a setting as scripts see it; owned.
  func value(_ index: Int) -> Value {
    func character(_ point: UInt32) -> Value {
      point == Self.unset ? .none : Str.make([point]).value
    }
    return switch index {
    case 0: character(delimiter)
    case 1: Value(doubleQuote)
    case 2: character(escape)
    case 3: Str.make(lineTerminator).value
    case 4: character(quote)
    case 5: Value(quoting.rawValue)
    case 6: Value(skipsSpace)
    default: Value(isStrict)
    }
  }
}

final class CSVDialect: NativeObject {
  let format: CSVFormat
  init(_ format: CSVFormat) { self.format = format }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_csv.Dialect", module: "_csv", flags: [.basetype],
    methods: ["__reduce__(self, /)", "__reduce_ex__(self, protocol, /)"].map { signature in
      Builtin(signature) { a throws(Raised) in
        throw raise(.typeError, "cannot pickle '\(a[0].type.shortName)' instances")
      }
    },
    properties: CSVFormat.names.enumerated().map { index, name in
      Property(name) { v throws(Raised) in
        v.native(CSVDialect.self)?.format.value(index) ?? .none
      }
    }
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "Dialect", ["dialect"] + CSVFormat.names, required: 0)
      return try make(type, a)
    }
    slots.initialize = { _, _ throws(Raised) in }
  }

  /// A dialect from another one, by name or object, and settings that go before its own; owned.
  static func make(_ type: TypeRef, _ arguments: [Value]) throws(Raised) -> Value {
    var base = arguments[0].isNone ? Value.unbound : arguments[0].retained()
    defer { base.release() }
    if base.isStr {
      let named = try CSVModule.dialect(named: base)
      base.release()
      base = named
    }
    if base.native(CSVDialect.self) != nil, arguments.dropFirst().allSatisfy(\.isUnbound) {
      return base.retained()
    }
    var settings: [Value] = []
    defer { for value in settings { value.release() } }
    for (index, name) in CSVFormat.names.enumerated() {
      if arguments[index + 1].isUnbound && !base.isUnbound {
        let key = Value.interned(name)
        defer { key.release() }
        settings.append(try getOptionalAttribute(base, Str(key)) ?? .unbound)
      } else {
        settings.append(arguments[index + 1].retained())
      }
    }
    return .native(CSVDialect(try CSVFormat(settings)), type)
  }
}

enum CSVModule {
  nonisolated(unsafe) private static let dialects = Dict.make()
  nonisolated(unsafe) static var fieldLimit = 128 * 1024

  static var module: NativeModule {
    NativeModule("_csv") { module throws(Raised) in
      module.add("__version__", consuming: .string("1.0"))
      module.namespace.set("_dialects", dialects.value)
      let constants = ["MINIMAL", "ALL", "NONNUMERIC", "NONE", "STRINGS", "NOTNULL"]
      for (number, name) in constants.enumerated() {
        module.add("QUOTE_\(name)", consuming: Value(number))
      }
      module.add(errorType)
      module.add(CSVDialect.type)
      module.namespace.set("Reader", CSVReader.type.value)
      module.namespace.set("Writer", CSVWriter.type.value)
      module.add(rows)
    }
  }

  nonisolated(unsafe) private static let errorType = TypeMaking.make(
    "Error", module: "_csv", base: ExceptionKind.exception.type, layout: .exception,
    flags: [.basetype, .isException, .hasDict])

  static func error(_ text: String) -> Raised { raise(.exception, text, of: errorType) }

  /// A registered dialect; owned.
  static func dialect(named name: Value) throws(Raised) -> Value {
    let found = try dialects.get(name)
    if found.isUnbound { throw error("unknown dialect") }
    return found.retained()
  }

  /// The dialect that a call names after its first argument, with the settings of its keywords; owned.
  private static func dialect(_ base: Value, _ keywords: Value) throws(Raised) -> Value {
    var arguments = [Value](repeating: .unbound, count: CSVFormat.names.count + 1)
    arguments[0] = base
    if keywords.has(.dict) {
      try forEach(keywords) { key throws(Raised) in
        let name = Str(key).text
        if name == "dialect" && base.isUnbound {
          arguments[0] = Dict(keywords).get(Str(key))
          return true
        }
        guard let index = CSVFormat.names.firstIndex(of: name) else {
          throw raise(
            .typeError, "'\(name)' is an invalid keyword argument for this function")
        }
        arguments[index + 1] = Dict(keywords).get(Str(key))
        return true
      }
    }
    return try CSVDialect.make(CSVDialect.type, arguments)
  }

  private static func check(_ arguments: Value) throws(Raised) -> Tuple {
    let count = Tuple(arguments).count
    if count < 1 { throw raise(.typeError, " expected at least 1 argument, got 0") }
    if count > 2 { throw raise(.typeError, " expected at most 2 arguments, got \(count)") }
    return Tuple(arguments)
  }

  private static func format(_ arguments: Tuple, _ keywords: Value) throws(Raised) -> Value {
    try dialect(arguments.count > 1 ? arguments[1] : .unbound, keywords)
  }

  private static var rows: [Builtin] {
    [
      Builtin("reader(*args, **fmtparams)") { a throws(Raised) in
        let arguments = try check(a[0])
        let lines = try iterate(arguments[0])
        defer { lines.release() }
        let dialect = try format(arguments, a[1])
        defer { dialect.release() }
        return .native(CSVReader(lines, dialect), CSVReader.type)
      },
      Builtin("writer(*args, **fmtparams)") { a throws(Raised) in
        let arguments = try check(a[0])
        let dialect = try format(arguments, a[1])
        defer { dialect.release() }
        let write = try getOptionalAttribute(arguments[0], .write) ?? .none
        defer { write.release() }
        guard Builtins.isCallable(write) else {
          throw raise(.typeError, "argument 1 must have a \"write\" method")
        }
        return .native(CSVWriter(write, dialect), CSVWriter.type)
      },
      Builtin("list_dialects()") { _ throws(Raised) in
        List.make(copying: dialects.items.map(\.0)).value
      },
      Builtin("register_dialect(*args, **fmtparams)") { a throws(Raised) in
        let arguments = try check(a[0])
        guard arguments[0].isStr else {
          throw raise(.typeError, "dialect name must be a string")
        }
        let dialect = try format(arguments, a[1])
        defer { dialect.release() }
        try dialects.set(arguments[0], dialect)
        return .none
      },
      Builtin("unregister_dialect(name)") { a throws(Raised) in
        let old = try dialects.remove(a[0])
        if old.isUnbound { throw error("unknown dialect") }
        old.release()
        return .none
      },
      Builtin("get_dialect(name)") { a throws(Raised) in try dialect(named: a[0]) },
      Builtin("field_size_limit(*args)") { a throws(Raised) in
        let arguments = Tuple(a[0])
        guard arguments.count <= 1 else {
          throw raise(
            .typeError,
            "field_size_limit() takes at most 1 argument (\(arguments.count) given)")
        }
        let old = fieldLimit
        if arguments.count == 1 {
          guard arguments[0].isInteger else { throw raise(.typeError, "limit must be an integer") }
          fieldLimit = try indexValue(arguments[0])
        }
        return Value(old)
      },
    ]
  }
}
