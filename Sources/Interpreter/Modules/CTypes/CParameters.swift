// SPDX-License-Identifier: Apache-2.0
// `from_param` of all classes: what an argument may be, and what is passed for it.

enum CParameters {
  nonisolated(unsafe) private static let attribute = Value.interned("_as_parameter_")

  /// What an object says is to be passed in its place; owned.
  static func replacement(_ value: Value) throws(Raised) -> Value? {
    // Numbers, strings and the like have none.
    guard value.isObject, value.type.flags.contains(.heapType) || value.has(.instance) else {
      return nil
    }
    return try getOptionalAttribute(value, Str(attribute))
  }

  private static func wrongType() -> Raised { raise(.typeError, "wrong type") }

  /// Tries what `_as_parameter_` says, or fails.
  private static func retry(
    _ type: Value, _ value: Value, _ convert: (Value, Value) throws(Raised) -> Value,
    else failure: () -> Raised
  ) throws(Raised) -> Value {
    guard let other = try replacement(value) else { throw failure() }
    defer { other.release() }
    try enterNested()
    defer { machine.pointee.depth -= 1 }
    return try convert(type, other)
  }

  /// Of structures, unions, arrays and functions: instances, and `byref` of them; owned.
  static func general(_ type: Value, _ value: Value) throws(Raised) -> Value {
    if try isInstanceChecked(value, type) { return value.retained() }
    if let argument = value.native(CArgument.self) {
      if let target = TypeRef(type).cInfo?.target, target.has(.type),
        try isInstanceChecked(argument.object, target)
      {
        return value.retained()
      }
      throw raise(
        .typeError,
        "expected \(TypeRef(type).name) instance instead of pointer to \(argument.object.isNone ? "???" : argument.object.type.name)"
      )
    }
    return try retry(type, value, general) {
      raise(
        .typeError,
        "expected \(TypeRef(type).name) instance instead of \(value.type.name)")
    }
  }

  /// Of simple types: instances, and whatever makes one; owned.
  static func simple(_ type: Value, _ value: Value) throws(Raised) -> Value {
    if value.isObject, try isInstanceChecked(value, type) { return value.retained() }
    let info = try TypeRef(type).cInfoOrAbstract()
    do throws(Raised) {
      return try CArgument(info.code, value, swapped: info.isSwapped).boxed
    } catch {
      takeRaised().release()
      guard let other = try replacement(value) else { throw wrongType() }
      defer { other.release() }
      try enterNested()
      defer { machine.pointee.depth -= 1 }
      return try simple(type, other)
    }
  }

  /// Of pointers: None, instances, what is pointed to itself, arrays of it; owned.
  static func pointer(_ type: Value, _ value: Value) throws(Raised) -> Value {
    if value.isNone { return .none }
    let info = try TypeRef(type).cInfoOrAbstract()
    if let data = value.cData, info.target.has(.type) {
      if try isInstanceChecked(value, info.target) {
        return CArgument.address(UInt(bitPattern: data.memory), of: value)
      }
      if [.pointer, .array].contains(data.facts.pointee.kind), data.facts.pointee.target.has(.type),
        try isSubclassChecked(data.facts.pointee.target, info.target)
      {
        return value.retained()
      }
    }
    return try general(type, value)
  }

  // MARK: Strings and addresses

  /// The `from_param` that a class of this code has of its own.
  static func row(for code: SimpleCode) -> Builtin? {
    let convert: (Value, Value) throws(Raised) -> Value
    switch Unicode.Scalar(code.letter) {
    case "z": convert = bytesPointer
    case "Z": convert = textPointer
    case "P": convert = anyPointer
    default: return nil
    }
    return Builtin("from_param(self, value, /)") { a throws(Raised) in try convert(a[0], a[1]) }
  }

  private static func bytesPointer(_ type: Value, _ value: Value) throws(Raised) -> Value {
    if value.isNone { return .none }
    if value.has(.bytes) {
      return try CArgument(SimpleCode(letter: UInt8(ascii: "z")), value, swapped: false).boxed
    }
    return try characters(type, value, .char, bytesPointer)
  }

  private static func textPointer(_ type: Value, _ value: Value) throws(Raised) -> Value {
    if value.isNone { return .none }
    if value.isStr {
      return try CArgument(SimpleCode(letter: UInt8(ascii: "Z")), value, swapped: false).boxed
    }
    return try characters(type, value, .wideChar, textPointer)
  }

  /// Instances, arrays of and pointers to these characters, `byref` of one.
  private static func characters(
    _ type: Value, _ value: Value, _ code: SimpleCode,
    _ again: (Value, Value) throws(Raised) -> Value
  ) throws(Raised) -> Value {
    if try isInstanceChecked(value, type) { return value.retained() }
    func isOne(_ info: CTypeInfo?) -> Bool { info?.kind == .simple && info?.code == code }
    if let data = value.cData, [.pointer, .array].contains(data.facts.pointee.kind),
      isOne(data.info.targetInfo)
    {
      return value.retained()
    }
    if let argument = value.native(CArgument.self), isOne(CTypeInfo.of(instance: argument.object)) {
      return value.retained()
    }
    return try retry(type, value, again, else: wrongType)
  }

  private static func anyPointer(_ type: Value, _ value: Value) throws(Raised) -> Value {
    if value.isNone { return .none }
    let code: Unicode.Scalar? =
      value.isInteger ? "P" : value.has(.bytes) ? "z" : value.isStr ? "Z" : nil
    if let code {
      return try CArgument(
        SimpleCode(letter: UInt8(code.value)), value, swapped: false
      ).boxed
    }
    if try isInstanceChecked(value, type) { return value.retained() }
    if let data = value.cData {
      switch data.facts.pointee.kind {
      case .array, .pointer: return value.retained()
      case .function: return CArgument.address(data.address, of: value)
      case .simple where "zZ".utf8.contains(data.facts.pointee.code.letter):
        let result = CArgument("Z", object: value)
        result.low = UInt64(data.address)
        return result.boxed
      default: break
      }
    }
    if let argument = value.native(CArgument.self), argument.letter == UInt8(ascii: "P") {
      return value.retained()
    }
    return try retry(type, value, anyPointer, else: wrongType)
  }
}
