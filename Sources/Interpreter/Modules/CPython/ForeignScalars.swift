// SPDX-License-Identifier: Apache-2.0
// Scalars of the original NumPy: numbers, which go over by value, with their dtype.
import ArrayExchange
import Weft

enum ForeignScalars {
  /// The scalar types of the original NumPy, once it is loaded; they live for ever.
  nonisolated(unsafe) private static var dtypes: [ForeignPointer: DType] = [:]
  nonisolated(unsafe) private static var types: [DType: ForeignPointer] = [:]

  /// Looks whether the original NumPy has been loaded; called after code has run that may have.
  static func look(_ gil: CPython.GIL) {
    guard dtypes.isEmpty else { return }
    do throws(CPython.Pending) {
      let names = DType.allCases.map { "numpy.\($0 == .bool ? "bool_" : $0.name)" }
      let found = try gil.run(
        "(lambda numpy: numpy and [\(names.joined(separator: ", "))])(__import__('sys').modules.get('numpy'))",
        as: .expression)
      defer { gil.release(found) }
      guard gil.exactKind(of: found) == .list, gil.listCount(found) == names.count else { return }
      for (index, dtype) in DType.allCases.enumerated() {
        let type = gil.retain(gil.listElement(found, index))
        dtypes[type] = dtype
        types[dtype] = type
      }
    } catch {
      // A numpy that is being imported has not all names yet.
      gil.release(gil.takeException())
    }
  }

  /// The script's scalar for one of the original NumPy's; owned, nil for other objects, which are not released either.
  static func value(_ gil: CPython.GIL, _ object: ForeignPointer) throws(Raised) -> Value? {
    guard let dtype = dtypes[gil.type(of: object)] else { return nil }
    if NumPyScalars.types == nil { try Import.load("numpy").release() }
    return try gil.script { () throws(CPython.Pending) in
      let array: NDArray
      switch dtype.kind {
      case .bool: array = NDArray(try gil.isTrue(object))
      case .signed: array = NDArray(try gil.int(object) ?? 0)
      case .unsigned:
        let digits = try gil.hexadecimal(object).dropFirst(2)
        array = NDArray(UInt64(digits, radix: 16) ?? 0)
      case .float: array = NDArray(try gil.double(object))
      case .complex:
        let (real, imaginary) = try gil.complex(object)
        array = NDArray(Complex128(real, imaginary))
      }
      return NumPyScalars.make(array.asType(dtype))
    }
  }

  /// The original NumPy's scalar for one of ours, or the plain number while it is not loaded; the caller owns it.
  static func object(_ gil: CPython.GIL, _ value: Value) throws(Raised) -> ForeignPointer {
    let number = NumPyScalars.item(value)
    defer { number.release() }
    let plain = try ForeignValues.object(gil, number)
    guard let dtype = NumPyScalars.dtype(of: value), let type = types[dtype] else { return plain }
    defer { gil.release(plain) }
    return try gil.script { () throws(CPython.Pending) in try gil.call(type, plain) }
  }
}
