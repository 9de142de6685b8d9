// SPDX-License-Identifier: Apache-2.0
// Memory operands: base + index * scale + displacement, or relative to a label.

/// A position in the code or in its constant pool, made by `Assembler.newLabel`.
package struct Label: Hashable, Sendable, CustomStringConvertible {
  package let index: Int32

  package var description: String { "L\(index)" }
}

/// A memory operand.
///
/// The index is a general register, or a vector register in gathers and scatters. A label operand
/// is RIP-relative, so the code can be placed anywhere.
package struct Address: Hashable, Sendable {
  static let noBase: UInt8 = 16
  static let labelBase: UInt8 = 17
  static let noIndex: UInt8 = 64

  /// 0...15, or `noBase`, or `labelBase`: bit 3 is zero in both.
  let base: UInt8
  /// 0...15, 0...31 for a vector, or `noIndex`, whose low five bits are zero.
  let index: UInt8
  /// log2 of the scale.
  let shift: UInt8
  package let displacement: Int32
  /// Index of the label when `base` is `labelBase`.
  let label: Int32

  @inline(__always)
  private init(base: UInt8, index: UInt8, scale: Int, displacement: Int32) {
    precondition(
      scale == 1 || scale == 2 || scale == 4 || scale == 8, "no scale \(scale) in an address")
    self.base = base
    self.index = index
    self.shift = UInt8(truncatingIfNeeded: scale.trailingZeroBitCount)
    self.displacement = displacement
    self.label = 0
  }

  /// `[base + displacement]`.
  @inline(__always)
  package init(base: Gpr, displacement: Int32 = 0) {
    self.init(base: base.index, index: Address.noIndex, scale: 1, displacement: displacement)
  }

  /// `[base + index * scale + displacement]`; the index is any register but rsp.
  @inline(__always)
  package init(base: Gpr, index: Gpr, scale: Int = 1, displacement: Int32 = 0) {
    precondition(index != .rsp, "rsp cannot be an index")
    self.init(base: base.index, index: index.index, scale: scale, displacement: displacement)
  }

  /// `[index * scale + displacement]`.
  @inline(__always)
  package init(index: Gpr, scale: Int, displacement: Int32 = 0) {
    precondition(index != .rsp, "rsp cannot be an index")
    self.init(
      base: Address.noBase, index: index.index, scale: scale, displacement: displacement)
  }

  /// `[base + index * scale + displacement]` for every lane of the index: gathers and scatters.
  @inline(__always)
  package init(base: Gpr, index: Vec, scale: Int = 1, displacement: Int32 = 0) {
    self.init(base: base.index, index: index.index, scale: scale, displacement: displacement)
  }

  /// `[displacement]`, an address in the lowest or highest 2 GiB.
  @inline(__always)
  package init(absolute displacement: Int32) {
    self.init(
      base: Address.noBase, index: Address.noIndex, scale: 1, displacement: displacement)
  }

  /// `[rip + label + displacement]`.
  @inline(__always)
  package init(_ label: Label, displacement: Int32 = 0) {
    base = Address.labelBase
    index = Address.noIndex
    shift = 0
    self.displacement = displacement
    self.label = label.index
  }

  /// The same address, `bytes` further on.
  @inline(__always)
  package func advanced(by bytes: Int32) -> Address {
    Address(moving: self, displacement: displacement + bytes)
  }

  @inline(__always)
  private init(moving other: Address, displacement: Int32) {
    base = other.base
    index = other.index
    shift = other.shift
    label = other.label
    self.displacement = displacement
  }
}
