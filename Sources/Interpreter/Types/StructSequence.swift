// SPDX-License-Identifier: Apache-2.0
// Tuples with named fields, such as sys.version_info and os.stat_result.

enum StructSequence {
  /// A value of a new type with these fields, whose values are owned; owned.
  static func make(_ typeName: String, _ fields: [(String, Value)]) -> Value {
    let type = makeType(typeName, fields.map(\.0))
    defer { type.value.release() }
    return make(type, fields.map(\.1))
  }

  /// A value of a type that `makeType` made; the values are owned.
  ///
  /// `hidden` are attributes that are no elements. Owned.
  static func make(_ type: TypeRef, _ values: [Value], hidden: [(String, Value)] = []) -> Value {
    let tuple = Tuple.allocate(values.count, type: type)
    for (index, value) in values.enumerated() { tuple.elements[index] = value }
    if !hidden.isEmpty {
      let attributes = SideTables.makeAttributes(of: tuple.value)
      for (name, value) in hidden { attributes.set(name, consuming: value) }
    }
    return tuple.value
  }

  /// A type `module.name` whose instances have these fields; `hidden` ones are attributes only.
  static func makeType(_ typeName: String, _ fields: [String], hidden: [String] = []) -> TypeRef {
    let visible = fields.enumerated().filter { !hidden.contains($0.element) }
    let type = makePlainType(typeName, fields, hidden: hidden, visible: visible)
    type.dict.set("n_fields", consuming: Value(fields.count + hidden.count))
    type.dict.set("n_sequence_fields", consuming: Value(fields.count))
    type.dict.set("n_unnamed_fields", consuming: Value(fields.count - visible.count))
    type.dict.set(
      "__match_args__", consuming: Tuple.make(consuming: visible.map { .string($0.1) }).value)
    return type
  }

  private static func makePlainType(
    _ typeName: String, _ fields: [String], hidden: [String], visible: [(Int, String)]
  ) -> TypeRef {
    let parts = typeName.split(separator: ".").map(String.init)
    return TypeMaking.make(
      parts.last ?? typeName, module: parts.count > 1 ? parts[0] : "builtins",
      base: machine.pointee.types.tuple, layout: .tuple,
      methods: [
        Builtin("__reduce__(self, /)") { a throws(Raised) in
          let plain = Tuple.make(copying: Array(Tuple(a[0]).buffer))
          defer { plain.value.release() }
          let arguments = Value.tuple(plain.value)
          defer { arguments.release() }
          return .tuple(a[0].type.value, arguments)
        }
      ],
      properties: visible.map { index, name in
        Property(name) { v throws(Raised) in
          index < Tuple(v).count ? Tuple(v)[index].retained() : .none
        }
      }
        + hidden.map { name in
          Property(name) { v throws(Raised) in
            let value = SideTables.attributes(of: v)?.get(name) ?? .unbound
            if !value.isUnbound { return value.retained() }
            // One that a script made from a tuple knows whole seconds only.
            let index = fields.firstIndex(of: name)
            return index.map { Tuple(v)[$0].retained() } ?? .none
          }
        }
    ) { slots in
      slots.repr = { v throws(Raised) in
        var parts: [String] = []
        for (name, value) in zip(fields, Tuple(v).buffer) {
          parts.append("\(name)=\(try reprText(value))")
        }
        return .string("\(typeName)(\(parts.joined(separator: ", ")))")
      }
      slots.new = { type, arguments throws(Raised) in
        guard arguments.positionalCount >= 1 else {
          throw raise(
            .typeError, "\(typeName)() missing required argument 'sequence' (pos 1)")
        }
        let values = try collect(arguments[0])
        guard values.count >= fields.count else {
          for value in values { value.release() }
          throw raise(
            .typeError,
            "\(typeName)() takes an at least \(fields.count)-sequence (\(values.count)-sequence given)"
          )
        }
        return make(type, values)
      }
    }
  }
}
