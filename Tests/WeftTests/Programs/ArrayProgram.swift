// SPDX-License-Identifier: Apache-2.0
// Random programs over arrays: what their statements and expressions are made of.
import Weft

/// A straight-line program over the variables `a` to `f`.
struct ArrayProgram: Sendable {
  /// True for NumPy's reference semantics (`SharedArray`), false for value semantics (`NDArray`).
  var isShared: Bool
  var statements: [Statement]
}

/// One statement; variables are numbers 0 ..< `variableCount`.
enum Statement: Sendable {
  case assign(Int, Expression)
  /// `a[indices] = value`.
  case store(Int, [Subscript], Expression)
  /// `a[mask] = value`.
  case storeMasked(Int, mask: Expression, Expression)
  /// `a op= value`, or `a[indices] op= value`; the number is a row of `functions`.
  case update(Int, Int, [Subscript]?, Expression)

  static let variableCount = 6

  var target: Int {
    switch self {
    case .assign(let target, _), .store(let target, _, _), .storeMasked(let target, _, _),
      .update(_, let target, _, _):
      target
    }
  }
}

/// An operation and its operands.
struct Expression: Sendable {
  var node: ExpressionNode
  var operands: [Expression] = []

  init(_ node: ExpressionNode, _ operands: [Expression] = []) {
    self.node = node
    self.operands = operands
  }
}

extension Expression {
  var isNumber: Bool { if case .number = node { true } else { false } }
}

enum ExpressionNode: Sendable {
  case variable(Int)
  case literal(Literal)
  case number(Number)
  /// A row of `functions`.
  case call(Int)
  case cast(DType)
  case index([Subscript])
  /// Operand 0 where the mask, operand 1, is true.
  case masked
  case view(ViewStep)
  case copy
  case take([Int], axis: Int?)
  case reduce(Reducer, axes: [Int]?, keepDims: Bool)
  case scan(isProduct: Bool, axis: Int?)
  case position(isMaximum: Bool, axis: Int?, keepDims: Bool)
  case join(axis: Int, isStack: Bool)
}

/// Another shape of the same elements.
enum ViewStep: Sendable {
  case transpose([Int])
  case swapAxes(Int, Int)
  case moveAxis(Int, Int)
  case reshape([Int])
  case ravel
  case broadcast([Int])
  case flip([Int]?)
  case squeeze
  case expand(Int)
}

/// One index between brackets.
enum Subscript: Sendable {
  case at(Int)
  case slice(Int?, Int?, Int?)
  case newAxis
  case ellipsis
  case places([Int], shape: [Int])

  var isPlaces: Bool { if case .places = self { true } else { false } }
}

/// The reductions of NumPy whose results are values, by NumPy's name.
enum Reducer: String, CaseIterable, Sendable {
  case sum, prod, min, max, any, all, mean, `var`, std
  case countNonzero = "count_nonzero"
}

/// An array of `values`, repeated as often as its shape asks for.
struct Literal: Sendable {
  var dtype: DType
  var shape: [Int]
  var values: [Number]
}

/// A number: a weak one of Python, an element, or a strong scalar with a dtype.
enum Number: Sendable {
  case integer(Int)
  /// An integer above `Int.max`.
  case natural(UInt64)
  case float(Double)
  case complex(Double, Double)
  indirect case strong(DType, Number)

  /// The largest magnitude of a part.
  var magnitude: Double {
    switch self {
    case .integer(let value): Double(value.magnitude)
    case .natural(let value): Double(value)
    case .float(let value): value.isNaN ? .infinity : abs(value)
    case .complex(let re, let im):
      re.isNaN || im.isNaN ? .infinity : max(abs(re), abs(im))
    case .strong(_, let value): value.magnitude
    }
  }

  /// A number that is not above the real part; complex numbers have none.
  var lowerBound: Double {
    switch self {
    case .integer(let value): Double(value)
    case .natural(let value): Double(value)
    case .float(let value): value.isNaN ? -.infinity : value
    case .complex: -.infinity
    case .strong(_, let value): value.lowerBound
    }
  }

  /// The number beside arrays.
  var scalar: Scalar {
    switch self {
    case .integer(let value): value.scalar
    case .natural(let value): Scalar(weak: Whole(magnitude: value, isNegative: false))
    case .float(let value): value.scalar
    case .complex(let re, let im): Complex128(re, im).scalar
    case .strong(let dtype, let value):
      NDArray(dtype: dtype, shape: []) { value.store(dtype, to: $0.baseAddress!) }.item()
    }
  }

  /// Writes an element of `dtype`, which has room for it.
  func store(_ dtype: DType, to address: UnsafeMutableRawPointer) {
    let (re, im): (Double, Double)
    switch self {
    case .integer(let value):
      if dtype.kind < .float {
        return copyBytes(of: UInt64(bitPattern: Int64(value)), dtype.itemSize, to: address)
      }
      (re, im) = (Double(value), 0)
    case .natural(let value):
      if dtype.kind < .float { return copyBytes(of: value, dtype.itemSize, to: address) }
      (re, im) = (Double(value), 0)
    case .float(let value): (re, im) = (value, 0)
    case .complex(let real, let imaginary): (re, im) = (real, imaginary)
    case .strong(_, let value): return value.store(dtype, to: address)
    }
    switch dtype {
    case .float16: address.storeBytes(of: Float16(re), as: Float16.self)
    case .float32: address.storeBytes(of: Float(re), as: Float.self)
    case .float64: address.storeBytes(of: re, as: Double.self)
    case .complex64: address.storeBytes(of: SIMD2(Float(re), Float(im)), as: SIMD2<Float>.self)
    case .complex128: address.storeBytes(of: SIMD2(re, im), as: SIMD2<Double>.self)
    default: preconditionFailure("\(self) is no element of \(dtype)")
    }
  }
}

private func copyBytes(of word: UInt64, _ count: Int, to address: UnsafeMutableRawPointer) {
  withUnsafeBytes(of: word) { address.copyMemory(from: $0.baseAddress!, byteCount: count) }
}

extension Literal {
  var array: NDArray {
    NDArray(dtype: dtype, shape: shape) { bytes in
      let count = bytes.count / dtype.itemSize
      for index in 0..<count {
        values[index % values.count].store(
          dtype, to: bytes.baseAddress! + index * dtype.itemSize)
      }
    }
  }
}
