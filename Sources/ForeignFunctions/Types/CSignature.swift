// SPDX-License-Identifier: Apache-2.0
// The types of a function's arguments and of its result.

import JIT

/// What must be known of a C function to call it.
///
/// Making one refuses what cannot be passed, so that a signature that exists can be called.
public struct CSignature: Hashable, Sendable {
  public let arguments: [CType]
  public let result: CType
  /// How many arguments the prototype names before its `...`; nil for a function without.
  public let fixedCount: Int?

  /// The signature of a function of `arguments`.
  ///
  /// - Parameters:
  ///   - arguments: The types of all arguments of a call, those in the place of `...` included.
  ///   - result: The type of the result.
  ///   - fixedCount: For a variadic function, how many arguments the prototype names.
  /// - Throws: `FFIError.notPassedByValue` for void or arrays as arguments, and for structures with bit fields;
  ///   `.notPromoted` for an argument in the place of `...` that C would have widened.
  public init(_ arguments: [CType], returns result: CType = .void, fixed fixedCount: Int? = nil)
    throws(FFIError)
  {
    for (index, type) in arguments.enumerated() {
      if type == .void { throw .notPassedByValue(type, "void has no values") }
      try Self.check(type)
      if let fixedCount, index >= fixedCount, let wider = type.promoted {
        throw .notPromoted(index: index, type, wider)
      }
    }
    try Self.check(result)
    if let fixedCount, fixedCount < 0 || fixedCount > arguments.count {
      throw .argumentCount(expected: fixedCount, given: arguments.count)
    }
    self.arguments = arguments
    self.result = result
    self.fixedCount = fixedCount
  }

  private static func check(_ type: CType) throws(FFIError) {
    switch type {
    case .array: throw .notPassedByValue(type, "C passes arrays as pointers")
    case .record(let layout) where layout.hasBitFields:
      throw .notPassedByValue(type, "it has bit fields")
    default: break
    }
  }

  /// How its values are passed.
  package var shape: CallShape {
    CallShape(arguments: arguments.map(\.passing), result: result.passing)
  }
}

extension CType {
  /// What C makes of a value of this type in the place of `...`; nil if it stays what it is.
  fileprivate var promoted: CType? {
    switch self {
    case .bool, .int8, .uint8, .int16, .uint16: .int32
    case .float: .double
    default: nil
    }
  }
}

extension CSignature: CustomStringConvertible {
  public var description: String {
    var names = arguments.map(\.description)
    if let fixedCount { names.insert("...", at: fixedCount) }
    return "\(result) (\(names.joined(separator: ", ")))"
  }
}
