// SPDX-License-Identifier: Apache-2.0
// Methods and operators of set and frozenset.

enum SetMethods {
  static var rows: [Builtin] {
    [
      Builtin("add(self, object, /)") { a throws(Raised) in
        try SetRef(a[0]).add(a[1])
        return .none
      }
    ]
  }

  static var frozenRows: [Builtin] { [] }

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
      for position in 0...from.mask where !from.entries[position].key.isUnbound {
        let entry = from.entries[position]
        if try test(entry.key, entry.hash) { try result.add(entry.key, hash: entry.hash) }
      }
    }
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
    return result.value
  }

  static func combineInPlace(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value
  {
    let result = try combine(op, a, b)
    if result.isNotImplemented { return result }
    defer { result.release() }
    SetRef(a).removeAll(reset: true)
    try SetRef(a).add(all: result)
    return a.retained()
  }
}
