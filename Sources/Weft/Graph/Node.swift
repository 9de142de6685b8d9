// SPDX-License-Identifier: Apache-2.0
// The recorded graph: operations over values, and the identity that views share.

import JIT
import Synchronization

/// What a pending node computes.
enum Operation {
  /// A computed value: `Node.buffer` holds it.
  case value
  /// An elementwise operation; operands are converted to `Node.loop` first.
  case map(Ufunc)
  /// A reduction of operand 0 over `axes` (sorted); computed in `Node.loop`.
  case reduce(Reduction, axes: [Int])
  /// A running reduction of operand 0 along `axis`.
  case scan(Reduction, axis: Int)
}

/// What an operation reads.
struct Operand {
  /// The value read, or nil for a scalar.
  var node: Node?
  /// Where its elements lie, already broadcast to the operation's shape; nil for a scalar.
  var layout: Layout?
  var dtype: DType
  /// A scalar's value in `dtype`: its element's bits, real and imaginary part.
  var scalar: (UInt64, UInt64) = (0, 0)
}

/// A pure operation, pending until it is forced; then a computed value.
///
/// Invariant: `operation` is `.value` exactly when `buffer` is not nil, and then there are no operands. A result always
/// lies as `layout` says, from offset 0 of its own buffer. Everything mutable is guarded by `Engine.lock`.
package final class Node: @unchecked Sendable {
  var operation: Operation
  var operands: [Operand]
  /// The dtype operands are converted to before the operation.
  let loop: DType
  let dtype: DType
  let layout: Layout
  package var buffer: Buffer?
  /// Number of bases that show this value to users; with none, nobody can observe it but other nodes.
  let bases = Atomic<Int>(0)
  /// Pending nodes that read this one, counted once per operand.
  var users: Int32 = 0
  /// Position in `PendingNodes`, or -1.
  var place: Int32 = -1
  /// True once a kernel has computed it in passing, without storing it.
  var wasPassed = false
  /// Longest chain of pending nodes below, this one included.
  var depth: Int32 = 0
  /// Pending nodes below, counted once per path, this one included.
  var weight: Int32 = 0
  /// Scratch of the scheduler: meaningful only while `mark` equals its current number.
  var mark: UInt64 = 0
  var slot: Int32 = 0
  /// Where warnings about this operation go: the scope it was written in, if any.
  let scope: WarningScope?
  /// What has been warned of: a node that others look at may be computed more than once.
  var warned: Status = []

  init(operation: Operation, operands: [Operand], loop: DType, dtype: DType, layout: Layout) {
    self.operation = operation
    self.operands = operands
    self.loop = loop
    self.dtype = dtype
    self.layout = layout
    scope = WarningScope.current
  }

  /// A computed value.
  package init(buffer: Buffer, dtype: DType, layout: Layout) {
    operation = .value
    operands = []
    loop = dtype
    self.dtype = dtype
    self.layout = layout
    self.buffer = buffer
    scope = nil
  }

  var isPending: Bool { buffer == nil }

  /// Becomes a computed value; drops the operands and leaves their buffers' reader lists.
  func complete(_ buffer: Buffer) {
    PendingNodes.remove(self)
    self.buffer = buffer
    operation = .value
    depth = 0
    weight = 0
    releaseOperands()
  }

  /// Drops the operands without recursion: a chain may be 100,000 nodes deep.
  private func releaseOperands() {
    var doomed = operands
    operands = []
    leaveReaders(doomed)
    while var operand = doomed.popLast() {
      guard operand.node != nil, isKnownUniquelyReferenced(&operand.node) else { continue }
      let node = operand.node!
      guard node.isPending else { continue }
      // This was the last reference: take the node's operands before its deinit would.
      PendingNodes.remove(node)
      node.leaveReaders(node.operands)
      doomed.append(contentsOf: node.operands)
      node.operands = []
    }
  }

  /// Enters the reader list of every buffer it reads, and counts as a user of every pending node.
  func enterReaders() {
    for operand in operands {
      guard let node = operand.node else { continue }
      if let buffer = node.buffer {
        if buffer.readers.isEmpty { PendingNodes.hold(buffer) }
        buffer.readers.append(.passUnretained(self))
      }
      node.users += 1
    }
  }

  private func leaveReaders(_ operands: [Operand]) {
    for operand in operands {
      guard let node = operand.node else { continue }
      node.users -= 1
      guard let buffer = node.buffer else { continue }
      let own = Unmanaged.passUnretained(self).toOpaque()
      guard let position = buffer.readers.lastIndex(where: { $0.toOpaque() == own }) else {
        continue
      }
      buffer.readers.remove(at: position)
      if buffer.readers.isEmpty { PendingNodes.release(buffer) }
    }
  }

  deinit {
    if !operands.isEmpty {
      Engine.lock.withLock {
        PendingNodes.remove(self)
        releaseOperands()
      }
    }
  }
}

/// What all views of one array share: its current value.
///
/// Operations capture nodes, never bases, so a full update just gives the base a new node, like register renaming.
package final class Base: @unchecked Sendable {
  package private(set) var node: Node

  init(_ node: Node) {
    self.node = node
    node.bases.add(1, ordering: .relaxed)
  }

  /// Gives all views a new value.
  func replace(_ new: Node) {
    new.bases.add(1, ordering: .relaxed)
    node.bases.subtract(1, ordering: .relaxed)
    node = new
  }

  /// True when nothing else, pending operations included, holds the current value or its memory.
  var ownsValueAlone: Bool {
    guard isKnownUniquelyReferenced(&node), var buffer = node.buffer.take() else { return false }
    defer { node.buffer = buffer }
    return isKnownUniquelyReferenced(&buffer)
  }

  deinit { node.bases.subtract(1, ordering: .relaxed) }
}
