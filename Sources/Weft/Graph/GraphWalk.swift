// SPDX-License-Identifier: Apache-2.0
// The pending graph below a node, listed and described in words.

import JIT

/// Lists what a pending node's graph consists of, and describes it in words that say everything a plan for it depends on.
///
/// Two graphs with equal words have the same operations over the same dtypes and layouts, in the same wiring, with the same
/// nodes in users' hands; only the memory they read and the values of scalars may differ. So what was planned for one serves
/// the other. The words of a node:
///
///     operation · reduction or ufunc · loop · dtype · operands · passed      one word
///     the result's layout                                                    one word
///     reduced axes, or the axis of a running reduction                       one word, if it has any
///     kind · index · dtype; layout (0: the whole of a pending node)          two words per operand
///     for a scalar: dtype; its place among the different scalars             likewise
///
/// and at the end two bits per node: held by a user; read by pending nodes outside the graph. One walk exists at a time: its
/// storage is static, guarded by `Engine.lock`, and has room for twice `Engine.weightLimit` nodes.
struct GraphWalk {
  /// Pending nodes, operands before their users: the root is last, and keeps them while it is pending.
  let nodes: UnsafeMutablePointer<Unmanaged<Node>>
  /// Computed nodes that the graph reads.
  let leaves: UnsafeMutablePointer<Unmanaged<Node>>
  let words: UnsafeMutablePointer<UInt64>
  /// The different scalars: dtype and bits.
  private let scalars: UnsafeMutablePointer<(UInt64, UInt64, UInt64)>

  private static let nodeLimit = 256
  private static let leafLimit = 3 * nodeLimit
  /// Operands of all nodes: as many scalars can there be.
  private static let linkLimit = leafLimit
  private static let wordLimit = 12 * nodeLimit
  /// The storage of walks: nodes, leaves, words, scalars.
  nonisolated(unsafe) private static var storage: UnsafeMutableRawPointer?
  nonisolated(unsafe) private static var lastMark: UInt64 = 0

  private(set) var nodeCount = 0
  private(set) var leafCount = 0
  private var linkCount = 0
  private(set) var wordCount = 0
  private var scalarCount = 0
  private(set) var hash: UInt64 = 0
  private let mark: UInt64

  /// Walks the graph of `root`, whose value goes to memory that `target` lists; nil for a graph too large.
  init?(_ root: Node, into target: Layout?) {
    Self.lastMark += 1
    mark = Self.lastMark
    let size = MemoryLayout<UInt64>.stride
    let storage =
      Self.storage
      ?? .allocate(
        byteCount: (Self.nodeLimit + 4 * Self.leafLimit + Self.wordLimit) * size, alignment: 64)
    Self.storage = storage
    nodes = storage.assumingMemoryBound(to: Unmanaged<Node>.self)
    leaves = nodes + Self.nodeLimit
    words = (storage + (Self.nodeLimit + Self.leafLimit) * size)
      .assumingMemoryBound(to: UInt64.self)
    scalars = UnsafeMutableRawPointer(words + Self.wordLimit)
      .assumingMemoryBound(to: (UInt64, UInt64, UInt64).self)
    write(target.map { LayoutTable.number(of: $0) } ?? 0, UInt64(Threads.count))
    guard visit(root) else { return nil }
    var bits: UInt64 = 0
    for index in 0..<nodeCount - 1 {
      let node = nodes[index]
      let isRead = node._withUnsafeGuaranteedRef { $0.users > $0.walkUses }
      bits = bits << 2 | (Node.isHeld(node) ? 1 : 0) | (isRead ? 2 : 0)
      if index & 31 == 31 { write(bits, 0) }
    }
    write(bits, UInt64(nodeCount))
  }

  /// The number of pending nodes that `node` needs.
  static func countPending(below node: Node) -> Int32 {
    lastMark += 1
    return countUnmarked(below: node)
  }

  private static func countUnmarked(below node: Node) -> Int32 {
    var count: Int32 = 0
    for index in 0..<Int(node.linkCount) {
      node.link(index).node?._withUnsafeGuaranteedRef { below in
        if !below.isPending || below.walkMark == lastMark { return }
        below.walkMark = lastMark
        count += 1 + countUnmarked(below: below)
      }
    }
    return count
  }

  /// Lists a pending node after its operands; false when there is no room.
  private mutating func visit(_ node: Node) -> Bool {
    linkCount += Int(node.linkCount)
    if linkCount > Self.linkLimit { return false }
    for index in 0..<Int(node.linkCount) {
      let link = node.link(index)
      guard let below = link.node else { continue }
      let isListed = below._withUnsafeGuaranteedRef { below in
        if below.walkMark == mark {
          below.walkUses += 1
          return true
        }
        if below.isPending {
          guard visit(below) else { return false }
          below.walkUses = 1
          return true
        }
        if leafCount == Self.leafLimit { return false }
        leaves[leafCount] = .passUnretained(below)
        below.walkMark = mark
        below.walkIndex = Int32(leafCount)
        leafCount += 1
        return true
      }
      if !isListed { return false }
    }
    if nodeCount == Self.nodeLimit { return false }
    describe(node)
    nodes[nodeCount] = .passUnretained(node)
    node.walkMark = mark
    node.walkUses = 0
    node.walkIndex = Int32(nodeCount)
    nodeCount += 1
    return true
  }

  private mutating func describe(_ node: Node) {
    var (kind, code, axes): (UInt64, UInt8, UInt64?) = (0, 0, nil)
    switch node.operation {
    case .map(let ufunc): (kind, code) = (1, ufunc.rawValue)
    case .reduce(let reduction, let mask): (kind, code, axes) = (2, reduction.rawValue, mask)
    case .scan(let reduction, let axis): (kind, code, axes) = (3, reduction.rawValue, UInt64(axis))
    case .value: break
    }
    let operation =
      kind | UInt64(code) << 8 | UInt64(node.loop.rawValue) << 16
      | UInt64(node.dtype.rawValue) << 24 | UInt64(node.linkCount) << 32
      | (node.wasPassed ? 1 << 40 : 0)
    write(operation, LayoutTable.number(of: node.layout))
    if let axes { write(axes, 0) }
    for index in 0..<Int(node.linkCount) {
      let link = node.link(index)
      let dtype = UInt64(link.dtype.rawValue) << 32
      guard let below = link.node else {
        write(dtype, place(ofScalar: link))
        continue
      }
      below._withUnsafeGuaranteedRef { below in
        let place = UInt64(below.walkIndex) << 8 | dtype
        if let layout = link.layout {
          let number = layout._withUnsafeGuaranteedRef { LayoutTable.number(of: $0) }
          write(place | (below.isPending ? 1 : 2), number)
        } else if below.isPending {
          write(place | 1, 0)
        } else {
          write(place | 2, LayoutTable.number(of: below.layout))
        }
      }
    }
  }

  /// Where a scalar stands among the different ones: regions compute with equal scalars once.
  private mutating func place(ofScalar link: Link) -> UInt64 {
    let scalar = (UInt64(link.dtype.rawValue), link.scalar.0, link.scalar.1)
    var place = 0
    while place < scalarCount {
      if scalars[place] == scalar { return UInt64(place) }
      place += 1
    }
    scalars[place] = scalar
    scalarCount += 1
    return UInt64(place)
  }

  @inline(__always)
  private mutating func write(_ first: UInt64, _ second: UInt64) {
    words[wordCount] = first
    words[wordCount + 1] = second
    wordCount += 2
    // The first product does not wait for the hash (its constant is 2^64 over the square root of 3).
    hash = mixed(hash, first &* 0x93CD_3A2C_8198_E269 ^ second)
  }

  /// Where `node` stands among the nodes that were pending when the walk was made.
  func index(of node: Node) -> Int? {
    guard case .node(let index)? = source(of: node) else { return nil }
    return Int(index)
  }

  /// Where `node` stands among the graph's nodes or leaves.
  func source(of node: Node) -> Plan.Launch.Source? {
    guard node.walkMark == mark else { return nil }
    let index = Int(node.walkIndex)
    let isNode =
      index < nodeCount
      && nodes[index].toOpaque() == Unmanaged.passUnretained(node).toOpaque()
    return isNode ? .node(Int32(index)) : .leaf(Int32(index))
  }
}
