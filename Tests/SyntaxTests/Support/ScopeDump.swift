// SPDX-License-Identifier: Apache-2.0
// Scopes as text, the same that `Scripts.scopes` makes of CPython's symbol tables.
import Syntax

enum ScopeDump {
  static func of(_ table: ScopeTable) -> [UInt8] {
    var text: [UInt8] = []
    write(.root, table, 0, &text)
    return text
  }

  private static func write(
    _ id: ScopeID, _ table: ScopeTable, _ depth: Int, _ text: inout [UInt8]
  ) {
    let scope = table[id]
    let kind = scope.kind == .module ? "module" : scope.kind == .class ? "class" : "function"
    let symbols = scope.symbols.sorted {
      table.names[$0.name].unicodeScalars.lexicographicallyPrecedes(
        table.names[$1.name].unicodeScalars)
    }
    let names = symbols.map {
      "\(table.names[$0.name]):\(number($0.place)):\($0.uses.rawValue)"
    }
    let parameters = scope.parameters.map { table.names[$0] }
    let line =
      "\(depth) \(kind) \(table.names[scope.name]) [\(names.joined(separator: " "))] "
      + "(\(parameters.joined(separator: " "))) \(scope.isNested ? 1 : 0)\n"
    text.append(contentsOf: line.utf8)
    for child in scope.children { write(child, table, depth + 1, &text) }
  }

  private static func number(_ place: Symbol.Place) -> Int {
    switch place {
    case .local: 1
    case .globalExplicit: 2
    case .globalImplicit: 3
    case .free: 4
    case .cell: 5
    }
  }
}
