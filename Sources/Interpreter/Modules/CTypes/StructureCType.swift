// SPDX-License-Identifier: Apache-2.0
// `Structure` and `Union` and their metaclasses: fields set once, by which the class gets its layout.

enum StructureCType {
  nonisolated(unsafe) static let structureMetatype = metatype("PyCStructType", .structure)
  nonisolated(unsafe) static let unionMetatype = metatype("UnionType", .union)

  nonisolated(unsafe) static let structure: TypeRef = CDataTypes.make(
    "Structure", structureMetatype, documentation: "Structure base class", configure)
  nonisolated(unsafe) static let union: TypeRef = CDataTypes.make(
    "Union", unionMetatype, documentation: "Union base class", configure)

  private static func metatype(_ name: String, _ kind: CTypeInfo.Kind) -> TypeRef {
    CDataTypes.metatype(
      name,
      { slots in
        slots.setAttribute = { v, name, value throws(Raised) in
          try TypeType.setAttribute(TypeRef(v), name, value)
          if !value.isUnbound, name == "_fields_" { try setFields(TypeRef(v), value) }
        }
      }
    ) { type, namespace throws(Raised) in
      if !namespace.get("_abstract_").isUnbound { return }
      let info = CTypeInfo(kind)
      CDataTypes.setInfo(info, of: type)
      let fields = namespace.get("_fields_")
      if fields.isUnbound {
        guard let base = type.cell.pointee.base?.cInfo else { return }
        info.copyLayout(of: base)
        base.flags.insert(.isFinal)
      } else {
        fields.retained()
        defer { fields.release() }
        try Interpreter.setAttribute(type.value, "_fields_", fields)
      }
    }
  }

  nonisolated(unsafe) private static let fieldsName = Value.interned("_fields_")

  private static func configure(_ slots: inout Slots) {
    slots.new = { type, _ throws(Raised) in try .newCData(type) }
    slots.initialize = { v, arguments throws(Raised) in
      if arguments.positionalCount > 0,
        try setFields(v, v.type, arguments, from: 0) < arguments.positionalCount
      {
        throw raise(.typeError, "too many initializers")
      }
      for number in 0..<arguments.nameCount {
        try Interpreter.setAttribute(
          v, Str(Tuple(arguments.names)[number]), arguments[arguments.positionalCount + number])
      }
    }
  }

  /// Gives fields the positional arguments, those of the base first; the number of fields there are.
  private static func setFields(
    _ v: Value, _ type: TypeRef, _ arguments: CallArguments, from first: Int
  ) throws(Raised) -> Int {
    var first = first
    if let base = type.cell.pointee.base, base.cInfo != nil {
      first = try setFields(v, base, arguments, from: first)
    }
    let fields = type.dict.get(Str(fieldsName))
    guard !fields.isUnbound, let info = type.cInfo else { return first }
    fields.retained()
    defer { fields.release() }
    for index in 0..<info.length where first + index < arguments.positionalCount {
      let pair = try getItem(fields, Value(index))
      defer { pair.release() }
      let name = try getItem(pair, Value(0))
      defer { name.release() }
      let key = try SlotWrappers.nameArgument(name)
      if !arguments.keyword(key).isUnbound {
        throw raise(.typeError, "duplicate values for field \(try reprText(name))")
      }
      try Interpreter.setAttribute(v, key, arguments[first + index])
    }
    return first + info.length
  }

  // MARK: Layout

  private static func attribute(_ type: TypeRef, _ name: String) throws(Raised) -> Value? {
    let key = Value.interned(name)
    defer { key.release() }
    return try getOptionalAttribute(type.value, Str(key))
  }

  private static func pack(of type: TypeRef) throws(Raised) -> Int {
    guard let value = try attribute(type, "_pack_") else { return 0 }
    defer { value.release() }
    let wrong = { raise(.valueError, "_pack_ must be a non-negative integer") }
    guard value.isInteger || value.type.slots.index != nil else { throw wrong() }
    let integer = try index(value)
    defer { integer.release() }
    guard let pack = Int32(exactly: IntMath.big(integer.unboxed)), pack >= 0 else { throw wrong() }
    return Int(pack)
  }

  /// One entry of `_fields_`.
  private struct Entry {
    let name: Str
    let type: Value
    let bits: Value
  }

  /// Name, type and number of bits of an entry; borrowed from it.
  private static func entry(_ pair: Value) throws(Raised) -> Entry {
    guard pair.has(.tuple), Tuple(pair).count == 2 || Tuple(pair).count == 3, Tuple(pair)[0].isStr,
      Tuple(pair).count == 2 || Self.isInt(Tuple(pair)[2])
    else {
      throw notPairs()
    }
    let parts = Tuple(pair)
    return Entry(
      name: Str(parts[0]), type: parts[1], bits: parts.count == 3 ? parts[2] : .unbound)
  }

  private static func notPairs() -> Raised {
    raise(.typeError, "'_fields_' must be a sequence of (name, C type) pairs")
  }

  /// Whether it is an integer that C's int holds.
  private static func isInt(_ value: Value) -> Bool {
    let word = value.unboxed
    return (word.tag == .int || word.tag == .bool) && Int32(exactly: word.asInt) != nil
  }

  /// Lays out the fields that a class is given.
  private static func setFields(_ type: TypeRef, _ fields: Value) throws(Raised) {
    guard let info = type.cInfo else {
      throw raise(.typeError, "ctypes state is not initialized")
    }
    let isStructure = info.kind == .structure
    let isSwapped = try attribute(type, "_swappedbytes_")
    isSwapped?.release()
    let pack = try pack(of: type)
    if info.flags.contains(.isFinal) { throw raise(.attributeError, "_fields_ is final") }
    let isSequence = fields.type.slots.length != nil && !fields.has(.dict)
    guard fields.has(.list) || fields.has(.tuple) || isSequence else {
      throw raise(.typeError, "'_fields_' must be a sequence of pairs")
    }
    let pairs = try collect(fields)
    defer { for pair in pairs { pair.release() } }
    // A set has a length, and no first element.
    if fields.type.slots.getItem == nil, !pairs.isEmpty { throw notPairs() }

    var placer = FieldPlacer(pack: pack, isBigEndian: isSwapped != nil)
    var totalAlignment = 1
    var unionSize = 0
    info.flags.formUnion(isStructure ? [] : .hasUnion)
    if let base = type.cell.pointee.base?.cInfo {
      info.flags.formUnion(base.flags.intersection([.hasUnion, .hasBitField, .hasPointer]))
      (placer.size, placer.offset) = (base.size, base.size)
      totalAlignment = max(base.alignment, 1)
      for field in base.fields { info.addField(field.type, offset: field.offset, bits: field.bits) }
      unionSize = base.kind == .union ? base.size : 0
    }
    var format = "T{"
    for (index, pair) in pairs.enumerated() {
      let entry = try entry(pair)
      guard let fieldInfo = CTypeInfo.of(type: entry.type) else {
        throw raise(
          .typeError, "second item in _fields_ tuple (index \(index)) must be a C type")
      }
      if !fieldInfo.flags.isDisjoint(with: [.isPointer, .hasPointer]) {
        info.flags.insert(.hasPointer)
      }
      info.flags.formUnion(fieldInfo.flags.intersection([.hasUnion, .hasBitField]))
      fieldInfo.flags.insert(.isFinal)
      let bits = try bits(entry, fieldInfo)
      // Beyond any memory, and safely within the numbers of sizes.
      if placer.size > 1 << 60 || fieldInfo.size > 1 << 60 {
        throw raise(.overflowError, "structure or union too large")
      }
      if bits > 0 { info.flags.insert(.hasBitField) }
      // Fields of a union share nothing but their memory.
      if !isStructure { placer = FieldPlacer(pack: pack, isBigEndian: isSwapped != nil) }
      let before = placer.offset
      let (offset, size) = placer.place(fieldInfo, bits: bits)
      unionSize = max(unionSize, placer.size)
      totalAlignment = max(totalAlignment, placer.alignment)
      if isStructure {
        format += padding(offset - before) + fieldInfo.shapedFormat + ":\(entry.name.text):"
      }
      info.addField(entry.type, offset: offset, bits: bits)
      let descriptor = Value.native(
        CField(entry.type, offset: offset, size: size, index: index), CField.descriptor)
      defer { descriptor.release() }
      try Interpreter.setAttribute(type.value, entry.name, descriptor)
    }
    let size = isStructure ? placer.size : unionSize
    let total = (size + totalAlignment - 1) / totalAlignment * totalAlignment
    if isStructure { format += padding(total - size) + "}" }
    // A field of the class itself has made it final meanwhile.
    if info.flags.contains(.isFinal) {
      throw raise(.attributeError, "Structure or union cannot contain itself")
    }
    info.size = total
    info.alignment = totalAlignment
    info.length = pairs.count
    info.format = isStructure ? format : "B"
    info.flags.insert(.isFinal)
    try addAnonymousFields(type)
  }

  private static func padding(_ count: Int) -> String {
    count <= 0 ? "" : count == 1 ? "x" : "\(count)x"
  }

  private static func bits(_ entry: Entry, _ info: CTypeInfo) throws(Raised) -> Int {
    if entry.bits.isUnbound { return 0 }
    guard info.kind == .simple, info.code.allowsBits else {
      throw raise(
        .typeError, "bit fields not allowed for type \(TypeRef(entry.type).name)")
    }
    let bits = entry.bits.unboxed
    guard bits.tag != .object, bits.asInt > 0, bits.asInt <= info.size * 8 else {
      throw raise(.valueError, "number of bits invalid for bit field")
    }
    return bits.asInt
  }

  // MARK: Anonymous fields

  /// The fields of those that `_anonymous_` names become fields of the class too.
  private static func addAnonymousFields(_ type: TypeRef) throws(Raised) {
    guard let names = try attribute(type, "_anonymous_") else { return }
    defer { names.release() }
    guard
      names.has(.list) || names.has(.tuple) || names.type.slots.iterate != nil
        || names.type.slots.getItem != nil
    else { throw raise(.typeError, "_anonymous_ must be a sequence") }
    let all = try collect(names)
    defer { for name in all { name.release() } }
    for name in all {
      let descriptor = try getAttribute(type.value, try SlotWrappers.nameArgument(name))
      defer { descriptor.release() }
      guard let field = descriptor.native(CField.self) else {
        throw raise(
          .attributeError,
          "'\(Str(name).text)' is specified in _anonymous_ but not in _fields_")
      }
      field.isAnonymous = true
      try addFields(of: field, to: type, offset: field.offset, index: field.index)
    }
  }

  private static func addFields(of field: CField, to type: TypeRef, offset: Int, index: Int)
    throws(Raised)
  {
    let key = Value.interned("_fields_")
    defer { key.release() }
    let fields = try getAttribute(field.type, Str(key))
    defer { fields.release() }
    let pairs = try collect(fields)
    defer { for pair in pairs { pair.release() } }
    for pair in pairs {
      let entry = try entry(pair)
      let inner = try getAttribute(field.type, entry.name)
      defer { inner.release() }
      guard let own = inner.native(CField.self) else { throw raise(.typeError, "unexpected type") }
      if own.isAnonymous {
        try addFields(
          of: own, to: type, offset: offset + own.offset, index: index + own.index)
        continue
      }
      let descriptor = Value.native(own.moved(offset: offset, index: index), CField.descriptor)
      defer { descriptor.release() }
      try Interpreter.setAttribute(type.value, entry.name, descriptor)
    }
  }
}
