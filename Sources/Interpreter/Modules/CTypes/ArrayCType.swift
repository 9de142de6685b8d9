// SPDX-License-Identifier: Apache-2.0
// `Array` and its metaclass.

enum ArrayCType {
  nonisolated(unsafe) static let metatype: TypeRef = CDataTypes.metatype(
    "PyCArrayType", complete: complete)

  nonisolated(unsafe) static let type: TypeRef = CDataTypes.make(
    "Array", metatype, classMethods: [GenericAlias.classGetItem]
  ) { slots in
    slots.new = { type, _ throws(Raised) in try .newCData(type) }
    slots.initialize = { v, arguments throws(Raised) in
      for position in 0..<arguments.positionalCount {
        // A subclass may have a way of its own.
        try Interpreter.setItem(v, Value(position), arguments[position])
      }
    }
    slots.length = { v throws(Raised) in try CDataTypes.own(v).length }
    slots.getItem = { v, key throws(Raised) in
      let plain = CSlices.plainElement(v, key)
      if !plain.isUnbound { return plain }
      let own = try CDataTypes.own(v)
      if isIndex(key) { return try get(own, v, try position(key, own)) }
      guard key.has(.slice) else { throw raise(.typeError, "indices must be integers") }
      let range = try SliceRange(key, count: own.length)
      return try CSlices.read(
        own.facts.pointee.target, range.map { $0 }, base: own.memory
      ) { index throws(Raised) in try get(own, v, index) }
    }
    slots.setItem = { v, key, value throws(Raised) in
      if CSlices.setPlainElement(v, key, value) { return }
      let own = try CDataTypes.own(v)
      if value.isUnbound {
        throw raise(.typeError, "Array does not support item deletion")
      }
      if isIndex(key) { return try set(own, try position(key, own), value) }
      guard key.has(.slice) else { throw raise(.typeError, "indices must be integer") }
      let range = try SliceRange(key, count: own.length)
      guard value.type.slots.length != nil, try Interpreter.length(value) == range.count else {
        throw raise(.valueError, "Can only assign sequence of same size")
      }
      for (number, place) in range.enumerated() {
        let item = try getItem(value, Value(number))
        defer { item.release() }
        try set(own, place, item)
      }
    }
  }

  private static func isIndex(_ value: Value) -> Bool {
    value.isInteger || value.type.slots.index != nil
  }

  private static func position(_ key: Value, _ own: CDataObject) throws(Raised) -> Int {
    let position = try indexValue(key)
    return position < 0 ? position + own.length : position
  }

  private static func elementSize(_ own: CDataObject) -> Int {
    own.length == 0 ? 0 : own.facts.pointee.size / own.length
  }

  /// Where an element lies; IndexError for those that are not there.
  private static func address(_ own: CDataObject, _ index: Int) throws(Raised)
    -> UnsafeMutableRawPointer
  {
    guard index >= 0, index < own.length else { throw raise(.indexError, "invalid index") }
    return own.memory + index * elementSize(own)
  }

  private static func get(_ own: CDataObject, _ v: Value, _ index: Int) throws(Raised) -> Value {
    try CDataAccess.get(
      own.facts.pointee.target, try address(own, index), base: v, index: index, size: 0)
  }

  private static func set(_ own: CDataObject, _ index: Int, _ value: Value) throws(Raised) {
    try CDataAccess.set(
      own, own.facts.pointee.target, value, try address(own, index), index: index,
      size: elementSize(own))
  }

  // MARK: Classes

  /// The class of arrays of a type and a length, the same as long as it lives; owned.
  static func of(_ element: Value, _ length: Int) throws(Raised) -> Value {
    if let known = CTypeInfo.of(type: element)?.arrayTypes[length],
      known.header.pointee.references > 0
    {
      return known.retained()
    }
    let name = Value.string("\(TypeRef(element).name)_Array_\(length)")
    let bases = Tuple.make(copying: [type.value])
    let namespace = Dict.make()
    namespace.set("_length_", consuming: Value(length))
    namespace.set("_type_", element)
    defer {
      name.release()
      bases.value.release()
      namespace.value.release()
    }
    let result = try call(metatype.value, name, bases.value, namespace.value)
    TypeRef(result).cInfo?.rememberArrayType(result)
    if CTypeFacts.of(type: element)?.pointee.readsPlainly ?? false { keepRecent(result) }
    return result
  }

  /// The last classes of arrays of plain elements, owned: buffers of a size are made again and again.
  nonisolated(unsafe) private static var recent: [Value] = []
  nonisolated(unsafe) private static var oldest = 0

  private static func keepRecent(_ type: Value) {
    type.retained()
    if recent.count < 32 { return recent.append(type) }
    let old = recent[oldest]
    recent[oldest] = type
    oldest = (oldest + 1) % recent.count
    old.release()
  }

  private static func complete(_ type: TypeRef, _ namespace: Dict) throws(Raised) {
    let length = try length(of: type)
    let key = Value.interned("_type_")
    defer { key.release() }
    guard let element = try getOptionalAttribute(type.value, Str(key)) else {
      throw raise(.attributeError, "class must define a '_type_' attribute")
    }
    defer { element.release() }
    guard let elementInfo = CTypeInfo.of(type: element) else {
      throw raise(.typeError, "_type_ must have storage info")
    }
    let (size, overflow) = elementInfo.size.multipliedReportingOverflow(by: length)
    if overflow { throw raise(.overflowError, "array too large") }
    elementInfo.flags.insert(.isFinal)
    let info = CTypeInfo(.array)
    info.size = size
    info.alignment = elementInfo.alignment
    info.length = length
    info.format = elementInfo.format
    info.shape = [length] + elementInfo.shape
    info.setTarget(element)
    if !elementInfo.flags.isDisjoint(with: [.isPointer, .hasPointer]) {
      info.flags.insert(.hasPointer)
    }
    CDataTypes.setInfo(info, of: type)
    guard elementInfo.kind == .simple else { return }
    let properties =
      elementInfo.code == .char
      ? CharacterArrays.bytesProperties
      : elementInfo.code == .wideChar ? CharacterArrays.textProperties : []
    for row in properties {
      namespace.set(
        row.name,
        consuming: .native(
          GetSetDescriptor(row, owner: type), machine.pointee.types.getSetDescriptor))
    }
    type.touch()
  }

  private static func length(of type: TypeRef) throws(Raised) -> Int {
    let key = Value.interned("_length_")
    defer { key.release() }
    guard let length = try getOptionalAttribute(type.value, Str(key)) else {
      throw raise(.attributeError, "class must define a '_length_' attribute")
    }
    defer { length.release() }
    guard length.isInteger else {
      throw raise(.typeError, "The '_length_' attribute must be an integer")
    }
    let plain = length.unboxed
    if IntMath.big(plain) < 0 {
      throw raise(.valueError, "The '_length_' attribute must not be negative")
    }
    guard plain.tag != .object else {
      throw raise(.overflowError, "The '_length_' attribute is too large")
    }
    return plain.asInt
  }
}
