// SPDX-License-Identifier: Apache-2.0
// The registers of x86-64 as distinct types, and the sizes and conditions of its instructions.

/// A general-purpose register.
package struct Gpr: Hashable, Sendable, CustomStringConvertible {
  package let index: UInt8

  @inline(__always)
  package init(_ index: Int) {
    precondition(index >= 0 && index < 16, "no general register \(index)")
    self.index = UInt8(truncatingIfNeeded: index)
  }

  package static let rax = Gpr(0)
  package static let rcx = Gpr(1)
  package static let rdx = Gpr(2)
  package static let rbx = Gpr(3)
  package static let rsp = Gpr(4)
  package static let rbp = Gpr(5)
  package static let rsi = Gpr(6)
  package static let rdi = Gpr(7)
  package static let r8 = Gpr(8)
  package static let r9 = Gpr(9)
  package static let r10 = Gpr(10)
  package static let r11 = Gpr(11)
  package static let r12 = Gpr(12)
  package static let r13 = Gpr(13)
  package static let r14 = Gpr(14)
  package static let r15 = Gpr(15)

  private static let legacyNames = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"]

  /// The register's name when `size` of it is used: `al`, `ax`, `eax`, `rax`.
  package func name(_ size: OperandSize) -> String {
    guard index < 8 else {
      let suffix = ["b", "w", "d", ""][Int(size.rawValue)]
      return "r\(index)\(suffix)"
    }
    let name: String = Gpr.legacyNames[Int(index)]
    switch size {
    case .b: return index < 4 ? String(name.first!) + "l" : name + "l"
    case .w: return name
    case .d: return "e" + name
    case .q: return "r" + name
    }
  }

  package var description: String { name(.q) }
}

/// A vector register: xmm, ymm or zmm, as the instruction's width says.
package struct Vec: Hashable, Sendable, CustomStringConvertible {
  package let index: UInt8

  @inline(__always)
  package init(_ index: Int) {
    precondition(index >= 0 && index < 32, "no vector register \(index)")
    self.index = UInt8(truncatingIfNeeded: index)
  }

  /// The register's name when `bytes` of it are used; at least 16.
  package func name(bytes: Int) -> String {
    (bytes > 32 ? "zmm" : bytes > 16 ? "ymm" : "xmm") + "\(index)"
  }

  package var description: String { "v\(index)" }
}

/// A mask register of AVX-512; as a write mask, k0 means that every lane is written.
package struct Mask: Hashable, Sendable, CustomStringConvertible {
  package let index: UInt8

  @inline(__always)
  package init(_ index: Int) {
    precondition(index >= 0 && index < 8, "no mask register \(index)")
    self.index = UInt8(truncatingIfNeeded: index)
  }

  package static let k0 = Mask(0)
  package static let k1 = Mask(1)
  package static let k2 = Mask(2)
  package static let k3 = Mask(3)
  package static let k4 = Mask(4)
  package static let k5 = Mask(5)
  package static let k6 = Mask(6)
  package static let k7 = Mask(7)

  package var description: String { "k\(index)" }
}

/// The vector length of an instruction.
///
/// The raw value is L'L of the encoding. Scalar forms use `x`.
package enum VectorWidth: UInt8, CaseIterable, Sendable {
  case x, y, z

  /// The register's size in bytes: 16, 32 or 64.
  @inline(__always)
  package var bytes: Int { 16 << Int(rawValue) }
}

/// The operand size of a general instruction: 8, 16, 32 or 64 bits.
///
/// Writing 32 bits clears the upper half of the register; writing 8 or 16 keeps the rest.
package enum OperandSize: UInt8, CaseIterable, Sendable {
  case b, w, d, q

  @inline(__always)
  package var bytes: Int { 1 << Int(rawValue) }
}

/// A condition on the flags; the raw value is the manual's `tttn` field.
package enum Condition: UInt8, CaseIterable, Sendable {
  case o, no, b, ae, e, ne, be, a, s, ns, p, np, l, ge, le, g

  /// The opposite condition: they pair up in the encoding.
  @inline(__always)
  package var inverted: Condition { Condition(rawValue: rawValue ^ 1)! }
}
