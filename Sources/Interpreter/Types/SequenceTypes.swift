// SPDX-License-Identifier: Apache-2.0
// tuple and list: slots. Methods stand in ListMethods.

/// The positions that a slice selects from a sequence.
struct SliceRange: Sequence {
  let start, stop, step, count: Int

  /// Reads a slice object for a sequence of `length` elements, as `slice.indices` defines.
  ///
  /// The length is asked for after the slice has been read, which may run code that changes the sequence.
  init(_ slice: Value, count: @autoclosure () -> Int) throws(Raised) {
    let cell = slice.cell(as: SliceCell.self).pointee
    func read(_ value: Value) throws(Raised) -> Int {
      if value.tag == .int { return value.asInt }
      let integer: Value
      do throws(Raised) {
        integer = try index(value)
      } catch {
        try swallow(.typeError, error)
        throw raise(
          .typeError, "slice indices must be integers or None or have an __index__ method")
      }
      defer { integer.release() }
      let plain = integer.unboxed
      if plain.tag == .int || plain.tag == .bool { return plain.asInt }
      return IntMath.big(plain) < 0 ? Int.min + 1 : Int.max
    }
    var step = 1
    if !cell.step.isNone {
      step = try read(cell.step)
      if step == 0 { throw raise(.valueError, "slice step cannot be zero") }
    }
    let first = cell.start.isNone ? 0 : try read(cell.start)
    let last = cell.stop.isNone ? 0 : try read(cell.stop)
    let length = count()
    func clamp(_ value: Int) -> Int {
      if value < 0 {
        let shifted = value &+ length
        return shifted < 0 || shifted > length ? (step < 0 ? -1 : 0) : shifted
      }
      return Swift.min(value, step < 0 ? length - 1 : length)
    }
    start = cell.start.isNone ? (step < 0 ? length - 1 : 0) : clamp(first)
    stop = cell.stop.isNone ? (step < 0 ? -1 : length) : clamp(last)
    self.step = step
    if step > 0 {
      self.count = start < stop ? (stop - start - 1) / step + 1 : 0
    } else {
      self.count = stop < start ? (start - stop - 1) / -(step == Int.min ? step + 1 : step) + 1 : 0
    }
  }

  func makeIterator() -> AnyIterator<Int> {
    var (next, left) = (start, count)
    return AnyIterator {
      if left == 0 { return nil }
      left -= 1
      defer { next = next &+ step }
      return next
    }
  }
}

extension SliceRange {
  func map<T>(_ transform: (Int) -> T) -> [T] {
    var result: [T] = []
    result.reserveCapacity(count)
    var index = start
    for _ in 0..<count {
      result.append(transform(index))
      index = index &+ step
    }
    return result
  }
}

/// What tuples and lists share.
enum Sequences {
  /// The first position where two sequences differ decides; then their lengths.
  static func compare(
    _ op: Comparison, _ countA: Int, _ countB: Int, _ a: (Int) -> Value, _ b: (Int) -> Value,
    live: () -> (Int, Int)
  ) throws(Raised) -> Value {
    if countA != countB {
      if op == .equal { return .false }
      if op == .notEqual { return .true }
    }
    var index = 0
    while true {
      let (x, y) = live()
      if index >= x || index >= y { return Value(op.holds(x, y)) }
      let (left, right) = (a(index), b(index))
      defer {
        left.release()
        right.release()
      }
      if try !isEqual(left, right) {
        // What compared them may have made the lists shorter.
        let (x, y) = live()
        if index >= x || index >= y { return Value(op.holds(x, y)) }
        if op == .equal { return .false }
        if op == .notEqual { return .true }
        return try Interpreter.compare(op, left, right)
      }
      index += 1
    }
  }

  /// The position that an index means; the count is asked for after the index has been read, which may change it.
  static func position(_ key: Value, _ word: String, _ count: () -> Int) throws(Raised) -> Int {
    let index = try position(key, 0, word)
    return index < 0 ? index + count() : index
  }

  static func position(_ key: Value, _ count: Int, _ word: String) throws(Raised) -> Int {
    guard key.isInteger || key.type.slots.index != nil else {
      throw raise(
        .typeError, "\(word) indices must be integers or slices, not \(key.type.name)")
    }
    var index = try indexValue(key)
    if index < 0 { index += count }
    return index
  }

  static func reprText(_ elements: () -> Int, _ element: (Int) -> Value) throws(Raised) -> String {
    var parts: [String] = []
    var index = 0
    while index < elements() {
      let value = element(index)
      defer { value.release() }
      parts.append(try Interpreter.reprText(value))
      index += 1
    }
    return parts.joined(separator: ", ")
  }
}

enum TupleType {
  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.tuple, methods: ListMethods.tupleRows,
      classMethods: [GenericAlias.classGetItem]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let tuple = Tuple(v)
        let inner = try Sequences.reprText({ tuple.count }, { tuple[$0].retained() })
        return .string(tuple.count == 1 ? "(\(inner),)" : "(\(inner))")
      }
      slots.hash = { v throws(Raised) in
        // xxHash's mixing of 64-bit lanes, as CPython's tuples.
        var accumulator: UInt = 2_870_177_450_012_600_261
        for element in Tuple(v).buffer {
          let lane = UInt(bitPattern: try Interpreter.hash(of: element))
          accumulator &+= lane &* 14_029_467_366_897_019_727
          accumulator = accumulator << 31 | accumulator >> 33
          accumulator = accumulator &* 11_400_714_785_074_694_791
        }
        accumulator &+= UInt(Tuple(v).count) ^ (2_870_177_450_012_600_261 ^ 3_527_539)
        return accumulator == UInt.max ? 1_546_275_796 : Int(bitPattern: accumulator)
      }
      slots.length = { v throws(Raised) in Tuple(v).count }
      slots.compare = { op, a, b throws(Raised) in
        guard a.has(.tuple), b.has(.tuple) else { return .notImplemented }
        let (x, y) = (Tuple(a), Tuple(b))
        for index in 0..<min(x.count, y.count) where try !isEqual(x[index], y[index]) {
          if op == .equal { return .false }
          if op == .notEqual { return .true }
          return try Interpreter.compare(op, x[index], y[index])
        }
        return Value(op.holds(x.count, y.count))
      }
      slots.contains = { v, key throws(Raised) in
        for element in Tuple(v).buffer where try isEqual(element, key) { return true }
        return false
      }
      slots.binary = { op, a, b throws(Raised) in
        switch op {
        case .add:
          guard a.has(.tuple), b.has(.tuple) else { return .notImplemented }
          let (x, y) = (Tuple(a), Tuple(b))
          if x.count + y.count == 0 { return Tuple.empty.value }
          let result = Tuple.allocate(x.count + y.count)
          for index in 0..<x.count { result.elements[index] = x[index].retained() }
          for index in 0..<y.count { result.elements[x.count + index] = y[index].retained() }
          return result.value
        case .multiply:
          let (tuple, count) = a.has(.tuple) ? (a, b) : (b, a)
          guard tuple.has(.tuple), count.isInteger || count.type.slots.index != nil else {
            return .notImplemented
          }
          let times = try indexValue(count)
          let size = Tuple(tuple).count
          if times <= 0 || size == 0 { return Tuple.empty.value }
          if times == 1 && tuple.isExactly(.tuple) { return tuple.retained() }
          try checkMemory(size, times, MemoryLayout<Value>.stride)
          let result = Tuple.allocate(size * times)
          for index in 0..<size * times {
            result.elements[index] = Tuple(tuple)[index % size].retained()
          }
          return result.value
        default: return .notImplemented
        }
      }
      slots.binaryMask = 1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
      slots.getItem = { v, key throws(Raised) in
        let tuple = Tuple(v)
        if key.has(.slice) {
          let range = try SliceRange(key, count: tuple.count)
          if range.count == tuple.count && range.step == 1 && v.isExactly(.tuple) {
            return v.retained()
          }
          return Tuple.make(copying: range.map { tuple[$0] }).value
        }
        let index = try Sequences.position(key, tuple.count, "tuple")
        guard index >= 0 && index < tuple.count else {
          throw raise(.indexError, "tuple index out of range")
        }
        return tuple[index].retained()
      }
      slots.iterate = { v throws(Raised) in
        .iterator(.tupleIterator, machine.pointee.types.tupleIterator, over: v)
      }
      slots.new = { type, arguments throws(Raised) in
        guard arguments.positionalCount <= 1 else {
          throw raise(
            .typeError, "tuple expected at most 1 argument, got \(arguments.positionalCount)")
        }
        if arguments.nameCount > 0 && !type.flags.contains(.overridesInit) {
          throw raise(.typeError, "tuple() takes no keyword arguments")
        }
        let own = type == machine.pointee.types.tuple
        if arguments.positionalCount == 0 {
          return own ? Tuple.empty.value : Tuple.allocate(0, type: type).value
        }
        if own && arguments[0].isExactly(.tuple) { return arguments[0].retained() }
        let elements = try collect(arguments[0])
        if own { return Tuple.make(consuming: elements).value }
        let result = Tuple.allocate(elements.count, type: type)
        for (index, element) in elements.enumerated() { result.elements[index] = element }
        return result.value
      }
    }
  }
}

enum ListType {
  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.list, methods: ListMethods.listRows,
      classMethods: [GenericAlias.classGetItem]
    ) { slots in
      slots.repr = { v throws(Raised) in
        let list = List(v)
        if v.header.pointee.flags.contains(.inRepr) { return .string("[...]") }
        v.header.pointee.flags.insert(.inRepr)
        defer { v.header.pointee.flags.remove(.inRepr) }
        return .string("[\(try Sequences.reprText({ list.count }, { list.element($0) }))]")
      }
      slots.isUnhashable = true
      slots.length = { v throws(Raised) in List(v).count }
      slots.compare = { op, a, b throws(Raised) in
        guard a.has(.list), b.has(.list) else { return .notImplemented }
        let (x, y) = (List(a), List(b))
        return try Sequences.compare(
          op, x.count, y.count, { x.element($0) }, { y.element($0) },
          live: { (x.count, y.count) })
      }
      slots.contains = { v, key throws(Raised) in
        let list = List(v)
        if list.storage == .ints && key.tag == .int {
          return UnsafeBufferPointer(start: list.words, count: list.count).contains(key.bits)
        }
        var index = 0
        while index < list.count {
          let element = list.element(index)
          defer { element.release() }
          if try isEqual(element, key) { return true }
          index += 1
        }
        return false
      }
      slots.binary = { op, a, b throws(Raised) in
        switch op {
        case .add:
          guard a.has(.list), b.has(.list) else { return .notImplemented }
          let result = List.make(capacity: List(a).count + List(b).count)
          try result.extend(a)
          try result.extend(b)
          return result.value
        case .multiply:
          let (list, count) = a.has(.list) ? (a, b) : (b, a)
          guard list.has(.list), count.isInteger || count.type.slots.index != nil else {
            return .notImplemented
          }
          return try List(list).repeated(indexValue(count)).value
        default: return .notImplemented
        }
      }
      slots.binaryMask = 1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
      slots.inPlace = { op, a, b throws(Raised) in
        switch op {
        case .add:
          try List(a).extend(b)
          return a.retained()
        case .multiply:
          guard b.isInteger || b.type.slots.index != nil else { return .notImplemented }
          let times = try indexValue(b)
          let list = List(a)
          if times <= 0 { list.removeAll() }
          let count = list.count
          try checkMemory(count, times, MemoryLayout<Value>.stride)
          list.reserve(count * max(0, times))
          for _ in 1..<max(1, times) {
            for index in 0..<count { list.append(consuming: list.element(index)) }
          }
          return a.retained()
        default: return .notImplemented
        }
      }
      slots.inPlaceMask = 1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
      slots.getItem = { v, key throws(Raised) in
        let list = List(v)
        if key.has(.slice) {
          let range = try SliceRange(key, count: list.count)
          if range.step == 1 { return list.copied(from: range.start, count: range.count).value }
          return list.picked(range).value
        }
        let index = try Sequences.position(key, "list") { list.count }
        guard index >= 0 && index < list.count else {
          throw raise(.indexError, "list index out of range")
        }
        return list.element(index)
      }
      slots.setItem = { v, key, value throws(Raised) in try setItem(List(v), key, value) }
      slots.iterate = { v throws(Raised) in
        .iterator(.listIterator, machine.pointee.types.listIterator, over: v)
      }
      slots.new = { type, _ throws(Raised) in List.make(type: type).value }
      slots.initialize = { v, arguments throws(Raised) in
        if arguments.nameCount > 0 && !v.type.flags.contains(.overridesNew) {
          throw raise(.typeError, "list() takes no keyword arguments")
        }
        guard arguments.positionalCount <= 1 else {
          throw raise(
            .typeError, "list expected at most 1 argument, got \(arguments.positionalCount)")
        }
        List(v).removeAll()
        if arguments.positionalCount > 0 { try List(v).extend(arguments[0]) }
      }
    }
  }

  private static func setItem(_ list: List, _ key: Value, _ value: Value) throws(Raised) {
    guard key.has(.slice) else {
      let index = try Sequences.position(key, "list") { list.count }
      guard index >= 0 && index < list.count else {
        throw raise(.indexError, "list assignment index out of range")
      }
      if value.isUnbound {
        list.remove(at: index).release()
      } else {
        list.set(index, value)
      }
      return
    }
    // Elements first: reading them may change the list.
    if value.isExactly(.list), List(value).cell != list.cell {
      let range = try SliceRange(key, count: list.count)
      if range.step == 1,
        list.replaceWords(range.start..<max(range.start, range.stop), with: List(value))
      {
        return
      }
    }
    let elements = value.isUnbound ? [] : try assigned(value)
    defer { for element in elements { element.release() } }
    let range = try SliceRange(key, count: list.count)
    if range.step == 1 {
      list.replace(range.start..<max(range.start, range.stop), with: elements)
    } else if value.isUnbound {
      // They end after all are out: their end may look at the list.
      let old = range.map { $0 }.sorted(by: >).map { list.remove(at: $0) }
      for element in old { element.release() }
    } else {
      guard elements.count == range.count else {
        throw raise(
          .valueError,
          "attempt to assign sequence of size \(elements.count) to extended slice of size \(range.count)"
        )
      }
      let old = range.map { list.element($0) }
      for (index, element) in zip(range.map { $0 }, elements) { list.set(index, element) }
      for element in old { element.release() }
    }
  }

  private static func assigned(_ value: Value) throws(Raised) -> [Value] {
    if value.type.slots.iterate == nil && value.type.slots.getItem == nil {
      throw raise(.typeError, "can only assign an iterable")
    }
    return try collect(value)
  }
}

extension List {
  /// The elements at the positions of a slice; owned.
  func picked(_ range: SliceRange) -> List {
    let result = List.make()
    if range.count == 0 { return result }
    result.cell.pointee.storage = storage
    result.reserve(range.count)
    var index = range.start
    if storage == .values {
      for place in 0..<range.count {
        result.values[place] = values[index].retained()
        index &+= range.step
      }
    } else {
      for place in 0..<range.count {
        result.words[place] = words[index]
        index &+= range.step
      }
    }
    result.cell.pointee.count = range.count
    return result
  }

  /// Puts the numbers of another list in the place of a range of this one's; false if not both have the same typed storage.
  func replaceWords(_ range: Range<Int>, with other: List) -> Bool {
    guard storage == other.storage, storage == .ints || storage == .floats else { return false }
    let (tail, grown) = (count - range.upperBound, other.count - range.count)
    if grown > 0 { reserve(count + grown) }
    let end = words + range.upperBound
    if grown != 0 { (end + grown).update(from: end, count: tail) }
    (words + range.lowerBound).update(from: other.words, count: other.count)
    cell.pointee.count += grown
    return true
  }

  func repeated(_ times: Int) throws(Raised) -> List {
    try checkMemory(count, times, MemoryLayout<Value>.stride)
    let result = List.make(capacity: count * max(0, times))
    for _ in 0..<max(0, times) {
      for index in 0..<count { result.append(consuming: element(index)) }
    }
    return result
  }
}
