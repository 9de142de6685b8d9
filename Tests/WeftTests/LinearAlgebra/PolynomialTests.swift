// SPDX-License-Identifier: Apache-2.0
// Polynomials, windows, bits of bytes, and means under a mask, beside NumPy.
import Testing
import Weft

@Suite("Polynomials and windows", .serialized) struct PolynomialTests {
  @Test func arithmetic() throws {
    var generator = TestGenerator(for: "polynomials")
    var session = ArraySession()
    for dtype in [DType.int64, .float32, .float64, .complex128] {
      for _ in 0..<6 {
        func polynomial() -> NDArray {
          generator.crowded(
            dtype, [Int.random(in: 1...5, using: &generator)], allowsNaN: false,
            allowsNegativeZero: false)
        }
        let (p, q) = (polynomial(), polynomial())
        session.expect("np.polyadd(x[0], x[1])", [p, q]) { try Polynomial.sum(p, q) }
        session.expect("np.polysub(x[0], x[1])", [p, q]) { try Polynomial.difference(p, q) }
        // Infinite complex numbers multiply as the BLAS of the reference does it.
        func finite() -> NDArray {
          generator.crowded(.int8, [Int.random(in: 1...5, using: &generator)]).asType(dtype)
        }
        let (f, g) = (finite(), finite())
        session.expect("np.polymul(x[0], x[1])", [f, g], tolerance: 1e-5) {
          try Polynomial.product(f, g)
        }
        session.expect("np.polyval(x[0], x[1])", [p, q]) { try Polynomial.value(p, at: q) }
        session.expect("np.polyder(x[0], 2)", [p]) { try Polynomial.derivative(p, order: 2) }
        session.expect("np.polyint(x[0], 2, k=3)", [p]) {
          try Polynomial.integral(p, order: 2, constants: NDArray(3))
        }
      }
    }
    try session.run()
  }

  @Test func rootsAndFits() throws {
    var session = ArraySession()
    let p = NDArray([0, 2, -6, 4, 0, 0])
    session.expect("np.sort(np.roots(x[0]))", [p], tolerance: 1e-9) {
      try Polynomial.roots(p).sorted(axis: 0)
    }
    let roots = NDArray([1.0, -2, 0.5])
    session.expect("np.poly(x[0])", [roots]) { try Polynomial.withRoots(roots) }
    let (u, v) = (NDArray([3.0, 5, 2, 1]), NDArray([2.0, 1]))
    session.expect("np.polydiv(x[0], x[1])[0]", [u, v]) {
      try Polynomial.divided(u, by: v).quotient
    }
    session.expect("np.polydiv(x[0], x[1])[1]", [u, v]) {
      try Polynomial.divided(u, by: v).remainder
    }
    let (x, y) = (NDArray([0.0, 1, 2, 3]), NDArray([1.0, 3, 2, 5]))
    session.expect("np.polyfit(x[0], x[1], 2)", [x, y], tolerance: 1e-9) {
      try Polynomial.fit(x, y, degree: 2).coefficients
    }
    session.expect("np.polyfit(x[0], x[1], 1, w=x[1])", [x, y], tolerance: 1e-9) {
      try Polynomial.fit(x, y, degree: 1, weights: y).coefficients
    }
    session.expect("np.polyfit(x[0], x[1], -1)", [x, y]) {
      try Polynomial.fit(x, y, degree: -1).coefficients
    }
    try session.run()
  }

  @Test func windowsAndBits() throws {
    var session = ArraySession()
    for count in [0.0, 1, 2, 5, 12] {
      session.expect("np.bartlett(\(count))", tolerance: 1e-12) { NDArray.bartlett(count) }
      session.expect("np.blackman(\(count))", tolerance: 1e-12) { NDArray.blackman(count) }
      session.expect("np.hamming(\(count))", tolerance: 1e-12) { NDArray.hamming(count) }
      session.expect("np.hanning(\(count))", tolerance: 1e-12) { NDArray.hanning(count) }
      session.expect("np.kaiser(\(count), 8.5)", tolerance: 1e-12) {
        try NDArray.kaiser(count, beta: 8.5)
      }
    }
    var generator = TestGenerator(for: "bits")
    for _ in 0..<8 {
      let shape = [
        Int.random(in: 0...3, using: &generator), Int.random(in: 0...20, using: &generator),
      ]
      let flags = generator.array(.bool, shape)
      // Of no bytes the reference unpacks what lay in memory.
      let bytes = generator.array(.uint8, [shape[0], max(1, shape[1])])
      for order in BitOrder.allCases {
        session.expect("np.packbits(x[0], bitorder='\(order)')", [flags]) {
          try flags.packedBits(order: order)
        }
        session.expect("np.packbits(x[0], axis=0, bitorder='\(order)')", [flags]) {
          try flags.packedBits(axis: 0, order: order)
        }
        session.expect("np.unpackbits(x[0], axis=1, count=5, bitorder='\(order)')", [bytes]) {
          try bytes.unpackedBits(axis: 1, count: 5, order: order)
        }
        session.expect("np.unpackbits(x[0], axis=-2, bitorder='\(order)')", [bytes]) {
          try bytes.unpackedBits(axis: -2, order: order)
        }
      }
    }
    try session.run()
  }

  @Test func maskedMeans() throws {
    var generator = TestGenerator(for: "masked means")
    var session = ArraySession()
    for dtype in DType.allCases {
      let a = generator.crowded(dtype, [3, 4], allowsNaN: false, allowsNegativeZero: false)
      let mask = generator.array(.bool, [3, 4])
      session.expect("np.mean(x[0], axis=1, where=x[1])", [a, mask], tolerance: 1e-3) {
        try a.mean(axis: [1], where: mask)
      }
      session.expect("np.var(x[0], where=x[1], ddof=1, keepdims=True)", [a, mask], tolerance: 1e-2)
      {
        try a.var(where: mask, keepDims: true, ddof: 1)
      }
    }
    try session.run()
  }
}
