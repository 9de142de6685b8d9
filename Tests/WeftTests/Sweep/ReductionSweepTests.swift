// SPDX-License-Identifier: Apache-2.0
// Every reduction of every dtype over any axes of arrays of any shape and layout, beside NumPy.
import Testing
import Weft

@Suite("Sweep: reductions") struct ReductionSweepTests {
  private static let shapes = [
    [], [0], [1], [7], [300], [2, 0, 3], [5, 3, 4], [3, 40], [40, 3],
  ]

  private static func axes(of rank: Int) -> [[Int]?] {
    switch rank {
    case 0: [nil]
    case 1: [nil, [0], [-1]]
    case 2: [nil, [0], [1], [-2, -1]]
    default: [nil, [0], [1], [-1], [0, 2], [1, -1], [0, 1, 2]]
    }
  }

  private static func python(_ axes: [Int]?) -> String {
    guard let axes else { return "None" }
    return axes.count == 1
      ? "\(axes[0])" : "(" + axes.map(String.init).joined(separator: ", ") + ")"
  }

  /// Values whose sums and products are exact or well conditioned: no cancellation in what NumPy adds in another order.
  private static func values(_ dtype: DType, _ shape: [Int], _ generator: inout TestGenerator)
    -> NDArray
  {
    let any = generator.array(dtype, shape)
    if dtype.isInteger || dtype == .bool { return any }
    return dtype.isComplex
      ? (absolute(any) + Complex128(0.25, 0.5)).asType(dtype) : (absolute(any) + 0.25).asType(dtype)
  }

  @Test(arguments: DType.allCases) func everyAxis(_ dtype: DType) throws {
    var generator = TestGenerator(for: "everyAxis \(dtype)")
    var session = ArraySession()
    let rough = dtype.isInteger || dtype == .bool ? 0 : 64 * nearness(dtype)
    let mean = dtype.isInteger || dtype == .bool ? 0x1p-44 : rough
    for shape in Self.shapes {
      let x = Self.values(dtype, shape, &generator)
      // Elements that repeat along an axis have no variance but rounding errors.
      let ramp = (NDArray.arange(x.size).reshaped(shape) % 19).asType(dtype)
      // Whole numbers of any size would cancel; NumPy adds some of them in another order.
      let steady = dtype.isInteger ? x % 50 + 60 : x
      let text = dtype.isInteger ? "(x[0] % 50 + 60)" : "x[0]"
      for axes in Self.axes(of: shape.count) {
        for keep in [false, true] {
          let tail = "axis=\(Self.python(axes)), keepdims=\(keep ? "True" : "False"))"
          session.expect("np.sum(x[0], \(tail)", [x], tolerance: rough) {
            x.sum(axis: axes, keepDims: keep)
          }
          if shape != [300] || dtype.isInteger || dtype == .bool {
            session.expect("np.prod(x[0], \(tail)", [x], tolerance: rough) {
              x.prod(axis: axes, keepDims: keep)
            }
          }
          session.expect("np.min(x[0], \(tail)", [x]) { x.min(axis: axes, keepDims: keep) }
          session.expect("np.max(x[0], \(tail)", [x]) { x.max(axis: axes, keepDims: keep) }
          session.expect("np.any(x[0], \(tail)", [x]) { x.any(axis: axes, keepDims: keep) }
          session.expect("np.all(x[0], \(tail)", [x]) { x.all(axis: axes, keepDims: keep) }
          session.expect("np.count_nonzero(x[0], \(tail)", [x]) {
            x.countNonzero(axis: axes, keepDims: keep)
          }
          session.expect("np.mean(\(text), \(tail)", [x], tolerance: mean) {
            steady.mean(axis: axes, keepDims: keep)
          }
          if dtype != .float16 {
            let spread = dtype == .float32 || dtype == .complex64 ? 1e-3 : 1e-8
            session.expect("np.var(\(text) + x[1], \(tail)", [x, ramp], tolerance: spread) {
              (steady + ramp).var(axis: axes, keepDims: keep)
            }
            session.expect(
              "np.std(\(text) + x[1], ddof=1, \(tail)", [x, ramp], tolerance: spread
            ) { (steady + ramp).std(axis: axes, keepDims: keep, ddof: 1) }
          }
          if axes == nil || axes!.count == 1 {
            session.expect("np.argmin(x[0], \(tail)", [x]) {
              x.argMin(axis: axes?[0], keepDims: keep)
            }
            session.expect("np.argmax(x[0], \(tail)", [x]) {
              x.argMax(axis: axes?[0], keepDims: keep)
            }
          }
        }
        guard axes == nil || axes!.count == 1 else { continue }
        session.expect("np.cumsum(x[0], axis=\(Self.python(axes)))", [x], tolerance: rough) {
          x.cumsum(axis: axes?[0])
        }
        if shape != [300] || dtype.isInteger {
          session.expect("np.cumprod(x[0], axis=\(Self.python(axes)))", [x], tolerance: rough) {
            x.cumprod(axis: axes?[0])
          }
        }
      }
    }
    try session.run()
  }

  /// NaN, infinities and zeros of both signs in what picks an element.
  @Test(arguments: [DType.float16, .float32, .float64, .complex64, .complex128])
  func specialValues(_ dtype: DType) throws {
    var session = ArraySession()
    let line = cornerCases(dtype)
    let isNumber = isNaN(line) .== false
    for x in [line, line[isNumber], line[.by(-1)], NDArray.stack([line, line.flipped()]).T] {
      session.expect("np.min(x[0], axis=0)", [x]) { x.min(axis: 0) }
      session.expect("np.max(x[0], axis=0)", [x]) { x.max(axis: 0) }
      session.expect("np.argmin(x[0], axis=0)", [x]) { x.argMin(axis: 0) }
      session.expect("np.argmax(x[0], axis=-1)", [x]) { x.argMax(axis: -1) }
      session.expect("np.argmax(x[0])", [x]) { x.argMax() }
      session.expect("np.any(x[0], axis=0)", [x]) { x.any(axis: 0) }
      session.expect("np.all(x[0], axis=-1)", [x]) { x.all(axis: -1) }
      session.expect("np.count_nonzero(x[0])", [x]) { x.countNonzero() }
    }
    try session.run()
  }
}
