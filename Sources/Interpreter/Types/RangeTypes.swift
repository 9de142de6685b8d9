// SPDX-License-Identifier: Apache-2.0
// range and slice.

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
        guard RangeMethods.isPlainInteger(key) else {
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
      slots.iterate = { v throws(Raised) in RangeIterators.make(v) }
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
    RangeIterators.fill()
  }

  private static func fillSlice() {
    func parts(_ v: Value) -> SliceCell { v.cell(as: SliceCell.self).pointee }
    TypeMaking.fill(
      machine.pointee.types.slice, methods: SliceMath.rows,
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
      slots.hash = { v throws(Raised) in try SliceMath.hash(v) }
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
  /// Whether a value is an int or bool itself, whose `==` no script can change.
  static func isPlainInteger(_ value: Value) -> Bool {
    value.tag == .int || value.tag == .bool || value.isExactly(.bigInt)
  }

  /// The position of a number in a range, if it is there.
  static func position(of number: BigInt, in range: Value) -> BigInt? {
    let own = range.cell(as: RangeCell.self).pointee
    let (start, step, length) = (
      IntMath.big(own.start), IntMath.big(own.step), IntMath.big(own.length)
    )
    let (quotient, remainder) = (number - start).quotientAndRemainder(dividingBy: step)
    return remainder == 0 && quotient >= 0 && quotient < length ? quotient : nil
  }

  static func slice(_ range: Value, _ key: Value) throws(Raised) -> Value {
    let own = range.cell(as: RangeCell.self).pointee
    let (first, last, by) = try SliceMath.indices(key, IntMath.big(own.length))
    let (start, step) = (IntMath.big(own.start), IntMath.big(own.step))
    return RangeTypes.make(
      .integer(start + first * step), .integer(start + last * step), .integer(step * by))
  }

  static var rows: [Builtin] {
    [
      Builtin("index(self, value, /)") { a throws(Raised) in
        if isPlainInteger(a[1]) {
          if let position = position(of: IntMath.big(a[1]), in: a[0]) { return .integer(position) }
          throw raise(.valueError, "\(try reprText(a[1])) is not in range")
        }
        var (place, found) = (0, false)
        try forEach(a[0]) { element throws(Raised) in
          found = try isEqual(element, a[1])
          if !found { place += 1 }
          return !found
        }
        if found { return Value(place) }
        throw raise(.valueError, "sequence.index(x): x not in sequence")
      },
      Builtin("count(self, value, /)") { a throws(Raised) in
        if isPlainInteger(a[1]) {
          return Value(position(of: IntMath.big(a[1]), in: a[0]) == nil ? 0 : 1)
        }
        var count = 0
        try forEach(a[0]) { element throws(Raised) in
          if try isEqual(element, a[1]) { count += 1 }
          return true
        }
        return Value(count)
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let own = a[0].cell(as: RangeCell.self).pointee
        return try IteratorPickling.reduced(
          machine.pointee.types.range,
          consuming: [own.start.retained(), own.stop.retained(), own.step.retained()])
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
        return RangeIterators.make(reversed)
      },
    ]
  }
}
