// SPDX-License-Identifier: Apache-2.0
// Which blocks follow, dominate and enclose which.

/// Facts about the graph of blocks, in flat arrays indexed by block.
///
/// A `loop` terminator has two edges, to the body and to the exit, since a count of 0 skips the body; the body's `next` leads
/// to the exits of the loops that enter it. Dominators by the algorithm of Cooper, Harvey and Kennedy ("A simple, fast
/// dominance algorithm", 2001).
struct ControlFlow {
  /// Reachable blocks, each before those it dominates.
  private(set) var order: [Int] = []
  /// Position in `order`, or -1 for blocks that are never reached.
  private(set) var rank: [Int]
  /// The immediate dominator; the entry's is itself.
  private(set) var dominator: [Int]
  private(set) var predecessors: [[Int]]

  init(_ program: Program) {
    let count = program.blocks.count
    rank = Array(repeating: -1, count: count)
    dominator = Array(repeating: -1, count: count)
    predecessors = Array(repeating: [], count: count)
    guard count > 0 else { return }
    var successors: [[Int]] = Array(repeating: [], count: count)
    for index in 0..<count {
      let terminator = program.code[program.blocks[index].range.upperBound - 1]
      switch terminator.op {
      case .jump: successors[index] = [Int(terminator.a)]
      case .branch: successors[index] = [Int(terminator.b), Int(terminator.c)]
      case .loop:
        let exit = Int(program.extra[Int(terminator.c)])
        successors[index].append(contentsOf: [Int(terminator.b), exit])
        successors[Int(terminator.b)].append(exit)
      default: break
      }
    }
    sort(successors)
    for block in order {
      for target in successors[block] { predecessors[target].append(block) }
    }
    findDominators()
  }

  /// Fills `order` with the reverse postorder.
  private mutating func sort(_ successors: [[Int]]) {
    var stack: [(block: Int, next: Int)] = [(0, 0)]
    var seen = Array(repeating: false, count: successors.count)
    seen[0] = true
    while let (block, next) = stack.last {
      if next < successors[block].count {
        stack[stack.count - 1].next += 1
        let target = successors[block][next]
        if !seen[target] {
          seen[target] = true
          stack.append((target, 0))
        }
      } else {
        order.append(block)
        stack.removeLast()
      }
    }
    order.reverse()
    for (position, block) in order.enumerated() { rank[block] = position }
  }

  private mutating func findDominators() {
    dominator[0] = 0
    var changed = true
    while changed {
      changed = false
      for block in order.dropFirst() {
        var best = -1
        for other in predecessors[block] where dominator[other] >= 0 {
          best = best < 0 ? other : common(best, other)
        }
        if dominator[block] != best {
          dominator[block] = best
          changed = true
        }
      }
    }
  }

  private func common(_ x: Int, _ y: Int) -> Int {
    var (x, y) = (x, y)
    while x != y {
      while rank[x] > rank[y] { x = dominator[x] }
      while rank[y] > rank[x] { y = dominator[y] }
    }
    return x
  }

  func isReachable(_ block: Int) -> Bool { rank[block] >= 0 }

  /// True if every way to `block` leads through `above`, or they are the same.
  func dominates(_ above: Int, _ block: Int) -> Bool {
    guard isReachable(above), isReachable(block) else { return false }
    var block = block
    while rank[block] > rank[above] { block = dominator[block] }
    return block == above
  }
}
