// SPDX-License-Identifier: Apache-2.0
// dict.keys(), values() and items(): views that follow their dictionary.

final class DictView: NativeObject {
  let dict: Value
  let part: IteratorTypes.DictPart
  init(_ dict: Value, _ part: IteratorTypes.DictPart) {
    self.dict = dict.retained()
    self.part = part
  }
  deinit { dict.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(dict) }
}

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

  func next() throws(Raised) -> Value {
    guard !dict.isUnbound else { return .unbound }
    let own = Dict(dict)
    if own.count != count {
      throw raise(.runtimeError, "dictionary changed size during iteration")
    }
    while position > 0 {
      position -= 1
      let entry = own.entries[position]
      if !entry.key.isUnbound { return IteratorTypes.part(entry, part) }
    }
    let old = dict
    dict = .unbound
    old.release()
    return .unbound
  }

  nonisolated(unsafe) static let type = TypeMaking.make("dict_reversekeyiterator") { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in try v.nativeKnown(ReverseDictIterator.self).next() }
  }
}

enum DictViews {
  private static func view(_ v: Value) throws(Raised) -> DictView {
    guard let own = v.native(DictView.self) else { throw raise(.typeError, "not a dict view") }
    return own
  }

  static func fill() {
    let types = machine.pointee.types
    for (type, part, iterator) in [
      (types.dictKeys, IteratorTypes.DictPart.keys, types.dictKeyIterator),
      (types.dictValues, .values, types.dictValueIterator),
      (types.dictItems, .items, types.dictItemIterator),
    ] {
      let isSet = part != .values
      TypeMaking.fill(
        type,
        methods: [
          Builtin("__reversed__(self, /)") { a throws(Raised) in
            .native(ReverseDictIterator(try view(a[0]).dict, part), ReverseDictIterator.type)
          }
        ]
          + (isSet
            ? [
              Builtin("isdisjoint(self, other, /)") { a throws(Raised) in
                var disjoint = true
                try forEach(a[1]) { element throws(Raised) in
                  disjoint = try !contains(a[0], element)
                  return disjoint
                }
                return Value(disjoint)
              }
            ] : []),
        properties: [
          Property("mapping") { v throws(Raised) in MappingProxy.make(try view(v).dict) }
        ]
      ) { slots in
        slots.repr = { v throws(Raised) in
          if v.header.pointee.flags.contains(.inRepr) { return .string("...") }
          v.header.pointee.flags.insert(.inRepr)
          defer { v.header.pointee.flags.remove(.inRepr) }
          let list = List.make(consuming: try collect(v))
          defer { list.value.release() }
          return .string("\(type.name)(\(try reprText(list.value)))")
        }
        slots.length = { v throws(Raised) in Dict(try view(v).dict).count }
        slots.iterate = { v throws(Raised) in
          let dict = try view(v).dict
          return .iterator(.dictIterator, iterator, over: dict, count: Dict(dict).count)
        }
        guard isSet else { return }
        slots.contains = { v, key throws(Raised) in
          let dict = Dict(try view(v).dict)
          if part == .keys { return try !dict.get(key).isUnbound }
          guard key.has(.tuple), Tuple(key).count == 2 else { return false }
          let value = try dict.get(Tuple(key)[0])
          if value.isUnbound { return false }
          value.retained()
          defer { value.release() }
          return try isEqual(value, Tuple(key)[1])
        }
        slots.isUnhashable = true
        slots.compare = { op, a, b throws(Raised) in
          guard SetRef.isSet(b) || b.native(DictView.self).map({ $0.part != .values }) ?? false
          else {
            return .notImplemented
          }
          let (x, y) = (try set(a), try set(b))
          defer {
            x.release()
            y.release()
          }
          return Value(try SetRef(x).compare(op, SetRef(y)))
        }
        slots.binary = { op, a, b throws(Raised) in
          guard [.bitAnd, .bitOr, .bitXor, .subtract].contains(op) else { return .notImplemented }
          guard isIterable(a), isIterable(b) else { return .notImplemented }
          let (x, y) = (try set(a), try set(b))
          defer {
            x.release()
            y.release()
          }
          return try SetMethods.combine(op, x, y)
        }
        slots.binaryMask =
          1 << BinaryOperation.bitAnd.rawValue | 1 << BinaryOperation.bitOr.rawValue
          | 1 << BinaryOperation.bitXor.rawValue | 1 << BinaryOperation.subtract.rawValue
      }
    }
  }

  private static func isIterable(_ value: Value) -> Bool {
    value.type.slots.iterate != nil || value.type.slots.getItem != nil
  }

  /// A set of an iterable's elements; owned.
  private static func set(_ value: Value) throws(Raised) -> Value {
    let set = SetRef.make()
    do throws(Raised) {
      try set.add(all: value)
    } catch {
      set.value.release()
      throw error
    }
    return set.value
  }
}
