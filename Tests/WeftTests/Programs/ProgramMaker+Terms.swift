// SPDX-License-Identifier: Apache-2.0
// Random expressions over a program's variables.
import Weft

extension ProgramMaker {
  /// An expression at most `depth` operations deep.
  mutating func term(depth: Int) throws -> Term {
    if depth == 0 { return try leaf() }
    var rejected: any Error = Rejected()
    for _ in 0..<4 {
      do {
        return try operation(try term(depth: depth - 1))
      } catch let broken as Broken {
        throw broken
      } catch {
        rejected = error
      }
    }
    throw rejected
  }

  private mutating func leaf() throws -> Term {
    if random.chance(3) { return try view() }
    if random.chance(12) { return try build(.literal(literal())) }
    return try variable()
  }

  /// A view of a variable.
  mutating func view() throws -> Term {
    var term = try variable()
    for _ in 0..<random.pick([1, 1, 2]) {
      if random.chance(2) {
        term = try build(.index(random.indices(term.shape, withPlaces: false)), [term])
      } else {
        term = try build(.view(random.viewStep(term.shape)), [term])
      }
    }
    return term
  }

  private mutating func operation(_ x: Term) throws -> Term {
    switch Int.random(in: 0..<60, using: &random) {
    case 0..<12: return try unary(x)
    case 12..<30: return try binary(x)
    case 30..<34: return try choice(x)
    case 34..<37: return try build(.cast(random.pick(DType.allCases)), [x])
    case 37..<44: return try reduction(x)
    case 44, 45:
      let axis = random.chance(4) ? nil : random.axis(x.shape)
      return try build(.scan(isProduct: random.chance(3), axis: axis), [x])
    case 46, 47:
      let axis = random.chance(3) ? nil : random.axis(x.shape)
      let node = ExpressionNode.position(
        isMaximum: random.chance(2), axis: axis, keepDims: random.chance(3))
      return try build(node, [x])
    case 48, 49: return try build(.view(random.viewStep(x.shape)), [x])
    case 50: return try build(.index(random.indices(x.shape, withPlaces: false)), [x])
    case 51, 52: return try build(.index(random.indices(x.shape, withPlaces: true)), [x])
    case 53, 54: return try build(.masked, [x, try mask(for: x)])
    case 55: return try take(x)
    case 56: return try build(.copy, [x])
    default: return try join(x)
    }
  }

  mutating func unary(_ x: Term) throws -> Term {
    let rows = functions.indices.filter { functions[$0].operandCount == 1 }
    return try build(.call(random.pick(rows)), [x])
  }

  private mutating func binary(_ x: Term) throws -> Term {
    let rows = functions.indices.filter { functions[$0].operandCount == 2 }
    // The basic operations deserve half of the programs.
    let name = random.pick(["add", "subtract", "multiply", "divide", "less", "maximum"])
    let row = random.chance(2) ? functionRow(name) : random.pick(rows)
    let y = try partner(x)
    return try build(.call(row), random.chance(4) ? [y, x] : [x, y])
  }

  /// Something to combine with `x`.
  private mutating func partner(_ x: Term) throws -> Term {
    let dtype = x.value.dtype
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<4: return try build(.number(random.number(beside: dtype, isTame: isTame)))
    case 4, 5:
      let own = random.chance(2) ? dtype : nil
      return try build(.literal(literal(random.narrowed(x.shape), own)))
    case 6:
      let reducer = random.pick([Reducer.max, .min, .sum, .mean])
      return try build(.reduce(reducer, axes: [random.axis(x.shape)], keepDims: true), [x])
    case 7: return try variable()
    case 8: return x
    default:
      let evaluator = evaluator
      let wanted = x.shape
      return try variable { number in
        guard let other = try? evaluator.variable(number).array.shape else { return false }
        return other.broadcasts(to: wanted) || wanted.broadcasts(to: other)
      }
    }
  }

  private mutating func choice(_ x: Term) throws -> Term {
    if random.chance(2) {
      let (low, high) = (try partner(x), try partner(x))
      return try build(.call(functionRow("clip")), [x, low, high])
    }
    let y = try partner(x)
    let condition = random.chance(3) ? try partner(x) : try mask(for: x)
    guard case .array = condition.value.operand else { throw Rejected() }
    return try build(.call(functionRow("where")), [condition, x, y])
  }

  private mutating func reduction(_ x: Term) throws -> Term {
    var axes: [Int]?
    if !random.chance(4) {
      axes = [random.axis(x.shape)]
      if x.shape.count > 1 && random.chance(3) { axes!.append(random.axis(x.shape)) }
    }
    // Sums are what NumPy orders with care.
    let reducer = random.chance(3) ? Reducer.sum : random.pick(Reducer.allCases)
    return try build(.reduce(reducer, axes: axes, keepDims: random.chance(3)), [x])
  }

  private mutating func take(_ x: Term) throws -> Term {
    let axis = random.chance(2) ? nil : random.axis(x.shape)
    let extent: Int
    if let axis, !x.shape.isEmpty {
      let place = axis < 0 ? axis + x.shape.count : axis
      guard place < x.shape.count else { throw Rejected() }
      extent = x.shape[place]
    } else {
      extent = x.shape.reduce(1, *)
    }
    guard extent > 0 else { throw Rejected() }
    return try build(.take(random.places(extent, 4), axis: axis), [x])
  }

  private mutating func join(_ x: Term) throws -> Term {
    let isStack = random.chance(2)
    let axis = isStack ? random.axis(x.shape + [0]) : random.axis(x.shape)
    var terms = [x]
    for _ in 0..<random.pick([1, 1, 2]) {
      if random.chance(2) {
        terms.append(try build(.literal(literal(x.shape))))
      } else {
        let evaluator = evaluator
        let wanted = x.shape
        terms.append(try variable { (try? evaluator.variable($0).array.shape) == wanted })
      }
    }
    return try build(.join(axis: axis, isStack: isStack), terms)
  }
}

// MARK: Expressions of several passes

extension ProgramMaker {
  /// Statements such as a softmax: reductions whose results meet the array again.
  mutating func appendRecipe() {
    let evaluator = evaluator
    let source = try? variable { number in
      guard let x = try? evaluator.variable(number) else { return false }
      return x.array.ndim > 0 && x.array.size > 0 && x.array.dtype.kind >= .float
        && x.bounds.scale < 100
    }
    guard let source, case .variable(let number) = source.expression.node else { return }
    let others = (0..<Statement.variableCount).filter { $0 != number }
    let first = random.pick(others)
    let second = random.pick(others.filter { $0 != first })
    let axis = random.axis(source.shape)
    let x = source.expression
    func call(_ name: String, _ operands: Expression...) -> Expression {
      Expression(.call(functionRow(name)), operands)
    }
    func reduced(_ reducer: Reducer, _ operand: Expression, keepDims: Bool = true) -> Expression {
      Expression(.reduce(reducer, axes: [axis], keepDims: keepDims), [operand])
    }
    let one = Expression(.number(.float(1)))
    let y = Expression(.variable(first))
    let centred = call("subtract", x, reduced(.mean, x))
    let pair: (Expression, Expression)
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where functions.contains { $0.name == "exp" }:
      pair = (
        call("exp", call("subtract", x, reduced(.max, x))), call("divide", y, reduced(.sum, y))
      )
    case 1: pair = (centred, call("divide", y, call("add", reduced(.std, x), one)))
    case 2: pair = (centred, reduced(.sum, call("multiply", y, y), keepDims: false))
    default:
      let condition = call("greater", x, reduced(.mean, x))
      let isExact = (try? evaluator.evaluate(condition).bounds.isKnown) ?? false
      let chosen = isExact ? call("where", condition, x, one) : call("maximum", x, one)
      pair = (chosen, call("add", reduced(.sum, y), x))
    }
    append(.assign(first, pair.0))
    append(.assign(second, pair.1))
  }
}
