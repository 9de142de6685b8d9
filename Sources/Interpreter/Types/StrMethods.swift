// SPDX-License-Identifier: Apache-2.0
// Methods of str.

enum StrMethods {
  static var rows: [Builtin] { search + tests + cases + pieces + padding + conversions }

  // MARK: Arguments

  static func string(_ value: Value, _ method: String) throws(Raised) -> Str {
    guard value.isStr else {
      throw raise(
        .typeError, "\(method)() argument 1 must be str, not \(value.type.name)")
    }
    return Str(value)
  }

  /// The bounds `start` and `end` of a search in `count` elements, as slices read them.
  static func bounds(_ start: Value, _ end: Value, _ count: Int) throws(Raised) -> (Int, Int) {
    func read(_ value: Value, _ otherwise: Int) throws(Raised) -> Int {
      if value.isNone || value.isUnbound { return otherwise }
      guard value.isInteger || value.type.slots.index != nil else {
        throw raise(
          .typeError, "slice indices must be integers or None or have an __index__ method")
      }
      let integer = try index(value)
      defer { integer.release() }
      let plain = integer.unboxed
      var position =
        plain.tag == .object ? (IntMath.big(plain) < 0 ? Int.min / 2 : Int.max / 2) : plain.asInt
      if position < 0 { position = max(0, position + count) }
      return position
    }
    return (try read(start, 0), min(count, try read(end, count)))
  }

  // MARK: Searching

  private static func find(_ a: BoundArguments, _ name: String, fromEnd: Bool) throws(Raised) -> Int
  {
    let own = Str(a[0])
    let other = try string(a[1], name)
    let (start, end) = try bounds(a[2], a[3], own.count)
    return fromEnd
      ? own.findLast(other, from: start, to: end) : own.find(other, from: start, to: end)
  }

  private static var search: [Builtin] {
    [
      Builtin("find(self, sub, start=None, end=None, /)") { a throws(Raised) in
        Value(try find(a, "find", fromEnd: false))
      },
      Builtin("rfind(self, sub, start=None, end=None, /)") { a throws(Raised) in
        Value(try find(a, "rfind", fromEnd: true))
      },
      Builtin("index(self, sub, start=None, end=None, /)") { a throws(Raised) in
        let position = try find(a, "index", fromEnd: false)
        if position < 0 { throw raise(.valueError, "substring not found") }
        return Value(position)
      },
      Builtin("rindex(self, sub, start=None, end=None, /)") { a throws(Raised) in
        let position = try find(a, "rindex", fromEnd: true)
        if position < 0 { throw raise(.valueError, "substring not found") }
        return Value(position)
      },
      Builtin("count(self, sub, start=None, end=None, /)") { a throws(Raised) in
        let own = Str(a[0])
        let other = try string(a[1], "count")
        let (start, end) = try bounds(a[2], a[3], own.count)
        if other.count == 0 { return Value(max(0, end - start + 1)) }
        var (position, count) = (start, 0)
        while true {
          let found = own.find(other, from: position, to: end)
          if found < 0 { return Value(count) }
          count += 1
          position = found + other.count
        }
      },
      Builtin("startswith(self, prefix, start=None, end=None, /)") { a throws(Raised) in
        try affix(a, "startswith", atEnd: false)
      },
      Builtin("endswith(self, suffix, start=None, end=None, /)") { a throws(Raised) in
        try affix(a, "endswith", atEnd: true)
      },
    ]
  }

  private static func affix(_ a: BoundArguments, _ name: String, atEnd: Bool) throws(Raised)
    -> Value
  {
    let own = Str(a[0])
    if a[1].isStr && a[2].isNone && a[3].isNone {
      let other = Str(a[1])
      return Value(own.matches(other, at: atEnd ? own.count - other.count : 0))
    }
    let candidates = a[1].has(.tuple) ? Array(Tuple(a[1]).buffer) : [a[1]]
    let (start, end) = try bounds(a[2], a[3], own.count)
    for candidate in candidates {
      guard candidate.isStr else {
        throw raise(
          .typeError,
          a[1].has(.tuple)
            ? "tuple for \(name) must only contain str, not \(candidate.type.name)"
            : "\(name) first arg must be str or a tuple of str, not \(candidate.type.name)")
      }
      let other = Str(candidate)
      guard end - start >= other.count, start <= own.count else { continue }
      let place = atEnd ? end - other.count : start
      if own.find(other, from: place, to: place + other.count) == place { return .true }
    }
    return .false
  }

  // MARK: Tests

  private static func test(
    _ name: String, empty: Bool = false, _ condition: @escaping (Unicode.Scalar) -> Bool
  ) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      let own = Str(a[0])
      if own.count == 0 { return Value(empty) }
      for index in 0..<own.count {
        guard let scalar = Unicode.Scalar(own[index]), condition(scalar) else { return .false }
      }
      return .true
    }
  }

  static func isSpace(_ point: UInt32) -> Bool {
    if point < 128 { return point == 32 || (9...13).contains(point) || (28...31).contains(point) }
    return Unicode.Scalar(point)?.properties.isWhitespace ?? false
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isDecimal(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
  }

  private static func isNumeric(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType != nil
  }

  static func isUpper(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isUppercase }
  static func isLower(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isLowercase }
  static func isTitle(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .titlecaseLetter
  }

  private static var tests: [Builtin] {
    [
      test("isalpha", isLetter),
      test("isdecimal", isDecimal),
      test("isdigit", isDigit),
      test("isnumeric", isNumeric),
      test("isalnum") { isLetter($0) || isDecimal($0) || isDigit($0) || isNumeric($0) },
      test("isspace") { isSpace($0.value) },
      test("isascii", empty: true) { $0.value < 128 },
      test("isprintable", empty: true) { StrRepr.isPrintable($0.value) },
      Builtin("isidentifier(self, /)") { a throws(Raised) in Value(Str(a[0]).text.isIdentifier) },
      Builtin("isupper(self, /)") { a throws(Raised) in
        var found = false
        for point in Str(a[0]).codePoints {
          guard let scalar = Unicode.Scalar(point) else { continue }
          if isLower(scalar) || isTitle(scalar) { return .false }
          found = found || isUpper(scalar)
        }
        return Value(found)
      },
      Builtin("islower(self, /)") { a throws(Raised) in
        var found = false
        for point in Str(a[0]).codePoints {
          guard let scalar = Unicode.Scalar(point) else { continue }
          if isUpper(scalar) || isTitle(scalar) { return .false }
          found = found || isLower(scalar)
        }
        return Value(found)
      },
      Builtin("istitle(self, /)") { a throws(Raised) in
        var (found, previousIsCased) = (false, false)
        for point in Str(a[0]).codePoints {
          guard let scalar = Unicode.Scalar(point) else {
            previousIsCased = false
            continue
          }
          if isUpper(scalar) || isTitle(scalar) {
            if previousIsCased { return .false }
            (found, previousIsCased) = (true, true)
          } else if isLower(scalar) {
            if !previousIsCased { return .false }
            found = true
          } else {
            previousIsCased = false
          }
        }
        return Value(found)
      },
    ]
  }

  // MARK: Upper and lower case

  /// A string of what each character becomes, given its place among all.
  private static func map(
    _ string: Str, _ transform: (Unicode.Scalar, Int, [UInt32]) -> String
  ) -> Value {
    let points = string.codePoints
    var result: [UInt32] = []
    result.reserveCapacity(points.count)
    for (index, point) in points.enumerated() {
      if let scalar = Unicode.Scalar(point) {
        result += transform(scalar, index, points).unicodeScalars.map(\.value)
      } else {
        result.append(point)
      }
    }
    return Str.make(result).value
  }

  private static func ascii(_ string: Str, _ transform: (UInt8) -> UInt8) -> Value? {
    guard string.isASCII, string.count > 1 else { return nil }
    let result = Str.allocate(narrow: string.count, ascii: true)
    for index in 0..<string.count { result.bytes[index] = transform(string.bytes[index]) }
    return result.value
  }

  static func lower(_ string: Str) -> Value {
    ascii(string) { (65...90).contains($0) ? $0 + 32 : $0 } ?? map(string, lowered)
  }

  /// The character at a place in lower case; a capital sigma at the end of a word becomes the final form (Unicode
  /// Standard, 3.13).
  private static func lowered(_ scalar: Unicode.Scalar, _ index: Int, _ points: [UInt32]) -> String
  {
    guard scalar.value == 0x3a3 else { return scalar.properties.lowercaseMapping }
    func isCased(_ range: some Sequence<Int>) -> Bool {
      for place in range {
        guard let other = Unicode.Scalar(points[place]) else { return false }
        if other.properties.isCaseIgnorable { continue }
        return other.properties.isCased
      }
      return false
    }
    return isCased((0..<index).reversed()) && !isCased(index + 1..<points.count)
      ? "\u{3c2}" : "\u{3c3}"
  }

  private static func title(_ string: Str) -> Value {
    map(string) { scalar, index, points in
      let previous = index > 0 ? Unicode.Scalar(points[index - 1]) : nil
      return previous?.properties.isCased ?? false
        ? lowered(scalar, index, points) : scalar.properties.titlecaseMapping
    }
  }

  private static var cases: [Builtin] {
    [
      Builtin("lower(self, /)") { a throws(Raised) in lower(Str(a[0])) },
      Builtin("upper(self, /)") { a throws(Raised) in
        ascii(Str(a[0])) { (97...122).contains($0) ? $0 - 32 : $0 }
          ?? map(Str(a[0])) { scalar, _, _ in scalar.properties.uppercaseMapping }
      },
      Builtin("casefold(self, /)") { a throws(Raised) in
        if let result = ascii(Str(a[0]), { (65...90).contains($0) ? $0 + 32 : $0 }) {
          return result
        }
        return map(Str(a[0])) { scalar, _, _ in
          // The iota that stands below a letter folds to the letter iota.
          if scalar.value == 0x345 { return "\u{3b9}" }
          // Full folding: what upper case expands, lower case folds (ß becomes ss).
          let upper = scalar.properties.uppercaseMapping
          if upper.unicodeScalars.count > 1 { return upper.lowercased() }
          return scalar.value == 0x3c2 ? "\u{3c3}" : scalar.properties.lowercaseMapping
        }
      },
      Builtin("swapcase(self, /)") { a throws(Raised) in
        map(Str(a[0])) { scalar, index, points in
          isUpper(scalar)
            ? lowered(scalar, index, points)
            : isLower(scalar) ? scalar.properties.uppercaseMapping : String(Character(scalar))
        }
      },
      Builtin("title(self, /)") { a throws(Raised) in title(Str(a[0])) },
      Builtin("capitalize(self, /)") { a throws(Raised) in
        var isFirst = true
        return map(Str(a[0])) { scalar, index, points in
          defer { isFirst = false }
          return isFirst
            ? scalar.properties.titlecaseMapping : lowered(scalar, index, points)
        }
      },
    ]
  }

  // MARK: Pieces

  private static func slice(_ string: Str, _ range: Range<Int>) -> Value {
    if range.count == string.count, string.value.isExactly(.str) { return string.value.retained() }
    if !string.isWide && range.count > 1 {
      let piece = Str.allocate(narrow: range.count, ascii: string.isASCII)
      piece.bytes.update(from: string.bytes + range.lowerBound, count: range.count)
      if string.isASCII { return piece.value }
      defer { piece.value.release() }
      return Str.make(piece.codePoints).value
    }
    return Str.make(range.map { string[$0] }).value
  }

  private static func isLineEnd(_ point: UInt32) -> Bool {
    switch point {
    case 10...13, 28...30, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func separator(_ value: Value) throws(Raised) -> Str? {
    if value.isNone { return nil }
    guard value.isStr else {
      throw raise(.typeError, "must be str or None, not \(value.type.name)")
    }
    if Str(value).count == 0 { throw raise(.valueError, "empty separator") }
    return Str(value)
  }

  private static func split(_ a: BoundArguments) throws(Raised) -> Value {
    let own = Str(a[0])
    var left = try indexValue(a[2])
    if left < 0 { left = Int.max }
    let separator = try separator(a[1])
    let list = List.make()
    if let separator {
      var start = 0
      while left > 0 {
        let found = own.find(separator, from: start, to: own.count)
        if found < 0 { break }
        list.append(consuming: slice(own, start..<found))
        start = found + separator.count
        left -= 1
      }
      list.append(consuming: slice(own, start..<own.count))
      return list.value
    }
    var index = 0
    while true {
      while index < own.count && isSpace(own[index]) { index += 1 }
      if index == own.count { return list.value }
      if left == 0 {
        list.append(consuming: slice(own, index..<own.count))
        return list.value
      }
      let start = index
      while index < own.count && !isSpace(own[index]) { index += 1 }
      list.append(consuming: slice(own, start..<index))
      left -= 1
    }
  }

  private static func splitFromEnd(_ a: BoundArguments) throws(Raised) -> Value {
    let own = Str(a[0])
    var left = try indexValue(a[2])
    if left < 0 { left = Int.max }
    var parts: [Value] = []
    if let separator = try separator(a[1]) {
      var end = own.count
      while left > 0 {
        let found = own.findLast(separator, from: 0, to: end)
        if found < 0 { break }
        parts.append(slice(own, (found + separator.count)..<end))
        end = found
        left -= 1
      }
      parts.append(slice(own, 0..<end))
    } else {
      var index = own.count
      while true {
        while index > 0 && isSpace(own[index - 1]) { index -= 1 }
        if index == 0 { break }
        if left == 0 {
          parts.append(slice(own, 0..<index))
          break
        }
        let end = index
        while index > 0 && !isSpace(own[index - 1]) { index -= 1 }
        parts.append(slice(own, index..<end))
        left -= 1
      }
    }
    return List.make(consuming: parts.reversed()).value
  }

  private static func strip(_ a: BoundArguments, left: Bool, right: Bool, _ name: String)
    throws(Raised) -> Value
  {
    let own = Str(a[0])
    var characters: Set<UInt32>?
    if !a[1].isNone {
      guard a[1].isStr else {
        throw raise(.typeError, "\(name) arg must be None or str")
      }
      characters = Set(Str(a[1]).codePoints)
    }
    func goes(_ point: UInt32) -> Bool { characters?.contains(point) ?? isSpace(point) }
    var (start, end) = (0, own.count)
    if left { while start < end && goes(own[start]) { start += 1 } }
    if right { while end > start && goes(own[end - 1]) { end -= 1 } }
    return slice(own, start..<end)
  }

  private static var pieces: [Builtin] {
    [
      Builtin("split(self, sep=None, maxsplit=-1)") { a throws(Raised) in try split(a) },
      Builtin("rsplit(self, sep=None, maxsplit=-1)") { a throws(Raised) in try splitFromEnd(a) },
      Builtin("splitlines(self, keepends=False)") { a throws(Raised) in
        let own = Str(a[0])
        let keeps = try isTrue(a[1])
        let list = List.make()
        var (start, index) = (0, 0)
        while index < own.count {
          guard isLineEnd(own[index]) else {
            index += 1
            continue
          }
          let end = index
          index += own[index] == 13 && index + 1 < own.count && own[index + 1] == 10 ? 2 : 1
          list.append(consuming: slice(own, start..<(keeps ? index : end)))
          start = index
        }
        if start < own.count { list.append(consuming: slice(own, start..<own.count)) }
        return list.value
      },
      Builtin("partition(self, sep, /)") { a throws(Raised) in
        let own = Str(a[0])
        let separator = try string(a[1], "partition")
        if separator.count == 0 { throw raise(.valueError, "empty separator") }
        let found = own.find(separator, from: 0, to: own.count)
        if found < 0 {
          return Tuple.make(consuming: [slice(own, 0..<own.count), .string(""), .string("")]).value
        }
        return Tuple.make(consuming: [
          slice(own, 0..<found), a[1].retained(), slice(own, (found + separator.count)..<own.count),
        ]).value
      },
      Builtin("rpartition(self, sep, /)") { a throws(Raised) in
        let own = Str(a[0])
        let separator = try string(a[1], "rpartition")
        if separator.count == 0 { throw raise(.valueError, "empty separator") }
        let found = own.findLast(separator, from: 0, to: own.count)
        if found < 0 {
          return Tuple.make(consuming: [.string(""), .string(""), slice(own, 0..<own.count)]).value
        }
        return Tuple.make(consuming: [
          slice(own, 0..<found), a[1].retained(), slice(own, (found + separator.count)..<own.count),
        ]).value
      },
      Builtin("strip(self, chars=None, /)") { a throws(Raised) in
        try strip(a, left: true, right: true, "strip")
      },
      Builtin("lstrip(self, chars=None, /)") { a throws(Raised) in
        try strip(a, left: true, right: false, "lstrip")
      },
      Builtin("rstrip(self, chars=None, /)") { a throws(Raised) in
        try strip(a, left: false, right: true, "rstrip")
      },
      Builtin("removeprefix(self, prefix, /)") { a throws(Raised) in
        let own = Str(a[0])
        let prefix = try string(a[1], "removeprefix")
        let fits = own.count >= prefix.count && own.find(prefix, from: 0, to: prefix.count) == 0
        return slice(own, (fits ? prefix.count : 0)..<own.count)
      },
      Builtin("removesuffix(self, suffix, /)") { a throws(Raised) in
        let own = Str(a[0])
        let suffix = try string(a[1], "removesuffix")
        let start = own.count - suffix.count
        let fits =
          suffix.count > 0 && start >= 0 && own.find(suffix, from: start, to: own.count) == start
        return slice(own, 0..<(fits ? start : own.count))
      },
      Builtin("join(self, iterable, /)") { a throws(Raised) in
        guard a[1].type.slots.iterate != nil || a[1].type.slots.getItem != nil else {
          throw raise(.typeError, "can only join an iterable")
        }
        let parts = try collect(a[1])
        defer { for part in parts { part.release() } }
        for (index, part) in parts.enumerated() where !part.isStr {
          throw raise(
            .typeError,
            "sequence item \(index): expected str instance, \(part.type.name) found")
        }
        if parts.isEmpty { return .string("") }
        var all: [Value] = []
        all.reserveCapacity(parts.count * 2)
        for (index, part) in parts.enumerated() {
          if index > 0 { all.append(a[0]) }
          all.append(part)
        }
        return Str.join(all).value
      },
      Builtin("replace(self, old, new, count=-1, /)") { a throws(Raised) in
        for (index, place) in [(1, 1), (2, 2)] where !a[index].isStr {
          throw raise(
            .typeError, "replace() argument \(place) must be str, not \(a[index].type.name)")
        }
        return try replace(Str(a[0]), Str(a[1]), Str(a[2]), indexValue(a[3]))
      },
    ]
  }

  private static func replace(_ own: Str, _ old: Str, _ new: Str, _ limit: Int) throws(Raised)
    -> Value
  {
    var left = limit < 0 ? Int.max : limit
    var parts: [Value] = []
    defer { for part in parts { part.release() } }
    if old.count == 0 {
      var index = 0
      while index <= own.count && left > 0 {
        parts.append(new.value.retained())
        left -= 1
        if index < own.count { parts.append(slice(own, index..<index + 1)) }
        index += 1
      }
      if index < own.count { parts.append(slice(own, index..<own.count)) }
      return Str.join(parts).value
    }
    if own.isASCII && old.isASCII && new.isASCII {
      return try own.replacedASCII(old, new, limit: left)
    }
    var start = 0
    while left > 0 {
      let found = own.find(old, from: start, to: own.count)
      if found < 0 { break }
      if found > start { parts.append(slice(own, start..<found)) }
      parts.append(new.value.retained())
      start = found + old.count
      left -= 1
    }
    if parts.isEmpty { return slice(own, 0..<own.count) }
    if start < own.count { parts.append(slice(own, start..<own.count)) }
    return Str.join(parts).value
  }

  // MARK: Padding

  private static func pad(_ a: BoundArguments, _ name: String, left: (Int, Int) -> Int)
    throws(Raised)
    -> Value
  {
    let own = Str(a[0])
    let width = try sizeValue(a[1])
    guard a[2].isStr, Str(a[2]).count == 1 else {
      throw raise(
        .typeError,
        a[2].isStr
          ? "The fill character must be exactly one character long"
          : "The fill character must be a unicode character, not \(a[2].type.name)")
    }
    if width <= own.count { return slice(own, 0..<own.count) }
    let missing = width - own.count
    try checkMemory(width, 2, MemoryLayout<UInt32>.stride)
    let fill = Str(a[2])[0]
    let before = left(missing, width)
    return Str.make(
      [UInt32](repeating: fill, count: before) + own.codePoints
        + [UInt32](repeating: fill, count: missing - before)
    ).value
  }

  /// A number that is a C int in CPython.
  static func cInt(_ value: Value) throws(Raised) -> Int {
    let size: Int
    do throws(Raised) { size = try indexValue(value) } catch {
      try swallow(.indexError, error)
      throw raise(.overflowError, "Python int too large to convert to C int")
    }
    guard Int32(exactly: size) != nil else {
      throw raise(.overflowError, "Python int too large to convert to C int")
    }
    return size
  }

  private static var padding: [Builtin] {
    [
      Builtin("ljust(self, width, fillchar=' ', /)") { a throws(Raised) in
        try pad(a, "ljust") { _, _ in 0 }
      },
      Builtin("rjust(self, width, fillchar=' ', /)") { a throws(Raised) in
        try pad(a, "rjust") { missing, _ in missing }
      },
      Builtin("center(self, width, fillchar=' ', /)") { a throws(Raised) in
        try pad(a, "center") { missing, width in missing / 2 + (missing & width & 1) }
      },
      Builtin("zfill(self, width, /)") { a throws(Raised) in
        let points = Str(a[0]).codePoints
        let width = try sizeValue(a[1])
        if width <= points.count { return slice(Str(a[0]), 0..<points.count) }
        let missing = width - points.count
        try checkMemory(width, 2, MemoryLayout<UInt32>.stride)
        let hasSign = points.first == 43 || points.first == 45
        let zeros = [UInt32](repeating: 48, count: missing)
        return Str.make(
          hasSign ? [points[0]] + zeros + points.dropFirst() : zeros + points
        ).value
      },
      Builtin("expandtabs(self, tabsize=8)") { a throws(Raised) in
        let size = try cInt(a[1])
        var (result, column): ([UInt32], Int) = ([], 0)
        for point in Str(a[0]).codePoints {
          if point == 9 {
            let count = size > 0 ? size - column % size : 0
            try checkMemory(result.count + count, 2, MemoryLayout<UInt32>.stride)
            result += [UInt32](repeating: 32, count: count)
            column += count
          } else {
            result.append(point)
            column = point == 10 || point == 13 ? 0 : column + 1
          }
        }
        return Str.make(result).value
      },
    ]
  }

  // MARK: Formatting and conversion

  private static var conversions: [Builtin] {
    [
      Builtin("format(self, /, *args, **kwargs)") { a throws(Raised) in
        try StrFormat.format(Str(a[0]), Tuple(a[1]), a[2])
      },
      Builtin("format_map(self, mapping, /)") { a throws(Raised) in
        try StrFormat.format(Str(a[0]), nil, a[1])
      },
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "__format__() argument must be str, not \(a[1].type.name)")
        }
        if Str(a[1]).count == 0 { return try Interpreter.str(a[0]) }
        return try StrFormat.formatted(Str(a[0]), Str(a[1]))
      },
      Builtin("encode(self, encoding='utf-8', errors='strict')") { a throws(Raised) in
        for (index, name) in [(1, "encoding"), (2, "errors")] where !a[index].isStr {
          throw raise(
            .typeError, "encode() argument '\(name)' must be str, not \(a[index].type.name)")
        }
        return .bytes(
          try Codecs.encode(Str(a[0]), encoding: Str(a[1]).text, errors: Str(a[2]).text))
      },
      Builtin("translate(self, table, /)") { a throws(Raised) in
        var result: [UInt32] = []
        for point in Str(a[0]).codePoints {
          let mapped: Value
          do throws(Raised) {
            mapped = try getItem(a[1], Value(Int(point)))
          } catch {
            try swallow(.lookupError, error)
            result.append(point)
            continue
          }
          defer { mapped.release() }
          if mapped.isNone { continue }
          if mapped.isStr {
            result += Str(mapped).codePoints
          } else if mapped.isInteger {
            let code = try indexValue(mapped)
            guard (0..<0x110000).contains(code) else {
              throw raise(
                .valueError, "character mapping must be in range(0x110000)")
            }
            result.append(UInt32(code))
          } else {
            throw raise(
              .typeError, "character mapping must return integer, None or str")
          }
        }
        return Str.make(result).value
      },
      Builtin("__getnewargs__(self, /)") { a throws(Raised) in
        Tuple.make(consuming: [Str.make(Str(a[0]).codePoints).value]).value
      },
    ]
  }

  /// `str.maketrans`.
  static var staticRows: [Builtin] {
    [
      Builtin("maketrans(x, y=..., z=..., /)") { a throws(Raised) in
        let dict = Dict.make()
        func fill() throws(Raised) {
          if a[1].isUnbound {
            guard a[0].has(.dict) else {
              throw raise(
                .typeError, "if you give only one argument to maketrans it must be a dict")
            }
            for (key, value) in Dict(a[0]).items {
              if key.isStr {
                guard Str(key).count == 1 else {
                  throw raise(
                    .valueError, "string keys in translate table must be of length 1")
                }
                try dict.set(Value(Int(Str(key)[0])), value)
              } else if key.isInteger {
                try dict.set(key, value)
              } else {
                throw raise(
                  .typeError, "keys in translate table must be strings or integers")
              }
            }
            return
          }
          for (index, place) in [(0, "first"), (1, "second")] where !a[index].isStr {
            _ = place
            throw raise(
              .typeError,
              index == 0
                ? "first maketrans argument must be a string if there is a second argument"
                : "maketrans() argument 2 must be str, not \(a[1].type.name)")
          }
          guard Str(a[0]).count == Str(a[1]).count else {
            throw raise(
              .valueError, "the first two maketrans arguments must have equal length")
          }
          for index in 0..<Str(a[0]).count {
            try dict.set(Value(Int(Str(a[0])[index])), Value(Int(Str(a[1])[index])))
          }
          if !a[2].isUnbound {
            guard a[2].isStr else {
              throw raise(
                .typeError, "maketrans() argument 3 must be str, not \(a[2].type.name)")
            }
            for point in Str(a[2]).codePoints { try dict.set(Value(Int(point)), .none) }
          }
        }
        do throws(Raised) {
          try fill()
        } catch {
          dict.value.release()
          throw error
        }
        return dict.value
      }
    ]
  }
}

extension Str {
  /// The last place of another string in `from..<to`, or -1.
  func findLast(_ other: Str, from: Int, to: Int) -> Int {
    if other.count == 0 { return from <= to ? to : -1 }
    var index = to - other.count
    while index >= from {
      var matched = 0
      while matched < other.count && self[index + matched] == other[matched] { matched += 1 }
      if matched == other.count { return index }
      index -= 1
    }
    return -1
  }
}
