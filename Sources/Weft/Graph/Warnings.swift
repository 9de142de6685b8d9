// SPDX-License-Identifier: Apache-2.0
// Floating-point warnings: which operation met what.

import JIT
import Synchronization

/// A floating-point condition that an operation met, as NumPy reports it.
public struct FloatingPointWarning: Sendable, Hashable, CustomStringConvertible {
  /// NumPy's four kinds.
  public enum Kind: String, Sendable, CaseIterable {
    case divideByZero = "divide by zero"
    case overflow
    case underflow
    case invalid = "invalid value"
  }

  public let kind: Kind
  /// NumPy's name of the operation: `divide`, `exp`.
  public let operation: String

  /// NumPy's text: `divide by zero encountered in divide`.
  public var description: String { "\(kind.rawValue) encountered in \(operation)" }
}

/// Collects the flags of kernels and tells the handler which operation raised them.
enum Warnings {
  private static let flags: [(Status, FloatingPointWarning.Kind)] = [
    (.divideByZero, .divideByZero), (.overflow, .overflow), (.underflow, .underflow),
    (.invalid, .invalid),
  ]

  /// Who is told; nil for nobody.
  ///
  /// Underflow is ignored, as by NumPy's default.
  static let handler = Mutex<(@Sendable (FloatingPointWarning) -> Void)?>(nil)
  nonisolated(unsafe) static var ignored: Status = .underflow
  nonisolated(unsafe) private static var isReplaying = false

  /// Called after every kernel with the flags it raised; the region's inputs are still there.
  static func report(_ status: Status, _ region: Region) {
    let raised = status.subtracting(ignored).intersection(.reported)
    if raised.isEmpty || isReplaying || handler.withLock({ $0 == nil }) { return }
    let suspects = region.steps.filter { !warns($0.node).isDisjoint(with: raised) }
    if suspects.isEmpty { return }
    if suspects.count == 1 {
      send(raised.intersection(warns(suspects[0].node)), suspects[0].node)
      return
    }
    replay(region)
  }

  /// What NumPy reports for an operation.
  private static func warns(_ node: Node) -> Status {
    switch node.operation {
    case .map(let ufunc):
      if ufunc == .copy { return node.loop.isInteger ? .invalid : [.overflow, .invalid] }
      return node.loop.isInteger || node.loop == .bool
        ? ufunc.facts.warns.intersection([.divideByZero, .overflow]) : ufunc.facts.warns
    case .reduce(let reduction, _), .scan(let reduction, _):
      let arithmetic = reduction == .sum || reduction == .product
      return arithmetic && (node.loop.isFloating || node.loop.isComplex)
        ? [.overflow, .invalid] : []
    case .value: return []
    }
  }

  /// Runs the region's operations one by one, in the order they were recorded, to see which raised what.
  private static func replay(_ region: Region) {
    isReplaying = true
    defer { isReplaying = false }
    var results: [Node] = []
    for step in region.steps {
      let node = step.node
      let operands = node.operands.map { operand in
        guard let below = operand.node, below.isPending else { return operand }
        var operand = operand
        operand.node = results[Int(below.slot)]
        return operand
      }
      let copy = Node(
        operation: node.operation, operands: operands, loop: node.loop, dtype: node.dtype,
        layout: node.layout)
      let status = Scheduler.computeAlone(copy)
      results.append(copy)
      let raised = status.subtracting(ignored).intersection(warns(node))
      if !raised.isEmpty { send(raised, node) }
    }
  }

  private static func send(_ raised: Status, _ node: Node) {
    let name: String
    switch node.operation {
    case .map(let ufunc): name = ufunc == .copy ? "cast" : ufunc.facts.name
    case .reduce: name = "reduce"
    case .scan: name = "accumulate"
    case .value: return
    }
    guard let handler = handler.withLock({ $0 }) else { return }
    for (flag, kind) in flags where raised.contains(flag) {
      handler(FloatingPointWarning(kind: kind, operation: name))
    }
  }
}
