// SPDX-License-Identifier: Apache-2.0
// What the scopes say once comprehensions are part of the code around them (PEP 709).
import Syntax

/// The names of one block of code.
struct ScopeFacts {
  var children: [ScopeID] = []
  /// A comprehension whose code is part of the code around it.
  var isInlined = false
  var isGenerator = false
  var isCoroutine = false
  /// Names bound here, in the order of the text.
  var bound: [Identifier] = []
  /// Those of them that code of its own (a function, a class inside) refers to.
  var cells: Set<Identifier> = []
  /// Names of outer functions, in the order of the closure.
  var free: [Identifier] = []
  var globals: Set<Identifier> = []
}

/// The facts of all scopes of a tree.
///
/// `ScopeTable` takes each comprehension for a function, as CPython's symbol table does. A variable of the function around that only
/// an inlined comprehension uses is a plain local here.
struct NamePlaces {
  private(set) var facts: [ScopeFacts]
  private let table: ScopeTable
  private let classCell: Identifier?

  init(_ table: ScopeTable) {
    self.table = table
    facts = Array(repeating: ScopeFacts(), count: table.scopes.count)
    classCell = table.names.find("__class__")
    _ = collect(.root, isInlined: false)
  }

  subscript(id: ScopeID) -> ScopeFacts { facts[Int(id.index)] }

  /// Fills in a scope and those inside; returns the names that code of its own inside refers to and that it does not bind itself.
  private mutating func collect(_ id: ScopeID, isInlined: Bool) -> Set<Identifier> {
    let scope = table[id]
    var result = ScopeFacts()
    result.children = scope.children
    result.isInlined = isInlined
    result.isGenerator = scope.isGenerator
    result.isCoroutine = scope.isCoroutine
    for symbol in scope.symbols {
      switch symbol.place {
      case .local, .cell:
        // The iterator of an inlined comprehension is a temporary.
        if !isInlined || !symbol.uses.contains(.parameter) { result.bound.append(symbol.name) }
      case .free: result.free.append(symbol.name)
      case .globalExplicit: result.globals.insert(symbol.name)
      case .globalImplicit: break
      }
      if symbol.uses.contains(.freeInClass), symbol.place != .free {
        result.free.append(symbol.name)
      }
    }
    var captured: Set<Identifier> = []
    for child in scope.children {
      let inner = table[child]
      let isPart =
        inner.isComprehension && inner.kind != .generatorExp && scope.kind != .class
      let names = collect(child, isInlined: isPart)
      captured.formUnion(isPart ? names : Set(facts[Int(child.index)].free))
    }
    if scope.kind == .class {
      if scope.needsClassCell, let classCell { result.cells = [classCell] }
    } else if scope.kind != .module || isInlined {
      result.cells = captured.intersection(result.bound)
      captured.subtract(result.bound)
    }
    facts[Int(id.index)] = result
    return captured
  }
}

extension Arguments {
  /// All parameters in the order of their registers.
  var all: [Argument] {
    positionalOnly + positional + keywordOnly + (variadic.map { [$0] } ?? [])
      + (keywordVariadic.map { [$0] } ?? [])
  }
}
