// SPDX-License-Identifier: Apache-2.0
// Numbers that do not fit into a value: complex numbers, instances of subclasses of int and float.

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

  /// Whether it is an int of any size, a bool, or an instance of a subclass of int.
  var isInteger: Bool {
    tag == .int || tag == .bool || has(.bigInt) || has(.boxedInt)
  }
}
