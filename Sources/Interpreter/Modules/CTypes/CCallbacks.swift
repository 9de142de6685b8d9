// SPDX-License-Identifier: Apache-2.0
// Script functions that C can call.
import ForeignFunctions
import Glibc

/// What a function made of a callable keeps: the code that C calls, and the callable.
final class CCallbackThunk: NativeObject {
  private(set) var callable: Value
  /// The types of its arguments, a tuple.
  private(set) var types: Value
  fileprivate var callback: CCallback?

  init(_ callable: Value, _ types: Value) {
    self.callable = callable.retained()
    self.types = types.retained()
  }

  deinit {
    callable.release()
    types.release()
  }

  override func visitReferences(_ visit: (Value) -> Void) {
    visit(callable)
    visit(types)
  }

  override func clearReferences() {
    let old = [callable, types]
    (callable, types) = (.unbound, .unbound)
    for value in old { value.release() }
  }

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
    let thunk = CCallbackThunk(callable, prototype.types)
    let body = CallbackBody(thunk, resultInfo)
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
  /// It owns what C calls, and so this.
  unowned let thunk: CCallbackThunk
  let result: CTypeInfo?
  let thread = pthread_self()

  init(_ thunk: CCallbackThunk, _ result: CTypeInfo?) {
    self.thunk = thunk
    self.result = result
  }

  func run(_ arguments: UnsafePointer<UnsafeRawPointer>, _ place: UnsafeMutableRawPointer) {
    guard pthread_equal(thread, pthread_self()) != 0 else {
      let text = "weft: ctypes: a callback came from a thread that runs no script\n"
      _ = text.withCString { write(2, $0, strlen($0)) }
      return
    }
    // They may be dropped while it runs.
    let (function, types) = (thunk.callable.retained(), thunk.types.retained())
    defer {
      function.release()
      types.release()
    }
    guard types.has(.tuple) else { return }
    let answer: Value
    do throws(Raised) {
      answer = try call(function, Tuple(types), arguments)
    } catch {
      return reportUnraisable("Exception ignored on calling ctypes callback function", function)
    }
    guard let result else { return answer.release() }
    defer { answer.release() }
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

  private func call(
    _ function: Value, _ types: Tuple, _ arguments: UnsafePointer<UnsafeRawPointer>
  ) throws(Raised) -> Value {
    let count = types.count
    return try withStack(count) { base throws(Raised) in
      for index in 0..<count { base[index] = .unbound }
      defer { for index in 0..<count { base[index].release() } }
      for index in 0..<count { base[index] = try argument(types[index], arguments[index]) }
      return try Interpreter.call(function, CallArguments(base, count))
    }
  }

  private func argument(_ type: Value, _ place: UnsafeRawPointer) throws(Raised) -> Value {
    guard let info = CTypeInfo.of(type: type) else {
      throw raise(.typeError, "cannot build parameter")
    }
    if info.readsPlainly { return try info.code.load(place, swapped: info.isSwapped) }
    let isOwn = TypeRef(type).flags.isDisjoint(with: [.overridesNew, .overridesInit])
    let value = try isOwn ? .newCData(TypeRef(type)) : Interpreter.call(type)
    if let data = value.cData { memcpy(data.memory, place, min(info.size, data.size)) }
    return value
  }
}
