// SPDX-License-Identifier: Apache-2.0
// The module `weft`: what scripts can have that NumPy and ctypes have no word for.
import ForeignFunctions
import Weft

enum WeftModule {
  static var module: NativeModule {
    NativeModule("weft") { module throws(Raised) in module.add(rows) }
  }

  private static var rows: [Builtin] {
    [
      Builtin(
        "cfunc(function, /)",
        """
        A C function as a ufunc: it is called for every element, in the loop that the rest of an expression runs in.

        `function` is one of ctypes, which makes a number or a bool of others, as `argtypes` and `restype` say: of one at least, of at \
        most eight floats and six others. Operands are converted to these by the rule "same_kind". It must depend on nothing but its \
        arguments.
        """
      ) { a throws(Raised) in try ufunc(of: a[0]) }
    ]
  }

  private static func ufunc(of function: Value) throws(Raised) -> Value {
    guard let own = function.cData, own.info.kind == .function else {
      throw raise(
        .typeError, "cfunc() argument must be a function of ctypes, not \(function.type.name)")
    }
    if try isCallback(own) {
      throw raise(.typeError, "cfunc() takes functions of libraries, not a script's own")
    }
    guard own.address != 0, let address = UnsafeRawPointer(bitPattern: own.address) else {
      throw raise(.valueError, "NULL pointer access")
    }
    let signature = try signature(of: function)
    let operation: ElementwiseFunction
    do {
      operation = try NDArray.elementwise(address, signature)
    } catch {
      throw raise(.typeError, "\(error)")
    }
    let text = try getAttribute(function, "__name__")
    defer { text.release() }
    let name = text.isStr ? Str(text).text : "cfunc"
    return UfuncObject.value(
      UfuncObject(name, inputs: operation.argumentCount) { operands throws(Raised) in
        do throws(ArrayError) {
          return [try operation.call(operands)]
        } catch {
          // A ufunc of dtypes it has no loop for is called by its name.
          throw raise(
            ArrayError(error.kind, error.message.replacing(operation.name, with: name)))
        }
      })
  }

  /// Whether C would call a script back, which loops on several threads must not.
  private static func isCallback(_ function: CDataObject) throws(Raised) -> Bool {
    let kept = function.keptObjects
    guard kept.isExactly(.dict) else { return kept.native(CCallbackThunk.self) != nil }
    var found = false
    try Dict(kept).forEachItem { _, value in
      found = found || value.native(CCallbackThunk.self) != nil
      return !found
    }
    return found
  }

  /// What `argtypes` and `restype` say.
  private static func signature(of function: Value) throws(Raised) -> CSignature {
    let types = try getAttribute(function, "argtypes")
    defer { types.release() }
    let result = try getAttribute(function, "restype")
    defer { result.release() }
    guard !types.isNone else {
      throw raise(.typeError, "cfunc() needs the function's argtypes")
    }
    var arguments: [CType] = []
    try forEach(types) { type throws(Raised) in
      arguments.append(try passed(type))
      return true
    }
    let returned = try passed(result)
    do {
      return try CSignature(arguments, returns: returned)
    } catch {
      throw raise(.typeError, "\(error)")
    }
  }

  private static func passed(_ type: Value) throws(Raised) -> CType {
    if type.isNone { return .void }
    guard let info = CTypeInfo.of(type: type) else {
      throw raise(.typeError, "cfunc() needs a function of C's own types")
    }
    return info.kind == .array ? .pointer : try info.callType()
  }
}
