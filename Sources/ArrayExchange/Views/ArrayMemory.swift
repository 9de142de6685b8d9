// SPDX-License-Identifier: Apache-2.0
// Where the elements of an array lie: what all protocols of exchange say, checked, in one form.

import Weft

/// The elements of an array in somebody's memory.
///
/// Each protocol reads into this and is made from this. It does not keep the memory alive.
public struct ArrayMemory: @unchecked Sendable {
  /// The element at index (0, …, 0); may be anything if there are no elements.
  public var address: UnsafeMutableRawPointer
  public var format: ElementFormat
  public var shape: [Int]
  /// Bytes from one element to the next along each axis; negative and zero too.
  public var strides: [Int]
  public var isReadOnly: Bool

  /// Checked memory.
  ///
  /// - Parameters:
  ///   - address: The first element; null only if there are no elements.
  ///   - strides: In bytes; nil for C order.
  /// - Throws: `ValueError`.
  public init(
    _ address: UnsafeMutableRawPointer?, _ format: ElementFormat, shape: [Int], strides: [Int]?,
    isReadOnly: Bool
  ) throws(ExchangeError) {
    var bytes = format.byteCount
    for length in shape {
      if length < 0 { throw ExchangeError(.value, "negative dimensions are not allowed") }
    }
    var isEmpty = false
    for length in shape where length == 0 { isEmpty = true }
    if !isEmpty {
      for length in shape {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
        if overflow { throw Self.tooBig }
        bytes = product
      }
    }
    if shape.count > BufferView.maximumAxes {
      throw ExchangeError(
        .value, "number of dimensions must be within [0, 64], got \(shape.count)")
    }
    if let strides {
      if strides.count != shape.count {
        throw ExchangeError(.value, "mismatch in length of strides and shape")
      }
      // The farthest elements on both sides must have addresses.
      var reach = format.byteCount
      for axis in shape.indices where !isEmpty && shape[axis] > 1 {
        let (far, overflow) = (shape[axis] - 1).multipliedReportingOverflow(by: strides[axis])
        let (sum, more) = reach.addingReportingOverflow(Int(clamping: far.magnitude))
        if overflow || more { throw Self.tooBig }
        reach = sum
      }
    }
    guard isEmpty || bytes == 0 || address != nil else {
      throw ExchangeError(.value, "data is NULL but array contains data")
    }
    self.address = address ?? Self.nowhere
    self.format = format
    self.shape = shape
    self.strides = strides ?? Self.plainStrides(shape, format.byteCount)
    self.isReadOnly = isReadOnly
  }

  /// An address for arrays without elements, whose own is null.
  private nonisolated(unsafe) static let nowhere = UnsafeMutableRawPointer.allocate(
    byteCount: 64, alignment: 64)

  private static var tooBig: ExchangeError {
    ExchangeError(
      .value,
      "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.")
  }

  static func plainStrides(_ shape: [Int], _ itemSize: Int) -> [Int] {
    var (strides, step) = (shape, itemSize)
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= max(shape[axis], 1)
    }
    return strides
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// The bytes that elements touch, relative to `address`.
  var byteRange: Range<Int> {
    if count == 0 { return 0..<0 }
    var (low, high) = (0, format.byteCount)
    for (length, stride) in zip(shape, strides) {
      let reach = (length - 1) * stride
      if reach < 0 { low += reach } else { high += reach }
    }
    return low..<high
  }

  /// Whether every element lies at a multiple of its size, as C wants it.
  public var isAligned: Bool {
    let size =
      format.kind == .complex
      ? format.itemSize / 2 : format.kind == .bytes || format.kind == .void ? 1 : format.itemSize
    if size <= 1 { return true }
    return (strides.reduce(UInt(bitPattern: address)) { $0 | UInt(bitPattern: $1) })
      % UInt(size) == 0
  }

  public var isContiguous: Bool {
    var step = format.byteCount
    for axis in shape.indices.reversed() {
      if shape[axis] == 0 { return true }
      if shape[axis] != 1 && strides[axis] != step { return false }
      step *= shape[axis]
    }
    return true
  }

  public var isFortran: Bool {
    var (step, fits) = (format.byteCount, true)
    for (length, stride) in zip(shape, strides) {
      if length == 0 { return true }
      if length != 1 && stride != step { fits = false }
      step *= length
    }
    return fits
  }
}
