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
    let size: Int
    let kind: Kind
    /// NumPy's one-letter code and byte count, as in `.npy` headers: `f8` is float64.
    let code: String
  }

  /// One row a case.
  ///
  /// ORDER: DType.
  static let table: [Facts] = [
    Facts(name: "bool", size: 1, kind: .bool, code: "b1"),
    Facts(name: "int8", size: 1, kind: .signed, code: "i1"),
    Facts(name: "uint8", size: 1, kind: .unsigned, code: "u1"),
    Facts(name: "int16", size: 2, kind: .signed, code: "i2"),
    Facts(name: "uint16", size: 2, kind: .unsigned, code: "u2"),
    Facts(name: "int32", size: 4, kind: .signed, code: "i4"),
    Facts(name: "uint32", size: 4, kind: .unsigned, code: "u4"),
    Facts(name: "int64", size: 8, kind: .signed, code: "i8"),
    Facts(name: "uint64", size: 8, kind: .unsigned, code: "u8"),
    Facts(name: "float16", size: 2, kind: .float, code: "f2"),
    Facts(name: "float32", size: 4, kind: .float, code: "f4"),
    Facts(name: "float64", size: 8, kind: .float, code: "f8"),
    Facts(name: "complex64", size: 8, kind: .complex, code: "c8"),
    Facts(name: "complex128", size: 16, kind: .complex, code: "c16"),
  ]

  @inline(__always) var facts: Facts { Self.table[Int(rawValue)] }

  /// NumPy's name, `float64`.
  public var name: String { facts.name }
  /// Bytes per element.
  @inline(__always)
  public var itemSize: Int { Int(Self.sizes[Int(rawValue)]) }

  /// The sizes of `table` side by side: recording an operation asks for several.
  nonisolated(unsafe) private static let sizes: UnsafePointer<UInt8> = {
    let sizes = UnsafeMutablePointer<UInt8>.allocate(capacity: table.count)
    for (index, facts) in table.enumerated() { sizes[index] = UInt8(facts.size) }
    return UnsafePointer(sizes)
  }()
  /// Bool, unsigned, signed, float or complex.
  public var kind: Kind { facts.kind }

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
