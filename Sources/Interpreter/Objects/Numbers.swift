// SPDX-License-Identifier: Apache-2.0
// Numbers that do not fit into a value: integers beyond 64 bits, complex numbers, instances of subclasses of int and float.
import BigInt

/// The box of a big integer.
///
/// Always outside the range of Int: what fits is never boxed.
final class BigIntBox {
  let number: BigInt
  init(_ number: BigInt) { self.number = number }
}

struct BigIntCell: BitwiseCopyable {
  var header: Header
  var box: Unmanaged<BigIntBox>
}

/// An instance of a subclass of int or float: the number is a plain value (an int or big integer; a float).
struct BoxedNumberCell: BitwiseCopyable {
  var header: Header
  var number: Value
}

struct ComplexCell: BitwiseCopyable {
  var header: Header
  var real, imaginary: Double
}

extension Value {
  /// An integer of any size; owned.
  static func integer(_ number: BigInt) -> Value {
    if let small = Int(exactly: number) { return Value(small) }
    let cell = Heap.make(BigIntCell.self, .bigInt, machine.pointee.types.int)
    cell.pointee.box = Unmanaged.passRetained(BigIntBox(number))
    return Value(cell)
  }

  /// An integer from digits, as the compiler finds them in a source; owned.
  static func bigInt(digits: String, radix: Int) -> Value {
    integer(BigInt(digits, radix: radix)!)
  }

  static func complex(_ real: Double, _ imaginary: Double, type: TypeRef? = nil) -> Value {
    let own = machine.pointee.types.complex
    let type = type ?? own
    let cell = Heap.make(ComplexCell.self, .complex, type, exact: type == own)
    cell.pointee.real = real
    cell.pointee.imaginary = imaginary
    return Value(cell)
  }

  /// The plain number in an instance of a subclass of int or float; else the value itself.
  ///
  /// Borrowed.
  @inline(__always) var unboxed: Value {
    has(.boxedInt) || has(.boxedFloat) ? cell(as: BoxedNumberCell.self).pointee.number : self
  }

  /// The value as a big integer, if it is an int of any size or a bool (after `unboxed`).
  var asBigInt: BigInt? {
    switch tag {
    case .int: BigInt(asInt)
    case .bool: BigInt(asBool ? 1 : 0)
    case .object where header.pointee.layout == .bigInt:
      cell(as: BigIntCell.self).pointee.box.takeUnretainedValue().number
    default: nil
    }
  }

  /// Whether it is an int of any size, a bool, or an instance of a subclass of int.
  var isInteger: Bool {
    tag == .int || tag == .bool || has(.bigInt) || has(.boxedInt)
  }
}
