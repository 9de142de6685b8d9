// SPDX-License-Identifier: Apache-2.0
// array: the type of arrays of C's numbers, its slots and how it is made and pickled; methods stand in ArrayModule+Methods.

enum ArrayModule {
  static var module: NativeModule {
    NativeModule("array") { module throws(Raised) in
      module.add(type)
      module.namespace.set("ArrayType", type.value)
      module.add("typecodes", consuming: .string(TypeCode.letters))
      module.add([reconstructor])
      let abc = try Import.load("collections.abc")
      defer { abc.release() }
      let sequence = try getAttribute(abc, "MutableSequence")
      defer { sequence.release() }
      try IOBase.invoke(sequence, "register", type.value).release()
    }
  }

  static func own(_ v: Value) throws(Raised) -> TypedArray {
    guard let own = v.native(TypedArray.self) else {
      throw raise(.typeError, "not an array.array")
    }
    return own
  }

  /// A new array with the code and the type of another; owned.
  static func make(_ bytes: some Collection<UInt8>, like own: TypedArray, type: TypeRef = type)
    -> Value
  {
    let result = TypedArray(own.code)
    result.replace(0..<0, with: bytes)
    return .native(result, type)
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "array.array", module: "array", flags: [.basetype, .weakReferable, .sequencePattern],
    methods: rows, classMethods: [GenericAlias.classGetItem],
    properties: [
      Property("typecode") { v throws(Raised) in .string(try own(v).code.text) },
      Property("itemsize") { v throws(Raised) in Value(try own(v).code.size) },
    ]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in try make(type, arguments) }
    slots.initialize = { _, _ throws(Raised) in }
    slots.isUnhashable = true
    slots.repr = { v throws(Raised) in
      let own = try own(v)
      let name = v.type.shortName
      if own.count == 0 { return .string("\(name)('\(own.code.text)')") }
      if own.code.isText {
        let text = try text(own)
        defer { text.release() }
        return .string("\(name)('u', \(try reprText(text)))")
      }
      let inner = try Sequences.reprText({ own.count }, { own.element($0) })
      return .string("\(name)('\(own.code.text)', [\(inner)])")
    }
    slots.length = { v throws(Raised) in try own(v).count }
    slots.compare = { op, a, b throws(Raised) in
      guard let x = a.native(TypedArray.self), let y = b.native(TypedArray.self) else {
        return .notImplemented
      }
      return try compare(op, x, y)
    }
    slots.contains = { v, key throws(Raised) in try find(own(v), key, from: 0, to: Int.max) >= 0 }
    slots.iterate = { v throws(Raised) in .native(TypedArrayIterator(v), TypedArrayIterator.type) }
    slots.getItem = getItem
    slots.setItem = setItem
    slots.binary = { op, a, b throws(Raised) in
      switch op {
      case .add:
        guard let x = a.native(TypedArray.self) else { return .notImplemented }
        guard let y = b.native(TypedArray.self) else {
          throw raise(
            .typeError, "can only append array (not \"\(b.type.name)\") to array")
        }
        guard x.code.letter == y.code.letter else { throw wrongKind() }
        return make(x.bytes + y.bytes, like: x)
      case .multiply:
        let (array, times) = a.native(TypedArray.self) != nil ? (a, b) : (b, a)
        guard let own = array.native(TypedArray.self),
          times.isInteger || times.type.slots.index != nil
        else { return .notImplemented }
        return make(try repeated(own, indexValue(times)), like: own)
      default: return .notImplemented
      }
    }
    slots.binaryMask = 1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
    slots.inPlace = { op, a, b throws(Raised) in
      guard let own = a.native(TypedArray.self) else { return .notImplemented }
      switch op {
      case .add:
        guard let other = b.native(TypedArray.self) else {
          throw raise(
            .typeError, "can only extend array with array (not \"\(b.type.name)\")")
        }
        try extend(own, other)
        return a.retained()
      case .multiply:
        guard b.isInteger || b.type.slots.index != nil else { return .notImplemented }
        let new = try repeated(own, indexValue(b))
        if new.count != own.bytes.count { try own.checkSize() }
        own.replace(0..<own.count, with: new)
        return a.retained()
      default: return .notImplemented
      }
    }
    slots.inPlaceMask = slots.binaryMask
  }

  /// Whether two elements are equal: as they are made anew each time, NaN is not even equal to itself.
  static func isSame(_ a: Value, _ b: Value) throws(Raised) -> Bool {
    let answer = try Interpreter.compare(.equal, a, b)
    defer { answer.release() }
    return try isTrue(answer)
  }

  /// The first elements that differ decide; then the counts.
  private static func compare(_ op: Comparison, _ x: TypedArray, _ y: TypedArray) throws(Raised)
    -> Value
  {
    if x.count != y.count && (op == .equal || op == .notEqual) { return Value(op == .notEqual) }
    var index = 0
    while index < x.count && index < y.count {
      let (left, right) = (x.element(index), y.element(index))
      defer {
        left.release()
        right.release()
      }
      if try !isSame(left, right) {
        if op == .equal || op == .notEqual { return Value(op == .notEqual) }
        return try Interpreter.compare(op, left, right)
      }
      index += 1
    }
    return Value(op.holds(x.count, y.count))
  }

  static func wrongKind() -> Raised {
    raise(.typeError, "bad argument type for built-in operation")
  }

  static func extend(_ own: TypedArray, _ other: TypedArray) throws(Raised) {
    guard own.code.letter == other.code.letter else {
      throw raise(.typeError, "can only extend with array of same kind")
    }
    try own.appendBytes(other.bytes)
  }

  private static func repeated(_ own: TypedArray, _ times: Int) throws(Raised) -> [UInt8] {
    let (total, overflow) = own.bytes.count.multipliedReportingOverflow(by: max(0, times))
    guard !overflow, total < 1 << 40 else { throw raise(.memoryError, with: []) }
    if total == 0 { return [] }
    var result: [UInt8] = []
    result.reserveCapacity(total)
    for _ in 0..<times { result += own.bytes }
    return result
  }

  /// The position of the first element equal to a value, or -1.
  static func find(_ own: TypedArray, _ value: Value, from start: Int, to stop: Int) throws(Raised)
    -> Int
  {
    var index = start
    while index < own.count && index < stop {
      let element = own.element(index)
      defer { element.release() }
      if try isSame(element, value) { return index }
      index += 1
    }
    return -1
  }

  /// The characters of an array of them, a string; owned.
  static func text(_ own: TypedArray) throws(Raised) -> Value {
    let points = own.bytes.withUnsafeBytes { memory in
      (0..<own.count).map { memory.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
    }
    if let wrong = points.first(where: { $0 > 0x10ffff }) {
      throw raise(
        .valueError,
        "character U+\(String(wrong, radix: 16)) is not in range [U+0000; U+10ffff]")
    }
    return Str.make(points).value
  }

  // MARK: Items

  private static func position(_ key: Value, _ own: TypedArray, _ words: String) throws(Raised)
    -> Int
  {
    guard key.isInteger || key.type.slots.index != nil else {
      throw raise(.typeError, "array indices must be integers")
    }
    var index = try indexValue(key)
    if index < 0 { index += own.count }
    guard index >= 0 && index < own.count else { throw raise(.indexError, words) }
    return index
  }

  private static func getItem(_ v: Value, _ key: Value) throws(Raised) -> Value {
    let own = try own(v)
    guard key.has(.slice) else {
      return own.element(try position(key, own, "array index out of range"))
    }
    let range = try SliceRange(key, count: own.count)
    if range.step == 1 {
      return make(own.slice(range.start..<range.start + range.count), like: own)
    }
    return make(Array(range.map { own.slice($0..<$0 + 1) }.joined()), like: own)
  }

  private static func setItem(_ v: Value, _ key: Value, _ value: Value) throws(Raised) {
    let own = try own(v)
    guard key.has(.slice) else {
      let index = try position(key, own, "array assignment index out of range")
      if !value.isUnbound { return try own.set(index, value) }
      try own.checkSize()
      own.replace(index..<index + 1, with: [])
      return
    }
    let range = try SliceRange(key, count: own.count)
    var new: [UInt8] = []
    if !value.isUnbound {
      guard let other = value.native(TypedArray.self) else {
        throw raise(
          .typeError, "can only assign array (not \"\(value.type.name)\") to array slice")
      }
      guard other.code.letter == own.code.letter else { throw wrongKind() }
      new = other.contents
    }
    let size = own.code.size
    if (new.isEmpty || new.count != range.count * size) { try own.checkSize() }
    if range.step == 1 {
      own.replace(range.start..<max(range.start, range.start + range.count), with: new)
    } else if new.isEmpty {
      for index in range.map({ $0 }).sorted(by: >) { own.replace(index..<index + 1, with: []) }
    } else {
      guard new.count == range.count * size else {
        throw raise(
          .valueError,
          "attempt to assign array of size \(new.count / size) to extended slice of size \(range.count)"
        )
      }
      for (place, index) in range.map({ $0 }).enumerated() {
        own.replace(index..<index + 1, with: new[place * size..<(place + 1) * size])
      }
    }
  }

  // MARK: Making

  private static func make(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
    if arguments.nameCount > 0 && !type.flags.contains(.heapType) {
      throw raise(.typeError, "array.array() takes no keyword arguments")
    }
    let count = arguments.positionalCount
    guard count > 0 else {
      throw raise(.typeError, "array() takes at least 1 argument (0 given)")
    }
    guard count <= 2 else {
      throw raise(.typeError, "array() takes at most 2 arguments (\(count) given)")
    }
    guard arguments[0].isStr, Str(arguments[0]).count == 1 else {
      throw raise(
        .typeError,
        "array() argument 1 must be a unicode character, not \(arguments[0].type.name)")
    }
    let letter = Str(arguments[0])[0]
    let source = count > 1 ? arguments[1] : .unbound
    let code = TypeCode.of(letter)
    if code?.isText != true, !source.isUnbound {
      let name = Str(arguments[0]).text
      if source.isStr {
        throw raise(
          .typeError, "cannot use a str to initialize an array with typecode '\(name)'")
      }
      if source.native(TypedArray.self)?.code.isText == true {
        throw raise(
          .typeError,
          "cannot use a unicode array to initialize an array with typecode '\(name)'")
      }
    }
    guard let code else {
      throw raise(
        .valueError, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
    }
    return try make(type, code, from: source)
  }

  /// A new array from any source; owned.
  static func make(_ type: TypeRef, _ code: TypeCode, from source: Value) throws(Raised) -> Value {
    let own = TypedArray(code)
    let result = Value.native(own, type)
    do throws(Raised) {
      if source.isUnbound { return result }
      if source.has(.bytes) || source.native(ByteArray.self) != nil {
        try own.appendBytes(ByteArray.anyBytes(of: source) ?? [])
      } else if let other = source.native(TypedArray.self), other.code.letter == code.letter {
        try own.appendBytes(other.bytes)
      } else {
        try forEach(source) { element throws(Raised) in
          try own.append(element)
          return true
        }
      }
    } catch {
      result.release()
      throw error
    }
    return result
  }

  // MARK: Pickling

  /// Machine formats of pickles: the element's letter and size, and whether the first byte counts most.
  private static func machineFormat(_ number: Int) -> (letter: UInt8, size: Int, isBig: Bool)? {
    let letters: [(Character, Int)] = [
      ("H", 2), ("h", 2), ("I", 4), ("i", 4), ("Q", 8), ("q", 8), ("f", 4), ("d", 8), ("U", 2),
      ("u", 4),
    ]
    if number == 0 { return (UInt8(ascii: "B"), 1, false) }
    if number == 1 { return (UInt8(ascii: "b"), 1, false) }
    guard number >= 2, number <= 21 else { return nil }
    let (letter, size) = letters[(number - 2) / 2]
    return (letter.asciiValue ?? 0, size, number % 2 == 1)
  }

  private static var reconstructor: Builtin {
    Builtin("_array_reconstructor(arraytype, typecode, mformat_code, items, /)") {
      a throws(Raised) in try reconstruct(a)
    }
  }

  private static func reconstruct(_ a: BoundArguments) throws(Raised) -> Value {
    guard a[0].has(.type) else {
      throw raise(
        .typeError, "first argument must be a type object, not \(a[0].type.name)")
    }
    let wanted = TypeRef(a[0])
    guard wanted.isSubtype(of: type) else {
      throw raise(.typeError, "\(wanted.name) is not a subtype of array.array")
    }
    guard a[1].isStr, Str(a[1]).count == 1 else {
      throw raise(
        .typeError,
        "_array_reconstructor() argument 2 must be a unicode character, not \(a[1].type.name)")
    }
    guard let code = TypeCode.of(Str(a[1])[0]) else {
      throw raise(.valueError, "second argument must be a valid type code")
    }
    guard let format = machineFormat(try indexValue(a[2])) else {
      throw raise(.valueError, "third argument must be a valid machine format code.")
    }
    guard a[3].has(.bytes) else {
      throw raise(.typeError, "fourth argument should be bytes, not \(a[3].type.name)")
    }
    var bytes = Array(Bytes(a[3]).buffer)
    guard bytes.count % format.size == 0 else {
      throw raise(.valueError, "bytes length not a multiple of item size")
    }
    if format.letter == UInt8(ascii: "U") || format.letter == UInt8(ascii: "u") {
      let encoding = "utf-\(format.size * 8)-\(format.isBig ? "be" : "le")"
      let text = try Codecs.decode(bytes, encoding: encoding, errors: "strict")
      defer { text.release() }
      return try make(wanted, code, from: text)
    }
    if format.isBig {
      for start in stride(from: 0, to: bytes.count, by: format.size) {
        bytes[start..<start + format.size].reverse()
      }
    }
    let values = List.make(
      consuming: stride(from: 0, to: bytes.count, by: format.size).map { start in
        bytes.withUnsafeBytes { NativeElement.load(format.letter, $0.baseAddress! + start) }
      })
    defer { values.value.release() }
    // Numbers from another machine take the code that has their size here.
    let isInteger = NativeElement.limits(format.letter) != nil
    let own = isInteger ? TypeCode.of(UInt32(format.letter)) ?? code : code
    return try make(
      wanted, code.machineFormat == own.machineFormat ? code : own, from: values.value)
  }
}

/// Iterates over an array.array.
final class TypedArrayIterator: NativeObject {
  private var array: Value
  private var index = 0
  init(_ array: Value) { self.array = array.retained() }
  deinit { array.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(array) }
  override func clearReferences() { end() }

  private func end() {
    let old = array
    array = .none
    old.release()
  }

  func next() -> Value {
    guard let own = array.native(TypedArray.self) else { return .unbound }
    guard index < own.count else {
      end()
      return .unbound
    }
    index += 1
    return own.element(index - 1)
  }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "array.arrayiterator", module: "array",
    methods: [
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(TypedArrayIterator.self) else { return .none }
        let function = Dict(machine.pointee.builtins).get("iter")
        let isDone = own.array.isNone
        let source = isDone ? Tuple.empty.value : own.array.retained()
        defer { source.release() }
        let arguments = Value.tuple(source)
        defer { arguments.release() }
        return isDone
          ? .tuple(function, arguments) : .tuple(function, arguments, Value(own.index))
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        guard let own = a[0].native(TypedArrayIterator.self),
          let array = own.array.native(TypedArray.self)
        else { return .none }
        own.index = max(0, min(try indexValue(a[1]), array.count))
        return .none
      },
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in v.native(TypedArrayIterator.self)?.next() ?? .unbound }
  }
}
