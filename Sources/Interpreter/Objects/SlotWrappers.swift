// SPDX-License-Identifier: Apache-2.0
// The special methods of built-in types, made from their slots: `int.__add__`, `list.__len__`, …

enum SlotWrappers {
  /// Adds a special method to a type's dictionary for each slot it fills itself.
  static func add(to type: TypeRef) {
    let slots = type.slots
    func add(
      _ name: Name, _ parameters: String, _ body: @escaping (BoundArguments) throws(Raised) -> Value
    ) {
      let row = Builtin("\(name.rawValue)(self\(parameters), /)", "", body)
      type.dict.set(
        name.str, consuming: .builtin(BuiltinInfo(row, kind: .slotWrapper, owner: type)))
    }
    if let slot = slots.repr { add(.repr, "") { a throws(Raised) in try slot(a[0]) } }
    if let slot = slots.str { add(.str, "") { a throws(Raised) in try slot(a[0]) } }
    if let slot = slots.hash { add(.hash, "") { a throws(Raised) in Value(try slot(a[0])) } }
    if slots.isUnhashable || (slots.compare != nil && slots.hash == nil) {
      type.dict.set(Name.hash.str, .none)
    }
    if let slot = slots.truth { add(.truth, "") { a throws(Raised) in Value(try slot(a[0])) } }
    if let slot = slots.index { add(.index, "") { a throws(Raised) in try slot(a[0]) } }
    if let slot = slots.int { add(.int, "") { a throws(Raised) in try slot(a[0]) } }
    if let slot = slots.float { add(.float, "") { a throws(Raised) in try slot(a[0]) } }
    if let slot = slots.length { add(.length, "") { a throws(Raised) in Value(try slot(a[0])) } }
    if let slot = slots.getItem {
      add(.getItem, ", key") { a throws(Raised) in try slot(a[0], a[1]) }
    }
    if let slot = slots.setItem {
      add(.setItem, ", key, value") { a throws(Raised) in
        try slot(a[0], a[1], a[2])
        return .none
      }
      add(.deleteItem, ", key") { a throws(Raised) in
        try slot(a[0], a[1], .unbound)
        return .none
      }
    }
    if let slot = slots.contains {
      add(.contains, ", key") { a throws(Raised) in Value(try slot(a[0], a[1])) }
    }
    if let slot = slots.iterate { add(.iterate, "") { a throws(Raised) in try slot(a[0]) } }
    if let slot = slots.next {
      add(.next, "") { a throws(Raised) in
        let element = try slot(a[0])
        if element.isUnbound { throw stopIteration(of: a[0]) }
        return element
      }
    }
    if let slot = slots.call {
      let row = Builtin("__call__(self, /, *args, **kwargs)") { a throws(Raised) in
        try callSlot(slot, a[0], Tuple(a[1]), Dict(a[2]))
      }
      type.dict.set(
        Name.call.str, consuming: .builtin(BuiltinInfo(row, kind: .slotWrapper, owner: type)))
    }
    if let slot = slots.getAttribute {
      add(.getAttribute, ", name") { a throws(Raised) in try slot(a[0], try nameArgument(a[1])) }
    }
    if let slot = slots.setAttribute {
      add(.setAttribute, ", name, value") { a throws(Raised) in
        try slot(a[0], try nameArgument(a[1]), a[2])
        return .none
      }
      add(.deleteAttribute, ", name") { a throws(Raised) in
        try slot(a[0], try nameArgument(a[1]), .unbound)
        return .none
      }
    }
    if let slot = slots.descriptorGet {
      let row = Builtin("__get__(self, instance, owner=None, /)") { a throws(Raised) in
        try slot(a[0], a[1].isNone && !a[2].isNone ? .unbound : a[1], a[2])
      }
      type.dict.set(
        Name.get.str, consuming: .builtin(BuiltinInfo(row, kind: .slotWrapper, owner: type)))
    }
    if let slot = slots.descriptorSet {
      add(.set, ", instance, value") { a throws(Raised) in
        try slot(a[0], a[1], a[2])
        return .none
      }
      add(.deleteDescriptor, ", instance") { a throws(Raised) in
        try slot(a[0], a[1], .unbound)
        return .none
      }
    }
    if let slot = slots.compare {
      for op in Comparison.allCases {
        add(op.name, ", value") { a throws(Raised) in try slot(op, a[0], a[1]) }
      }
    }
    if let slot = slots.unary {
      for op in UnaryOperation.allCases where slots.unaryMask >> op.rawValue & 1 != 0 {
        add(op.name, "") { a throws(Raised) in try slot(op, a[0]) }
      }
    }
    if let slot = slots.binary {
      for op in BinaryOperation.allCases where slots.binaryMask >> op.rawValue & 1 != 0 {
        let extra = op == .power ? ", mod=None" : ""
        add(op.names.name, ", value\(extra)") { a throws(Raised) in
          if op == .power && !a[2].isNone { return try power(a[0], a[1], modulo: a[2]) }
          return try slot(op, a[0], a[1])
        }
        // Sequences have no reflected addition.
        if op == .add && slots.getItem != nil && !type.name.hasPrefix("nd") { continue }
        add(op.names.reflected, ", value\(extra)") { a throws(Raised) in
          try slot(op, a[1], a[0])
        }
      }
    }
    if let slot = slots.inPlace {
      for op in BinaryOperation.allCases where slots.inPlaceMask >> op.rawValue & 1 != 0 {
        guard let name = op.names.inPlace else { continue }
        add(name, ", value") { a throws(Raised) in try slot(op, a[0], a[1]) }
      }
    }
    if let slot = slots.new {
      let row = Builtin("__new__(type=..., /, *args, **kwargs)") { a throws(Raised) in
        if a[0].isUnbound {
          throw raise(.typeError, "\(type.name).__new__(): not enough arguments")
        }
        guard a[0].has(.type) else {
          throw raise(
            .typeError,
            "\(type.name).__new__(X): X is not a type object (\(a[0].type.name))")
        }
        let wanted = TypeRef(a[0])
        guard wanted.isSubtype(of: type) else {
          throw raise(
            .typeError,
            "\(type.name).__new__(\(wanted.name)): \(wanted.name) is not a subtype of \(type.name)")
        }
        var solid = wanted
        while !lookupInType(solid, Name.new.str).has(.builtin), let base = solid.cell.pointee.base {
          solid = base
        }
        let new = lookupInType(solid, Name.new.str)
        if new.has(.builtin), let owner = TypeRef.owner(of: new), owner != type {
          throw raise(
            .typeError,
            "\(type.name).__new__(\(wanted.name)) is not safe, use \(solid.name).__new__()")
        }
        return try withSpread(Tuple(a[1]), Dict(a[2])) { arguments throws(Raised) in
          try slot(wanted, arguments)
        }
      }
      type.dict.set(
        Name.new.str,
        consuming: .builtin(BuiltinInfo(row, kind: .staticMethod, owner: type)))
    }
    if let slot = slots.initialize {
      let row = Builtin("__init__(self, /, *args, **kwargs)") { a throws(Raised) in
        try withSpread(Tuple(a[1]), Dict(a[2])) { arguments throws(Raised) in
          try slot(a[0], arguments)
          return .none
        }
      }
      type.dict.set(
        Name.initialize.str,
        consuming: .builtin(BuiltinInfo(row, kind: .slotWrapper, owner: type)))
    }
  }

  static func nameArgument(_ value: Value) throws(Raised) -> Str {
    guard value.isStr else {
      throw raise(
        .typeError, "attribute name must be string, not '\(value.type.name)'")
    }
    return Str(value)
  }

  private static func callSlot(
    _ slot: (Value, CallArguments) throws(Raised) -> Value, _ object: Value, _ positional: Tuple,
    _ keywords: Dict
  ) throws(Raised) -> Value {
    try withSpread(positional, keywords) { arguments throws(Raised) in
      try slot(object, arguments)
    }
  }
}

/// Runs `body` with the arguments of a tuple and a dict laid out as a call's.
func withSpread(
  _ positional: Tuple, _ keywords: Dict, _ body: (CallArguments) throws(Raised) -> Value
) throws(Raised) -> Value {
  try withStack(positional.count + keywords.count) { base throws(Raised) in
    for index in 0..<positional.count { base[index] = positional[index] }
    if keywords.count == 0 { return try body(CallArguments(base, positional.count)) }
    let names = Tuple.allocate(keywords.count)
    defer { names.value.release() }
    var next = 0
    for position in 0..<keywords.used where !keywords.entries[position].key.isUnbound {
      let entry = keywords.entries[position]
      guard entry.key.isStr else { throw raise(.typeError, "keywords must be strings") }
      names.elements[next] = entry.key.retained()
      base[positional.count + next] = entry.value
      next += 1
    }
    return try body(CallArguments(base, positional.count + next, names: names.value))
  }
}

extension Dict {
  func set(_ key: Str, consuming value: Value) {
    set(key, value)
    value.release()
  }
}
