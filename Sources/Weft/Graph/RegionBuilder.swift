// SPDX-License-Identifier: Apache-2.0
// Collects the region of a pending node: which operations join, and in which role.

import JIT

/// Walks down from a root; depth is bounded by `Engine.depthLimit`.
struct RegionBuilder {
  static let stepLimit = 120
  static let portLimit = 24
  /// The longest code of one pass over an element, in IR instructions: a kernel's forms repeat it up to nine times, and a
  /// program has room for 65,000.
  static let lengthLimit = 5000
  /// As many as have room for their partial sums (`Accumulators.stackBytes`).
  static let reductionLimit = 16
  /// Loads, stores and conversions of a step, and the step of a reduction.
  private static let stepOverhead = 10

  private var region = Region()
  /// Steps and reductions entered so far, and the lengths of those computed in one pass and in every later one.
  private var entered = 0
  private var reductions = 0
  /// Operands of the steps being visited.
  private var operands: [Region.Reference] = []
  private var onceLength = 0
  private var repeatedLength = 0
  private let mark: UInt64
  private let root: Node
  /// The order class of the reductions joined so far.
  private var order: Reduction.Order?

  /// The region of `root`; if its `boundary` is not empty, those nodes must be computed first.
  static func build(_ root: Node, mark: UInt64) -> Region {
    var builder = RegionBuilder(root, mark)
    builder.start()
    return builder.region
  }

  private init(_ root: Node, _ mark: UInt64) {
    self.root = root
    self.mark = mark
  }

  private mutating func start() {
    region.steps.reserveCapacity(16)
    region.ports.reserveCapacity(8)
    var rate = Region.Rate.full
    if case .reduce = root.operation {
      setDomain(of: root)
      rate = .row
    } else if let reduction = Self.reduction(under: root) {
      setDomain(of: reduction)
      rate = .row
    } else {
      region.domain = root.layout.shape
      if case .scan(_, let axis) = root.operation { region.reduced = 1 << UInt64(axis) }
    }
    _ = rate == .row ? visitRow(root) : visit(root, .full)
    region.passes = 1
    for step in region.steps {
      region.passes = max(region.passes, Int(step.level) + (step.rate == .full ? 1 : 0))
    }
  }

  private mutating func setDomain(of reduction: Node) {
    guard case .reduce(_, let axes) = reduction.operation else { return }
    region.domain = reduction.operandLayout(0)!.shape
    region.reduced |= axes
  }

  /// The reduction that `node` is an elementwise function of, if any: then both can be rows of one region.
  private static func reduction(under node: Node) -> Node? {
    switch node.operation {
    case .reduce(let reduction, _):
      return reduction.order(in: node.loop) == .position ? nil : node
    case .map(.foreign): return nil
    case .map:
      for index in 0..<Int(node.linkCount) {
        guard let below = node.operand(index), below.isPending,
          sameElements(node.operandLayout(index)!, below.layout)
        else { continue }
        if let found = reduction(under: below) { return found }
      }
      return nil
    default: return nil
    }
  }

  /// True when both layouts list the same memory in the same order, but for axes of length one.
  private static func sameElements(_ a: Layout, _ b: Layout) -> Bool {
    if a === b { return true }
    guard a.offset == b.offset, a.count == b.count, a.isContiguous, b.isContiguous else {
      return false
    }
    return a.shape.lazy.filter { $0 != 1 }.elementsEqual(b.shape.lazy.filter { $0 != 1 })
  }
}

// MARK: Steps

extension RegionBuilder {
  private static let none = Region.Reference(source: .scalar, index: -1)

  private mutating func visit(_ node: Node, _ rate: Region.Rate) -> Region.Reference {
    if node.mark == mark {
      guard region.steps[Int(node.slot)].rate == rate else { return reject(node) }
      region.steps[Int(node.slot)].uses += 1
      return Region.Reference(source: .step, index: Int16(node.slot))
    }
    let isRefused = node.operation == .map(.foreign) && !mayCall(rate)
    if isRefused || entered >= Self.stepLimit || region.ports.count >= Self.portLimit
      || !enter(node)
    {
      return reject(node)
    }
    var level: Int16 = 0
    let first = operands.count
    defer { operands.removeLast(operands.count - first) }
    switch node.operation {
    case .map(let ufunc):
      for index in 0..<Int(node.linkCount) {
        let dtype = ufunc.operandDType(index, loop: node.loop, from: node.link(index).dtype)
        let reference = source(node, index, rate, dtype)
        level = max(level, self.level(reference))
        operands.append(reference)
      }
    case .reduce, .scan:
      let reference = source(node, 0, .full, node.loop)
      level = self.level(reference)
      operands.append(reference)
      if rate == .row { level += 1 }
    case .value:
      preconditionFailure("a computed value is a port")
    }
    if let twin = step(like: node, rate, operands[first...]) {
      region.steps[twin].uses += 1
      node.mark = mark
      node.slot = Int32(twin)
      return Region.Reference(source: .step, index: Int16(twin))
    }
    let index = region.steps.count
    let start = region.references.count
    region.references.append(contentsOf: operands[first...])
    region.steps.append(
      Region.Step(
        node: node, rate: rate, level: level, uses: 1,
        operands: start..<region.references.count))
    node.mark = mark
    node.slot = Int32(index)
    return Region.Reference(source: .step, index: Int16(index))
  }

  /// A step that computes the same from the same: `x - x.mean()` and `x.std()` share a sum, a mean and the deviations.
  ///
  /// `GraphWalk` describes which scalars are equal, so a plan's sharing holds for every graph it serves.
  private func step(
    like node: Node, _ rate: Region.Rate, _ operands: ArraySlice<Region.Reference>
  ) -> Int? {
    region.steps.firstIndex { step in
      step.rate == rate && step.node.loop == node.loop && step.node.dtype == node.dtype
        && step.node.operation == node.operation && region.operands(of: step) == operands
    }
  }

  /// Whether a step at `rate` may call a C function: calls run ahead of loops over full operands, which the search for a complex
  /// extreme has no room for.
  private func mayCall(_ rate: Region.Rate) -> Bool {
    if case .reduce(let reduction, _) = root.operation, root.loop.isComplex {
      return rate == .full && reduction.order(in: root.loop) != .position
    }
    return rate == .full
  }

  /// Counts a step in, unless the region would become too long; the first one always fits.
  private mutating func enter(_ node: Node) -> Bool {
    var (once, repeated, count) = (onceLength, repeatedLength, reductions)
    switch node.operation {
    case .map(let ufunc):
      let length = ufunc.length(in: node.loop) + Self.stepOverhead
      if ufunc.facts.isExpensive { once += length } else { repeated += length }
    default:
      repeated += Self.stepOverhead
      count += 1
    }
    let isTooLong = once + repeated * (count + 1) > Self.lengthLimit
    if entered > 0 && (isTooLong || count > Self.reductionLimit) { return false }
    (onceLength, repeatedLength, reductions) = (once, repeated, count)
    region.length = once + repeated
    entered += 1
    return true
  }

  private mutating func reject(_ node: Node) -> Region.Reference {
    region.boundary.append(node)
    return Self.none
  }

  private func level(_ reference: Region.Reference) -> Int16 {
    reference.source == .step ? region.steps[Int(reference.index)].level : 0
  }

  /// The source of operand `index` of `user`, a step at `rate` that computes it in `dtype`.
  private mutating func source(
    _ user: Node, _ index: Int, _ rate: Region.Rate, _ dtype: DType
  ) -> Region.Reference {
    let link = user.link(index)
    guard let node = user.operand(index), let layout = user.operandLayout(index) else {
      for (place, known) in region.scalars.enumerated()
      where known.dtype == link.dtype && known.bits == link.scalar {
        return Region.Reference(source: .scalar, index: Int16(place))
      }
      region.scalars.append(
        Region.Scalar(dtype: link.dtype, bits: link.scalar, node: user, operand: index))
      return Region.Reference(source: .scalar, index: Int16(region.scalars.count - 1))
    }
    if let buffer = node.buffer { return port(link.dtype, layout, node, buffer, rate) }
    switch rate {
    case .full:
      if layout.isSame(as: node.layout) {
        if case .map = node.operation { return visit(node, .full) }
        return reject(node)
      }
      return joinsAsRow(node, layout) ? visitRow(node) : reject(node)
    case .row:
      return Self.sameElements(layout, node.layout) ? visitRow(node) : reject(node)
    }
  }

  private mutating func visitRow(_ node: Node) -> Region.Reference {
    switch node.operation {
    case .map: return visit(node, .row)
    case .reduce(let reduction, let axes):
      let fits = axes == region.reduced && node.operandLayout(0)!.shape == region.domain
      let order = reduction.order(in: node.loop)
      return fits && (order != .position || node === root) && admit(order)
        ? visit(node, .row) : reject(node)
    default: return reject(node)
    }
  }

  /// Whether a reduction of this order can share the lane loops of those already here.
  private mutating func admit(_ new: Reduction.Order) -> Bool {
    guard let old = order else {
      order = new
      return true
    }
    switch (old, new) {
    case (.free, .free), (.pairwise, .free), (.pairwise, .pairwise),
      (.pairwiseComplex, .pairwiseComplex):
      return true
    case (.free, .pairwise):
      order = .pairwise
      return true
    default: return false
    }
  }

  /// True when a full step reads pending `node` broadcast along exactly the reduced axes.
  private mutating func joinsAsRow(_ node: Node, _ layout: Layout) -> Bool {
    // A running sum's kernel has one pass: rows are computed before it.
    if case .scan = root.operation { return false }
    var reduced = region.reduced
    if reduced == 0 {
      guard let below = Self.reduction(under: node), case .reduce(_, let axes) = below.operation,
        below.operandLayout(0)!.shape == region.domain
      else { return false }
      reduced = axes
    }
    guard layout.offset == 0, node.layout.isContiguous else { return false }
    // The strides of the rows, laid over the domain, must be those of the node's own contiguous layout.
    var expected = node.dtype.itemSize
    var count = 1
    var axis = region.domain.count - 1
    while axis >= 0 {
      let extent = region.domain[axis]
      if reduced & (1 << UInt64(axis)) != 0 {
        if extent != 1 && layout.strides[axis] != 0 { return false }
      } else {
        if extent != 1 && layout.strides[axis] != expected { return false }
        expected *= extent
        count *= extent
      }
      axis -= 1
    }
    guard count == node.layout.count, hasKeptAxes(node.layout, without: reduced) else {
      return false
    }
    region.reduced = reduced
    return true
  }

  /// True when a layout has the domain's axes without those of `reduced`, but for axes of length one.
  private func hasKeptAxes(_ layout: Layout, without reduced: UInt64) -> Bool {
    var next = 0
    for (axis, extent) in region.domain.enumerated()
    where extent != 1 && reduced & (1 << UInt64(axis)) == 0 {
      while next < layout.shape.count && layout.shape[next] == 1 { next += 1 }
      guard next < layout.shape.count, layout.shape[next] == extent else { return false }
      next += 1
    }
    return true
  }

  /// The port for computed memory; equal memory seen the same way gets one port.
  private mutating func port(
    _ dtype: DType, _ layout: Layout, _ node: Node, _ buffer: Buffer, _ rate: Region.Rate
  ) -> Region.Reference {
    let strides = rate == .full ? layout.strides : region.rowStrides(layout)
    let address = buffer.address + layout.offset
    for (index, port) in region.ports.enumerated() {
      if port.buffer === buffer, port.address == address, port.dtype == dtype, port.rate == rate,
        port.strides == strides
      {
        return Region.Reference(source: .port, index: Int16(index))
      }
    }
    region.ports.append(
      Region.Port(
        dtype: dtype, rate: rate, buffer: buffer, node: node, address: address, strides: strides))
    return Region.Reference(source: .port, index: Int16(region.ports.count - 1))
  }
}

extension Region {
  /// The strides over the domain of a row operand: it has the domain's kept axes in their order, and axes of length one
  /// anywhere.
  func rowStrides(_ layout: Layout) -> [Int] {
    var strides = [Int](repeating: 0, count: domain.count)
    var next = 0
    for axis in domain.indices where domain[axis] != 1 && !isReduced(axis) {
      while layout.shape[next] == 1 { next += 1 }
      strides[axis] = layout.strides[next]
      next += 1
    }
    return strides
  }
}
