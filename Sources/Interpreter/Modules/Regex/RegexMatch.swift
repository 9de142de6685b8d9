// SPDX-License-Identifier: Apache-2.0
// re.Match: where a pattern and its groups matched.

final class RegexMatch: NativeObject {
  private let own: Value
  private let pattern: RegexPattern
  private let subject: RegexSubject
  private let spans: RegexProgram.Spans
  private let first, last: Int

  init(
    _ own: Value, _ pattern: RegexPattern, _ subject: RegexSubject, _ spans: RegexProgram.Spans,
    _ first: Int, _ last: Int
  ) {
    self.own = own.retained()
    (self.pattern, self.subject, self.spans) = (pattern, subject, spans)
    (self.first, self.last) = (first, last)
  }
  deinit { own.release() }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(own)
    visit(subject.value)
  }

  private static func own(_ v: Value) throws(Raised) -> RegexMatch {
    guard let own = v.native(RegexMatch.self) else { throw raise(.typeError, "not a match") }
    return own
  }

  /// The number of a group that a script named by number or name.
  private func number(_ key: Value) throws(Raised) -> Int {
    if key.isStr {
      let name = Str(key).text
      if let known = pattern.program.names.first(where: { $0.name == name }) { return known.number }
    } else if key.isInteger || key.type.slots.index != nil {
      let number = try indexValue(key)
      if (0...pattern.program.groupCount).contains(number) { return number }
    }
    throw raise(.indexError, "no such group")
  }

  private func group(_ number: Int, _ missing: Value = .none) -> Value {
    RegexPattern.group(subject, spans, number, missing)
  }

  private func span(_ number: Int) -> Value {
    .tuple(Value(spans[number * 2]), Value(spans[number * 2 + 1]))
  }

  private func expand(_ template: Value) throws(Raised) -> Value {
    let parsed = try pattern.template(template)
    try RegexPattern.checkKind(template, isBytes: pattern.isBytes)
    var result: [UInt32] = []
    for part in parsed.parts {
      switch part {
      case .text(let points): result += points
      case .group(let number):
        guard spans[number * 2] >= 0 else { continue }
        let value = group(number)
        defer { value.release() }
        result += try RegexModule.characters(value)
      }
    }
    return pattern.isBytes
      ? .bytes(result.map { UInt8(truncatingIfNeeded: $0) }) : Str.make(result).value
  }

  private static func position(_ name: String, _ body: @escaping (RegexMatch, Int) -> Value)
    -> Builtin
  {
    Builtin("\(name)(self, group=0, /)") { a throws(Raised) in
      let own = try own(a[0])
      return body(own, try own.number(a[1]))
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "Match", module: "re",
    methods: [
      Builtin("group(self, /, *args)") { a throws(Raised) in
        let own = try own(a[0])
        let keys = Tuple(a[1])
        if keys.count == 0 { return own.group(0) }
        if keys.count == 1 { return own.group(try own.number(keys[0])) }
        var numbers: [Int] = []
        for key in keys.buffer { numbers.append(try own.number(key)) }
        return Tuple.make(consuming: numbers.map { own.group($0) }).value
      },
      Builtin("groups(self, default=None)") { a throws(Raised) in
        let own = try own(a[0])
        return Tuple.make(
          consuming: (1..<own.pattern.program.groupCount + 1).map { own.group($0, a[1]) }
        ).value
      },
      Builtin("groupdict(self, default=None)") { a throws(Raised) in
        let own = try own(a[0])
        let dict = Dict.make()
        for (name, number) in own.pattern.program.names {
          dict.set(name, consuming: own.group(number, a[1]))
        }
        return dict.value
      },
      position("start") { Value($0.spans[$1 * 2]) },
      position("end") { Value($0.spans[$1 * 2 + 1]) },
      position("span") { $0.span($1) },
      Builtin("expand(self, template)") { a throws(Raised) in try own(a[0]).expand(a[1]) },
      Builtin("__copy__(self, /)") { a throws(Raised) in a[0].retained() },
      Builtin("__deepcopy__(self, memo, /)") { a throws(Raised) in a[0].retained() },
    ],
    classMethods: [GenericAlias.classGetItem],
    properties: [
      Property("string") { v throws(Raised) in try own(v).subject.value.retained() },
      Property("re") { v throws(Raised) in try own(v).own.retained() },
      Property("pos") { v throws(Raised) in Value(try own(v).first) },
      Property("endpos") { v throws(Raised) in Value(try own(v).last) },
      Property("lastindex") { v throws(Raised) in
        let own = try own(v)
        return own.pattern.program.lastGroup(own.spans).map { Value($0) } ?? .none
      },
      Property("lastgroup") { v throws(Raised) in
        let own = try own(v)
        guard let last = own.pattern.program.lastGroup(own.spans) else { return .none }
        let name = own.pattern.program.names.first { $0.number == last }?.name
        return name.map(Value.string) ?? .none
      },
      Property("regs") { v throws(Raised) in
        let own = try own(v)
        return Tuple.make(
          consuming: (0...own.pattern.program.groupCount).map { own.span($0) }
        ).value
      },
    ]
  ) { slots in
    slots.getItem = { v, key throws(Raised) in
      let own = try own(v)
      return own.group(try own.number(key))
    }
    slots.repr = { v throws(Raised) in
      let own = try own(v)
      let text = own.group(0)
      defer { text.release() }
      return .string(
        "<re.Match object; span=(\(own.spans[0]), \(own.spans[1])), match=\(try reprText(text))>")
    }
  }
}
