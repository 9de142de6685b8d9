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
  /// Bits of the address of code that reads arguments through pointers.
  @usableFromInline let entry: UInt
  /// Bits of the address of code that reads arguments from one buffer.
  @usableFromInline let bufferEntry: UInt
  /// Bits of the address of what the code needs besides; 0 for machine code.
  @usableFromInline let context: UInt
  /// Where each argument is in the buffer of `call(function:buffer:result:)`.
  public let offsets: [Int]
  /// Bytes of that buffer.
  public let bufferSize: Int
  private let code: [CompiledCode]

  private struct Key: Hashable {
    let shape: CallShape
    let offsets: [Int]
  }

  private static let stubs = Mutex<[Key: CallStub]>([:])

  /// The stub for functions of `signature`.
  ///
  /// - Parameters:
  ///   - signature: What is to be called.
  ///   - offsets: Where the arguments are in the buffer of `call(function:buffer:result:)`; nil lets them follow each other, each
  ///     at a multiple of its alignment and of 8.
  /// - Throws: `FFIError.noExecutableMemory` where the system refuses executable memory and has no libffi.
  public static func of(_ signature: CSignature, offsets: [Int]? = nil) throws(FFIError)
    -> CallStub
  {
    let shape = signature.shape
    let own = offsets ?? shape.bufferOffsets.offsets
    let key = Key(shape: shape, offsets: own)
    if let known = stubs.withLock({ $0[key] }) { return known }
    let stub = try CallStub(signature, shape, own)
    return stubs.withLock { stubs in
      if let known = stubs[key] { return known }
      stubs[key] = stub
      return stub
    }
  }

  private init(_ signature: CSignature, _ shape: CallShape, _ offsets: [Int]) throws(FFIError) {
    self.offsets = offsets
    bufferSize = zip(offsets, signature.arguments).reduce(0) { max($0, $1.0 + $1.1.size) }
    let errno = Int32(weft_errno_offset())
    let sources: [(ArgumentSource, String)] = [
      (.pointers, "call"), (.buffer(offsets), "call_buffer"),
    ]
    code = sources.compactMap { source, name in
      CodeArena.shared.install(shape.callStub(source, errnoOffset: errno), name: name)
    }
    if code.count == 2 {
      entry = UInt(bitPattern: code[0].entryPoint!)
      bufferEntry = UInt(bitPattern: code[1].entryPoint!)
      context = 0
    } else {
      let call = try LibffiCall(signature, offsets: offsets)
      entry = call.entry
      bufferEntry = call.bufferEntry
      context = call.context
    }
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
      UnsafeRawPointer(bitPattern: bufferEntry)!, function, buffer, result,
      UnsafeRawPointer(bitPattern: context))
  }

  /// As above, with `errno` set before the call.
  @inlinable @inline(__always) @discardableResult
  public func call(
    function: UnsafeRawPointer, buffer: UnsafeRawPointer, result: UnsafeMutableRawPointer,
    errno: Int32
  ) -> Int32 {
    weft_call_stub_with_errno(
      UnsafeRawPointer(bitPattern: bufferEntry)!, function, buffer, result,
      UnsafeRawPointer(bitPattern: context), errno)
  }
}
