// SPDX-License-Identifier: Apache-2.0
// Class definitions.
import Syntax

extension Compiler {
  func classDefinition(_ definition: ClassDef, at location: Location) {
    checkAssignable(definition.name, at: location)
    decorated(definition.decorators, at: location) { target in
      if let parameters = definition.typeParameters {
        genericClass(definition, parameters, into: target, at: location)
      } else {
        plainClass(definition, into: target, at: location)
      }
    } store: { operand in
      store(operand, in: definition.name, at: location)
    }
  }

  /// `__build_class__(function of the body, name, *bases, **keywords)`; `generic` is one more base.
  func plainClass(
    _ definition: ClassDef, generic: Expr? = nil, into target: Int, at location: Location
  ) {
    temporarily {
      let base = push()
      _ = push()
      emit(.loadBuildClass, a: base, at: location)
      let body = push()
      temporarily {
        let window = unit.top
        unit.top = window + 4
        let code = classCode(definition, at: location)
        makeFunction(code, window, [], into: body, at: location)
      }
      load(literal(definition.name), into: push(), at: location)
      let bases = definition.bases + (generic.map { [$0] } ?? [])
      finishCall(
        base, pushed: 2, arguments: bases, keywords: definition.keywords, into: target,
        at: location)
    }
  }

  private func classCode(_ definition: ClassDef, at location: Location) -> Code? {
    let first = definition.decorators.first?.location.line ?? location.line
    return compile(
      definition.scope, .classBody, name: names[definition.name], firstLine: Int(first),
      className: definition.name, at: location
    ) {
      makeCells(at: location)
      let start = Location(line: first, column: 0, endLine: first, endColumn: 0)
      temporarily {
        let register = push()
        load(names.intern("__name__"), into: register, at: start)
        store(.temporary(register), in: names.intern("__module__"), at: start)
        load(.string(unit.qualifiedName), into: register, at: start)
        store(.temporary(register), in: names.intern("__qualname__"), at: start)
      }
      var body = definition.body[...]
      setUpAnnotations(definition.body, at: start)
      if let documentation = Self.documentation(of: definition.body), let first = body.first {
        temporarily {
          let register = push()
          load(.string(documentation), into: register, at: first.location)
          store(.temporary(register), in: names.intern("__doc__"), at: first.location)
        }
        body = body.dropFirst()
      }
      statements(Array(body))
      if case .cell(let register) = cellPlace(of: names.intern("__class__")) {
        temporarily {
          let cell = push()
          move(.local(register), into: cell, at: noLocation)
          emit(
            .storeName, b: cell, c: number(of: .string("__classcell__")), at: noLocation)
          emit(.returnValue, a: cell, flags: .consumesA, at: noLocation)
        }
      }
      returnNone()
    }
  }

  /// Makes `__annotations__` if a variable of the body is annotated.
  func setUpAnnotations(_ body: [Stmt], at location: Location) {
    if body.contains(where: \.annotatesVariables) {
      emit(.setupAnnotations, at: location)
    }
  }
}

extension Stmt {
  /// Whether an annotated variable stands here or in a statement inside, not in a definition.
  var annotatesVariables: Bool {
    func any(_ bodies: [Stmt]...) -> Bool {
      bodies.contains { $0.contains(where: \.annotatesVariables) }
    }
    switch kind {
    case .annAssign: return true
    case .for(_, _, let body, let orElse, _), .while(_, let body, let orElse),
      .if(_, let body, let orElse):
      return any(body, orElse)
    case .with(_, let body, _): return any(body)
    case .try(let body, let handlers, let orElse, let finalBody, _):
      return any(body, orElse, finalBody) || handlers.contains { any($0.body) }
    case .match(_, let cases): return cases.contains { any($0.body) }
    default: return false
    }
  }
}
