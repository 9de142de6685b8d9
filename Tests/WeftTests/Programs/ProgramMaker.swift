// SPDX-License-Identifier: Apache-2.0
// Makes random programs, each from its own seed.
import Weft

/// A part of a program under construction: what it is and what it comes to.
struct Term {
  var expression: Expression
  var value: Valued
  var shape: [Int] { value.array.shape }
}

/// Writes a program while running it, so that it knows every variable's shape and dtype.
struct ProgramMaker {
  /// The candidate is not wanted; another is tried.
  struct Rejected: Error {}
  /// The expression raises an error on purpose.
  struct Broken: Error { let expression: Expression }

  /// True to print statements before they run, for programs that crash (`WEFT_TRACE=1`).
  static let isTracing = ProgramTests.setting("WEFT_TRACE") == 1

  var random: TestGenerator
  var evaluator: Evaluator
  /// True if all values stay small, so that differences in order and rounding can be bounded.
  let isTame: Bool
  /// What most shapes of the program derive from.
  let shape: [Int]
  let sizeLimit: Int
  private var statements: [Statement] = []

  /// The program number `seed`.
  static func make(seed: UInt64) -> ArrayProgram {
    var maker = ProgramMaker(seed: seed)
    maker.fill()
    return ArrayProgram(isShared: maker.evaluator.isShared, statements: maker.statements)
  }

  private init(seed: UInt64) {
    random = TestGenerator(seed: seed)
    evaluator = Evaluator(isShared: random.chance(3))
    isTame = random.chance(2)
    // One program in 250 is large enough for threads and for reductions in parts.
    let isLarge = random.chance(250)
    if isLarge {
      shape = random.pick([[70_001], [3, 66_000], [300, 230], [5000, 14]])
    } else {
      shape = random.shape()
    }
    sizeLimit = isLarge ? 200_000 : 2000
  }

  private mutating func fill() {
    for target in 0..<Int.random(in: 1...3, using: &random) {
      append(.assign(target, Expression(.literal(literal()))))
    }
    let count = Int.random(in: 3...15, using: &random)
    var attempts = 60
    while statements.count < count && attempts > 0 {
      attempts -= 1
      if isTame && random.chance(12) {
        appendRecipe()
      } else if let statement = try? statement() {
        append(statement)
      }
    }
  }

  /// Appends a statement; one that raises an error only now and then.
  mutating func append(_ statement: Statement) {
    if Self.isTracing { print(statement.python(isShared: evaluator.isShared)) }
    do {
      try evaluator.run(statement)
    } catch {
      if !random.chance(10) { return }
    }
    statements.append(statement)
  }

  private mutating func statement() throws -> Statement {
    let target = Int.random(in: 0..<Statement.variableCount, using: &random)
    do {
      switch Int.random(in: 0..<20, using: &random) {
      case 0: return .assign(target, Expression(.literal(literal())))
      case 1...9: return .assign(target, try term(depth: random.pick([1, 1, 2, 3])).expression)
      case 10, 11: return .assign(target, try view().expression)
      case 12...14: return try store()
      case 15, 16: return try maskedStore()
      case 17: return try overlap()
      default: return try update()
      }
    } catch let broken as Broken {
      return .assign(target, broken.expression)
    }
  }

  /// A literal whose shape broadcasts against the program's, most of the time.
  mutating func literal(_ shape: [Int]? = nil, _ dtype: DType? = nil) -> Literal {
    let dtype = dtype ?? random.pick(DType.allCases)
    let shape = shape ?? random.related(to: self.shape)
    let size = shape.reduce(1, *)
    let count = min(max(size, 1), random.pick([5, 12, 23, 40]))
    return Literal(
      dtype: dtype, shape: shape, values: random.elements(dtype, count, isTame: isTame))
  }

  /// A variable that has been set.
  mutating func variable(where condition: (Int) -> Bool = { _ in true }) throws -> Term {
    let numbers = (0..<Statement.variableCount).filter {
      guard let value = try? evaluator.variable($0), value.bounds.isKnown else { return false }
      return condition($0)
    }
    guard !numbers.isEmpty else { throw Rejected() }
    let number = random.pick(numbers)
    return Term(expression: Expression(.variable(number)), value: try evaluator.variable(number))
  }

  /// The term of an operation on others.
  mutating func build(_ node: ExpressionNode, _ operands: [Term] = []) throws -> Term {
    let expression = Expression(node, operands.map(\.expression))
    // Later writes would show whether it is a view.
    if evaluator.isShared && expression.mayBeView && !operands[0].value.bounds.isPlain {
      throw Rejected()
    }
    let value: Valued
    do {
      value = try evaluator.apply(node, operands.map(\.value))
    } catch {
      if random.chance(15) { throw Broken(expression: expression) }
      throw Rejected()
    }
    if case .array(let array) = value.operand, array.size > sizeLimit { throw Rejected() }
    guard value.bounds.isKnown else { throw Rejected() }
    return Term(expression: expression, value: value)
  }
}

// MARK: Writing to variables

extension ProgramMaker {
  private mutating func target() throws -> (number: Int, term: Term) {
    let evaluator = evaluator
    let term = try variable { evaluator.isWritable($0) }
    guard case .variable(let number) = term.expression.node else { throw Rejected() }
    return (number, term)
  }

  private mutating func store() throws -> Statement {
    let (number, term) = try target()
    let indices = random.indices(term.shape, withPlaces: random.chance(4))
    let part = try build(.index(indices), [term])
    let value = try fitting(part.shape, into: term.value.dtype)
    return .store(number, indices, value.expression)
  }

  private mutating func maskedStore() throws -> Statement {
    let (number, term) = try target()
    let mask = try mask(for: term)
    let dtype = term.value.dtype
    let value: Term
    if random.chance(3) {
      let other = try fitting(term.shape, into: dtype)
      let whole = other.shape == term.shape && !other.value.isNumber ? other : term
      value = try build(.masked, [whole, mask])
    } else {
      value = try fitting([], into: dtype)
    }
    return .storeMasked(number, mask: mask.expression, value.expression)
  }

  /// A bool array over the leading axes of `term`.
  mutating func mask(for term: Term) throws -> Term {
    if random.chance(3) {
      let rank = Int.random(in: 0...term.shape.count, using: &random)
      return try build(.literal(literal(Array(term.shape[..<rank]), .bool)))
    }
    guard term.value.bounds.isExact else { throw Rejected() }
    let name = random.pick(["less", "greater", "equal", "not_equal", "greater_equal"])
    let number = try build(.number(random.number(beside: term.value.dtype, isTame: isTame)))
    return try build(.call(functionRow(name)), [term, number])
  }

  private mutating func update() throws -> Statement {
    let (number, term) = try target()
    let row = random.pick(functions.indices.filter { functions[$0].symbol != nil })
    var indices: [Subscript]?
    var part = term
    if random.chance(2) {
      indices = random.indices(term.shape, withPlaces: random.chance(5))
      part = try build(.index(indices!), [term])
    }
    let value = try fitting(part.shape, into: term.value.dtype)
    let written = try evaluator.bounds(updating: number, functions[row], value.value)
    guard written.0.isKnown else { throw Rejected() }
    return .update(row, number, indices, value.expression)
  }

  /// A store whose right side reads the memory it writes: shifted, reversed or transposed.
  private mutating func overlap() throws -> Statement {
    let (number, term) = try target()
    guard let axis = term.shape.indices.randomElement(using: &random) else { throw Rejected() }
    let extent = term.shape[axis]
    guard extent > 1 else { throw Rejected() }
    let shift = Int.random(in: 0..<extent, using: &random)
    let head = [Subscript](repeating: .slice(nil, nil, nil), count: axis)
    let low = head + [.slice(nil, extent - shift, nil)]
    let high = head + [.slice(shift, nil, nil)]
    var (to, from) = random.chance(2) ? (low, high) : (high, low)
    if shift == 0 { (to, from) = ([.ellipsis], head + [.slice(nil, nil, -1)]) }
    var value = try build(.index(from), [term])
    if random.chance(2) {
      let other = try build(.index(to), [term])
      value = try build(
        .call(functionRow(random.pick(["add", "maximum", "multiply"]))), [value, other])
    }
    if random.chance(2) { return .store(number, to, value.expression) }
    let row = functionRow(random.pick(["add", "subtract", "multiply"]))
    guard try evaluator.bounds(updating: number, functions[row], value.value).0.isKnown else {
      throw Rejected()
    }
    return .update(row, number, to, value.expression)
  }

  /// A value that broadcasts to `shape` and may be written into `dtype`.
  private mutating func fitting(_ shape: [Int], into dtype: DType) throws -> Term {
    let evaluator = evaluator
    var term: Term
    switch Int.random(in: 0..<10, using: &random) {
    case 0...2:
      return try build(.number(random.number(beside: dtype, isTame: isTame)))
    case 3, 4:
      term = try build(.literal(literal(random.narrowed(shape), random.chance(2) ? dtype : nil)))
    default:
      term = try variable { number in
        guard let other = try? evaluator.variable(number).array.shape else { return false }
        return other.broadcasts(to: shape)
      }
    }
    if random.chance(3), let other = try? unary(term), other.shape.broadcasts(to: shape) {
      term = other
    }
    let source = term.value.dtype
    guard term.value.bounds.cast(source, dtype).isKnown else { throw Rejected() }
    return term
  }
}

extension Array where Element == Int {
  /// True if an array of this shape can be stretched to `target`.
  func broadcasts(to target: [Int]) -> Bool {
    count <= target.count
      && zip(reversed(), target.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
  }
}
