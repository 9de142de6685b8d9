// SPDX-License-Identifier: Apache-2.0
// The end of a reduction: lanes combine with their neighbours, then pairs with pairs, ...; or, where halves fold, whole
// registers first.
//
// At distance d every lane l gets x[l without bit d] ∘ x[l with bit d]. All operands are values that
// the tree has too, so that no flag is raised that exact evaluation would not raise. Where both
// orders give the same, lane l gets x[l] ∘ x[its neighbour] instead: one shuffle less.

extension Lowering {
  /// Combines all lanes of all copies; the result is in every lane, but for the payload of a NaN, which lane 0 has.
  mutating func combined(
    _ copies: [VReg], _ op: Op, _ element: Element, _ maskSize: Int
  ) -> VReg {
    var values = copies
    if !LaneLoop.combinesNeighbours(op, element) {
      while values.count > 1 {
        let half = values.count / 2
        for number in 0..<half {
          values[number] = pairwise(
            op, values[number], values[number + half], element, maskSize)
        }
        values.removeLast(half)
      }
      return combineLanes(values[0], op, element, maskSize)
    }
    for number in values.indices {
      values[number] = combineLanes(values[number], op, element, maskSize)
    }
    while values.count > 1 {
      for pair in 0..<(values.count / 2) {
        values[pair] = pairwise(op, values[2 * pair], values[2 * pair + 1], element, maskSize)
      }
      values.removeLast(values.count / 2)
    }
    return values[0]
  }

  private mutating func pairwise(
    _ op: Op, _ a: VReg, _ b: VReg, _ element: Element, _ maskSize: Int
  ) -> VReg {
    if element == .bool {
      switch op {
      case .and: return maskAnd(a, b, maskSize)
      case .or: return maskOr(a, b, maskSize)
      default: return maskXor(a, b, maskSize)
      }
    }
    return element == .f32 || element == .f64
      ? float(op, a, b, element.log) : integer(op, a, b, element)
  }

  private mutating func combineLanes(
    _ value: VReg, _ op: Op, _ element: Element, _ maskSize: Int
  ) -> VReg {
    if element == .bool && hasMasks { return combineBits(value, op) }
    let size = element == .bool ? maskSize : element.log
    var x = value
    let isNeighbours = LaneLoop.combinesNeighbours(op, element)
    var distance = isNeighbours ? 1 : lanes.count / 2
    while distance > 0 && distance < lanes.count {
      if let other = swapped(x, distance << size, size, op, element) {
        x = pairwise(op, x, other, element, maskSize)
      } else {
        let (without, with) = spread(x, distance << size, size)
        x = pairwise(op, without, with, element, maskSize)
      }
      distance = isNeighbours ? 2 * distance : distance / 2
    }
    return x
  }

  /// The lanes of a mask register: and, or and xor may be combined in any order.
  private mutating func combineBits(_ value: VReg, _ op: Op) -> VReg {
    var x = value
    var distance = lanes.count / 2
    while distance > 0 {
      let shifted = emit(
        MInst(
          form: .vv, flags: .pure, op: .kshiftrq, d: newMask(), a: x, imm: Int32(distance)))
      x = pairwise(op, x, shifted, .bool, 0)
      distance /= 2
    }
    return splatMask(bool(of: x, 0))
  }

  /// The vector of x[l with bit d flipped], where lanes d apart are `bytes` apart; nil where an operand's place matters or the
  /// bytes are too few.
  ///
  /// The machine's add and mul take a NaN's payload from the first operand: SSE2 code, which may use a result's other lanes as
  /// they are, keeps the places.
  private mutating func swapped(
    _ x: VReg, _ bytes: Int, _ size: Int, _ op: Op, _ element: Element
  ) -> VReg? {
    if element.isFloat && (tier == .sse2 || op != .add && op != .mul) { return nil }
    switch bytes {
    case 2: return op1(.shuffleHigh16, op1(.shuffleLow16, x, size, imm: 0xB1), size, imm: 0xB1)
    case 4: return op1(.shuffle32, x, size, imm: 0xB1)
    case 8: return op1(.shuffle32, x, size, imm: 0x4E)
    case 16:
      if tier == .avx2 { return op2(.vperm2i128, x, x, size, imm: 0x01) }
      return op2(.vshufi64x2, x, x, size, imm: width(size) == 1 ? 0x1 : 0xB1)
    case 32: return op2(.vshufi64x2, x, x, size, imm: 0x4E)
    default: return nil
    }
  }

  /// The vectors of x[l without bit d] and x[l with bit d], where lanes d apart are `bytes` apart.
  private mutating func spread(_ x: VReg, _ bytes: Int, _ size: Int) -> (VReg, VReg) {
    switch bytes {
    case 1:
      let up = shiftLeft(x, 8, 1, as: size)
      let down = shiftRight(x, 8, 1, as: size)
      let even = or(up, shiftRight(up, 8, 1, as: size), size)
      return (even, or(down, shiftLeft(down, 8, 1, as: size), size))
    case 2:
      let even = op1(.shuffleHigh16, op1(.shuffleLow16, x, size, imm: 0xA0), size, imm: 0xA0)
      let odd = op1(.shuffleHigh16, op1(.shuffleLow16, x, size, imm: 0xF5), size, imm: 0xF5)
      return (even, odd)
    case 4:
      return (op1(.shuffle32, x, size, imm: 0xA0), op1(.shuffle32, x, size, imm: 0xF5))
    case 8:
      return (op1(.shuffle32, x, size, imm: 0x44), op1(.shuffle32, x, size, imm: 0xEE))
    case 16:
      if tier == .avx2 {
        return (
          op2(.vperm2i128, x, x, size, imm: 0x00), op2(.vperm2i128, x, x, size, imm: 0x11)
        )
      }
      let (low, high) = width(size) == 1 ? (0x0, 0x3) : (0xA0, 0xF5)
      return (
        op2(.vshufi64x2, x, x, size, imm: low), op2(.vshufi64x2, x, x, size, imm: high)
      )
    default:
      return (
        op2(.vshufi64x2, x, x, size, imm: 0x44), op2(.vshufi64x2, x, x, size, imm: 0xEE)
      )
    }
  }
}
