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
            ReverseDictIterator.make(try view(a[0]).dict, part)
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
          let (n, m) = (try length(a), try length(b))
          switch op {
          case .equal: return Value(n == m ? try isInside(a, b) : false)
          case .notEqual: return Value(n == m ? try !isInside(a, b) : true)
          case .less: return Value(n < m ? try isInside(a, b) : false)
          case .lessEqual: return Value(n <= m ? try isInside(a, b) : false)
          case .greater: return Value(n > m ? try isInside(b, a) : false)
          case .greaterEqual: return Value(n >= m ? try isInside(b, a) : false)
          }
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

  /// Whether all elements of one are in the other: values need no hash for it.
  private static func isInside(_ a: Value, _ b: Value) throws(Raised) -> Bool {
    var isInside = true
    try forEach(a) { element throws(Raised) in
      isInside = try contains(b, element)
      return isInside
    }
    return isInside
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
