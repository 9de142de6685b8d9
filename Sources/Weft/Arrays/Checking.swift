// SPDX-License-Identifier: Apache-2.0
// What an operator does with a mistake: stop, or tell the scope that asked to be told.

/// The mistakes noted inside one `NDArray.checking` scope.
final class ErrorScope: @unchecked Sendable {
  @TaskLocal static var current: ErrorScope?

  /// The first mistake of the scope, which belongs to one task.
  var first: ArrayError?
}

extension NDArray {
  /// Runs `body`; the first shape, dtype or index mistake of an operator in it is thrown instead of stopping the program.
  ///
  /// An operator that found a mistake returns an empty array and `body` goes on; the error is thrown when it ends.
  public static func checking<R>(_ body: () throws -> R) throws -> R {
    let scope = ErrorScope()
    do {
      let result = try ErrorScope.$current.withValue(scope) { try body() }
      if let error = scope.first { throw error }
      return result
    } catch {
      throw scope.first ?? error
    }
  }

  /// What an operator returns for `error`: an empty array inside `checking`; elsewhere it stops with the message.
  @inline(never)
  static func failed(_ error: ArrayError) -> NDArray {
    guard let scope = ErrorScope.current else { preconditionFailure(error.message) }
    if scope.first == nil { scope.first = error }
    return NDArray(dtype: .float64, shape: [0]) { _ in }
  }
}

extension NDArray {
  /// Runs a change; a mistake stops the program or goes to the `checking` scope, and the array stays as it was.
  @inline(__always)
  mutating func settle(_ body: (inout NDArray) throws(ArrayError) -> Void) {
    do {
      try body(&self)
    } catch {
      _ = NDArray.failed(error)
    }
  }
}

/// Returns the arrays `body` makes; a thrown mistake stops the program or goes to the `checking` scope, which then gets as
/// many arrays as were asked for.
func checked(parts count: Int, _ body: () throws(ArrayError) -> [NDArray]) -> [NDArray] {
  do {
    return try body()
  } catch {
    return Array(repeating: NDArray.failed(error), count: min(max(count, 1), 1024))
  }
}

/// Returns the array `body` makes; a thrown mistake stops the program or goes to the `checking` scope.
@inline(__always)
func checked(_ body: () throws(ArrayError) -> NDArray) -> NDArray {
  do {
    return try body()
  } catch {
    return NDArray.failed(error)
  }
}
