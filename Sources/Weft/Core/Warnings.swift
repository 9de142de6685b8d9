// SPDX-License-Identifier: Apache-2.0
// Who is told of warnings: a handler for the program, scopes for parts of it.

import Synchronization

/// What happens to warnings, in the spirit of `numpy.errstate` and `warnings.catch_warnings`.
///
/// An operation may run long after it was written, fused with others. Its warnings belong to where it was *written*, as if it
/// had run there: they name the operation, and they obey the innermost scope of this task around it, whenever they are found.
/// A value that is never computed, because nobody looks at it, warns of nothing. Each operation warns once per kind.
///
///     let (y, warnings) = Warnings.collecting { log(x) / x }
///     for warning in warnings { print(warning) }              // divide by zero encountered in log
///
/// May be used from several threads. Nobody listens at the start, and then warnings cost nothing; when somebody does, a fused
/// kernel that met a condition runs once more, operation by operation, to see whose it was.
public enum Warnings {
  private struct Settings {
    var handler: (@Sendable (NumericWarning) -> Void)?
    var ignored: Set<NumericWarning.Kind> = [.underflow]
  }

  private static let settings = Mutex(Settings())

  /// Who is told of warnings that no `collecting` scope takes; nil, as at the start, for nobody.
  ///
  /// It may be called from any thread that computes, in the middle of a computation: it should note the warning and return,
  /// and use no arrays.
  public static var handler: (@Sendable (NumericWarning) -> Void)? {
    get { settings.withLock { $0.handler } }
    set { settings.withLock { $0.handler = newValue } }
  }

  /// The kinds that are not reported outside of scopes; underflow at the start, as in NumPy.
  public static var ignored: Set<NumericWarning.Kind> {
    get { settings.withLock { $0.ignored } }
    set { settings.withLock { $0.ignored = newValue } }
  }

  /// Tells where the program stands, for warnings that are found later; 0 stands for nowhere in particular.
  nonisolated(unsafe) package static var origin: (@convention(c) () -> UInt64)? = nil

  @inline(__always)
  static var currentOrigin: UInt64 { origin?() ?? 0 }

  /// Runs `body`; returns its result and what its operations met, in the order it was found.
  ///
  /// What was written in `body` and is still pending is computed when it ends, if somebody holds it. Kinds in `ignoring`
  /// are left out. Warnings of an inner scope that collects stay there. If `body` throws, the warnings are lost.
  public static func collecting<R>(
    ignoring ignored: Set<NumericWarning.Kind> = [.underflow], _ body: () throws -> R
  ) rethrows -> (result: R, warnings: [NumericWarning]) {
    let scope = WarningScope(ignoring: ignored, collects: true)
    let result = try scope.run(body)
    Engine.computePending(writtenIn: scope)
    return (result, scope.collected)
  }

  /// Runs `body`, whose operations report all kinds but `kinds`, wherever warnings go outside it: `numpy.errstate`.
  ///
  /// Nothing is computed when `body` ends: an operation keeps the setting it was written under.
  public static func ignoring<R>(
    _ kinds: Set<NumericWarning.Kind>, _ body: () throws -> R
  ) rethrows -> R {
    try WarningScope(ignoring: kinds, collects: false).run(body)
  }

  /// False while nobody has ever listened: then flags are not even looked at.
  static var mayBeHeard: Bool { WarningScope.isUsed.load(ordering: .relaxed) || handler != nil }

  /// True if somebody wants to know of `kind` in operations written in `scope`.
  static func isWanted(_ kind: NumericWarning.Kind, in scope: WarningScope?) -> Bool {
    if let scope {
      return !scope.ignored.contains(kind) && (scope.takesWarnings || handler != nil)
    }
    return settings.withLock { $0.handler != nil && !$0.ignored.contains(kind) }
  }

  /// Tells whoever listens in `scope`.
  static func send(_ warning: NumericWarning, to scope: WarningScope?) {
    guard isWanted(warning.kind, in: scope) else { return }
    if let scope, scope.take(warning) { return }
    handler?(warning)
  }

  /// Reports a conversion of complex numbers to real ones that are no truth values.
  static func reportDropped(_ source: DType, _ target: DType) {
    if source.isComplex && !target.isComplex && target != .bool {
      report(.imaginaryPart, in: "cast")
    }
  }

  /// Reports what is known as an operation is written.
  static func report(_ kind: NumericWarning.Kind, in operation: String) {
    send(
      NumericWarning(kind, in: operation, origin: currentOrigin), to: WarningScope.current)
  }
}

/// One run of `Warnings.collecting` or `Warnings.ignoring`.
final class WarningScope: Sendable {
  @TaskLocal private static var innermost: WarningScope?
  /// True once there has been a scope: until then recording an operation does not look for one.
  fileprivate static let isUsed = Atomic<Bool>(false)

  let ignored: Set<NumericWarning.Kind>
  private let collects: Bool
  private let outer: WarningScope?
  private let warnings = Mutex<[NumericWarning]>([])

  init(ignoring ignored: Set<NumericWarning.Kind>, collects: Bool) {
    self.ignored = ignored
    self.collects = collects
    outer = Self.innermost
  }

  /// The innermost scope around the code that runs.
  @inline(__always)
  static var current: WarningScope? { isUsed.load(ordering: .relaxed) ? innermost : nil }

  func run<R>(_ body: () throws -> R) rethrows -> R {
    Self.isUsed.store(true, ordering: .relaxed)
    return try Self.$innermost.withValue(self, operation: body)
  }

  var collected: [NumericWarning] { warnings.withLock { $0 } }

  /// True if this scope, or one around it, collects.
  var takesWarnings: Bool { collects || outer?.takesWarnings == true }

  /// True if this is `other` or a scope in it.
  func isInside(_ other: WarningScope) -> Bool { self === other || outer?.isInside(other) == true }

  /// Adds to the list of the innermost scope that collects; false if none does.
  func take(_ warning: NumericWarning) -> Bool {
    guard collects else { return outer?.take(warning) ?? false }
    warnings.withLock { $0.append(warning) }
    return true
  }
}
