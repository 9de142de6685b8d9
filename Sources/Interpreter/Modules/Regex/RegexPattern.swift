// SPDX-License-Identifier: Apache-2.0
// re.Pattern: a compiled pattern and its ways of searching.

final class RegexPattern: NativeObject {
  let pattern: Value
  let isBytes: Bool
  let program: RegexProgram
  private var templates: [[UInt32]: RegexTemplate] = [:]

  init(_ pattern: Value, _ flags: Int) throws(Raised) {
    isBytes = !pattern.isStr
    let flags = RegexFlags(rawValue: flags)
    if isBytes, flags.contains(.unicode) {
      throw raise(.valueError, "cannot use UNICODE flag with a bytes pattern")
    }
    if !isBytes, flags.contains(.locale) {
      throw raise(.valueError, "cannot use LOCALE flag with a str pattern")
    }
    if flags.contains(.ascii), !flags.intersection([.unicode, .locale]).isEmpty {
      throw raise(
        .valueError,
        "ASCII and \(flags.contains(.unicode) ? "UNICODE" : "LOCALE") flags are incompatible")
    }
    var parser = RegexParser(try RegexModule.characters(pattern), flags: flags, isBytes: isBytes)
    do throws(RegexMistake) {
      let source = try parser.translate()
      program = RegexProgram(parser, source)
    } catch {
      throw RegexModule.error(error, pattern)
    }
    if let message = program.prepare(.search, wide: pattern.isStr && Str(pattern).isWide) {
      throw RegexModule.error(RegexMistake(message: message), pattern)
    }
    self.pattern = pattern.retained()
  }
  deinit { pattern.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(pattern) }

  // MARK: Searching

  func subject(_ value: Value) throws(Raised) -> RegexSubject {
    let result = try RegexSubject(value)
    if result.isBytes != isBytes {
      throw raise(
        .typeError,
        isBytes
          ? "cannot use a bytes pattern on a string-like object"
          : "cannot use a string pattern on a bytes-like object")
    }
    return result
  }

  /// `pos` and `endpos` inside of the text.
  func bounds(_ subject: RegexSubject, _ start: Value, _ end: Value) throws(Raised) -> (Int, Int) {
    let last = end.isUnbound ? subject.count : min(subject.count, max(0, try indexValue(end)))
    let first = start.isUnbound ? 0 : min(subject.count, max(0, try indexValue(start)))
    return (first, last)
  }

  /// One match object or None; owned.
  ///
  /// `own` is the pattern's value.
  func once(_ own: Value, _ mode: RegexProgram.Mode, _ text: Value, _ start: Value, _ end: Value)
    throws(Raised) -> Value
  {
    let subject = try subject(text)
    let (first, last) = try bounds(subject, start, end)
    guard first <= last,
      let spans = try program.run(subject, mode, from: first, to: last, notEmpty: false)
    else { return .none }
    return .native(RegexMatch(own, self, subject, spans, first, last), RegexMatch.type)
  }

  /// Every match from left to right; an empty one may follow a match at its end, but not another empty one.
  private func each(
    _ subject: RegexSubject, _ first: Int, _ last: Int,
    _ body: (RegexProgram.Spans) throws(Raised) -> Bool
  ) throws(Raised) {
    var (position, wasEmpty) = (first, false)
    while position <= last,
      let spans = try program.run(subject, .search, from: position, to: last, notEmpty: wasEmpty)
    {
      if try !body(spans) { return }
      wasEmpty = spans[0] == spans[1]
      position = spans[1]
    }
  }

  /// A group as a value; `missing` (borrowed) for one that took no part.
  ///
  /// Owned.
  static func group(
    _ subject: RegexSubject, _ spans: RegexProgram.Spans, _ group: Int, _ missing: Value
  ) -> Value {
    let start = spans[group * 2]
    return start < 0 ? missing.retained() : subject.slice(start, spans[group * 2 + 1])
  }

  func findAll(_ text: Value, _ start: Value, _ end: Value) throws(Raised) -> Value {
    let subject = try subject(text)
    let (first, last) = try bounds(subject, start, end)
    let list = List.make()
    let empty: Value = isBytes ? .bytes([]) : .string("")
    defer { empty.release() }
    do throws(Raised) {
      try each(subject, first, last) { spans throws(Raised) in
        switch program.groupCount {
        case 0, 1: list.append(consuming: Self.group(subject, spans, program.groupCount, empty))
        default:
          list.append(
            consuming: Tuple.make(
              consuming: (1...program.groupCount).map { Self.group(subject, spans, $0, empty) }
            ).value)
        }
        return true
      }
    } catch {
      list.value.release()
      throw error
    }
    return list.value
  }

  func findEach(_ own: Value, _ text: Value, _ start: Value, _ end: Value) throws(Raised) -> Value {
    let subject = try subject(text)
    let (first, last) = try bounds(subject, start, end)
    return .native(RegexScanner(own, self, subject, first, last), RegexScanner.type)
  }

  func split(_ text: Value, _ limit: Int) throws(Raised) -> Value {
    let subject = try subject(text)
    let list = List.make()
    var (position, count) = (0, 0)
    do throws(Raised) {
      if limit >= 0 {
        try each(subject, 0, subject.count) { spans throws(Raised) in
          list.append(consuming: subject.slice(position, spans[0]))
          for group in 1..<program.groupCount + 1 {
            list.append(consuming: Self.group(subject, spans, group, .none))
          }
          position = spans[1]
          count += 1
          return limit == 0 || count < limit
        }
      }
    } catch {
      list.value.release()
      throw error
    }
    list.append(consuming: subject.slice(position, subject.count))
    return list.value
  }

  // MARK: Replacing

  /// The template of a replacement, parsed once.
  func template(_ value: Value) throws(Raised) -> RegexTemplate {
    let points = try RegexModule.characters(value)
    if let known = templates[points] { return known }
    do throws(RegexMistakeOrRaised) {
      let result = try RegexTemplate(points, program, isBytes: isBytes)
      if templates.count > 64 { templates = [:] }
      templates[points] = result
      return result
    } catch {
      switch error {
      case .mistake(let mistake): throw RegexModule.error(mistake, value)
      case .unknownGroup(let name): throw raise(.indexError, "unknown group name '\(name)'")
      }
    }
  }

  static func checkKind(_ value: Value, isBytes: Bool) throws(Raised) {
    if value.isStr == isBytes || (isBytes && ByteArray.anyBytes(of: value) == nil) {
      throw raise(
        .typeError,
        isBytes
          ? "sequence item 0: expected a bytes-like object, \(value.type.name) found"
          : "sequence item 0: expected str instance, \(value.type.name) found")
    }
  }

  func substitute(_ own: Value, _ replacement: Value, _ text: Value, _ limit: Int) throws(Raised)
    -> (Value, Int)
  {
    let subject = try subject(text)
    let isTemplate = replacement.isStr || ByteArray.anyBytes(of: replacement) != nil
    var template: RegexTemplate?
    if isTemplate {
      template = try self.template(replacement)
    } else if !Builtins.isCallable(replacement) {
      throw raise(
        .typeError, "decoding to str: need a bytes-like object, \(replacement.type.name) found")
    }
    var result: [UInt32] = []
    var (position, count) = (0, 0)
    func append(_ start: Int, _ end: Int) {
      if !isBytes, Str(subject.value).isWide {
        result.append(
          contentsOf: UnsafeBufferPointer(
            start: Str(subject.value).words + start, count: end - start))
      } else {
        subject.withNarrow {
          result.append(
            contentsOf: UnsafeBufferPointer(start: $0 + start, count: end - start).lazy.map(
              UInt32.init))
        }
      }
    }
    if limit >= 0 {
      try each(subject, 0, subject.count) { spans throws(Raised) in
        append(position, spans[0])
        position = spans[1]
        count += 1
        if let template {
          try Self.checkKind(replacement, isBytes: isBytes)
          for part in template.parts {
            switch part {
            case .text(let points): result += points
            case .group(let group):
              if spans[group * 2] >= 0 { append(spans[group * 2], spans[group * 2 + 1]) }
            }
          }
        } else {
          let match = Value.native(
            RegexMatch(own, self, subject, spans, 0, subject.count), RegexMatch.type)
          defer { match.release() }
          let value = try call(replacement, match)
          defer { value.release() }
          if !value.isNone {
            try Self.checkKind(value, isBytes: isBytes)
            result += try RegexModule.characters(value)
          }
        }
        return limit == 0 || count < limit
      }
    }
    if count == 0 { return (subject.slice(0, subject.count), 0) }
    append(position, subject.count)
    return (
      isBytes
        ? .bytes(result.map { UInt8(truncatingIfNeeded: $0) }) : Str.make(result).value, count
    )
  }

  // MARK: The type

  private static func own(_ v: Value) throws(Raised) -> RegexPattern {
    guard let own = v.native(RegexPattern.self) else { throw raise(.typeError, "not a pattern") }
    return own
  }

  private static func once(_ name: String, _ mode: RegexProgram.Mode) -> Builtin {
    Builtin("\(name)(self, string, pos=0, endpos=...)") { a throws(Raised) in
      try own(a[0]).once(a[0], mode, a[1], a[2], a[3])
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "Pattern", module: "re", flags: [.weakReferable],
    methods: [
      once("match", .match), once("fullmatch", .full), once("search", .search),
      Builtin("findall(self, string, pos=0, endpos=...)") { a throws(Raised) in
        try own(a[0]).findAll(a[1], a[2], a[3])
      },
      Builtin("finditer(self, string, pos=0, endpos=...)") { a throws(Raised) in
        try own(a[0]).findEach(a[0], a[1], a[2], a[3])
      },
      Builtin("scanner(self, string, pos=0, endpos=...)") { a throws(Raised) in
        try own(a[0]).findEach(a[0], a[1], a[2], a[3])
      },
      Builtin("split(self, string, maxsplit=0)") { a throws(Raised) in
        try own(a[0]).split(a[1], indexValue(a[2]))
      },
      Builtin("sub(self, repl, string, count=0)") { a throws(Raised) in
        let (result, _) = try own(a[0]).substitute(a[0], a[1], a[2], indexValue(a[3]))
        return result
      },
      Builtin("subn(self, repl, string, count=0)") { a throws(Raised) in
        let (result, count) = try own(a[0]).substitute(a[0], a[1], a[2], indexValue(a[3]))
        return Tuple.make(consuming: [result, Value(count)]).value
      },
      Builtin("__copy__(self, /)") { a throws(Raised) in a[0].retained() },
      Builtin("__deepcopy__(self, memo, /)") { a throws(Raised) in a[0].retained() },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        let module = try Import.load("re")
        defer { module.release() }
        let compile = try getAttribute(module, "_compile")
        defer { compile.release() }
        let arguments = Value.tuple(own.pattern, Value(own.program.flags.rawValue))
        defer { arguments.release() }
        return .tuple(compile, arguments)
      },
    ],
    classMethods: [GenericAlias.classGetItem],
    properties: [
      Property("pattern") { v throws(Raised) in try own(v).pattern.retained() },
      Property("flags") { v throws(Raised) in Value(try own(v).program.flags.rawValue) },
      Property("groups") { v throws(Raised) in Value(try own(v).program.groupCount) },
      Property("groupindex") { v throws(Raised) in
        let dict = Dict.make()
        for (name, number) in try own(v).program.names { dict.set(name, Value(number)) }
        return dict.value
      },
    ]
  ) { slots in
    slots.repr = { v throws(Raised) in
      let own = try own(v)
      var flags = own.program.flags.rawValue
      if !own.isBytes { flags &= ~RegexFlags.unicode.rawValue }
      let text = String(try reprText(own.pattern).prefix(200))
      return .string(
        "re.compile(\(text)\(flags == 0 ? "" : ", \(RegexFlagType.text(flags))"))")
    }
    slots.hash = { v throws(Raised) in try Interpreter.hash(of: own(v).pattern) }
    slots.compare = { op, a, b throws(Raised) in
      guard op == .equal || op == .notEqual, let x = a.native(RegexPattern.self),
        let y = b.native(RegexPattern.self)
      else { return .notImplemented }
      var same = x.program.flags == y.program.flags && x.isBytes == y.isBytes
      if same { same = try isEqual(x.pattern, y.pattern) }
      return Value(same == (op == .equal))
    }
  }
}

/// The iterator of finditer, and the object that `scanner` gives.
final class RegexScanner: NativeObject {
  private var own: Value
  private let pattern: RegexPattern
  private let subject: RegexSubject
  private let first, last: Int
  private var position: Int
  private var wasEmpty = false

  init(_ own: Value, _ pattern: RegexPattern, _ subject: RegexSubject, _ first: Int, _ last: Int) {
    self.own = own.retained()
    (self.pattern, self.subject, self.first, self.last) = (pattern, subject, first, last)
    position = first
  }
  deinit { own.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(own) }

  /// The next match; unbound at the end.
  private func next(_ mode: RegexProgram.Mode) throws(Raised) -> Value {
    guard position <= last,
      let spans = try pattern.program.run(
        subject, mode, from: position, to: last, notEmpty: wasEmpty)
    else {
      position = last + 1
      return .unbound
    }
    wasEmpty = spans[0] == spans[1]
    position = spans[1]
    return .native(RegexMatch(own, pattern, subject, spans, first, last), RegexMatch.type)
  }

  private static func step(_ name: String, _ mode: RegexProgram.Mode) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      let result = try a[0].native(RegexScanner.self)?.next(mode) ?? .unbound
      return result.isUnbound ? .none : result
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "callable_iterator",
    methods: [step("match", .match), step("search", .search)],
    properties: [
      Property("pattern") { v throws(Raised) in
        v.native(RegexScanner.self)?.own.retained() ?? .none
      }
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in
      try v.native(RegexScanner.self)?.next(.search) ?? .unbound
    }
  }
}
