// SPDX-License-Identifier: Apache-2.0
// Script functions that C can call.
import CShims
import ForeignFunctions
import Glibc

/// What a function made of a callable keeps: the code that C calls, and what that calls.
final class CCallbackThunk: NativeObject {
  fileprivate let body: CallbackBody
  fileprivate var callback: CCallback?

  fileprivate init(_ body: CallbackBody) { self.body = body }

  deinit { body.clear() }

  override func visitReferences(_ visit: (Value) -> Void) { body.visitReferences(visit) }
  override func clearReferences() { body.clear() }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "CThunkObject", module: "_ctypes")
}

enum CCallbacks {
  /// A function of a type that C can call; owned.
  static func make(_ type: TypeRef, _ prototype: CPrototype, _ callable: Value) throws(Raised)
    -> Value
  {
    let resultType = prototype.result
    let resultInfo = CTypeInfo.of(type: resultType)
    guard resultType.isNone || resultInfo?.kind == .simple else {
      throw raise(.typeError, "invalid result type for callback function")
    }
    var passed: [CType] = []
    for each in Tuple(prototype.types).buffer {
      guard let info = CTypeInfo.of(type: each) else {
        throw raise(.typeError, "cannot build parameter")
      }
      passed.append(info.kind == .array ? .pointer : try info.callType())
    }
    let body = CallbackBody(callable, prototype.types, resultInfo)
    let thunk = CCallbackThunk(body)
    do {
      let signature = try CSignature(passed, returns: try resultInfo?.callType() ?? .void)
      thunk.callback = try CCallback(signature, name: name(of: callable)) { arguments, result in
        body.run(arguments, result)
      }
    } catch let error as FFIError {
      throw raise(.typeError, "\(error)")
    } catch {
      throw Raised()
    }
    let result = try Value.newCData(type)
    guard let own = result.cData, let callback = thunk.callback else { return result }
    own.address = UInt(bitPattern: callback.address)
    try own.keep(.native(thunk, CCallbackThunk.type), at: 0)
    return result
  }

  /// What a message about a freed callback calls it.
  private static func name(of callable: Value) -> String {
    guard let name = try? getOptionalAttribute(callable, .name) else {
      if machine.pointee.raised.isObject { takeRaised().release() }
      return "callback"
    }
    defer { name.release() }
    return name.isStr ? Str(name).text : "callback"
  }
}

/// Calls a script function with what C passes.
private final class CallbackBody {
  /// What is known of an argument.
  private struct Parameter {
    /// Borrowed from `types`.
    let type: Value
    /// Of a number, which needs no object; else none.
    let code: SimpleCode
    /// Whether an instance of the type is what the function gets.
    let isInstance: Bool
    /// The instance that the last call had, if nobody else has it and it is as good as new; owned.
    var spare = Value.unbound
  }

  /// Owned, until the callback ends or is cleared.
  private var callable: Value
  /// The types of the arguments, a tuple.
  private var types: Value
  private let parameters: UnsafeMutablePointer<Parameter>
  private let count: Int
  /// Whether all arguments are numbers or instances.
  private let isPlain: Bool
  /// Whether it runs, and has the spare instances.
  private var isRunning = false
  private let result: CTypeInfo?
  private let returnsInt: Bool
  private let thread = weft_thread_identity()

  init(_ callable: Value, _ types: Value, _ result: CTypeInfo?) {
    self.callable = callable.retained()
    self.types = types.retained()
    self.result = result
    returnsInt = result.map { $0.code == .int && !$0.isSwapped } ?? false
    count = Tuple(types).count
    parameters = .allocate(capacity: max(count, 1))
    for (index, type) in Tuple(types).buffer.enumerated() {
      let info = CTypeInfo.of(type: type)
      let isObject = info.map { !$0.readsPlainly } ?? false
      let isNumber = !isObject && info.map { $0.code.isNumber && !$0.isSwapped } ?? false
      (parameters + index).initialize(
        to: Parameter(
          type: type, code: isNumber ? info?.code ?? .none : .none, isInstance: isObject))
    }
    isPlain = (0..<count).allSatisfy { [parameters] in
      parameters[$0].isInstance || parameters[$0].code != .none
    }
  }

  deinit { parameters.deallocate() }

  func visitReferences(_ visit: (Value) -> Void) {
    visit(callable)
    visit(types)
    for index in 0..<count { visit(parameters[index].spare) }
  }

  func clear() {
    let old = [callable, types] + (0..<count).map { parameters[$0].spare }
    (callable, types) = (.unbound, .unbound)
    for index in 0..<count { parameters[index].spare = .unbound }
    for value in old { value.release() }
  }

  func run(_ arguments: UnsafePointer<UnsafeRawPointer>, _ place: UnsafeMutableRawPointer) {
    guard thread == weft_thread_identity() else {
      let text = "weft: ctypes: a callback came from a thread that runs no script\n"
      _ = text.withCString { write(2, $0, strlen($0)) }
      return
    }
    // They may be dropped while it runs.
    let (function, types) = (callable.retained(), types.retained())
    defer {
      function.release()
      types.release()
    }
    guard types.has(.tuple) else { return }
    let answer: Value
    do throws(Raised) {
      answer = try call(function, arguments)
    } catch {
      return reportUnraisable("Exception ignored on calling ctypes callback function", function)
    }
    if answer.tag == .int, returnsInt {
      return place.storeBytes(of: Int32(truncatingIfNeeded: answer.asInt), as: Int32.self)
    }
    defer { answer.release() }
    store(answer, place, function)
  }

  private func store(_ answer: Value, _ place: UnsafeMutableRawPointer, _ function: Value) {
    guard let result else { return }
    do throws(Raised) {
      let kept = try result.code.store(answer, place, swapped: result.isSwapped)
      if kept.isNone || result.code == .object { return }
      // C may use it for ever.
      try PythonWarnings.warn(.runtimeWarning, "memory leak in callback function.")
    } catch {
      reportUnraisable(
        "Exception ignored on converting result of ctypes callback function", function)
    }
  }

  // MARK: Calls

  private func call(_ function: Value, _ arguments: UnsafePointer<UnsafeRawPointer>)
    throws(Raised) -> Value
  {
    let top = machine.pointee.stackTop
    if isPlain, !isRunning, try canEnter(function, top) {
      for index in 0..<count {
        let (parameter, place) = (parameters + index, arguments[index])
        top[index] =
          parameter.pointee.isInstance
          ? fill(parameter.pointee.spare, place).retained() : parameter.pointee.code.number(place)
      }
      isRunning = true
      let answer: Value
      do throws(Raised) {
        answer = try Machine.enter(function, top)
      } catch {
        checkSpares()
        throw error
      }
      checkSpares()
      return answer
    }
    return try withStack(count) { base throws(Raised) in
      for index in 0..<count { base[index] = .unbound }
      defer { for index in 0..<count { base[index].release() } }
      for index in 0..<count { base[index] = try argument(index, arguments[index]) }
      return try Interpreter.call(function, CallArguments(base, count))
    }
  }

  /// Whether a script's function takes the arguments as they are, at the top of the stack, and all instances for it are there.
  @inline(__always)
  private func canEnter(_ function: Value, _ top: UnsafeMutablePointer<Value>) throws(Raised)
    -> Bool
  {
    guard function.has(.function), Machine.canEnter(function, top, count) else { return false }
    for index in 0..<count where parameters[index].isInstance {
      guard Self.isOwn(parameters[index].type) else { return false }
      if parameters[index].spare.isUnbound {
        parameters[index].spare = try .newCData(TypeRef(parameters[index].type))
      }
    }
    return true
  }

  private func argument(_ index: Int, _ place: UnsafeRawPointer) throws(Raised) -> Value {
    let type = parameters[index].type
    guard let info = CTypeInfo.of(type: type) else {
      throw raise(.typeError, "cannot build parameter")
    }
    if info.readsPlainly { return try info.code.load(place, swapped: info.isSwapped) }
    if Self.isOwn(type) { return fill(try .newCData(TypeRef(type)), place) }
    let value = try Interpreter.call(type)
    return value.cData == nil ? value : fill(value, place)
  }

  /// Whether instances are made and ended without code of a script.
  @inline(__always) private static func isOwn(_ type: Value) -> Bool {
    TypeRef(type).flags.isDisjoint(with: [.overridesNew, .overridesInit, .hasFinalizer])
  }

  /// The same instance with C's value in it.
  @inline(__always) private func fill(_ value: Value, _ place: UnsafeRawPointer) -> Value {
    let data = CDataObject(value)
    let size = min(data.size, data.facts.pointee.size)
    // Most are pointers.
    if size == 8 {
      data.memory.copyMemory(from: place, byteCount: 8)
    } else {
      data.memory.copyMemory(from: place, byteCount: size)
    }
    return value
  }

  @inline(__always) private func checkSpares() {
    isRunning = false
    for index in 0..<count where parameters[index].isInstance { checkSpare(index) }
  }

  /// Gives an instance up unless nothing tells it from a new one.
  @inline(__always) private func checkSpare(_ index: Int) {
    let value = parameters[index].spare
    guard value.isObject else { return }
    let isNew =
      value.header.pointee.references == 1 && value.header.pointee.flags == .container
      && value.header.pointee.type.value.isIdentical(to: parameters[index].type)
      && CDataObject(value).isPlain
    if isNew { return }
    parameters[index].spare = .unbound
    value.release()
  }
}
