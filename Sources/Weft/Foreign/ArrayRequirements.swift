// SPDX-License-Identifier: Apache-2.0
// What C may rely on when it gets a pointer to an array's elements.

/// What an array must be for a C function to take it: the checks of `numpy.ctypeslib.ndpointer`, with its words.
///
///     let matrix = ArrayRequirements(.float64, ndim: 2)
///     try a.withUnsafeRawPointer(matrix) { try determinant(.address($0), .int(a.shape[0])) }
public struct ArrayRequirements: Hashable, Sendable {
  /// The dtype; nil for any.
  public var dtype: DType?
  /// The number of axes; nil for any.
  public var ndim: Int?
  /// The length of every axis; nil for any.
  public var shape: [Int]?
  /// How the elements must lie, without gaps: in `.c` or `.fortran` order, or `.any` of both.
  ///
  /// `.keep` is refused, for a pointer tells no strides.
  public var order: ElementOrder

  /// Requirements; what is not said is not asked for, except that the elements are in C order.
  public init(
    _ dtype: DType? = nil, ndim: Int? = nil, shape: [Int]? = nil, order: ElementOrder = .c
  ) {
    self.dtype = dtype
    self.ndim = ndim
    self.shape = shape
    self.order = order
  }

  /// Throws what `array` lacks.
  public func check(_ array: NDArray) throws(ArrayError) {
    if let dtype, array.dtype != dtype {
      throw ArrayError(.type, "array must have data type \(dtype)")
    }
    if let ndim, array.ndim != ndim {
      throw ArrayError(.type, "array must have \(ndim) dimension(s)")
    }
    if let shape, array.shape != shape {
      let lengths = shape.map(\.description).joined(separator: ", ")
      throw ArrayError(
        .type, "array must have shape (\(lengths)\(shape.count == 1 ? "," : ""))")
    }
    let isC = array.layout.isContiguous
    let isFortran = array.layout.isFortran(itemSize: array.dtype.itemSize)
    let (fits, flag): (Bool, String) =
      switch order {
      case .c: (isC, "C_CONTIGUOUS")
      case .fortran: (isFortran, "F_CONTIGUOUS")
      case .any: (isC || isFortran, "FORC")
      case .keep: throw ArrayError(.value, "order 'K' is not permitted")
      }
    if !fits { throw ArrayError(.type, "array must have flags ['\(flag)']") }
  }
}

extension NDArray {
  /// Shows the memory of the elements to `body`, where they are: nothing is converted or copied.
  ///
  /// The pointer, to the first element, is valid until `body` returns; nobody may write through it.
  ///
  /// - Throws: What the array lacks of `requirements`, or what `body` throws.
  public func withUnsafeRawPointer<R>(
    _ requirements: ArrayRequirements, _ body: (UnsafeRawPointer) throws -> R
  ) throws -> R {
    try requirements.check(self)
    return try withExtendedLifetime(node) {
      try body(UnsafeRawPointer(Engine.address(of: node)) + layout.offset)
    }
  }

  /// Shows the memory of the elements to `body`, which may write there.
  ///
  /// What is written is this variable's value afterwards, and nobody else's: if another variable had the same elements, these get memory of
  /// their own first.
  ///
  /// - Throws: As above.
  public mutating func withUnsafeMutableRawPointer<R>(
    _ requirements: ArrayRequirements, _ body: (UnsafeMutableRawPointer) throws -> R
  ) throws -> R {
    try requirements.check(self)
    // The copy of a shared value has C order, so that one in Fortran order is handed out transposed.
    let isFlipped = !layout.isContiguous
    if isFlipped { self = T }
    let buffer = Engine.prepareToWrite(&self)
    if isFlipped { self = T }
    return try withExtendedLifetime(buffer) { try body(buffer.address + layout.offset) }
  }
}
