// SPDX-License-Identifier: Apache-2.0
// From the flags of a kernel to the operations that raised them.

import CShims
import JIT

extension Engine {
  /// Computes all that is pending and can be seen: before something changes that decides what becomes of warnings.
  package static func computePending() {
    lock.withLock {
      for node in PendingNodes.visible where node.isPending { Scheduler.compute(node) }
    }
  }

  /// Computes what was written in `scope`, is pending, and can be seen.
  static func computePending(writtenIn scope: WarningScope) {
    lock.withLock {
      for node in PendingNodes.visible(in: scope) where node.isPending { Scheduler.compute(node) }
    }
  }
}

extension Warnings {
  private static let flags: [(Status, NumericWarning.Kind)] = [
    (.divideByZero, .divideByZero), (.overflow, .overflow), (.underflow, .underflow),
    (.invalid, .invalid),
  ]

  nonisolated(unsafe) private static var isReplaying = false

  /// Called after every kernel with the flags it raised; the region's inputs are still there.
  static func report(_ status: Status, _ region: Region) {
    let raised = status.intersection(.reported)
    if raised.isEmpty || isReplaying || !mayBeHeard { return }
    var suspects = 0
    var isHeard = false
    for step in region.steps {
      let node = step.node
      let possible = raised.intersection(warns(node))
      if possible.isEmpty { continue }
      suspects += castsFirst(node) ? 2 : 1
      isHeard = isHeard || isWanted(possible.subtracting(node.warned), in: node.scope)
    }
    if !isHeard { return }
    if suspects == 1 {
      for step in region.steps { send(raised, step.node) }
    } else {
      replay(region)
    }
  }

  /// Runs `body`, which computes without a kernel, and reports the flags it raised on this thread.
  static func watching<R>(_ operation: String, _ body: () -> R) -> R {
    let before = weft_fp_begin()
    let result = body()
    let raised = Status(rawValue: weft_fp_end(before))
    for (flag, kind) in flags where raised.contains(flag) { report(kind, in: operation) }
    return result
  }

  /// What NumPy reports for an operation.
  private static func warns(_ node: Node) -> Status {
    switch node.operation {
    case .map(let ufunc):
      if ufunc == .copy {
        return node.loop.isInteger ? .invalid : [.overflow, .underflow, .invalid]
      }
      guard node.loop.kind < .float else { return ufunc.facts.warns }
      // Integer division may compute in floats, whose flags mean nothing.
      let own: Status =
        ufunc == .reciprocal ? [.divideByZero, .invalid] : [.divideByZero, .overflow]
      return ufunc.facts.warns.intersection(own)
    case .reduce(let reduction, _), .scan(let reduction, _):
      let arithmetic = reduction == .sum || reduction == .product
      return arithmetic && (node.loop.isFloating || node.loop.isComplex)
        ? [.overflow, .underflow, .invalid] : []
    case .value: return []
    }
  }

  private static func isWanted(_ raised: Status, in scope: WarningScope?) -> Bool {
    flags.contains { raised.contains($0.0) && isWanted($0.1, in: scope) }
  }

  /// True for a running sum whose operand is converted to a smaller dtype: NumPy blames the conversion.
  private static func castsFirst(_ node: Node) -> Bool {
    guard case .scan = node.operation else { return false }
    return !DType.canCast(node.link(0).dtype, to: node.loop)
  }

  /// Runs the region's operations one by one, in the order they were recorded, to see which raised what.
  private static func replay(_ region: Region) {
    isReplaying = true
    defer { isReplaying = false }
    var lastUse = [Int](repeating: 0, count: region.steps.count)
    for (index, step) in region.steps.enumerated() {
      for place in 0..<Int(step.node.linkCount) {
        guard let below = step.node.operand(place), below.isPending else { continue }
        lastUse[Int(below.slot)] = index
      }
    }
    var results: [Node?] = []
    for (index, step) in region.steps.enumerated() {
      let node = step.node
      var operands = (0..<Int(node.linkCount)).map { Operand(node, $0) }
      for place in operands.indices {
        guard let below = operands[place].node, below.isPending else { continue }
        let slot = Int(below.slot)
        operands[place].node = results[slot]
      }
      for slot in lastUse.indices where lastUse[slot] == index && slot < index {
        results[slot] = nil
      }
      if castsFirst(node) {
        let shape = node.operandLayout(0)!.shape
        let cast = Node(
          .map(.copy), loop: node.loop, dtype: node.loop,
          layout: Layout(contiguous: shape, itemSize: node.loop.itemSize))
        cast.read(operands)
        let possible = warns(cast)
        tell(Scheduler.computeAlone(cast).intersection(possible), "cast", node)
        operands[0] = Operand(NDArray(cast))
      }
      let copy = Node(node.operation, loop: node.loop, dtype: node.dtype, layout: node.layout)
      copy.read(operands)
      operands.removeAll()
      let raised = Scheduler.computeAlone(copy)
      results.append(copy)
      send(raised, node)
    }
  }

  private static func send(_ raised: Status, _ node: Node) {
    let fresh = raised.intersection(warns(node)).subtracting(node.warned)
    if fresh.isEmpty { return }
    node.warned.formUnion(fresh)
    let name: String
    switch (node.blamed, node.operation) {
    case (.ufunc(let ufunc), _): name = ufunc.facts.name
    case (.nothing, _): return
    case (.scalarDivision, _): name = "scalar divide"
    case (.itself, .map(.copy)): name = "cast"
    case (.itself, .map(let ufunc)): name = isOfScalar(node) ? "scalar divide" : ufunc.facts.name
    case (.itself, .reduce): name = "reduce"
    case (.itself, .scan): name = "accumulate"
    case (.itself, .value): return
    }
    tell(fresh, name, node)
  }

  /// True for the division that makes a sum of all elements their mean: NumPy has a scalar there, unless the count's dtype, int64,
  /// makes it an operation of arrays.
  private static func isOfScalar(_ node: Node) -> Bool {
    guard node.operation == .map(.divide), node.layout.ndim == 0, node.linkCount > 0,
      node.loop == .float64 || node.loop == .complex128, let sum = node.operand(0),
      sum.dtype == node.loop, case .reduce(.sum, _) = sum.operation
    else { return false }
    return true
  }

  private static func tell(_ raised: Status, _ name: String, _ node: Node) {
    for (flag, kind) in flags where raised.contains(flag) {
      send(NumericWarning(kind, in: name, origin: node.origin), to: node.scope)
    }
  }
}
