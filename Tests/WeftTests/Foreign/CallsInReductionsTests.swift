// SPDX-License-Identifier: Apache-2.0
// Reductions and running reductions of C functions' results: bit for bit what they make of the same numbers in memory.
import ForeignFunctions
import Glibc
import Testing
import Weft

@Suite struct CallsInReductionsTests {
  private let blend: ElementwiseFunction
  private let isLess: ElementwiseFunction
  private let mixed: ElementwiseFunction

  init() throws {
    // Zeros of both signs and NaNs of both, which extremes must tell from each other.
    let blend: @convention(c) (Double, Double, Double) -> Double = { x, y, z in
      let sum = x * y + z
      return sum == 0 ? (x < 0 ? -0.0 : 0.0) : sum == 1 ? (y < 0 ? -Double.nan : Double.nan) : sum
    }
    let isLess: @convention(c) (Double, Double) -> Bool = { $0 < $1 }
    let mixed: @convention(c) (Double, Double) -> Int32 = { Int32($0 * 7) ^ Int32($1) }
    func pointer<T>(_ function: T) -> UnsafeRawPointer {
      unsafeBitCast(function, to: UnsafeRawPointer.self)
    }
    self.blend = try NDArray.elementwise(
      CFunction<(Double, Double, Double), Double>(pointer(blend)))
    self.isLess = try NDArray.elementwise(CFunction<(Double, Double), Bool>(pointer(isLess)))
    self.mixed = try NDArray.elementwise(CFunction<(Double, Double), Int32>(pointer(mixed)))
  }

  /// Small whole numbers, so that many are alike.
  private static func numbers(_ shape: [Int], _ seed: Int) -> NDArray {
    let count = shape.reduce(1, *)
    return NDArray((0..<count).map { Double(($0 &* (37 + 2 * seed)) % 101 % 9) - 4 }).reshaped(
      shape)
  }

  private static let shapes: [[Int]] = [
    [0], [1], [31], [32], [33], [129], [160], [1000], [70_001],
    [100, 3], [700, 4], [3, 700], [17, 129], [9, 128], [2, 70_000], [300, 15], [20, 3, 9],
    [0, 3], [3, 0],
  ]

  private typealias Reduce = @Sendable (NDArray, [Int]?) throws -> NDArray

  private static let ofNumbers: [(name: String, apply: Reduce)] = [
    ("sum", { $0.sum(axis: $1) }), ("prod", { $0.prod(axis: $1) }),
    ("min", { $0.min(axis: $1) }), ("max", { $0.max(axis: $1) }),
    ("argmin", { $0.argMin(axis: $1?.first) }), ("argmax", { $0.argMax(axis: $1?.first) }),
    ("mean", { $0.mean(axis: $1) }), ("std", { $0.std(axis: $1) }),
    ("cumsum", { $0.cumsum(axis: $1?.first) }), ("cumprod", { $0.cumprod(axis: $1?.first) }),
    ("min and max", { $0.max(axis: $1) - $0.min(axis: $1) }),
    ("sum and min", { $0.sum(axis: $1) * $0.min(axis: $1) }),
    ("float32", { $0.asType(.float32).max(axis: $1) }),
    ("complex", { ($0 * NDArray([Complex128(1, 2)])).sum(axis: $1) }),
    ("complex product", { ($0 * NDArray([Complex128(1, 2)])).cumprod(axis: $1?.first) }),
    ("complex least", { ($0 * NDArray([Complex128(1, 2)])).argMin(axis: $1?.first) }),
  ]
  private static let ofBools: [(name: String, apply: Reduce)] = [
    ("any", { $0.any(axis: $1) }), ("all", { $0.all(axis: $1) }), ("sum", { $0.sum(axis: $1) }),
    ("argmax", { $0.argMax(axis: $1?.first) }), ("max", { $0.max(axis: $1) }),
  ]

  private func check(
    _ name: String, _ shape: [Int], _ make: () throws -> NDArray,
    _ reductions: [(name: String, apply: Reduce)]
  ) throws {
    let memory = try make().copy()
    _ = memory.bytes()
    for reduction in reductions {
      for axis in [nil] + shape.indices.map(Optional.init) {
        let extent = axis.map { shape[$0] } ?? shape.reduce(1, *)
        let needsSome = ["min", "max", "arg", "float32", "least"].contains {
          reduction.name.contains($0)
        }
        if extent == 0 && needsSome { continue }
        let ours = try reduction.apply(try make(), axis.map { [$0] })
        let theirs = try reduction.apply(memory, axis.map { [$0] })
        let isExact = ["min", "max"].contains(reduction.name)
        #expect(
          Self.bytes(ours, isExact) == Self.bytes(theirs, isExact),
          "\(reduction.name) of \(name) over \(String(describing: axis)) of \(shape)")
      }
    }
  }

  /// The bytes of an array's elements; arithmetic leaves open which sign a NaN has.
  private static func bytes(_ a: NDArray, _ isExact: Bool) -> [UInt8] {
    isExact || a.dtype.kind < .float ? a.bytes() : `where`(isNaN(a), Double.nan, a).bytes()
  }

  @Test(arguments: shapes) func areThoseOfTheSameNumbers(_ shape: [Int]) throws {
    let (x, y) = (Self.numbers(shape, 1), Self.numbers(shape, 2))
    let last = shape.last!
    let row = Self.numbers([last], 3)
    try check("calls", shape, { try blend(.array(x), .array(y), .array(row)) }, Self.ofNumbers)
    let few = Self.ofNumbers.filter { ["sum", "min", "argmin", "cumsum"].contains($0.name) }
    try check(
      "sums of calls", shape, { try blend(.array(x + 1), .array(y), .scalar(2.scalar)) - y }, few)
    try check("whole numbers", shape, { try mixed(x, y * 2) }, few)
    try check("truths", shape, { try isLess(x, row) }, Self.ofBools)
  }

  @Test(arguments: [[6, 10], [40, 3], [3, 40], [300, 129], [12, 1000]]) func ofTransposesAndViews(
    _ shape: [Int]
  ) throws {
    let (x, y) = (Self.numbers(shape, 1), Self.numbers(shape, 2))
    try check(
      "transposes", [shape[1], shape[0]],
      { try blend(.array(x.T), .array(y.T), .scalar(1.scalar)) }, Self.ofNumbers)
    try check(
      "one transpose", shape,
      {
        try blend(.array(x), .array(y.T.copy().T), .scalar(1.scalar))
      }, Self.ofNumbers)
    try check(
      "reversed", shape, { try blend(.array(x[.by(-1)]), .array(y[0..., .by(-1)]), .array(x)) },
      Self.ofNumbers)
  }

  /// Calls of what reductions give, and of what is left when that is taken away.
  @Test(arguments: [[3, 5], [100, 3], [8, 15], [3, 700], [40, 129], [2, 70_000]])
  func afterReductions(_ shape: [Int]) throws {
    let (x, y) = (Self.numbers(shape, 1), Self.numbers(shape, 2))
    for axis in 0..<2 {
      let mean = x.mean(axis: axis, keepDims: true).copy()
      let spread = y.max(axis: axis, keepDims: true).copy()
      _ = (mean.bytes(), spread.bytes())
      func fused() -> NDArray { x.mean(axis: axis, keepDims: true) }
      func most() -> NDArray { y.max(axis: axis, keepDims: true) }
      func compare(_ name: String, _ ours: NDArray, _ theirs: NDArray) {
        #expect(
          Self.bytes(ours, false) == Self.bytes(theirs, false),
          "\(name) over axis \(axis) of \(shape)")
      }
      let centred = try blend(.array(x - mean), .array(spread), .array(y)).copy()
      _ = centred.bytes()
      compare("element", try blend(.array(x - fused()), .array(most()), .array(y)), centred)
      compare(
        "row", try x - blend(.array(fused()), .array(most()), .scalar(2.scalar)),
        x - (try blend(.array(mean), .array(spread), .scalar(2.scalar)).copy()))
      compare(
        "sum", try blend(.array(x - fused()), .array(most()), .array(y)).sum(axis: axis),
        centred.sum(axis: axis))
      compare(
        "normalised",
        try blend(.array(x - fused()), .array(most()), .array(y))
          / blend(.array(x - fused()), .array(most()), .array(y)).sum(axis: axis, keepDims: true),
        centred / centred.sum(axis: axis, keepDims: true))
      compare(
        "root of a call of a sum",
        try sqrt(
          abs(blend(.array(x.sum(axis: axis)), .array(y.sum(axis: axis)), .scalar(1.scalar)))),
        sqrt(
          abs(
            try blend(
              .array(x.sum(axis: axis).copy()), .array(y.sum(axis: axis).copy()), .scalar(1.scalar)
            ).copy())))
    }
  }

  /// As many arguments as operations have operands, and more; the same twice, scalars alone, none.
  @Test func operandsOfManyArguments() throws {
    let weigh: @convention(c) (Double, Double, Double, Double, Double, Float, Int8) -> Double = {
      $0 + 2 * $1 + 4 * $2 + 8 * $3 + 16 * $4 + 32 * Double($5) + 64 * Double($6)
    }
    let address = unsafeBitCast(weigh, to: UnsafeRawPointer.self)
    let signature = try CSignature(
      Array(repeating: .double, count: 5) + [.float, .int8], returns: .double)
    let f = try NDArray.elementwise(address, signature)
    #expect(f.argumentCount == 7)
    let x = NDArray([1.0, 2, 3])
    let column = NDArray([1, 2] as [Int8]).reshaped(2, 1)
    let result = try f(
      .array(x), .array(x), .scalar(1.scalar), .array(x), .scalar(0.5.scalar), .array(x * 2),
      .array(column))
    #expect(result.shape == [2, 3])
    let expected: [Double] = [151, 226, 301, 215, 290, 365]
    #expect(result.array(of: Double.self) == expected)
    let one = ArrayOperand.scalar(1.scalar)
    #expect(try f(one, one, one, one, one, one, one).array(of: Double.self) == [127])
    #expect(throws: ArrayError.self) { try f(one, one) }
    // Many of them in one expression, dropped without being computed, and computed.
    for isComputed in [false, true] {
      var sum = NDArray(0.0)
      for _ in 0..<200 {
        sum =
          try f(
            .array(x), .array(x), .array(x), .array(x), .array(sum + x), .scalar(0.scalar),
            .array(column)) / 64
      }
      if isComputed { #expect(sum.array(of: Double.self).allSatisfy { $0 > 0 && $0 < 10 }) }
    }
  }
}
