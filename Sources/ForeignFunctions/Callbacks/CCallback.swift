// SPDX-License-Identifier: Apache-2.0
// Swift closures that C can call.

import Glibc
import JIT

/// A function pointer for C that leads to a Swift closure.
///
/// The address is valid as long as the object lives: keep it while C may call, by `withExtendedLifetime` or in a property. A call after
/// that prints the callback's name and ends the process. C may call from any thread, and from within a call; the closure must be fit
/// for that.
public final class CCallback: @unchecked Sendable {
  /// What a callback does: reads its arguments through a pointer to each and writes its result, which is zero before.
  public typealias Body = (
    _ arguments: UnsafePointer<UnsafeRawPointer>, _ result: UnsafeMutableRawPointer
  ) -> Void

  public let signature: CSignature
  /// The function pointer to give to C.
  public let address: UnsafeRawPointer
  private let thunk: ThunkPool.Thunk

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
    let entry = try CallbackEntry.of(shape)
    thunk = try ThunkPool.take()
    self.signature = signature
    address = thunk.address
    let zeroes = shape.result.way == .memory ? shape.result.size : 0
    let context = CallbackContext(body, zeroes)
    var record = CallbackRecord()
    record.entry = UnsafeRawPointer(bitPattern: entry.address)
    record.handler = unsafeBitCast(callbackHandler, to: UnsafeRawPointer.self)
    record.context = Unmanaged.passRetained(context).toOpaque()
    record.name = CallbackName.pointer(name)
    thunk.record.pointee = record
  }

  deinit {
    let context = thunk.record.pointee.context
    ThunkPool.give(thunk)
    if let context { Unmanaged<CallbackContext>.fromOpaque(context).release() }
  }
}

/// What a callback's record refers to.
private final class CallbackContext {
  let body: CCallback.Body
  /// Bytes of a result in memory, to be zero when the body is called.
  let zeroes: Int

  init(_ body: @escaping CCallback.Body, _ zeroes: Int) {
    self.body = body
    self.zeroes = zeroes
  }
}

/// What machine code calls for every callback.
private let callbackHandler:
  @convention(c) (
    UnsafeMutableRawPointer, UnsafePointer<UnsafeRawPointer>, UnsafeMutableRawPointer
  ) -> Void = { context, arguments, result in
    // Retained, since the body may end the callback's life.
    let context = Unmanaged<CallbackContext>.fromOpaque(context).takeUnretainedValue()
    if context.zeroes > 0 { memset(result, 0, context.zeroes) }
    context.body(arguments, result)
  }
