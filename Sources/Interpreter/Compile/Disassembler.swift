// SPDX-License-Identifier: Apache-2.0
// Code objects as text.
//
//     3   4  add r2 := r0, k1(5)
//     |   |  |   |     |   └ constant 1, which is 5; r2! is a temporary that is consumed
//     |   |  |   └ what is written
//     |   └ number of the instruction
//     └ line of the source, where it changes
import Glibc

package enum Disassembler {
  /// The text of a code object and of those among its constants.
  package static func text(of code: Code) -> String {
    var lines = ["\(code.qualifiedName):"]
    var line: Int32 = 0
    let targets = jumpTargets(code)
    for index in 0..<code.instructionCount {
      let instruction = code.original(index)
      if instruction.opcode == .extra { continue }
      let position = code.positions[index]
      var head = ""
      if position.line != line, position.line > 0 {
        line = position.line
        head = "\(line)"
      }
      lines.append(
        pad(head, 4) + (targets.contains(index) ? ">" : " ") + pad("\(index)", 4) + "  "
          + describe(index, in: code))
    }
    for handler in code.handlers {
      lines.append(
        "  \(handler.start)..<\(handler.end) -> \(handler.target) depth r\(handler.depth)")
    }
    for index in 0..<code.constantCount {
      if let inner = code.constants[index].asCode { lines.append("\n" + text(of: inner)) }
    }
    return lines.joined(separator: "\n")
  }

  /// Prints the text on standard error.
  static func dump(_ code: Code) {
    var text = text(of: code) + "\n\n"
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  private static func jumpTargets(_ code: Code) -> Set<Int> {
    var targets = Set(code.handlers.map { Int($0.target) })
    for index in 0..<code.instructionCount {
      if let target = code.original(index).jumpTarget(from: index) { targets.insert(target) }
    }
    return targets
  }

  private static func describe(_ index: Int, in code: Code) -> String {
    let instruction = code.original(index)
    let form = instruction.opcode.form
    var written: [String] = []
    var read: [String] = []
    func add(_ role: Opcode.Role, _ value: Int, consumed: Bool, constant: Bool) {
      let register = "r\(value)"
      switch role {
      case .unused: break
      case .write: written.append(register)
      case .writePair: written.append("\(register)..r\(value + 1)")
      case .writeTriple: written.append("\(register)..r\(value + 2)")
      case .writeCount: written.append("\(register)..r\(value + Int(instruction.c) - 1)")
      case .read:
        read.append(constant ? constantText(value, code) : register + (consumed ? "!" : ""))
      case .keep: read.append(register)
      case .take: read.append(register + "!")
      case .window: read.append(register + "..!")
      case .cell: read.append("cell r\(value)")
      case .free: read.append("free \(value)")
      case .name, .constant: read.append(constantText(value, code))
      case .number: read.append("\(value)")
      case .jump: read.append("-> \(index + 1 + value)")
      }
    }
    let flags = instruction.flags
    if instruction.opcode == .makeFunction {
      add(form.a, Int(instruction.a), consumed: false, constant: false)
      for offset in 0..<4 where flags.rawValue & (1 << offset) != 0 {
        read.append(
          "\(["defaults", "kwdefaults", "annotations", "closure"][offset]) r\(Int(instruction.b) + offset)!"
        )
      }
      add(form.c, Int(instruction.c), consumed: false, constant: false)
    } else {
      add(
        form.a, Int(instruction.a), consumed: flags.contains(.consumesA), constant: false)
      if form.wide {
        add(form.b, instruction.bc, consumed: false, constant: false)
      } else {
        add(
          form.b, Int(instruction.b), consumed: flags.contains(.consumesB),
          constant: flags.contains(.constantB))
        add(
          form.c, form.c == .jump ? instruction.offset : Int(instruction.c),
          consumed: flags.contains(.consumesC), constant: flags.contains(.constantC))
      }
    }
    var name = "\(instruction.opcode)"
    if flags.contains(.inPlace), instruction.opcode != .makeFunction {
      switch form.c {
      case .jump: name += " not"
      case .write: name += " self"
      default: name += "="
      }
    }
    if instruction.opcode.hasExtraWord, !instruction.opcode.hasCache {
      let extra = code.original(index + 1)
      switch instruction.opcode {
      case .unpackStarred: read.append("\(extra.b)*\(extra.c)")
      case .callKeywords: read.append(constantText(extra.bc, code))
      default:
        if extra.bc != 0 { read.append("!" + String(UnicodeScalar(UInt8(extra.bc)))) }
      }
    }
    let left = written.isEmpty ? "" : " " + written.joined(separator: ", ") + " :="
    let right = read.isEmpty ? "" : " " + read.joined(separator: ", ")
    return name + left + right
  }

  /// `k2(1.5)`: the number of a constant and its value, shortened.
  private static func constantText(_ number: Int, _ code: Code) -> String {
    guard number >= 0, number < code.constantCount else { return "k\(number)?" }
    if let inner = code.constants[number].asCode { return "k\(number)(code \(inner.name))" }
    let text: String
    do throws(Raised) {
      text = try reprText(code.constants[number])
    } catch {
      takeRaised().release()
      return "k\(number)"
    }
    return "k\(number)(\(text.count > 40 ? text.prefix(37) + "..." : text))"
  }
}

extension Instruction {
  /// Where it jumps to, standing at `index`; nil if it does not.
  func jumpTarget(from index: Int) -> Int? {
    let form = opcode.form
    if form.wide, form.b == .jump { return index + 1 + bc }
    if form.c == .jump { return index + 1 + offset }
    return nil
  }
}
