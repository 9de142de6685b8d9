// SPDX-License-Identifier: Apache-2.0
// What computing a graph came to the last time: the launches, ready to be repeated for an equal graph.

import JIT

/// The launches that compute a graph, in terms of its walk.
///
/// Planning (regions, forms, cache keys) costs microseconds, a repeated launch a tenth of one. So the scheduler notes what it did
/// for a graph (`PlanRecorder`), and does the same for every graph with the same words (`GraphWalk`). A plan is plain memory that
/// its object owns: repeating it counts no references.
final class Plan {
  /// One kernel's run.
  struct Launch {
    /// Where the memory of a port comes from.
    enum Source { case leaf(Int32), node(Int32), output }

    /// A port's memory and the bytes from its start to the first element.
    struct Port {
      var source: Source
      var offset: Int
    }

    /// A scalar: operand `operand` of a node of the walk.
    struct Scalar {
      var node: Int32
      var operand: Int32
    }

    /// A node that the kernel stores: its port, its memory.
    struct Output {
      var node: Int32
      var port: Int32
      var byteCount: Int
      /// True when it goes to the store's target, not to memory of its own.
      var isTarget: Bool
    }

    let launcher: Unmanaged<Launcher>
    /// The region's root, as an index of the walk's nodes.
    let root: Int
    let ports: UnsafeMutableBufferPointer<Port>
    let scalars: UnsafeMutableBufferPointer<Scalar>
    /// Operands before their users.
    let outputs: UnsafeMutableBufferPointer<Output>
    /// Nodes that users see and that were computed in passing.
    let passed: UnsafeMutableBufferPointer<Int>
  }

  private let hash: UInt64
  private let words: UnsafeMutableBufferPointer<UInt64>
  let launches: UnsafeMutableBufferPointer<Launch>

  /// Takes over the memory and the launchers of `launches`.
  init(_ walk: GraphWalk, _ launches: [Launch]) {
    hash = walk.hash
    words = .copy(of: UnsafeBufferPointer(start: walk.words, count: walk.wordCount))
    self.launches = .copy(of: launches)
  }

  deinit {
    for launch in launches { launch.deallocate() }
    launches.deallocate()
    words.deallocate()
  }

  /// True if this plan serves the graph that was walked.
  @inline(__always)
  private func serves(_ walk: GraphWalk) -> Bool {
    if hash != walk.hash || words.count != walk.wordCount { return false }
    let own = words.baseAddress!
    for index in 0..<walk.wordCount where own[index] != walk.words[index] { return false }
    return true
  }
}

extension Plan.Launch {
  /// Frees the memory and lets the launcher go.
  func deallocate() {
    launcher.release()
    ports.deallocate()
    scalars.deallocate()
    outputs.deallocate()
    passed.deallocate()
  }
}

extension UnsafeMutableBufferPointer {
  /// New memory with the elements of `elements`.
  static func copy(of elements: some Collection<Element>) -> Self {
    let memory = Self.allocate(capacity: elements.count)
    _ = memory.initialize(from: elements)
    return memory
  }
}

// MARK: Remembering

extension Plan {
  /// A plan is looked for in `ways` places from the one its hash names.
  private static let capacity = 4096
  private static let ways = 4

  nonisolated(unsafe) private static var known: UnsafeMutablePointer<Unmanaged<Plan>?>?

  /// Owns a reference to each plan.
  private static var places: UnsafeMutablePointer<Unmanaged<Plan>?> {
    if let known { return known }
    let places = UnsafeMutablePointer<Unmanaged<Plan>?>.allocate(capacity: capacity + ways)
    places.initialize(repeating: nil, count: capacity + ways)
    known = places
    return places
  }

  nonisolated(unsafe) private static var nextVictim = 0

  /// The plan that serves the graph, alive at least until another is remembered.
  @inline(__always)
  static func find(_ walk: GraphWalk) -> Unmanaged<Plan>? {
    let first = Int(walk.hash >> 44) & (capacity - 1)
    for place in first..<first + ways {
      guard let plan = places[place] else { return nil }
      if plan._withUnsafeGuaranteedRef({ $0.serves(walk) }) { return plan }
    }
    return nil
  }

  static func remember(_ plan: Plan) {
    let first = Int(plan.hash >> 44) & (capacity - 1)
    let own = Unmanaged.passRetained(plan)
    for place in first..<first + ways where places[place] == nil {
      places[place] = own
      return
    }
    nextVictim = (nextVictim + 1) % ways
    places[first + nextVictim]?.release()
    places[first + nextVictim] = own
  }

  /// Forgets everything, for tests and measurements of first runs.
  static func forgetAll() {
    for place in 0..<capacity + ways {
      places[place]?.release()
      places[place] = nil
    }
  }
}

// MARK: Running

extension Plan {
  /// Computes the graph that was walked, a store's into `target`, and returns the flags raised.
  @inline(__always)
  func run(_ walk: GraphWalk, _ target: Unmanaged<Buffer>?) -> UInt32 {
    var raised: UInt32 = 0
    for index in 0..<launches.count { raised |= launches[index].run(walk, target) }
    return raised
  }
}

extension Plan.Launch {
  /// `Status.reported`, which is another module's and so not known when this is compiled.
  private static let reported: UInt32 = 1 | 4 | 8 | 16

  /// Runs the kernel for the graph that was walked, and completes the nodes that it stores.
  @inline(__always)
  fileprivate func run(_ walk: GraphWalk, _ target: Unmanaged<Buffer>?) -> UInt32 {
    for index in passed { walk.nodes[index]._withUnsafeGuaranteedRef { $0.wasPassed = true } }
    if outputs.count != 1 { return runSeveral(walk, target) }
    // A launch with one output, nearly every one, keeps its buffer out of an array.
    let output = outputs[0]
    let buffer = memory(of: output, target)
    let arguments = launcher._withUnsafeGuaranteedRef { $0.begin() }
    setOutput(output, buffer, arguments)
    let raised = launch(walk, arguments)
    walk.nodes[Int(output.node)]._withUnsafeGuaranteedRef { $0.complete(buffer) }
    return raised
  }

  @inline(never)
  private func runSeveral(_ walk: GraphWalk, _ target: Unmanaged<Buffer>?) -> UInt32 {
    let buffers = outputs.map { memory(of: $0, target) }
    let arguments = launcher._withUnsafeGuaranteedRef { $0.begin() }
    for (output, buffer) in zip(outputs, buffers) { setOutput(output, buffer, arguments) }
    let raised = launch(walk, arguments)
    for (output, buffer) in zip(outputs, buffers) {
      walk.nodes[Int(output.node)]._withUnsafeGuaranteedRef { $0.complete(buffer) }
    }
    return raised
  }

  /// The memory for an output, with a reference that the output's node takes over.
  @inline(__always)
  private func memory(of output: Output, _ target: Unmanaged<Buffer>?) -> Unmanaged<Buffer> {
    output.isTarget ? target!.retain() : Buffer.makeUnmanaged(byteCount: output.byteCount)
  }

  @inline(__always)
  private func setOutput(
    _ output: Output, _ buffer: Unmanaged<Buffer>, _ arguments: Launcher.Arguments
  ) {
    let port = Int(output.port)
    let address = buffer._withUnsafeGuaranteedRef { $0.address }
    arguments.setAddress(address + ports[port].offset, port: port)
  }

  /// Runs the kernel, whose outputs are set, and reports what it met while the nodes are still pending.
  @inline(__always)
  private func launch(_ walk: GraphWalk, _ arguments: Launcher.Arguments) -> UInt32 {
    for port in 0..<ports.count {
      let node: Unmanaged<Node>
      switch ports[port].source {
      case .leaf(let index): node = walk.leaves[Int(index)]
      case .node(let index): node = walk.nodes[Int(index)]
      case .output: continue
      }
      let address = node._withUnsafeGuaranteedRef { $0.address! }
      arguments.setAddress(address + ports[port].offset, port: port)
    }
    for index in 0..<scalars.count {
      let scalar = scalars[index]
      let bits = walk.nodes[Int(scalar.node)]._withUnsafeGuaranteedRef {
        $0.link(Int(scalar.operand)).scalar
      }
      arguments.setScalar(bits, index)
    }
    let raised = launcher._withUnsafeGuaranteedRef { $0.run(arguments) }
    if raised & Self.reported != 0 {
      let status = Status(rawValue: raised)
      walk.nodes[root]._withUnsafeGuaranteedRef { Scheduler.report(status, regionOf: $0) }
    }
    return raised
  }
}

// MARK: Recording

/// Notes the launches of one computation.
struct PlanRecorder {
  let walk: GraphWalk
  private var launches: [Plan.Launch] = []
  /// False once something happened that a plan cannot repeat.
  private var isRepeatable = true

  init(_ walk: GraphWalk) { self.walk = walk }

  /// Something ran that depends on more than the walk's words.
  mutating func spoil() { isRepeatable = false }

  /// Notes a launch that is about to run; `region`'s outputs are chosen.
  mutating func note(_ launcher: Launcher, _ region: Region, passed: [Node], _ target: StoreTarget?)
  {
    guard isRepeatable, let root = walk.index(of: region.steps.last!.node) else { return spoil() }
    var ports: [Plan.Launch.Port] = []
    for port in region.ports {
      guard let source = port.isOutput ? .output : walk.source(of: port.node!) else {
        return spoil()
      }
      ports.append(Plan.Launch.Port(source: source, offset: port.address - port.buffer.address))
    }
    var outputs: [Plan.Launch.Output] = []
    for step in region.steps where step.output >= 0 {
      guard let node = walk.index(of: step.node) else { return spoil() }
      let buffer = region.ports[Int(step.output)].buffer
      outputs.append(
        Plan.Launch.Output(
          node: Int32(node), port: Int32(step.output), byteCount: buffer.byteCount,
          isTarget: target.map { $0.buffer === buffer } ?? false))
    }
    var scalars: [Plan.Launch.Scalar] = []
    for scalar in region.scalars {
      guard let node = walk.index(of: scalar.node) else { return spoil() }
      scalars.append(Plan.Launch.Scalar(node: Int32(node), operand: Int32(scalar.operand)))
    }
    launches.append(
      Plan.Launch(
        launcher: .passRetained(launcher), root: root, ports: .copy(of: ports),
        scalars: .copy(of: scalars), outputs: .copy(of: outputs),
        passed: .copy(of: passed.compactMap { walk.index(of: $0) })))
  }

  /// Keeps what was noted for the next equal graph.
  func finish() {
    if isRepeatable && !launches.isEmpty {
      Plan.remember(Plan(walk, launches))
    } else {
      for launch in launches { launch.deallocate() }
    }
  }
}
