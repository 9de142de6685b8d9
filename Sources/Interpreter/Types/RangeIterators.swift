// SPDX-License-Identifier: Apache-2.0
// Iterators over ranges: of machine integers, and of larger ones.

/// An iterator over a range beyond machine integers.
final class LongRangeIterator: NativeObject {
  var next: BigInt
  let step: BigInt
  var remaining: BigInt
  init(_ start: BigInt, _ step: BigInt, _ count: BigInt) {
    (next, self.step, remaining) = (start, step, count)
  }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "longrange_iterator",
    methods: RangeIterators.rows { v throws(Raised) in
      guard let own = v.native(LongRangeIterator.self) else {
        throw raise(.typeError, "not a longrange_iterator")
      }
      return (own.next, own.step, own.remaining)
    } advance: { v, count throws(Raised) in
      guard let own = v.native(LongRangeIterator.self) else { return }
      own.next += count * own.step
      own.remaining -= count
    }
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in
      guard let own = v.native(LongRangeIterator.self), own.remaining > 0 else { return .unbound }
      let value = own.next
      own.next += own.step
      own.remaining -= 1
      return .integer(value)
    }
  }
}

enum RangeIterators {
  /// An iterator over the elements of a range; owned.
  static func make(_ range: Value) -> Value {
    let own = range.cell(as: RangeCell.self).pointee
    if own.start.tag == .int, own.step.tag == .int, own.length.tag == .int, own.stop.tag == .int {
      return .rangeIterator(
        start: own.start.asInt, step: own.step.asInt, count: own.length.asInt)
    }
    return .native(
      LongRangeIterator(
        IntMath.big(own.start), IntMath.big(own.step), IntMath.big(own.length)),
      LongRangeIterator.type)
  }

  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.rangeIterator,
      methods: rows { v throws(Raised) in
        let cell = v.cell(as: RangeIteratorCell.self).pointee
        return (BigInt(cell.next), BigInt(cell.step), BigInt(cell.remaining))
      } advance: { v, count throws(Raised) in
        let cell = v.cell(as: RangeIteratorCell.self)
        let steps = Int(count)
        cell.pointee.next &+= steps &* cell.pointee.step
        cell.pointee.remaining -= steps
      }
    ) { slots in
      slots.iterate = { v throws(Raised) in v.retained() }
      slots.next = { v throws(Raised) in
        let cell = v.cell(as: RangeIteratorCell.self)
        guard cell.pointee.remaining > 0 else { return .unbound }
        let value = cell.pointee.next
        cell.pointee.remaining -= 1
        cell.pointee.next = value &+ cell.pointee.step
        return Value(value)
      }
    }
  }

  /// Methods of both kinds: `parts` are the next element, the step and how many are left.
  static func rows(
    parts: @escaping (Value) throws(Raised) -> (BigInt, BigInt, BigInt),
    advance: @escaping (Value, BigInt) throws(Raised) -> Void
  ) -> [Builtin] {
    [
      Builtin("__length_hint__(self, /)") { a throws(Raised) in .integer(try parts(a[0]).2) },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let (next, step, left) = try parts(a[0])
        let range = RangeTypes.make(
          .integer(next), .integer(next + left * step), .integer(step))
        let arguments = Tuple.make(consuming: [range]).value
        defer { arguments.release() }
        return .tuple(try IteratorPickling.builtin("iter"), arguments, .none)
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        guard a[1].isInteger else {
          throw raise(
            .typeError, "'\(a[1].type.name)' object cannot be interpreted as an integer")
        }
        let wanted = IntMath.big(a[1].unboxed)
        try advance(a[0], max(0, min(wanted, try parts(a[0]).2)))
        return .none
      },
    ]
  }
}
