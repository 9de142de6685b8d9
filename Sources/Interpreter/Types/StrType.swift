// SPDX-License-Identifier: Apache-2.0
// str: slots. Methods stand in StrMethods.
import Glibc

enum StrType {
  static func fill() {
    TypeMaking.fill(
      machine.pointee.types.str, methods: StrMethods.rows, staticMethods: StrMethods.staticRows
    ) { slots in
      slots.repr = { v throws(Raised) in StrRepr.repr(Str(v)).value }
      slots.str = { v throws(Raised) in
        v.isExactly(.str) ? v.retained() : Str.make(Str(v).codePoints).value
      }
      slots.hash = { v throws(Raised) in Str(v).hash }
      slots.length = { v throws(Raised) in Str(v).count }
      slots.compare = { op, a, b throws(Raised) in
        guard a.isStr, b.isStr else { return .notImplemented }
        if op == .equal { return Value(Str(a) == Str(b)) }
        if op == .notEqual { return Value(!(Str(a) == Str(b))) }
        return Value(op.holds(order(Str(a), Str(b)), 0))
      }
      slots.contains = { v, key throws(Raised) in
        guard key.isStr else {
          throw raise(
            .typeError, "'in <string>' requires string as left operand, not \(key.type.name)")
        }
        return Str(v).find(Str(key), from: 0, to: Str(v).count) >= 0
      }
      slots.binary = { op, a, b throws(Raised) in
        switch op {
        case .add:
          guard a.isStr, b.isStr else { return .notImplemented }
          return Str.concatenated(Str(a), Str(b))
        case .multiply:
          let (string, count) = a.isStr ? (a, b) : (b, a)
          guard string.isStr, count.isInteger || count.type.slots.index != nil else {
            return .notImplemented
          }
          return try Str(string).repeated(indexValue(count))
        case .modulo:
          guard a.isStr else { return .notImplemented }
          return try PercentFormat.format(Str(a), b)
        default: return .notImplemented
        }
      }
      slots.binaryMask =
        1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
        | 1 << BinaryOperation.modulo.rawValue
      slots.getItem = { v, key throws(Raised) in
        let string = Str(v)
        if key.has(.slice) {
          let range = try SliceRange(key, count: string.count)
          if range.step == 1 { return string.piece(range.start, range.start + range.count) }
          return Str.make(range.map { string[$0] }).value
        }
        guard key.isInteger || key.type.slots.index != nil else {
          throw raise(
            .typeError, "string indices must be integers, not '\(key.type.name)'")
        }
        var index = try indexValue(key)
        if index < 0 { index += string.count }
        guard index >= 0 && index < string.count else {
          throw raise(.indexError, "string index out of range")
        }
        return string.character(index)
      }
      slots.iterate = { v throws(Raised) in
        .iterator(.strIterator, machine.pointee.types.strIterator, over: v)
      }
      slots.new = { type, arguments throws(Raised) in try new(type, arguments) }
    }
    TypeMaking.fill(
      machine.pointee.types.strIterator,
      methods: IteratorTypes.positionRows(
        empty: { machine.pointee.emptyString.retained() }, count: { Str($0).count })
    ) { slots in
      slots.iterate = { v throws(Raised) in v.retained() }
      slots.next = { v throws(Raised) in next(v) }
    }
  }

  /// The next character of a string's iterator; owned, unbound at the end.
  static func next(_ iterator: Value) -> Value {
    let cell = iterator.cell(as: IteratorCell.self)
    let string = cell.pointee.container
    if string.isUnbound { return .unbound }
    if cell.pointee.index < Str(string).count {
      cell.pointee.index += 1
      return Str(string).character(cell.pointee.index - 1)
    }
    cell.pointee.container = .unbound
    string.release()
    return .unbound
  }

  /// -1, 0 or 1 by code points.
  static func order(_ a: Str, _ b: Str) -> Int {
    if !a.isWide && !b.isWide {
      let result = memcmp(a.bytes, b.bytes, min(a.count, b.count))
      return result != 0 ? Int(result.signum()) : (a.count - b.count).signum()
    }
    for index in 0..<min(a.count, b.count) where a[index] != b[index] {
      return a[index] < b[index] ? -1 : 1
    }
    return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
  }

  private static func new(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
    if type == machine.pointee.types.str && arguments.count == 1 && arguments.nameCount == 0 {
      return try str(arguments[0])
    }
    var parts: [Value] = (0..<arguments.positionalCount).map { arguments[$0] }
    let names = ["object", "encoding", "errors"]
    if parts.count > 3 {
      throw raise(.typeError, "str() takes at most 3 arguments (\(arguments.count) given)")
    }
    for index in 0..<arguments.nameCount {
      let name = Str(Tuple(arguments.names)[index]).text
      guard let position = names.firstIndex(of: name), position >= parts.count else {
        throw raise(.typeError, "'\(name)' is an invalid keyword argument for str()")
      }
      while parts.count <= position { parts.append(.unbound) }
      parts[position] = arguments[arguments.positionalCount + index]
    }
    let result: Value
    if parts.isEmpty {
      result = Value.string("")
    } else if parts.count == 1 {
      result = try str(parts[0])
    } else {
      result = try Codecs.decode(
        parts[0].isUnbound ? Value.bytes([UInt8]()) : parts[0], encoding: parts[1],
        errors: parts.count > 2 ? parts[2] : .unbound)
    }
    if type == machine.pointee.types.str { return result }
    defer { result.release() }
    return Str.make(Str(result).codePoints, type: type).value
  }
}

extension Str {
  /// The string of one character of this one; owned.
  func character(_ index: Int) -> Value {
    let point = self[index]
    if point < 256 { return machine.pointee.characters[Int(point)].retained() }
    let result = Str.allocate(wide: 1)
    result.words[0] = point
    return result.value
  }

  /// The first place of another string in `from..<to`, or -1.
  func find(_ other: Str, from: Int, to: Int) -> Int {
    if other.count == 0 { return from <= to ? from : -1 }
    guard to - from >= other.count else { return -1 }
    // Latin-1 holds nothing beyond itself.
    if other.isWide && !isWide { return -1 }
    if other.count > 16 { return findLong(other, from: from, to: to) }
    if !isWide && !other.isWide {
      var place = from
      while let found = memchr(bytes + place, Int32(other.bytes[0]), to - other.count + 1 - place) {
        place = found - UnsafeMutableRawPointer(bytes)
        if memcmp(bytes + place, other.bytes, other.count) == 0 { return place }
        place += 1
        if place > to - other.count { break }
      }
      return -1
    }
    let first = other[0]
    var index = from
    while index <= to - other.count {
      if self[index] == first {
        var matched = 1
        while matched < other.count && self[index + matched] == other[matched] { matched += 1 }
        if matched == other.count { return index }
      }
      index += 1
    }
    return -1
  }

  /// Finds a long pattern in linear time, whatever repeats.
  ///
  /// Knuth, Morris, Pratt, "Fast pattern matching in strings", SIAM J. Computing 6 (1977).
  private func findLong(_ other: Str, from: Int, to: Int) -> Int {
    // How much of the pattern's start also ends at each place of it.
    var borders = [Int](repeating: 0, count: other.count)
    var matched = 0
    for index in 1..<other.count {
      while matched > 0, other[index] != other[matched] { matched = borders[matched - 1] }
      if other[index] == other[matched] { matched += 1 }
      borders[index] = matched
    }
    matched = 0
    for index in from..<to {
      while matched > 0, self[index] != other[matched] { matched = borders[matched - 1] }
      if self[index] == other[matched] { matched += 1 }
      if matched == other.count { return index + 1 - matched }
    }
    return -1
  }

  func repeated(_ times: Int) throws(Raised) -> Value {
    if times <= 0 || count == 0 { return .string("") }
    if times == 1 && value.isExactly(.str) { return value.retained() }
    let (total, overflow) = count.multipliedReportingOverflow(by: times)
    if overflow { throw raise(.overflowError, "repeated string is too long") }
    try checkMemory(total, 1, isWide ? 4 : 1)
    let result = isWide ? Str.allocate(wide: total) : Str.allocate(narrow: total, ascii: isASCII)
    for time in 0..<times { result.copy(self, at: time * count) }
    return result.value
  }
}
