// SPDX-License-Identifier: Apache-2.0
// The text of emitted instructions, in Intel syntax as both GNU as and LLVM read it.

/// One line of a listing: an instruction, a label or data.
package struct ListingLine: Sendable {
  /// Where in the code the line's bytes begin.
  package let offset: Int
  package let text: String
  /// Whether the line is a label, or data of the constant pool, and not an instruction.
  package let isInstruction: Bool
}

extension Assembler {
  /// The listing as text: offset, instruction.
  package var listingText: String {
    var text = ""
    for line in listing {
      if line.isInstruction || line.text.hasPrefix(".") {
        let digits = String(line.offset, radix: 16)
        text += String(repeating: " ", count: max(0, 6 - digits.count)) + digits + "  "
      }
      text += line.text + "\n"
    }
    return text
  }

  mutating func record(_ offset: Int, _ text: String, isInstruction: Bool = true) {
    listing.append(ListingLine(offset: offset, text: text, isInstruction: isInstruction))
  }

  mutating func record(label: Label) { record(code.count, "\(label):", isInstruction: false) }

  /// Records the bytes from `start` on as data.
  mutating func recordData(from start: Int) {
    let bytes = code.bytes(start..<code.count).map { "0x" + String($0, radix: 16) }
    record(start, ".byte " + bytes.joined(separator: ", "), isInstruction: false)
  }

  // MARK: Vector instructions

  /// Records the instruction of the vector table that is about to be encoded.
  @inline(never)
  mutating func record(
    _ op: VectorOpcode, _ width: VectorWidth, reg: UInt8, vvvv: UInt8, rm: UInt8,
    address: Address?, immediate: UInt8, mask: Mask, zeroing: Bool, broadcast: Bool, store: Bool
  ) {
    let row = OpcodeRow(op)
    var texts: [String] = []
    var operands = row.operands
    if store { operands = [operands.last!, operands.first!] }
    for operand in operands {
      var text: String
      switch operand.place {
      case .reg: text = name(operand.kind, reg, width)
      case .vvvv: text = name(operand.kind, vvvv, width)
      case .immediate: text = name(operand.kind, immediate >> 4, width)
      case .rm:
        if let address {
          text = memory(address, row, operand, width, broadcast)
        } else {
          text = name(operand.kind, rm, width)
        }
      }
      if texts.isEmpty {
        if mask != .k0 { text += "{\(mask)}" }
        if zeroing { text += "{z}" }
      }
      texts.append(text)
    }
    if row.hasImmediate { texts.append("\(immediate)") }
    record(code.count, op.mnemonic + " " + texts.joined(separator: ", "))
  }

  private func name(_ kind: RowOperand.Kind, _ index: UInt8, _ width: VectorWidth) -> String {
    switch kind {
    case .vector(let fraction): return Vec(Int(index)).name(bytes: width.bytes >> Int(fraction))
    case .xmm: return Vec(Int(index)).name(bytes: 16)
    case .mask: return "k\(index)"
    case .gpr(let size): return Gpr(Int(index)).name(size)
    case .none: return "?"
    }
  }

  private func memory(
    _ address: Address, _ row: OpcodeRow, _ operand: RowOperand, _ width: VectorWidth,
    _ broadcast: Bool
  ) -> String {
    if operand.isVectorIndexed {
      return text(address, bytes: nil, index: name(operand.kind, address.index, width))
    }
    let bytes: Int = 1 << Int(OpcodeFacts.shift(row.facts.memorySize, width))
    guard broadcast else { return text(address, bytes: bytes) }
    let element: Int = 1 << Int(row.facts.broadcastShift)
    return text(address, bytes: element) + "{1to\(bytes / element)}"
  }

  // MARK: General instructions

  mutating func record(_ op: IntegerOpcode, _ start: Int, _ operands: String...) {
    let shown = operands.filter { !$0.isEmpty }
    record(start, op.mnemonic + " " + shown.joined(separator: ", "))
  }

  func countText(_ op: IntegerOpcode) -> String { op.facts.countInCL ? "cl" : "" }

  func text(_ value: Int32, _ size: OperandSize) -> String { "\(value)" }

  func text(_ address: Address, _ op: IntegerOpcode, _ size: OperandSize) -> String {
    let text = text(address, bytes: op.facts.isUnsized ? nil : size.bytes)
    return op.facts.isExtended ? "TBYTE PTR " + text : text
  }

  // MARK: Addresses

  /// `QWORD PTR [rax+rcx*8+16]`; without size where `bytes` is nil.
  func text(_ address: Address, bytes: Int?, index: String? = nil) -> String {
    let sizes = ["BYTE", "WORD", "DWORD", "QWORD", "XMMWORD", "YMMWORD", "ZMMWORD"]
    let size = bytes.map { sizes[$0.trailingZeroBitCount] + " PTR " } ?? ""
    var terms: [String] = []
    if address.base == Address.labelBase { terms.append("rip+L\(address.label)") }
    if address.base < Address.noBase { terms.append(Gpr(Int(address.base)).description) }
    if address.index != Address.noIndex {
      terms.append((index ?? Gpr(Int(address.index)).description) + "*\(1 << address.shift)")
    }
    var text = terms.joined(separator: "+")
    let displacement = address.displacement
    if terms.isEmpty {
      text = "ds:\(displacement)"
      return size + text
    }
    if displacement != 0 { text += displacement < 0 ? "\(displacement)" : "+\(displacement)" }
    return size + "[" + text + "]"
  }
}
