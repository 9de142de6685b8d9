// SPDX-License-Identifier: Apache-2.0
// Truth: conditions as jumps, comparisons, `and`, `or`.
import Syntax

extension Compiler {
  /// Jumps to `label` if the truth of `test` is `truth`, and else goes on.
  func jump(if test: Expr, is truth: Bool, to label: Label) {
    guard canNest(test.location) else { return }
    let at = test.location
    if let literal = Fold.literal(of: test, names: names) {
      if literal.isTrue == truth { jump(to: label, at: at) }
      return
    }
    switch test.kind {
    case .unaryOp(.not, let operand): jump(if: operand, is: !truth, to: label)
    case .boolOp(let op, let values):
      // The value that decides: false for `and`, true for `or`.
      let deciding = op == .or
      let end = deciding == truth ? label : makeLabel()
      for value in values.dropLast() { jump(if: value, is: deciding, to: end) }
      jump(if: values[values.count - 1], is: truth, to: label)
      if deciding != truth { place(end) }
    case .compare(let left, let operators, let comparators):
      if operators.count == 1 {
        jump(if: left, operators[0], comparators[0], is: truth, to: label, at: at)
      } else {
        jump(ifChain: left, operators, comparators, is: truth, to: label, at: at)
      }
    case .ifExp(let test, let body, let orElse):
      let (other, end) = (makeLabel(), makeLabel())
      jump(if: test, is: false, to: other)
      jump(if: body, is: truth, to: label)
      jump(to: end, at: noLocation)
      place(other)
      jump(if: orElse, is: truth, to: label)
      place(end)
    default:
      temporarily {
        let operand = register(of: test)
        jump(
          truth ? .jumpIfTrue : .jumpIfFalse, a: operand.number, flags: operand.flagsA, to: label,
          at: at)
      }
    }
  }

  // MARK: Comparisons

  private func jump(
    if left: Expr, _ op: CompareOperator, _ right: Expr, is truth: Bool, to label: Label,
    at location: Location
  ) {
    temporarily {
      let left = register(of: left, before: [right])
      if op.isIdentity, case .constant(.none) = right.kind {
        jump(
          (op == .is) == truth ? .jumpIfNone : .jumpIfNotNone, a: left.number, flags: left.flagsA,
          to: label, at: location)
        return
      }
      compareAndJump(left, op, container(right, of: op), is: truth, to: label, at: location)
    }
  }

  private func compareAndJump(
    _ left: Operand, _ op: CompareOperator, _ right: Operand, is truth: Bool, to label: Label,
    at location: Location
  ) {
    let (opcode, isOpposite) = op.jump
    var flags = left.flagsA.union(right.flagsB)
    if isOpposite == truth { flags.insert(.negated) }
    jump(opcode, a: left.number, b: right.number, flags: flags, to: label, at: location)
  }

  /// The right operand of a comparison; a display of constants after `in` is a constant tuple or frozenset.
  private func container(_ expr: Expr, of op: CompareOperator) -> Operand {
    guard op == .in || op == .notIn, let literal = constantContainer(expr),
      let number = unit.code.narrowConstant(literal)
    else { return operand(of: expr) }
    return Operand(kind: .constant, number: number)
  }

  /// A list or set of constants that nobody can change.
  func constantContainer(_ expr: Expr) -> Literal? {
    switch expr.kind {
    case .list(let elements): Fold.literals(of: elements, names: names).map { .tuple($0) }
    case .set(let elements): Fold.literals(of: elements, names: names).map { .frozenSet($0) }
    default: nil
    }
  }

  /// `a < b < c` in a condition.
  ///
  /// A temporary in the middle is read twice, and cleared if the first comparison fails.
  private func jump(
    ifChain left: Expr, _ operators: [CompareOperator], _ comparators: [Expr], is truth: Bool,
    to label: Label, at location: Location
  ) {
    temporarily {
      let end = makeLabel()
      var failures: [(label: Label, register: Int)] = []
      var left = register(of: left, before: comparators)
      for (index, op) in operators.enumerated() {
        // Only the last operand is not used again, as what it is.
        let right =
          index == operators.count - 1
          ? container(comparators[index], of: op)
          : operand(of: comparators[index], before: Array(comparators[(index + 1)...]))
        if index == operators.count - 1 {
          compareAndJump(left, op, right, is: truth, to: label, at: location)
          break
        }
        var failure = truth ? end : label
        if right.kind == .temporary {
          failure = makeLabel()
          failures.append((failure, right.number))
        }
        compareAndJump(left, op, right.borrowed, is: false, to: failure, at: location)
        left = inRegister(right, at: location)
      }
      if !failures.isEmpty { jump(to: end, at: noLocation) }
      for failure in failures {
        place(failure.label)
        clear(failure.register, at: noLocation)
        jump(to: truth ? end : label, at: noLocation)
      }
      place(end)
    }
  }

  func compare(
    _ left: Expr, _ operators: [CompareOperator], _ comparators: [Expr], into target: Int,
    at location: Location
  ) {
    temporarily {
      if operators.count == 1 {
        let left = operand(of: left, before: comparators)
        let right = container(comparators[0], of: operators[0])
        emit(
          operators[0].opcode, a: target, b: left.number, c: right.number,
          flags: left.flagsB.union(right.flagsC), at: location)
        return
      }
      let result = builder(for: target)
      let end = makeLabel()
      var failures: [(label: Label, register: Int)] = []
      var left = operand(of: left, before: comparators)
      for (index, op) in operators.enumerated() {
        let isLast = index == operators.count - 1
        let right =
          isLast
          ? container(comparators[index], of: op)
          : operand(of: comparators[index], before: Array(comparators[(index + 1)...]))
        let read = isLast ? right : right.borrowed
        emit(
          op.opcode, a: result, b: left.number, c: read.number,
          flags: left.flagsB.union(read.flagsC), at: location)
        if isLast { break }
        var failure = end
        if right.kind == .temporary {
          failure = makeLabel()
          failures.append((failure, right.number))
        }
        jump(.jumpIfFalse, a: result, to: failure, at: location)
        clear(result, at: location)
        left = right
      }
      if !failures.isEmpty { jump(to: end, at: noLocation) }
      for failure in failures {
        place(failure.label)
        clear(failure.register, at: noLocation)
        jump(to: end, at: noLocation)
      }
      place(end)
      finish(result, into: target, at: location)
    }
  }

  /// `and`, `or` as a value: that of the operand that decides.
  func boolean(_ op: BoolOperator, _ values: [Expr], into target: Int, at location: Location) {
    temporarily {
      let result = builder(for: target)
      let end = makeLabel()
      for (index, value) in values.enumerated() {
        self.value(of: value, into: result)
        if index == values.count - 1 { break }
        jump(
          op == .or ? .jumpIfTrue : .jumpIfFalse, a: result, to: end, at: value.location)
        clear(result, at: value.location)
      }
      place(end)
      finish(result, into: target, at: location)
    }
  }
}

extension CompareOperator {
  var isIdentity: Bool { self == .is || self == .isNot }

  var opcode: Opcode {
    switch self {
    case .eq: .equal
    case .notEq: .notEqual
    case .lt: .less
    case .ltE: .lessEqual
    case .gt: .greater
    case .gtE: .greaterEqual
    case .is: .identical
    case .isNot: .notIdentical
    case .in: .contains
    case .notIn: .notContains
    }
  }

  /// The jump that compares so, or the opposite.
  var jump: (opcode: Opcode, isOpposite: Bool) {
    switch self {
    case .eq: (.jumpIfEqual, false)
    case .notEq: (.jumpIfNotEqual, false)
    case .lt: (.jumpIfLess, false)
    case .ltE: (.jumpIfLessEqual, false)
    case .gt: (.jumpIfGreater, false)
    case .gtE: (.jumpIfGreaterEqual, false)
    case .is: (.jumpIfIdentical, false)
    case .isNot: (.jumpIfIdentical, true)
    case .in: (.jumpIfContains, false)
    case .notIn: (.jumpIfContains, true)
    }
  }
}
