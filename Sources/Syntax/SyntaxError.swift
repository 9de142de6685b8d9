// SPDX-License-Identifier: Apache-2.0
// What is wrong with a source text, as CPython says it.

/// An error of the source text.
public struct SyntaxError: Error, Hashable, Sendable {
  /// The class of the Python exception.
  public enum Kind: String, Sendable {
    case syntax = "SyntaxError"
    case indentation = "IndentationError"
    case tab = "TabError"
    /// Nested too deep to be compiled.
    case recursion = "RecursionError"
    /// `compile` of a text with a zero byte.
    case value = "ValueError"
  }

  public var kind: Kind
  public var message: String
  /// As `SyntaxError.lineno` and so on: lines and columns count from 1, columns in code points; 0 says nothing is known.
  public var line: Int
  public var column: Int
  public var endLine: Int
  public var endColumn: Int
  /// The line of the source with its line end, nil if it is unknown.
  public var text: String?
  /// More lines could make the text valid: a prompt asks for them.
  public var isIncomplete: Bool

  public init(
    kind: Kind = .syntax, message: String, line: Int = 0, column: Int = 0, endLine: Int = 0,
    endColumn: Int = 0, text: String? = nil, isIncomplete: Bool = false
  ) {
    self.kind = kind
    self.message = message
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
    self.text = text
    self.isIncomplete = isIncomplete
  }
}

/// What CPython would warn of while it compiles: an invalid escape, `is` with a literal.
public struct SyntaxWarning: Hashable, Sendable {
  public enum Category: String, Sendable {
    case syntax = "SyntaxWarning"
    case deprecation = "DeprecationWarning"
  }

  public var category: Category
  public var message: String
  public var line: Int

  public init(category: Category, message: String, line: Int) {
    self.category = category
    self.message = message
    self.line = line
  }
}
