// SPDX-License-Identifier: Apache-2.0
// Arrays from nothing: constants, ranges, identities.

extension NDArray {
  /// An array of `shape` filled with `value` converted to `dtype`.
  static func filled(_ shape: [Int], _ value: Scalar, _ dtype: DType) throws(ArrayError) -> NDArray
  {
    try Layout.check(shape, dtype)
    let operand = Operand(scalar: try value.bits(as: dtype), dtype)
    let layout = Layout(contiguous: shape, itemSize: dtype.itemSize)
    return Engine.map(.copy, [operand], loop: dtype, dtype: dtype, layout: layout)
  }

  /// Zeros.
  public static func zeros(_ shape: [Int], _ dtype: DType = .float64) -> NDArray {
    checked { () throws(ArrayError) in try filled(shape, 0.scalar, dtype) }
  }

  /// Ones.
  public static func ones(_ shape: [Int], _ dtype: DType = .float64) -> NDArray {
    checked { () throws(ArrayError) in try filled(shape, 1.scalar, dtype) }
  }

  /// `value` everywhere; its own dtype unless `dtype` says another.
  public static func full(_ shape: [Int], _ value: some ArrayElement, _ dtype: DType? = nil)
    -> NDArray
  {
    checked { () throws(ArrayError) in
      try filled(shape, value.scalar, dtype ?? value.scalar.dtype)
    }
  }

  /// Memory whose values are whatever was there.
  public static func empty(_ shape: [Int], _ dtype: DType = .float64) -> NDArray {
    checked { () throws(ArrayError) in
      try Layout.check(shape, dtype)
      return NDArray(dtype: dtype, shape: shape) { _ in }
    }
  }

  /// Zeros with the shape of `other`, and its dtype unless `dtype` says another.
  public static func zerosLike(_ other: NDArray, _ dtype: DType? = nil) -> NDArray {
    zeros(other.shape, dtype ?? other.dtype)
  }

  /// Ones with the shape of `other`, and its dtype unless `dtype` says another.
  public static func onesLike(_ other: NDArray, _ dtype: DType? = nil) -> NDArray {
    ones(other.shape, dtype ?? other.dtype)
  }

  /// `value` everywhere, with the shape of `other`, and its dtype unless `dtype` says another.
  public static func fullLike(
    _ other: NDArray, _ value: some ArrayElement, _ dtype: DType? = nil
  ) -> NDArray {
    full(other.shape, value, dtype ?? other.dtype)
  }

  /// Uninitialised memory with the shape of `other`, and its dtype unless `dtype` says another.
  public static func emptyLike(_ other: NDArray, _ dtype: DType? = nil) -> NDArray {
    empty(other.shape, dtype ?? other.dtype)
  }

  /// Ones on diagonal `offset` of a matrix with `rows` rows, zeros elsewhere.
  public static func eye(
    _ rows: Int, _ columns: Int? = nil, offset: Int = 0, _ dtype: DType = .float64
  ) -> NDArray {
    checked { () throws(ArrayError) in
      let columns = columns ?? rows
      try Layout.check([rows, columns], dtype)
      let one = try 1.scalar.bits(as: dtype).0
      let offset = Swift.max(-rows, Swift.min(offset, columns))
      return NDArray(dtype: dtype, shape: [rows, columns]) { bytes in
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        let size = dtype.realPart.itemSize
        for row in 0..<rows where (0..<columns).contains(row + offset) {
          let place = (row * columns + row + offset) * dtype.itemSize
          withUnsafeBytes(of: one.littleEndian) { source in
            UnsafeMutableRawBufferPointer(rebasing: bytes[place..<(place + size)])
              .copyBytes(from: source.prefix(size))
          }
        }
      }
    }
  }

  /// The identity matrix.
  public static func identity(_ rows: Int, _ dtype: DType = .float64) -> NDArray {
    eye(rows, rows, dtype)
  }
}

extension NDArray {
  /// An array of one dtype from its elements in C order.
  public init<T: ArrayElement>(_ elements: [T], shape: [Int]) {
    self = checked { () throws(ArrayError) in
      try Layout.check(shape, T.dtype)
      guard shape.reduce(1, *) == elements.count else {
        throw ArrayError(
          .value,
          "cannot reshape array of size \(elements.count) into shape \(describe(shape: shape))")
      }
      return NDArray(dtype: T.dtype, shape: shape) { bytes in
        elements.withUnsafeBytes { bytes.copyMemory(from: $0) }
      }
    }
  }

  /// A 0-d array.
  public init<T: ArrayElement>(_ value: T) { self.init([value], shape: []) }
}
