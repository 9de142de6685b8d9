// SPDX-License-Identifier: Apache-2.0
// The match statement's questions, and the asynchronous instructions.

extension Machine {
  @inline(never)
  static func pattern(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    let subject = try bound(R[Int(i.b)], i.b, frame)
    let result: Value
    switch i.opcode {
    case .matchSequence: result = Value(subject.type.flags.contains(.sequencePattern))
    case .matchMapping: result = Value(subject.type.flags.contains(.mappingPattern))
    case .length: result = Value(try length(subject))
    case .matchKeys: result = try matchKeys(subject, Tuple(R[Int(i.c)]))
    case .copyMap:
      let dict = Dict.make()
      do throws(Raised) {
        try dict.update(mapping: subject) {
          raise(.typeError, "'\(subject.type.name)' object is not a mapping")
        }
        for key in Tuple(R[Int(i.c)]).buffer { try dict.remove(key).release() }
      } catch {
        dict.value.release()
        throw error
      }
      result = dict.value
    default:
      result = try matchClass(subject, R[Int(i.b) + 1], Tuple(R[Int(i.b) + 2]), Int(i.c))
      for offset in 0...2 {
        let value = R[Int(i.b) + offset]
        R[Int(i.b) + offset].tag = .unbound
        value.release()
      }
    }
    (R + Int(i.a)).replace(with: result)
  }

  private static func matchKeys(_ subject: Value, _ keys: Tuple) throws(Raised) -> Value {
    let seen = SetRef.make()
    defer { seen.value.release() }
    var values: [Value] = []
    defer { for value in values { value.release() } }
    let get = try Interpreter.getAttribute(subject, "get")
    defer { get.release() }
    // A value that nothing in the subject is.
    let missing = Value.cell(consuming: .unbound)
    defer { missing.release() }
    for key in keys.buffer {
      guard try seen.add(key) else {
        throw raise(
          .valueError, "mapping pattern checks duplicate key (\(try reprText(key)))")
      }
      let value = try call(get, key, missing)
      if value.isIdentical(to: missing) {
        value.release()
        return .none
      }
      values.append(value)
    }
    return Tuple.make(copying: values).value
  }

  private static func matchClass(
    _ subject: Value, _ type: Value, _ names: Tuple, _ positionalCount: Int
  ) throws(Raised) -> Value {
    guard type.has(.type) else { throw raise(.typeError, "called match pattern must be a class") }
    guard try isInstanceChecked(subject, type) else { return .none }
    var values: [Value] = []
    defer { for value in values { value.release() } }
    var seen: [Str] = []
    func attribute(_ name: Str) throws(Raised) -> Bool {
      if seen.contains(where: { $0 == name }) {
        throw raise(
          .typeError,
          "\(TypeRef(type).name)() got multiple sub-patterns for attribute '\(name.text)'")
      }
      seen.append(name)
      guard let value = try getOptionalAttribute(subject, name) else { return false }
      values.append(value)
      return true
    }
    if positionalCount > 0 {
      let arguments = try getOptionalAttribute(type, .matchArguments)
      defer { arguments?.release() }
      if let arguments {
        guard arguments.has(.tuple) else {
          throw raise(
            .typeError,
            "\(TypeRef(type).name).__match_args__ must be a tuple (got \(arguments.type.name))")
        }
        guard Tuple(arguments).count >= positionalCount else {
          let allowed = Tuple(arguments).count
          throw raise(
            .typeError,
            "\(TypeRef(type).name)() accepts \(allowed) positional sub-pattern\(allowed == 1 ? "" : "s") (\(positionalCount) given)"
          )
        }
        for index in 0..<positionalCount {
          guard Tuple(arguments)[index].isStr else {
            throw raise(
              .typeError,
              "__match_args__ elements must be strings (got \(Tuple(arguments)[index].type.name))")
          }
          if try !attribute(Str(Tuple(arguments)[index])) { return .none }
        }
      } else if TypeRef(type).flags.contains(.matchesSelf) {
        guard positionalCount == 1 else {
          throw raise(
            .typeError,
            "\(TypeRef(type).name)() accepts 1 positional sub-pattern (\(positionalCount) given)")
        }
        values.append(subject.retained())
      } else {
        throw raise(
          .typeError,
          "\(TypeRef(type).name)() accepts 0 positional sub-patterns (\(positionalCount) given)")
      }
    }
    for name in names.buffer where try !attribute(Str(name)) { return .none }
    return Tuple.make(copying: values).value
  }

  // MARK: Asynchronous

  @inline(never)
  static func asynchronous(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    if i.opcode == .endAsyncFor {
      let exception = R[Int(i.a)]
      R[Int(i.a)].tag = .unbound
      if exception.type.isSubtype(of: ExceptionKind.stopAsyncIteration.type) {
        exception.release()
        return
      }
      machine.pointee.reraises = true
      throw raiseAgain(exception)
    }
    let source = try bound(operandB(i, R, K), i.b, frame)
    let result: Value
    switch i.opcode {
    case .getYieldFromIterator:
      if source.has(.generator) {
        let kind = source.cell(as: GeneratorCell.self).pointee.kind
        if kind == .coroutine
          && !frame.pointee.code.takeUnretainedValue().flags.contains(.coroutine)
        {
          throw raise(
            .typeError,
            "cannot 'yield from' a coroutine object in a non-coroutine generator")
        }
        result = source.retained()
      } else {
        result = try iterate(source)
      }
    case .getAwaitable: result = try awaitable(source)
    case .getAsyncIterator:
      guard let method = try specialMethod(source, .asyncIterate) else {
        throw raise(
          .typeError,
          "'async for' requires an object with __aiter__ method, got \(source.type.name)")
      }
      defer { method.release() }
      result = try call(method)
    default:  // getAsyncNext
      guard let method = try specialMethod(source, .asyncNext) else {
        throw raise(
          .typeError,
          "'async for' requires an iterator with __anext__ method, got \(source.type.name)")
      }
      defer { method.release() }
      let awaited = try call(method)
      defer { awaited.release() }
      result = try awaitable(awaited)
      (R + Int(i.a)).replace(with: result)
      return
    }
    consumeB(i, R)
    (R + Int(i.a)).replace(with: result)
  }

  /// The iterator that `await value` delegates to; owned.
  static func awaitable(_ value: Value) throws(Raised) -> Value {
    if value.has(.generator), value.cell(as: GeneratorCell.self).pointee.kind == .coroutine {
      return value.retained()
    }
    guard let method = try specialMethod(value, .await) else {
      throw raise(.typeError, "object \(value.type.name) can't be used in 'await' expression")
    }
    defer { method.release() }
    let iterator = try call(method)
    guard iterator.type.slots.next != nil else {
      defer { iterator.release() }
      throw raise(
        .typeError, "__await__() returned non-iterator of type '\(iterator.type.name)'")
    }
    return iterator
  }
}
