// SPDX-License-Identifier: Apache-2.0
// The parameters of functions and lambdas.

extension Parser {
  /// Parameters up to the closing parenthesis or, of a lambda, the colon.
  mutating func parameters(isLambda: Bool) throws(ParseFailure) -> Arguments {
    let closing: TokenKind = isLambda ? .colon : .rightParen
    var result = Arguments()
    var hasSlash = false
    var hasStar = false
    while kind != closing {
      switch kind {
      case .slash:
        if diagnosing { try diagnoseSlash(result, hasSlash: hasSlash, hasStar: hasStar) }
        if hasSlash || hasStar || result.positional.isEmpty { throw fail() }
        hasSlash = true
        result.positionalOnly = result.positional
        result.positional = []
        position += 1
        if diagnosing, kind == .star {
          throw raise("expected comma between / and *", token.location)
        }
      case .star:
        if hasStar {
          if diagnosing { try diagnoseSecondStar(closing) }
          throw fail()
        }
        hasStar = true
        try star(&result, closing, isLambda)
      case .doubleStar:
        position += 1
        result.keywordVariadic = try parameter(isLambda: isLambda)
        if diagnosing { try diagnoseAfterKeywords(closing) }
        _ = accept(.comma)
        try expectAhead(closing)
        return result
      default:
        try plainParameter(&result, hasStar, closing, isLambda)
      }
      if kind == closing { break }
      try expect(.comma)
    }
    return result
  }

  private mutating func star(
    _ result: inout Arguments, _ closing: TokenKind, _ isLambda: Bool
  ) throws(ParseFailure) {
    let start = position
    position += 1
    if kind == .comma || kind == closing {
      // A bare star needs a name after it.
      let next = kind == .comma ? nextKind : kind
      if next == closing || next == .doubleStar {
        if kind == .comma { position += 1 }
        if diagnosing {
          let message = "named arguments must follow bare *"
          throw isLambda ? raiseHere(message) : raise(message, tokens[start].location)
        }
        throw fail()
      }
      return
    }
    result.variadic = try parameter(isLambda: isLambda, allowsStar: true)
    if diagnosing, kind == .equal {
      throw raise("var-positional argument cannot have default value", token.location)
    }
  }

  private mutating func plainParameter(
    _ result: inout Arguments, _ hasStar: Bool, _ closing: TokenKind, _ isLambda: Bool
  ) throws(ParseFailure) {
    if diagnosing, kind == .leftParen, !hasStar, result.defaults.isEmpty {
      try diagnoseParenthesizedParameters(closing, isLambda)
    }
    let parameter = try parameter(isLambda: isLambda)
    var value: Expr?
    if kind == .equal {
      if diagnosing, nextKind == .rightParen || nextKind == .comma {
        throw raise("expected default value expression", token.location)
      }
      position += 1
      value = try expression()
    }
    if hasStar {
      result.keywordOnly.append(parameter)
      result.keywordDefaults.append(value)
    } else {
      if let value {
        result.defaults.append(value)
      } else if !result.defaults.isEmpty {
        if diagnosing, kind == .comma || kind == closing {
          throw raise("non-default argument follows default argument", parameter.location)
        }
        throw fail()
      }
      result.positional.append(parameter)
    }
  }

  /// A name and, in a function, its annotation; that of `*args` may have a star.
  mutating func parameter(
    isLambda: Bool, allowsStar: Bool = false
  ) throws(ParseFailure) -> Argument {
    let start = position
    let name = try identifier()
    guard !isLambda, accept(.colon) else {
      return Argument(name: name, location: span(start))
    }
    let annotation = try allowsStar ? starExpression() : expression()
    return Argument(name: name, annotation: annotation, location: span(start))
  }
}
