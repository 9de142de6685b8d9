// SPDX-License-Identifier: Apache-2.0
// Functions of elements that are no ufuncs of the table, beside NumPy.
import Testing
import Weft

@Suite("Functions of elements") struct ElementFunctionTests {
  private static let unary: [(String, Double, @Sendable (NDArray) throws -> [NDArray])] = [
    ("deg2rad", 0, { [try deg2rad($0)] }), ("rad2deg", 0, { [try rad2deg($0)] }),
    ("radians", 0, { [try radians($0)] }), ("degrees", 0, { [try degrees($0)] }),
    ("spacing", 0, { [try spacing($0)] }),
    (
      "modf", 0,
      {
        let (a, b) = try modf($0); return [a, b]
      }
    ),
    (
      "frexp", 0,
      {
        let (a, b) = try frexp($0); return [a, b]
      }
    ), ("bitwise_count", 0, { [try bitwiseCount($0)] }),
    ("isposinf", 0, { [try isPosInf($0)] }), ("isneginf", 0, { [try isNegInf($0)] }),
    ("iscomplex", 0, { [try isComplex($0)] }), ("isreal", 0, { [try isReal($0)] }),
    ("real_if_close", 0, { [try realIfClose($0)] }),
    ("fix", 0, { [try fix($0)] }),
  ]

  @Test func ofOneOperand() throws {
    var generator = TestGenerator(for: "ofOneOperand")
    var session = ArraySession()
    for dtype in DType.allCases {
      for x in [
        cornerCases(dtype), moderate(dtype), generator.array(dtype, [3, 0]),
        generator.array(dtype, []), generator.array(dtype, [2, 3]),
      ] {
        for (name, tolerance, body) in Self.unary {
          if name == "fix" && dtype.isComplex { continue }
          session.expectAll("np.\(name)(x[0])", [x], tolerance: tolerance) { try body(x) }
        }
        for decimals in [-2, -1, 0, 1, 3] {
          // Whole numbers that scale beyond their dtype convert as the processor likes.
          if decimals < 0 && dtype.isInteger && x.size > 9 { continue }
          session.expect("np.round(x[0], \(decimals))", [x]) { try round(x, decimals: decimals) }
        }
      }
      let x = generator.array(dtype, [9]) * (dtype == .bool ? 1 : 1)
      if dtype.kind >= .float || dtype == .bool {
        session.expect("np.sinc(x[0])", [x], tolerance: 64 * nearness(dtype)) { try sinc(x) }
      }
      if !dtype.isInteger {
        session.expect("np.i0(x[0])", [x], tolerance: 16 * nearness(dtype)) { try i0(x) }
        if !dtype.isComplex && dtype != .bool {
          session.expect("np.i0(x[0] * 9)", [x], tolerance: 16 * nearness(dtype)) { try i0(x * 9) }
        }
      }
    }
    let z = NDArray([Complex128(1, 1e-14), Complex128(2, 0)])
    session.expect("np.real_if_close(x[0])", [z]) { try realIfClose(z) }
    session.expect("np.real_if_close(x[0], tol=1e-20)", [z]) {
      try realIfClose(z, tolerance: 1e-20)
    }
    session.expect("np.real_if_close(x[0], tol=10)", [z]) { try realIfClose(z, tolerance: 10) }
    try session.run()
  }

  @Test func ofTwoOperands() throws {
    var generator = TestGenerator(for: "ofTwoOperands")
    var session = ArraySession()
    typealias Function = (ArrayOperand, ArrayOperand) throws -> NDArray
    let functions: [(String, Double, Function)] = [
      ("gcd", 0, { try gcd($0, $1) }), ("lcm", 0, { try lcm($0, $1) }),
      ("nextafter", 0, { try nextAfter($0, $1) }), ("heaviside", 0, { try heaviside($0, $1) }),
      ("logaddexp", 4, { try logAddExp($0, $1) }), ("logaddexp2", 4, { try logAddExp2($0, $1) }),
      ("ldexp", 0, { try ldexp($0, $1) }),
    ]
    for a in DType.allCases {
      for b in DType.allCases {
        for (x, y) in [
          (generator.array(a, [3, 1]), generator.array(b, [4])),
          (cornerCases(a), cornerCases(b)[.slice(0, 1)]),
          (generator.array(a, [2, 0]), generator.array(b, [])),
          (generator.array(a, [3]), generator.array(b, [2])),
        ] {
          for (name, rough, function) in functions {
            session.expect(
              "np.\(name)(x[0], x[1])", [x, y],
              tolerance: rough * nearness(a.itemSize < b.itemSize ? a : b)
            ) {
              try function(.array(x), .array(y))
            }
          }
        }
      }
      let x = cornerCases(a)
      for (name, rough, function) in functions {
        session.expect("np.\(name)(x[0], 3)", [x], tolerance: rough * nearness(a)) {
          try function(.array(x), 3)
        }
        session.expect("np.\(name)(x[0], x[0][::-1])", [x], tolerance: rough * nearness(a)) {
          try function(.array(x), .array(x.flipped()))
        }
      }
    }
    for name in ["gcd", "lcm"] {
      let x = NDArray([[12, 18, 30], [8, 4, 6]])
      for axes in [nil, [0], [1]] as [[Int]?] {
        session.expect("np.\(name).reduce(x[0], axis=\(axes.map { "\($0[0])" } ?? "None"))", [x]) {
          try BinaryFunction(name: name)!.reduce(x, axes: axes)
        }
      }
      session.expect("np.\(name).accumulate(x[0], axis=1)", [x]) {
        try BinaryFunction(name: name)!.accumulate(x, axis: 1)
      }
      session.expect("np.\(name).outer(x[0], x[0])", [x]) {
        try BinaryFunction(name: name)!.outer(.array(x), .array(x))
      }
    }
    let x = generator.array(.float64, [6])
    session.expect("np.logaddexp.reduce(x[0])", [x], tolerance: 0x1p-48) {
      try BinaryFunction(name: "logaddexp")!.reduce(x)
    }
    session.expect("np.logaddexp.reduce(np.zeros(0))") {
      try BinaryFunction(name: "logaddexp")!.reduce(.zeros([0]))
    }
    try session.run()
  }

  @Test func unwrapping() throws {
    var generator = TestGenerator(for: "unwrapping")
    var session = ArraySession()
    for dtype in DType.allCases
    where !dtype.isComplex && dtype != .float16 && dtype.kind != .unsigned && dtype != .bool {
      for shape in [[7], [3, 5], [1], [0]] {
        let x = (generator.array(.int8, shape)).asType(dtype) / (dtype.isInteger ? 1 : 8)
        let y = dtype.isInteger ? x.asType(dtype) : x.asType(dtype)
        for axis in [-1, 0] {
          session.expect("np.unwrap(x[0], axis=\(axis))", [y], tolerance: nearness(.float32)) {
            try unwrap(y, axis: axis)
          }
          session.expect("np.unwrap(x[0], axis=\(axis), period=24)", [y]) {
            try unwrap(y, axis: axis, period: 24)
          }
          session.expect("np.unwrap(x[0], axis=\(axis), period=5)", [y]) {
            try unwrap(y, axis: axis, period: 5)
          }
          session.expect("np.unwrap(x[0], 20, axis=\(axis), period=24)", [y]) {
            try unwrap(y, discontinuity: 20, axis: axis, period: 24)
          }
        }
      }
    }
    try session.run()
  }
}
