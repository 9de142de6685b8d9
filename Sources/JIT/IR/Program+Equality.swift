// SPDX-License-Identifier: Apache-2.0
// When two programs are the same.

extension Program: Equatable {
  /// True when name, blocks and instructions agree; how the pools of constants and lists are laid out does not matter.
  package static func == (x: Program, y: Program) -> Bool {
    x.name == y.name && x.blocks == y.blocks && x.code.count == y.code.count
      && x.code.indices.allSatisfy { x.resolved($0) == y.resolved($0) }
  }

  /// An instruction with what its pool indices stand for.
  private func resolved(_ position: Int) -> [UInt64] {
    let i = code[position]
    let head = [UInt64(i.op.rawValue), UInt64(i.type.packed)]
    func list(_ start: Int, _ count: Int) -> [UInt64] {
      extra[start..<start + count].map { UInt64($0) }
    }
    switch i.op {
    case .const: return head + [constants[Int(i.c)]]
    case .callEach: return head + [UInt64(i.a), constants[Int(i.c)]]
    case .jump: return head + [UInt64(i.a)] + list(Int(i.c), Int(i.b))
    case .next: return head + list(Int(i.c), Int(i.b))
    case .loop:
      let count = blocks[Int(i.b)].lanes?.combine.count ?? 0
      return head + [UInt64(i.a), UInt64(i.b)] + list(Int(i.c), count + 1)
    default: return head + [UInt64(i.a), UInt64(i.b), UInt64(i.c)]
    }
  }
}
