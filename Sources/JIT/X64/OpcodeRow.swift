// SPDX-License-Identifier: Apache-2.0
// Reads a row of the VectorOpcode table, for the packed facts, the listing and the tests.

/// One operand of a row.
package struct RowOperand: Sendable {
  package enum Place: UInt8, Sendable { case reg, vvvv, rm, immediate }
  /// What a register operand is; `vector(n)` is the instruction's width shifted right by n.
  package enum Kind: Equatable, Sendable { case none, vector(UInt8), xmm, mask, gpr(OperandSize) }

  package var place: Place
  package var kind = Kind.none
  package var allowsMemory = false
  /// Set for a vector-indexed memory operand, whose index register is `kind`.
  package var isVectorIndexed = false
}

/// A row of the `VectorOpcode` table, taken apart.
package struct OpcodeRow: Sendable {
  /// In assembly order, without a trailing immediate byte.
  package private(set) var operands: [RowOperand] = []
  package private(set) var hasImmediate = false
  package private(set) var facts = OpcodeFacts(bits: 0)

  private var bits: UInt64 = 0
  private var memorySize = OpcodeFacts.Size.none
  private var displacementScale: UInt64?

  package init(_ opcode: VectorOpcode) {
    var text = opcode.rawValue
    text.withUTF8 { bytes in
      var columns = Words(bytes, separator: UInt8(ascii: " "))
      read(order: columns.next())
      read(operands: columns.next())
      read(prefixAndMap: columns.next())
      read(opcode: columns.next())
      read(widths: columns.next())
      read(vex: columns.next(), evex: columns.next())
      precondition(columns.isAtEnd, "\(opcode): a row has seven columns")
    }
    set(memorySize, at: 32)
    set(displacementScale ?? memorySize, at: 36)
    facts = OpcodeFacts(bits: bits)
  }

  private typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Takes the words off a text without copying them: a process reads the whole table before its first kernel is compiled.
  private struct Words {
    private var rest: Bytes
    private let separator: UInt8

    init(_ text: Bytes, separator: UInt8) {
      rest = text
      self.separator = separator
    }

    var isAtEnd: Bool { rest.allSatisfy { $0 == separator } }

    /// The next word; empty at the end.
    mutating func next() -> Bytes {
      let start = rest.firstIndex { $0 != separator } ?? rest.count
      let end = rest[start...].firstIndex(of: separator) ?? rest.count
      defer { rest = Bytes(rebasing: rest[end...]) }
      return Bytes(rebasing: rest[start..<end])
    }
  }

  private mutating func set(_ value: UInt64, at shift: UInt64) { bits |= value << shift }

  private mutating func read(order: Bytes) {
    operands.reserveCapacity(order.count)
    for letter in order {
      switch letter {
      case UInt8(ascii: "R"): operands.append(RowOperand(place: .reg))
      case UInt8(ascii: "V"): operands.append(RowOperand(place: .vvvv))
      case UInt8(ascii: "M"): operands.append(RowOperand(place: .rm))
      case UInt8(ascii: "L"): operands.append(RowOperand(place: .immediate))
      default: hasImmediate = true
      }
    }
    let takesByte = hasImmediate || operands.last!.place == .immediate
    set(takesByte ? 1 : 0, at: 25)
    set(operands.last!.place == .vvvv ? 1 : 0, at: 49)
    set(operands[0].place == .rm && operands.contains { $0.place == .reg } ? 1 : 0, at: 26)
  }

  private mutating func read(operands text: Bytes) {
    var words = Words(text, separator: UInt8(ascii: ","))
    for number in operands.indices {
      var parts = Words(words.next(), separator: UInt8(ascii: "/"))
      read(register: parts.next(), number)
      if !parts.isAtEnd { read(memory: parts.next(), number) }
    }
    precondition(words.isAtEnd, "as many operands as letters")
  }

  private mutating func read(register word: Bytes, _ number: Int) {
    if word[0] == UInt8(ascii: "m") {
      read(memory: word, number)
      return
    }
    operands[number].kind = kind(word)
    if word.count > 2, word[1] == UInt8(ascii: "@") {
      operands[number].allowsMemory = true
      operands[number].isVectorIndexed = true
      displacementScale = log2(bits: word[2...])
    }
  }

  private func kind(_ word: Bytes) -> RowOperand.Kind {
    switch word[0] {
    case UInt8(ascii: "V"): return .vector(0)
    case UInt8(ascii: "H"): return .vector(1)
    case UInt8(ascii: "Q"): return .vector(2)
    case UInt8(ascii: "E"): return .vector(3)
    case UInt8(ascii: "X"): return .xmm
    case UInt8(ascii: "k"): return .mask
    default: return .gpr(word[1] == UInt8(ascii: "6") ? .q : .d)
    }
  }

  private mutating func read(memory word: Bytes, _ number: Int) {
    operands[number].allowsMemory = true
    guard word.count > 1 else {
      memorySize = size(operands[number].kind)
      return
    }
    switch word[0] {
    case UInt8(ascii: "b"):
      memorySize = size(operands[number].kind)
      set(log2(bits: word[1...]), at: 40)
    case UInt8(ascii: "t"):
      memorySize = size(operands[number].kind)
      displacementScale = log2(bits: word[1...])
    default:
      let letter: UInt8 = word[1]
      let isNumber = letter >= UInt8(ascii: "0") && letter <= UInt8(ascii: "9")
      memorySize = isNumber ? log2(bits: word[1...]) : size(kind(Bytes(rebasing: word[1...])))
    }
  }

  private func size(_ kind: RowOperand.Kind) -> UInt64 {
    if case .vector(let fraction) = kind { return OpcodeFacts.Size.vector + UInt64(fraction) }
    return 4
  }

  private func log2(bits text: Slice<Bytes>) -> UInt64 {
    let value = text.reduce(0) { $0 * 10 + Int($1) - 48 }
    return UInt64((value / 8).trailingZeroBitCount)
  }

  private static let prefixes: [StaticString] = ["NP", "66", "F3", "F2"]
  private static let maps: [StaticString] = ["", "0F", "0F38", "0F3A"]

  private mutating func read(prefixAndMap word: Bytes) {
    var parts = Words(word, separator: UInt8(ascii: "."))
    set(Self.place(of: parts.next(), in: Self.prefixes), at: 16)
    set(Self.place(of: parts.next(), in: Self.maps), at: 18)
  }

  private static func place(of word: Bytes, in names: [StaticString]) -> UInt64 {
    UInt64(names.firstIndex { $0.withUTF8Buffer { $0.elementsEqual(word) } }!)
  }

  private mutating func read(opcode word: Bytes) {
    set(hex(word[0]) << 4 | hex(word[1]), at: 0)
    guard word.count > 2 else { return }
    if word[2] == UInt8(ascii: ":") {
      set(hex(word[3]) << 4 | hex(word[4]), at: 8)
    } else {
      set(1, at: 27)
      set(hex(word[3]), at: 28)
    }
  }

  private func hex(_ digit: UInt8) -> UInt64 {
    digit <= UInt8(ascii: "9") ? UInt64(digit) - 48 : UInt64(digit) - 55
  }

  private mutating func read(widths word: Bytes) {
    for letter in word { set(1, at: 44 + UInt64(letter - UInt8(ascii: "x"))) }
  }

  private mutating func read(vex: Bytes, evex: Bytes) {
    let none = UInt8(ascii: "-")
    let one = UInt8(ascii: "1")
    if vex[0] == UInt8(ascii: "S") {
      set(1, at: 22)
      if vex.count > 3 { set(1, at: 20) }
    } else if vex[0] != none {
      set(1, at: 23)
      if vex[1] == one { set(1, at: 20) }
    }
    if evex[0] != none {
      set(1, at: 24)
      if evex[1] == one { set(1, at: 21) }
      if evex.last! != UInt8(ascii: "!") { set(1, at: 48) }
    }
  }
}
