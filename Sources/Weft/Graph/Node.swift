// SPDX-License-Identifier: Apache-2.0
// The recorded graph: operations over values.

import CShims
import JIT

/// What a pending node computes.
enum Operation: Equatable {
  /// A computed value: `Node.buffer` holds it.
  case value
  /// An elementwise operation; operands are converted to `Node.loop` first.
  case map(Ufunc)
  /// A reduction of operand 0 over the axes whose bits are set; computed in `Node.loop`.
  case reduce(Reduction, axes: UInt64)
  /// A running reduction of operand 0 along `axis`.
  case scan(Reduction, axis: UInt8)
}

/// What NumPy's users wrote where Weft records another operation: warnings name that.
enum Blame: Equatable {
  case itself
  /// A step of a ufunc: the conversion of its result, a root for a power.
  case ufunc(Ufunc)
  /// A quotient of two scalars.
  case scalarDivision
  /// Nothing: NumPy does not look.
  case nothing
}

/// What an operation reads, as it is recorded.
struct Operand {
  /// The value read, or nil for a scalar.
  var node: Node?
  /// Where its elements lie, already broadcast to the operation's shape; nil for a scalar and for the whole of `node`.
  var layout: Layout?
  var dtype: DType
  /// A scalar's value in `dtype`: its element's bits, real and imaginary part.
  var scalar: (UInt64, UInt64) = (0, 0)

  /// All elements of `array`, where they lie.
  init(_ array: NDArray) {
    node = array.node
    layout = array.window
    dtype = array.dtype
  }

  /// The elements of `array` as `layout` lists them.
  init(_ array: NDArray, _ layout: Layout) {
    node = array.node
    self.layout = layout
    dtype = array.dtype
  }

  /// Operand `index` of `node` once more.
  init(_ node: Node, _ index: Int) {
    let link = node.link(index)
    self.node = node.operand(index)
    layout = link.layout?.takeUnretainedValue()
    dtype = link.dtype
    scalar = link.scalar
  }

  /// A number, given by its bits in `dtype`.
  init(scalar: (UInt64, UInt64), _ dtype: DType) {
    self.dtype = dtype
    self.scalar = scalar
  }
}

/// An operand as a node keeps it: plain bits, so that walks over the graph count no references.
///
/// The node that keeps it owns one reference to each of `node` and `layout`.
struct Link {
  var node: Unmanaged<Node>?
  var layout: Unmanaged<Layout>?
  var dtype: DType = .bool
  var scalar: (UInt64, UInt64) = (0, 0)
}

/// A pure operation, pending until it is forced; then a computed value.
///
/// Invariant: `operation` is `.value` exactly when `address` is not nil, and then there are no links. A result always
/// lies as `layout` says, from offset 0 of its own buffer. Everything mutable is guarded by `Engine.lock`.
///
/// An operation whose last reference is another's link, as nearly all inside an expression are, is not freed but made anew for
/// the next one that is recorded (`Node+Recycling`).
package final class Node: @unchecked Sendable {
  private(set) var operation: Operation
  /// The dtype operands are converted to before the operation.
  private(set) var loop: DType
  private(set) var dtype: DType
  /// True for a node that was once pending: only then its end concerns the graph.
  let isRecorded: Bool
  /// True for a value in memory that others may write to.
  let isOutside: Bool
  fileprivate(set) var linkCount: UInt8 = 0
  /// True once a kernel has computed it in passing, without storing it.
  var wasPassed = false
  private(set) var layout: Layout
  /// The memory of a computed value; the node owns a reference.
  fileprivate(set) var memory: Unmanaged<Buffer>?
  /// Where the buffer begins.
  private(set) var address: UnsafeMutableRawPointer?
  fileprivate var links = (Link(), Link(), Link())
  /// Links beyond the third, which calls of C functions can have.
  fileprivate var moreLinks: UnsafeMutablePointer<Link>?
  /// Links of pending nodes to this one: while it is computed, nobody may write its memory without asking them.
  fileprivate(set) var users: Int32 = 0
  /// Position in `PendingNodes`, or -1.
  var place: Int32 = -1
  /// Longest chain of pending nodes below, this one included.
  var depth: Int32 = 0
  /// Pending nodes below, this one included: those with several users may count several times, up to the limit.
  var weight: Int32 = 0
  /// Scratch of `RegionBuilder`: meaningful only while `mark` equals its current number.
  var mark: UInt64 = 0
  var slot: Int32 = 0
  /// Where warnings about this operation go: the scope it was written in, if any.
  fileprivate(set) var scope: WarningScope?
  /// Where the program wrote it, as `Warnings.origin` says it.
  fileprivate(set) var origin: UInt64
  /// What has been warned of: a node that others look at may be computed more than once.
  var warned: Status {
    get { Status(rawValue: warnedBits) }
    set { warnedBits = newValue.rawValue }
  }
  private var warnedBits: UInt32 = 0
  /// What its warnings name if it is not the operation itself.
  var blamed = Blame.itself
  /// Scratch of `GraphWalk`, likewise.
  var walkIndex: Int32 = 0
  var walkUses: Int32 = 0
  var walkMark: UInt64 = 0
  /// The next node of the list it is in, when it is free or about to be.
  var next: Unmanaged<Node>?

  init(_ operation: Operation, loop: DType, dtype: DType, layout: Layout) {
    self.operation = operation
    self.loop = loop
    self.dtype = dtype
    self.layout = layout
    scope = WarningScope.current
    origin = Warnings.currentOrigin
    isRecorded = true
    isOutside = false
  }

  /// A computed value.
  package init(buffer: Buffer, dtype: DType, layout: Layout) {
    operation = .value
    loop = dtype
    self.dtype = dtype
    self.layout = layout
    memory = .passRetained(buffer)
    scope = nil
    origin = 0
    address = buffer.address
    isRecorded = false
    isOutside = buffer.isBorrowed
  }

  /// Begins a new life as a pending operation; `isRecorded` is true.
  @inline(__always)
  func renew(_ operation: Operation, loop: DType, dtype: DType, layout: Layout) {
    self.operation = operation
    self.loop = loop
    self.dtype = dtype
    if self.layout !== layout { self.layout = layout }
    address = nil
    wasPassed = false
    warnedBits = 0
    blamed = .itself
    // No walk that is under way has seen this operation.
    mark = 0
    walkMark = 0
    scope = WarningScope.current
    origin = Warnings.currentOrigin
  }

  /// The memory of a computed value.
  package var buffer: Buffer? { memory?.takeUnretainedValue() }

  var isPending: Bool { address == nil }

  /// True if somebody besides pending nodes holds this value: an array that a user can look at.
  ///
  /// Only decides what is worth storing; another thread may change the answer at any time.
  ///
  /// Takes an unmanaged reference since one of the caller's own would count.
  @inline(__always)
  static func isHeld(_ node: Unmanaged<Node>) -> Bool {
    let users = node._withUnsafeGuaranteedRef { Int($0.users) }
    return weft_reference_count(node.toOpaque()) > users
  }

  /// True when nothing else holds the memory of this computed value, nor knows where it is.
  var ownsMemoryAlone: Bool {
    !isOutside && (memory.map { weft_reference_count($0.toOpaque()) == 1 } ?? false)
  }

  /// Bytes of the value.
  var byteCount: Int { layout.count * dtype.itemSize }

  /// Becomes a computed value, which takes over a reference to `buffer`, and drops the operands.
  func complete(_ buffer: Unmanaged<Buffer>) {
    PendingNodes.remove(self)
    memory = buffer
    address = buffer._withUnsafeGuaranteedRef { $0.address }
    operation = .value
    depth = 0
    weight = 0
    if users > 0 { PendingNodes.hold(byteCount) }
    releaseLinks()
  }

  deinit {
    if isRecorded {
      Engine.lock.lock()
      PendingNodes.remove(self)
      releaseLinks()
      Engine.lock.unlock()
    }
    if let memory { Buffer.drop(memory) }
  }
}

// MARK: Links

extension Node {
  /// The operand at `index`, below `linkCount`.
  @inline(__always)
  func link(_ index: Int) -> Link {
    switch index {
    case 0: links.0
    case 1: links.1
    case 2: links.2
    default: moreLinks![index - 3]
    }
  }

  /// The value that operand `index` reads, or nil for a scalar.
  func operand(_ index: Int) -> Node? { link(index).node?.takeUnretainedValue() }

  /// Where the elements of operand `index` lie, or nil for a scalar.
  func operandLayout(_ index: Int) -> Layout? {
    let link = link(index)
    return link.layout?.takeUnretainedValue() ?? link.node?.takeUnretainedValue().layout
  }

  /// Adds all operands of a node, any number of them.
  func add(_ operands: [Operand]) {
    if operands.count > 3 { moreLinks = .allocate(capacity: operands.count - 3) }
    for operand in operands {
      add(
        Link(
          node: operand.node.map { .passRetained($0) },
          layout: operand.layout.map { .passRetained($0) },
          dtype: operand.dtype, scalar: operand.scalar))
    }
  }

  /// Adds all elements of `array` as an operand; takes over its references.
  @inline(__always)
  func add(_ array: consuming NDArray) {
    let (dtype, window) = (array.dtype, array.window)
    add(
      Link(
        node: .passRetained(array.node), layout: window.map { .passRetained($0) }, dtype: dtype))
  }

  /// Adds the elements of `array` as `layout` lists them; takes over its reference to the node.
  @inline(__always)
  func add(_ array: consuming NDArray, _ layout: Layout) {
    let dtype = array.dtype
    add(Link(node: .passRetained(array.node), layout: .passRetained(layout), dtype: dtype))
  }

  /// Adds a number, given by its bits in `dtype`, as an operand.
  @inline(__always)
  func add(scalar bits: (UInt64, UInt64), _ dtype: DType) {
    add(Link(dtype: dtype, scalar: bits))
  }

  /// Adds a link that owns its references.
  @inline(__always)
  private func add(_ link: Link) {
    switch linkCount {
    case 0: links.0 = link
    case 1: links.1 = link
    case 2: links.2 = link
    default: moreLinks![Int(linkCount) - 3] = link
    }
    linkCount += 1
  }

  /// Takes its operands, and counts as a user of them.
  func read(_ operands: [Operand]) {
    add(operands)
    enterUsers()
  }

  /// Counts as a user of every operand.
  @inline(__always)
  func enterUsers() {
    for index in 0..<Int(linkCount) {
      link(index).node?._withUnsafeGuaranteedRef { node in
        if node.users == 0 && !node.isPending { PendingNodes.hold(node.byteCount) }
        node.users += 1
      }
    }
  }
}

// MARK: Recycling

extension Node {
  /// Operations that nobody holds, each with one reference, the list's.
  nonisolated(unsafe) private static var free: Unmanaged<Node>?
  nonisolated(unsafe) private static var freeCount = 0
  /// More are not kept: a quarter of a mebibyte.
  private static let freeLimit = 1024

  /// A pending operation, if possible in the place of one that is no longer needed; under `Engine.lock`.
  @inline(__always)
  static func make(_ operation: Operation, loop: DType, dtype: DType, layout: Layout) -> Node {
    guard let node = free else { return Node(operation, loop: loop, dtype: dtype, layout: layout) }
    node._withUnsafeGuaranteedRef {
      free = $0.next
      $0.renew(operation, loop: loop, dtype: dtype, layout: layout)
    }
    freeCount -= 1
    return node.takeRetainedValue()
  }

  /// Drops the operands without recursion: a chain may be 100,000 nodes deep.
  @inline(__always)
  fileprivate func releaseLinks() {
    if linkCount == 0 { return }
    var doomed: Unmanaged<Node>?
    dropLinks(&doomed)
    if doomed != nil { Node.recycle(&doomed) }
  }

  /// Ends the nodes of the list `doomed` and those that they alone hold.
  private static func recycle(_ doomed: inout Unmanaged<Node>?) {
    while let node = doomed {
      node._withUnsafeGuaranteedRef {
        doomed = $0.next
        PendingNodes.remove($0)
        $0.dropLinks(&doomed)
        if let memory = $0.memory {
          $0.memory = nil
          Buffer.drop(memory)
        }
        if $0.scope != nil { $0.scope = nil }
        $0.next = free
      }
      if freeCount < freeLimit {
        free = node
        freeCount += 1
      } else {
        node.release()
      }
    }
  }

  /// Gives up the links; nodes whose last reference was one of them join the list `doomed`.
  @inline(__always)
  private func dropLinks(_ doomed: inout Unmanaged<Node>?) {
    for index in 0..<Int(linkCount) {
      let link = link(index)
      link.layout?.release()
      guard let below = link.node else { continue }
      let isRecorded = below._withUnsafeGuaranteedRef { node in
        node.users -= 1
        if node.users == 0 && !node.isPending { PendingNodes.release(node.byteCount) }
        return node.isRecorded
      }
      if isRecorded && weft_reference_count(below.toOpaque()) == 1 {
        below._withUnsafeGuaranteedRef { $0.next = doomed }
        doomed = below
      } else {
        below.release()
      }
    }
    if linkCount > 3 {
      moreLinks!.deallocate()
      moreLinks = nil
    }
    linkCount = 0
  }
}
