// SPDX-License-Identifier: Apache-2.0
// Swift closures that C can call.

import CShims
import Glibc
import JIT

/// A function pointer for C that leads to a Swift closure.
///
/// The address is valid as long as the object lives: keep it while C may call, by `withExtendedLifetime` or in a property. A call after
/// that prints the callback's name and ends the process. C may call from any thread, and from within a call; the closure must be fit
/// for that. It may end its own object's life, but no other thread may while it runs.
public final class CCallback: @unchecked Sendable {
  /// What a callback does: reads its arguments through a pointer to each and writes its result, which is zero before.
  public typealias Body = (
    _ arguments: UnsafePointer<UnsafeRawPointer>, _ result: UnsafeMutableRawPointer
  ) -> Void

  public let signature: CSignature
  /// The function pointer to give to C.
  public let address: UnsafeRawPointer
  private let place: Place
  /// What the closure threw; nil if it cannot throw.
  @usableFromInline var failure: CallbackFailure?

  private enum Place {
    case thunk(ThunkPool.Thunk)
    /// Where executable memory is refused.
    case libffi(LibffiClosure)
  }

  /// Makes a function pointer of `signature` that calls `body`.
  ///
  /// - Parameters:
  ///   - signature: The types of the arguments and of the result; a callback cannot be variadic.
  ///   - name: What the callback is called when C uses it after its end.
  ///   - body: Called with a pointer to each argument, valid during the call, and room for the result. For a result of a small
  ///     integer type write just its bytes: they are widened.
  /// - Throws: `FFIError.noExecutableMemory`.
  public init(
    _ signature: CSignature, name: String = "closure", _ body: @escaping Body
  ) throws(FFIError) {
    let shape = signature.shape
    self.signature = signature
    let zeroes = shape.result.way == .memory ? shape.result.size : 0
    guard let entry = CallbackEntry.of(shape), let thunk = ThunkPool.take() else {
      let closure = try LibffiClosure(signature, name: name)
      closure.record.pointee.handler = unsafeBitCast(callbackHandler, to: UnsafeRawPointer.self)
      closure.record.pointee.context = Unmanaged.passRetained(CallbackContext(body, 0)).toOpaque()
      place = .libffi(closure)
      address = closure.address
      return
    }
    var record = CallbackRecord()
    record.entry = UnsafeRawPointer(bitPattern: entry.address)
    record.handler = unsafeBitCast(callbackHandler, to: UnsafeRawPointer.self)
    record.context = Unmanaged.passRetained(CallbackContext(body, zeroes)).toOpaque()
    record.name = CallbackName.pointer(name)
    thunk.record.pointee = record
    place = .thunk(thunk)
    address = thunk.address
  }

  deinit {
    failure?.reportUnclaimed()
    let context: UnsafeMutableRawPointer?
    switch place {
    case .thunk(let thunk):
      context = thunk.record.pointee.context
      ThunkPool.give(thunk)
    case .libffi(let closure):
      // The closure stays for ever, to complain.
      context = closure.record.pointee.context
      closure.record.pointee.context = nil
    }
    let object = Unmanaged<CallbackContext>.fromOpaque(context!)
    if weft_in_callback() {
      // Perhaps in this one: what it runs must stay until it is done.
      object._withUnsafeGuaranteedRef { $0.nextFreed = weft_get_callback_freed() }
      weft_set_callback_freed(context)
    } else {
      object.release()
    }
  }
}

/// What a callback's record refers to.
private final class CallbackContext {
  let body: CCallback.Body
  /// Bytes of a result in memory, to be zero when the body is called.
  let zeroes: Int
  /// The next of those that wait for the end of this thread's callbacks.
  var nextFreed: UnsafeMutableRawPointer?

  init(_ body: @escaping CCallback.Body, _ zeroes: Int) {
    self.body = body
    self.zeroes = zeroes
  }

  /// Ends the lives of the contexts that were freed within callbacks of this thread.
  @inline(never)
  static func releaseFreed() {
    while let first = weft_get_callback_freed() {
      let context = Unmanaged<CallbackContext>.fromOpaque(first)
      weft_set_callback_freed(context._withUnsafeGuaranteedRef { $0.nextFreed })
      context.release()
    }
  }
}

/// What machine code calls for every callback; counts no references.
private let callbackHandler:
  @convention(c) (
    UnsafeMutableRawPointer, UnsafePointer<UnsafeRawPointer>, UnsafeMutableRawPointer
  ) -> Void = { context, arguments, result in
    weft_callback_begin()
    Unmanaged<CallbackContext>.fromOpaque(context)._withUnsafeGuaranteedRef { context in
      if context.zeroes > 0 { memset(result, 0, context.zeroes) }
      context.body(arguments, result)
    }
    if weft_callback_end() { CallbackContext.releaseFreed() }
  }
