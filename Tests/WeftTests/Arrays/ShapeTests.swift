// SPDX-License-Identifier: Apache-2.0
// Creation, shapes, joins, reductions and observation, beside NumPy.
import Testing
import Weft

@Suite("Shapes and reductions", .serialized) struct ShapeTests {
  let a = NDArray.arange(24).reshaped(2, 3, 4)

  @Test func creation() throws {
    var session = ArraySession()
    session.expect("np.array([[1.0, 2, 3], [4, 5, 6]])") { NDArray([[1.0, 2, 3], [4, 5, 6]]) }
    session.expect("np.array([[[1], [2]], [[3], [4]]])") { NDArray([[[1], [2]], [[3], [4]]]) }
    session.expect("np.array([[1, 2], [3]])") { NDArray([[1, 2], [3]]) }
    session.expect("np.array([[[1], [2]], [[3]]])") { NDArray([[[1], [2]], [[3]]]) }
    session.expect("np.array([[], []])") { NDArray([[Double](), []]) }
    session.expect("np.array([True, False])") { NDArray([true, false]) }
    session.expect("np.array(2.5)") { NDArray(2.5) }
    session.expect("np.zeros((2, 3), np.float32)") { .zeros([2, 3], .float32) }
    session.expect("np.ones((2, 0), np.complex128)") { .ones([2, 0], .complex128) }
    session.expect("np.full((2, 2), 7)") { .full([2, 2], 7) }
    session.expect("np.full_like(np.zeros(3, np.uint8), 9)") { .fullLike(.zeros([3], .uint8), 9) }
    session.expect("np.full(2, 300, np.uint8)") { .full([2], 300, .uint8) }
    session.expect("np.eye(3, 4, 1)") { .eye(3, 4, offset: 1) }
    session.expect("np.eye(4, 3, -2, np.int16)") { .eye(4, 3, offset: -2, .int16) }
    session.expect("np.arange(5)") { .arange(5) }
    session.expect("np.arange(10, -3, -4)") { .arange(10, -3, by: -4) }
    session.expect("np.arange(3, 3)") { .arange(3, 3) }
    session.expect("np.arange(0.0, 1.0, 0.1)") { .arange(0.0, 1.0, by: 0.1) }
    session.expect("np.arange(-1.3, 7.7, 0.37)") { .arange(-1.3, 7.7, by: 0.37) }
    session.expect("np.arange(5, -5, -0.7, np.float32)") {
      .arange(5.0, -5.0, by: -0.7, dtype: .float32)
    }
    session.expect("np.linspace(0, 1, 7)") { .linspace(0, 1, count: 7) }
    session.expect("np.linspace(-2.3, 9.1, 50)") { .linspace(-2.3, 9.1) }
    session.expect("np.linspace(3, 4, 5, endpoint=False)") {
      .linspace(3, 4, count: 5, endpoint: false)
    }
    session.expect("np.linspace(3, 4, 1)") { .linspace(3, 4, count: 1) }
    session.expect("np.linspace(-3, 4, 6, dtype=int)") { .linspace(-3, 4, count: 6, dtype: .int64) }
    try session.run()
  }

  @Test func views() throws {
    var session = ArraySession()
    session.expect("x[0].transpose(2, 0, 1)", [a]) { a.transposed(2, 0, 1) }
    session.expect("x[0].T", [a]) { a.T }
    session.expect("x[0].transpose(0, 0, 1)", [a]) { a.transposed(0, 0, 1) }
    session.expect("x[0].transpose(0, 1)", [a]) { a.transposed(0, 1) }
    session.expect("x[0].swapaxes(0, -1)", [a]) { a.swappingAxes(0, -1) }
    session.expect("x[0].swapaxes(0, 3)", [a]) { a.swappingAxes(0, 3) }
    session.expect("np.moveaxis(x[0], 0, -1)", [a]) { a.movingAxis(0, to: -1) }
    session.expect("np.moveaxis(x[0], [0, 1], [2, 0])", [a]) { a.movingAxes([0, 1], to: [2, 0]) }
    session.expect("x[0].reshape(4, -1)", [a]) { a.reshaped(4, -1) }
    session.expect("x[0].reshape(5, -1)", [a]) { a.reshaped(5, -1) }
    session.expect("x[0].reshape(4, 5)", [a]) { a.reshaped(4, 5) }
    session.expect("x[0].reshape(-1, -1)", [a]) { a.reshaped(-1, -1) }
    session.expect("x[0].T.reshape(3, 8)", [a]) { a.T.reshaped(3, 8) }
    session.expect("x[0][:, ::2, 1:].reshape(2, -1)", [a]) { a[.all, .by(2), 1...].reshaped(2, -1) }
    session.expect("x[0].T.ravel()", [a]) { a.T.ravel() }
    session.expect("x[0][:1, :, :1].squeeze()", [a]) { a[..<1, .all, ..<1].squeezed() }
    session.expect("x[0].squeeze(0)", [a]) { a.squeezed(0) }
    session.expect("np.expand_dims(x[0], (0, 2))", [a]) { a.expandingDims([0, 2]) }
    session.expect("np.expand_dims(x[0], 5)", [a]) { a.expandingDims(5) }
    session.expect("np.broadcast_to(x[0][0], (2, 3, 4))", [a]) { a[0].broadcast(to: [2, 3, 4]) }
    session.expect("np.broadcast_to(x[0], (3, 4))", [a]) { a.broadcast(to: [3, 4]) }
    session.expect("np.flip(x[0])", [a]) { a.flipped() }
    session.expect("np.flip(x[0], 1)", [a]) { a.flipped(1) }
    // Results keep the memory order of their operands.
    session.expect("np.array((x[0].T + 1).strides)", [a]) { NDArray((a.T + 1).strides) }
    session.expect("np.array((x[0][::-1] + 1).strides)", [a]) { NDArray((a[.by(-1)] + 1).strides) }
    session.expect("np.array((x[0].transpose(1, 2, 0) * 2.0).strides)", [a]) {
      NDArray((a.transposed(1, 2, 0) * 2.0).strides)
    }
    session.expect("np.array((x[0].T + x[0][0, 0, 0]).strides)", [a]) {
      NDArray((a.T + a[0, 0, 0]).strides)
    }
    try session.run()
  }

  @Test func joins() throws {
    var session = ArraySession()
    let b = NDArray.ones([2, 1, 4], .float32)
    session.expect("np.concatenate([x[0], x[1]], axis=1)", [a, b]) {
      .concatenate([a, b], axis: 1)
    }
    session.expect("np.concatenate([x[0], x[1]])", [a, b]) { .concatenate([a, b]) }
    session.expect("np.concatenate([x[0], x[0][0]])", [a]) { .concatenate([a, a[0]]) }
    session.expect("np.concatenate([x[0].T, x[0].T * 2])", [a]) { .concatenate([a.T, a.T * 2]) }
    session.expect("np.stack([x[0], x[0] + 1], axis=-1)", [a]) { .stack([a, a + 1], axis: -1) }
    session.expect("np.stack([x[0], x[1]])", [a, b]) { .stack([a, b]) }
    session.expect("np.vstack([x[0][0, 0], x[0][0, 1]])", [a]) { .vstack([a[0, 0], a[0, 1]]) }
    session.expect("np.hstack([x[0][0], x[0][1]])", [a]) { .hstack([a[0], a[1]]) }
    session.expectAll("tuple(np.split(x[0], 2, axis=2))", [a]) { a.split(2, axis: 2) }
    session.expectAll("tuple(np.split(x[0], [1, 3], axis=2))", [a]) {
      a.split(at: [1, 3], axis: 2)
    }
    session.expectAll("tuple(np.array_split(x[0], 3, axis=2))", [a]) { a.arraySplit(3, axis: 2) }
    try session.run()
  }

  @Test(arguments: DType.allCases)
  func reductions(_ dtype: DType) throws {
    var session = ArraySession()
    let x = (dtype == .bool ? a % 3 .== 0 : (a * 7 % 23 - 4)).asType(dtype)
    let rough = dtype == .float16 ? 0x1p-9 : dtype.realPart == .float32 ? 0x1p-21 : 0x1p-50
    for (axis, python) in [([0], "0"), ([-1], "-1"), ([0, 2], "(0, 2)"), ([0, 1, 2], "None")] {
      for keep in [false, true] {
        let tail = "axis=\(python), keepdims=\(keep ? "True" : "False"))"
        session.expect("x[0].sum(\(tail)", [x]) { x.sum(axis: axis, keepDims: keep) }
        session.expect("x[0].prod(\(tail)", [x], tolerance: rough) {
          x.prod(axis: axis, keepDims: keep)
        }
        session.expect("x[0].any(\(tail)", [x]) { x.any(axis: axis, keepDims: keep) }
        session.expect("x[0].all(\(tail)", [x]) { x.all(axis: axis, keepDims: keep) }
        session.expect("x[0].mean(\(tail)", [x], tolerance: rough) {
          x.mean(axis: axis, keepDims: keep)
        }
        session.expect("np.count_nonzero(x[0], \(tail)", [x]) {
          x.countNonzero(axis: axis, keepDims: keep)
        }
        session.expect("x[0].var(\(tail)", [x], tolerance: rough) {
          x.var(axis: axis, keepDims: keep)
        }
        session.expect("x[0].std(ddof=1, \(tail)", [x], tolerance: rough) {
          x.std(axis: axis, keepDims: keep, ddof: 1)
        }
        if !dtype.isComplex {
          session.expect("x[0].min(\(tail)", [x]) { x.min(axis: axis, keepDims: keep) }
          session.expect("x[0].max(\(tail)", [x]) { x.max(axis: axis, keepDims: keep) }
        }
      }
    }
    if !dtype.isComplex {
      session.expect("x[0].argmax()", [x]) { x.argMax() }
      session.expect("x[0].T.argmin()", [x]) { x.T.argMin() }
      session.expect("x[0].argmin(axis=1, keepdims=True)", [x]) {
        x.argMin(axis: 1, keepDims: true)
      }
      session.expect("x[0].argmax(keepdims=True)", [x]) { x.argMax(keepDims: true) }
    }
    session.expect("x[0].cumsum()", [x]) { x.cumsum() }
    session.expect("x[0].cumsum(axis=1)", [x]) { x.cumsum(axis: 1) }
    session.expect("x[0].cumprod(axis=-1)", [x], tolerance: rough) { x.cumprod(axis: -1) }
    session.expect("x[0].sum(dtype=np.float64)", [x]) { x.sum(dtype: .float64) }
    try session.run()
  }

  @Test func emptyAndWrong() throws {
    var session = ArraySession()
    let none = NDArray.zeros([0, 3])
    session.expect("x[0].sum(axis=0)", [none]) { none.sum(axis: 0) }
    session.expect("x[0].max(axis=0)", [none]) { none.max(axis: 0) }
    session.expect("x[0].max(axis=1)", [none]) { none.max(axis: 1) }
    session.expect("x[0].min()", [none]) { none.min() }
    session.expect("x[0].argmax(axis=0)", [none]) { none.argMax(axis: 0) }
    session.expect("x[0].argmin()", [none]) { none.argMin() }
    session.expect("x[0].mean()", [none]) { none.mean() }
    session.expect("x[0].all(axis=0)", [none]) { none.all(axis: 0) }
    session.expect("x[0].sum(axis=2)", [none]) { none.sum(axis: 2) }
    session.expect("x[0].sum(axis=(1, 1))", [none]) { none.sum(axis: [1, 1]) }
    session.expect("x[0].cumsum(axis=4)", [none]) { none.cumsum(axis: 4) }
    // NumPy lets the axes 0 and -1 of an array without axes pass, but not in a mean.
    let point = NDArray(3)
    session.expect("np.sum(x[0], axis=0)", [point]) { point.sum(axis: 0) }
    session.expect("np.max(x[0], axis=-1, keepdims=True)", [point]) {
      point.max(axis: -1, keepDims: true)
    }
    session.expect("np.any(x[0], axis=1)", [point]) { point.any(axis: 1) }
    session.expect("np.mean(x[0], axis=0)", [point]) { point.mean(axis: 0) }
    session.expect("np.argmax(x[0], axis=0)", [point]) { point.argMax(axis: 0) }
    session.expect("np.cumsum(x[0], axis=-1)", [point]) { point.cumsum(axis: -1) }
    try session.run()
  }

  @Test func observation() {
    #expect(a[1, 2].array(of: Double.self) == [20, 21, 22, 23])
    #expect(a.sum().scalar(Int.self) == 276)
    #expect(a[1, 0, 3].scalar() == 15)
    #expect(a.T.withSpan(of: Int32.self) { $0[1] } == 12)
    #expect(a.isEqual(to: NDArray.arange(24).reshaped(2, 3, 4)))
    #expect(!a.isEqual(to: a.asType(.int32)))
    #expect(!NDArray([Double.nan]).isEqual(to: NDArray([Double.nan])))
    #expect((a / 3).allClose((a + 1e-9) / 3))
    #expect(!(a / 3).allClose(a))
  }
}
