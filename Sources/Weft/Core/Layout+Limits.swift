// SPDX-License-Identifier: Apache-2.0
// Shapes that no array can have, refused before anything is computed from them.

import Glibc

extension Layout {
  /// Axes an array may have.
  static let dimensionLimit = 64
  /// More bytes than this are beyond what a process can address.
  private static let byteLimit = 1 << 47

  /// Throws NumPy's error if no array of `dtype` can have `shape`.
  ///
  /// `isView` says that the elements need no memory of their own.
  static func check(_ shape: [Int], _ dtype: DType, isView: Bool = false) throws(ArrayError) {
    guard shape.count <= dimensionLimit else {
      throw ArrayError(
        .value,
        "maximum supported dimension for an ndarray is currently \(dimensionLimit), found \(shape.count)"
      )
    }
    var bytes = dtype.itemSize
    var isTooBig = false
    for extent in shape {
      if extent < 0 { throw ArrayError(.value, "negative dimensions are not allowed") }
      if extent == 0 { continue }
      let (product, overflows) = bytes.multipliedReportingOverflow(by: extent)
      isTooBig = isTooBig || overflows
      bytes = product
    }
    if isTooBig {
      throw ArrayError(
        .value,
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."
      )
    }
    if !isView && !shape.contains(0) && bytes > byteLimit {
      let lengths =
        shape.count == 1
        ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
      throw ArrayError(
        .memory,
        "Unable to allocate \(text(bytes: bytes)) for an array with shape "
          + "(\(lengths)) and data type \(dtype)")
    }
  }

  /// A size that is at least a tebibyte, to three digits.
  private static func text(bytes: Int) -> String {
    let units = ["TiB", "PiB", "EiB"]
    let unit = Swift.min((bytes.bitWidth - 1 - bytes.leadingZeroBitCount) / 10 - 4, 2)
    let size = Double(bytes) / Double(1 << (10 * (unit + 4)))
    var characters = [CChar](repeating: 0, count: 32)
    let length = withVaList([size]) { vsnprintf(&characters, characters.count, "%#.3g", $0) }
    let digits = characters.prefix(Int(length)).map { UInt8(bitPattern: $0) }
    return String(decoding: digits, as: UTF8.self) + " " + units[unit]
  }
}
