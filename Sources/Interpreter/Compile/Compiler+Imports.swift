// SPDX-License-Identifier: Apache-2.0
// Imports, and the features of `__future__`.
import Syntax

extension Compiler {
  func importModules(_ aliases: [Alias], at location: Location) {
    for alias in aliases {
      temporarily {
        let module = importModule(alias.name, level: 0, from: .none, at: location)
        let parts = names[alias.name].split(separator: ".").map(String.init)
        guard let asName = alias.asName else {
          store(.temporary(module), in: names.intern(parts[0]), at: location)
          return
        }
        // `import a.b.c as d` binds the innermost module.
        var current = module
        for part in parts.dropFirst() {
          let inner = push()
          emit(
            .importFrom, a: inner, b: current, c: number(of: .string(part)), at: location)
          clear(current, at: location)
          current = inner
        }
        store(.temporary(current), in: asName, at: location)
      }
    }
  }

  private func importModule(
    _ name: Identifier?, level: Int, from list: Literal, at location: Location
  ) -> Int {
    let module = push()
    let levelRegister = push()
    load(list, into: module, at: location)
    load(.int(level), into: levelRegister, at: location)
    unit.top = module + 1
    let name = name.map { literal(mangled($0)) } ?? .string("")
    emit(.importName, a: module, b: module, c: number(of: name), at: location)
    return module
  }

  func importNames(
    _ aliases: [Alias], from module: Identifier?, level: Int, at location: Location
  ) {
    if level == 0, let module, names[module] == "__future__" {
      checkFuture(aliases, at: location)
    }
    temporarily {
      let register = importModule(
        module, level: level, from: .tuple(aliases.map { literal($0.name) }), at: location)
      if aliases.count == 1, names[aliases[0].name] == "*" {
        if unit.kind != .module { fail("import * only allowed at module level", at: location) }
        emit(.importStar, a: register, at: location)
        return
      }
      for alias in aliases {
        let bound = alias.asName ?? alias.name
        let name = number(of: mangled(alias.name))
        if case .local(let local) = place(of: bound) {
          emit(.importFrom, a: local, b: register, c: name, at: location)
        } else {
          temporarily {
            let value = push()
            emit(.importFrom, a: value, b: register, c: name, at: location)
            store(.temporary(value), in: bound, at: location)
          }
        }
      }
      clear(register, at: location)
    }
  }

  // MARK: __future__

  /// All features but `annotations` are part of the language.
  private static let features: Set<String> = [
    "nested_scopes", "generators", "division", "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop", "annotations",
  ]

  private func checkFuture(_ aliases: [Alias], at location: Location) {
    if unit.kind != .module || location.line > lastFuture {
      fail("from __future__ imports must occur at the beginning of the file", at: location)
    }
    for alias in aliases {
      let name = names[alias.name]
      if Self.features.contains(name) { continue }
      fail(
        name == "braces" ? "not a chance" : "future feature \(name) is not defined", at: location)
    }
  }

  /// Looks for `from __future__ import annotations` before anything is compiled.
  func readFutures(_ body: [Stmt]) {
    let documentation = Self.documentation(of: body) == nil ? 0 : 1
    for statement in body.dropFirst(documentation) {
      guard case .importFrom(let module?, let aliases, 0) = statement.kind,
        names[module] == "__future__"
      else { break }
      lastFuture = statement.location.line
      if aliases.contains(where: { names[$0.name] == "annotations" }) { futureAnnotations = true }
    }
  }
}
