// SPDX-License-Identifier: Apache-2.0
// Where each name is stored: the second half of CPython's symtable.c.

/// Finds the binding of every name that its own scope does not bind, by a walk outwards; classes are stepped over.
struct ScopeResolver {
  var scopes: [Scope]
  private let directives: [ScopeBuilder.Directive]
  private let names: NameTable
  private let classCell: Identifier
  /// Scopes in the order in which they are met from outside to inside.
  private let order: [ScopeID]

  init(_ builder: ScopeBuilder) {
    scopes = builder.scopes
    directives = builder.directives
    names = builder.names
    classCell = builder.classCell
    order = builder.order
  }

  mutating func resolve() throws(SyntaxError) {
    for id in order {
      let index = Int(id.index)
      for place in scopes[index].symbols.indices {
        try resolve(place, in: index)
      }
    }
  }

  private mutating func resolve(_ place: Int, in index: Int) throws(SyntaxError) {
    let symbol = scopes[index].symbols[place]
    let uses = symbol.uses
    let isModule = scopes[index].kind == .module
    if uses.contains(.global) {
      if uses.contains(.nonlocal) {
        throw complain("name '\(names[symbol.name])' is nonlocal and global", symbol.name, index)
      }
      scopes[index].symbols[place].place = .globalExplicit
      return
    }
    if uses.contains(.nonlocal) {
      if isModule {
        throw complain("nonlocal declaration not allowed at module level", symbol.name, index)
      }
      guard let owner = binding(of: symbol.name, outside: index) else {
        throw complain(
          "no binding for nonlocal '\(names[symbol.name])' found", symbol.name, index)
      }
      capture(symbol.name, from: owner, to: index, place)
      return
    }
    if !uses.isDisjoint(with: .bound) {
      // An inner scope may have made it a cell already.
      if scopes[index].symbols[place].place != .cell { scopes[index].symbols[place].place = .local }
      return
    }
    if !isModule, let owner = binding(of: symbol.name, outside: index) {
      capture(symbol.name, from: owner, to: index, place)
      return
    }
    if scopes[index].symbols[place].place != .free {
      scopes[index].symbols[place].place = .globalImplicit
    }
  }

  /// The innermost scope around another that binds a name for it.
  private func binding(of name: Identifier, outside index: Int) -> Int? {
    var current = scopes[index].parent
    while let id = current {
      let outer = Int(id.index)
      switch scopes[outer].kind {
      case .module: return nil
      case .class: if name == classCell { return outer }
      default:
        if let uses = scopes[outer][name]?.uses {
          if uses.contains(.global) { return nil }
          if !uses.contains(.nonlocal), !uses.isDisjoint(with: .bound) { return outer }
        }
      }
      current = scopes[outer].parent
    }
    return nil
  }

  /// Makes a name free from a scope out to the one that binds it, where it becomes a cell.
  private mutating func capture(
    _ name: Identifier, from owner: Int, to index: Int, _ place: Int
  ) {
    scopes[index].symbols[place].place = .free
    var current = Int(scopes[index].parent!.index)
    while current != owner {
      if let found = scopes[current].places[name] {
        let uses = scopes[current].symbols[found].uses
        if scopes[current].kind == .class {
          if !uses.isDisjoint(with: [.local, .parameter, .imported, .global]) {
            scopes[current].symbols[found].uses.insert(.freeInClass)
          } else {
            scopes[current].symbols[found].place = .free
          }
        } else {
          scopes[current].symbols[found].place = .free
        }
      } else {
        scopes[current].places[name] = scopes[current].symbols.count
        scopes[current].symbols.append(Symbol(name: name, place: .free, uses: []))
      }
      current = Int(scopes[current].parent!.index)
    }
    if scopes[owner].kind == .class {
      scopes[owner].needsClassCell = true
    } else if let found = scopes[owner].places[name] {
      scopes[owner].symbols[found].place = .cell
    }
  }

  private func complain(_ message: String, _ name: Identifier, _ index: Int) -> SyntaxError {
    let directive = directives.first { $0.name == name && Int($0.scope.index) == index }
    return ScopeBuilder.error(message, directive?.location)
  }
}
