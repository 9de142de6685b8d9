// SPDX-License-Identifier: Apache-2.0
// Differences, integrals, interpolation, convolution and comparisons, beside NumPy.
import Testing
import Weft

@Suite("Differences and interpolation", .serialized) struct DifferenceTests {
  @Test func differences() throws {
    var generator = TestGenerator(for: "differences")
    var session = ArraySession()
    for dtype in DType.allCases {
      for _ in 0..<8 {
        let a = generator.array(dtype, generator.smallShape())
        let axis = Int.random(in: -a.ndim..<a.ndim, using: &generator)
        let count = Int.random(in: 0...3, using: &generator)
        session.expect("np.diff(x[0], \(count), axis=\(axis))", [a]) {
          try diff(a, count: count, axis: axis)
        }
        let edge = generator.array(generator.pick(DType.allCases), [])
        session.expect("np.diff(x[0], axis=\(axis), prepend=x[1], append=x[0])", [a, edge]) {
          try diff(a, axis: axis, prepend: edge, append: a)
        }
        session.expect("np.ediff1d(x[0])", [a]) { try ediff1d(a) }
        session.expect("np.ediff1d(x[0], to_end=x[1], to_begin=x[0])", [a, edge]) {
          try ediff1d(a, toEnd: edge, toBegin: a)
        }
        // Halves, whose sums are exact in any order.
        let y = generator.crowded(dtype, a.shape, allowsNaN: false, allowsNegativeZero: false)
        session.expect("np.trapezoid(x[0], axis=\(axis), dx=0.5) + 0.0", [y]) {
          try trapezoid(y, dx: 0.5, axis: axis) + 0.0
        }
        let places = NDArray.arange(a.shape[(axis + a.ndim) % a.ndim]).asType(.float64) / 2
        session.expect("np.trapezoid(x[0], x[1], axis=\(axis)) + 0.0", [y, places]) {
          try trapezoid(y, x: places, axis: axis) + 0.0
        }
      }
    }
    let single = NDArray(3)
    session.expect("np.diff(x[0])", [single]) { try diff(single) }
    session.expect("np.diff(x[0], -1)", [single]) { try diff(single, count: -1) }
    session.expect("np.ediff1d(x[0], to_end=1.5)", [single]) {
      try ediff1d(single, toEnd: NDArray(1.5))
    }
    try session.run()
  }

  @Test func gradients() throws {
    var generator = TestGenerator(for: "gradients")
    var session = ArraySession()
    for dtype in DType.allCases where dtype != .bool {
      for _ in 0..<8 {
        let a = generator.array(dtype, generator.smallShape())
        let order = Int.random(in: 1...2, using: &generator)
        session.expectAll(
          "tuple(np.gradient(x[0], 0.3, edge_order=\(order), axis=tuple(range(x[0].ndim))))"
            .replacing("tuple(np", with: a.ndim == 1 ? "(np" : "tuple(np"), [a]
        ) { try gradient(a, spacing: [0.3], edgeOrder: order) }
        let axis = Int.random(in: -a.ndim..<a.ndim, using: &generator)
        let count = a.shape[(axis + a.ndim) % a.ndim]
        let places = generator.array(generator.pick([.float64, .float32]), [count])
        session.expectAll(
          "np.gradient(x[0], x[1], axis=\(axis), edge_order=\(order))", [a, places]
        ) { try gradient(a, spacing: [.places(places)], axes: [axis], edgeOrder: order) }
        let even = NDArray.arange(count) * 2
        session.expectAll(
          "np.gradient(x[0], x[1], axis=\(axis), edge_order=\(order))", [a, even]
        ) { try gradient(a, spacing: [.places(even)], axes: [axis], edgeOrder: order) }
      }
    }
    let line = NDArray([1, 2, 3])
    session.expectAll("np.gradient(x[0] > 1)", [line]) { try gradient(line .> 1) }
    session.expectAll("np.gradient(x[0], edge_order=3)", [line]) {
      try gradient(line, edgeOrder: 3)
    }
    session.expectAll("np.gradient(x[0], 1, 2)", [line]) { try gradient(line, spacing: [1, 2]) }
    session.expectAll("np.gradient(x[0], x[0][1:])", [line]) {
      try gradient(line, spacing: [.places(line[1...])])
    }
    try session.run()
  }

  @Test func interpolations() throws {
    var generator = TestGenerator(for: "interpolations")
    var session = ArraySession()
    for _ in 0..<80 {
      let count = Int.random(in: 1...9, using: &generator)
      let points = try generator.sample(
        generator.pick([.float64, .float32, .int16]), [count], allowsNaN: false
      ).sorted()
      let values = generator.sample(generator.pick([.float64, .int8, .complex128]), [count])
      let x = generator.sample(
        generator.pick([.float64, .float32, .int8]), generator.smallShape(axes: 0...2))
      session.expect("np.interp(*x)", [x, points, values]) { try interp(x, points, values) }
      session.expect("np.interp(*x, left=-1, right=2.5)", [x, points, values]) {
        try interp(x, points, values, left: -1, right: 2.5)
      }
      // Equal points are in an order that NumPy leaves open.
      let apart = generator.contiguous(.float64, [count])
      session.expect("np.interp(*x, period=-1.5)", [x, apart, values]) {
        try interp(x, apart, values, period: -1.5)
      }
    }
    let line = NDArray([1.0, 2])
    let none = NDArray.zeros([0])
    session.expect("np.interp(x[0], x[1], x[1])", [line, none]) { try interp(line, none, none) }
    session.expect("np.interp(x[0], x[0], x[0][1:])", [line]) { try interp(line, line, line[1...]) }
    session.expect("np.interp(x[0], x[0], x[0], period=0)", [line]) {
      try interp(line, line, line, period: 0)
    }
    session.expect("np.interp(x[0], x[0][None], x[0])", [line]) {
      try interp(line, line[.newAxis], line)
    }
    session.expect("np.interp(x[0] * 1j, x[0], x[0])", [line]) {
      try interp(line.asType(.complex128), line, line)
    }
    try session.run()
  }

  @Test func convolutions() throws {
    var generator = TestGenerator(for: "convolutions")
    var session = ArraySession()
    for dtype in DType.allCases {
      for mode in [ConvolutionMode.full, .same, .valid] {
        for _ in 0..<4 {
          // Whole numbers, so that sums are exact in any order.
          let (one, other) = (generator.pick([1, 4, 20]), generator.pick([1, 5, 13]))
          let (a, v) = (whole(dtype, one, &generator), whole(dtype, other, &generator))
          session.expect("np.convolve(x[0], x[1], '\(mode.rawValue)')", [a, v]) {
            try convolve(a, v, mode: mode)
          }
          session.expect("np.correlate(x[0], x[1], '\(mode.rawValue)')", [a, v]) {
            try correlate(a, v, mode: mode)
          }
        }
      }
    }
    let (a, v) = (generator.contiguous(.float64, [300]), generator.contiguous(.float64, [50]) + 3)
    session.expect("np.convolve(x[0] + 3, x[1])", [a, v], tolerance: 0x1p-46) {
      try convolve(a + 3, v)
    }
    let none = NDArray.zeros([0])
    session.expect("np.convolve(x[0], x[1])", [a, none]) { try convolve(a, none) }
    session.expect("np.correlate(x[1], x[0])", [a, none]) { try correlate(none, a) }
    session.expect("np.correlate(x[0], x[1])", [a, none]) { try correlate(a, none) }
    session.expect("np.convolve(x[0][None], x[0][None])", [a]) {
      try convolve(a[.newAxis], a[.newAxis])
    }
    session.expect("np.correlate(x[0], x[0][0])", [a]) { try correlate(a, a[0]) }
    try session.run()
  }

  private func whole(_ dtype: DType, _ count: Int, _ generator: inout TestGenerator) -> NDArray {
    let numbers = (0..<count).map { _ in Int.random(in: -3...3, using: &generator) }
    let line = NDArray(numbers, shape: [count]).asType(dtype)
    return dtype.isComplex ? line + line.flipped(0) * Complex64(0, 1) : line
  }

  @Test func comparisons() throws {
    var generator = TestGenerator(for: "comparisons")
    var session = ArraySession()
    for _ in 0..<150 {
      let (one, other) = (generator.pick(DType.allCases), generator.pick(DType.allCases))
      let shape = generator.smallShape(axes: 0...2)
      let a = generator.crowded(one, shape)
      let b = generator.chance(3) ? a : generator.crowded(other, shape)
      for equal in [true, false] {
        let option = "equal_nan=\(equal ? "True" : "False")"
        session.expect("np.array_equal(*x, \(option))", [a, b]) {
          NDArray(arrayEqual(a, b, equalNaN: equal))
        }
        if one == .bool && other == .bool { continue }
        session.expect("np.isclose(*x, \(option), rtol=0.2, atol=0.1)", [a, b]) {
          a.isClose(to: b, relative: 0.2, absolute: 0.1, equalNaN: equal)
        }
      }
      session.expect("np.array_equiv(*x)", [a, b]) { NDArray(arrayEquiv(a, b)) }
      session.expect("np.nan_to_num(x[0])", [a]) { try nanToNum(a) }
      session.expect("np.nan_to_num(x[0], nan=2, posinf=3.5, neginf=-7)", [a]) {
        try nanToNum(a, nan: 2, positiveInfinity: 3.5, negativeInfinity: -7)
      }
      if one.isComplex || other.isComplex { continue }
      // Half precision rounds what single precision computes to a few ulps.
      let half = one.itemSize <= 2 || other.itemSize <= 2
      session.expect("np.logaddexp(*x)", [a, b], tolerance: half ? 0x1p-9 : 0x1p-20) {
        try logaddexp(a, b)
      }
      session.expect("np.logaddexp2(*x)", [a, b], tolerance: half ? 0x1p-9 : 0x1p-20) {
        try logaddexp2(a, b)
      }
    }
    try session.run()
  }
}
