// SPDX-License-Identifier: Apache-2.0
// object.__reduce_ex__: how copy and pickle take objects apart (PEP 307).

enum Pickling {
  /// `object.__reduce_ex__(protocol)`; owned.
  static func reduce(_ v: Value, protocol version: Int) throws(Raised) -> Value {
    let copyreg = try Import.importModule("copyreg", fromList: .none, level: 0, globals: nil)
    defer { copyreg.release() }
    if version < 2 {
      let function = try getAttribute(copyreg, "_reduce_ex")
      defer { function.release() }
      return try call(function, v, Value(version))
    }
    let type = v.type.value
    var (arguments, keywords): (Value, Value) = (.unbound, .unbound)
    defer {
      arguments.release()
      keywords.release()
    }
    if let method = try getOptionalAttribute(v, "__getnewargs_ex__") {
      defer { method.release() }
      let pair = try call(method)
      defer { pair.release() }
      guard pair.has(.tuple), Tuple(pair).count == 2 else {
        throw raise(
          .typeError, "__getnewargs_ex__ should return a tuple, not '\(pair.type.name)'")
      }
      (arguments, keywords) = (Tuple(pair)[0].retained(), Tuple(pair)[1].retained())
    } else if let method = try getOptionalAttribute(v, "__getnewargs__") {
      defer { method.release() }
      arguments = try call(method)
      guard arguments.has(.tuple) else {
        throw raise(
          .typeError, "__getnewargs__ should return a tuple, not '\(arguments.type.name)'")
      }
    } else if !isPlain(v) {
      throw raise(.typeError, "cannot pickle '\(v.type.name)' object")
    }
    let hasKeywords = keywords.has(.dict) && Dict(keywords).count > 0
    let constructor = try getAttribute(copyreg, hasKeywords ? "__newobj_ex__" : "__newobj__")
    defer { constructor.release() }
    let made: Value
    if hasKeywords {
      made = .tuple(type, arguments, keywords)
    } else {
      var parts = [type]
      if arguments.has(.tuple) { parts += Array(Tuple(arguments).buffer) }
      made = Tuple.make(copying: parts).value
    }
    defer { made.release() }
    let getState = try getAttribute(v, "__getstate__")
    defer { getState.release() }
    let state = try call(getState)
    defer { state.release() }
    let listItems = v.has(.list) ? try iterate(v) : Value.none
    defer { listItems.release() }
    var dictItems = Value.none
    defer { dictItems.release() }
    if v.has(.dict) {
      let method = try getAttribute(v, "items")
      defer { method.release() }
      let items = try call(method)
      defer { items.release() }
      dictItems = try iterate(items)
    }
    return .tuple(constructor, made, state, listItems, dictItems)
  }

  /// Whether `__new__` with the class alone makes an object that state can fill.
  private static func isPlain(_ v: Value) -> Bool {
    guard v.isObject else { return false }
    switch v.header.pointee.layout {
    case .instance, .list, .dict, .set, .exception: return true
    default: return false
    }
  }

  /// `object.__getstate__()`: the attributes, with those of slots beside them; owned.
  static func state(of v: Value) throws(Raised) -> Value {
    var attributes = Value.none
    if v.isObject, v.type.flags.contains(.hasDict), let dict = dictionary(of: v), dict.count > 0 {
      attributes = dict.copy().value
    }
    let slots = Dict.make()
    defer { slots.value.release() }
    for type in v.type.cell.pointee.linearization {
      for (name, descriptor) in type.dict.items where descriptor.native(SlotDescriptor.self) != nil
      {
        guard name.isStr, let value = try getOptionalAttribute(v, Str(name)) else { continue }
        defer { value.release() }
        try slots.set(name, value)
      }
    }
    if slots.count == 0 { return attributes }
    defer { attributes.release() }
    return .tuple(attributes, slots.value)
  }
}
