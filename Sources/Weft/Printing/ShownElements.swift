// SPDX-License-Identifier: Apache-2.0
// The elements of an array that its text shows, widened to few Swift types.

/// Elements read out of an array, in C order.
enum ShownElements {
  case bools([Bool])
  case signed([Int64])
  case unsigned([UInt64])
  /// Values of a float dtype, each held exactly.
  case floats([Double], DType)
  /// Values of a complex dtype by parts; the dtype is that of the parts.
  case complexes([Double], [Double], DType)

  /// Reads the elements of `view`, only `edge` at each end of an axis longer than twice that.
  init(_ view: StridedView, edge: Int?) {
    let offsets = Self.offsets(view, edge: edge)
    func read<T, U>(_: T.Type, at delta: Int = 0, _ convert: (T) -> U) -> [U] {
      offsets.map { convert(view.base.loadUnaligned(fromByteOffset: $0 + delta, as: T.self)) }
    }
    switch view.dtype {
    case .bool: self = .bools(read(UInt8.self) { $0 != 0 })
    case .int8: self = .signed(read(Int8.self) { Int64($0) })
    case .int16: self = .signed(read(Int16.self) { Int64($0) })
    case .int32: self = .signed(read(Int32.self) { Int64($0) })
    case .int64: self = .signed(read(Int64.self) { $0 })
    case .uint8: self = .unsigned(read(UInt8.self) { UInt64($0) })
    case .uint16: self = .unsigned(read(UInt16.self) { UInt64($0) })
    case .uint32: self = .unsigned(read(UInt32.self) { UInt64($0) })
    case .uint64: self = .unsigned(read(UInt64.self) { $0 })
    case .float16: self = .floats(read(Float16.self) { Double($0) }, .float16)
    case .float32: self = .floats(read(Float.self) { Double($0) }, .float32)
    case .float64: self = .floats(read(Double.self) { $0 }, .float64)
    case .complex64:
      self = .complexes(
        read(Float.self) { Double($0) }, read(Float.self, at: 4) { Double($0) }, .float32)
    case .complex128:
      self = .complexes(read(Double.self) { $0 }, read(Double.self, at: 8) { $0 }, .float64)
    }
  }

  /// Whether a summary leaves items of an axis out: twice `edge` is less than its length.
  static func isCut(_ length: Int, edge: Int) -> Bool { edge < length - edge }

  private static func offsets(_ view: StridedView, edge: Int?) -> [Int] {
    var offsets = [0]
    for (length, stride) in zip(view.shape, view.strides) {
      let indices: [Int]
      if let edge, isCut(length, edge: edge) {
        indices = Array(0..<edge) + Array(length - max(edge, 1)..<length)
      } else {
        indices = Array(0..<length)
      }
      offsets = offsets.flatMap { start in indices.map { start + $0 * stride } }
    }
    return offsets
  }
}
