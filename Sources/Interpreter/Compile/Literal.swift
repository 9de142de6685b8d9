// SPDX-License-Identifier: Apache-2.0
// A value that is known when a program is compiled, before it becomes a constant of its code.
import Syntax

/// The value of a constant expression.
///
/// Two are equal if they are the same constant: 1, 1.0 and True are three.
enum Literal: Hashable {
  case none, `true`, `false`, ellipsis
  case int(Int)
  /// Beyond 64 bits, not negative: digits in base `radix`.
  indirect case bigInt(digits: [UInt8], radix: Int)
  /// The bits of a float, so that -0.0 and 0.0 differ and nan equals itself.
  case float(UInt64)
  case complex(UInt64, UInt64)
  case string(Text)
  case bytes([UInt8])
  indirect case tuple([Literal])
  indirect case frozenSet([Literal])

  static func float(_ value: Double) -> Literal { .float(value.bitPattern) }
  static func string(_ value: String) -> Literal { .string(Text(value)) }
  init(_ value: Bool) { self = value ? .true : .false }
  /// The value of `__debug__`.
  static var debug: Literal { Literal(!CommandOptions.isOptimized) }

  init(_ constant: Constant) {
    switch constant {
    case .none: self = .none
    case .true: self = .true
    case .false: self = .false
    case .ellipsis: self = .ellipsis
    case .int(let value): self = .int(Int(value))
    case .bigInt(let digits, let radix): self = .bigInt(digits: digits, radix: radix)
    case .float(let value): self = .float(value)
    case .imaginary(let value): self = .complex(0, value.bitPattern)
    case .string(let text): self = .string(text)
    case .bytes(let bytes): self = .bytes(bytes)
    case .complex(let real, let imaginary):
      self = .complex(real.bitPattern, imaginary.bitPattern)
    case .tuple(let elements): self = .tuple(elements.map { Literal($0) })
    case .frozenSet(let elements): self = .frozenSet(elements.map { Literal($0) })
    }
  }

  /// Whether Python holds it for true.
  var isTrue: Bool {
    switch self {
    case .none, .false: false
    case .true, .ellipsis, .bigInt: true
    case .int(let value): value != 0
    case .float(let bits): Double(bitPattern: bits) != 0
    case .complex(let real, let imaginary):
      Double(bitPattern: real) != 0 || Double(bitPattern: imaginary) != 0
    case .string(let text): !text.isEmpty
    case .bytes(let bytes): !bytes.isEmpty
    case .tuple(let elements), .frozenSet(let elements): !elements.isEmpty
    }
  }

  /// The constant itself, with a reference.
  func makeValue() -> Value {
    switch self {
    case .none: return .none
    case .true: return .true
    case .false: return .false
    case .ellipsis: return .ellipsis
    case .int(let value): return Value(value)
    case .bigInt(let digits, let radix):
      return Value.bigInt(digits: digits, radix: radix)
    case .float(let bits): return Value(Double(bitPattern: bits))
    case .complex(let real, let imaginary):
      return Value.complex(Double(bitPattern: real), Double(bitPattern: imaginary))
    case .string(let text):
      return text.looksLikeName
        ? Value.interned(String(decoding: text.utf8, as: UTF8.self))
        : Value.string(utf32: text.codePoints)
    case .bytes(let bytes): return Value.bytes(bytes)
    case .tuple(let elements):
      return Tuple.make(consuming: elements.map { $0.makeValue() }).value
    case .frozenSet(let elements):
      return Value.frozenSet(consuming: elements.map { $0.makeValue() })
    }
  }
}

extension Text {
  /// Whether it has nothing but ASCII letters, digits and underscores: CPython interns such constants, since names of attributes
  /// and keys of dictionaries are of this kind.
  var looksLikeName: Bool {
    utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
