// SPDX-License-Identifier: Apache-2.0
// Runs programs with Weft, and says what is known about every value.
import Weft

/// A variable that no statement has set.
struct UndefinedVariable: Error {}

/// A value and what is known about it.
struct Valued {
  var operand: ArrayOperand
  var bounds: Bounds

  init(_ operand: ArrayOperand, _ bounds: Bounds) {
    self.operand = operand
    self.bounds = bounds
  }

  init(_ array: NDArray, _ bounds: Bounds) { self.init(.array(array), bounds) }

  /// The array; for a number, one of its shape and dtype.
  var array: NDArray {
    switch operand {
    case .array(let array): array
    case .scalar(let scalar): NDArray.zeros([], scalar.dtype)
    }
  }

  var dtype: DType {
    switch operand {
    case .array(let array): array.dtype
    case .scalar(let scalar): scalar.dtype
    }
  }

  var isNumber: Bool { if case .scalar = operand { true } else { false } }

  var hasAxes: Bool { !isNumber && array.ndim > 0 }
}

/// The variables of a running program, and the statements' effects on them.
struct Evaluator {
  /// A variable: a value, or a reference to memory that others may share.
  struct Slot {
    var value: NDArray?
    var shared: SharedArray?
    /// Index into `bounds`: variables that share memory share what is known about it.
    var root: Int
    /// True for views that repeat elements, which NumPy does not let anybody write.
    var isReadOnly = false
  }

  let isShared: Bool
  private(set) var slots = [Slot?](repeating: nil, count: Statement.variableCount)
  private var bounds: [Bounds] = []

  init(isShared: Bool) { self.isShared = isShared }

  /// The present value of a variable.
  func variable(_ number: Int) throws -> Valued {
    guard let slot = slots[number] else { throw UndefinedVariable() }
    return Valued(slot.value ?? slot.shared!.value, bounds[slot.root])
  }

  func isWritable(_ number: Int) -> Bool { slots[number].map { !$0.isReadOnly } ?? false }

  /// Runs one statement; one that throws changes nothing.
  mutating func run(_ statement: Statement) throws {
    switch statement {
    case .assign(let target, let expression):
      try assign(target, expression)
    case .store(let target, let indices, let expression):
      let value = try evaluate(expression)
      try store(value, target, indices)
    case .storeMasked(let target, let mask, let expression):
      let condition = try evaluate(mask)
      let value = try evaluate(expression)
      try assign(value.operand, target, [.array(condition.array)])
      try write(value.bounds, value.dtype, target, mask: condition.bounds)
    case .update(let row, let target, let indices, let expression):
      let value = try evaluate(expression)
      try update(functions[row], value, target, indices)
    }
  }

  /// The value of an expression.
  func evaluate(_ expression: Expression) throws -> Valued {
    if case .variable(let number) = expression.node { return try variable(number) }
    return try apply(expression.node, expression.operands.map(evaluate))
  }
}

// MARK: Statements

extension Evaluator {
  private mutating func assign(_ target: Int, _ expression: Expression) throws {
    if isShared, let alias = try alias(expression) {
      slots[target] = alias
      return
    }
    let value = try evaluate(expression)
    guard case .array(let array) = value.operand else { throw UndefinedVariable() }
    bounds.append(value.bounds)
    var slot = Slot(root: bounds.count - 1)
    if isShared {
      let shared = SharedArray(array)
      // A view of a temporary gets memory of its own, in another order than NumPy's view has.
      if shared.value.strides != array.strides { bounds[slot.root].isPlain = false }
      slot.shared = shared
    } else {
      slot.value = array
    }
    slot.isReadOnly = isShared && expression.isBroadcast
    slots[target] = slot
  }

  /// A new reference to a variable's memory if the expression is a view of one.
  private func alias(_ expression: Expression) throws -> Slot? {
    guard let (number, chain) = expression.viewChain else { return nil }
    guard var slot = slots[number] else { throw UndefinedVariable() }
    let bounds = self.bounds[slot.root]
    let view = try slot.shared!.view { source in
      var value = Valued(source, bounds)
      for node in chain { value = try apply(node, [value]) }
      return value.array
    }
    guard let view else { return nil }
    slot.shared = view
    slot.isReadOnly = slot.isReadOnly || expression.isBroadcast
    return slot
  }

  private mutating func store(_ value: Valued, _ target: Int, _ indices: [Subscript]) throws {
    guard let slot = slots[target] else { throw UndefinedVariable() }
    if isShared, !indices.contains(where: \.isPlaces) {
      let view = try slot.shared!.view { try $0.selecting(indices.map(\.selection)) }!
      var part = view.value
      try part.assign(value.operand, at: [.ellipsis])
      view.assign(part)
    } else {
      try assign(value.operand, target, indices.map(\.selection))
    }
    try write(value.bounds, value.dtype, target)
  }

  /// Assigns to the selected part; a shared array gets its new value as a whole.
  private mutating func assign(_ value: ArrayOperand, _ target: Int, _ part: [AxisSelection]) throws
  {
    guard let slot = slots[target] else { throw UndefinedVariable() }
    if isShared {
      var whole = slot.shared!.value
      try whole.assign(value, at: part)
      slot.shared!.assign(whole)
    } else {
      try slots[target]!.value!.assign(value, at: part)
    }
  }

  private mutating func update(
    _ function: FunctionRow, _ value: Valued, _ target: Int, _ indices: [Subscript]?
  ) throws {
    let (written, dtype) = try bounds(updating: target, function, value)
    let part = indices?.map(\.selection)
    // Nothing but the variable may hold its old value while it is written.
    var result = try variable(target).array
    if let part { result = try result.selecting(part) }
    result = try function.ufunc.updated(result, value.operand)
    if isShared {
      let shared = slots[target]!.shared!
      if let part, indices!.contains(where: \.isPlaces) {
        try assign(.array(result), target, part)
      } else if let part {
        try shared.view { try $0.selecting(part) }!.assign(result)
      } else {
        shared.assign(result)
      }
    } else if let part {
      try slots[target]!.value!.assign(.array(result), at: part)
    } else {
      slots[target]!.value = result
    }
    try write(written, dtype, target)
  }

  /// The bounds and dtype of what `target op= value` writes.
  func bounds(updating target: Int, _ function: FunctionRow, _ value: Valued) throws -> (
    Bounds, DType
  ) {
    let old = try variable(target)
    let dtype = old.array.dtype
    let loop = commonDType([old.operand, value.operand])
    var grown = function.bounds([old.bounds, value.bounds], loop, isComplex: loop.isComplex)
    if function.isProduct { grown.loosenProduct(loop) }
    return (grown.cast(loop, dtype), dtype)
  }

  /// Notes that elements with the bounds `new` were converted from `source` and written to a variable's memory.
  private mutating func write(
    _ new: Bounds, _ source: DType, _ target: Int, mask: Bounds? = nil
  ) throws {
    guard let root = slots[target]?.root else { throw UndefinedVariable() }
    let dtype = try variable(target).array.dtype
    var both = Bounds.either(bounds[root], new.cast(source, dtype)).fitted(to: dtype)
    if let mask, !mask.isExact { both.error = .infinity }
    if !isShared { both.isPlain = false }
    bounds[root] = both
  }
}

// MARK: Views

extension Expression {
  /// True for a view of a variable only where NumPy's array lies in memory in a suitable order, and else a copy.
  var mayBeView: Bool {
    switch node {
    case .view(.reshape), .view(.ravel): viewChain != nil
    default: false
    }
  }

  /// The variable and the steps, if this is a view of one by every rule of NumPy but reshape's.
  fileprivate var viewChain: (Int, [ExpressionNode])? {
    switch node {
    case .variable(let number): return (number, [])
    case .index(let indices) where !indices.contains(where: \.isPlaces): break
    case .view: break
    default: return nil
    }
    guard let (number, chain) = operands[0].viewChain else { return nil }
    return (number, chain + [node])
  }

  /// True if the outermost views repeat elements.
  fileprivate var isBroadcast: Bool {
    switch node {
    case .view(.broadcast): true
    case .view, .index: operands[0].isBroadcast
    default: false
    }
  }
}

extension Subscript {
  var selection: AxisSelection {
    switch self {
    case .at(let place): .integer(place)
    case .slice(let start, let stop, let step):
      .slice(.slice(start, stop, by: step ?? 1))
    case .newAxis: .newAxis
    case .ellipsis: .ellipsis
    case .places(let places, let shape): .array(NDArray(places, shape: shape))
    }
  }
}
