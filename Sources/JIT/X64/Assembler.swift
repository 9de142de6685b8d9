// SPDX-License-Identifier: Apache-2.0
// The assembler: code bytes, labels with their fixups, and the constant pool.

/// Encodes x86-64 instructions into position-independent code.
///
/// Every form of operands has one function, named by letters in assembly order (destination first):
/// `v` vector, `k` mask, `r` general register, `m` memory, `i` immediate. The instruction is the
/// first argument: `asm.vvm(.vaddpd, .z, d, a, memory, mask: .k1)`. A VEX encoding is chosen when
/// the operands allow it, else EVEX.
///
/// The layout of the result is: code, padding, constants from the largest to the smallest. All
/// references are relative, so it may be placed at any address that is a multiple of `alignment`.
package struct Assembler: ~Copyable {
  var code: CodeBuffer
  let facts = OpcodeFacts.table
  let integerFacts = IntegerFacts.table

  /// Where each label is bound, or -1.
  private var positions: [Int32] = []
  private var fixups: [Fixup] = []
  private var pool: [PoolEntry] = []

  /// Whether the text of every instruction is recorded in `listing`; off by default.
  package var recordsListing = false
  /// The instructions and labels emitted so far, if recorded.
  package internal(set) var listing: [ListingLine] = []

  /// A 32-bit field that waits for its label; the field holds the addend.
  private struct Fixup {
    var offset: Int32
    var label: Int32
  }

  private struct PoolEntry {
    var bits: UInt64
    /// Bytes of `bits` that repeat; 0 for a literal run of bytes in `literal`.
    var element: Int32
    var size: Int32
    var label: Label
    var literal: [UInt8]
  }

  /// An empty assembler with room for `capacity` bytes before it must grow.
  package init(capacity: Int = 4096) { code = CodeBuffer(capacity: capacity) }

  /// Bytes emitted so far.
  @inline(__always)
  package var count: Int { code.count }

  /// What the address of the code must be a multiple of: 16, or the largest constant.
  package var alignment: Int { pool.reduce(16) { max($0, Int($1.size)) } }

  /// Forgets everything but the memory, to assemble another piece of code.
  package mutating func reset() {
    code.removeAll()
    positions.removeAll(keepingCapacity: true)
    fixups.removeAll(keepingCapacity: true)
    pool.removeAll(keepingCapacity: true)
    listing.removeAll()
  }

  // MARK: Labels

  /// A label that is not bound yet.
  package mutating func newLabel() -> Label {
    positions.append(-1)
    return Label(index: Int32(positions.count - 1))
  }

  /// Binds `label` to the current position; a label is bound once.
  package mutating func bind(_ label: Label) {
    precondition(positions[Int(label.index)] < 0, "\(label) is already bound")
    positions[Int(label.index)] = Int32(code.count)
    if recordsListing { record(label: label) }
  }

  /// The offset that `label` is bound to, or nil.
  package func offset(of label: Label) -> Int? {
    let position: Int32 = positions[Int(label.index)]
    return position < 0 ? nil : Int(position)
  }

  /// Says that the four bytes to be written next hold the distance to `label`.
  mutating func addFixup(to label: Int32) {
    fixups.append(Fixup(offset: Int32(code.count), label: label))
  }

  /// Pads with long no-operations up to a multiple of `boundary`, a power of two at most 64.
  package mutating func align(_ boundary: Int) {
    precondition(boundary.nonzeroBitCount == 1 && boundary <= 64, "cannot align to \(boundary)")
    nop(-code.count & (boundary - 1))
  }

  // MARK: Constants

  /// The label of a constant of `size` bytes that repeats the lowest `element` bytes of `bits`.
  ///
  /// `element` is 1, 2, 4 or 8 and `size` a power of two from `element` to 64. Equal constants share
  /// their place, and a shorter one the beginning of a longer one that was asked for before.
  package mutating func constant(_ bits: UInt64, element: Int = 8, size: Int = 8) -> Label {
    precondition(
      element.nonzeroBitCount == 1 && element <= 8 && size.nonzeroBitCount == 1
        && size >= element && size <= 64, "no constant of \(size) bytes from \(element)")
    let unused = UInt64(64 - 8 * element)
    let kept: UInt64 = (bits << unused) >> unused
    for entry in pool
    where entry.bits == kept && entry.element == Int32(element) && entry.size >= Int32(size) {
      return entry.label
    }
    let label = newLabel()
    pool.append(
      PoolEntry(
        bits: kept, element: Int32(element), size: Int32(size), label: label, literal: []))
    return label
  }

  /// The label of the constant `bytes`, whose count is a power of two up to 64.
  package mutating func constant(bytes: [UInt8]) -> Label {
    precondition(
      bytes.count.nonzeroBitCount == 1 && bytes.count <= 64, "constant of \(bytes.count) bytes")
    for entry in pool where entry.element == 0 && entry.literal == bytes { return entry.label }
    let label = newLabel()
    pool.append(
      PoolEntry(
        bits: 0, element: 0, size: Int32(bytes.count), label: label, literal: bytes))
    return label
  }

  /// Places the constants, resolves every reference and returns the bytes.
  ///
  /// Called once; `reset` before assembling anew.
  package mutating func finish() -> [UInt8] {
    emitPool()
    for fixup in fixups {
      let target: Int32 = positions[Int(fixup.label)]
      precondition(target >= 0, "L\(fixup.label) is used but never bound")
      let addend: Int32 = code.load32(at: Int(fixup.offset))
      code.patch(target + addend - fixup.offset - 4, at: Int(fixup.offset))
    }
    fixups.removeAll(keepingCapacity: true)
    return code.bytes(0..<code.count)
  }

  private mutating func emitPool() {
    guard !pool.isEmpty else { return }
    var size = Int32(alignment)
    while code.count % Int(size) != 0 {
      code.reserve()
      code.put(0xCC, 1)
    }
    while size > 0 {
      for entry in pool where entry.size == size { emit(entry) }
      size /= 2
    }
  }

  private mutating func emit(_ entry: PoolEntry) {
    bind(entry.label)
    let start = code.count
    var placed: Int32 = 0
    if entry.element == 0 {
      for byte in entry.literal {
        code.reserve()
        code.put(UInt64(byte), 1)
      }
    } else {
      while placed < entry.size {
        code.reserve()
        code.put(entry.bits, UInt64(entry.element))
        placed += entry.element
      }
    }
    if recordsListing { recordData(from: start) }
  }
}
