// SPDX-License-Identifier: Apache-2.0
// What is nearly done with a value that is about to be computed.

/// Finds pending values to compute together with another.
///
/// After `call = price * n1 - discounted * n2; put = call - price + discounted`, a kernel for `call` alone has every `discounted`
/// in a register, and one for `put` would have to compute it again. So `put` is computed when `call` is looked at, in one kernel
/// that stores both.
enum Companion {
  /// Among more pending nodes than these nothing is looked for.
  private static let pendingLimit = 64
  /// The most operations that a companion may need beyond those of the value looked at.
  private static let extraLimit = 4

  /// A value in a user's hands that takes a few cheap operations on `root` and on something dear that is still pending, or nil.
  static func of(_ root: Node) -> Node? {
    guard PendingNodes.count <= pendingLimit, case .map = root.operation else { return nil }
    for index in 0..<PendingNodes.count {
      let found: Node? = PendingNodes.entry(index)._withUnsafeGuaranteedRef { candidate in
        // Nobody but a user can hold what no pending node reads.
        if candidate.users > 0 || candidate === root { return nil }
        var search = Search(root: root)
        return search.admit(candidate) && search.meetsRoot && search.sharesDear ? candidate : nil
      }
      if let found { return found }
    }
    return nil
  }

  private struct Search {
    unowned(unsafe) let root: Node
    var extra = 0
    var meetsRoot = false
    var sharesDear = false

    init(root: Node) { self.root = root }

    /// Takes a node in that nobody but the companion needs, with its operands; false if it costs too much.
    mutating func admit(_ node: Node) -> Bool {
      extra += 1
      guard extra <= extraLimit, case .map(let ufunc) = node.operation, !ufunc.traits.isExpensive,
        node.layout.isSame(as: root.layout)
      else { return false }
      for index in 0..<Int(node.linkCount) {
        let link = node.link(index)
        guard let below = link.node else { continue }
        let isAdmitted = below._withUnsafeGuaranteedRef { below in
          if !below.isPending { return true }
          if link.layout != nil { return false }
          if below === root {
            meetsRoot = true
            return true
          }
          if below.users == 1 { return admit(below) }
          // Others need it too: `root`, most likely.
          if !below.layout.isSame(as: root.layout) { return false }
          sharesDear = sharesDear || Self.isDear(below, depth: 3)
          return true
        }
        if !isAdmitted { return false }
      }
      return true
    }

    /// Whether something expensive is among the last operations of a pending value.
    private static func isDear(_ node: Node, depth: Int) -> Bool {
      guard case .map(let ufunc) = node.operation else { return false }
      if ufunc.traits.isExpensive { return true }
      if depth == 0 { return false }
      for index in 0..<Int(node.linkCount) {
        guard let below = node.link(index).node else { continue }
        if below._withUnsafeGuaranteedRef({ $0.isPending && isDear($0, depth: depth - 1) }) {
          return true
        }
      }
      return false
    }
  }
}
