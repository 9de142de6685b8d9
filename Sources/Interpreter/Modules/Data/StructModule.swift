// SPDX-License-Identifier: Apache-2.0
// _struct and struct: values as bytes in the layouts of C.

/// A parsed format: items with their places.
struct PackFormat {
  struct Item {
    var letter: Character
    var count: Int
    var offset: Int
    var size: Int
    /// How often it stands there, one after the other.
    var repeats = 1
  }
  private var groups: [Item] = []
  private(set) var itemCount = 0
  /// One item for each value: as many as a buffer of this size has room for.
  private var items: [Item] {
    groups.flatMap { group in
      (0..<group.repeats).map { index in
        Item(
          letter: group.letter, count: group.count, offset: group.offset + index * group.size,
          size: group.size)
      }
    }
  }
  private(set) var size = 0
  private(set) var isBig = false
  private var isNative = true

  /// Sizes in the standard layout; natively `l`, `L`, `n`, `N` and `P` have 8 bytes.
  private static let sizes: [Character: Int] = [
    "x": 1, "c": 1, "b": 1, "B": 1, "?": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 4, "L": 4,
    "q": 8, "Q": 8, "e": 2, "f": 4, "d": 8, "s": 1, "p": 1,
  ]
  private static let nativeSizes: [Character: Int] = ["l": 8, "L": 8, "n": 8, "N": 8, "P": 8]

  init(_ text: String) throws(Raised) {
    var rest = Substring(text)
    var isAligned = true
    if let first = rest.first, "@=<>!".contains(first) {
      rest = rest.dropFirst()
      isNative = first == "@"
      isAligned = isNative
      isBig = first == ">" || first == "!"
    }
    while let first = rest.first {
      rest = rest.dropFirst()
      if first.isWhitespace { continue }
      var letter = first
      var count = 1
      if letter.isASCII, letter.isNumber {
        let digits = String(letter) + rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count - 1)
        guard let number = Int(digits) else {
          throw StructModule.error("total struct size too long")
        }
        count = number
        guard let after = rest.first else {
          throw StructModule.error("repeat count given without format specifier")
        }
        letter = after
        rest = rest.dropFirst()
      }
      let native = isNative ? Self.nativeSizes[letter] : nil
      guard let width = native ?? Self.sizes[letter] else {
        throw StructModule.error("bad char in struct format")
      }
      if isAligned, !"xcbB?sp".contains(letter) {
        size = (size + width - 1) / width * width
      }
      switch letter {
      case "x": break
      case "s", "p":
        groups.append(Item(letter: letter, count: count, offset: size, size: count))
        itemCount += 1
      default:
        groups.append(
          Item(letter: letter, count: 1, offset: size, size: width, repeats: count))
        itemCount += count
      }
      let (total, overflow) = count.multipliedReportingOverflow(by: width)
      if overflow || total > Int.max - size {
        throw StructModule.error("total struct size too long")
      }
      size += total
    }
  }

  // MARK: Packing

  private func put(_ bits: UInt64, _ item: Item, _ bytes: inout [UInt8], _ start: Int) {
    for step in 0..<item.size {
      let shift = UInt64(isBig ? item.size - 1 - step : step) * 8
      bytes[start + item.offset + step] = UInt8(truncatingIfNeeded: bits >> shift)
    }
  }

  private func bits(_ item: Item, _ bytes: [UInt8], _ start: Int) -> UInt64 {
    var result: UInt64 = 0
    for step in 0..<item.size {
      let place = isBig ? step : item.size - 1 - step
      result = result << 8 | UInt64(bytes[start + item.offset + place])
    }
    return result
  }

  /// Writes the values over bytes that are there.
  func pack(_ values: [Value], _ bytes: inout [UInt8], at start: Int) throws(Raised) {
    guard values.count == itemCount else {
      throw StructModule.error(
        "pack expected \(itemCount) items for packing (got \(values.count))")
    }
    for (item, value) in zip(items, values) {
      switch item.letter {
      case "c":
        guard value.has(.bytes), Bytes(value).count == 1 else {
          throw StructModule.error("char format requires a bytes object of length 1")
        }
        bytes[start + item.offset] = Bytes(value).start[0]
      case "?": bytes[start + item.offset] = try isTrue(value) ? 1 : 0
      case "s", "p":
        guard value.has(.bytes) || value.native(ByteArray.self) != nil,
          let data = ByteArray.anyBytes(of: value)
        else {
          throw StructModule.error("argument for '\(item.letter)' must be a bytes object")
        }
        if item.count == 0 { continue }
        let first = start + item.offset + (item.letter == "p" ? 1 : 0)
        let room = item.letter == "p" ? item.count - 1 : item.count
        for index in 0..<min(room, data.count) { bytes[first + index] = data[index] }
        if item.letter == "p" {
          bytes[start + item.offset] = UInt8(min(255, min(room, data.count)))
        }
      case "e", "f", "d": try packFloat(value, item, &bytes, start)
      default: try packInteger(value, item, &bytes, start)
      }
    }
  }

  private func packFloat(_ value: Value, _ item: Item, _ bytes: inout [UInt8], _ start: Int)
    throws(Raised)
  {
    let number: Double
    if value.unboxed.tag == .float {
      number = value.unboxed.asFloat
    } else {
      guard value.isInteger || value.type.slots.float != nil || value.type.slots.index != nil else {
        throw StructModule.error("required argument is not a float")
      }
      let float = try call(machine.pointee.types.float.value, value)
      defer { float.release() }
      number = float.asFloat
    }
    switch item.letter {
    case "d": put(number.bitPattern, item, &bytes, start)
    case "f":
      let single = Float(number)
      if single.isInfinite && number.isFinite && !isNative {
        throw raise(.overflowError, "float too large to pack with f format")
      }
      put(UInt64(single.bitPattern), item, &bytes, start)
    default:
      let half = HalfFloat.bits(number)
      guard let half else {
        throw raise(.overflowError, "float too large to pack with e format")
      }
      put(UInt64(half), item, &bytes, start)
    }
  }

  private func packInteger(_ value: Value, _ item: Item, _ bytes: inout [UInt8], _ start: Int)
    throws(Raised)
  {
    guard value.isInteger || value.type.slots.index != nil else {
      throw StructModule.error("required argument is not an integer")
    }
    let integer = try index(value)
    defer { integer.release() }
    let isSigned = "bhilqn".contains(item.letter)
    let width = item.size * 8
    let number = IntMath.big(integer.unboxed)
    let isAddress = item.letter == "P"
    // Addresses may be given as negative numbers too.
    let low: BigInt = isSigned || isAddress ? -(BigInt(1) << (width - 1)) : 0
    let high: BigInt = (BigInt(1) << (isSigned ? width - 1 : width)) - 1
    guard number >= low, number <= high else {
      throw StructModule.error(
        isAddress
          ? "int too large to convert"
          : "'\(item.letter)' format requires \(low) <= number <= \(high)")
    }
    put(UInt64(truncatingIfNeeded: number), item, &bytes, start)
  }

  /// The values in bytes; a tuple, owned.
  func unpack(_ bytes: [UInt8], at start: Int) -> Value {
    Tuple.make(consuming: items.map { value($0, bytes, start) }).value
  }

  private func value(_ item: Item, _ bytes: [UInt8], _ start: Int) -> Value {
    let first = start + item.offset
    switch item.letter {
    case "c": return .bytes(bytes[first..<first + 1])
    case "?": return Value(bytes[first] != 0)
    case "s": return .bytes(bytes[first..<first + item.count])
    case "p":
      if item.count == 0 { return .bytes([]) }
      let count = min(Int(bytes[first]), item.count - 1)
      return .bytes(bytes[(first + 1)..<(first + 1 + count)])
    case "d": return Value(Double(bitPattern: bits(item, bytes, start)))
    case "f":
      return Value(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(item, bytes, start)))))
    case "e": return Value(HalfFloat.double(UInt16(truncatingIfNeeded: bits(item, bytes, start))))
    default:
      let raw = bits(item, bytes, start)
      if "bhilqn".contains(item.letter) {
        let shift = UInt64(64 - item.size * 8)
        return Value(Int(Int64(bitPattern: raw << shift) >> Int64(shift)))
      }
      return raw <= UInt64(Int.max) ? Value(Int(raw)) : .integer(BigInt(raw))
    }
  }
}

/// IEEE 754 numbers of 16 bits.
enum HalfFloat {
  /// The nearest one, ties to even; nil if it is too large.
  static func bits(_ number: Double) -> UInt16? {
    let sign: UInt16 = number.sign == .minus ? 0x8000 : 0
    if number.isNaN { return sign | 0x7e00 }
    let magnitude = number.magnitude
    if magnitude.isInfinite { return sign | 0x7c00 }
    // The step between neighbours: 2^-24 below the normal numbers, else 2^(exponent - 10).
    let exponent = magnitude < 6.103515625e-05 ? -14 : Int(magnitude.exponent)
    let step = Double(sign: .plus, exponent: exponent - 10, significand: 1)
    let units = Int((magnitude / step).rounded(.toNearestOrEven))
    let result = units + (exponent + 14) * 1024
    return result >= 0x7c00 ? nil : sign | UInt16(result)
  }

  static func double(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    let magnitude =
      exponent == 31
      ? (fraction == 0 ? Double.infinity : Double.nan)
      : exponent == 0
        ? fraction * 0x1p-24
        : Double(sign: .plus, exponent: exponent - 25, significand: fraction + 1024)
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}

enum StructModule {
  nonisolated(unsafe) static let errorType: TypeRef = TypeMaking.make(
    "error", module: "struct", base: ExceptionKind.exception.type, layout: .exception,
    flags: [.basetype, .isException, .hasDict])

  static func error(_ text: String) -> Raised { raise(.exception, text, of: errorType) }

  static var modules: [NativeModule] {
    ["_struct", "struct"].map { name in
      NativeModule(name) { module throws(Raised) in
        module.namespace.set("error", errorType.value)
        module.namespace.set("Struct", StructObject.type.value)
        module.add(rows)
        let names = rows.map(\.name).filter { $0 != "_clearcache" } + ["Struct", "error"]
        module.add("__all__", consuming: List.make(consuming: names.map(Value.string)).value)
      }
    }
  }

  static func format(_ value: Value) throws(Raised) -> PackFormat {
    if value.isStr { return try PackFormat(Str(value).text) }
    guard value.has(.bytes) else {
      throw raise(
        .typeError, "Struct() argument 1 must be a str or bytes object, not \(value.type.name)")
    }
    return try PackFormat(String(decoding: Bytes(value).buffer, as: UTF8.self))
  }

  static func pack(_ format: PackFormat, _ values: Value) throws(Raised) -> Value {
    try checkMemory(format.size, 2)
    var bytes = [UInt8](repeating: 0, count: format.size)
    try format.pack(Array(Tuple(values).buffer), &bytes, at: 0)
    return .bytes(bytes)
  }

  static func packInto(_ format: PackFormat, _ buffer: Value, _ offset: Value, _ values: Value)
    throws(Raised) -> Value
  {
    let (count, store) = try IOBase.target(buffer)
    let start = try place(format, offset, count, "pack_into")
    var bytes = try IOBase.bytes(buffer)
    for index in start..<start + format.size { bytes[index] = 0 }
    try format.pack(Array(Tuple(values).buffer), &bytes, at: start)
    store(bytes)
    return .none
  }

  private static func place(_ format: PackFormat, _ offset: Value, _ count: Int, _ name: String)
    throws(Raised) -> Int
  {
    let given = try indexValue(offset)
    let start = given < 0 ? given + count : given
    if start < 0 {
      throw error("offset \(given) out of range for \(count)-byte buffer")
    }
    guard count - start >= format.size else {
      let verb = name == "pack_into" ? "packing" : "unpacking"
      throw error(
        "\(name) requires a buffer of at least \(UInt(start) + UInt(format.size)) bytes for \(verb) \(format.size) bytes at offset \(start) (actual buffer size is \(count))"
      )
    }
    return start
  }

  static func unpack(_ format: PackFormat, _ buffer: Value) throws(Raised) -> Value {
    let bytes = try IOBase.bytes(buffer)
    guard bytes.count == format.size else {
      throw error("unpack requires a buffer of \(format.size) bytes")
    }
    return format.unpack(bytes, at: 0)
  }

  static func unpackFrom(_ format: PackFormat, _ buffer: Value, _ offset: Value) throws(Raised)
    -> Value
  {
    let bytes = try IOBase.bytes(buffer)
    return format.unpack(bytes, at: try place(format, offset, bytes.count, "unpack_from"))
  }

  static func unpackEach(_ format: PackFormat, _ buffer: Value) throws(Raised) -> Value {
    let bytes = try IOBase.bytes(buffer)
    guard format.size > 0 else {
      throw error("cannot iteratively unpack with a struct of length 0")
    }
    guard bytes.count % format.size == 0 else {
      throw error(
        "iterative unpacking requires a buffer of a multiple of \(format.size) bytes")
    }
    let list = List.make(
      consuming: stride(from: 0, to: bytes.count, by: format.size).map {
        format.unpack(bytes, at: $0)
      })
    defer { list.value.release() }
    return try iterate(list.value)
  }

  private static var rows: [Builtin] {
    [
      Builtin("calcsize(format, /)") { a throws(Raised) in Value(try format(a[0]).size) },
      Builtin("pack(format, /, *values)") { a throws(Raised) in try pack(format(a[0]), a[1]) },
      Builtin("pack_into(format, buffer, offset, /, *values)") { a throws(Raised) in
        try packInto(format(a[0]), a[1], a[2], a[3])
      },
      Builtin("unpack(format, buffer, /)") { a throws(Raised) in try unpack(format(a[0]), a[1]) },
      Builtin("unpack_from(format, /, buffer, offset=0)") { a throws(Raised) in
        try unpackFrom(format(a[0]), a[1], a[2])
      },
      Builtin("iter_unpack(format, buffer, /)") { a throws(Raised) in
        try unpackEach(format(a[0]), a[1])
      },
      Builtin("_clearcache()") { _ throws(Raised) in .none },
    ]
  }
}

/// struct.Struct: a format parsed once.
final class StructObject: NativeObject {
  private var format: PackFormat?
  private var text = ""

  private static func own(_ v: Value) throws(Raised) -> PackFormat {
    guard let format = v.native(StructObject.self)?.format else {
      throw raise(.runtimeError, "Struct object is not initialized")
    }
    return format
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "Struct", module: "_struct", flags: [.basetype, .weakReferable],
    methods: [
      Builtin("pack(self, /, *values)") { a throws(Raised) in
        try StructModule.pack(own(a[0]), a[1])
      },
      Builtin("pack_into(self, buffer, offset, /, *values)") { a throws(Raised) in
        try StructModule.packInto(own(a[0]), a[1], a[2], a[3])
      },
      Builtin("unpack(self, buffer, /)") { a throws(Raised) in
        try StructModule.unpack(own(a[0]), a[1])
      },
      Builtin("unpack_from(self, /, buffer, offset=0)") { a throws(Raised) in
        try StructModule.unpackFrom(own(a[0]), a[1], a[2])
      },
      Builtin("iter_unpack(self, buffer, /)") { a throws(Raised) in
        try StructModule.unpackEach(own(a[0]), a[1])
      },
    ],
    properties: [
      Property("size") { v throws(Raised) in Value(try own(v).size) },
      Property("format") { v throws(Raised) in
        .string(v.native(StructObject.self)?.text ?? "")
      },
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(StructObject(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(arguments, "Struct", ["format"], required: 1)
      guard let own = v.native(StructObject.self) else { return }
      own.format = try StructModule.format(a[0])
      own.text =
        a[0].isStr ? Str(a[0]).text : String(decoding: Bytes(a[0]).buffer, as: UTF8.self)
    }
  }
}
