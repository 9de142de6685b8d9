// SPDX-License-Identifier: Apache-2.0
// Moving values of any number of bytes between memory and registers, without touching a byte more.

extension Assembler {
  /// The pieces of 8, 4, 2 and 1 bytes that `count` bytes consist of, as offset and size.
  private static func pieces(_ count: Int) -> [(offset: Int32, size: OperandSize)] {
    var pieces: [(Int32, OperandSize)] = []
    var offset = 0
    for size in [OperandSize.q, .d, .w, .b] {
      while count - offset >= size.bytes {
        pieces.append((Int32(offset), size))
        offset += size.bytes
      }
    }
    return pieces
  }

  /// `d` = the 1, 2, 4 or 8 bytes at `s`, extended to 32 bits or more.
  mutating func load(
    _ d: Gpr, _ s: Address, _ size: OperandSize, _ widening: Passing.Widening = .zero
  ) {
    switch size {
    case .b: rm(widening == .sign ? .movsx_b : .movzx_b, .d, d, s)
    case .w: rm(widening == .sign ? .movsx_w : .movzx_w, .d, d, s)
    default: rm(.mov, size, d, s)
    }
  }

  /// `d` = the bytes at `s` in these ranges of the first eight, each where it is, the rest zero.
  mutating func load(_ d: Gpr, _ s: Address, _ ranges: [Range<Int>], scratch: Gpr) {
    var isFirst = true
    for range in ranges {
      for (offset, size) in Self.pieces(range.count) {
        let start = Int32(range.lowerBound) + offset
        let target = isFirst ? d : scratch
        load(target, s.advanced(by: start), size)
        if start > 0 { ri(.shl, .q, target, 8 * start) }
        if !isFirst { rr(.or, .q, d, scratch) }
        isFirst = false
      }
    }
  }

  /// The `count` (1 to 8) bytes at `d` = the low ones of `s`, which is lost.
  mutating func store(_ d: Address, _ s: Gpr, bytes count: Int) {
    let pieces = Self.pieces(count)
    for (number, (offset, size)) in pieces.enumerated() {
      mr(.mov, size, d.advanced(by: offset), s)
      if number + 1 < pieces.count { ri(.shr, .q, s, Int32(8 * size.bytes)) }
    }
  }

  /// `d` = the 4 or 8 bytes at `s`, the rest zero.
  mutating func load(_ d: Vec, _ s: Address, bytes count: Int) {
    vm(count == 4 ? .movd : .movq, .x, d, s)
  }

  /// `d` = the `count` (4 or 8) bytes at `s`, which consist of these ranges; the rest zero.
  mutating func load(
    _ d: Vec, _ s: Address, bytes count: Int, _ ranges: [Range<Int>], scratch: Vec
  ) {
    if ranges.count < 2 { return load(d, s, bytes: count) }
    load(d, s, bytes: 4)
    load(scratch, s.advanced(by: 4), bytes: 4)
    vv(.unpcklps, .x, d, scratch)
  }

  mutating func store(_ d: Address, _ s: Vec, bytes count: Int) {
    mv(count == 4 ? .movd_store : .movq_store, .x, d, s)
  }

  /// Copies `count` bytes; where they are many, rcx, rsi and rdi are lost.
  mutating func copy(_ d: Address, _ s: Address, bytes count: Int, scratch: Gpr) {
    if count > 128 {
      rm(.lea, .q, .rsi, s)
      rm(.lea, .q, .rdi, d)
      mov(.rcx, imm: Int64(count))
      plain(.rep_movsb)
      return
    }
    for (offset, size) in Self.pieces(count) {
      load(scratch, s.advanced(by: offset), size)
      mr(.mov, size, d.advanced(by: offset), scratch)
    }
  }
}
