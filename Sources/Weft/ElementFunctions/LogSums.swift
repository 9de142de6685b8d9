// SPDX-License-Identifier: Apache-2.0
// Logarithms of sums of powers, without overflow.

/// log(exp(a) + exp(b)).
public func logAddExp(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
  try LogSums.base(.exp)(a, b, nil)
}

/// log2(2^a + 2^b).
public func logAddExp2(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
  try LogSums.base(.exp2)(a, b, nil)
}

enum LogSums {
  /// max + log(1 + exp(-|a - b|)), as NumPy computes it (`npy_logaddexp`).
  static func base(_ exponential: Ufunc) -> BinaryFunction.Body {
    let isBinary = exponential == .exp2
    let name = isBinary ? "logaddexp2" : "logaddexp"
    return { a, b, _ throws(ArrayError) in
      let dtype = try ElementLoop.floating(name, a, b)
      // float16 computes in float32, as in NumPy.
      let loop: DType = dtype == .float16 ? .float32 : dtype
      let operands = try ElementLoop.broadcast([a, b], [dtype, dtype]).map { $0.asType(loop) }
      let (x, y) = (operands[0], operands[1])
      let zero = Scalar(.float(0), loop)
      let isEqual = try Ufunc.equal.record(x, y)
      // Equal infinities have no difference.
      let difference = try Ufunc.subtract.record(
        Ufunc.select.record([.array(isEqual), .scalar(zero), .array(x)]),
        Ufunc.select.record([.array(isEqual), .scalar(zero), .array(y)]))
      let fall = try Ufunc.negative.record(Ufunc.absolute.record(difference))
      var extra = try Ufunc.log1p.record(exponential.record(fall))
      if isBinary {
        // log2(e), to turn natural logarithms into those to base two.
        let scale = Scalar(.float(1.442695040888963407359924681001892137), loop)
        extra = try Ufunc.multiply.record(extra, scale)
      }
      let ofEqual = Scalar(.float(isBinary ? 1 : 0.693147180559945309417232121458176568), loop)
      let more = try Ufunc.select.record([.array(isEqual), .scalar(ofEqual), .array(extra)])
      return try Ufunc.add.record(Ufunc.maximum.record(x, y), more).asType(dtype)
    }
  }
}
