// SPDX-License-Identifier: Apache-2.0
// Callbacks whose closure throws: C, which cannot throw, gets zero, and the error waits for the caller of C.

import CShims
import Glibc
import Synchronization

extension CCallback {
  /// Makes a function pointer that calls `body`; where that throws, C gets a result of zeros.
  ///
  /// Call C within `rethrowing`, which throws what the closure threw; or ask `takeError` afterwards. An error that nobody asked for is
  /// printed when the callback's life ends.
  ///
  ///     let byKey = try CCallback { (a: UnsafePointer<Int32>, b: UnsafePointer<Int32>) throws -> Int32 in
  ///       try compare(key(a.pointee), key(b.pointee))
  ///     }
  ///     try byKey.rethrowing { qsort(base, count, 4, $0) }
  ///
  /// - Parameters:
  ///   - name: What messages call the callback.
  ///   - body: What C calls; C goes on after an error, and may call again.
  /// - Throws: What `CSignature` throws, or `FFIError.noExecutableMemory`.
  @inlinable
  public convenience init<each A: CRepresentable, Result: CRepresentable>(
    name: String = "closure", _ body: @escaping (repeat each A) throws -> Result
  ) throws(FFIError) {
    var types: [CType] = []
    for type in repeat (each A).self { types.append(type.cType) }
    let signature = try CSignature(types, returns: Result.cType)
    let failure = CallbackFailure(name)
    try self.init(signature, name: name) { arguments, result in
      var next = arguments
      do {
        let value = try body(repeat Self.take((each A).self, &next))
        result.initializeMemory(as: Result.self, to: value)
      } catch {
        failure.note(error)
      }
    }
    self.failure = failure
  }

  /// As above, for a closure that returns nothing.
  @inlinable
  public convenience init<each A: CRepresentable>(
    name: String = "closure", _ body: @escaping (repeat each A) throws -> Void
  ) throws(FFIError) {
    var types: [CType] = []
    for type in repeat (each A).self { types.append(type.cType) }
    let failure = CallbackFailure(name)
    try self.init(try CSignature(types), name: name) { arguments, _ in
      var next = arguments
      do {
        try body(repeat Self.take((each A).self, &next))
      } catch {
        failure.note(error)
      }
    }
    self.failure = failure
  }

  /// Runs `body`, which gives the function pointer to C; the callback lives until it returns.
  ///
  /// - Throws: The first error that the closure threw meanwhile, on any thread; else what `body` throws.
  public func rethrowing<R>(_ body: (_ address: UnsafeRawPointer) throws -> R) throws -> R {
    try withExtendedLifetime(self) {
      let before = failure?.exchange(nil)
      let result = Result { try body(address) }
      let thrown = failure?.exchange(before ?? nil)
      if let thrown = thrown ?? nil { throw thrown }
      return try result.get()
    }
  }

  /// The first error that the closure threw and that nobody has asked for, which is forgotten then.
  public func takeError() -> (any Error)? { failure?.exchange(nil) ?? nil }
}

/// The first error of a callback that nobody has asked for.
@usableFromInline
final class CallbackFailure: Sendable {
  private let name: String
  private let first = Mutex<(any Error)?>(nil)

  @usableFromInline init(_ name: String) { self.name = name }

  @usableFromInline
  func note(_ error: any Error) {
    first.withLock { first in
      if first == nil { first = error }
    }
  }

  /// The error; it is `other` from now on.
  func exchange(_ other: (any Error)?) -> (any Error)? {
    first.withLock { first in
      defer { first = other }
      return first
    }
  }

  /// Prints an error that would be lost.
  func reportUnclaimed() {
    guard let error = exchange(nil) else { return }
    let text = "weft: an error that the callback \(name) threw was ignored: \(error)\n"
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }
}
