// SPDX-License-Identifier: Apache-2.0
// Decides which pending nodes run together, and runs them.

import JIT

/// Computes pending nodes.
///
/// Everything here runs under `Engine.lock`.
enum Scheduler {
  /// A row longer than this is not one kernel's: its reductions run on their own, perhaps in parts.
  static let longRow = 1 << 16

  nonisolated(unsafe) private static var mark: UInt64 = 0
  /// True while a walk's storage is in use: what is computed meanwhile (a warning's replay) is planned afresh.
  nonisolated(unsafe) private static var isBusy = false
  nonisolated(unsafe) private static var recorder: PlanRecorder?

  /// Computes `root`; with a target, its value goes there and `root` is of no further use.
  static func compute(_ root: Node, into target: StoreTarget? = nil) {
    guard !isBusy, let walk = GraphWalk(root, into: target?.layout) else {
      let suspended = recorder.take()
      plan(root, target)
      recorder = suspended
      return
    }
    isBusy = true
    if let known = Plan.find(walk) {
      let buffer = target.map { Unmanaged.passUnretained($0.buffer) }
      lastRaised |= known._withUnsafeGuaranteedRef { $0.run(walk, buffer) }
    } else {
      recorder = PlanRecorder(walk)
      plan(root, target)
      recorder?.finish()
      recorder = nil
    }
    isBusy = false
  }

  /// Decides what runs together, and runs it.
  private static func plan(_ root: Node, _ target: StoreTarget?) {
    var waiting = [root]
    while let node = waiting.last {
      if !node.isPending {
        waiting.removeLast()
        continue
      }
      mark += 1
      var region = RegionBuilder.build(node, mark: mark)
      if region.boundary.isEmpty { run(&region, node === root ? target : nil) }
      waiting.append(contentsOf: region.boundary)
    }
  }

  /// Runs a region, or names in its boundary what must run on its own first.
  private static func run(_ region: inout Region, _ target: StoreTarget?) {
    chooseOutputs(&region, target)
    let kind = kind(of: region)
    switch KernelForm.choose(region, kind: kind) {
    case .split:
      splitOff(&region, target)
    case .pack:
      recorder?.spoil()
      Packing.pack(&region)
      if case .form(let form) = KernelForm.choose(region, kind: kind) {
        launch(&region, form, target)
      } else {
        splitOff(&region, target)
      }
    case .form(let form):
      launch(&region, form, target)
    }
  }

  private static func kind(of region: Region) -> KernelForm.Kind {
    for step in region.steps {
      switch step.node.operation {
      case .scan: return .scan
      case .reduce(let reduction, _) where reduction.order(in: step.node.loop) == .position:
        return .position
      default: continue
      }
    }
    return .row
  }

  /// Reports what the kernel of the region under `root`, still pending, met.
  static func report(_ status: Status, regionOf root: Node) {
    if !Warnings.mayBeHeard { return }
    mark += 1
    Warnings.report(status, RegionBuilder.build(root, mark: mark))
  }

  /// Computes a node whose operands are all computed, and returns the flags raised.
  static func computeAlone(_ node: Node) -> Status {
    lastRaised = 0
    compute(node)
    return Status(rawValue: lastRaised)
  }

  nonisolated(unsafe) private static var lastRaised: UInt32 = 0
  /// Nodes that the region being launched computes in passing though users see them.
  nonisolated(unsafe) private static var passed: [Node] = []

  private static func launch(
    _ region: inout Region, _ form: KernelForm, _ target: StoreTarget?
  ) {
    let isLong = form.kind == .row && region.reduced != 0 && form.inner > longRow
    if isLong && !LongRows.fits(region) {
      splitOff(&region, target)
      return
    }
    let launcher: Launcher
    if isLong, let length = LongRows.partLength(region, form) {
      launcher = Launcher(region, form, partLength: length)
    } else {
      launcher = Launcher(region, form)
    }
    recorder?.note(launcher, region, passed: passed, target)
    let arguments = launcher.begin()
    for (index, port) in region.ports.enumerated() {
      arguments.setAddress(port.address, port: index)
    }
    for (index, scalar) in region.scalars.enumerated() {
      arguments.setScalar(scalar.bits, index)
    }
    let status = Status(rawValue: launcher.run(arguments))
    passed = []
    lastRaised |= status.rawValue
    Warnings.report(status, region)
    for step in region.steps where step.output >= 0 {
      step.node.complete(.passRetained(region.ports[Int(step.output)].buffer))
    }
    region.steps.removeAll()
  }

  /// Leaves the first reductions of the region to be computed on their own; or, if its only reduction is its root, drops the
  /// other outputs, whose nodes stay pending.
  private static func splitOff(_ region: inout Region, _ target: StoreTarget?) {
    let root = region.steps.count - 1
    for (index, step) in region.steps.enumerated() where index != root && step.level == 1 {
      if case .reduce = step.node.operation { region.boundary.append(step.node) }
    }
    if !region.boundary.isEmpty { return }
    let node = region.steps[root].node
    mark += 1
    region = RegionBuilder.build(node, mark: mark)
    addOutput(&region, region.steps.count - 1, target)
    var kind = kind(of: region)
    if case .pack = KernelForm.choose(region, kind: kind) {
      recorder?.spoil()
      Packing.pack(&region)
    }
    kind = self.kind(of: region)
    guard case .form(let form) = KernelForm.choose(region, kind: kind) else {
      preconditionFailure("a single reduction always has a form")
    }
    launch(&region, form, target)
  }
}

// MARK: Outputs

extension Scheduler {
  /// Decides which steps are stored: the root, and what others can see and is dear to compute again, or has already been
  /// computed in passing once.
  private static func chooseOutputs(_ region: inout Region, _ target: StoreTarget?) {
    let root = region.steps.count - 1
    passed = []
    // The kernel of a position stores nothing else.
    let isPosition = kind(of: region) == .position
    for index in region.steps.indices {
      let step = region.steps[index]
      if index == root {
        addOutput(&region, index, target)
        continue
      }
      let isSeen = Node.isHeld(.passUnretained(step.node)) || step.node.users > step.uses
      if !isSeen || isPosition { continue }
      if step.node.wasPassed || isWorthStoring(step) {
        addOutput(&region, index, nil)
      } else {
        step.node.wasPassed = true
        passed.append(step.node)
      }
    }
  }

  private static func isWorthStoring(_ step: Region.Step) -> Bool {
    switch step.node.operation {
    case .map(let ufunc): step.rate == .row || ufunc.facts.isExpensive
    default: true
    }
  }

  private static func addOutput(_ region: inout Region, _ index: Int, _ target: StoreTarget?) {
    let node = region.steps[index].node
    let layout = target?.layout ?? node.layout
    let buffer = target?.buffer ?? Buffer.make(byteCount: layout.count * node.dtype.itemSize)
    let rate = region.steps[index].rate
    let strides = rate == .full ? layout.strides : region.rowStrides(layout)
    region.steps[index].output = Int16(region.ports.count)
    region.ports.append(
      Region.Port(
        dtype: node.dtype, rate: rate, buffer: buffer, address: buffer.address + layout.offset,
        strides: strides, isOutput: true))
  }
}
