// SPDX-License-Identifier: Apache-2.0
// What a user can choose about the text of arrays.

import Synchronization

/// How arrays are turned into text; the fields and defaults are those of NumPy's `printoptions`.
public struct PrintOptions: Sendable, Hashable {
  /// What is written before a number that is not negative.
  public enum Sign: String, Sendable, Hashable {
    case minus = "-"
    case plus = "+"
    case space = " "
  }

  /// What `precision` means for floating-point numbers.
  public enum FloatMode: String, Sendable, Hashable {
    /// Exactly `precision` digits after the point.
    case fixed
    /// As many as identify each number; `precision` is ignored.
    case unique
    /// As many as identify each number, at most `precision`.
    case maxprec
    /// As `maxprec`, with the same count for all elements.
    case maxprecEqual = "maxprec_equal"
  }

  /// Digits after the decimal point.
  public var precision = 8
  /// Arrays with more elements are summarised.
  public var threshold = 1000
  /// Elements shown at each end of a summarised axis.
  public var edgeItems = 3
  /// Characters in a line.
  public var lineWidth = 75
  /// Never switch to exponents because a number is small.
  public var suppress = false
  public var nanString = "nan"
  public var infString = "inf"
  public var sign = Sign.minus
  public var floatMode = FloatMode.maxprec

  /// Former versions of NumPy that printed something in another way.
  public enum Legacy: Int, Sendable, Hashable, Comparable {
    /// NumPy 1.21 and 1.25: `repr` of a scalar is the number alone.
    case before1_22 = 121, before2_0 = 125
    /// NumPy 2.1: the shape of a summarised array is not told.
    case before2_2 = 201
    /// NumPy 2.2: besides, float16 and float32 change to exponents where float64 does.
    case before2_3 = 202

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// The version whose text is wanted, which implies those after it; nil for today's.
  public var legacy: Legacy?

  /// Whether text is wanted as `version` gave it.
  package func isAs(_ version: Legacy) -> Bool { legacy.map { $0 <= version } ?? false }

  public init(
    precision: Int = 8, threshold: Int = 1000, edgeItems: Int = 3, lineWidth: Int = 75,
    suppress: Bool = false, nanString: String = "nan", infString: String = "inf",
    sign: Sign = .minus, floatMode: FloatMode = .maxprec
  ) {
    precondition(precision >= 0, "precision must be >= 0, not \(precision)")
    precondition(edgeItems >= 0, "edgeItems must be >= 0, not \(edgeItems)")
    self.precision = precision
    self.threshold = threshold
    self.edgeItems = edgeItems
    self.lineWidth = lineWidth
    self.suppress = suppress
    self.nanString = nanString
    self.infString = infString
    self.sign = sign
    self.floatMode = floatMode
  }

  @TaskLocal private static var scoped: PrintOptions?
  private static let shared = Mutex(PrintOptions())

  /// The options in force: those of the innermost `withPrintOptions`, else the process's.
  fileprivate static var current: PrintOptions {
    get { scoped ?? shared.withLock { $0 } }
    set { shared.withLock { $0 = newValue } }
  }

  fileprivate static func scope<R>(_ options: PrintOptions, _ body: () throws -> R) rethrows -> R {
    try $scoped.withValue(options, operation: body)
  }
}

extension NDArray {
  /// The options that `description` and `repr` follow; setting them holds for the whole process.
  public static var printOptions: PrintOptions {
    get { PrintOptions.current }
    set { PrintOptions.current = newValue }
  }

  /// Runs `body` with other print options, in this task only.
  public static func withPrintOptions<R>(
    _ options: PrintOptions, _ body: () throws -> R
  ) rethrows -> R {
    try PrintOptions.scope(options, body)
  }
}
