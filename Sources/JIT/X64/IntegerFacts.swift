// SPDX-License-Identifier: Apache-2.0
// The packed form of a row of IntegerOpcode, and the reading of the table.

/// What the encoder must know about an `IntegerOpcode`.
package struct IntegerFacts: Sendable {
  /// The opcode of one form; a missing form is all zero.
  package struct Code: Sendable {
    package enum Immediate: UInt8, Sendable { case none, short, full, memoryOnly, byOne, byte }

    package private(set) var isPresent = false
    package private(set) var immediate = Immediate.none
    fileprivate(set) var opcode: UInt8 = 0
    fileprivate(set) var map: UInt8 = 0
    fileprivate(set) var pp: UInt8 = 0
    fileprivate(set) var digit: UInt8 = 0

    fileprivate init(_ word: [UInt8]) {
      guard word[0] != UInt8(ascii: "-") else { return }
      isPresent = true
      var rest = word[...]
      while rest.count > 2, rest[rest.startIndex + 2] == UInt8(ascii: ".") {
        // F3. is the only prefix in the table.
        if rest[rest.startIndex + 1] == UInt8(ascii: "3") { pp = 2 } else { map = 1 }
        rest = rest.dropFirst(3)
      }
      opcode = hex(rest.prefix(2))
      rest = rest.dropFirst(2)
      if rest.first == UInt8(ascii: "/") {
        digit = hex(rest.dropFirst().prefix(1))
        rest = rest.dropFirst(2)
      }
      switch rest.last {
      case UInt8(ascii: "s"): immediate = .short
      case UInt8(ascii: "z"): immediate = .full
      case UInt8(ascii: "m"): immediate = .memoryOnly
      case UInt8(ascii: "1"): immediate = .byOne
      case UInt8(ascii: "b"): immediate = .byte
      default: break
      }
    }

    /// Turns the opcode into that of a related form.
    @inline(__always)
    mutating func move(by distance: UInt8) { opcode &+= distance }
  }

  package let mr: Code
  package let rm: Code
  package let mi: Code
  package let m: Code
  package let accumulator: Code
  package let rmi: Code
  /// Bit n: the row has the operand size with raw value n.
  private let sizes: UInt8
  /// The size of the source when it differs from that of the destination.
  package let source: OperandSize?
  /// Whether a memory operand has no size of its own.
  package let isUnsized: Bool
  /// Whether a memory operand has the ten bytes of the x87's registers.
  let isExtended: Bool
  /// Whether 64 bits are the default, without REX.W.
  let defaultsTo64: Bool
  let countInCL: Bool

  init(_ row: String) {
    let words = row.utf8.split(separator: UInt8(ascii: " ")).map(Array.init)
    precondition(words.count == 7, "a row has seven columns: \(row)")
    mr = Code(words[0])
    rm = Code(words[1])
    mi = Code(words[2])
    m = Code(words[3])
    accumulator = Code(words[4])
    rmi = Code(words[5])
    let parts = words[6].split(separator: UInt8(ascii: "<")).map(Array.init)
    let letters = Array("bwdq".utf8)
    defaultsTo64 = parts[0] == Array("Q".utf8)
    countInCL = parts[0].contains(UInt8(ascii: ","))
    var sizes: UInt8 = 0
    for letter in parts[0].prefix(while: { $0 != UInt8(ascii: ",") }) {
      if let size = letters.firstIndex(of: letter) { sizes |= 1 << UInt8(size) }
    }
    let none = UInt8(ascii: "-")
    self.sizes = defaultsTo64 ? 8 : parts[0][0] == none ? 4 : sizes
    isExtended = parts.last! == Array("t".utf8)
    isUnsized = parts.last![0] == none || isExtended
    let read = parts.count > 1 ? letters.firstIndex(of: parts[1][0]) : nil
    source = read.flatMap { OperandSize(rawValue: UInt8($0)) }
  }

  @inline(__always)
  package func allows(_ size: OperandSize) -> Bool { sizes &>> size.rawValue & 1 != 0 }

  /// The facts of every opcode, by its number in the table; written once and never freed.
  nonisolated(unsafe) static let table: UnsafePointer<IntegerFacts> = {
    let all = IntegerOpcode.allCases
    let table = UnsafeMutablePointer<IntegerFacts>.allocate(capacity: all.count)
    for (number, opcode) in all.enumerated() {
      precondition(opcode.number == number, "the cases are not numbered in order")
      (table + number).initialize(to: IntegerFacts(opcode.rawValue))
    }
    return UnsafePointer(table)
  }()
}

private func hex(_ digits: ArraySlice<UInt8>) -> UInt8 {
  digits.reduce(0) { $0 << 4 | ($1 <= UInt8(ascii: "9") ? $1 - 48 : $1 - 55) }
}

extension IntegerOpcode {
  /// The row's number in the table, and the value that represents the case in memory.
  @inline(__always)
  package var number: Int { Int(unsafeBitCast(self, to: UInt8.self)) }

  package var facts: IntegerFacts { IntegerFacts.table[number] }

  /// The mnemonic as an assembler spells it: the case's name up to its suffix.
  package var mnemonic: String { String("\(self)".prefix { $0 != "_" }) }

  /// Compares cases, not the strings of their rows.
  @inline(__always)
  package static func == (left: IntegerOpcode, right: IntegerOpcode) -> Bool {
    left.number == right.number
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension PlainOpcode {
  /// The instruction's bytes, the first one lowest, and their count.
  var bytes: (word: UInt64, count: UInt64) {
    var word: UInt64 = 0
    var count: UInt64 = 0
    for digits in rawValue.utf8.split(separator: UInt8(ascii: " ")) {
      word |= UInt64(hex(Array(digits)[...])) << (8 * count)
      count += 1
    }
    return (word, count)
  }
}
