// SPDX-License-Identifier: Apache-2.0
// Which physical registers may be allocated, and how tests restrict the choice.

/// How registers are chosen; all but `.normal` are for tests.
package enum AllocationMode: Sendable {
  case normal
  /// Only four registers of each class: everything spills.
  case fourRegistersOnly
  /// Any free register, by a generator with this seed.
  case randomChoice(UInt64)
}

/// The physical registers of a class as bits: register r is bit r.
struct RegisterSet {
  /// Registers that may hold values.
  let allocatable: UInt32
  /// Those to take first: the caller's need not be saved.
  let preferred: UInt32

  /// rax, rcx and rdx are scratch, rsp and rbp the frame, rdi the argument block; k0 is scratch.
  init(_ kind: RegisterClass, _ tier: Tier, _ mode: AllocationMode) {
    var all: UInt32
    switch kind {
    case .gpr: all = 0b1111_1111_0100_1000
    case .vec: all = tier == .avx512 ? .max : 0xFFFF
    case .mask: all = tier == .avx512 ? 0xFE : 0
    }
    if case .fourRegistersOnly = mode, all != 0 {
      var four: UInt32 = 0
      for _ in 0..<4 {
        four |= all & (0 &- all)
        all &= all &- 1
      }
      all = four
    }
    allocatable = all
    preferred = kind == .gpr ? all & 0b0000_1111_0100_0000 : all
  }

  /// The registers that a function must preserve for its caller.
  static let calleeSaved: UInt32 = 0b1111_0000_0000_1000
}

/// One bit per register of each class.
struct RegisterBits {
  var gpr: UInt32 = 0
  var vec: UInt32 = 0
  var mask: UInt32 = 0

  subscript(kind: RegisterClass) -> UInt32 {
    @inline(__always) get {
      switch kind {
      case .gpr: gpr
      case .vec: vec
      case .mask: mask
      }
    }
    @inline(__always) set {
      switch kind {
      case .gpr: gpr = newValue
      case .vec: vec = newValue
      case .mask: mask = newValue
      }
    }
  }
}
