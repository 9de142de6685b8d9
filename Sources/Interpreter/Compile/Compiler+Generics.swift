// SPDX-License-Identifier: Apache-2.0
// Type parameters (PEP 695): a function around the definition, in which they are locals, that is called at once.
//
// The parameters are made by `typing`: bounds are evaluated at once, values of aliases when they are made.
import Syntax

extension Compiler {
  func genericFunction(
    _ definition: FunctionDef, _ parameters: TypeParameters, into target: Int,
    at location: Location
  ) {
    // Defaults belong to the scope around and are handed in.
    temporarily {
      let base = unit.top
      unit.top = base + 2
      let window = unit.top
      unit.top = window + 2
      let present = defaults(definition.arguments, window, at: location)
      var arguments = Arguments()
      for (flag, name) in [
        (Instruction.Flags.hasDefaults, ".defaults"), (.hasKeywordDefaults, ".kwdefaults"),
      ] where present.contains(flag) {
        arguments.positional.append(Argument(name: names.intern(name), location: location))
      }
      if !present.contains(.hasDefaults), present.contains(.hasKeywordDefaults) {
        move(.temporary(window + 1), into: window, at: location)
      }
      callGeneric(parameters, of: definition.name, arguments, base, into: target, at: location) {
        let result = push()
        temporarily {
          let inner = unit.top
          unit.top = inner + 4
          var flags = present
          for (index, flag) in [Instruction.Flags.hasDefaults, .hasKeywordDefaults].enumerated()
          where present.contains(flag) {
            let parameter = index == 0 || arguments.positional.count == 1 ? 0 : 1
            move(.local(parameter), into: inner + index, at: location)
          }
          if annotations(definition, into: inner + 2, at: location) {
            flags.insert(.hasAnnotations)
          }
          let code = functionCode(definition, at: location)
          makeFunction(code, inner, flags, into: result, at: location)
        }
        let tuple = typeParameterTuple(parameters, at: location)
        emit(.setTypeParameters, a: result, b: tuple, flags: .consumesB, at: location)
        emit(.returnValue, a: result, flags: .consumesA, at: location)
      }
    }
  }

  func genericClass(
    _ definition: ClassDef, _ parameters: TypeParameters, into target: Int, at location: Location
  ) {
    temporarily {
      let base = unit.top
      unit.top = base + 2
      callGeneric(parameters, of: definition.name, Arguments(), base, into: target, at: location) {
        let base = genericBase(parameters, at: location)
        let result = unit.top
        plainClass(definition, generic: base, into: result, at: location)
        unit.top = result + 1
        let tuple = typeParameterTuple(parameters, at: location)
        emit(.setTypeParameters, a: result, b: tuple, flags: .consumesB, at: location)
        emit(.returnValue, a: result, flags: .consumesA, at: location)
      }
    }
  }

  /// Leaves `typing.Generic[…]` in a local of its own, and names it.
  private func genericBase(_ parameters: TypeParameters, at location: Location) -> Expr {
    let name = Expr(.name(names.intern(".generic")), location)
    temporarily {
      let base = push()
      temporarily {
        load(.none, into: base, at: location)
        load(.int(0), into: push(), at: location)
      }
      emit(.importName, a: base, b: base, c: number(of: .string("typing")), at: location)
      emit(
        .getAttribute, a: base, b: base, c: number(of: .string("Generic")), flags: .consumesB,
        at: location)
      let arguments = temporary(
        of: Expr(
          .tuple(
            parameters.list.map { parameter in
              let name = Expr(.name(parameter.name), parameter.location)
              return parameter.kind == .typeVarTuple ? Expr(.starred(name), location) : name
            }), location))
      emit(
        .getItem, a: base, b: base, c: arguments, flags: [.consumesB, .consumesC], at: location)
      store(.temporary(base), in: names.intern(".generic"), at: location)
    }
    return name
  }

  func typeAlias(_ alias: TypeAlias, at location: Location) {
    guard case .name(let name) = alias.name.kind else { return }
    temporarily {
      let base = unit.top
      unit.top = base + 2
      if let parameters = alias.typeParameters {
        callGeneric(parameters, of: name, Arguments(), base, into: base, at: location) {
          aliasObject(alias, named: name, at: location)
          emit(.returnValue, a: unit.top, flags: .consumesA, at: location)
        }
      } else {
        unit.top = base
        aliasObject(alias, named: name, at: location)
      }
      unit.top = base + 1
      store(.temporary(base), in: name, at: location)
    }
  }

  /// `typing.TypeAliasType(name, value, type_params=…)` in the first free temporary, which stays free.
  private func aliasObject(_ alias: TypeAlias, named name: Identifier, at location: Location) {
    temporarily {
      let base = typing("TypeAliasType", at: location)
      load(literal(name), into: push(), at: location)
      let code = compile(
        alias.scope, .lambda, name: names[name], firstLine: Int(location.line), at: location
      ) {
        makeCells(at: location)
        returnValue(of: alias.value)
      }
      // The value has a scope of its own: it is what a function called at once returns.
      let value = push()
      temporarily {
        let window = unit.top
        unit.top = window + 4
        makeFunction(code, window, [], into: value, at: location)
        emit(.call, a: value, b: 0, c: value, at: location)
      }
      var keywords: [Literal] = []
      if let parameters = alias.typeParameters {
        _ = typeParameterTuple(parameters, at: location)
        keywords = [.string("type_params")]
      }
      if keywords.isEmpty {
        emit(.call, a: base, b: 2, c: base, flags: .hasSelf, at: location)
      } else {
        emit(.callKeywords, a: base, b: 3, c: base, flags: .hasSelf, at: location)
        unit.code.emitExtra(number(of: .tuple(keywords)))
      }
    }
  }

  /// Calls the function around a generic definition: R[base] and the next are free, its arguments follow.
  private func callGeneric(
    _ parameters: TypeParameters, of name: Identifier, _ arguments: Arguments, _ base: Int,
    into target: Int, at location: Location, _ body: () -> Void
  ) {
    let code = compile(
      parameters.scope, .typeParameters, name: "<generic parameters of \(names[name])>",
      firstLine: Int(location.line), arguments: arguments, at: location
    ) {
      makeCells(at: location)
      for parameter in parameters.list { typeParameter(parameter) }
      body()
    }
    temporarily {
      let window = max(unit.top, base + 2 + arguments.positional.count)
      unit.top = window + 4
      makeFunction(code, window, [], into: base, at: location)
    }
    emit(.call, a: base, b: arguments.positional.count, c: target, at: location)
  }

  private func typeParameter(_ parameter: TypeParameter) {
    let at = parameter.location
    temporarily {
      let kind =
        switch parameter.kind {
        case .typeVar: "TypeVar"
        case .typeVarTuple: "TypeVarTuple"
        case .paramSpec: "ParamSpec"
        }
      let base = typing(kind, at: at)
      load(literal(parameter.name), into: push(), at: at)
      guard let bound = parameter.bound else {
        emit(.call, a: base, b: 1, c: base, flags: .hasSelf, at: at)
        unit.top = base + 1
        store(.temporary(base), in: parameter.name, at: at)
        return
      }
      let code = compile(
        parameter.boundScope, .lambda, name: names[parameter.name], firstLine: Int(at.line),
        at: at
      ) {
        makeCells(at: at)
        returnValue(of: bound)
      }
      let value = push()
      temporarily {
        let window = unit.top
        unit.top = window + 4
        makeFunction(code, window, [], into: value, at: at)
        emit(.call, a: value, b: 0, c: value, at: at)
      }
      if case .tuple = bound.kind {
        // Constraints: they are arguments of their own.
        unit.top = value
        let list = value - 1
        emit(.buildList, a: list, b: list, c: 1, at: at)
        emit(.listExtend, a: list, b: value, flags: .consumesB, at: at)
        emit(.callSpread, a: base, b: 0, c: base, flags: .hasSelf, at: at)
      } else {
        emit(.callKeywords, a: base, b: 2, c: base, flags: .hasSelf, at: at)
        unit.code.emitExtra(number(of: .tuple([.string("bound")])))
      }
      unit.top = base + 1
      store(.temporary(base), in: parameter.name, at: at)
    }
  }

  /// `typing.name` as a method in two new temporaries; returns the first.
  private func typing(_ name: String, at location: Location) -> Int {
    let base = push()
    temporarily {
      load(.none, into: base, at: location)
      load(.int(0), into: push(), at: location)
    }
    emit(.importName, a: base, b: base, c: number(of: .string("typing")), at: location)
    emit(
      .loadMethod, a: base, b: base, c: number(of: .string(name)), flags: .consumesB, at: location)
    _ = push()
    return base
  }

  private func typeParameterTuple(_ parameters: TypeParameters, at location: Location) -> Int {
    temporary(
      of: Expr(.tuple(parameters.list.map { Expr(.name($0.name), $0.location) }), location))
  }
}
