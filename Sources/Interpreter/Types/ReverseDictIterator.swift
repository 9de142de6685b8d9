// SPDX-License-Identifier: Apache-2.0
// reversed() of a dictionary and its views.

/// Iterates over a dictionary from its end.
final class ReverseDictIterator: NativeObject {
  private var dict: Value
  private let part: IteratorTypes.DictPart
  private let count: Int
  private var position: Int
  init(_ dict: Value, _ part: IteratorTypes.DictPart) {
    self.dict = dict.retained()
    self.part = part
    count = Dict(dict).count
    position = Dict(dict).used
  }
  deinit { dict.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(dict) }

  /// An iterator over one part of the items; owned.
  static func make(_ dict: Value, _ part: IteratorTypes.DictPart) -> Value {
    .native(
      ReverseDictIterator(dict, part),
      part == .keys ? keyType : part == .values ? valueType : itemType)
  }

  func next() throws(Raised) -> Value {
    guard !dict.isUnbound else { return .unbound }
    let own = Dict(dict)
    if own.count != count {
      throw raise(.runtimeError, "dictionary changed size during iteration")
    }
    while position > 0 {
      position -= 1
      guard position < own.used else { continue }
      let entry = own.entries[position]
      if !entry.key.isUnbound { return IteratorTypes.part(entry, part) }
    }
    let old = dict
    dict = .unbound
    old.release()
    return .unbound
  }

  /// What is still to come; owned.
  private func rest() -> [Value] {
    guard !dict.isUnbound else { return [] }
    let own = Dict(dict)
    return (0..<min(position, own.used)).reversed().compactMap {
      own.entries[$0].key.isUnbound ? nil : IteratorTypes.part(own.entries[$0], part)
    }
  }

  private static func type(_ name: String) -> TypeRef {
    TypeMaking.make(
      name,
      methods: [
        Builtin("__length_hint__(self, /)") { a throws(Raised) in
          guard let own = a[0].native(ReverseDictIterator.self), !own.dict.isUnbound,
            Dict(own.dict).count == own.count
          else { return Value(0) }
          let rest = own.rest()
          for value in rest { value.release() }
          return Value(rest.count)
        },
        Builtin("__reduce__(self, /)") { a throws(Raised) in
          try IteratorPickling.reduced(
            consuming: List.make(consuming: a[0].native(ReverseDictIterator.self)?.rest() ?? [])
              .value)
        },
      ]
    ) { slots in
      slots.iterate = { v throws(Raised) in v.retained() }
      slots.next = { v throws(Raised) in try v.nativeKnown(ReverseDictIterator.self).next() }
    }
  }
  nonisolated(unsafe) private static let keyType = type("dict_reversekeyiterator")
  nonisolated(unsafe) private static let valueType = type("dict_reversevalueiterator")
  nonisolated(unsafe) private static let itemType = type("dict_reverseitemiterator")
}
