// SPDX-License-Identifier: Apache-2.0
// Methods of dict.

enum DictMethods {
  static var rows: [Builtin] {
    [
      Builtin("get(self, key, default=None, /)") { a throws(Raised) in
        let value = try Dict(a[0]).get(a[1])
        return value.isUnbound ? a[2].retained() : value.retained()
      },
      Builtin("setdefault(self, key, default=None, /)") { a throws(Raised) in
        let hash = try hash(of: a[1])
        let position = try Dict(a[0]).position(of: a[1], hash: hash)
        if position >= 0 { return Dict(a[0]).entries[position].value.retained() }
        Dict(a[0]).insert(a[1], hash: hash, a[2])
        return a[2].retained()
      },
      Builtin("pop(self, key, default=..., /)") { a throws(Raised) in
        let value = try Dict(a[0]).remove(a[1])
        if !value.isUnbound { return value }
        if a[2].isUnbound { throw raise(.keyError, with: a[1]) }
        return a[2].retained()
      },
      Builtin("popitem(self, /)") { a throws(Raised) in
        let dict = Dict(a[0])
        guard dict.count > 0 else { throw raise(.keyError, "popitem(): dictionary is empty") }
        var position = dict.used - 1
        while dict.entries[position].key.isUnbound { position -= 1 }
        let key = dict.entries[position].key.retained()
        let value = dict.remove(at: position)
        dict.shrink()
        return Tuple.make(consuming: [key, value]).value
      },
      Builtin("update(self, /, *args, **kwargs)") { a throws(Raised) in
        let arguments = Tuple(a[1])
        if arguments.count > 1 {
          throw raise(
            .typeError, "update expected at most 1 argument, got \(arguments.count)")
        }
        if arguments.count == 1 { try update(Dict(a[0]), arguments[0]) }
        for (key, value) in Dict(a[2]).items { try Dict(a[0]).set(key, value) }
        return .none
      },
      Builtin("clear(self, /)") { a throws(Raised) in
        Dict(a[0]).removeAll()
        return .none
      },
      Builtin("copy(self, /)") { a throws(Raised) in Dict(a[0]).copy().value },
      Builtin("keys(self, /)") { a throws(Raised) in
        .native(DictView(a[0], .keys), machine.pointee.types.dictKeys)
      },
      Builtin("values(self, /)") { a throws(Raised) in
        .native(DictView(a[0], .values), machine.pointee.types.dictValues)
      },
      Builtin("items(self, /)") { a throws(Raised) in
        .native(DictView(a[0], .items), machine.pointee.types.dictItems)
      },
      Builtin("__reversed__(self, /)") { a throws(Raised) in
        ReverseDictIterator.make(a[0], .keys)
      },
      Builtin("__sizeof__(self, /)") { a throws(Raised) in Value(Sizes.size(of: a[0])) },
    ]
  }

  static var classRows: [Builtin] {
    [
      Builtin("fromkeys(type, iterable, value=None, /)") { a throws(Raised) in
        let result = try call(a[0])
        do throws(Raised) {
          if result.isExactly(.dict), a[1].isExactly(.dict) {
            try Dict(a[1]).forEachEntry { entry throws(Raised) in
              try Dict(result).set(entry.key, hash: entry.hash, a[2])
              return true
            }
            return result
          }
          if result.isExactly(.dict), SetRef.isSet(a[1]) {
            try SetRef(a[1]).forEachElement { key, hash throws(Raised) in
              try Dict(result).set(key, hash: hash, a[2])
              return true
            }
            return result
          }
          try forEach(a[1]) { key throws(Raised) in
            if result.isExactly(.dict) {
              try Dict(result).set(key, a[2])
            } else {
              try setItem(result, key, a[2])
            }
            return true
          }
        } catch {
          result.release()
          throw error
        }
        return result
      }
    ]
  }

  /// `dict.update(other)`: a mapping, or pairs.
  static func update(_ dict: Dict, _ source: Value) throws(Raised) {
    if source.has(.dict) && lookupInType(source.type, Name.keys.str).has(.builtin) {
      return try dict.merge(Dict(source))
    }
    if let keys = try getOptionalAttribute(source, .keys) {
      keys.release()
      return try dict.update(mapping: source) {
        raise(.typeError, "'\(source.type.name)' object is not iterable")
      }
    }
    var position = 0
    try forEach(source) { pair throws(Raised) in
      guard pair.type.slots.iterate != nil || pair.type.slots.getItem != nil else {
        throw raise(
          .typeError, "cannot convert dictionary update sequence element #\(position) to a sequence"
        )
      }
      let parts = try collect(pair)
      defer { for part in parts { part.release() } }
      guard parts.count == 2 else {
        throw raise(
          .valueError,
          "dictionary update sequence element #\(position) has length \(parts.count); 2 is required"
        )
      }
      try dict.set(parts[0], parts[1])
      position += 1
      return true
    }
  }
}
