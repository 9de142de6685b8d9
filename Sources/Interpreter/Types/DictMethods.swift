// SPDX-License-Identifier: Apache-2.0
// Methods of dict.

enum DictMethods {
  static var rows: [Builtin] {
    [
      Builtin("get(self, key, default=None, /)") { a throws(Raised) in
        let value = try Dict(a[0]).get(a[1])
        return value.isUnbound ? a[2].retained() : value.retained()
      }
    ]
  }

  static var classRows: [Builtin] { [] }

  /// `dict.update(other)`: a mapping, or pairs.
  static func update(_ dict: Dict, _ source: Value) throws(Raised) {
    if source.has(.dict) && lookupInType(source.type, Name.keys.str).has(.builtin) {
      for (key, value) in Dict(source).items { try dict.set(key, value) }
      return
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
