// SPDX-License-Identifier: Apache-2.0
// Binary, unary and comparison operators: how the two operands' types are asked.

/// The special methods of the arithmetic operators: own, reflected, augmented, and the sign in messages.
struct OperatorNames {
  let name: Name
  let reflected: Name
  let inPlace: Name?
  let sign: String
}

extension BinaryOperation {
  /// ORDER: BinaryOperation.
  var names: OperatorNames {
    switch self {
    case .add: OperatorNames(name: .add, reflected: .reflectedAdd, inPlace: .inPlaceAdd, sign: "+")
    case .subtract:
      OperatorNames(
        name: .subtract, reflected: .reflectedSubtract, inPlace: .inPlaceSubtract, sign: "-")
    case .multiply:
      OperatorNames(
        name: .multiply, reflected: .reflectedMultiply, inPlace: .inPlaceMultiply, sign: "*")
    case .trueDivide:
      OperatorNames(
        name: .trueDivide, reflected: .reflectedTrueDivide, inPlace: .inPlaceTrueDivide, sign: "/")
    case .floorDivide:
      OperatorNames(
        name: .floorDivide, reflected: .reflectedFloorDivide, inPlace: .inPlaceFloorDivide,
        sign: "//")
    case .modulo:
      OperatorNames(name: .modulo, reflected: .reflectedModulo, inPlace: .inPlaceModulo, sign: "%")
    case .power:
      OperatorNames(
        name: .power, reflected: .reflectedPower, inPlace: .inPlacePower, sign: "** or pow()")
    case .matrixMultiply:
      OperatorNames(
        name: .matrixMultiply, reflected: .reflectedMatrixMultiply,
        inPlace: .inPlaceMatrixMultiply, sign: "@")
    case .leftShift:
      OperatorNames(
        name: .leftShift, reflected: .reflectedLeftShift, inPlace: .inPlaceLeftShift, sign: "<<")
    case .rightShift:
      OperatorNames(
        name: .rightShift, reflected: .reflectedRightShift, inPlace: .inPlaceRightShift, sign: ">>")
    case .bitAnd:
      OperatorNames(name: .bitAnd, reflected: .reflectedBitAnd, inPlace: .inPlaceBitAnd, sign: "&")
    case .bitOr:
      OperatorNames(name: .bitOr, reflected: .reflectedBitOr, inPlace: .inPlaceBitOr, sign: "|")
    case .bitXor:
      OperatorNames(name: .bitXor, reflected: .reflectedBitXor, inPlace: .inPlaceBitXor, sign: "^")
    case .divmod:
      OperatorNames(name: .divmod, reflected: .reflectedDivmod, inPlace: nil, sign: "divmod()")
    }
  }
}

extension UnaryOperation {
  var name: Name {
    switch self {
    case .negative: .negative
    case .positive: .positive
    case .invert: .invert
    case .absolute: .absolute
    }
  }
}

extension Comparison {
  var name: Name {
    switch self {
    case .less: .less
    case .lessEqual: .lessEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    }
  }

  var sign: String {
    switch self {
    case .less: "<"
    case .lessEqual: "<="
    case .equal: "=="
    case .notEqual: "!="
    case .greater: ">"
    case .greaterEqual: ">="
    }
  }

  /// The comparison with its operands exchanged.
  var swapped: Comparison {
    switch self {
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .equal, .notEqual: self
    case .greater: .less
    case .greaterEqual: .lessEqual
    }
  }

  /// What the comparison says of two things of which `a` is less, equal or greater.
  @inline(__always) func holds<T: Comparable>(_ a: T, _ b: T) -> Bool {
    switch self {
    case .less: a < b
    case .lessEqual: a <= b
    case .equal: a == b
    case .notEqual: a != b
    case .greater: a > b
    case .greaterEqual: a >= b
    }
  }
}

// MARK: Binary

/// `a op b`; owned.
func binary(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
  let result = try tryBinary(op, a, b)
  if !result.isNotImplemented { return result }
  throw unsupported(op, a, b, op.names.sign)
}

private func unsupported(_ op: BinaryOperation, _ a: Value, _ b: Value, _ sign: String) -> Raised {
  if op == .add, a.isStr {
    return raise(
      .typeError, "can only concatenate str (not \"\(b.type.name)\") to str")
  }
  if op == .add, a.has(.list) {
    return raise(
      .typeError, "can only concatenate list (not \"\(b.type.name)\") to list")
  }
  if op == .add, a.has(.tuple) {
    return raise(
      .typeError, "can only concatenate tuple (not \"\(b.type.name)\") to tuple")
  }
  if op == .add, a.has(.bytes) {
    return raise(.typeError, "can't concat \(b.type.name) to bytes")
  }
  if op == .multiply {
    for (sequence, other) in [(a, b), (b, a)] {
      if sequence.isStr || sequence.has(.list) || sequence.has(.tuple) || sequence.has(.bytes)
        || sequence.bufferExporter != nil
      {
        return raise(
          .typeError, "can't multiply sequence by non-int of type '\(other.type.name)'")
      }
    }
  }
  return raise(
    .typeError,
    "unsupported operand type(s) for \(sign): '\(a.type.name)' and '\(b.type.name)'")
}

/// `a op b`, or NotImplemented if neither operand knows how.
func tryBinary(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
  let (typeA, typeB) = (a.type, b.type)
  if typeA.flags.contains(.overridesOperators) || typeB.flags.contains(.overridesOperators) {
    return try scriptBinary(op, a, b, typeA, typeB)
  }
  // The right operand's type goes first if it is a subtype of the left one's.
  if typeA != typeB && typeB.isSubtype(of: typeA), let slot = typeB.slots.binary {
    let result = try slot(op, a, b)
    if !result.isNotImplemented { return result }
  }
  if let slot = typeA.slots.binary {
    let result = try slot(op, a, b)
    if !result.isNotImplemented { return result }
  }
  if typeA != typeB, let slot = typeB.slots.binary { return try slot(op, a, b) }
  return .notImplemented
}

/// The rule of the language reference (3.3.8) with methods looked up by name.
private func scriptBinary(
  _ op: BinaryOperation, _ a: Value, _ b: Value, _ typeA: TypeRef, _ typeB: TypeRef
) throws(Raised) -> Value {
  let names = op.names
  let own = lookupInType(typeA, names.name.str)
  let reflected = typeA == typeB ? .unbound : lookupInType(typeB, names.reflected.str)
  func ask(_ method: Value, _ object: Value, _ type: TypeRef, _ other: Value) throws(Raised)
    -> Value
  {
    if method.isUnbound || method.isNone { return .notImplemented }
    method.retained()
    defer { method.release() }
    if method.has(.function) {
      return try withStack(2) { base throws(Raised) in
        base[0] = object
        base[1] = other
        return try call(method, CallArguments(base, 2))
      }
    }
    let bound = try bind(method, object, type)
    defer { bound.release() }
    return try call(bound, other)
  }
  let reflectedFirst =
    !reflected.isUnbound
    && (isSequenceMethod(own, op)
      || typeB.isSubtype(of: typeA)
        && !reflected.isIdentical(to: lookupInType(typeA, names.reflected.str)))
  if reflectedFirst {
    let result = try ask(reflected, b, typeB, a)
    if !result.isNotImplemented { return result }
  }
  let result = try ask(own, a, typeA, b)
  if !result.isNotImplemented { return result }
  return reflectedFirst ? .notImplemented : try ask(reflected, b, typeB, a)
}

/// Whether a method concatenates or repeats a built-in sequence: CPython asks those after the numbers' methods of both operands.
private func isSequenceMethod(_ method: Value, _ op: BinaryOperation) -> Bool {
  guard op == .add || op == .multiply, method.has(.builtin), let owner = TypeRef.owner(of: method)
  else { return false }
  let types = machine.pointee.types
  return owner == types.list || owner == types.tuple || owner == types.str || owner == types.bytes
    || owner == types.byteArray
}

/// `a op= b`: the augmented method, else `a op b`; owned.
func inPlace(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
  let type = a.type
  if let name = op.names.inPlace {
    if type.flags.contains(.overridesOperators) {
      if let method = try specialMethod(a, name) {
        defer { method.release() }
        let result = try call(method, b)
        if !result.isNotImplemented { return result }
      }
    } else if let slot = type.slots.inPlace {
      let result = try slot(op, a, b)
      if !result.isNotImplemented { return result }
    }
  }
  let result = try tryBinary(op, a, b)
  if !result.isNotImplemented { return result }
  let sign = op == .power ? "**=" : op.names.sign + "="
  throw unsupported(op, a, b, sign)
}

// MARK: Unary

/// `-a`, `+a`, `~a`, `abs(a)`; owned.
func unary(_ op: UnaryOperation, _ a: Value) throws(Raised) -> Value {
  let type = a.type
  if type.flags.contains(.overridesOperators) {
    if let method = try specialMethod(a, op.name) {
      defer { method.release() }
      return try call(method)
    }
  } else if let slot = type.slots.unary {
    let result = try slot(op, a)
    if !result.isNotImplemented { return result }
  }
  switch op {
  case .negative: throw raise(.typeError, "bad operand type for unary -: '\(type.name)'")
  case .positive: throw raise(.typeError, "bad operand type for unary +: '\(type.name)'")
  case .invert: throw raise(.typeError, "bad operand type for unary ~: '\(type.name)'")
  case .absolute: throw raise(.typeError, "bad operand type for abs(): '\(type.name)'")
  }
}

// MARK: Comparison

/// `a op b`; owned, mostly a bool.
func compare(_ op: Comparison, _ a: Value, _ b: Value) throws(Raised) -> Value {
  if let result = comparePlainly(op, a, b) { return Value(result) }
  try enterNested(" in comparison")
  defer { machine.pointee.depth -= 1 }
  let (typeA, typeB) = (a.type, b.type)
  let swappedFirst = typeA != typeB && typeB.isSubtype(of: typeA) && typeB.slots.compare != nil
  if swappedFirst, let slot = typeB.slots.compare {
    let result = try slot(op.swapped, b, a)
    if !result.isNotImplemented { return result }
  }
  if let slot = typeA.slots.compare {
    let result = try slot(op, a, b)
    if !result.isNotImplemented { return result }
  }
  if !swappedFirst, let slot = typeB.slots.compare {
    let result = try slot(op.swapped, b, a)
    if !result.isNotImplemented { return result }
  }
  switch op {
  case .equal: return Value(a.isIdentical(to: b))
  case .notEqual: return Value(!a.isIdentical(to: b))
  default:
    throw raise(
      .typeError,
      "'\(op.sign)' not supported between instances of '\(typeA.name)' and '\(typeB.name)'")
  }
}

/// The comparison of two plain numbers or two plain strings, without asking their types; nil for others.
@inline(__always)
private func comparePlainly(_ op: Comparison, _ a: Value, _ b: Value) -> Bool? {
  switch (a.tag, b.tag) {
  case (.int, .int): return op.holds(a.asInt, b.asInt)
  case (.float, .float): return op.holds(a.asFloat, b.asFloat)
  case (.int, .float), (.float, .int): return FloatMath.compare(op, a, b)
  case (.object, .object):
    guard a.header.pointee.exactLayout == .str, b.header.pointee.exactLayout == .str else {
      return nil
    }
    switch op {
    case .equal: return Str(a) == Str(b)
    case .notEqual: return !(Str(a) == Str(b))
    default: return op.holds(StrType.order(Str(a), Str(b)), 0)
    }
  default: return nil
  }
}

/// `a op b` as a truth.
func compareTruth(_ op: Comparison, _ a: Value, _ b: Value) throws(Raised) -> Bool {
  if let result = comparePlainly(op, a, b) { return result }
  let result = try compare(op, a, b)
  defer { result.release() }
  return try isTrue(result)
}
