// SPDX-License-Identifier: Apache-2.0
// Methods and operators of set and frozenset.

enum SetMethods {
  static var frozenRows: [Builtin] {
    func combining(_ name: String, _ op: BinaryOperation) -> Builtin {
      Builtin("\(name)(self, /, *others)") { a throws(Raised) in
        var result = copy(a[0])
        for other in Tuple(a[1]).buffer {
          do throws(Raised) {
            let (set, isOwned) = try asSet(other)
            defer { if isOwned { set.release() } }
            let next = try combine(op, result, set)
            result.release()
            result = next
          } catch {
            result.release()
            throw error
          }
        }
        return result
      }
    }
    func comparing(_ name: String, _ op: Comparison) -> Builtin {
      Builtin("\(name)(self, other, /)") { a throws(Raised) in
        let (set, isOwned) = try asSet(a[1])
        defer { if isOwned { set.release() } }
        return Value(try SetRef(a[0]).compare(op, SetRef(set)))
      }
    }
    return [
      combining("union", .bitOr), combining("intersection", .bitAnd),
      combining("difference", .subtract),
      Builtin("symmetric_difference(self, other, /)") { a throws(Raised) in
        let (set, isOwned) = try asSet(a[1])
        defer { if isOwned { set.release() } }
        return try combine(.bitXor, a[0], set)
      },
      comparing("issubset", .lessEqual), comparing("issuperset", .greaterEqual),
      Builtin("isdisjoint(self, other, /)") { a throws(Raised) in
        var disjoint = true
        try forEach(a[1]) { element throws(Raised) in
          disjoint = try !SetRef(a[0]).contains(element)
          return disjoint
        }
        return Value(disjoint)
      },
      Builtin("copy(self, /)") { a throws(Raised) in
        a[0].isExactly(.frozenSet) ? a[0].retained() : copy(a[0])
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let list = List.make(copying: SetRef(a[0]).elements)
        defer { list.value.release() }
        let arguments = Value.tuple(list.value)
        defer { arguments.release() }
        let state = SideTables.attributes(of: a[0])?.value ?? .none
        return .tuple(a[0].type.value, arguments, state)
      },
      Builtin("__sizeof__(self, /)") { a throws(Raised) in Value(Sizes.size(of: a[0])) },
    ]
  }

  static var rows: [Builtin] {
    func updating(_ name: String, _ op: BinaryOperation) -> Builtin {
      Builtin("\(name)(self, /, *others)") { a throws(Raised) in
        for other in Tuple(a[1]).buffer {
          if op == .bitOr {
            try SetRef(a[0]).add(all: other)
          } else {
            let (set, isOwned) = try asSet(other)
            defer { if isOwned { set.release() } }
            try combineInPlace(op, a[0], set).release()
          }
        }
        return .none
      }
    }
    return frozenRows + [
      Builtin("add(self, object, /)") { a throws(Raised) in
        try SetRef(a[0]).add(a[1])
        return .none
      },
      Builtin("discard(self, object, /)") { a throws(Raised) in
        _ = try remove(a[0], a[1])
        return .none
      },
      Builtin("remove(self, object, /)") { a throws(Raised) in
        if try !remove(a[0], a[1]) { throw raise(.keyError, with: a[1]) }
        return .none
      },
      Builtin("pop(self, /)") { a throws(Raised) in
        let set = SetRef(a[0])
        guard set.count > 0 else { throw raise(.keyError, "pop from an empty set") }
        var position = set.cell.pointee.finger & set.mask
        while set.entries[position].key.isUnbound { position = (position + 1) & set.mask }
        set.cell.pointee.finger = position + 1
        return set.remove(at: position)
      },
      Builtin("clear(self, /)") { a throws(Raised) in
        SetRef(a[0]).removeAll(reset: true)
        return .none
      },
      updating("update", .bitOr), updating("intersection_update", .bitAnd),
      updating("difference_update", .subtract),
      Builtin("symmetric_difference_update(self, other, /)") { a throws(Raised) in
        let (set, isOwned) = try asSet(a[1])
        defer { if isOwned { set.release() } }
        try combineInPlace(.bitXor, a[0], set).release()
        return .none
      },
    ]
  }

  /// Takes a key out; a set as key is looked for as a frozenset.
  private static func remove(_ set: Value, _ key: Value) throws(Raised) -> Bool {
    if key.has(.set), key.type.slots.isUnhashable {
      let frozen = SetRef.make(frozen: true)
      defer { frozen.value.release() }
      try frozen.add(all: key)
      return try SetRef(set).remove(frozen.value)
    }
    return try SetRef(set).remove(key)
  }

  private static func copy(_ set: Value) -> Value {
    let result = SetRef.make(frozen: set.has(.frozenSet))
    let own = SetRef(set)
    for position in 0...own.mask where !own.entries[position].key.isUnbound {
      // Keys of one set are different from each other: nothing is compared.
      result.insert(own.entries[position].key, hash: own.entries[position].hash)
    }
    return result.value
  }

  /// The value itself if it is a set, else an owned set of its elements.
  private static func asSet(_ value: Value) throws(Raised) -> (Value, Bool) {
    if SetRef.isSet(value) { return (value, false) }
    let set = SetRef.make()
    do throws(Raised) {
      try set.add(all: value)
    } catch {
      set.value.release()
      throw error
    }
    return (set.value, true)
  }

  /// `key in set`; a set as key is looked for as a frozenset.
  static func contains(_ set: SetRef, _ key: Value) throws(Raised) -> Bool {
    if key.has(.set), key.type.slots.isUnhashable {
      let frozen = SetRef.make(frozen: true)
      defer { frozen.value.release() }
      try frozen.add(all: key)
      return try set.contains(frozen.value)
    }
    return try set.contains(key)
  }

  /// `a op b` of two sets; the type of the left one decides the result's.
  static func combine(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let (x, y) = (SetRef(a), SetRef(b))
    let result = SetRef.make(frozen: a.has(.frozenSet))
    func add(_ from: SetRef, where test: (Value, Int) throws(Raised) -> Bool) throws(Raised) {
      try from.forEachElement { key, hash throws(Raised) in
        if try test(key, hash) { try result.add(key, hash: hash) }
        return true
      }
    }
    do throws(Raised) {
      switch op {
      case .bitOr:
        try result.add(all: a)
        try result.add(all: b)
      case .bitAnd:
        // The smaller one is walked, as CPython does.
        let (small, large) = x.count < y.count ? (x, y) : (y, x)
        try add(small) { key, hash throws(Raised) in try large.position(of: key, hash: hash) >= 0 }
      case .subtract:
        try add(x) { key, hash throws(Raised) in try y.position(of: key, hash: hash) < 0 }
      case .bitXor:
        try add(x) { key, hash throws(Raised) in try y.position(of: key, hash: hash) < 0 }
        try add(y) { key, hash throws(Raised) in try x.position(of: key, hash: hash) < 0 }
      default:
        result.value.release()
        return .notImplemented
      }
    } catch {
      result.value.release()
      throw error
    }
    return result.value
  }

  static func combineInPlace(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value
  {
    if op == .bitOr {
      try SetRef(a).add(all: b)
      return a.retained()
    }
    let result = try combine(op, a, b)
    if result.isNotImplemented { return result }
    defer { result.release() }
    SetRef(a).removeAll(reset: true)
    try SetRef(a).add(all: result)
    return a.retained()
  }
}
