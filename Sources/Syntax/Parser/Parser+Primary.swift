// SPDX-License-Identifier: Apache-2.0
// Attributes, calls and subscripts.

extension Parser {
  mutating func primary() throws(ParseFailure) -> Expr {
    let start = position
    var value = try atom()
    var length = 0
    while true {
      switch kind {
      case .dot, .leftParen, .leftBracket:
        if backtracks {
          let (base, first) = (value, start)
          let longer = try attempt { (parser) throws(ParseFailure) in
            try parser.trailer(base, first)
          }
          guard let longer else { return value }
          value = longer
        } else {
          value = try trailer(value, start)
        }
      case .error: throw fail()
      default: return value
      }
      length += 1
      if length > Self.maximalChain { throw tooDeep() }
    }
  }

  /// An attribute, a call or a subscript of a value.
  @inline(__always)
  private mutating func trailer(_ value: Expr, _ start: Int) throws(ParseFailure) -> Expr {
    let opening = kind
    position += 1
    switch opening {
    case .dot:
      let name = try identifier()
      return Expr(.attribute(value, name), span(start))
    case .leftParen:
      var (arguments, keywords): ([Expr], [Keyword]) = ([], [])
      if kind != .rightParen { (arguments, keywords) = try callArguments() }
      try expect(.rightParen)
      return Expr(.call(function: value, arguments: arguments, keywords: keywords), span(start))
    default:
      let index = try slices()
      try expect(.rightBracket)
      return Expr(.subscript(value, index), span(start))
    }
  }

  // MARK: - Subscripts

  private mutating func slices() throws(ParseFailure) -> Expr {
    let start = position
    let first = try sliceOrStarred()
    guard kind == .comma else {
      // `a[*b]` is a tuple of one.
      if case .starred = first.kind { return Expr(.tuple([first]), span(start)) }
      return first
    }
    var elements = [first]
    while accept(.comma), kind != .rightBracket { elements.append(try sliceOrStarred()) }
    return Expr(.tuple(elements), span(start))
  }

  private mutating func sliceOrStarred() throws(ParseFailure) -> Expr {
    let start = position
    if accept(.star) {
      let value = try expression()
      return Expr(.starred(value), span(start))
    }
    var lower: Expr?
    if kind != .colon {
      if kind == .name, nextKind == .colonEqual { return try assignmentExpression() }
      if diagnosing {
        if let value = try attempt({ (parser) throws(ParseFailure) in
          try parser.expression()
        }), kind == .colon {
          lower = value
        } else {
          position = start
          return try namedExpression()
        }
      } else {
        lower = try unnamedExpression()
        if kind != .colon { return lower! }
      }
    }
    try expect(.colon)
    var upper: Expr?
    var step: Expr?
    if !endsSlice() { upper = try expression() }
    if accept(.colon), !endsSlice() { step = try expression() }
    return Expr(.slice(lower: lower, upper: upper, step: step), span(start))
  }

  private func endsSlice() -> Bool {
    kind == .colon || kind == .comma || kind == .rightBracket
  }

  // MARK: - Calls

  /// The arguments of a call or of a class, one at least, up to the closing parenthesis.
  mutating func callArguments(
    allowsGenerator: Bool = true
  ) throws(ParseFailure) -> ([Expr], [Keyword]) {
    guard diagnosing else { return try plainArguments(allowsGenerator) }
    let start = position
    if kind == .star, allowsGenerator { try diagnoseStarredGenerator() }
    let found = try attempt { (parser) throws(ParseFailure) in
      let result = try parser.plainArguments(allowsGenerator)
      if parser.kind != .rightParen { throw parser.fail() }
      return result
    }
    if let found { return found }
    position = start
    try diagnoseArguments()
    position = start
    throw fail()
  }

  mutating func plainArguments(_ allowsGenerator: Bool) throws(ParseFailure) -> ([Expr], [Keyword])
  {
    var arguments: [Expr] = []
    var keywords: [Keyword] = []
    let first = position
    try collectArguments(&arguments, &keywords)
    // `f(x for x in y)`: the only argument, and no comma after it.
    if allowsGenerator, kind == .kwFor || kind == .kwAsync, arguments.count == 1, keywords.isEmpty,
      !isStarred(arguments[0])
    {
      let generators = try comprehensions()
      try expectAhead(.rightParen)
      position += 1
      // The generator has the call's parentheses.
      let location = span(first - 1)
      position -= 1
      return ([Expr(.generatorExp(arguments[0], generators, scope: newScope()), location)], [])
    }
    return (arguments, keywords)
  }

  mutating func expectAhead(_ kind: TokenKind) throws(ParseFailure) {
    if self.kind != kind { throw fail() }
  }

  func isStarred(_ value: Expr) -> Bool {
    if case .starred = value.kind { return true }
    return false
  }

  /// Arguments as long as their order is right.
  mutating func collectArguments(
    _ arguments: inout [Expr], _ keywords: inout [Keyword]
  ) throws(ParseFailure) {
    var isUnpacked = false
    repeat {
      let start = position
      switch kind {
      case .star:
        if isUnpacked { return backToComma() }
        position += 1
        let value = try expression()
        arguments.append(Expr(.starred(value), span(start)))
      case .doubleStar:
        position += 1
        let value = try expression()
        keywords.append(Keyword(name: nil, value: value, location: span(start)))
        isUnpacked = true
      case .name where nextKind == .equal:
        let keyword = name(token)
        if diagnosing { try diagnoseKeyword() }
        position += 2
        let value = try expression()
        keywords.append(Keyword(name: keyword, value: value, location: span(start)))
      case .rightParen:
        _ = fail()
        return
      default:
        if !keywords.isEmpty {
          if diagnosing { try diagnoseKeyword() }
          if kind == .name {
            position += 1
            _ = fail()
            position -= 1
          } else {
            _ = fail()
          }
          return backToComma()
        }
        if diagnosing {
          guard
            let value = try attempt({ (parser) throws(ParseFailure) in
              let value = try parser.argumentExpression()
              if parser.kind == .equal { throw parser.fail() }
              return value
            })
          else {
            try diagnoseKeyword()
            if !arguments.isEmpty { return backToComma() }
            throw fail()
          }
          arguments.append(value)
        } else {
          let value = try argumentExpression()
          if kind == .equal { throw fail() }
          arguments.append(value)
        }
      }
    } while accept(.comma)
  }

  /// What follows the comma is no argument that may stand there.
  private mutating func backToComma() {
    if position > 0, previous.kind == .comma { position -= 1 }
  }
}
