// SPDX-License-Identifier: Apache-2.0
// Names: where they live, and how they are loaded, stored and deleted.
import Syntax

extension Compiler {
  /// Where a name lives, as seen from the current place.
  func place(of name: Identifier) -> Place {
    let name = mangled(name)
    for scope in unit.inlined.reversed() {
      if let place = unit.places[scope]?[name] { return place }
    }
    return unit.places[unit.scope]?[name] ?? unit.elsewhere
  }

  func load(_ name: Identifier, into target: Int, at location: Location) {
    if names.utf8(name).elementsEqual("__debug__".utf8) {
      load(.debug, into: target, at: location)
      return
    }
    switch place(of: name) {
    case .local(let register): move(.local(register), into: target, at: location)
    case .cell(let register): emit(.loadCell, a: target, b: register, at: location)
    case .free(let cell): emit(.loadFree, a: target, b: cell, at: location)
    case .classFree(let cell):
      emit(.loadClassFree, a: target, b: cell, c: number(of: mangled(name)), at: location)
    case .global: emit(.loadGlobal, a: target, wide: number(of: mangled(name)), at: location)
    case .namespace: emit(.loadName, a: target, wide: number(of: mangled(name)), at: location)
    }
  }

  /// Stores an operand that is a register.
  func store(_ operand: Operand, in name: Identifier, at location: Location) {
    checkAssignable(name, at: location)
    let (number, flags) = (operand.number, operand.flagsB)
    switch place(of: name) {
    case .local(let register): move(operand, into: register, at: location)
    case .cell(let register):
      emit(.storeCell, a: register, b: number, flags: flags, at: location)
    case .free(let cell), .classFree(let cell):
      emit(.storeFree, a: cell, b: number, flags: flags, at: location)
    case .global:
      emit(
        .storeGlobal, b: number, c: self.number(of: mangled(name)), flags: flags, at: location)
    case .namespace:
      emit(.storeName, b: number, c: self.number(of: mangled(name)), flags: flags, at: location)
    }
  }

  func delete(_ name: Identifier, at location: Location) {
    if names.utf8(name).elementsEqual("__debug__".utf8) {
      fail("cannot delete __debug__", at: location)
    }
    switch place(of: name) {
    case .local(let register): emit(.deleteLocal, a: register, at: location)
    case .cell(let register): emit(.deleteCell, a: register, at: location)
    case .free(let cell), .classFree(let cell): emit(.deleteFree, a: cell, at: location)
    case .global: emit(.deleteGlobal, wide: number(of: mangled(name)), at: location)
    case .namespace: emit(.deleteName, wide: number(of: mangled(name)), at: location)
    }
  }

  func checkAssignable(_ name: Identifier, at location: Location) {
    if names.utf8(name).elementsEqual("__debug__".utf8) {
      fail("cannot assign to __debug__", at: location)
    }
  }

  /// The local that a name is, nil if it lives elsewhere.
  func local(_ expr: Expr) -> Int? {
    guard case .name(let name) = expr.kind, case .local(let register) = place(of: name) else {
      return nil
    }
    return register
  }
}
