// SPDX-License-Identifier: Apache-2.0
// Reductions of rows of a few elements, whose lanes run across rows, beside NumPy.
import Testing
import Weft

@Suite("Short rows", .serialized) struct ShortRowTests {
  private static let dtypes: [DType] = [
    .bool, .int8, .uint16, .int32, .int64, .float16, .float32, .float64, .complex64, .complex128,
  ]

  /// Numbers, no two of a row or column close together; NumPy's choice among zeros of both signs is not one rule.
  private static func matrix(_ dtype: DType, _ shape: [Int]) -> NDArray {
    let count = shape.reduce(1, *)
    let numbers = NDArray.arange(count).asType(.float64) * 7.0 % 11.0 - 3.0
    let scaled = dtype.isInteger || dtype == .bool ? numbers : numbers / 8.0
    return scaled.asType(dtype).reshaped(shape)
  }

  @Test(arguments: dtypes) func reductionsAlongTheFastAxis(_ dtype: DType) throws {
    var session = ArraySession()
    for extent in [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16] {
      let x = Self.matrix(dtype, [37, extent])
      session.expect("x[0].sum(1)", [x]) { x.sum(axis: 1) }
      session.expect("x[0].prod(1)", [x]) { x.prod(axis: 1) }
      session.expect("x[0].any(1)", [x]) { x.any(axis: 1) }
      session.expect("x[0].all(1)", [x]) { x.all(axis: 1) }
      session.expect("x[0].min(1)", [x]) { x.min(axis: 1) }
      session.expect("x[0].max(1)", [x]) { x.max(axis: 1) }
      session.expect("x[0].mean(1)", [x]) { x.mean(axis: 1) }
    }
    try session.run()
  }

  @Test func sumsOfNegativeZeros() throws {
    var session = ArraySession()
    let zeros = NDArray.full([20, 5], -0.0)
    session.expect("x[0].sum(1)", [zeros]) { zeros.sum(axis: 1) }
    session.expect("x[0].min(1)", [zeros]) { zeros.min(axis: 1) }
    session.expect("x[0].prod(1)", [zeros]) { zeros.prod(axis: 1) }
    try session.run()
  }

  @Test func shortAxesAnywhere() throws {
    var session = ArraySession()
    for dtype in [DType.int32, .float32, .float64] {
      for extent in [2, 3, 4, 7] {
        let x = Self.matrix(dtype, [extent, 50])
        session.expect("x[0].sum(0)", [x]) { x.sum(axis: 0) }
        session.expect("x[0].max(0)", [x]) { x.max(axis: 0) }
        let y = Self.matrix(dtype, [9, extent, 40])
        session.expect("x[0].sum(1)", [y]) { y.sum(axis: 1) }
        session.expect("x[0][::-1, :, ::3].max(1)", [y]) {
          y[.by(-1), 0..., .by(3)].max(axis: 1)
        }
        session.expect("x[0][:, ::-1, 1:].T.min(1)", [y]) {
          y[0..., .by(-1), 1...].T.min(axis: 1)
        }
      }
    }
    try session.run()
  }

  @Test func severalPassesInOneKernel() throws {
    var session = ArraySession()
    for dtype in [DType.float32, .float64] {
      for extent in [2, 3, 4, 6, 9] {
        let x = Self.matrix(dtype, [45, extent])
        session.expect("x[0] - x[0].max(1, keepdims=True)", [x]) {
          x - x.max(axis: 1, keepDims: true)
        }
        session.expect("x[0] / np.sqrt((x[0] * x[0]).sum(1, keepdims=True))", [x]) {
          x / sqrt((x * x).sum(axis: 1, keepDims: true))
        }
        session.expect("(x[0] - x[0].mean(1, keepdims=True)) / x[0].std(1, keepdims=True)", [x]) {
          (x - x.mean(axis: 1, keepDims: true)) / x.std(axis: 1, keepDims: true)
        }
        session.expect("x[0].var(1, ddof=1)", [x]) { x.`var`(axis: 1, ddof: 1) }
        let p = Self.matrix(dtype, [13, extent])
        session.expect("np.sqrt(((x[0][:, None] - x[1][None]) ** 2).sum(-1))", [p, x]) {
          sqrt(((p.expandingDims(1) - x.expandingDims(0)) ** 2).sum(axis: -1))
        }
      }
    }
    try session.run()
  }
}
