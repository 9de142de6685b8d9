// SPDX-License-Identifier: Apache-2.0
// _ast: the classes of nodes that the module ast shows, made from the abstract grammar.

enum ASTModule {
  /// Flags of `compile`.
  static let onlyTree = 0x400
  static let typeComments = 0x1000
  static let topLevelAwait = 0x2000

  static var module: NativeModule {
    NativeModule("_ast") { module throws(Raised) in
      try makeClasses()
      module.namespace.set("AST", root.value)
      for row in AbstractGrammar.classes {
        if let type = row.type { module.namespace.set(row.name, type.value) }
      }
      module.add("PyCF_ONLY_AST", consuming: Value(onlyTree))
      module.add("PyCF_TYPE_COMMENTS", consuming: Value(typeComments))
      module.add("PyCF_ALLOW_TOP_LEVEL_AWAIT", consuming: Value(topLevelAwait))
    }
  }

  /// Whether it is a node, of whatever class.
  static func isNode(_ value: Value) -> Bool {
    areMade && value.isObject && value.type.isSubtype(of: root)
  }

  nonisolated(unsafe) private static var areMade = false

  /// The base of all classes of nodes.
  nonisolated(unsafe) static let root = TypeMaking.make(
    "AST", module: "ast", layout: .instance, flags: [.basetype, .hasDict, .weakReferable],
    methods: [
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let dict = try Classes.getDict(a[0])
        defer { dict.release() }
        let none = Tuple.empty
        defer { none.value.release() }
        return .tuple(a[0].type.value, none.value, dict)
      }
    ], properties: [Property("__dict__", set: Classes.setDict, Classes.getDict)]
  ) { slots in
    slots.initialize = { node, arguments throws(Raised) in try initialize(node, arguments) }
  }

  /// Makes the classes, unless they are there.
  static func makeClasses() throws(Raised) {
    if areMade { return }
    for name in ["_fields", "_attributes", "__match_args__"] {
      root.dict.set(name, consuming: Tuple.empty.value)
    }
    root.touch()
    for row in AbstractGrammar.classes { row.type = TypeRef(try makeClass(row)) }
    areMade = true
  }

  private static func makeClass(_ row: NodeClass) throws(Raised) -> Value {
    let namespace = Dict.make()
    defer { namespace.value.release() }
    let names = Tuple.make(copying: row.fields.map(\.key))
    namespace.set("_fields", names.value)
    namespace.set("__match_args__", consuming: names.value)
    namespace.set("__module__", consuming: .interned("ast"))
    namespace.set("__doc__", consuming: .string(row.documentation))
    if row.sum == nil {
      let known = row.positions == .none ? [] : AbstractGrammar.positionKeys
      namespace.set("_attributes", consuming: Tuple.make(copying: known).value)
    }
    for field in row.fields where field.quantifier == .optional {
      namespace.set(field.name, .none)
    }
    if row.sum == nil, row.positions == .startRequired {
      for name in AbstractGrammar.positionNames.suffix(2) { namespace.set(name, .none) }
    }
    let name = Value.interned(row.name)
    defer { name.release() }
    let bases = Value.tuple((row.sum?.type ?? root).value)
    defer { bases.release() }
    return try Classes.make(
      machine.pointee.types.type, name: Str(name), bases: Tuple(bases), namespace: namespace,
      keywords: nil)
  }

  /// `AST.__init__`: positional arguments are the fields in their order, keywords any attributes.
  private static func initialize(_ node: Value, _ arguments: CallArguments) throws(Raised) {
    let names = try getOptionalAttribute(node.type.value, "_fields") ?? Tuple.empty.value
    defer { names.release() }
    let (count, given) = (try length(names), arguments.positionalCount)
    if given > count {
      throw raise(
        .typeError,
        "\(node.type.name) constructor takes at most \(count) positional argument\(count == 1 ? "" : "s")"
      )
    }
    for index in 0..<given {
      let name = try getItem(names, Value(index))
      defer { name.release() }
      try set(node, name, arguments[index])
    }
    guard arguments.nameCount > 0 else { return }
    for (index, name) in Tuple(arguments.names).buffer.enumerated() {
      for position in 0..<given {
        let other = try getItem(names, Value(position))
        defer { other.release() }
        if try isEqual(other, name) {
          throw raise(
            .typeError, "\(node.type.name) got multiple values for argument \(try reprText(name))")
        }
      }
      try set(node, name, arguments[given + index])
    }
  }

  private static func set(_ node: Value, _ name: Value, _ value: Value) throws(Raised) {
    guard name.isStr else {
      throw raise(.typeError, "attribute name must be string, not '\(name.type.name)'")
    }
    try setAttribute(node, Str(name), value)
  }
}
