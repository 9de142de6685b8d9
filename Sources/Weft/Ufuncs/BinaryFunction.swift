// SPDX-License-Identifier: Apache-2.0
// Functions of two arrays that can be reduced, accumulated, tabulated: the ufuncs of two operands and a few more.

/// A function of two arrays with what NumPy's ufunc objects do: `reduce`, `accumulate`, `reduceat`, `outer`, `at`.
///
/// `Ufunc.add.binary`, or by name: `BinaryFunction(name: "gcd")`.
public struct BinaryFunction: Sendable {
  typealias Body =
    @Sendable (ArrayOperand, ArrayOperand, DType?) throws(ArrayError) -> NDArray

  /// NumPy's name.
  public let name: String
  /// What changes nothing as an operand; nil if there is no such number.
  public let identity: Scalar?
  /// True if reductions may go over several axes.
  let isReorderable: Bool
  /// True if results do not depend on the order at all: reductions are trees, running results are doubled.
  let isExact: Bool
  /// The ufunc this is, if it is one.
  let ufunc: Ufunc?
  /// The dtype that reductions of a dtype compute in; nil if their results have another.
  let reductionLoop: @Sendable (DType) -> DType?
  let body: Body

  /// The function of the elements of `a` and `b`, broadcast.
  public func callAsFunction(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
    try body(a, b, nil)
  }

  func callAsFunction(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    try body(.array(a), .array(b), nil)
  }
}

extension BinaryFunction {
  /// The function with NumPy's name `name`, or nil.
  public init?(name: String) {
    if let ufunc = Ufunc(name: name), let binary = ufunc.binary {
      self = binary
    } else if let other = Self.others.first(where: { $0.name == name }) {
      self = other
    } else {
      return nil
    }
  }

  /// The functions of two operands that are no `Ufunc`s.
  public static let others: [BinaryFunction] = [
    BinaryFunction(
      name: "gcd", identity: 0, isReorderable: true, isExact: true,
      reductionLoop: { $0.isInteger ? $0 : nil }, Integers.gcd),
    BinaryFunction(
      name: "lcm", identity: nil, isReorderable: false, isExact: false,
      reductionLoop: { $0.isInteger ? $0 : nil }, Integers.lcm),
    BinaryFunction(
      name: "logaddexp", identity: Scalar(.float(-.infinity), .float64, isWeak: true),
      isReorderable: true, isExact: false, reductionLoop: floating, LogSums.base(.exp)),
    BinaryFunction(
      name: "logaddexp2", identity: Scalar(.float(-.infinity), .float64, isWeak: true),
      isReorderable: true, isExact: false, reductionLoop: floating, LogSums.base(.exp2)),
    BinaryFunction(
      name: "heaviside", identity: nil, isReorderable: false, isExact: false,
      reductionLoop: floating, FloatParts.heaviside),
    BinaryFunction(
      name: "nextafter", identity: nil, isReorderable: false, isExact: false,
      reductionLoop: floating, FloatParts.nextAfter),
    BinaryFunction(
      name: "ldexp", identity: nil, isReorderable: false, isExact: false,
      reductionLoop: { _ in nil }, FloatParts.ldexp),
  ]

  private static let floating: @Sendable (DType) -> DType? = { $0.isComplex ? nil : $0.floating }

  private init(
    name: String, identity: Scalar?, isReorderable: Bool, isExact: Bool,
    reductionLoop: @escaping @Sendable (DType) -> DType?, _ body: @escaping Body
  ) {
    self.init(
      name: name, identity: identity, isReorderable: isReorderable, isExact: isExact, ufunc: nil,
      reductionLoop: reductionLoop, body: body)
  }
}

extension Ufunc {
  /// What is known of a ufunc as a reduction: NumPy's identities, and whether the order shows.
  private static let identities: [Ufunc: (identity: Scalar?, isExact: Bool)] = [
    .add: (0, false), .multiply: (1, false), .hypot: (0, false), .maximum: (nil, true),
    .minimum: (nil, true), .fmax: (nil, true), .fmin: (nil, true), .bitwiseAnd: (-1, true),
    .bitwiseOr: (0, true), .bitwiseXor: (0, true), .logicalAnd: (true.scalar, true),
    .logicalOr: (false.scalar, true), .logicalXor: (false.scalar, true),
  ]

  /// This ufunc of two operands as a function that can be reduced; nil for other numbers of operands.
  public var binary: BinaryFunction? {
    guard operandCount == 2 else { return nil }
    let facts = Self.identities[self]
    let isLogical = traits.resolution == .truth
    return BinaryFunction(
      name: name, identity: facts?.identity, isReorderable: facts != nil,
      isExact: facts?.isExact ?? false, ufunc: self,
      reductionLoop: { dtype in
        if isLogical { return .bool }
        guard let loop = self.loop(dtype) else { return nil }
        return self.result(loop) == loop ? loop : nil
      },
      body: { a, b, loop throws(ArrayError) in
        if self == .power, loop == nil { return try Weft.power(a, b) }
        return try self.record([a, b], loop: loop)
      })
  }

  private func requireBinary(_ error: String) throws(ArrayError) -> BinaryFunction {
    guard let binary else { throw ArrayError(.value, error) }
    return binary
  }

  /// As `BinaryFunction.reduce`.
  public func reduce(
    _ a: NDArray, axes: [Int]? = [0], keepDims: Bool = false, initial: ArrayOperand? = nil,
    where mask: NDArray? = nil, dtype: DType? = nil
  ) throws(ArrayError) -> NDArray {
    try requireBinary("reduce only supported for binary functions").reduce(
      a, axes: axes, keepDims: keepDims, initial: initial, where: mask, dtype: dtype)
  }

  /// As `BinaryFunction.accumulate`.
  public func accumulate(_ a: NDArray, axis: Int = 0, dtype: DType? = nil) throws(ArrayError)
    -> NDArray
  {
    try requireBinary("accumulate only supported for binary functions").accumulate(
      a, axis: axis, dtype: dtype)
  }

  /// As `BinaryFunction.reduceat`.
  public func reduceat(_ a: NDArray, _ starts: NDArray, axis: Int = 0, dtype: DType? = nil)
    throws(ArrayError) -> NDArray
  {
    try requireBinary("reduceat only supported for binary functions").reduceat(
      a, starts, axis: axis, dtype: dtype)
  }

  /// As `BinaryFunction.outer`.
  public func outer(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
    try requireBinary("outer product only supported for binary functions").outer(a, b)
  }
}
