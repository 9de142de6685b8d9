// SPDX-License-Identifier: Apache-2.0
// Exception types of NumPy's own.
import Weft

/// Exception types of NumPy's own.
enum NumPyErrors {
  private static func make(
    _ name: String, _ module: String, _ base: ExceptionKind, also: ExceptionKind? = nil,
    properties: [Property] = [], _ configure: (inout Slots) -> Void = { _ in }
  ) -> TypeRef {
    let type = TypeMaking.make(
      name, module: module, base: base.type, layout: .exception,
      flags: [.basetype, .isException, .hasDict], properties: properties, configure)
    if let also {
      type.cell.pointee.linearization.insert(also.type, at: 2)
      type.cell.pointee.linearization.insert(also.base!.type, at: 3)
      type.cell.pointee.bases.release()
      type.cell.pointee.bases = .tuple(base.type.value, also.type.value)
      type.touch()
    }
    return type
  }

  nonisolated(unsafe) static let axisError = make(
    "AxisError", "numpy.exceptions", .valueError, also: .indexError,
    properties: [
      Property("axis") { v throws(Raised) in axis(v)?.axis.retained() ?? .none },
      Property("ndim") { v throws(Raised) in axis(v)?.rank.retained() ?? .none },
    ]
  ) { slots in
    slots.initialize = { v, given throws(Raised) in
      let row = Builtin("AxisError(axis, ndim=None, msg_prefix=None)") { a throws(Raised) in
        let parts = [a[0], a[1], a[2]].prefix { !$0.isNone }
        let exception = ExceptionRef(v)
        exception.cell.pointee.arguments.release()
        exception.cell.pointee.arguments = Tuple.make(copying: Array(parts)).value
        return .none
      }
      let function = Value.builtin(row)
      defer { function.release() }
      try Interpreter.call(function, given).release()
    }
    slots.str = { v throws(Raised) in
      let arguments = ExceptionRef(v).arguments
      guard arguments.count > 1 else {
        return arguments.count == 0 ? .string("") : try str(arguments[0])
      }
      let (axis, rank) = (try strText(arguments[0]), try strText(arguments[1]))
      let prefix = arguments.count > 2 ? "\(try strText(arguments[2])): " : ""
      return .string("\(prefix)axis \(axis) is out of bounds for array of dimension \(rank)")
    }
  }

  /// What the error says of the axis and the array's axes: its arguments, or numbers in its message.
  private static func axis(_ v: Value) -> (axis: Value, rank: Value)? {
    let arguments = ExceptionRef(v).arguments
    if arguments.count > 1 { return (arguments[0], arguments[1]) }
    guard arguments.count == 1, arguments[0].isStr else { return nil }
    let words = Str(arguments[0]).text.split(separator: " ")
    guard let place = words.firstIndex(of: "axis"), place + 1 < words.count,
      let axis = Int(words[place + 1]), let rank = Int(words[words.count - 1])
    else { return nil }
    return (Value(axis), Value(rank))
  }

  nonisolated(unsafe) static let linAlgError = make("LinAlgError", "numpy.linalg", .valueError)
  nonisolated(unsafe) static let noLoop = make(
    "UFuncTypeError", "numpy._core._exceptions", .typeError)
  nonisolated(unsafe) static let castingError = make(
    "UFuncTypeError", "numpy._core._exceptions", .typeError)

  /// The TypeError subclass that NumPy raises with a message.
  static func type(for message: String) -> TypeRef {
    if message.hasPrefix("Cannot cast ufunc") { return castingError }
    if message.contains("did not contain a loop with signature") { return noLoop }
    return ExceptionKind.typeError.type
  }
}
