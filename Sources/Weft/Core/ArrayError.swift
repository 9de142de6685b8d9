// SPDX-License-Identifier: Apache-2.0
// The error of array operations: a kind and NumPy's message.

/// A mistake in an array operation: shapes, dtypes, indices or values that NumPy would refuse.
///
/// `kind` says which Python exception scripts see; `message` is NumPy's text.
public struct ArrayError: Error, Sendable, Equatable {
  /// The families of mistakes, each one Python exception.
  public enum Kind: Sendable {
    case value, type, index, axis, overflow, zeroDivision, memory, runtime
  }

  public let kind: Kind
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

extension ArrayError: CustomStringConvertible {
  public var description: String { message }
}

/// Returns what `body` returns; a thrown error is a programmer's mistake and stops with its message.
package func check<T>(_ body: () throws(ArrayError) -> T) -> T {
  do {
    return try body()
  } catch {
    preconditionFailure(error.message)
  }
}
