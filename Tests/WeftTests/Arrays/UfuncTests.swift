// SPDX-License-Identifier: Apache-2.0
// Every ufunc on every dtype, beside NumPy.
import Testing
import Weft

@Suite("Ufuncs", .serialized) struct UfuncTests {
  /// Expressions for the rows that NumPy spells otherwise.
  private static let spelling: [Ufunc: String] = [
    .real: "x[0].real.copy()", .imaginary: "x[0].imag.copy()", .copy: "x[0].copy()",
  ]

  /// The functions that both sides compute to a few ulps only.
  private static let approximate: Set<Ufunc> = [
    .power, .floatPower, .exp, .exp2, .expm1, .log, .log2, .log10, .log1p, .sin, .cos, .tan,
    .arcsin,
    .arccos, .arctan, .arctan2, .sinh, .cosh, .tanh, .arcsinh, .arccosh, .arctanh, .hypot, .cbrt,
  ]

  /// How far parts may lie from NumPy's, relative; for complex numbers lengths and roots are approximate too.
  private static func tolerance(_ ufunc: Ufunc, _ dtype: DType) -> Double {
    let byLength = dtype.isComplex && [.absolute, .sqrt, .sign].contains(ufunc)
    guard byLength || approximate.contains(ufunc) else { return 0 }
    switch dtype {
    case .bool, .int8, .uint8, .float16: return 0x1p-9
    case .int16, .uint16, .float32, .complex64: return 0x1p-20
    default: return 0x1p-50
    }
  }

  @Test func promotionOfEveryPair() throws {
    var session = ArraySession()
    for a in DType.allCases {
      for b in DType.allCases {
        session.expect("np.zeros(0, np.promote_types('\(a)', '\(b)'))") {
          NDArray.empty([0], DType.promoted(a, b))
        }
        for casting in [DType.Casting.no, .safe, .sameKind, .unsafe] {
          let allowed = DType.canCast(a, to: b, casting: casting)
          session.expect("np.can_cast('\(a)', '\(b)', '\(casting.rawValue)')") { NDArray(allowed) }
        }
      }
    }
    var generator = TestGenerator(for: "promotionOfSeveral")
    for _ in 0..<2000 {
      let dtypes = (0..<Int.random(in: 3...5, using: &generator)).map { _ in
        generator.pick(DType.allCases)
      }
      let names = dtypes.map { "'\($0)'" }.joined(separator: ", ")
      session.expect("np.zeros(0, np.result_type(\(names)))") {
        NDArray.empty([0], DType.promoted(dtypes))
      }
    }
    try session.run()
  }

  @Test(arguments: Ufunc.allCases.filter { $0.operandCount == 1 })
  func unary(_ ufunc: Ufunc) throws {
    var session = ArraySession()
    for dtype in DType.allCases {
      let isSmooth = dtype.isComplex && Self.approximate.contains(ufunc)
      let x = isSmooth ? moderate(dtype) : cornerCases(dtype)
      let expression = Self.spelling[ufunc] ?? "np.\(ufunc.name)(x[0])"
      session.expect(expression, [x], tolerance: Self.tolerance(ufunc, dtype)) {
        try ufunc.record([.array(x)])
      }
    }
    try session.run()
  }

  @Test(
    arguments: Ufunc.allCases.filter { $0.operandCount == 2 && $0 != .power && $0 != .floatPower })
  func binary(_ ufunc: Ufunc) throws {
    var session = ArraySession()
    for a in DType.allCases {
      for b in DType.allCases {
        let (x, y) = pairs(cornerCases(a), cornerCases(b))
        let tolerance = max(Self.tolerance(ufunc, a), Self.tolerance(ufunc, b))
        session.expect("np.\(ufunc.name)(x[0], x[1])", [x, y], tolerance: tolerance) {
          try ufunc.record([.array(x), .array(y)])
        }
      }
    }
    try session.run()
  }

  @Test func powers() throws {
    var session = ArraySession()
    for a in DType.allCases {
      for b in DType.allCases {
        let isComplex = a.isComplex || b.isComplex
        let isWhole = a.kind < .float && b.kind < .float
        let (x, y) = pairs(
          isComplex ? moderate(a) : cornerCases(a),
          isComplex ? moderate(b) : isWhole ? absolute(moderate(b)) : cornerCases(b))
        let tolerance =
          isComplex
          ? (DType.promoted(a, b) == .complex64 ? 1e-3 : 1e-12)
          : isWhole ? 0 : Self.tolerance(.power, DType.promoted(a, b))
        session.expect("np.power(x[0], x[1])", [x, y], tolerance: tolerance) { x ** y }
      }
    }
    try session.run()
  }

  /// Integers of no elements have every power; a number 0.5 is a square root, though C's power of minus infinity is not; complex
  /// powers of what is partly infinite, or overflows in part, follow C's products.
  @Test func powersAtTheEdge() throws {
    var session = ArraySession()
    let none = NDArray.zeros([0, 3], .int32)
    session.expect("x[0] ** -2", [none]) { none ** -2 }
    session.expect("x[0] ** np.array([-1, 2, 3])", [none]) { none ** NDArray([-1, 2, 3]) }
    let ends = NDArray([-Double.infinity, -0.0, 4, -4, .nan])
    for dtype in [DType.float32, .float64, .int16] {
      let x = ends[3...].asType(dtype)
      session.expect("x[0] ** (0.5+0j)", [x], tolerance: 0x1p-20) { x ** Complex128(0.5, 0) }
      guard dtype != .int16 else { continue }
      let y = ends.asType(dtype)
      session.expect("x[0] ** 0.5", [y]) { y ** 0.5 }
      session.expect("x[0] ** np.float32(0.5)", [y]) { y ** Float(0.5) }
      session.expect("x[0] ** np.full(5, 0.5)", [y]) { y ** NDArray.full([5], 0.5) }
    }
    let line = [-Double.infinity, .nan, .infinity, 2, -0.5]
    let z = NDArray(line.flatMap { re in line.map { Complex128(re, $0) } })
    for dtype in [DType.complex64, .complex128] {
      let (x, y) = pairs(z.asType(dtype), z.asType(dtype))
      let tolerance = dtype == .complex64 ? 0x1p-18 : 0x1p-46
      session.expect("np.power(x[0], x[1])", [x, y], tolerance: tolerance) { x ** y }
      let most = dtype.largestFinite
      let overflowing = [Complex128(-most, .nan), Complex128(most, .nan), Complex128(.nan, most)]
      let (base, exponent) = pairs(
        NDArray([Complex128(3, 0), Complex128(20, 5)]).asType(dtype),
        NDArray(overflowing).asType(dtype))
      session.expect("np.power(x[0], x[1])", [base, exponent], tolerance: tolerance) {
        base ** exponent
      }
    }
    try session.run()
  }

  @Test func weakScalars() throws {
    var session = ArraySession()
    let beyond = Scalar(weak: Whole(magnitude: 1 << 63, isNegative: false))
    for dtype in DType.allCases {
      let x = cornerCases(dtype)
      session.expect("x[0] + 2", [x]) { x + 2 }
      session.expect("2.5 * x[0]", [x]) { 2.5 * x }
      session.expect("x[0] * (1+2j)", [x]) { x * Complex128(1, 2) }
      session.expect("x[0] + np.float32(1.5)", [x]) { x + Float(1.5) }
      session.expect("x[0] + 300", [x]) { x + 300 }
      session.expect("x[0] < 300", [x]) { x .< 300 }
      session.expect("-1 < x[0]", [x]) { -1 .< x }
      session.expect("x[0] == -1", [x]) { x .== -1 }
      session.expect("np.where(x[0] == 1, x[0], 2)", [x]) { `where`(x .== 1, x, 2) }
      session.expect("np.where(x[0] == 1, 1, 2.0)", [x]) { `where`(x .== 1, 1, 2.0) }
      session.expect("np.where(x[0] == 1, x[0], 300)", [x]) { `where`(x .== 1, x, 300) }
      session.expect("np.where(x[0] == 1, -1, x[0])", [x]) { `where`(x .== 1, -1, x) }
      session.expect("np.clip(x[0], 1, 5)", [x]) { clip(x, 1, 5) }
      session.expect("np.clip(x[0], -2.5, -1)", [x]) {
        try clip(x, .scalar(-2.5), .scalar(-1))
      }
      session.expect("np.clip(x[0], -1000, -200)", [x]) { clip(x, -1000, -200) }
      session.expect("np.clip(x[0], -2**63, 2**63)", [x]) {
        try clip(x, .scalar(Int.min.scalar), .scalar(beyond))
      }
      for (text, number) in [
        ("300", 300), ("5e-324", Double.leastNonzeroMagnitude.scalar), ("-0.0", -0.0),
        ("np.nan", Double.nan.scalar),
        ("1e-300j", Complex128(0, 1e-300).scalar), ("2**63", beyond),
      ] as [(String, Scalar)] {
        session.expect("np.logical_and(\(text), x[0])", [x]) {
          try Ufunc.logicalAnd.record([.scalar(number), .array(x)])
        }
        session.expect("np.logical_xor(x[0], \(text))", [x]) {
          try Ufunc.logicalXor.record([.array(x), .scalar(number)])
        }
      }
      session.expect("x[0] + 2**63", [x]) {
        try Ufunc.add.record([.array(x), .scalar(beyond)])
      }
      session.expect("x[0] ** 2", [x], tolerance: dtype.isComplex ? 1e-6 : 0) { x ** 2 }
    }
    let bytes = cornerCases(.uint8)
    session.expect("np.clip(x[0], -5, 300)", [bytes]) { clip(bytes, -5, 300) }
    session.expect("x[0] ** -1", [bytes]) { bytes ** -1 }
    session.expect("x[0] ** 7", [bytes]) { bytes ** 7 }
    session.expect("2 ** x[0]", [bytes]) { 2 ** bytes }
    let half = NDArray([Float(-2.5), 2])
    session.expect("3.35 ** x[0]", [half], tolerance: 0x1p-20) { 3.35 ** half }
    session.expect("np.asarray(3.35) ** x[0]", [half], tolerance: 0x1p-50) {
      NDArray(3.35) ** half
    }
    let longs = NDArray([1, 2, -3, 7])
    session.expect("x[0] ** np.arange(4)", [longs]) { longs ** NDArray.arange(4) }
    session.expect("x[0] ** -np.arange(4)", [longs]) { longs ** -NDArray.arange(4) }
    try session.run()
  }

  @Test func boundsThatAreZeros() throws {
    var session = ArraySession()
    let x = NDArray([0, -0.0, 1, -1] as [Double])
    for dtype in [DType.float16, .float32, .float64, .int64] {
      let x = x.asType(dtype)
      for zero in [0, -0.0] {
        let single = NDArray(zero)
        session.expect("np.clip(x[0], \(zero), 5.0)", [x]) { clip(x, zero, 5.0) }
        session.expect("np.clip(x[0], -5.0, \(zero))", [x]) { clip(x, -5.0, zero) }
        session.expect("np.clip(x[0], x[1], x[1])", [x, single]) { clip(x, single, single) }
      }
    }
    let zeros = NDArray([-0.0, 0, -0.0, 0] as [Double])
    session.expect("np.clip(x[0], x[1], 5.0)", [x, zeros]) {
      try clip(x, .array(zeros), .scalar(5.0))
    }
    try session.run()
  }

  @Test func complexBounds() throws {
    var session = ArraySession()
    let values = [1.0, -1, .nan, 2]
    let z = NDArray(values.flatMap { re in values.map { Complex128(re, $0) } })
    let (x, low) = pairs(z, z)
    for high in [Complex128(1.5, 2), Complex128(.nan, 1), Complex128(1, .nan)] {
      let bound = NDArray([high])
      session.expect("np.clip(x[0], x[1], x[2])", [x, low, bound]) { clip(x, low, bound) }
    }
    try session.run()
  }

  @Test func remaindersOfFarQuotients() throws {
    var session = ArraySession()
    let wide = NDArray([
      1e308, -1e308, .leastNonzeroMagnitude, .leastNormalMagnitude / 8, 3.7e200, 1e17,
      123456789.125, -0.0, 7, 1e-5,
    ])
    for dtype in [DType.float64, .float32, .float16] {
      let (x, y) = pairs(wide.asType(dtype), wide.flipped().asType(dtype))
      session.expect("np.fmod(x[0], x[1])", [x, y]) { fmod(x, y) }
      session.expect("np.remainder(x[0], x[1])", [x, y]) { x % y }
      session.expect("np.floor_divide(x[0], x[1])", [x, y]) { floorDivide(x, y) }
      session.expectAll("np.divmod(x[0], x[1])", [x, y]) {
        let both = divmod(x, y)
        return [both.quotient, both.remainder]
      }
    }
    try session.run()
  }

  @Test func inPlace() throws {
    var session = ArraySession()
    let update = "(lambda a: [exec('a OP b', {'a': a, 'b': B}), a][1])(x[0].copy())"
    func expression(_ op: String, _ b: String) -> String {
      update.replacing("OP", with: op).replacing("B", with: b)
    }
    for dtype in DType.allCases {
      let x = cornerCases(dtype)
      session.expect(expression("+=", "1"), [x]) {
        var a = x; a += 1; return a
      }
      session.expect(expression("*=", "2.5"), [x]) {
        var a = x; a *= 2.5; return a
      }
      session.expect(expression("-=", "x[0]").replacing("x[0]})", with: "a})"), [x]) {
        var a = x
        a -= x
        return a
      }
    }
    let row = NDArray([1.0, 2, 3])
    session.expect("x[0].__iadd__(np.ones((2, 3)))", [row]) {
      var a = row
      a += NDArray.ones([2, 3])
      return a
    }
    session.expect("x[0] + np.ones((2, 4))", [row]) { row + NDArray.ones([2, 4]) }
    try session.run()
  }

  @Test func shapesThatDoNotMeet() throws {
    var session = ArraySession()
    let (a, b) = (NDArray.zeros([2, 3]), NDArray.ones([4]))
    session.expect("np.clip(x[0], x[1], 5)", [a, b]) {
      try clip(a, .array(b), .scalar(5))
    }
    session.expect("np.where(x[0] > 0, 1, x[1])", [a, b]) { `where`(a .> 0, 1, b) }
    try session.run()
  }

  /// A change that is refused changes nothing.
  @Test func refusedUpdates() throws {
    var a = NDArray([1, 2, 3])
    #expect(throws: ArrayError.self) { try NDArray.checking { a += 0.5 } }
    #expect(throws: ArrayError.self) { try NDArray.checking { a *= NDArray([1, 2]) } }
    #expect(throws: ArrayError.self) { try NDArray.checking { a **= -1 } }
    #expect(throws: ArrayError.self) { try NDArray.checking { a[5] = 1 } }
    #expect(throws: ArrayError.self) { try NDArray.checking { a[0] = 1e300 } }
    #expect(a.array(of: Int.self) == [1, 2, 3])
  }
}
