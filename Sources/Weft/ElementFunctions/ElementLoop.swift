// SPDX-License-Identifier: Apache-2.0
// Functions that run as plain loops over memory, at once: those that the graph has no operations for.

/// Loops over elements of operands that are converted and broadcast first.
enum ElementLoop {
  /// NumPy's error for operands that no loop takes.
  static func unsupported(_ name: String) -> ArrayError {
    ArrayError(
      .type,
      "ufunc '\(name)' not supported for the input types, and the inputs could not be safely coerced to any "
        + "supported types according to the casting rule ''safe''")
  }

  /// The float dtype that all operands cast to safely, as NumPy searches the loops of functions of floats.
  static func floating(_ name: String, _ operands: ArrayOperand...) throws(ArrayError) -> DType {
    let common = commonDType(operands)
    if common.isComplex { throw unsupported(name) }
    let dtypes = operands.map { $0.dtype(beside: common) }
    return [DType.float16, .float32, .float64].first { loop in
      dtypes.allSatisfy { DType.canCast($0, to: loop) }
    }!
  }

  /// Operands as arrays of `dtype` stretched to one shape.
  static func broadcast(_ operands: [ArrayOperand], _ dtypes: [DType]) throws(ArrayError)
    -> [NDArray]
  {
    let shapes = operands.map(\.shape)
    guard let shape = Layout.broadcastShape(shapes) else {
      let texts = shapes.map { describe(shape: $0) + " " }.joined()
      throw ArrayError(
        .value, "operands could not be broadcast together with shapes \(texts)")
    }
    var result: [NDArray] = []
    for (operand, dtype) in zip(operands, dtypes) {
      let array: NDArray
      switch operand {
      case .array(let given): array = given.asType(dtype)
      case .scalar(let scalar): array = try NDArray.filled([], scalar, dtype)
      }
      result.append(array.broadcast(to: shape))
    }
    return result
  }

  /// `f` of every element of `a`, whose dtype is that of `In`, as elements of `dtype`.
  static func map<In: ArrayElement, Out: BitwiseCopyable>(
    _ a: NDArray, _ dtype: DType, _ f: (In) -> Out
  ) -> NDArray {
    NDArray(dtype: dtype, shape: a.shape) { bytes in
      let target = bytes.bindMemory(to: Out.self)
      a.withUnsafeBuffer(of: In.self) { source in
        for index in 0..<source.count { target[index] = f(source[index]) }
      }
    }
  }

  /// `f` of every pair of elements of `a` and `b`, of one shape, as elements of `dtype`.
  static func map<A: ArrayElement, B: ArrayElement, Out: BitwiseCopyable>(
    _ a: NDArray, _ b: NDArray, _ dtype: DType, _ f: (A, B) -> Out
  ) -> NDArray {
    NDArray(dtype: dtype, shape: a.shape) { bytes in
      let target = bytes.bindMemory(to: Out.self)
      a.withUnsafeBuffer(of: A.self) { first in
        b.withUnsafeBuffer(of: B.self) { second in
          for index in 0..<first.count { target[index] = f(first[index], second[index]) }
        }
      }
    }
  }
}
