// SPDX-License-Identifier: Apache-2.0
// The element types of arrays: one table row each, in NumPy's order of type numbers.

/// The type of an array's elements.
public enum DType: UInt8, Sendable, CaseIterable, Hashable {
  case bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float16, float32, float64, complex64, complex128
}

extension DType {
  /// NumPy's kinds of dtype, in the order promotion climbs.
  public enum Kind: UInt8, Sendable, Comparable {
    case bool, unsigned, signed, float, complex
    public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  /// What is known about one dtype.
  struct Facts {
    let name: String
    /// NumPy's one-letter code and byte count, as in `.npy` headers: `f8` is float64.
    let code: String
  }

  /// One row a case.
  ///
  /// ORDER: DType.
  static let table: [Facts] = [
    Facts(name: "bool", code: "b1"),
    Facts(name: "int8", code: "i1"),
    Facts(name: "uint8", code: "u1"),
    Facts(name: "int16", code: "i2"),
    Facts(name: "uint16", code: "u2"),
    Facts(name: "int32", code: "i4"),
    Facts(name: "uint32", code: "u4"),
    Facts(name: "int64", code: "i8"),
    Facts(name: "uint64", code: "u8"),
    Facts(name: "float16", code: "f2"),
    Facts(name: "float32", code: "f4"),
    Facts(name: "float64", code: "f8"),
    Facts(name: "complex64", code: "c8"),
    Facts(name: "complex128", code: "c16"),
  ]

  @inline(__always) var facts: Facts { Self.table[Int(rawValue)] }

  /// NumPy's name, `float64`.
  public var name: String { facts.name }
  /// Bytes per element.
  ///
  /// A switch, like `kind`, and not a column of `table`: recording an operation asks for several of both.
  @inline(__always)
  public var itemSize: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64, .complex64: 8
    case .complex128: 16
    }
  }

  /// Bool, unsigned, signed, float or complex.
  @inline(__always)
  public var kind: Kind {
    switch self {
    case .bool: .bool
    case .int8, .int16, .int32, .int64: .signed
    case .uint8, .uint16, .uint32, .uint64: .unsigned
    case .float16, .float32, .float64: .float
    case .complex64, .complex128: .complex
    }
  }

  public var isInteger: Bool { kind == .signed || kind == .unsigned }
  public var isComplex: Bool { kind == .complex }
  public var isFloating: Bool { kind == .float }

  /// The dtype with NumPy's name `name`, or nil.
  public init?(name: String) {
    guard let index = Self.table.firstIndex(where: { $0.name == name }) else { return nil }
    self.init(rawValue: UInt8(index))
  }
}

extension DType: CustomStringConvertible {
  public var description: String { name }
}
