// SPDX-License-Identifier: Apache-2.0
// Slices over lengths of any size, their hash, and how they are taken apart.

enum SliceMath {
  /// Start, stop and step of a slice over `length` elements, as `slice.indices` tells them.
  static func indices(_ slice: Value, _ length: BigInt) throws(Raised) -> (BigInt, BigInt, BigInt) {
    let cell = slice.cell(as: SliceCell.self).pointee
    func read(_ value: Value) throws(Raised) -> BigInt {
      guard value.isInteger || value.type.slots.index != nil else {
        throw raise(
          .typeError, "slice indices must be integers or None or have an __index__ method")
      }
      let integer = try index(value)
      defer { integer.release() }
      return IntMath.big(integer.unboxed)
    }
    let step = cell.step.isNone ? 1 : try read(cell.step)
    if step == 0 { throw raise(.valueError, "slice step cannot be zero") }
    let (lower, upper): (BigInt, BigInt) = step < 0 ? (-1, length - 1) : (0, length)
    func bound(_ value: Value, _ missing: BigInt) throws(Raised) -> BigInt {
      if value.isNone { return missing }
      let position = try read(value)
      return position < 0 ? max(position + length, lower) : min(position, upper)
    }
    let start = try bound(cell.start, step < 0 ? upper : lower)
    return (start, try bound(cell.stop, step < 0 ? lower : upper), step)
  }

  /// The hash of a slice: xxHash over its three parts, as that of a tuple but without the count.
  static func hash(_ slice: Value) throws(Raised) -> Int {
    let cell = slice.cell(as: SliceCell.self).pointee
    var sum: UInt = 2_870_177_450_012_600_261
    for part in [cell.start, cell.stop, cell.step] {
      let lane = UInt(bitPattern: try Interpreter.hash(of: part))
      sum = sum &+ lane &* 14_029_467_366_897_019_727
      sum = (sum << 31) | (sum >> 33)
      sum = sum &* 11_400_714_785_074_694_791
    }
    return sum == UInt.max ? 1_546_275_796 : Int(bitPattern: sum)
  }

  static var rows: [Builtin] {
    [
      Builtin("indices(self, len, /)") { a throws(Raised) in
        let integer = try index(a[1])
        defer { integer.release() }
        let length = IntMath.big(integer.unboxed)
        if length < 0 { throw raise(.valueError, "length should not be negative") }
        let (start, stop, step) = try indices(a[0], length)
        return Tuple.make(consuming: [.integer(start), .integer(stop), .integer(step)]).value
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let cell = a[0].cell(as: SliceCell.self).pointee
        return try IteratorPickling.reduced(
          machine.pointee.types.slice,
          consuming: [cell.start.retained(), cell.stop.retained(), cell.step.retained()])
      },
    ]
  }
}
