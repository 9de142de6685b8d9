// SPDX-License-Identifier: Apache-2.0
// Truth values as bits of bytes, and back.

/// Which bit of a byte comes first: NumPy's `bitorder`.
public enum BitOrder: String, Sendable, CaseIterable {
  case big, little
}

extension NDArray {
  /// The elements, which are zero or not, as bits of uint8 along `axis`, of all elements in C order for nil.
  ///
  /// The last byte of a line is filled up with zeros. Throws for dtypes other than bool and integers.
  public func packedBits(axis: Int? = nil, order: BitOrder = .big) throws(ArrayError) -> NDArray {
    guard dtype == .bool || dtype.isInteger else {
      throw ArrayError(.type, "Expected an input array of integer or boolean data type")
    }
    return try alongLines(axis, asType(.bool)) { (line, bytes) in
      for (place, start) in stride(from: 0, to: line.count, by: 8).enumerated() {
        var byte: UInt8 = 0
        for offset in 0..<Swift.min(8, line.count - start) where line[start + offset] != 0 {
          byte |= order == .big ? 0x80 >> UInt8(offset) : 1 << UInt8(offset)
        }
        bytes[place] = byte
      }
    } count: {
      ($0 + 7) / 8
    }
  }

  /// The bits of uint8 elements as zeros and ones along `axis`, of all elements in C order for nil.
  ///
  /// `count` cuts each line off or fills it up with zeros; a negative one leaves out as many bits at the end.
  public func unpackedBits(axis: Int? = nil, count: Int? = nil, order: BitOrder = .big)
    throws(ArrayError) -> NDArray
  {
    guard dtype == .uint8 else {
      throw ArrayError(.type, "Expected an input array of unsigned byte data type")
    }
    let along = axis == nil ? size : try lineLength(axis!)
    let total = count.map { $0 < 0 ? along * 8 + $0 : $0 } ?? along * 8
    guard total >= 0 else {
      throw ArrayError(
        .value, "-count larger than number of elements")
    }
    return try alongLines(axis, self) { (line, bits) in
      for place in 0..<total {
        guard place / 8 < line.count else {
          bits[place] = 0
          continue
        }
        let offset = UInt8(place % 8)
        bits[place] = (line[place / 8] >> (order == .big ? 7 - offset : offset)) & 1
      }
    } count: { _ in
      total
    }
  }

  private func lineLength(_ axis: Int) throws(ArrayError) -> Int {
    ndim == 0 ? 1 : shape[try normalized(axis: axis, ndim: ndim)]
  }

  /// `body` of each line of bytes along `axis`, giving lines of `count` bytes.
  private func alongLines(
    _ axis: Int?, _ source: NDArray,
    _ body: (_ line: UnsafeBufferPointer<UInt8>, _ result: UnsafeMutablePointer<UInt8>) ->
      Void,
    count: (Int) -> Int
  ) throws(ArrayError) -> NDArray {
    let lines: NDArray
    var place = 0
    if let axis, ndim > 0 {
      place = try normalized(axis: axis, ndim: ndim)
      lines = source.swappingAxes(place, -1)
    } else {
      if let axis { _ = try normalized(axis: axis, ndim: Swift.max(ndim, 1)) }
      lines = source.reshaped([size])
    }
    let length = lines.shape.last ?? 1
    let made = count(length)
    let number = lines.shape.dropLast().reduce(1, *)
    let plain = lines.viewedAsBytes()
    let result = NDArray(
      dtype: .uint8, shape: Array(lines.shape.dropLast()) + [made]
    ) { bytes in
      let target = bytes.bindMemory(to: UInt8.self)
      if made == 0 { return }
      plain.withUnsafeBuffer(of: UInt8.self) { all in
        for index in 0..<number {
          let from = index * length
          let line = UnsafeBufferPointer(rebasing: all[from..<(from + length)])
          body(line, target.baseAddress! + index * made)
        }
      }
    }
    return axis != nil && ndim > 0 ? result.swappingAxes(place, -1).copy(order: .c) : result
  }

  private func viewedAsBytes() -> NDArray {
    dtype == .uint8 ? self : asType(.uint8)
  }
}
