// SPDX-License-Identifier: Apache-2.0
// What the tables of numpy functions share: arguments to Swift values, results to Python values, updates in place.
import Weft

enum NumPyArguments {
  static func array(_ value: Value) throws(Raised) -> NDArray { try ArrayConversion.array(value) }

  static func operand(_ value: Value) throws(Raised) -> ArrayOperand {
    if let operand = try ArrayConversion.operand(value) { return operand }
    return .array(try ArrayConversion.array(value))
  }

  /// An optional integer such as `axis=None`.
  static func optional(_ value: Value) throws(Raised) -> Int? {
    value.isNone || value.isUnbound ? nil : try indexValue(value)
  }

  static func text(_ value: Value, _ fallback: String = "") -> String {
    value.isStr ? Str(value).text : fallback
  }

  static func order(_ value: Value) throws(Raised) -> ElementOrder {
    if value.isNone || value.isUnbound { return .c }
    guard value.isStr, let order = ElementOrder(rawValue: Str(value).text.uppercased()) else {
      throw raise(
        .valueError, "order must be one of 'C', 'F', 'A', or 'K' (got \(try reprText(value)))")
    }
    return order
  }

  static func mode(_ value: Value) throws(Raised) -> IndexMode {
    guard value.isStr, let mode = IndexMode(rawValue: Str(value).text) else {
      throw raise(
        .valueError,
        "clipmode must be one of 'clip', 'raise', or 'wrap' (got \(try reprText(value)))")
    }
    return mode
  }

  static func casting(_ value: Value) throws(Raised) -> DType.Casting {
    guard value.isStr, let casting = DType.Casting(rawValue: Str(value).text) else {
      throw raise(
        .valueError,
        "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got \(try reprText(value)))"
      )
    }
    return casting
  }

  /// An array object from an argument: the object itself, so that functions can give views; owned.
  static func object(_ value: Value) throws(Raised) -> Value {
    value.isArray ? value.retained() : ArrayRef.make(try ArrayConversion.array(value))
  }

  /// The arrays of a sequence of array-likes.
  static func arrays(_ value: Value) throws(Raised) -> [NDArray] {
    try NumPyFunctions.arrays(value)
  }

  /// Calls `body` with each element of a sequence.
  static func map<R>(_ value: Value, _ body: (Value) throws(Raised) -> R) throws(Raised) -> [R] {
    var result: [R] = []
    try forEach(value) { element throws(Raised) in
      result.append(try body(element))
      return true
    }
    return result
  }

  static func result(_ array: NDArray) -> Value { ArrayRef.make(array) }

  static func tuple(_ arrays: [NDArray]) -> Value {
    Tuple.make(consuming: arrays.map { ArrayRef.make($0) }).value
  }

  static func list(_ arrays: [NDArray]) -> Value {
    List.make(consuming: arrays.map { ArrayRef.make($0) }).value
  }

  /// Changes an array object in place.
  static func update(
    _ value: Value, readOnly message: String = "assignment destination is read-only",
    _ change: (inout NDArray) throws -> Void
  ) throws(Raised) {
    try ArrayRef(value).requireWritable(message)
    let shared = ArrayRef(value).shared
    try checkedEngine {
      var changed = shared.value
      try change(&changed)
      shared.assign(changed)
    }
  }

  /// A row whose result is a view of its first argument where it can be one.
  static func viewing(
    _ text: String,
    _ transform: @escaping (BoundArguments) throws(Raised) -> (NDArray) throws -> NDArray
  ) -> Builtin {
    Builtin(text) { a throws(Raised) in
      let own = try object(a[0])
      defer { own.release() }
      return try ArrayType.view(own, transform(a))
    }
  }

  /// A row that computes a new array.
  static func making(
    _ text: String, _ make: @escaping (BoundArguments) throws(Raised) -> () throws -> NDArray
  ) -> Builtin {
    Builtin(text) { a throws(Raised) in
      let body = try make(a)
      return ArrayRef.make(try checkedEngine(body))
    }
  }

  /// Several views of one array object; those that cannot be views have elements of their own.
  static func views(_ own: Value, _ parts: (NDArray) throws -> [NDArray]) throws(Raised) -> [Value]
  {
    let reference = ArrayRef(own)
    let shared = reference.shared
    let chosen = try checkedEngine { try parts(shared.value) }
    return chosen.map { part in
      shared.view { _ in part }.map { reference.makeView($0) } ?? ArrayRef.make(part)
    }
  }
}
