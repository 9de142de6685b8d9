// SPDX-License-Identifier: Apache-2.0
// dict and its views, set and frozenset: slots. Methods stand in DictMethods and SetMethods.

enum DictType {
  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.dict, methods: DictMethods.rows,
      classMethods: [GenericAlias.classGetItem] + DictMethods.classRows
    ) { slots in
      slots.repr = { v throws(Raised) in
        if v.header.pointee.flags.contains(.inRepr) { return .string("{...}") }
        v.header.pointee.flags.insert(.inRepr)
        defer { v.header.pointee.flags.remove(.inRepr) }
        var parts: [String] = []
        try Dict(v).forEachItem { key, value throws(Raised) in
          parts.append("\(try reprText(key)): \(try reprText(value))")
          return true
        }
        return .string("{\(parts.joined(separator: ", "))}")
      }
      slots.isUnhashable = true
      slots.length = { v throws(Raised) in Dict(v).count }
      slots.contains = { v, key throws(Raised) in try !Dict(v).get(key).isUnbound }
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual, a.has(.dict), b.has(.dict) else {
          return .notImplemented
        }
        return Value(try equal(Dict(a), Dict(b)) == (op == .equal))
      }
      slots.getItem = { v, key throws(Raised) in
        let value = try Dict(v).get(key)
        if !value.isUnbound { return value.retained() }
        if !v.isExactly(.dict), let method = try specialMethod(v, .missing) {
          defer { method.release() }
          return try call(method, key)
        }
        throw raise(.keyError, with: key)
      }
      slots.setItem = { v, key, value throws(Raised) in
        if value.isUnbound {
          let old = try Dict(v).remove(key)
          if old.isUnbound { throw raise(.keyError, with: key) }
          old.release()
        } else {
          try Dict(v).set(key, value)
        }
      }
      slots.iterate = { v throws(Raised) in
        .iterator(
          .dictIterator, machine.pointee.types.dictKeyIterator, over: v, count: Dict(v).count)
      }
      slots.new = { type, _ throws(Raised) in Dict.make(type: type).value }
      slots.initialize = { v, arguments throws(Raised) in
        guard arguments.positionalCount <= 1 else {
          throw raise(
            .typeError, "dict expected at most 1 argument, got \(arguments.positionalCount)")
        }
        if arguments.positionalCount == 1 { try DictMethods.update(Dict(v), arguments[0]) }
        for index in 0..<arguments.nameCount {
          try Dict(v).set(
            Tuple(arguments.names)[index], arguments[arguments.positionalCount + index])
        }
      }
      slots.binary = { op, a, b throws(Raised) in
        guard op == .bitOr, a.has(.dict), b.has(.dict) else { return .notImplemented }
        let result = Dict(a).copy()
        do throws(Raised) {
          try result.merge(Dict(b))
        } catch {
          result.value.release()
          throw error
        }
        return result.value
      }
      slots.binaryMask = 1 << BinaryOperation.bitOr.rawValue
      slots.inPlace = { op, a, b throws(Raised) in
        guard op == .bitOr else { return .notImplemented }
        try DictMethods.update(Dict(a), b)
        return a.retained()
      }
      slots.inPlaceMask = 1 << BinaryOperation.bitOr.rawValue
    }
  }

  private static func equal(_ a: Dict, _ b: Dict) throws(Raised) -> Bool {
    if a.count != b.count { return false }
    var isSame = true
    try a.forEachItem { key, value throws(Raised) in
      let other = try b.get(key).retained()
      defer { other.release() }
      isSame = other.isUnbound ? false : try isEqual(value, other)
      return isSame
    }
    return isSame
  }
}

enum SetTypes {
  static func fill() {
    for (type, frozen) in [
      (machine.pointee.types.set, false), (machine.pointee.types.frozenSet, true),
    ] {
      TypeMaking.fill(
        type, methods: frozen ? SetMethods.frozenRows : SetMethods.rows,
        classMethods: [GenericAlias.classGetItem]
      ) { slots in
        slots.repr = { v throws(Raised) in
          let name = v.type.name
          let set = SetRef(v)
          if set.count == 0 { return .string("\(name)()") }
          if v.header.pointee.flags.contains(.inRepr) { return .string("\(name)(...)") }
          v.header.pointee.flags.insert(.inRepr)
          defer { v.header.pointee.flags.remove(.inRepr) }
          var parts: [String] = []
          let elements = set.elements
          for key in elements { key.retained() }
          defer { for key in elements { key.release() } }
          for key in elements { parts.append(try reprText(key)) }
          let inner = "{\(parts.joined(separator: ", "))}"
          return .string(v.isExactly(.set) ? inner : "\(name)(\(inner))")
        }
        if frozen {
          slots.hash = { v throws(Raised) in SetRef(v).frozenHash }
        } else {
          slots.isUnhashable = true
        }
        slots.length = { v throws(Raised) in SetRef(v).count }
        slots.contains = { v, key throws(Raised) in try SetMethods.contains(SetRef(v), key) }
        slots.compare = { op, a, b throws(Raised) in
          guard SetRef.isSet(a), SetRef.isSet(b) else { return .notImplemented }
          return Value(try SetRef(a).compare(op, SetRef(b)))
        }
        slots.iterate = { v throws(Raised) in
          .native(SetIterator(v), machine.pointee.types.setIterator)
        }
        slots.binary = { op, a, b throws(Raised) in
          guard SetRef.isSet(a), SetRef.isSet(b) else { return .notImplemented }
          return try SetMethods.combine(op, a, b)
        }
        slots.binaryMask =
          1 << BinaryOperation.bitAnd.rawValue | 1 << BinaryOperation.bitOr.rawValue
          | 1 << BinaryOperation.bitXor.rawValue | 1 << BinaryOperation.subtract.rawValue
        if !frozen {
          slots.inPlace = { op, a, b throws(Raised) in
            guard SetRef.isSet(b) else { return .notImplemented }
            return try SetMethods.combineInPlace(op, a, b)
          }
          slots.inPlaceMask = slots.binaryMask
        }
        slots.new = { type, arguments throws(Raised) in
          guard frozen else { return SetRef.make(type: type).value }
          if arguments.nameCount > 0 && !type.flags.contains(.overridesInit) {
            throw raise(.typeError, "frozenset() takes no keyword arguments")
          }
          let count = arguments.positionalCount
          guard count <= 1 else {
            throw raise(.typeError, "frozenset expected at most 1 argument, got \(count)")
          }
          if count == 1, arguments[0].isExactly(.frozenSet),
            type == machine.pointee.types.frozenSet
          {
            return arguments[0].retained()
          }
          let set = SetRef.make(frozen: true, type: type)
          guard count == 1 else { return set.value }
          do throws(Raised) {
            try set.add(all: arguments[0])
          } catch {
            set.value.release()
            throw error
          }
          return set.value
        }
        if !frozen {
          slots.initialize = { v, arguments throws(Raised) in
            if arguments.nameCount > 0 && !v.type.flags.contains(.overridesNew) {
              throw raise(.typeError, "set() takes no keyword arguments")
            }
            let count = arguments.positionalCount
            guard count <= 1 else {
              throw raise(.typeError, "set expected at most 1 argument, got \(count)")
            }
            SetRef(v).removeAll(reset: true)
            if count == 1 { try SetRef(v).add(all: arguments[0]) }
          }
        }
      }
    }
    TypeMaking.fill(machine.pointee.types.setIterator, methods: IteratorPickling.setRows) { slots in
      slots.iterate = { v throws(Raised) in v.retained() }
      slots.next = { v throws(Raised) in try v.nativeKnown(SetIterator.self).next() }
    }
  }
}

final class SetIterator: NativeObject {
  private var set: Value
  /// At the start; -1 once it has changed.
  private var count: Int
  private var position = 0
  init(_ set: Value) {
    self.set = set.retained()
    count = SetRef(set).count
  }
  deinit { set.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(set) }

  /// RuntimeError if the set has changed its size.
  func check() throws(Raised) {
    if !set.isUnbound, SetRef(set).count != count {
      count = -1
      throw raise(.runtimeError, "Set changed size during iteration")
    }
  }

  /// What is still to come, borrowed; nothing if the set has changed its size.
  var rest: [Value] {
    guard !set.isUnbound, SetRef(set).count == count else { return [] }
    let own = SetRef(set)
    return (position..<max(position, own.mask + 1)).compactMap {
      own.entries[$0].key.isUnbound ? nil : own.entries[$0].key
    }
  }

  func next() throws(Raised) -> Value {
    guard !set.isUnbound else { return .unbound }
    try check()
    let own = SetRef(set)
    while position <= own.mask {
      let key = own.entries[position].key
      position += 1
      if !key.isUnbound { return key.retained() }
    }
    let old = set
    set = .unbound
    old.release()
    return .unbound
  }
}

extension SetRef {
  static func isSet(_ value: Value) -> Bool { value.has(.set) || value.has(.frozenSet) }

  /// Keys, borrowed, as they are now.
  var elements: [Value] {
    (0...mask).compactMap { entries[$0].key.isUnbound ? nil : entries[$0].key }
  }

  func add(all iterable: Value) throws(Raised) {
    if SetRef.isSet(iterable) {
      try SetRef(iterable).forEachElement { key, hash throws(Raised) in
        try add(key, hash: hash)
        return true
      }
      return
    }
    if iterable.isExactly(.dict) {
      // Its keys have been hashed.
      try Dict(iterable).forEachEntry { entry throws(Raised) in
        try add(entry.key, hash: entry.hash)
        return true
      }
      return
    }
    try forEach(iterable) { element throws(Raised) in
      try add(element)
      return true
    }
  }

  /// Subset, superset and equality.
  func compare(_ op: Comparison, _ other: SetRef) throws(Raised) -> Bool {
    func isSubset(_ a: SetRef, _ b: SetRef) throws(Raised) -> Bool {
      if a.count > b.count { return false }
      var isInside = true
      try a.forEachElement { key, hash throws(Raised) in
        isInside = try b.position(of: key, hash: hash) >= 0
        return isInside
      }
      return isInside
    }
    switch op {
    case .equal: return count != other.count ? false : try isSubset(self, other)
    case .notEqual: return count != other.count ? true : try !isSubset(self, other)
    case .less: return count < other.count ? try isSubset(self, other) : false
    case .lessEqual: return try isSubset(self, other)
    case .greater: return count > other.count ? try isSubset(other, self) : false
    case .greaterEqual: return try isSubset(other, self)
    }
  }

  /// The hash of a frozenset: independent of the order, after CPython's frozenset_hash.
  var frozenHash: Int {
    if cell.pointee.hash != -1 { return cell.pointee.hash }
    func shuffle(_ h: UInt) -> UInt { ((h ^ 89_869_747) ^ (h << 16)) &* 3_644_798_167 }
    var hash: UInt = 0
    for position in 0...mask where !entries[position].key.isUnbound {
      hash ^= shuffle(UInt(bitPattern: entries[position].hash))
    }
    hash ^= (UInt(count) &+ 1) &* 1_927_868_237
    hash ^= (hash >> 11) ^ (hash >> 25)
    hash = hash &* 69_069 &+ 907_133_923
    cell.pointee.hash = hash == UInt.max ? 590_923_713 : Int(bitPattern: hash)
    return cell.pointee.hash
  }
}
