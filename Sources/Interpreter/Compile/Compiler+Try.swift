// SPDX-License-Identifier: Apache-2.0
// `try` and `with`.
//
// A handler begins with `pushHandled d`: R[d] is the exception that was handled before, R[d + 1] the new one. What follows is
// protected in its turn: if it raises, the new exception goes on after R[d] has become the handled exception again (`passOn`).
import Syntax

extension Compiler {
  func tryStatement(
    _ body: [Stmt], _ handlers: [ExceptHandler], _ orElse: [Stmt], _ finalBody: [Stmt],
    isStar: Bool
  ) {
    if finalBody.isEmpty {
      tryExcept(body, handlers, orElse, isStar: isStar)
      return
    }
    let (handler, end) = (makeLabel(), makeLabel())
    let depth = unit.top
    let region = unit.code.openRegion(to: handler, depth: depth)
    unit.blocks.append(.finally(region, finalBody))
    if handlers.isEmpty {
      statements(body)
    } else {
      tryExcept(body, handlers, orElse, isStar: isStar)
    }
    unit.code.closeRegion(region)
    unit.blocks.removeLast()
    statements(finalBody)
    jump(to: end, at: noLocation)

    place(handler)
    temporarily {
      enterHandler()
      protected(depth) { region in
        unit.blocks.append(.finallyHandler(depth: depth, region: region))
        statements(finalBody)
        unit.blocks.removeLast()
      } after: {
        emit(.popHandled, a: depth, at: noLocation)
        emit(.reraise, a: depth + 1, at: noLocation)
      }
    }
    place(end)
  }

  /// The first instruction of a handler; takes the two temporaries.
  private func enterHandler() {
    let handled = push()
    _ = push()
    emit(.pushHandled, a: handled, at: noLocation)
  }

  /// Runs `body` inside a handler whose first temporary is R[depth], then `after`, which has to restore and leave; an exception in
  /// `body` is passed on.
  private func protected(_ depth: Int, _ body: (Region) -> Void, after: () -> Void) {
    let cleanup = makeLabel()
    let region = unit.code.openRegion(to: cleanup, depth: depth + 1)
    body(region)
    unit.code.closeRegion(region)
    after()
    passOn(cleanup, depth)
  }

  func passOn(_ label: Label, _ depth: Int) {
    place(label)
    temporarily {
      unit.top = depth + 1
      enterHandler()
      clear(depth + 1, at: noLocation)
      emit(.popHandled, a: depth, at: noLocation)
      emit(.reraise, a: depth + 2, at: noLocation)
    }
  }

  private func tryExcept(
    _ body: [Stmt], _ handlers: [ExceptHandler], _ orElse: [Stmt], isStar: Bool
  ) {
    let (handler, end) = (makeLabel(), makeLabel())
    let depth = unit.top
    let region = unit.code.openRegion(to: handler, depth: depth)
    unit.blocks.append(.tryBody(region))
    statements(body)
    unit.code.closeRegion(region)
    unit.blocks.removeLast()
    statements(orElse)
    jump(to: end, at: noLocation)

    place(handler)
    temporarily {
      enterHandler()
      if isStar {
        starHandlers(handlers, depth, end: end)
      } else {
        self.handlers(handlers, depth, end: end)
      }
    }
    place(end)
  }

  // MARK: except

  private func handlers(_ handlers: [ExceptHandler], _ depth: Int, end: Label) {
    let cleanup = makeLabel()
    let region = unit.code.openRegion(to: cleanup, depth: depth + 1)
    let exception = depth + 1
    for (index, handler) in handlers.enumerated() {
      if handler.type == nil, index < handlers.count - 1 {
        fail("default 'except:' must be last", at: handler.location)
      }
      let next = makeLabel()
      if let type = handler.type {
        temporarily {
          let matches = unit.top
          let type = register(of: type)
          emit(
            .matchException, a: matches, b: exception, c: type.number, flags: type.flagsC,
            at: handler.location)
          unit.top = matches + 1
          jump(.jumpIfFalse, a: matches, flags: .consumesA, to: next, at: handler.location)
        }
      }
      handlerBody(handler, depth, region, end: end)
      place(next)
      if handler.type == nil { break }
    }
    unit.code.closeRegion(region)
    emit(.popHandled, a: depth, at: noLocation)
    emit(.reraise, a: exception, at: noLocation)
    passOn(cleanup, depth)
  }

  /// The statements of a handler that was chosen; they go to `end`.
  ///
  /// The region stays open.
  private func handlerBody(
    _ handler: ExceptHandler, _ depth: Int, _ region: Region, end: Label
  ) {
    temporarily {
      unit.top = depth + 2
      guard let name = handler.name else {
        clear(depth + 1, at: handler.location)
        unit.top = depth + 1
        unit.blocks.append(
          .handler(depth: depth, region: region, name: nil, nameRegion: nil))
        statements(handler.body)
        unit.blocks.removeLast()
        unit.code.closeRegion(region)
        emit(.popHandled, a: depth, at: noLocation)
        jump(to: end, at: noLocation)
        unit.code.resumeRegion(region)
        return
      }
      store(.temporary(depth + 1), in: name, at: handler.location)
      unit.top = depth + 1
      let unbinding = makeLabel()
      let nameRegion = unit.code.openRegion(to: unbinding, depth: depth + 1)
      unit.blocks.append(
        .handler(depth: depth, region: region, name: name, nameRegion: nameRegion))
      statements(handler.body)
      unit.blocks.removeLast()
      unit.code.closeRegion(nameRegion)
      unit.code.closeRegion(region)
      emit(.popHandled, a: depth, at: noLocation)
      unbind(name)
      jump(to: end, at: noLocation)
      // The name is unbound too when the handler raises.
      unit.code.resumeRegion(region)
      place(unbinding)
      enterHandler()
      unbind(name)
      emit(.popHandled, a: depth + 1, at: noLocation)
      emit(.reraise, a: depth + 2, at: noLocation)
    }
  }

  // MARK: except*

  /// R[depth + 2] collects what the clauses raise, R[depth + 3] is the part of the group that no clause has taken.
  private func starHandlers(_ handlers: [ExceptHandler], _ depth: Int, end: Label) {
    let location = handlers.first?.location ?? noLocation
    let (exception, raised, rest, match) = (depth + 1, depth + 2, depth + 3, depth + 4)
    unit.top = depth + 5
    protected(depth) { region in
      emit(.buildList, a: raised, b: rest, at: location)
      move(.local(exception), into: rest, at: location)
      for handler in handlers {
        let next = makeLabel()
        guard let type = handler.type else {
          fail("expected one or more exception types", at: handler.location)
          return
        }
        temporarily {
          unit.top = match
          let type = register(of: type)
          emit(
            .matchExceptionGroup, a: rest, b: rest, c: type.number,
            flags: type.flagsC.union(.consumesB), at: handler.location)
        }
        let matched = makeLabel()
        jump(.jumpIfNotNone, a: match, to: matched, at: handler.location)
        clear(match, at: handler.location)
        jump(to: next, at: noLocation)
        place(matched)
        starHandlerBody(handler, raised, match, next: next)
        place(next)
      }
      emit(.listAppend, a: raised, b: rest, flags: .consumesB, at: noLocation)
      emit(
        .prepareReraiseStar, a: exception, b: exception, c: raised,
        flags: [.consumesB, .consumesC], at: noLocation)
      _ = region
    } after: {
      let raises = makeLabel()
      jump(.jumpIfNotNone, a: exception, to: raises, at: noLocation)
      clear(exception, at: noLocation)
      emit(.popHandled, a: depth, at: noLocation)
      jump(to: end, at: noLocation)
      place(raises)
      emit(.popHandled, a: depth, at: noLocation)
      emit(.reraise, a: exception, at: noLocation)
    }
  }

  private func starHandlerBody(
    _ handler: ExceptHandler, _ raised: Int, _ match: Int, next: Label
  ) {
    temporarily {
      if let name = handler.name {
        store(.temporary(match), in: name, at: handler.location)
      } else {
        clear(match, at: handler.location)
      }
      unit.top = match
      let collect = makeLabel()
      let region = unit.code.openRegion(to: collect, depth: match)
      unit.blocks.append(.tryBody(region))
      unit.blocks.append(.starHandler)
      statements(handler.body)
      unit.blocks.removeLast(2)
      unit.code.closeRegion(region)
      if let name = handler.name { unbind(name) }
      jump(to: next, at: noLocation)
      place(collect)
      enterHandler()
      if let name = handler.name { unbind(name) }
      emit(.listAppend, a: raised, b: match + 1, flags: .consumesB, at: noLocation)
      emit(.popHandled, a: match, at: noLocation)
    }
  }
}
