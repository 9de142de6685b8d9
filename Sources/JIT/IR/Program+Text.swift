// SPDX-License-Identifier: Apache-2.0
// Prints programs. The grammar is in README.md; `Program.init(text:)` reads it back.

extension Program: CustomStringConvertible {
  /// The program's text: blocks in code order, values named by their position.
  package var description: String {
    var text = "kernel \(Self.quoted(name)) {\n"
    for index in blocks.indices.sorted(by: { first(of: $0) < first(of: $1) }) {
      text += header(index) + "\n"
      for position in blocks[index].range where code[position].op != .param {
        text += "  \(line(position))\n"
      }
    }
    return text + "}\n"
  }

  private func first(of block: Int) -> Int { blocks[block].range.lowerBound }

  static func quoted(_ name: String) -> String {
    var text = "\""
    for character in name.unicodeScalars {
      switch character {
      case "\"", "\\": text += "\\" + String(character)
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(character)
      }
    }
    return text + "\""
  }

  private func header(_ index: Int) -> String {
    let block = blocks[index]
    let parameters = block.range.prefix { code[$0].op == .param }
    let list = parameters.map { "%\($0): \(code[$0].type)" }.joined(separator: ", ")
    var text = "b\(index)" + (list.isEmpty ? "" : "(\(list))")
    if let lanes = block.lanes {
      text += " lanes"
      if lanes.width > 0 || !lanes.combine.isEmpty {
        text += " \(lanes.width) " + lanes.combine.map { $0.name }.joined(separator: ", ")
      }
    }
    return text + ":"
  }

  /// One instruction without indentation, such as `%4 = add.f64* %2, %3`.
  package func line(_ position: Int) -> String {
    let instruction = code[position]
    let op = instruction.op
    if op.isTerminator { return terminator(instruction) }
    var text = op.hasResult ? "%\(position) = " : ""
    text += "\(op.name).\(instruction.type)"
    var words = [instruction.a, instruction.b, instruction.c].prefix(op.operandCount).map {
      "%\($0)"
    }
    switch op.facts.payload {
    case .none: break
    case .constant: return text + " " + constant(instruction)
    case .slot: words.append("\(instruction.c)")
    case .bytes:
      let bytes = Int16(bitPattern: instruction.c)
      if bytes != 0 { words[0] += bytes > 0 ? " + \(bytes)" : " - \(-Int(bytes))" }
    case .flags: words.append("\(instruction.c)")
    case .types: words.append("0x" + String(constants[Int(instruction.c)], radix: 16))
    }
    return words.isEmpty ? text : text + " " + words.joined(separator: ", ")
  }

  /// Exact bits, then what they mean.
  private func constant(_ instruction: Instruction) -> String {
    let bits = constants[Int(instruction.c)]
    let element = instruction.type.element
    let meaning: String
    switch element {
    case .f16: meaning = "\(Float(Float16(bitPattern: UInt16(truncatingIfNeeded: bits))))"
    case .f32: meaning = "\(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))"
    case .f64: meaning = "\(Double(bitPattern: bits))"
    case .bool: meaning = bits & 0xFF == 0 ? "false" : "true"
    default:
      let unused = UInt64(64 - element.bits)
      meaning =
        element.isSigned ? "\(Int64(bitPattern: bits << unused) >> Int64(unused))" : "\(bits)"
    }
    return "0x" + String(bits, radix: 16) + " ; " + meaning
  }

  private func terminator(_ instruction: Instruction) -> String {
    let (a, b, c) = (instruction.a, instruction.b, instruction.c)
    func list(_ start: Int, _ count: Int) -> String {
      guard count > 0, start + count <= extra.count else { return "" }
      return "(" + extra[start..<start + count].map { "%\($0)" }.joined(separator: ", ") + ")"
    }
    switch instruction.op {
    case .jump: return "jump b\(a)" + list(Int(c), Int(b))
    case .branch: return "branch %\(a), b\(b), b\(c)"
    case .loop:
      let count = blocks[Int(b)].lanes?.combine.count ?? 0
      return "loop %\(a), b\(b)" + list(Int(c) + 1, count) + " -> b\(extra[Int(c)])"
    case .next: return "next" + list(Int(c), Int(b))
    default: return instruction.op.name
    }
  }
}
