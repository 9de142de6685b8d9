// SPDX-License-Identifier: Apache-2.0
// Random vector instructions: every row of the table in every form and width it has.

import JIT

/// The operands of one random instruction, by kind and in assembly order.
struct VectorOperands {
  var width = VectorWidth.x
  var v: [Vec] = []
  var k: [Mask] = []
  var r: [Gpr] = []
  var m = Address(base: .rax)
  var i: UInt8 = 0
  var mask = Mask.k0
  var zeroing = false
  var broadcast = false
}

/// Emits an instruction in the form that the key names: the letters of its operands.
private typealias Form = @Sendable (inout Assembler, VectorOpcode, VectorOperands) -> Void

private let formTable: [String: Form] = [
  "vv": { $0.vv($1, $2.width, $2.v[0], $2.v[1], mask: $2.mask, zeroing: $2.zeroing) },
  "vm": {
    $0.vm(
      $1, $2.width, $2.v[0], $2.m, mask: $2.mask, zeroing: $2.zeroing, broadcast: $2.broadcast)
  },
  "vvi": {
    $0.vvi($1, $2.width, $2.v[0], $2.v[1], $2.i, mask: $2.mask, zeroing: $2.zeroing)
  },
  "vmi": {
    $0.vmi(
      $1, $2.width, $2.v[0], $2.m, $2.i, mask: $2.mask, zeroing: $2.zeroing,
      broadcast: $2.broadcast)
  },
  "vi": { $0.vi($1, $2.v[0], $2.i) },
  "vvv": {
    $0.vvv($1, $2.width, $2.v[0], $2.v[1], $2.v[2], mask: $2.mask, zeroing: $2.zeroing)
  },
  "vvm": {
    $0.vvm(
      $1, $2.width, $2.v[0], $2.v[1], $2.m, mask: $2.mask, zeroing: $2.zeroing,
      broadcast: $2.broadcast)
  },
  "vvvi": {
    $0.vvvi(
      $1, $2.width, $2.v[0], $2.v[1], $2.v[2], $2.i, mask: $2.mask, zeroing: $2.zeroing)
  },
  "vvmi": {
    $0.vvmi(
      $1, $2.width, $2.v[0], $2.v[1], $2.m, $2.i, mask: $2.mask, zeroing: $2.zeroing,
      broadcast: $2.broadcast)
  },
  "vvvv": { $0.vvvv($1, $2.width, $2.v[0], $2.v[1], $2.v[2], $2.v[3]) },
  "vvmv": { $0.vvmv($1, $2.width, $2.v[0], $2.v[1], $2.m, $2.v[2]) },
  "mv": { $0.mv($1, $2.width, $2.m, $2.v[0], mask: $2.mask) },
  "mvi": { $0.mvi($1, $2.width, $2.m, $2.v[0], $2.i, mask: $2.mask) },
  "mvv": { $0.mvv($1, $2.width, $2.m, $2.v[0], $2.v[1]) },
  "vgv": { $0.gather($1, $2.width, $2.v[0], $2.m, lanes: $2.v[1]) },
  "vg": { $0.gather($1, $2.width, $2.v[0], $2.m, mask: $2.mask) },
  "gv": { $0.scatter($1, $2.width, $2.m, $2.v[0], mask: $2.mask) },
  "kv": { $0.kv($1, $2.width, $2.k[0], $2.v[0]) },
  "kvi": { $0.kvi($1, $2.width, $2.k[0], $2.v[0], $2.i, mask: $2.mask) },
  "kmi": {
    $0.kmi($1, $2.width, $2.k[0], $2.m, $2.i, mask: $2.mask, broadcast: $2.broadcast)
  },
  "kvv": { $0.kvv($1, $2.width, $2.k[0], $2.v[0], $2.v[1], mask: $2.mask) },
  "kvm": {
    $0.kvm($1, $2.width, $2.k[0], $2.v[0], $2.m, mask: $2.mask, broadcast: $2.broadcast)
  },
  "kvvi": { $0.kvvi($1, $2.width, $2.k[0], $2.v[0], $2.v[1], $2.i, mask: $2.mask) },
  "kvmi": {
    $0.kvmi(
      $1, $2.width, $2.k[0], $2.v[0], $2.m, $2.i, mask: $2.mask, broadcast: $2.broadcast)
  },
  "vk": { $0.vk($1, $2.width, $2.v[0], $2.k[0]) },
  "kk": { $0.kk($1, $2.k[0], $2.k[1]) },
  "kki": { $0.kki($1, $2.k[0], $2.k[1], $2.i) },
  "kkk": { $0.kkk($1, $2.k[0], $2.k[1], $2.k[2]) },
  "km": { $0.km($1, $2.k[0], $2.m) },
  "mk": { $0.mk($1, $2.m, $2.k[0]) },
  "kr": { $0.kr($1, $2.k[0], $2.r[0]) },
  "rk": { $0.rk($1, $2.r[0], $2.k[0]) },
  "vr": { $0.vr($1, $2.width, $2.v[0], $2.r[0], mask: $2.mask, zeroing: $2.zeroing) },
  "vri": { $0.vri($1, $2.v[0], $2.r[0], $2.i) },
  "vvr": { $0.vvr($1, $2.v[0], $2.v[1], $2.r[0]) },
  "vvri": { $0.vvri($1, $2.v[0], $2.v[1], $2.r[0], $2.i) },
  "rv": { $0.rv($1, $2.width, $2.r[0], $2.v[0]) },
  "rvi": { $0.rvi($1, $2.r[0], $2.v[0], $2.i) },
  "rm": { $0.rm($1, $2.r[0], $2.m) },
  "rrr": { $0.rrr($1, $2.r[0], $2.r[1], $2.r[2]) },
  "rmr": { $0.rmr($1, $2.r[0], $2.m, $2.r[1]) },
  "rrm": { $0.rrm($1, $2.r[0], $2.r[1], $2.m) },
  "rr": { $0.rr($1, $2.r[0], $2.r[1]) },
  "rri": { $0.rri($1, $2.r[0], $2.r[1], $2.i) },
  "rmi": { $0.rmi($1, $2.r[0], $2.m, $2.i) },
]

extension InstructionStream {
  /// What stands in the place that modrm.rm encodes.
  private enum Shape { case register, memory, store }

  /// Emits `samples` random instructions of every row, form and width.
  mutating func emitVectors(samples: Int) {
    for op in VectorOpcode.allCases {
      let row = OpcodeRow(op)
      for width in VectorWidth.allCases where row.facts.allows(width) {
        for shape in shapes(row) {
          for _ in 0..<samples { emit(op, row, width, shape) }
        }
      }
    }
  }

  private func shapes(_ row: OpcodeRow) -> [Shape] {
    let operand = row.operands.first { $0.place == .rm }!
    var shapes: [Shape] = []
    if operand.kind != .none && !operand.isVectorIndexed { shapes.append(.register) }
    if operand.allowsMemory { shapes.append(.memory) }
    if row.facts.stores && operand.allowsMemory { shapes.append(.store) }
    return shapes
  }

  private mutating func emit(
    _ op: VectorOpcode, _ row: OpcodeRow, _ width: VectorWidth, _ shape: Shape
  ) {
    let facts = row.facts
    let usesEVEX = facts.hasEVEX && (!facts.hasVEX || width == .z || !random.once(in: 3))
    // A store reads the register that the load writes, and no third operand.
    let operands = shape == .store ? [row.operands.last!, row.operands.first!] : row.operands
    var chosen = VectorOperands(width: width, i: immediate8())
    var key = ""
    var free = Array(0..<(usesEVEX ? 32 : 16)).shuffled(using: &random)
    let areDistinct = operands.contains(where: \.isVectorIndexed)
    for operand in operands {
      let isMemory = operand.place == .rm && shape != .register
      let vector = Vec(areDistinct ? free.removeLast() : free[random.below(free.count)])
      if operand.isVectorIndexed {
        key += "g"
        chosen.m = Address(
          base: gpr(), index: vector, scale: 1 << random.below(4),
          displacement: displacement(unit: facts.displacementUnit(width, broadcast: false)))
      } else if isMemory {
        key += "m"
        chosen.broadcast = usesEVEX && facts.broadcastShift != 0 && random.once(in: 2)
        chosen.m = address(
          unit: facts.displacementUnit(width, broadcast: chosen.broadcast))
      } else {
        key += letter(operand.kind, vector, &chosen)
      }
    }
    if row.hasImmediate { key += "i" }
    chooseMask(facts, usesEVEX, areDistinct, destination: key.first!, &chosen)
    guard let form: Form = formTable[key] else { fatalError("\(op) has the unknown form \(key)") }
    form(&assembler, op, chosen)
    endSlot(form: "\(op) \(key)")
  }

  private mutating func letter(
    _ kind: RowOperand.Kind, _ vector: Vec, _ chosen: inout VectorOperands
  ) -> String {
    switch kind {
    case .mask:
      chosen.k.append(Mask(random.below(8)))
      return "k"
    case .gpr:
      chosen.r.append(gpr())
      return "r"
    default:
      chosen.v.append(vector)
      return "v"
    }
  }

  private mutating func chooseMask(
    _ facts: OpcodeFacts, _ usesEVEX: Bool, _ isRequired: Bool, destination: Character,
    _ chosen: inout VectorOperands
  ) {
    guard usesEVEX, facts.takesMask, isRequired || random.once(in: 2) else { return }
    chosen.mask = Mask(1 + random.below(7))
    chosen.zeroing = destination == "v" && !isRequired && random.once(in: 2)
  }
}
