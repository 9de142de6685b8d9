// SPDX-License-Identifier: Apache-2.0
// How wide the elements become that an instruction works on: it decides the number of lanes.

extension Lowering {
  /// log2 of the bytes of the widest element that lowering `inst` makes.
  func workSize(_ inst: Instruction) -> Int {
    let own = inst.type.element
    switch inst.op {
    case .store, .storeStrided, .scatter, .raise, .any, .next, .param, .load, .loadStrided, .lane:
      let isScatter = inst.op == .scatter
      if inst.op == .store { return size(inst.b) }
      if inst.op == .storeStrided { return size(inst.c) }
      if inst.op == .raise || inst.op == .any { return 0 }
      return isScatter ? 3 : inst.op == .next ? 0 : own.log
    case .gather: return 3
    case .convert: return max(conversionSize(element(inst.a), own), 0)
    case .select: return max(own.log, 0)
    case .eq, .ne, .lt, .le, .gt, .ge:
      return element(inst.a) == .f16 ? 2 : size(inst.a)
    case .div, .rem:
      if own.isFloat { return own.log }
      return own.size <= 2 ? 2 : 3
    case .mul: return own == .i8 || own == .u8 ? 1 : own.log
    case .shl, .shr:
      if own.size == 1 || (own.size == 2 && tier != .avx512) { return 2 }
      return own.log
    case .fma: return tier == .sse2 ? 3 : own.log
    default: return own.log
    }
  }

  private func size(_ value: UInt16) -> Int { element(value).log }

  private func conversionSize(_ from: Element, _ to: Element) -> Int {
    let own = max(from.log, to.log)
    if from == .bool || to == .bool { return own }
    let isSmall = own <= 1
    switch (from.isFloat, to.isFloat) {
    case (false, false): return own
    case (true, true): return own
    case (false, true):
      if from == .u32 { return 3 }
      return isSmall || to == .f16 ? max(own, 2) : own
    case (true, false):
      if to == .u32 { return 3 }
      return max(own, 2)
    }
  }
}
