// SPDX-License-Identifier: Apache-2.0
// A parsed source text: its tree, its names, what was warned about.

/// What `parse` makes of a source text.
///
/// The nodes are those of Python's own abstract grammar (the `ast` module), with two differences. Nodes have no expression
/// context (`Load`, `Store`, `Del`): where a node stands says it. And the `async` forms and `except*` are flags of the plain
/// nodes. Nodes that open a scope carry its number.
public struct SyntaxTree: Sendable {
  /// The three things that `compile` accepts.
  public enum Mode: Sendable { case exec, eval, single }

  public enum Root: Sendable {
    case module([Stmt])
    case interactive([Stmt])
    case expression(Expr)
  }

  public var root: Root
  /// The text of every identifier of the tree.
  public var names: NameTable
  /// One more than the highest number of a scope in the tree; the root's scope is number 0.
  public var scopeCount: Int32
  /// In the order of the text: invalid escapes and the like, which CPython only warns of.
  public var warnings: [SyntaxWarning]
  /// Where string constants stand that begin with the letter u, which means nothing but is part of CPython's tree.
  public var prefixedStrings: Set<Location>

  public init(
    root: Root, names: NameTable, scopeCount: Int32 = 1, warnings: [SyntaxWarning] = [],
    prefixedStrings: Set<Location> = []
  ) {
    self.root = root
    self.names = names
    self.scopeCount = scopeCount
    self.warnings = warnings
    self.prefixedStrings = prefixedStrings
  }
}

/// A range of the source: lines count from 1, columns from 0 in bytes of UTF-8.
public struct Location: Hashable, Sendable {
  public var line: Int32
  public var column: Int32
  public var endLine: Int32
  public var endColumn: Int32

  @inlinable public init(line: Int32, column: Int32, endLine: Int32, endColumn: Int32) {
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }

  /// From the start of one range to the end of another.
  @inlinable public init(from start: Location, to end: Location) {
    self.init(
      line: start.line, column: start.column, endLine: end.endLine, endColumn: end.endColumn)
  }
}

/// Where a scope stands in the table that `Scopes` makes of a tree.
public struct ScopeID: Hashable, Sendable {
  public let index: Int32
  @inlinable public init(_ index: Int32) { self.index = index }

  /// The scope of the module, the expression or the interactive statement.
  public static let root = ScopeID(0)
}

/// The value of a literal.
public enum Constant: Sendable {
  case none, `true`, `false`, ellipsis
  case int(Int64)
  /// Beyond `Int64`: digits in ASCII without underscores or prefix, in base 2, 8, 10 or 16.
  indirect case bigInt(digits: [UInt8], radix: Int)
  case float(Double)
  case imaginary(Double)
  case string(Text)
  case bytes([UInt8])
  /// Values that no literal has: of trees that a program made.
  case complex(Double, Double)
  indirect case tuple([Constant])
  indirect case frozenSet([Constant])
}

/// A string of code points, lone surrogates among them.
///
/// Stored as UTF-8, in which a surrogate takes three bytes of its own as any other code point of its size would.
public struct Text: Hashable, Sendable {
  public var utf8: [UInt8]

  @inlinable public init(utf8: [UInt8] = []) { self.utf8 = utf8 }
  public init(_ string: String) { self.utf8 = Array(string.utf8) }

  public var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }
  public var isEmpty: Bool { utf8.isEmpty }

  public mutating func append(codePoint: UInt32) {
    switch codePoint {
    case ..<0x80: utf8.append(UInt8(codePoint))
    case ..<0x800:
      utf8.append(0xC0 | UInt8(codePoint >> 6))
      utf8.append(0x80 | UInt8(codePoint & 0x3F))
    case ..<0x10000:
      utf8.append(0xE0 | UInt8(codePoint >> 12))
      utf8.append(0x80 | UInt8(codePoint >> 6 & 0x3F))
      utf8.append(0x80 | UInt8(codePoint & 0x3F))
    default:
      utf8.append(0xF0 | UInt8(codePoint >> 18))
      utf8.append(0x80 | UInt8(codePoint >> 12 & 0x3F))
      utf8.append(0x80 | UInt8(codePoint >> 6 & 0x3F))
      utf8.append(0x80 | UInt8(codePoint & 0x3F))
    }
  }

  public var codePoints: [UInt32] {
    var points: [UInt32] = []
    points.reserveCapacity(utf8.count)
    var index = 0
    while index < utf8.count {
      let lead = utf8[index]
      let (length, bits): (Int, UInt8) =
        lead < 0x80 ? (1, 0x7F) : lead < 0xE0 ? (2, 0x1F) : lead < 0xF0 ? (3, 0x0F) : (4, 0x07)
      var point = UInt32(lead & bits)
      for byte in utf8[(index + 1)..<(index + length)] { point = point << 6 | UInt32(byte & 0x3F) }
      points.append(point)
      index += length
    }
    return points
  }
}
