// SPDX-License-Identifier: Apache-2.0
// The code that calls functions of one signature.

import CShims
import JIT
import Synchronization

/// Calls C functions of one signature: reads the arguments from memory, calls, writes the result, catches errno.
///
/// Signatures whose values are passed alike share one stub; stubs live as long as the process. A stub may be used from many threads
/// at once.
///
///     let signature = try CSignature([.double, .int], returns: .double)      // ldexp
///     let stub = try CallStub.of(signature)
///     var (x, exponent, result) = (0.75, Int32(4), 0.0)
///     withUnsafeMutablePointer(to: &x) { x in
///       withUnsafeMutablePointer(to: &exponent) { exponent in
///         var arguments = [UnsafeMutableRawPointer(x), UnsafeMutableRawPointer(exponent)]
///         let errno = stub.call(function: address, arguments: &arguments, result: &result)
///       }
///     }
public final class CallStub: Sendable {
  /// Code that reads arguments through pointers; its address stays.
  @usableFromInline let entry: UnsafeRawPointerBits
  /// Code that reads arguments from one buffer.
  @usableFromInline let flatEntry: UnsafeRawPointerBits
  /// What the code needs besides; 0 for machine code.
  @usableFromInline let context: UnsafeRawPointerBits
  /// Where each argument is in the buffer of `call(function:buffer:result:)`.
  public let offsets: [Int]
  /// Bytes of that buffer.
  public let bufferSize: Int
  private let code: [CompiledCode]

  /// Bits of an address; unlike a pointer, they may go from thread to thread.
  @usableFromInline typealias UnsafeRawPointerBits = UInt

  private static let stubs = Mutex<[CallShape: CallStub]>([:])

  /// The stub for functions of `signature`.
  ///
  /// - Throws: `FFIError.noExecutableMemory` where the system refuses executable memory and has no libffi.
  public static func of(_ signature: CSignature) throws(FFIError) -> CallStub {
    let shape = signature.shape
    let known = stubs.withLock { $0[shape] }
    if let known { return known }
    let stub = try CallStub(signature, shape)
    return stubs.withLock { stubs in
      if let known = stubs[shape] { return known }
      stubs[shape] = stub
      return stub
    }
  }

  private init(_ signature: CSignature, _ shape: CallShape) throws(FFIError) {
    (offsets, bufferSize) = shape.flatOffsets
    let errno = Int32(weft_errno_offset())
    let code = CodeArena.shared.install(
      shape.callStub(.pointers, errnoOffset: errno), name: "call")
    let flat = CodeArena.shared.install(
      shape.callStub(.flat, errnoOffset: errno), name: "call_flat")
    guard let code, let flat else { throw .noExecutableMemory }
    entry = UInt(bitPattern: code.entryPoint!)
    flatEntry = UInt(bitPattern: flat.entryPoint!)
    context = 0
    self.code = [code, flat]
  }
}

extension CallStub {
  /// Calls `function`.
  ///
  /// - Parameters:
  ///   - function: A C function of this stub's signature; anything else is undefined.
  ///   - arguments: A pointer to each argument's value, which has the size of its type and may stand at any address; not changed.
  ///   - result: Room for the result: exactly as many bytes are written as its type has.
  /// - Returns: errno after the call. C functions set it when they fail and leave it alone when they do not.
  @inlinable @inline(__always) @discardableResult
  public func call(
    function: UnsafeRawPointer, arguments: UnsafePointer<UnsafeMutableRawPointer>,
    result: UnsafeMutableRawPointer
  ) -> Int32 {
    weft_call_stub(
      UnsafeRawPointer(bitPattern: entry)!, function, arguments, result,
      UnsafeRawPointer(bitPattern: context))
  }

  /// As above, with `errno` set before the call.
  @inlinable @inline(__always) @discardableResult
  public func call(
    function: UnsafeRawPointer, arguments: UnsafePointer<UnsafeMutableRawPointer>,
    result: UnsafeMutableRawPointer, errno: Int32
  ) -> Int32 {
    weft_call_stub_with_errno(
      UnsafeRawPointer(bitPattern: entry)!, function, arguments, result,
      UnsafeRawPointer(bitPattern: context), errno)
  }

  /// As above, with the arguments in one buffer, each at its place in `offsets`; this is the faster form.
  @inlinable @inline(__always) @discardableResult
  public func call(
    function: UnsafeRawPointer, buffer: UnsafeRawPointer, result: UnsafeMutableRawPointer
  ) -> Int32 {
    weft_call_stub(
      UnsafeRawPointer(bitPattern: flatEntry)!, function, buffer, result,
      UnsafeRawPointer(bitPattern: context))
  }

  /// As above, with `errno` set before the call.
  @inlinable @inline(__always) @discardableResult
  public func call(
    function: UnsafeRawPointer, buffer: UnsafeRawPointer, result: UnsafeMutableRawPointer,
    errno: Int32
  ) -> Int32 {
    weft_call_stub_with_errno(
      UnsafeRawPointer(bitPattern: flatEntry)!, function, buffer, result,
      UnsafeRawPointer(bitPattern: context), errno)
  }
}
