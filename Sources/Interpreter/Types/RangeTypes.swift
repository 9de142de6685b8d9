// SPDX-License-Identifier: Apache-2.0
// range and slice.
import BigInt

enum RangeTypes {
  static func fill() {
    fillRange()
    fillSlice()
  }

  /// A range; all parts owned ints of any size, step not 0.
  ///
  /// Owned.
  static func make(_ start: Value, _ stop: Value, _ step: Value) -> Value {
    let cell = Heap.make(RangeCell.self, .range, machine.pointee.types.range, container: true)
    cell.pointee.start = start
    cell.pointee.stop = stop
    cell.pointee.step = step
    cell.pointee.length = length(start, stop, step)
    return Value(cell)
  }

  private static func length(_ start: Value, _ stop: Value, _ step: Value) -> Value {
    if start.tag == .int, stop.tag == .int, step.tag == .int {
      let (low, high) =
        step.asInt > 0 ? (start.asInt, stop.asInt) : (stop.asInt, start.asInt)
      if low >= high { return Value(0) }
      // The difference of two machine integers fits the unsigned ones.
      let last = (UInt(bitPattern: high &- low) - 1) / step.asInt.magnitude
      if last < UInt(Int.max) { return Value(Int(last) + 1) }
    }
    let (a, b, s) = (IntMath.big(start), IntMath.big(stop), IntMath.big(step))
    if s > 0 { return .integer(a < b ? (b - a - 1) / s + 1 : 0) }
    return .integer(b < a ? (a - b - 1) / -s + 1 : 0)
  }

  private static func parts(_ v: Value) -> RangeCell { v.cell(as: RangeCell.self).pointee }

  private static func fillRange() {
    TypeMaking.fill(
      machine.pointee.types.range, methods: RangeMethods.rows,
      properties: [
        Property("start") { v throws(Raised) in parts(v).start.retained() },
        Property("stop") { v throws(Raised) in parts(v).stop.retained() },
        Property("step") { v throws(Raised) in parts(v).step.retained() },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let own = parts(v)
        let (start, stop) = (IntMath.decimal(own.start), IntMath.decimal(own.stop))
        let step = IntMath.decimal(own.step)
        return .string(
          step == "1" ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))")
      }
      slots.length = { v throws(Raised) in
        let length = parts(v).length
        guard length.tag == .int else {
          throw raise(.overflowError, "Python int too large to convert to C ssize_t")
        }
        return length.asInt
      }
      slots.truth = { v throws(Raised) in !IntMath.isZero(parts(v).length) }
      slots.hash = { v throws(Raised) in
        let own = parts(v)
        let isEmpty = IntMath.isZero(own.length)
        let isOne = own.length.tag == .int && own.length.asInt == 1
        let key = Value.tuple(
          own.length, isEmpty ? .none : own.start, isEmpty || isOne ? .none : own.step)
        defer { key.release() }
        return try Interpreter.hash(of: key)
      }
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual, b.has(.range) else { return .notImplemented }
        let (x, y) = (parts(a), parts(b))
        let (n, m) = (IntMath.big(x.length), IntMath.big(y.length))
        let same =
          n == m
          && (n == 0
            || (IntMath.big(x.start) == IntMath.big(y.start)
              && (n == 1 || IntMath.big(x.step) == IntMath.big(y.step))))
        return Value(same == (op == .equal))
      }
      slots.contains = { v, key throws(Raised) in
        guard key.tag == .int || key.tag == .bool || key.has(.bigInt) else {
          var found = false
          try forEach(v) { element throws(Raised) in
            found = try isEqual(element, key)
            return !found
          }
          return found
        }
        return RangeMethods.position(of: IntMath.big(key), in: v) != nil
      }
      slots.getItem = { v, key throws(Raised) in
        let own = parts(v)
        if key.tag == .int, own.start.tag == .int, own.step.tag == .int, own.length.tag == .int {
          let length = own.length.asInt
          let position = key.asInt < 0 ? key.asInt &+ length : key.asInt
          guard position >= 0, position < length else {
            throw raise(.indexError, "range object index out of range")
          }
          // An element lies between start and stop: what wraps on the way comes back.
          if own.stop.tag == .int { return Value(own.start.asInt &+ position &* own.step.asInt) }
        }
        if key.has(.slice) { return try RangeMethods.slice(v, key) }
        let (start, step, length) = (
          IntMath.big(own.start), IntMath.big(own.step), IntMath.big(own.length)
        )
        guard key.isInteger || key.type.slots.index != nil else {
          throw raise(
            .typeError, "range indices must be integers or slices, not \(key.type.name)")
        }
        let integer = try index(key)
        defer { integer.release() }
        var position = IntMath.big(integer.unboxed)
        if position < 0 { position += length }
        guard position >= 0, position < length else {
          throw raise(.indexError, "range object index out of range")
        }
        return .integer(start + position * step)
      }
      slots.iterate = { v throws(Raised) in RangeMethods.iterator(v) }
      slots.new = { type, arguments throws(Raised) in
        if arguments.nameCount > 0 { throw raise(.typeError, "range() takes no keyword arguments") }
        func integer(_ value: Value) throws(Raised) -> Value { try index(value) }
        switch arguments.count {
        case 0: throw raise(.typeError, "range expected at least 1 argument, got 0")
        case 1: return make(Value(0), try integer(arguments[0]), Value(1))
        case 2:
          let start = try integer(arguments[0])
          return make(start, try integer(arguments[1]), Value(1))
        case 3:
          let start = try integer(arguments[0])
          let stop = try integer(arguments[1])
          let step = try integer(arguments[2])
          if IntMath.isZero(step) { throw raise(.valueError, "range() arg 3 must not be zero") }
          return make(start, stop, step)
        default:
          throw raise(
            .typeError, "range expected at most 3 arguments, got \(arguments.count)")
        }
      }
    }
    TypeMaking.fill(machine.pointee.types.rangeIterator) { slots in
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

  private static func fillSlice() {
    func parts(_ v: Value) -> SliceCell { v.cell(as: SliceCell.self).pointee }
    TypeMaking.fill(
      machine.pointee.types.slice, methods: RangeMethods.sliceRows,
      properties: [
        Property("start") { v throws(Raised) in parts(v).start.retained() },
        Property("stop") { v throws(Raised) in parts(v).stop.retained() },
        Property("step") { v throws(Raised) in parts(v).step.retained() },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let own = parts(v)
        return .string(
          "slice(\(try reprText(own.start)), \(try reprText(own.stop)), \(try reprText(own.step)))")
      }
      slots.isUnhashable = true
      slots.compare = { op, a, b throws(Raised) in
        guard b.has(.slice) else { return .notImplemented }
        let (x, y) = (parts(a), parts(b))
        let left = Value.tuple(x.start, x.stop, x.step)
        let right = Value.tuple(y.start, y.stop, y.step)
        defer {
          left.release()
          right.release()
        }
        return try Interpreter.compare(op, left, right)
      }
      slots.new = { _, arguments throws(Raised) in
        switch arguments.count {
        case 0: throw raise(.typeError, "slice expected at least 1 argument, got 0")
        case 1: return .slice(.none, arguments[0], .none)
        case 2: return .slice(arguments[0], arguments[1], .none)
        case 3: return .slice(arguments[0], arguments[1], arguments[2])
        default:
          throw raise(
            .typeError, "slice expected at most 3 arguments, got \(arguments.count)")
        }
      }
    }
  }
}

enum RangeMethods {
  /// The position of a number in a range, if it is there.
  static func position(of number: BigInt, in range: Value) -> BigInt? {
    let own = range.cell(as: RangeCell.self).pointee
    let (start, step, length) = (
      IntMath.big(own.start), IntMath.big(own.step), IntMath.big(own.length)
    )
    let (quotient, remainder) = (number - start).quotientAndRemainder(dividingBy: step)
    return remainder == 0 && quotient >= 0 && quotient < length ? quotient : nil
  }

  static func iterator(_ range: Value) -> Value {
    let own = range.cell(as: RangeCell.self).pointee
    if own.start.tag == .int, own.step.tag == .int, own.length.tag == .int, own.stop.tag == .int {
      return .rangeIterator(
        start: own.start.asInt, step: own.step.asInt, count: own.length.asInt)
    }
    // Beyond machine integers: element by element.
    return .native(SequenceIterator(range), machine.pointee.types.sequenceIterator)
  }

  static func slice(_ range: Value, _ key: Value) throws(Raised) -> Value {
    let own = range.cell(as: RangeCell.self).pointee
    guard own.length.tag == .int else {
      throw raise(.overflowError, "Python int too large to convert to C ssize_t")
    }
    let selected = try SliceRange(key, count: own.length.asInt)
    let (start, step) = (IntMath.big(own.start), IntMath.big(own.step))
    return RangeTypes.make(
      .integer(start + BigInt(selected.start) * step),
      .integer(start + BigInt(selected.stop) * step),
      .integer(step * BigInt(selected.step)))
  }

  static var rows: [Builtin] {
    [
      Builtin("index(self, value, /)") { a throws(Raised) in
        if a[1].isInteger, let position = position(of: IntMath.big(a[1].unboxed), in: a[0]) {
          return .integer(position)
        }
        throw raise(.valueError, "\(try reprText(a[1])) is not in range")
      },
      Builtin("count(self, value, /)") { a throws(Raised) in
        Value(try contains(a[0], a[1]) ? 1 : 0)
      },
      Builtin("__reversed__(self, /)") { a throws(Raised) in
        let own = a[0].cell(as: RangeCell.self).pointee
        if own.start.tag == .int, own.stop.tag == .int, own.step.tag == .int,
          own.length.tag == .int,
          own.step.asInt != Int.min
        {
          // The last element lies between start and stop: what wraps on the way comes back.
          let (step, count) = (own.step.asInt, own.length.asInt)
          let last = own.start.asInt &+ (count &- 1) &* step
          return .rangeIterator(start: last, step: -step, count: count)
        }
        let (start, step, length) = (
          IntMath.big(own.start), IntMath.big(own.step), IntMath.big(own.length)
        )
        let reversed = RangeTypes.make(
          .integer(start + (length - 1) * step), .integer(start - step), .integer(-step))
        defer { reversed.release() }
        return iterator(reversed)
      },
    ]
  }

  static var sliceRows: [Builtin] {
    [
      Builtin("indices(self, len, /)") { a throws(Raised) in
        let length = try indexValue(a[1])
        if length < 0 { throw raise(.valueError, "length should not be negative") }
        let range = try SliceRange(a[0], count: length)
        return Tuple.make(consuming: [Value(range.start), Value(range.stop), Value(range.step)])
          .value
      }
    ]
  }
}
