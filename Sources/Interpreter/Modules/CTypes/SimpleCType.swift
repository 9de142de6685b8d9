// SPDX-License-Identifier: Apache-2.0
// `_SimpleCData` and its metaclass: numbers, characters, strings and addresses.

enum SimpleCType {
  nonisolated(unsafe) static let metatype: TypeRef = CDataTypes.metatype(
    "PyCSimpleType",
    methods: [
      Builtin("from_param(self, value, /)") { a throws(Raised) in
        try CParameters.simple(a[0], a[1])
      }
    ], complete: complete)

  nonisolated(unsafe) static let type: TypeRef = CDataTypes.make(
    "_SimpleCData", metatype,
    methods: [
      Builtin("__ctypes_from_outparam__(self, /)") { a throws(Raised) in
        let own = try CDataTypes.own(a[0])
        return own.facts.pointee.readsPlainly ? try load(own) : a[0].retained()
      }
    ],
    properties: [
      Property(
        "value", set: { v, value throws(Raised) in try set(v, value) }
      ) { v throws(Raised) in try load(CDataTypes.own(v)) }
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in try .newCData(type) }
    slots.initialize = { v, arguments throws(Raised) in
      let count = arguments.positionalCount
      if count > 1 {
        throw raise(.typeError, "__init__ expected at most 1 argument, got \(count)")
      }
      if count == 1 { try set(v, arguments[0]) }
    }
    slots.truth = { v throws(Raised) in
      let own = try CDataTypes.own(v)
      return UnsafeRawBufferPointer(start: own.memory, count: own.size).contains { $0 != 0 }
    }
    slots.repr = { v throws(Raised) in
      let own = try CDataTypes.own(v)
      guard own.facts.pointee.flags.contains(.isPlain) else {
        return .string("<\(v.type.name) object at \(ObjectType.address(v))>")
      }
      let value = try load(own)
      defer { value.release() }
      return .string("\(v.type.name)(\(try reprText(value)))")
    }
  }

  @inline(__always) static func load(_ own: CDataObject) throws(Raised) -> Value {
    let (code, isSwapped) = (own.facts.pointee.code, own.facts.pointee.isSwapped)
    if code.isNumber, !isSwapped { return code.number(own.memory) }
    return try code.load(own.memory, swapped: isSwapped)
  }

  private static func set(_ v: Value, _ value: Value) throws(Raised) {
    let own = try CDataTypes.own(v)
    let (code, isSwapped) = (own.facts.pointee.code, own.facts.pointee.isSwapped)
    if code.isNumber, !isSwapped, code.storeNumber(value, own.memory) { return }
    if value.isUnbound { throw raise(.typeError, "can't delete attribute") }
    let kept = try code.store(value, own.memory, swapped: isSwapped)
    try own.keep(kept, at: 0)
  }

  // MARK: Classes

  private static func complete(_ type: TypeRef, _ namespace: Dict) throws(Raised) {
    let code = try code(of: type)
    let info = info(code, swapped: false)
    let isDirect = type.cell.pointee.base == SimpleCType.type
    if isDirect {
      info.flags.insert(.isPlain)
      if code.isPointer { info.flags.insert(.isPointer) }
      if let row = CParameters.row(for: code) {
        namespace.set(
          row.name, consuming: .builtin(BuiltinInfo(row, kind: .classMethod, owner: type)))
      }
    }
    CDataTypes.setInfo(info, of: type)
    type.touch()
    if type.value.type == metatype, code.canSwap { try makeSwapped(type, code, isDirect) }
  }

  private static func info(_ code: SimpleCode, swapped: Bool) -> CTypeInfo {
    let info = CTypeInfo(.simple)
    info.code = code
    info.size = code.size
    info.alignment = code.size
    info.format = (swapped ? ">" : "<") + code.formatText
    info.isSwapped = swapped
    return info
  }

  /// The code that `_type_` of a class names.
  private static func code(of type: TypeRef) throws(Raised) -> SimpleCode {
    let key = Value.interned("_type_")
    defer { key.release() }
    guard let letter = try getOptionalAttribute(type.value, Str(key)) else {
      throw raise(.attributeError, "class must define a '_type_' attribute")
    }
    defer { letter.release() }
    guard letter.isStr else {
      throw raise(.typeError, "class must define a '_type_' string attribute")
    }
    let text = Str(letter)
    guard text.count == 1, text[0] < 128 else {
      throw raise(
        .valueError, "class must define a '_type_' attribute which must be a string of length 1")
    }
    guard SimpleCode.letters.utf8.contains(UInt8(text[0])) else {
      throw raise(
        .attributeError,
        "class must define a '_type_' attribute which must be\na single character string containing one of '\(SimpleCode.letters)'."
      )
    }
    let code = SimpleCode(letter: UInt8(text[0]))
    guard code.size > 0 else {
      throw raise(.valueError, "_type_ '\(code.text)' not supported")
    }
    return code
  }

  /// Makes the class of the same numbers with their bytes in the other order; the two know each other.
  private static func makeSwapped(_ type: TypeRef, _ code: SimpleCode, _ isDirect: Bool)
    throws(Raised)
  {
    guard let new = machine.pointee.types.type.slots.new else { return }
    let name = Value.string("\(type.name)_be")
    let namespace = Dict.make()
    namespace.set("_type_", consuming: .interned(code.text))
    defer {
      name.release()
      namespace.value.release()
    }
    let swapped = try withStack(3) { base throws(Raised) in
      base[0] = name
      base[1] = type.cell.pointee.bases
      base[2] = namespace.value
      return try new(metatype, CallArguments(base, 3))
    }
    defer { swapped.release() }
    TypeRef(swapped).cell.pointee.qualifiedName = type.cell.pointee.qualifiedName
    TypeRef(swapped).dict.set(Name.module.str, type.dict.get(.module))
    let info = info(code, swapped: true)
    if isDirect { info.flags.insert(.isPlain) }
    CDataTypes.setInfo(info, of: TypeRef(swapped))
    for each in [type, TypeRef(swapped)] {
      each.dict.set("__ctype_le__", type.value)
      each.dict.set("__ctype_be__", swapped)
      each.touch()
    }
  }
}
