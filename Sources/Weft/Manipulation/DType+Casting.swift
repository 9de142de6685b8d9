// SPDX-License-Identifier: Apache-2.0
// Questions about dtypes of operands, and casts that are refused.

extension DType {
  /// The dtype of an expression of `operands`, as NumPy's `result_type`: arrays and strong numbers decide, weak ones lift the kind.
  public static func resultType(_ operands: [ArrayOperand]) throws(ArrayError) -> DType {
    if operands.isEmpty {
      throw ArrayError(.value, "at least one array or dtype is required")
    }
    return commonDType(operands)
  }

  /// The smallest dtype that holds the value of a single element; the dtype of an array with axes.
  ///
  /// Bounds of floats are NumPy's (`min_scalar_type_num`): 65000 for float16, 3.4e38 for float32.
  public static func minimum(for operand: ArrayOperand) throws(ArrayError) -> DType {
    let array: NDArray
    switch operand {
    case .array(let given): array = given
    case .scalar: array = try operand.asArray()
    }
    guard array.ndim == 0 else { return array.dtype }
    switch array.item().number {
    case _ where array.dtype == .bool: return .bool
    case .integer(let value):
      let candidates: [DType] =
        value.isNegative ? [.int8, .int16, .int32, .int64] : [.uint8, .uint16, .uint32, .uint64]
      return candidates.first { value.magnitude <= (value.isNegative ? $0.depth : $0.height) }!
    case .float(let value):
      if array.dtype == .float16 || value.magnitude < 65000 || !value.isFinite { return .float16 }
      return array.dtype == .float32 || value.magnitude < 3.4e38 ? .float32 : .float64
    case .complex(let re, let im):
      let isSmall = re.magnitude < 3.4e38 && im.magnitude < 3.4e38
      return array.dtype == .complex64 || isSmall ? .complex64 : .complex128
    }
  }

  /// NumPy's error for a cast that the rule forbids.
  static func refusedCast(_ array: NDArray, to dtype: DType, _ casting: Casting) -> ArrayError {
    ArrayError(
      .type,
      "Cannot cast \(array.ndim == 0 ? "scalar" : "array data") from dtype('\(array.dtype)') to "
        + "dtype('\(dtype)') according to the rule '\(casting.rawValue)'")
  }
}
