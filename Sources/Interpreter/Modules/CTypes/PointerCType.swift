// SPDX-License-Identifier: Apache-2.0
// `_Pointer` and its metaclass; POINTER and pointer.

enum PointerCType {
  nonisolated(unsafe) static let metatype: TypeRef = CDataTypes.metatype(
    "PyCPointerType",
    methods: [
      Builtin("from_param(self, value, /)") { a throws(Raised) in
        try CParameters.pointer(a[0], a[1])
      },
      Builtin("set_type(self, type, /)") { a throws(Raised) in
        let info = try TypeRef(a[0]).cInfoOrAbstract()
        try setTarget(info, a[1])
        TypeRef(a[0]).dict.set("_type_", a[1])
        TypeRef(a[0]).touch()
        return .none
      },
    ], complete: complete)

  nonisolated(unsafe) static let type: TypeRef = CDataTypes.make(
    "_Pointer", metatype,
    properties: [
      Property(
        "contents", set: { v, value throws(Raised) in try setContents(CDataTypes.own(v), value) }
      ) { v throws(Raised) in
        let own = try CDataTypes.own(v)
        return try .cData(
          TypeRef(own.facts.pointee.target), at: try address(own), base: v, index: 0)
      }
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in
      guard let facts = type.cFacts, facts.pointee.target.isObject else {
        throw raise(.typeError, "Cannot create instance: has no _type_")
      }
      return try .newCData(type)
    }
    slots.initialize = { v, arguments throws(Raised) in
      let count = arguments.positionalCount
      if count > 1 {
        throw raise(.typeError, "POINTER expected at most 1 argument, got \(count)")
      }
      if count == 1 { try setContents(CDataTypes.own(v), arguments[0]) }
    }
    slots.truth = { v throws(Raised) in try CDataTypes.own(v).address != 0 }
    slots.getItem = { v, key throws(Raised) in
      let plain = CSlices.plainElement(v, key)
      if !plain.isUnbound { return plain }
      let own = try CDataTypes.own(v)
      if key.isInteger || key.type.slots.index != nil {
        return try get(own, v, try indexValue(key))
      }
      guard key.has(.slice) else { throw raise(.typeError, "Pointer indices must be integer") }
      let indices = try indices(key)
      return try CSlices.read(
        own.facts.pointee.target, indices, base: indices.isEmpty ? own.memory : address(own)
      ) {
        index throws(Raised) in try get(own, v, index)
      }
    }
    slots.setItem = { v, key, value throws(Raised) in
      if CSlices.setPlainElement(v, key, value) { return }
      let own = try CDataTypes.own(v)
      if value.isUnbound {
        throw raise(.typeError, "Pointer does not support item deletion")
      }
      guard key.isInteger || key.type.slots.index != nil else {
        throw raise(
          .typeError, "sequence index must be integer, not '\(key.type.name)'")
      }
      let index = try indexValue(key)
      let size = own.facts.pointee.targetFacts?.pointee.size ?? 0
      try CDataAccess.set(
        own, own.facts.pointee.target, value, try address(own) + index &* size, index: index,
        size: size)
    }
  }

  /// Where it points to.
  private static func address(_ own: CDataObject) throws(Raised) -> UnsafeMutableRawPointer {
    guard let place = UnsafeMutableRawPointer(bitPattern: own.address) else {
      throw raise(.valueError, "NULL pointer access")
    }
    return place
  }

  private static func get(_ own: CDataObject, _ v: Value, _ index: Int) throws(Raised) -> Value {
    let size = own.facts.pointee.targetFacts?.pointee.size ?? 0
    return try CDataAccess.get(
      own.facts.pointee.target, try address(own) + index &* size, base: v, index: index, size: 0)
  }

  private static func setContents(_ own: CDataObject, _ value: Value) throws(Raised) {
    if value.isUnbound {
      throw raise(.typeError, "Pointer does not support item deletion")
    }
    let target = own.facts.pointee.target
    // Any C data will do, as for casts.
    guard let data = value.cData else {
      throw raise(
        .typeError,
        "expected \(target.has(.type) ? TypeRef(target).name : "?") instead of \(value.type.name)")
    }
    own.address = UInt(bitPattern: data.memory)
    // The object itself lives as long as the pointer, and so does what it keeps.
    try own.keep(value.retained(), at: 1)
    try own.keep(data.keptObjects.retained(), at: 0)
  }

  /// The indices of a slice over memory of no known end.
  private static func indices(_ slice: Value) throws(Raised) -> some Collection<Int> {
    let cell = slice.cell(as: SliceCell.self).pointee
    let step = cell.step.isNone ? 1 : try bound(cell.step)
    if step == 0 { throw raise(.valueError, "slice step cannot be zero") }
    if cell.start.isNone, step < 0 {
      throw raise(.valueError, "slice start is required for step < 0")
    }
    let start = cell.start.isNone ? 0 : try bound(cell.start)
    if cell.stop.isNone { throw raise(.valueError, "slice stop is required") }
    let stop = try bound(cell.stop)
    let isEmpty = step > 0 ? start >= stop : start <= stop
    // As bits, the distance is right whatever its sign.
    let distance = step > 0 ? UInt(bitPattern: stop &- start) : UInt(bitPattern: start &- stop)
    let count = isEmpty ? 0 : (distance - 1) / step.magnitude + 1
    return (0..<Int(min(count, UInt(Int.max)))).lazy.map { start &+ $0 &* step }
  }

  private static func bound(_ value: Value) throws(Raised) -> Int {
    do throws(Raised) { return try indexValue(value) } catch {
      try swallow(.indexError, error)
      throw raise(.valueError, "cannot fit '\(value.type.name)' into an index-sized integer")
    }
  }

  // MARK: Classes

  private static func complete(_ type: TypeRef, _ namespace: Dict) throws(Raised) {
    let info = CTypeInfo(.pointer)
    info.size = 8
    info.alignment = 8
    info.length = 1
    info.flags = .isPointer
    let target = namespace.get("_type_")
    if !target.isUnbound { try setTarget(info, target) }
    CDataTypes.setInfo(info, of: type)
  }

  private static func setTarget(_ info: CTypeInfo, _ target: Value) throws(Raised) {
    guard target.has(.type) else { throw raise(.typeError, "_type_ must be a type") }
    guard let targetInfo = CTypeInfo.of(type: target) else {
      throw raise(.typeError, "_type_ must have storage info")
    }
    info.setTarget(target)
    info.format = "&\(targetInfo.shapedFormat)"
  }

  /// `_pointer_type_cache`: pointer types by what they point to.
  nonisolated(unsafe) static let cache = Dict.make()

  /// POINTER(type); owned.
  static func of(_ type: Value) throws(Raised) -> Value {
    let known = try cache.get(type)
    if !known.isUnbound { return known.retained() }
    let namespace = Dict.make()
    defer { namespace.value.release() }
    let name: String
    if type.isStr {
      name = "LP_\(Str(type).text)"
    } else if type.has(.type) {
      name = "LP_\(TypeRef(type).name)"
      namespace.set("_type_", type)
    } else {
      throw raise(.typeError, "must be a ctypes type")
    }
    let bases = Tuple.make(copying: [PointerCType.type.value])
    let nameValue = Value.string(name)
    defer {
      bases.value.release()
      nameValue.release()
    }
    let result = try call(metatype.value, nameValue, bases.value, namespace.value)
    let key = type.isStr ? Value.unsigned(UInt(result.bits)) : type.retained()
    defer { key.release() }
    try cache.set(key, result)
    return result
  }

  static var rows: [Builtin] {
    [
      Builtin("POINTER(type, /)") { a throws(Raised) in try of(a[0]) },
      Builtin("pointer(obj, /)") { a throws(Raised) in
        let type = try of(a[0].type.value)
        defer { type.release() }
        // A script may have put anything in the cache.
        guard CTypeFacts.of(type: type)?.pointee.kind == .pointer,
          TypeRef(type).flags.isDisjoint(with: [.overridesNew, .overridesInit])
        else { return try call(type, a[0]) }
        let result = try Value.newCData(TypeRef(type))
        do throws(Raised) {
          try setContents(CDataTypes.own(result), a[0])
        } catch {
          result.release()
          throw error
        }
        return result
      },
    ]
  }
}
