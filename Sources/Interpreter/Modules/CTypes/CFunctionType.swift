// SPDX-License-Identifier: Apache-2.0
// `CFuncPtr` and its metaclass: prototypes, functions of libraries, addresses and callables as functions.
import Glibc

/// What a function type or a function object says of its calls.
///
/// Values are owned; unbound where nothing was said.
struct CPrototype {
  /// `argtypes` as they were given, and as a tuple.
  var given: Value = .unbound
  var types: Value = .unbound
  /// `from_param` of each.
  var converters: [Value] = []
  var result: Value = .unbound
  /// `_check_retval_` of the result type.
  var checker: Value = .unbound
  var flags = 0

  func visitReferences(_ visit: (Value) -> Void) {
    visit(given)
    visit(types)
    for converter in converters { visit(converter) }
    visit(result)
    visit(checker)
  }

  mutating func clearReferences() {
    clearTypes()
    clearResult()
  }

  mutating func clearTypes() {
    let old = [given, types] + converters
    (given, types, converters) = (.unbound, .unbound, [])
    for value in old { value.release() }
  }

  mutating func clearResult() {
    let old = [result, checker]
    (result, checker) = (.unbound, .unbound)
    for value in old { value.release() }
  }

  static let mostArguments = 1024

  /// Reads the types of arguments, borrowed.
  mutating func setTypes(_ value: Value) throws(Raised) {
    guard
      value.has(.list) || value.has(.tuple) || value.type.slots.iterate != nil
        || value.type.slots.getItem != nil
    else { throw raise(.typeError, "_argtypes_ must be a sequence of types") }
    let types = Tuple.make(consuming: try collect(value))
    var converters: [Value] = []
    do throws(Raised) {
      if types.count > CPrototype.mostArguments {
        throw raise(
          CTypesModule.argumentError,
          "_argtypes_ has too many arguments (\(types.count)), maximum is \(CPrototype.mostArguments)"
        )
      }
      for (index, type) in types.buffer.enumerated() {
        guard let converter = try getOptionalAttribute(type, "from_param") else {
          throw raise(
            .typeError, "item \(index + 1) in _argtypes_ has no from_param method")
        }
        converters.append(converter)
      }
    } catch {
      for converter in converters { converter.release() }
      types.value.release()
      throw error
    }
    clearTypes()
    given = value.retained()
    self.types = types.value
    self.converters = converters
  }

  /// Sets the result type, borrowed.
  mutating func setResult(_ value: Value, _ message: String) throws(Raised) {
    guard value.isNone || CTypeInfo.of(type: value) != nil || Builtins.isCallable(value) else {
      throw raise(.typeError, message)
    }
    let checker = value.isNone ? nil : try getOptionalAttribute(value, "_check_retval_")
    clearResult()
    result = value.retained()
    self.checker = checker ?? .unbound
  }
}

/// What a function object has beside its address.
final class CFunctionState {
  /// What overrides the type's prototype.
  var own = CPrototype()
  var errorCheck: Value = .unbound
  /// `(flag, name, default)` of each parameter; a tuple, or unbound.
  var parameterFlags: Value = .unbound

  deinit { clearReferences() }

  func visitReferences(_ visit: (Value) -> Void) {
    own.visitReferences(visit)
    visit(errorCheck)
    visit(parameterFlags)
  }

  func clearReferences() {
    own.clearReferences()
    let old = [errorCheck, parameterFlags]
    (errorCheck, parameterFlags) = (.unbound, .unbound)
    for value in old { value.release() }
  }
}

enum CFunctionType {
  nonisolated(unsafe) static let metatype: TypeRef = CDataTypes.metatype(
    "PyCFuncPtrType"
  ) { type, namespace throws(Raised) in
    func attribute(_ name: String) throws(Raised) -> Value? {
      try getOptionalAttribute(type.value, name)
    }
    guard let flags = try attribute("_flags_"), flags.isInteger else {
      throw raise(.typeError, "class must define _flags_ which must be an integer")
    }
    defer { flags.release() }
    let info = CTypeInfo(.function)
    (info.size, info.alignment, info.length, info.flags) = (8, 8, 1, .isPointer)
    info.format = "X{}"
    var prototype = CPrototype()
    prototype.flags = Int(truncatingIfNeeded: SimpleCode.mask(flags.unboxed))
    info.prototype = prototype
    if let types = try attribute("_argtypes_") {
      defer { types.release() }
      try info.prototype?.setTypes(types)
    }
    if let result = try attribute("_restype_") {
      defer { result.release() }
      try info.prototype?.setResult(
        result, "_restype_ must be a type, a callable, or None")
    }
    CDataTypes.setInfo(info, of: type)
  }

  nonisolated(unsafe) static let type: TypeRef = CDataTypes.make(
    "CFuncPtr", metatype, properties: properties, documentation: "Function Pointer"
  ) { slots in
    slots.new = { type, arguments throws(Raised) in try new(type, arguments) }
    slots.initialize = { _, _ throws(Raised) in }
    slots.repr = { v throws(Raised) in
      .string("<\(v.type.name) object at \(ObjectType.address(v))>")
    }
    slots.truth = { v throws(Raised) in try CDataTypes.own(v).address != 0 }
    slots.call = { v, arguments throws(Raised) in try CFunctionCall.run(v, arguments) }
  }

  static func state(_ own: CDataObject) -> CFunctionState {
    if let state = own.function { return state }
    let state = CFunctionState()
    own.extras.function = state
    return state
  }

  private static var properties: [Property] {
    [
      Property(
        "restype",
        set: { v, value throws(Raised) in
          let own = try CDataTypes.own(v)
          let state = state(own)
          CFunctionCall.forget(own)
          if value.isUnbound { return state.own.clearResult() }
          try state.own.setResult(value, "restype must be a type, a callable, or None")
        }
      ) { v throws(Raised) in
        let own = try CDataTypes.own(v)
        if let result = own.function?.own.result, !result.isUnbound { return result.retained() }
        let result = own.info.prototype?.result ?? .unbound
        return result.isUnbound ? .none : result.retained()
      },
      Property(
        "argtypes",
        set: { v, value throws(Raised) in
          let own = try CDataTypes.own(v)
          let state = state(own)
          CFunctionCall.forget(own)
          if value.isUnbound || value.isNone { return state.own.clearTypes() }
          try state.own.setTypes(value)
        }
      ) { v throws(Raised) in
        let own = try CDataTypes.own(v)
        if let types = own.function?.own.given, !types.isUnbound { return types.retained() }
        let types = own.info.prototype?.given ?? .unbound
        return types.isUnbound ? .none : types.retained()
      },
      Property(
        "errcheck",
        set: { v, value throws(Raised) in
          let own = try CDataTypes.own(v)
          let state = state(own)
          CFunctionCall.forget(own)
          if !value.isUnbound, !Builtins.isCallable(value) {
            throw raise(.typeError, "the errcheck attribute must be callable")
          }
          let old = state.errorCheck
          state.errorCheck = value.isUnbound ? .unbound : value.retained()
          old.release()
        }
      ) { v throws(Raised) in
        let check = try CDataTypes.own(v).function?.errorCheck ?? .unbound
        return check.isUnbound ? .none : check.retained()
      },
    ]
  }

  // MARK: Making

  private static func new(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
    let count = arguments.positionalCount
    if count == 0 { return try .newCData(type) }
    if arguments[0].has(.tuple) { return try fromLibrary(type, arguments) }
    if count == 1, arguments[0].isInteger {
      let address = try SharedLibraries.address(arguments[0])
      let result = try Value.newCData(type)
      result.cData?.address = address
      return result
    }
    if count > 1 {
      throw raise(.typeError, "function takes exactly 1 argument (\(count) given)")
    }
    guard Builtins.isCallable(arguments[0]) else {
      throw raise(.typeError, "argument must be callable or integer function address")
    }
    guard let prototype = type.cInfo?.prototype, !prototype.types.isUnbound else {
      throw raise(.typeError, "cannot construct instance of this class: no argtypes")
    }
    return try CCallbacks.make(type, prototype, arguments[0])
  }

  /// A function of a library: `((name, library), flags)`.
  private static func fromLibrary(_ type: TypeRef, _ arguments: CallArguments) throws(Raised)
    -> Value
  {
    let pair = Tuple(arguments[0])
    guard pair.count == 2 else { throw raise(.typeError, "illegal func_spec argument") }
    let handle = try SharedLibraries.handle(of: pair[1])
    let name: String
    if pair[0].isStr {
      name = Str(pair[0]).text
    } else if pair[0].has(.bytes) {
      name = String(decoding: Bytes(pair[0]).buffer, as: UTF8.self)
    } else {
      throw raise(
        .typeError, "function name must be string, bytes object or integer")
    }
    if (type.cInfo?.prototype?.flags ?? 0) & CTypesModule.pythonFlag != 0 {
      throw raise(
        .attributeError,
        "\(name): Weft has no C API of Python, which functions of PyDLL and pythonapi use; functions of other libraries are called by CDLL"
      )
    }
    guard let address = SharedLibraries.symbol(handle, name) else {
      throw raise(.attributeError, SharedLibraries.lastError())
    }
    let flags = arguments.positionalCount > 1 ? arguments[1] : .none
    try ParameterFlags.validate(type, flags)
    let result = try Value.newCData(type)
    guard let own = result.cData else { return result }
    own.address = UInt(bitPattern: address)
    if !flags.isNone { state(own).parameterFlags = flags.retained() }
    try own.keep(pair[1].retained(), at: 0)
    return result
  }
}
