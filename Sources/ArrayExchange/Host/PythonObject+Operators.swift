// SPDX-License-Identifier: Apache-2.0
// Operators of Python objects: Python's functions by Swift's signs.

import Weft

/// Python's operators, each with the function of CPython that does it, and the one for `a op= b`.
///
/// `//`, `@`, `divmod` have no sign in Swift: `try object.operate(.floorDivide, other)`.
public enum PythonOperator: Sendable, CaseIterable {
  case add, subtract, multiply, matrixMultiply, divide, floorDivide, remainder, divmod, power
  case shiftLeft, shiftRight, and, or, xor

  var functions: (plain: HostSymbols.Binary, inPlace: HostSymbols.Binary) {
    switch self {
    case .add: (py.PyNumber_Add, py.PyNumber_InPlaceAdd)
    case .subtract: (py.PyNumber_Subtract, py.PyNumber_InPlaceSubtract)
    case .multiply: (py.PyNumber_Multiply, py.PyNumber_InPlaceMultiply)
    case .matrixMultiply: (py.PyNumber_MatrixMultiply, py.PyNumber_InPlaceMatrixMultiply)
    case .divide: (py.PyNumber_TrueDivide, py.PyNumber_InPlaceTrueDivide)
    case .floorDivide: (py.PyNumber_FloorDivide, py.PyNumber_InPlaceFloorDivide)
    case .remainder: (py.PyNumber_Remainder, py.PyNumber_InPlaceRemainder)
    case .divmod: (py.PyNumber_Divmod, py.PyNumber_Divmod)
    case .power:
      (
        { py.PyNumber_Power($0, $1, py._Py_NoneStruct) },
        { py.PyNumber_InPlacePower($0, $1, py._Py_NoneStruct) }
      )
    case .shiftLeft: (py.PyNumber_Lshift, py.PyNumber_InPlaceLshift)
    case .shiftRight: (py.PyNumber_Rshift, py.PyNumber_InPlaceRshift)
    case .and: (py.PyNumber_And, py.PyNumber_InPlaceAnd)
    case .or: (py.PyNumber_Or, py.PyNumber_InPlaceOr)
    case .xor: (py.PyNumber_Xor, py.PyNumber_InPlaceXor)
    }
  }
}

/// Python's operators of one object.
public enum PythonUnaryOperator: Sendable, CaseIterable {
  case negative, positive, absolute, invert

  var function: HostSymbols.Unary {
    switch self {
    case .negative: py.PyNumber_Negative
    case .positive: py.PyNumber_Positive
    case .absolute: py.PyNumber_Absolute
    case .invert: py.PyNumber_Invert
    }
  }
}

/// Python's comparisons, by their numbers in CPython.
public enum PythonComparison: Int32, Sendable, CaseIterable {
  case less, lessOrEqual, equal, notEqual, greater, greaterOrEqual
}

extension CPython.GIL {
  package func operate(
    _ operation: PythonOperator, _ left: PyObject, _ right: PyObject, inPlace: Bool = false
  ) throws(Pending) -> PyObject {
    let functions = operation.functions
    return try check((inPlace ? functions.inPlace : functions.plain)(left, right))
  }

  package func operate(
    _ operation: PythonUnaryOperator, _ object: PyObject
  ) throws(Pending) -> PyObject {
    try check(operation.function(object))
  }

  package func compare(
    _ comparison: PythonComparison, _ left: PyObject, _ right: PyObject
  ) throws(Pending) -> PyObject {
    try check(py.PyObject_RichCompare(left, right, comparison.rawValue))
  }
}

extension CPython.Object {
  public typealias Operand = (any PythonConvertible)?

  /// `left op right` for any two values of which Python knows how.
  static func operate(
    _ operation: PythonOperator, _ left: Operand, _ right: Operand, inPlace: Bool = false
  ) throws(CPythonError) -> CPython.Object {
    try binary(left, right) { gil, left, right throws(Pending) in
      try gil.operate(operation, left, right, inPlace: inPlace)
    }
  }

  private static func binary(
    _ left: Operand, _ right: Operand,
    _ body: (GIL, PyObject, PyObject) throws(Pending) -> PyObject
  ) throws(CPythonError) -> CPython.Object {
    try make { gil throws(Pending) in
      let left = try gil.object(left)
      defer { gil.release(left) }
      let right = try gil.object(right)
      defer { gil.release(right) }
      return try body(gil, left, right)
    }
  }

  /// `self op other`.
  public func operate(
    _ operation: PythonOperator, _ other: Operand
  ) throws(CPythonError) -> CPython.Object {
    try Self.operate(operation, self, other)
  }

  /// `op self`.
  public func operate(_ operation: PythonUnaryOperator) throws(CPythonError) -> CPython.Object {
    try Self.make { gil throws(Pending) in try gil.operate(operation, pointer) }
  }

  /// A comparison, whose result may be any object: an array, for arrays.
  public func compare(
    _ comparison: PythonComparison, _ other: Operand
  ) throws(CPythonError) -> CPython.Object {
    try Self.binary(self, other) { gil, left, right throws(Pending) in
      try gil.compare(comparison, left, right)
    }
  }

  /// True if Python's `==` gives what counts as true.
  public func isEqual(to other: Operand) throws(CPythonError) -> Bool {
    try compare(.equal, other).isTrue()
  }

  // MARK: Signs

  public static func + (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.add, a, b) }
  public static func + (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.add, a, b) }
  public static func + (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.add, a, b) }
  public static func += (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.add, a, b, inPlace: true)
  }
  public static func - (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.subtract, a, b) }
  public static func - (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.subtract, a, b) }
  public static func - (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.subtract, a, b) }
  public static func -= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.subtract, a, b, inPlace: true)
  }
  public static func * (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.multiply, a, b) }
  public static func * (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.multiply, a, b) }
  public static func * (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.multiply, a, b) }
  public static func *= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.multiply, a, b, inPlace: true)
  }
  public static func / (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.divide, a, b) }
  public static func / (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.divide, a, b) }
  public static func / (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.divide, a, b) }
  public static func /= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.divide, a, b, inPlace: true)
  }
  public static func % (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.remainder, a, b) }
  public static func % (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.remainder, a, b) }
  public static func % (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.remainder, a, b) }
  public static func %= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.remainder, a, b, inPlace: true)
  }
  public static func ** (a: CPython.Object, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.power, a, b) }
  public static func ** (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.power, a, b) }
  public static func ** (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.power, a, b) }
  public static func **= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.power, a, b, inPlace: true)
  }
  public static func << (a: CPython.Object, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.shiftLeft, a, b) }
  public static func << (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.shiftLeft, a, b) }
  public static func << (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.shiftLeft, a, b) }
  public static func <<= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.shiftLeft, a, b, inPlace: true)
  }
  public static func >> (a: CPython.Object, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.shiftRight, a, b) }
  public static func >> (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.shiftRight, a, b) }
  public static func >> (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.shiftRight, a, b) }
  public static func >>= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.shiftRight, a, b, inPlace: true)
  }
  public static func & (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.and, a, b) }
  public static func & (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.and, a, b) }
  public static func & (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.and, a, b) }
  public static func &= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.and, a, b, inPlace: true)
  }
  public static func | (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.or, a, b) }
  public static func | (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.or, a, b) }
  public static func | (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.or, a, b) }
  public static func |= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.or, a, b, inPlace: true)
  }
  public static func ^ (a: CPython.Object, b: CPython.Object) throws(CPythonError) -> CPython.Object
  { try operate(.xor, a, b) }
  public static func ^ (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try operate(.xor, a, b) }
  public static func ^ (a: any PythonConvertible, b: CPython.Object) throws(CPythonError)
    -> CPython.Object
  { try operate(.xor, a, b) }
  public static func ^= (a: inout CPython.Object, b: any PythonConvertible) throws(CPythonError) {
    a = try operate(.xor, a, b, inPlace: true)
  }
  public static prefix func - (a: CPython.Object) throws(CPythonError) -> CPython.Object {
    try a.operate(.negative)
  }
  public static prefix func ~ (a: CPython.Object) throws(CPythonError) -> CPython.Object {
    try a.operate(.invert)
  }
  public static func .< (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try a.compare(.less, b) }
  public static func .<= (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try a.compare(.lessOrEqual, b) }
  public static func .== (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try a.compare(.equal, b) }
  public static func .!= (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try a.compare(.notEqual, b) }
  public static func .> (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try a.compare(.greater, b) }
  public static func .>= (a: CPython.Object, b: any PythonConvertible) throws(CPythonError)
    -> CPython.Object
  { try a.compare(.greaterOrEqual, b) }
}
