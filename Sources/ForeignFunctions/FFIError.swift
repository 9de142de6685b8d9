// SPDX-License-Identifier: Apache-2.0
// What can go wrong before C is called; what goes wrong in C cannot be caught.

/// A mistake in the use of foreign functions, found before anything was called.
public enum FFIError: Error, Hashable, Sendable {
  /// The dynamic linker's words.
  case libraryNotFound(String, message: String)
  /// The dynamic linker's words.
  case symbolNotFound(String, message: String)
  case argumentCount(expected: Int, given: Int)
  /// `got` names the Swift type or value.
  case argumentType(index: Int, expected: CType, got: String)
  /// An array that is not what the function's declaration asks for, and what that is.
  case argumentArray(index: Int, String)
  /// An integer that its type cannot hold; index -1 is the result of a callback.
  case outOfRange(index: Int, value: String, CType)
  /// A type whose values C does not pass, or that is not supported, and why.
  case notPassedByValue(CType, String)
  /// An argument in the place of `...` whose type C widens: pass `wider`.
  case notPromoted(index: Int, CType, _ wider: CType)
  case nullPointer
  /// A function that does not make a number or a bool of others, of one at least, or takes more than travel in registers.
  case notElementwise(CSignature)
  /// The system refuses executable memory and has no libffi to do without.
  case noExecutableMemory
  /// libffi, which does where executable memory is refused, cannot pass this.
  case notSupportedByLibffi(String)
}

extension FFIError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .libraryNotFound(_, let message), .symbolNotFound(_, let message): message
    case .argumentCount(let expected, let given):
      "this function takes \(expected) arguments (\(given) given)"
    case .argumentType(let index, let expected, let got):
      "argument \(index + 1): expected \(expected) instead of \(got)"
    case .argumentArray(let index, let message): "argument \(index + 1): \(message)"
    case .outOfRange(let index, let value, let type):
      (index < 0 ? "result" : "argument \(index + 1)") + ": \(value) is out of range of \(type)"
    case .notPassedByValue(let type, let reason): "\(type) is not passed by value: \(reason)"
    case .notPromoted(let index, let type, let wider):
      "argument \(index + 1): in the place of '...' a \(type) is passed as \(wider)"
    case .notElementwise(let signature):
      "\(signature) cannot be applied to elements: only what makes a number or a bool of others can, of one at least, of at most "
        + "8 floats and 6 others"
    case .nullPointer: "NULL pointer access"
    case .noExecutableMemory:
      "the system refuses executable memory, and libffi, which does without, was not found"
    case .notSupportedByLibffi(let what): "libffi cannot pass \(what)"
    }
  }
}
