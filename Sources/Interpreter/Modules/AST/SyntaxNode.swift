// SPDX-License-Identifier: Apache-2.0
// What objects of the module ast say, read and checked against the abstract grammar: the first half of the way to our tree.
import Syntax

/// A node as the grammar has it, with what its object had in its fields.
final class SyntaxNode {
  enum Field {
    case missing
    case node(SyntaxNode)
    case nodes([SyntaxNode?])
    case name(Identifier)
    case names([Identifier?])
    case int(Int)
    /// Owned by the node.
    case value(Value)
  }

  let row: NodeClass
  private(set) var fields: [Field] = []
  private(set) var location = Location(line: 0, column: 0, endLine: 0, endColumn: 0)

  fileprivate init(_ row: NodeClass) { self.row = row }
  deinit { for case .value(let value) in fields { value.release() } }

  // MARK: Fields by their place

  func node(_ index: Int) -> SyntaxNode? {
    if case .node(let node) = fields[index] { node } else { nil }
  }
  func nodes(_ index: Int) -> [SyntaxNode?] {
    if case .nodes(let nodes) = fields[index] { nodes } else { [] }
  }
  func name(_ index: Int) -> Identifier? {
    if case .name(let name) = fields[index] { name } else { nil }
  }
  func names(_ index: Int) -> [Identifier?] {
    if case .names(let names) = fields[index] { names } else { [] }
  }
  func int(_ index: Int) -> Int { if case .int(let value) = fields[index] { value } else { 0 } }
  /// Borrowed.
  func value(_ index: Int) -> Value {
    if case .value(let value) = fields[index] { value } else { .none }
  }
}

/// Reads objects; all errors are those of CPython's own reader.
struct NodeReader {
  var names = NameTable.withKeywords

  /// A node that must be of a class of the sum or product `expected`; nil for None where that may be missing.
  mutating func read(_ object: Value, _ expected: NodeClass) throws(Raised) -> SyntaxNode? {
    let isPlain = expected.constructors.allSatisfy { $0.fields.isEmpty }
    if object.isNone, !isPlain, !expected.constructors.isEmpty { return nil }
    machine.pointee.depth += 1
    defer { machine.pointee.depth -= 1 }
    if machine.pointee.depth > machine.pointee.recursionLimit || stackIsLow() {
      throw raise(
        .recursionError,
        "maximum recursion depth exceeded while traversing '\(expected.name)' node")
    }
    guard !expected.constructors.isEmpty else {
      let node = SyntaxNode(expected)
      try readFields(of: node, object)
      if expected.positions != .none { try readLocation(of: node, object, expected) }
      return node
    }
    var location = Location(line: 0, column: 0, endLine: 0, endColumn: 0)
    if expected.positions != .none { location = try readPositions(object, expected) }
    guard
      let row = expected.constructors.first(where: { row in
        row.type.map { object.type.isSubtype(of: $0) } ?? false
      })
    else {
      throw raise(
        .typeError, "expected some sort of \(expected.name), but got \(try reprText(object))")
    }
    let node = SyntaxNode(row)
    node.place(location)
    try readFields(of: node, object)
    return node
  }

  private mutating func readFields(of node: SyntaxNode, _ object: Value) throws(Raised) {
    for field in node.row.fields {
      guard let value = try getOptionalAttribute(object, Str(field.key)) else {
        if field.quantifier == .one {
          throw raise(
            .typeError, "required field \"\(field.name)\" missing from \(node.row.name)")
        }
        // What may occur any number of times occurs not at all.
        node.append(.missing)
        continue
      }
      defer { value.release() }
      if field.quantifier == .many {
        node.append(try elements(value, field, node.row))
      } else if value.isNone, field.quantifier == .optional {
        node.append(.missing)
      } else {
        node.append(try part(value, field))
      }
    }
    for (index, field) in node.row.fields.enumerated() where field.quantifier == .one {
      if case .missing = node.fields[index] {
        throw raise(.valueError, "field '\(field.name)' is required for \(node.row.name)")
      }
    }
  }

  private mutating func elements(
    _ value: Value, _ field: NodeClass.Field, _ row: NodeClass
  ) throws(Raised) -> SyntaxNode.Field {
    guard value.has(.list) else {
      throw raise(
        .typeError,
        "\(row.name) field \"\(field.name)\" must be a list, not a \(value.type.name)")
    }
    let list = List(value)
    let count = list.count
    var (nodes, names): ([SyntaxNode?], [Identifier?]) = ([], [])
    for index in 0..<count {
      let element = list.element(index)
      defer { element.release() }
      switch try part(element, field) {
      case .node(let node): nodes.append(node)
      case .name(let name): names.append(name)
      default:
        nodes.append(nil)
        names.append(nil)
      }
      if list.count != count {
        throw raise(
          .runtimeError, "\(row.name) field \"\(field.name)\" changed size during iteration")
      }
    }
    return field.type == "identifier" ? .names(names) : .nodes(nodes)
  }

  private mutating func part(
    _ value: Value, _ field: NodeClass.Field
  ) throws(Raised) -> SyntaxNode.Field {
    switch field.type {
    case "identifier":
      if value.isNone { return .missing }
      guard value.isExactly(.str) else {
        throw raise(.typeError, "AST identifier must be of type str")
      }
      return .name(names.intern(Str(value).text))
    case "string":
      if value.isNone { return .missing }
      guard value.isExactly(.str) || value.isExactly(.bytes) else {
        throw raise(.typeError, "AST string must be of type str")
      }
      return .value(value.retained())
    case "int": return .int(try integer(value))
    case "constant": return .value(value.retained())
    default:
      guard let expected = AbstractGrammar.named[field.type] else { return .missing }
      return try read(value, expected).map { .node($0) } ?? .missing
    }
  }

  private func integer(_ value: Value) throws(Raised) -> Int {
    guard value.isInteger else {
      throw raise(.valueError, "invalid integer value: \(try reprText(value))")
    }
    guard let number = Int32(exactly: try indexValue(value)) else {
      throw raise(.overflowError, "Python int too large to convert to C int")
    }
    return Int(number)
  }

  // MARK: Positions

  private func readLocation(
    of node: SyntaxNode, _ object: Value, _ row: NodeClass
  ) throws(Raised) {
    node.place(try readPositions(object, row))
  }

  /// Where a node stands; a missing end is the start.
  private func readPositions(_ object: Value, _ row: NodeClass) throws(Raised) -> Location {
    var places: [Int32] = []
    for (index, key) in AbstractGrammar.positionKeys.enumerated() {
      let isRequired = index < 2 || row.positions == .allRequired
      let value = try getOptionalAttribute(object, Str(key))
      defer { value?.release() }
      if let value, isRequired || !value.isNone {
        places.append(Int32(try integer(value)))
      } else if isRequired {
        throw raise(
          .typeError,
          "required field \"\(AbstractGrammar.positionNames[index])\" missing from \(row.name)")
      } else {
        places.append(places[index - 2])
      }
    }
    return Location(line: places[0], column: places[1], endLine: places[2], endColumn: places[3])
  }
}

extension SyntaxNode {
  fileprivate func append(_ field: Field) { fields.append(field) }
  fileprivate func place(_ location: Location) { self.location = location }
}
