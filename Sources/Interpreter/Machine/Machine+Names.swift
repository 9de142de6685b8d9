// SPDX-License-Identifier: Apache-2.0
// Global names, class bodies' names, `super`, special methods: the paths that fill the inline caches.

extension Machine {
  @inline(never)
  static func loadGlobal(
    _ frame: UnsafeMutablePointer<Frame>, _ i: Instruction, _ R: Window, _ name: Value,
    _ cache: UnsafeMutablePointer<InlineCache>
  ) throws(Raised) {
    let (globals, builtins, key) = (frame.pointee.globals, frame.pointee.builtins, Str(name))
    var position = globals.position(of: key)
    if position >= 0 {
      cache.pointee = InlineCache(version: globals.keyVersion, shape: 0, index: position)
      (R + Int(i.a)).replace(with: globals.entries[position].value.retained())
      return
    }
    position = builtins.position(of: key)
    guard position >= 0 else {
      if let value = try Import.specification(key, in: globals) {
        (R + Int(i.a)).replace(with: value)
        return
      }
      throw raiseName(.nameError, "name '\(key.text)' is not defined", key.text)
    }
    cache.pointee = InlineCache(
      version: globals.keyVersion, shape: builtins.keyVersion, index: position)
    (R + Int(i.a)).replace(with: builtins.entries[position].value.retained())
  }

  @inline(never)
  static func storeGlobal(
    _ globals: Dict, _ name: Str, _ value: Value, _ cache: UnsafeMutablePointer<InlineCache>
  ) {
    globals.set(name, consuming: value)
    cache.pointee = InlineCache(
      version: globals.keyVersion, shape: 0, index: globals.position(of: name))
  }

  static func deleteName(_ namespace: Value, _ name: Str) throws(Raised) {
    if namespace.isExactly(.dict) {
      let old = Dict(namespace).remove(name)
      if old.isUnbound {
        throw raiseName(.nameError, "name '\(name.text)' is not defined", name.text)
      }
      old.release()
      return
    }
    do throws(Raised) {
      try Interpreter.setItem(namespace, name.value, .unbound)
    } catch {
      try swallow(.keyError, error)
      throw raiseName(.nameError, "name '\(name.text)' is not defined", name.text)
    }
  }

  /// A name of a class body or `exec`: local, global, built-in; owned.
  static func loadName(_ frame: UnsafeMutablePointer<Frame>, _ name: Str) throws(Raised) -> Value {
    let local = try namespaceValue(frame.pointee.namespace, name)
    if !local.isUnbound { return local }
    var value = frame.pointee.globals.get(name)
    if value.isUnbound { value = frame.pointee.builtins.get(name) }
    if value.isUnbound {
      if let own = try Import.specification(name, in: frame.pointee.globals) { return own }
      throw raiseName(.nameError, "name '\(name.text)' is not defined", name.text)
    }
    return value.retained()
  }

  private static func namespaceValue(_ namespace: Value, _ name: Str) throws(Raised) -> Value {
    if namespace.isUnbound { return .unbound }
    if namespace.isExactly(.dict) { return Dict(namespace).get(name).retained() }
    do throws(Raised) {
      return try Interpreter.getItem(namespace, name.value)
    } catch {
      try swallow(.keyError, error)
      return .unbound
    }
  }

  static func loadClassFree(_ frame: UnsafeMutablePointer<Frame>, _ i: Instruction, _ name: Str)
    throws(Raised) -> Value
  {
    let local = try namespaceValue(frame.pointee.namespace, name)
    if !local.isUnbound { return local }
    let cell = frame.pointee.closure.unsafelyUnwrapped[Int(i.b)].cell(as: CellCell.self)
    if cell.pointee.contents.isUnbound { throw emptyCell(frame, free: Int(i.b)) }
    return cell.pointee.contents.retained()
  }

  static func storeName(_ namespace: Value, _ name: Str, _ value: Value) throws(Raised) {
    if namespace.isExactly(.dict) {
      Dict(namespace).set(name, value)
    } else {
      try Interpreter.setItem(namespace, name.value, value)
    }
  }

  // MARK: Attributes of super and types

  static func loadSuper(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ name: Str
  ) throws(Raised) {
    let (start, object) = (R[Int(i.b)], R[Int(i.b) + 1])
    guard start.has(.type) else { throw raise(.runtimeError, "super(): __class__ is not a type") }
    let value = try superAttribute(TypeRef(start), object, superType(of: start, object), name)
    if value.isUnbound {
      throw raise(.attributeError, "'super' object has no attribute '\(name.text)'")
    }
    for offset in 0...1 {
      let old = R[Int(i.b) + offset]
      R[Int(i.b) + offset].tag = .unbound
      old.release()
    }
    (R + Int(i.a)).replace(with: value)
  }

  /// The type in whose resolution order `super(start, object)` looks.
  static func superType(of start: Value, _ object: Value) throws(Raised) -> TypeRef {
    let type = TypeRef(start)
    if object.has(.type) && TypeRef(object).isSubtype(of: type) { return TypeRef(object) }
    if object.type.isSubtype(of: type) { return object.type }
    // A proxy may say that it is of another class.
    if object.isObject, object.type.flags.contains(.heapType),
      let claimed = try getOptionalAttribute(object, .class)
    {
      defer { claimed.release() }
      if claimed.has(.type), TypeRef(claimed).isSubtype(of: type) { return TypeRef(claimed) }
    }
    throw raise(
      .typeError, "super(type, obj): obj must be an instance or subtype of type")
  }

  static func loadSpecial(_ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window)
    throws(Raised)
  {
    let object = try bound(R[Int(i.b)], i.b, frame)
    let names: [Name] = [.enter, .exit, .asyncEnter, .asyncExit]
    let name = names[Int(i.c)]
    guard let method = try specialMethod(object, name) else {
      let isAsync = i.c > 1
      let kind = isAsync ? "asynchronous context manager" : "context manager"
      let missed = name == .exit || name == .asyncExit
      throw raise(
        .typeError,
        "'\(object.type.name)' object does not support the \(kind) protocol\(missed ? " (missed \(name.rawValue) method)" : "")"
      )
    }
    consumeB(i, R)
    (R + Int(i.a)).replace(with: method)
    R[Int(i.a) + 1] = .unbound
  }
}

/// `super(start, object).name`, looked up after `start` in the order of `type`; owned, unbound if there is none.
func superAttribute(_ start: TypeRef, _ object: Value, _ type: TypeRef, _ name: Str)
  throws(Raised) -> Value
{
  let order = type.cell.pointee.linearization
  guard let position = order.firstIndex(of: start) else { return .unbound }
  for base in order[(position + 1)...] {
    let attribute = base.dict.get(name)
    if attribute.isUnbound { continue }
    let throughType = object.has(.type) && TypeRef(object) == type
    return try bind(attribute, throughType ? .unbound : object, type)
  }
  return .unbound
}

extension Machine {
  /// `R[b][R[c]]` other than an element of a list or tuple.
  @inline(never)
  static func getItem(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    let object = try bound(operandB(i, R, K), i.b, frame)
    let key = try bound(operandC(i, R, K), i.c, frame)
    if object.isExactly(.dict) && key.isExactly(.str) {
      let dict = Dict(object)
      let position = dict.plainPosition(of: Str(key), Str(key).hash)
      if position >= 0 {
        let value = dict.entries[position].value.retained()
        consumeBC(i, R)
        (R + Int(i.a)).replace(with: value)
        return
      }
    }
    if object.isExactly(.dict) && key.tag == .int {
      let dict = Dict(object)
      let position = try dict.position(of: key, hash: hashOfInt(key.asInt))
      if position >= 0 {
        let value = dict.entries[position].value.retained()
        consumeBC(i, R)
        (R + Int(i.a)).replace(with: value)
        return
      }
    }
    let value = try Interpreter.getItem(object, key)
    consumeBC(i, R)
    (R + Int(i.a)).replace(with: value)
  }

  @inline(never)
  static func setItem(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    let object = try bound(R[Int(i.a)], i.a, frame)
    let key = try bound(operandB(i, R, K), i.b, frame)
    let value = try bound(operandC(i, R, K), i.c, frame)
    if object.isExactly(.dict) {
      try Dict(object).set(key, value)
    } else {
      try Interpreter.setItem(object, key, value)
    }
    consumeBC(i, R)
    consumeA(i, R)
  }
}
