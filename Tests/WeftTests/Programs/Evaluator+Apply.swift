// SPDX-License-Identifier: Apache-2.0
// One operation of a program, done by Weft.
import Weft

extension Evaluator {
  /// The result of `node` for the values of its operands.
  func apply(_ node: ExpressionNode, _ x: [Valued]) throws -> Valued {
    // Everything but a function's operand is an array; a simplified program may break that.
    if case .call = node {} else if x.contains(where: \.isNumber) { throw UndefinedVariable() }
    switch node {
    case .variable(let number):
      return try variable(number)
    case .literal(let literal):
      let scale = literal.values.map(\.magnitude).max() ?? 0
      let low = literal.values.map(\.lowerBound).min() ?? 0
      let isReal = !literal.dtype.isComplex
      return Valued(literal.array, Bounds(scale: scale, low: isReal ? low : nil))
    case .number(let number):
      return Valued(
        .scalar(number.scalar), Bounds(scale: number.magnitude, low: number.lowerBound))
    case .call(let row):
      return try call(functions[row], x)
    case .cast(let dtype):
      let source = x[0].array
      var bounds = x[0].bounds.cast(source.dtype, dtype)
      bounds.isPlain = bounds.isPlain && source.layout.isContiguous
      return Valued(source.asType(dtype), bounds)
    case .index(let indices):
      var bounds = x[0].bounds
      if indices.contains(where: \.isPlaces) { bounds.isPlain = false }
      return Valued(try x[0].array.selecting(indices.map(\.selection)), bounds)
    case .masked:
      var bounds = x[0].bounds
      if !x[1].bounds.isExact { bounds.error = .infinity }
      bounds.isPlain = false
      return Valued(try x[0].array.selecting([.array(x[1].array)]), bounds)
    case .view(let step):
      let source = x[0].array
      return Valued(try NDArray.checking { step.apply(source) }, x[0].bounds)
    case .copy:
      // NumPy's copy keeps the order of its source's axes in memory, ours is in C order.
      var bounds = x[0].bounds
      bounds.isPlain = bounds.isPlain && x[0].array.layout.isContiguous
      return Valued(x[0].array.copy(), bounds)
    case .take(let places, let axis):
      let source = x[0].array
      return Valued(try NDArray.checking { source.taking(places, axis: axis) }, x[0].bounds)
    case .reduce(let reducer, let axes, let keepDims):
      return try reduce(reducer, x[0], axes, keepDims)
    case .scan(let isProduct, let axis):
      let source = x[0].array
      let result = try NDArray.checking {
        isProduct ? source.cumprod(axis: axis) : source.cumsum(axis: axis)
      }
      let bounds = x[0].bounds.scanned(
        isProduct: isProduct, source.size, isComplex: source.dtype.isComplex, to: result.dtype)
      return Valued(result, bounds)
    case .position(let isMaximum, let axis, let keepDims):
      let source = x[0].array
      let result = try NDArray.checking {
        isMaximum
          ? source.argMax(axis: axis, keepDims: keepDims)
          : source.argMin(axis: axis, keepDims: keepDims)
      }
      var bounds = Bounds(scale: Double(source.size), low: 0)
      if !x[0].bounds.isExact { bounds.error = .infinity }
      return Valued(result, bounds)
    case .join(let axis, let isStack):
      let arrays = x.map(\.array)
      let result = try NDArray.checking {
        isStack ? NDArray.stack(arrays, axis: axis) : NDArray.concatenate(arrays, axis: axis)
      }
      let bounds = zip(x, arrays).map { $0.bounds.cast($1.dtype, result.dtype) }
      var both = bounds.dropFirst().reduce(bounds[0]) { Bounds.either($0, $1) }
      both.isPlain = both.isPlain && arrays.allSatisfy(\.layout.isContiguous)
      return Valued(result, both)
    }
  }

  private func call(_ function: FunctionRow, _ x: [Valued]) throws -> Valued {
    let operands = x.map(\.operand)
    var result: NDArray
    switch (function.name, operands[0], operands.last!) {
    case ("power", let base, let exponent): result = try power(base, exponent)
    case ("clip", .array(let array), let high): result = try clip(array, operands[1], high)
    case (let name, .array(let a), .array(let b)) where x.count == 2:
      result = try arithmetic(name, a, b) ?? function.ufunc.record(operands)
    default: result = try function.ufunc.record(operands)
    }
    if function.leavesZerosOpen(x.map(\.hasAxes)) { result = result.withPositiveZeros }
    let isComplex = commonDType(operands).isComplex
    var bounds = function.bounds(x.map(\.bounds), result.dtype, isComplex: isComplex)
    bounds.isPlain = x.allSatisfy { value in
      guard case .array(let array) = value.operand else { return true }
      return value.bounds.isPlain && array.layout.isContiguous
    }
    let isVector = result.size > 1 && x.allSatisfy { $0.isNumber || $0.array.shape == result.shape }
    if function.isProduct && !(isVector && bounds.isPlain) { bounds.loosenProduct(result.dtype) }
    return Valued(result, bounds)
  }

  /// By the public operators, which have shortcuts of their own.
  private func arithmetic(_ name: String, _ a: NDArray, _ b: NDArray) throws -> NDArray? {
    switch name {
    case "add": try NDArray.checking { a + b }
    case "subtract": try NDArray.checking { a - b }
    case "multiply": try NDArray.checking { a * b }
    case "divide": try NDArray.checking { a / b }
    case "less": try NDArray.checking { a .< b }
    case "equal": try NDArray.checking { a .== b }
    default: nil
    }
  }

  private func reduce(_ reducer: Reducer, _ x: Valued, _ axes: [Int]?, _ keepDims: Bool) throws
    -> Valued
  {
    let source = x.array
    let result = try NDArray.checking {
      switch reducer {
      case .sum: source.sum(axis: axes, keepDims: keepDims)
      case .prod: source.prod(axis: axes, keepDims: keepDims)
      case .min: source.min(axis: axes, keepDims: keepDims).withPositiveZeros
      case .max: source.max(axis: axes, keepDims: keepDims).withPositiveZeros
      case .any: source.any(axis: axes, keepDims: keepDims)
      case .all: source.all(axis: axes, keepDims: keepDims)
      case .mean: source.mean(axis: axes, keepDims: keepDims)
      case .var: source.var(axis: axes, keepDims: keepDims)
      case .std: source.std(axis: axes, keepDims: keepDims)
      case .countNonzero: source.countNonzero(axis: axes, keepDims: keepDims)
      }
    }
    let axes = (axes ?? Array(0..<source.ndim)).map { $0 < 0 ? $0 + source.ndim : $0 }
    let count = source.ndim == 0 ? 1 : axes.reduce(1) { $0 * source.shape[$1] }
    var bounds = x.bounds.reduced(
      reducer, count,
      isOrdered: source.layout.isContiguous && x.bounds.isPlain
        && source.shape.areInnermost(axes), from: source.dtype, to: result.dtype)
    bounds.isPlain = x.bounds.isPlain && source.layout.isContiguous
    return Valued(result, bounds)
  }
}

extension Array where Element == Int {
  /// True if `axes` are the last ones of this shape, but for those of length 1.
  fileprivate func areInnermost(_ axes: [Int]) -> Bool {
    let long = indices.filter { self[$0] != 1 }
    let reduced = long.filter(axes.contains)
    return Array(long.suffix(reduced.count)) == reduced
  }
}

extension NDArray {
  /// As the twin's `positive_zeros`.
  fileprivate var withPositiveZeros: NDArray { dtype.kind >= .float ? self + 0 : self }
}

extension ViewStep {
  func apply(_ source: NDArray) -> NDArray {
    switch self {
    case .transpose(let axes): source.transposed(axes)
    case .swapAxes(let first, let second): source.swappingAxes(first, second)
    case .moveAxis(let axis, let place): source.movingAxis(axis, to: place)
    case .reshape(let shape): source.reshaped(shape)
    case .ravel: source.ravel()
    case .broadcast(let shape): source.broadcast(to: shape)
    case .flip(let axes): source.flipped(axes)
    case .squeeze: source.squeezed()
    case .expand(let axis): source.expandingDims(axis)
    }
  }
}
