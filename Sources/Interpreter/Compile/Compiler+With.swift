// SPDX-License-Identifier: Apache-2.0
// `with` and `async with`.
import Syntax

extension Compiler {
  /// R[base] and R[base + 1] are kept for the handler; R[base + 2] and R[base + 3] are the exit method, and the three after them
  /// for its arguments.
  func with(_ items: ArraySlice<WithItem>, _ body: [Stmt], isAsync: Bool, at location: Location) {
    guard let item = items.first else {
      statements(body)
      return
    }
    guard canNest(location) else { return }
    if isAsync { checkAsync("'async with' outside async function", at: location) }
    let at = location
    temporarily {
      let base = unit.top
      let (exit, enter, inside) = (base + 2, base + 4, base + 7)
      unit.top = exit
      let manager = register(of: item.context)
      unit.top = inside
      emit(.loadSpecial, a: enter, b: manager.number, c: isAsync ? 2 : 0, at: at)
      emit(
        .loadSpecial, a: exit, b: manager.number, c: isAsync ? 3 : 1, flags: manager.flagsB, at: at)
      let entered = item.variables.flatMap { local($0) }
      let result = isAsync || entered == nil ? push() : entered.unsafelyUnwrapped
      emit(.call, a: enter, b: 0, c: result, flags: .hasSelf, at: at)
      if isAsync { awaitResult(in: result, at: at) }

      let (handler, end) = (makeLabel(), makeLabel())
      let region = unit.code.openRegion(to: handler, depth: enter)
      unit.blocks.append(.with(base: base, region: region, isAsync: isAsync, location: at))
      if unit.isTemporary(result) {
        if let variables = item.variables {
          store(.temporary(result), in: variables)
        } else {
          clear(result, at: at)
        }
      }
      unit.top = inside
      with(items.dropFirst(), body, isAsync: isAsync, at: location)
      unit.code.closeRegion(region)
      unit.blocks.removeLast()
      leaveWith(base, isAsync: isAsync, at: at)
      jump(to: end, at: noLocation)
      place(handler)
      withHandler(base, isAsync: isAsync, at: at)
      place(end)
    }
  }

  /// Calls the exit method with three Nones, consuming it.
  ///
  /// A value that is to be returned lies above: registers behind the arguments of a call are the callee's, so that the method
  /// moves above the value first.
  func leaveWith(_ base: Int, isAsync: Bool, at location: Location) {
    let top = unit.top
    let (kept, above) = (base + 2, base + 7)
    let exit = top > above ? top : kept
    unit.top = max(top, exit + 5)
    if exit != kept {
      for offset in 0...1 { move(.temporary(kept + offset), into: exit + offset, at: location) }
    }
    for argument in (exit + 2)..<(exit + 5) { load(.none, into: argument, at: location) }
    emit(.call, a: exit, b: 3, c: exit, flags: .hasSelf, at: location)
    unit.top = exit + 1
    if isAsync { awaitResult(in: exit, at: location) }
    clear(exit, at: location)
    unit.top = top
  }

  private func withHandler(_ base: Int, isAsync: Bool, at location: Location) {
    temporarily {
      let (exit, exception) = (base + 2, base + 1)
      let (cleanup, swallowed, end) = (makeLabel(), makeLabel(), makeLabel())
      emit(.pushHandled, a: base, at: noLocation)
      let region = unit.code.openRegion(to: cleanup, depth: base + 1)
      unit.top = exit + 5
      emit(.exceptionArguments, a: exit + 2, b: exception, at: location)
      emit(.call, a: exit, b: 3, c: exit, flags: .hasSelf, at: location)
      unit.top = exit + 1
      if isAsync { awaitResult(in: exit, at: location) }
      jump(.jumpIfTrue, a: exit, flags: .consumesA, to: swallowed, at: location)
      unit.code.closeRegion(region)
      emit(.popHandled, a: base, at: noLocation)
      emit(.reraise, a: exception, at: location)
      place(swallowed)
      clear(exception, at: noLocation)
      emit(.popHandled, a: base, at: noLocation)
      jump(to: end, at: noLocation)
      passOn(cleanup, base)
      place(end)
    }
  }
}
