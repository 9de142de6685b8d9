// SPDX-License-Identifier: Apache-2.0
// Tokens: what the lexer hands to the parser.

struct Token {
  var kind: TokenKind
  /// How many brackets are open after the token.
  var level: UInt8
  /// Of names and keywords, their number in the table of names.
  var name: Int32 = -1
  /// Where the token stands in the text, in bytes.
  var start: Int32
  var end: Int32
  var line: Int32
  var column: Int32
  var endLine: Int32
  var endColumn: Int32

  var location: Location {
    Location(line: line, column: column, endLine: endLine, endColumn: endColumn)
  }
}

enum TokenKind: UInt8 {
  case endMarker, newline, indent, dedent
  /// The text ends here because of the lexer's error.
  case error
  /// A character that begins nothing.
  case unknown
  case number, string, fstringStart, fstringMiddle, fstringEnd, name

  // ORDER: keywords. Those of `Keywords.hard`.
  case kwFalse, kwNone, kwTrue, kwAnd, kwAs, kwAssert, kwAsync, kwAwait, kwBreak, kwClass
  case kwContinue, kwDef, kwDel, kwElif, kwElse, kwExcept, kwFinally, kwFor, kwFrom, kwGlobal
  case kwIf, kwImport, kwIn, kwIs, kwLambda, kwNonlocal, kwNot, kwOr, kwPass, kwRaise, kwReturn
  case kwTry, kwWhile, kwWith, kwYield

  case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, colon, semicolon, dot, ellipsis, arrow, colonEqual, exclamation
  case equal, equalEqual, notEqual, less, lessEqual, greater, greaterEqual
  case plus, minus, star, doubleStar, slash, doubleSlash, percent, at, tilde
  case pipe, ampersand, caret, leftShift, rightShift
  case plusEqual, minusEqual, starEqual, doubleStarEqual, slashEqual, doubleSlashEqual
  case percentEqual, atEqual, pipeEqual, ampersandEqual, caretEqual, leftShiftEqual
  case rightShiftEqual
}

/// The first names of every table that the parser fills, so that a keyword is known by its number.
enum Keywords {
  // ORDER: keywords. As in `TokenKind`.
  static let hard = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
  ]
  static let soft = ["match", "case", "type", "_", "print", "exec", "__debug__", "*"]

  static let hardCount: Int32 = 35
  static let match = Identifier(35)
  static let `case` = Identifier(36)
  static let type = Identifier(37)
  static let underscore = Identifier(38)
  static let print = Identifier(39)
  static let exec = Identifier(40)
  static let debug = Identifier(41)
  static let star = Identifier(42)

  static func table() -> NameTable {
    var names = NameTable()
    for name in hard { _ = names.intern(name) }
    for name in soft { _ = names.intern(name) }
    return names
  }
}

extension NameTable {
  /// The table that a tree's names must begin with.
  public static var withKeywords: NameTable { Keywords.table() }
}
