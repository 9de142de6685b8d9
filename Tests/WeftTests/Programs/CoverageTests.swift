// SPDX-License-Identifier: Apache-2.0
// Counts what the random programs do, so that they go on doing all of it.
import Testing
import Weft

/// What a program may contain that deserves to be common.
private enum Feature: String, CaseIterable {
  case view, negativeStride, newAxis, integerArray, overlap, update, updateOfPart, store
  case maskedStore, maskedRead, mixedDTypes, broadcasting, zeroSize, noAxes, number
  case whereCall, clipCall, take, concatenate, stack, cumsum, cumprod, position, cast, copy
  case sum, product, extreme, mean, truth, keptAxes, severalAxes, error, shared, large
}

@Suite struct CoverageTests {
  /// Each feature is in at least one program of fifty; large arrays, which take time, in one of five hundred.
  @Test func programsContainEverything() {
    let count: UInt64 = 1000
    var programs: [Feature: Int] = [:]
    for seed in 0..<count {
      for feature in features(of: ProgramMaker.make(seed: seed)) {
        programs[feature, default: 0] += 1
      }
    }
    let table = Feature.allCases.map { "\($0.rawValue) \(programs[$0, default: 0])" }
    print("of \(count) random programs: " + table.joined(separator: ", "))
    for feature in Feature.allCases {
      #expect(programs[feature, default: 0] >= (feature == .large ? 2 : 20), "\(feature)")
    }
  }

  private func features(of program: ArrayProgram) -> Set<Feature> {
    var found: Set<Feature> = program.isShared ? [.shared] : []
    var evaluator = Evaluator(isShared: program.isShared)
    for statement in program.statements {
      var expressions = [statement.value]
      switch statement {
      case .assign: break
      case .store(let target, let indices, let value):
        found.insert(.store)
        note(indices, &found)
        if value.reads(target) { found.insert(.overlap) }
      case .storeMasked(_, let mask, _):
        found.insert(.maskedStore)
        expressions.append(mask)
      case .update(_, let target, let indices, let value):
        found.insert(indices == nil ? .update : .updateOfPart)
        note(indices ?? [], &found)
        if indices != nil && value.reads(target) { found.insert(.overlap) }
      }
      for expression in expressions { _ = visit(expression, evaluator, &found) }
      if (try? evaluator.run(statement)) == nil { found.insert(.error) }
    }
    return found
  }

  /// The value, after noting what the expression contains.
  private func visit(_ expression: Expression, _ evaluator: Evaluator, _ found: inout Set<Feature>)
    -> Valued?
  {
    var operands: [Valued] = []
    for operand in expression.operands {
      guard let value = visit(operand, evaluator, &found) else { return nil }
      operands.append(value)
    }
    note(expression.node, operands.filter { !$0.isNumber }.map(\.array), &found)
    guard let value = try? evaluator.apply(expression.node, operands) else { return nil }
    if !value.isNumber {
      if value.array.size == 0 { found.insert(.zeroSize) }
      if value.array.ndim == 0 { found.insert(.noAxes) }
      if value.array.size > 60_000 { found.insert(.large) }
    }
    return value
  }

  private func note(_ node: ExpressionNode, _ arrays: [NDArray], _ found: inout Set<Feature>) {
    switch node {
    case .variable, .literal: break
    case .number: found.insert(.number)
    case .call(let row):
      if Set(arrays.map(\.dtype)).count > 1 { found.insert(.mixedDTypes) }
      if Set(arrays.map(\.shape)).count > 1 { found.insert(.broadcasting) }
      if functions[row].name == "where" { found.insert(.whereCall) }
      if functions[row].name == "clip" { found.insert(.clipCall) }
    case .cast: found.insert(.cast)
    case .index(let indices): note(indices, &found)
    case .masked: found.insert(.maskedRead)
    case .view(let step):
      found.insert(.view)
      if case .flip = step { found.insert(.negativeStride) }
    case .copy: found.insert(.copy)
    case .take: found.insert(.take)
    case .reduce(let reducer, let axes, let keepDims):
      switch reducer {
      case .sum: found.insert(.sum)
      case .prod: found.insert(.product)
      case .min, .max: found.insert(.extreme)
      case .mean, .var, .std: found.insert(.mean)
      case .any, .all, .countNonzero: found.insert(.truth)
      }
      if keepDims { found.insert(.keptAxes) }
      if axes?.count ?? 1 > 1 { found.insert(.severalAxes) }
    case .scan(let isProduct, _): found.insert(isProduct ? .cumprod : .cumsum)
    case .position: found.insert(.position)
    case .join(_, let isStack): found.insert(isStack ? .stack : .concatenate)
    }
  }

  private func note(_ indices: [Subscript], _ found: inout Set<Feature>) {
    for index in indices {
      switch index {
      case .places: found.insert(.integerArray)
      case .newAxis: found.insert(.newAxis)
      case .slice(_, _, let step?) where step < 0: found.insert(.negativeStride)
      default: found.insert(.view)
      }
    }
  }
}

extension Statement {
  fileprivate var value: Expression {
    switch self {
    case .assign(_, let value), .store(_, _, let value), .storeMasked(_, _, let value),
      .update(_, _, _, let value):
      value
    }
  }
}

extension Expression {
  fileprivate func reads(_ number: Int) -> Bool {
    if case .variable(number) = node { return true }
    return operands.contains { $0.reads(number) }
  }
}
