// SPDX-License-Identifier: Apache-2.0
// Arrays of numpy in C's memory, and C data as arrays: what numpy.ctypeslib and `ndarray.ctypes` stand on.
import Weft

enum CArrays {
  /// The dtype and the shape of C data that is numbers, or an array of numbers.
  private static func parts(_ data: CDataObject) -> (dtype: DType, shape: [Int])? {
    var info = data.info
    while info.kind == .array, let element = info.targetInfo { info = element }
    guard info.kind == .simple, !info.isSwapped else { return nil }
    let dtype: DType? =
      switch Unicode.Scalar(info.code.letter) {
      case "?": .bool
      case "b": .int8
      case "B": .uint8
      case "h": .int16
      case "H": .uint16
      case "i": .int32
      case "I": .uint32
      case "l", "q": .int64
      case "L", "Q": .uint64
      case "f": .float32
      case "d": .float64
      default: nil
      }
    return dtype.map { ($0, data.info.shape) }
  }

  /// Keeps an object alive for an array over its memory.
  private final class Keeper {
    let value: Value
    init(_ value: Value) { self.value = value.retained() }
    deinit { value.release() }
  }

  /// The elements of C data, copied; nil for what is no numbers.
  static func array(_ value: Value) -> NDArray? {
    guard let data = value.cData, let (dtype, shape) = parts(data) else { return nil }
    let count = shape.reduce(dtype.itemSize, *)
    let bytes = UnsafeRawBufferPointer(start: data.memory, count: count)
    return try? NDArray(bytes: bytes, dtype).reshaped(shape)
  }

  /// `a.ctypes`.
  static func interface(_ array: Value) throws(Raised) -> Value {
    let module = try Import.load("numpy.ctypeslib")
    defer { module.release() }
    let type = try getAttribute(module, "_ctypes")
    defer { type.release() }
    let address = Value.unsigned(UInt(bitPattern: ArrayRef(array).shared.exportedAddress()))
    defer { address.release() }
    return try call(type, array, address)
  }

  static var rows: [Builtin] {
    [
      Builtin("array_over(obj, /)") { a throws(Raised) in
        guard let data = a[0].cData, let (dtype, shape) = parts(data) else {
          throw raise(.typeError, "\(a[0].type.name) has no numbers for an array")
        }
        return ArrayRef.make(
          SharedArray(borrowing: data.memory, dtype, shape: shape, owner: Keeper(a[0])))
      }
    ]
  }
}
