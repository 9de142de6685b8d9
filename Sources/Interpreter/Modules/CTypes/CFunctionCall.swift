// SPDX-License-Identifier: Apache-2.0
// Calls of C functions from scripts: arguments as prototypes convert them, the call, the result.
import ForeignFunctions
import Glibc

enum CFunctionCall {
  /// ctypes' own copy of errno, for functions that ask for it.
  nonisolated(unsafe) static var savedErrno: Int32 = 0

  /// Has the next call look anew at what the function says of its arguments and result.
  static func forget(_ own: CDataObject) {
    guard let plan = own.cell.pointee.plan else { return }
    own.cell.pointee.plan = nil
    // A callback may do this while the function runs.
    if runningPlans == 0 { plan.release() } else { retired.append(plan) }
  }

  /// Calls by plans that have not returned, and plans that were given up meanwhile.
  nonisolated(unsafe) private static var runningPlans = 0
  nonisolated(unsafe) private static var retired: [Unmanaged<CCallPlan>] = []

  static func run(_ v: Value, _ arguments: CallArguments) throws(Raised) -> Value {
    let own = try CDataTypes.own(v)
    if let plan = own.cell.pointee.plan, arguments.names.isUnbound {
      runningPlans += 1
      defer { runningPlans -= 1 }
      // Without a counted reference: `forget` holds the plan.
      let result = try plan._withUnsafeGuaranteedRef { plan in
        Result { () throws(Raised) in try plan.run(own.address, arguments) }
      }.get()
      if !result.isUnbound { return result }
    }
    if runningPlans == 0, !retired.isEmpty {
      for plan in retired { plan.release() }
      retired = []
    }
    return try Call(v, own).run(arguments)
  }

  static var rows: [Builtin] {
    ["call_function", "call_cdeclfunction"].map { name in
      Builtin("\(name)(address, arguments, /)") { a throws(Raised) in
        guard a[0].isInteger else { throw raise(.typeError, "integer expected") }
        guard a[1].has(.tuple) else {
          throw raise(
            .typeError, "\(name)() argument 2 must be tuple, not \(a[1].type.name)")
        }
        let prepared = PreparedArguments()
        defer { prepared.release() }
        for value in Tuple(a[1]).buffer { try prepared.add(value, converter: .unbound) }
        return try prepared.call(
          try SharedLibraries.address(a[0]), result: .unbound, flags: CTypesModule.standardFlag)
      }
    }
  }
}

/// One call that takes the long way: whatever prototypes allow.
private struct Call {
  let v: Value
  let own: CDataObject
  let state: CFunctionState?
  let prototype: CPrototype
  /// Of the function itself, else of its type.
  let types: Value
  let converters: [Value]
  let result: Value
  let checker: Value

  init(_ v: Value, _ own: CDataObject) {
    self.v = v
    self.own = own
    state = own.function
    prototype = own.info.prototype ?? CPrototype()
    let set = own.function?.own
    let hasTypes = !(set?.types.isUnbound ?? true)
    types = hasTypes ? set?.types ?? .unbound : prototype.types
    converters = hasTypes ? set?.converters ?? [] : prototype.converters
    let hasResult = !(set?.result.isUnbound ?? true)
    result = hasResult ? set?.result ?? .unbound : prototype.result
    checker = hasResult ? set?.checker ?? .unbound : prototype.checker
  }

  func run(_ arguments: CallArguments) throws(Raised) -> Value {
    // What the function says may change while arguments are converted.
    let held = [types, result, checker] + converters
    for value in held { value.retained() }
    defer { for value in held { value.release() } }
    let flags = state?.parameterFlags ?? .unbound
    if flags.isUnbound || types.isUnbound || Tuple(types).count == 0 {
      let values = (0..<arguments.positionalCount).map { arguments[$0] }
      return try checked(values, outputs: 0, both: 0)
    }
    let (values, outputs, both) = try ParameterFlags.arguments(flags, types, arguments)
    defer { for value in values { value.release() } }
    return try checked(values, outputs: outputs, both: both)
  }

  /// The call, and what `errcheck` and the directions of parameters make of its result.
  private func checked(_ values: [Value], outputs: UInt64, both: UInt64) throws(Raised) -> Value {
    var result = try called(values)
    if let check = state?.errorCheck, !check.isUnbound {
      check.retained()
      let given = Tuple.make(copying: values)
      defer {
        check.release()
        given.value.release()
      }
      let answer: Value
      do throws(Raised) {
        answer = try call(check, result, v, given.value)
      } catch {
        result.release()
        throw error
      }
      if !answer.isIdentical(to: given.value) {
        result.release()
        return answer
      }
      answer.release()
    }
    result = try ParameterFlags.result(result, values, outputs: outputs, both: both)
    return result
  }

  private func called(_ values: [Value]) throws(Raised) -> Value {
    if converters.count > values.count {
      throw raise(
        .typeError,
        "this function takes at least \(converters.count) argument\(converters.count == 1 ? "" : "s") (\(values.count) given)"
      )
    }
    if values.count > CPrototype.mostArguments {
      throw raise(
        CTypesModule.argumentError,
        "too many arguments (\(values.count)), maximum is \(CPrototype.mostArguments)")
    }
    let prepared = PreparedArguments()
    defer { prepared.release() }
    for (index, value) in values.enumerated() {
      try prepared.add(
        value, converter: index < converters.count ? converters[index] : .unbound)
    }
    if let kind = NativeCalls.kind(at: own.address) {
      let answer = try NativeCalls.call(kind, prepared, values)
      if own.cell.pointee.plan == nil { makePlan(values, kind) }
      return answer
    }
    let answer = try prepared.call(own.address, result: result, flags: prototype.flags)
    if own.cell.pointee.plan == nil { makePlan(values) }
    guard !checker.isUnbound else { return answer }
    defer { answer.release() }
    return try Interpreter.call(checker, answer)
  }

  private func makePlan(_ values: [Value], _ native: NativeCalls.Kind? = nil) {
    guard native != nil || prototype.flags & CTypesModule.pythonFlag == 0, checker.isUnbound,
      state?.errorCheck.isUnbound ?? true, state?.parameterFlags.isUnbound ?? true
    else { return }
    let plan = CCallPlan(
      values, types: types, converters: converters, result: result, native: native,
      usesErrno: prototype.flags & CTypesModule.errnoFlag != 0)
    if let plan { own.cell.pointee.plan = .passRetained(plan) }
  }
}

/// Arguments on their way to C, and what must live until the call has returned.
final class PreparedArguments {
  /// One argument: a number or address as it lies in memory, or a structure that lies somewhere.
  struct Item {
    var type: CType
    var low: UInt64 = 0
    var high: UInt64 = 0
    var source: UnsafeMutableRawPointer?
  }

  private(set) var items: [Item] = []
  private var kept: [Value] = []

  func release() {
    for value in kept { value.release() }
    kept = []
  }

  /// Converts an argument, borrowed, as its type says (`converter`) or as its own type does.
  func add(_ value: Value, converter: Value) throws(Raised) {
    let number = items.count + 1
    do throws(Raised) {
      var value = value
      if !converter.isUnbound {
        value = try Interpreter.call(converter, value)
        kept.append(value)
      }
      items.append(try item(value, number))
    } catch {
      throw CErrors.extended(CTypesModule.argumentError, "argument \(number): ")
    }
  }

  private func item(_ value: Value, _ number: Int) throws(Raised) -> Item {
    if let data = value.cData { return try item(data) }
    if value.isNone { return Item(type: .pointer) }
    if value.isInteger { return Item(type: .int32, low: try int(value.unboxed)) }
    if value.has(.bytes) {
      return Item(type: .pointer, low: UInt64(UInt(bitPattern: Bytes(value).start)))
    }
    if value.isStr {
      let text = WideText(Str(value))
      kept.append(.native(text, WideText.type))
      return Item(type: .pointer, low: UInt64(UInt(bitPattern: text.start)))
    }
    if let argument = value.native(CArgument.self) {
      if argument.letter == UInt8(ascii: "V"), let data = argument.object.cData {
        return try item(data)
      }
      return Item(type: argument.code.callType, low: argument.low, high: argument.high)
    }
    guard let other = try CParameters.replacement(value) else {
      throw raise(.typeError, "Don't know how to convert parameter \(number)")
    }
    kept.append(other)
    try enterNested()
    defer { machine.pointee.depth -= 1 }
    return try item(other, number)
  }

  /// The bits of a C int: any int of 64 bits loses its upper half.
  private func int(_ plain: Value) throws(Raised) -> UInt64 {
    if plain.tag != .object { return plain.bits }
    guard let bits = UInt64(exactly: IntMath.big(plain)) else {
      throw raise(.overflowError, "int too long to convert")
    }
    return bits
  }

  private func item(_ data: CDataObject) throws(Raised) -> Item {
    switch data.facts.pointee.kind {
    case .array: return Item(type: .pointer, low: UInt64(UInt(bitPattern: data.memory)))
    case .pointer, .function: return Item(type: .pointer, low: UInt64(data.address))
    case .simple, .structure, .union:
      return Item(type: try data.info.callType(), source: data.memory)
    }
  }

  // MARK: The call

  /// Calls a function; the result as `result` says: a class of C data, None, a callable or nothing for int.
  ///
  /// Owned.
  func call(_ address: UInt, result: Value, flags: Int) throws(Raised) -> Value {
    guard let function = UnsafeRawPointer(bitPattern: address) else {
      throw raise(.valueError, "NULL pointer access")
    }
    let info = CTypeInfo.of(type: result)
    let type: CType = result.isNone ? .void : try info?.callType() ?? .int32
    let stub = try CCallTypes.stub(items.map(\.type), returns: type)
    if let info, !info.readsPlainly {
      // The instance is there before the call, which writes to it.
      let instance = try Value.newCData(TypeRef(result))
      guard let data = instance.cData else { return instance }
      invoke(stub, function, flags, data.memory)
      return instance
    }
    var memory: (UInt64, UInt64) = (0, 0)
    var answer: Value = .none
    try withUnsafeMutableBytes(of: &memory) { bytes throws(Raised) in
      let place = bytes.baseAddress.unsafelyUnwrapped
      invoke(stub, function, flags, place)
      if result.isNone { return }
      guard let info else {
        answer = Value(Int(place.load(as: Int32.self)))
        return
      }
      answer = try info.code.load(place, swapped: info.isSwapped)
      // C hands over its reference.
      if info.code == .object { answer.release() }
    }
    if info != nil || result.isNone || result.isUnbound { return answer }
    return try Interpreter.call(result, answer)
  }

  private func invoke(
    _ stub: CallStub, _ function: UnsafeRawPointer, _ flags: Int, _ result: UnsafeMutableRawPointer
  ) {
    withUnsafeTemporaryAllocation(byteCount: max(stub.bufferSize, 16), alignment: 16) { buffer in
      let start = buffer.baseAddress.unsafelyUnwrapped
      for (index, item) in items.enumerated() {
        let place = start + stub.offsets[index]
        if let source = item.source {
          memcpy(place, source, item.type.size)
        } else {
          var bits = (item.low, item.high)
          memcpy(place, &bits, item.type.size)
        }
      }
      if flags & CTypesModule.errnoFlag != 0 {
        CFunctionCall.savedErrno = stub.call(
          function: function, buffer: UnsafeRawPointer(start), result: result,
          errno: CFunctionCall.savedErrno)
      } else {
        stub.call(function: function, buffer: UnsafeRawPointer(start), result: result)
      }
    }
  }
}
