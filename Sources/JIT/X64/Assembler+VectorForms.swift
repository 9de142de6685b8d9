// SPDX-License-Identifier: Apache-2.0
// One function per form of vector, mask and BMI instructions; the letters are the operands.

extension Assembler {
  // MARK: Vector destination

  /// `d = op s`; legacy SSE forms with two operands read `d` too.
  package mutating func vv(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ s: Vec, mask: Mask = .k0,
    zeroing: Bool = false
  ) {
    let swaps = facts[op.number].memoryFirst
    encode(
      op, width, reg: swaps ? s.index : d.index, vvvv: 0, rm: swaps ? d.index : s.index,
      mask: mask, zeroing: zeroing)
  }

  package mutating func vm(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ s: Address, mask: Mask = .k0,
    zeroing: Bool = false, broadcast: Bool = false
  ) {
    encode(
      op, width, reg: d.index, vvvv: 0, s, mask: mask, zeroing: zeroing, broadcast: broadcast)
  }

  /// As `vv` with an immediate; shifts by an immediate are of this form.
  package mutating func vvi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ s: Vec, _ immediate: UInt8,
    mask: Mask = .k0, zeroing: Bool = false
  ) {
    let f = facts[op.number]
    if f.hasDigit {
      encode(
        op, width, reg: f.digit, vvvv: d.index, rm: s.index, immediate: immediate, mask: mask,
        zeroing: zeroing)
    } else {
      let swaps = f.memoryFirst
      encode(
        op, width, reg: swaps ? s.index : d.index, vvvv: 0, rm: swaps ? d.index : s.index,
        immediate: immediate, mask: mask, zeroing: zeroing)
    }
  }

  package mutating func vmi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ s: Address, _ immediate: UInt8,
    mask: Mask = .k0, zeroing: Bool = false, broadcast: Bool = false
  ) {
    let f = facts[op.number]
    encode(
      op, width, reg: f.hasDigit ? f.digit : d.index, vvvv: f.hasDigit ? d.index : 0, s,
      immediate: immediate, mask: mask, zeroing: zeroing, broadcast: broadcast)
  }

  /// `d = d op immediate`: the legacy SSE shifts.
  package mutating func vi(_ op: VectorOpcode, _ d: Vec, _ immediate: UInt8) {
    encode(op, .x, reg: facts[op.number].digit, vvvv: 0, rm: d.index, immediate: immediate)
  }

  /// `d = a op b`.
  package mutating func vvv(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ a: Vec, _ b: Vec, mask: Mask = .k0,
    zeroing: Bool = false
  ) {
    encode(
      op, width, reg: d.index, vvvv: a.index, rm: b.index, mask: mask, zeroing: zeroing)
  }

  package mutating func vvm(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ a: Vec, _ b: Address, mask: Mask = .k0,
    zeroing: Bool = false, broadcast: Bool = false
  ) {
    encode(
      op, width, reg: d.index, vvvv: a.index, b, mask: mask, zeroing: zeroing,
      broadcast: broadcast)
  }

  package mutating func vvvi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ a: Vec, _ b: Vec, _ immediate: UInt8,
    mask: Mask = .k0, zeroing: Bool = false
  ) {
    encode(
      op, width, reg: d.index, vvvv: a.index, rm: b.index, immediate: immediate, mask: mask,
      zeroing: zeroing)
  }

  package mutating func vvmi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ a: Vec, _ b: Address,
    _ immediate: UInt8, mask: Mask = .k0, zeroing: Bool = false, broadcast: Bool = false
  ) {
    encode(
      op, width, reg: d.index, vvvv: a.index, b, immediate: immediate, mask: mask,
      zeroing: zeroing, broadcast: broadcast)
  }

  /// The AVX blends by the signs of `c`: `d = c < 0 ? b : a`.
  package mutating func vvvv(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ a: Vec, _ b: Vec, _ c: Vec
  ) {
    precondition(c.index < 16, "\(op) takes no vector \(c.index)")
    encode(
      op, width, reg: d.index, vvvv: a.index, rm: b.index, immediate: c.index &<< 4)
  }

  package mutating func vvmv(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ a: Vec, _ b: Address, _ c: Vec
  ) {
    precondition(c.index < 16, "\(op) takes no vector \(c.index)")
    encode(op, width, reg: d.index, vvvv: a.index, b, immediate: c.index &<< 4)
  }

  // MARK: Memory destination

  /// A store, of a row that has a store opcode or that is one (`_store`, vpmovqd, vpcompressd).
  package mutating func mv(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Address, _ s: Vec, mask: Mask = .k0
  ) {
    let f = facts[op.number]
    precondition(f.memoryFirst || f.storeOpcode != 0, "\(op) does not store")
    encode(
      op, width, reg: s.index, vvvv: 0, d, mask: mask, store: !f.memoryFirst)
  }

  package mutating func mvi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Address, _ s: Vec, _ immediate: UInt8,
    mask: Mask = .k0
  ) {
    encode(op, width, reg: s.index, vvvv: 0, d, immediate: immediate, mask: mask)
  }

  /// The AVX masked stores: the lanes of `s` where `lanes` is negative.
  package mutating func mvv(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Address, _ lanes: Vec, _ s: Vec
  ) {
    encode(op, width, reg: s.index, vvvv: lanes.index, d)
  }

  // MARK: Gather and scatter

  /// Gathers the lanes where `lanes` is negative, and clears `lanes`; three distinct registers.
  package mutating func gather(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ s: Address, lanes: Vec
  ) {
    encode(op, width, reg: d.index, vvvv: lanes.index, s)
  }

  /// Gathers the lanes set in `mask` (k1 to k7), and clears it.
  package mutating func gather(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ s: Address, mask: Mask
  ) {
    precondition(mask != .k0, "\(op) needs a mask")
    encode(op, width, reg: d.index, vvvv: 0, s, mask: mask)
  }

  /// Scatters the lanes set in `mask` (k1 to k7), and clears it.
  package mutating func scatter(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Address, _ s: Vec, mask: Mask
  ) {
    precondition(mask != .k0, "\(op) needs a mask")
    encode(op, width, reg: s.index, vvvv: 0, d, mask: mask)
  }

  // MARK: Mask destination

  package mutating func kv(_ op: VectorOpcode, _ width: VectorWidth, _ d: Mask, _ s: Vec) {
    encode(op, width, reg: d.index, vvvv: 0, rm: s.index)
  }

  package mutating func kvi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Mask, _ s: Vec, _ immediate: UInt8,
    mask: Mask = .k0
  ) {
    encode(op, width, reg: d.index, vvvv: 0, rm: s.index, immediate: immediate, mask: mask)
  }

  package mutating func kmi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Mask, _ s: Address, _ immediate: UInt8,
    mask: Mask = .k0, broadcast: Bool = false
  ) {
    encode(
      op, width, reg: d.index, vvvv: 0, s, immediate: immediate, mask: mask,
      broadcast: broadcast)
  }

  package mutating func kvv(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Mask, _ a: Vec, _ b: Vec, mask: Mask = .k0
  ) {
    encode(op, width, reg: d.index, vvvv: a.index, rm: b.index, mask: mask)
  }

  package mutating func kvm(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Mask, _ a: Vec, _ b: Address,
    mask: Mask = .k0, broadcast: Bool = false
  ) {
    encode(op, width, reg: d.index, vvvv: a.index, b, mask: mask, broadcast: broadcast)
  }

  package mutating func kvvi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Mask, _ a: Vec, _ b: Vec,
    _ immediate: UInt8, mask: Mask = .k0
  ) {
    encode(
      op, width, reg: d.index, vvvv: a.index, rm: b.index, immediate: immediate, mask: mask)
  }

  package mutating func kvmi(
    _ op: VectorOpcode, _ width: VectorWidth, _ d: Mask, _ a: Vec, _ b: Address,
    _ immediate: UInt8, mask: Mask = .k0, broadcast: Bool = false
  ) {
    encode(
      op, width, reg: d.index, vvvv: a.index, b, immediate: immediate, mask: mask,
      broadcast: broadcast)
  }

  package mutating func vk(_ op: VectorOpcode, _ width: VectorWidth, _ d: Vec, _ s: Mask) {
    encode(op, width, reg: d.index, vvvv: 0, rm: s.index)
  }

  // MARK: Mask registers

  package mutating func kk(_ op: VectorOpcode, _ d: Mask, _ s: Mask) {
    encode(op, .x, reg: d.index, vvvv: 0, rm: s.index)
  }

  package mutating func kki(_ op: VectorOpcode, _ d: Mask, _ s: Mask, _ immediate: UInt8) {
    encode(op, .x, reg: d.index, vvvv: 0, rm: s.index, immediate: immediate)
  }

  package mutating func kkk(_ op: VectorOpcode, _ d: Mask, _ a: Mask, _ b: Mask) {
    encode(op, .y, reg: d.index, vvvv: a.index, rm: b.index)
  }

  package mutating func km(_ op: VectorOpcode, _ d: Mask, _ s: Address) {
    encode(op, .x, reg: d.index, vvvv: 0, s)
  }

  package mutating func mk(_ op: VectorOpcode, _ d: Address, _ s: Mask) {
    precondition(facts[op.number].storeOpcode != 0, "\(op) does not store")
    encode(op, .x, reg: s.index, vvvv: 0, d, store: true)
  }

  package mutating func kr(_ op: VectorOpcode, _ d: Mask, _ s: Gpr) {
    encode(op, .x, reg: d.index, vvvv: 0, rm: s.index)
  }

  package mutating func rk(_ op: VectorOpcode, _ d: Gpr, _ s: Mask) {
    encode(op, .x, reg: d.index, vvvv: 0, rm: s.index)
  }

  // MARK: General and vector registers

  /// vmovd, vmovq_gpr, vpbroadcastd_gpr, cvtsi2sd: a general register into a vector.
  package mutating func vr(
    _ op: VectorOpcode, _ width: VectorWidth = .x, _ d: Vec, _ s: Gpr, mask: Mask = .k0,
    zeroing: Bool = false
  ) {
    encode(op, width, reg: d.index, vvvv: 0, rm: s.index, mask: mask, zeroing: zeroing)
  }

  /// pinsrw: the legacy insertion into an element.
  package mutating func vri(_ op: VectorOpcode, _ d: Vec, _ s: Gpr, _ immediate: UInt8) {
    encode(op, .x, reg: d.index, vvvv: 0, rm: s.index, immediate: immediate)
  }

  /// vcvtsi2sd: `d` is `a` with its lowest element replaced.
  package mutating func vvr(_ op: VectorOpcode, _ d: Vec, _ a: Vec, _ s: Gpr) {
    encode(op, .x, reg: d.index, vvvv: a.index, rm: s.index)
  }

  /// vpinsrd: `d` is `a` with an element replaced.
  package mutating func vvri(
    _ op: VectorOpcode, _ d: Vec, _ a: Vec, _ s: Gpr, _ immediate: UInt8
  ) {
    encode(op, .x, reg: d.index, vvvv: a.index, rm: s.index, immediate: immediate)
  }

  /// vmovd_store, vcvttsd2si, vmovmskpd: a vector into a general register.
  package mutating func rv(
    _ op: VectorOpcode, _ width: VectorWidth = .x, _ d: Gpr, _ s: Vec
  ) {
    let swaps = facts[op.number].memoryFirst
    encode(
      op, width, reg: swaps ? s.index : d.index, vvvv: 0, rm: swaps ? d.index : s.index)
  }

  package mutating func rvi(_ op: VectorOpcode, _ d: Gpr, _ s: Vec, _ immediate: UInt8) {
    let swaps = facts[op.number].memoryFirst
    encode(
      op, .x, reg: swaps ? s.index : d.index, vvvv: 0, rm: swaps ? d.index : s.index,
      immediate: immediate)
  }

  /// vcvttsd2si from memory.
  package mutating func rm(_ op: VectorOpcode, _ d: Gpr, _ s: Address) {
    encode(op, .x, reg: d.index, vvvv: 0, s)
  }

  // MARK: BMI

  /// shlx, andn, pext: `d = a op b` in assembly order; blsr has the form `rr`.
  package mutating func rrr(_ op: VectorOpcode, _ d: Gpr, _ a: Gpr, _ b: Gpr) {
    let countInVvvv = facts[op.number].memorySecond
    encode(
      op, .x, reg: d.index, vvvv: countInVvvv ? b.index : a.index,
      rm: countInVvvv ? a.index : b.index)
  }

  /// shlx, bzhi with their source in memory.
  package mutating func rmr(_ op: VectorOpcode, _ d: Gpr, _ a: Address, _ b: Gpr) {
    encode(op, .x, reg: d.index, vvvv: b.index, a)
  }

  /// andn, pext with their last operand in memory.
  package mutating func rrm(_ op: VectorOpcode, _ d: Gpr, _ a: Gpr, _ b: Address) {
    encode(op, .x, reg: d.index, vvvv: a.index, b)
  }

  package mutating func rr(_ op: VectorOpcode, _ d: Gpr, _ s: Gpr) {
    encode(op, .x, reg: facts[op.number].digit, vvvv: d.index, rm: s.index)
  }

  /// rorx.
  package mutating func rri(_ op: VectorOpcode, _ d: Gpr, _ s: Gpr, _ immediate: UInt8) {
    encode(op, .x, reg: d.index, vvvv: 0, rm: s.index, immediate: immediate)
  }

  package mutating func rmi(_ op: VectorOpcode, _ d: Gpr, _ s: Address, _ immediate: UInt8) {
    encode(op, .x, reg: d.index, vvvv: 0, s, immediate: immediate)
  }
}
