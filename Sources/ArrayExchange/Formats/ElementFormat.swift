// SPDX-License-Identifier: Apache-2.0
// What one element of an array is, in a form that all protocols of exchange can be read into and printed from.

import Weft

/// The type of an array's elements as other programs describe it: more types than a `DType` has, in either byte order.
///
/// It is read from a format of PEP 3118, a type string of `__array_interface__` or a DLPack type, and printed as any of them.
public struct ElementFormat: Hashable, Sendable {
  /// NumPy's letters for kinds of types, as in type strings.
  public enum Kind: Character, Sendable {
    case bool = "b"
    case signed = "i"
    case unsigned = "u"
    case float = "f"
    case complex = "c"
    case duration = "m"
    case date = "M"
    case object = "O"
    case bytes = "S"
    case text = "U"
    case void = "V"
  }

  /// One field of a record.
  public struct Field: Hashable, Sendable {
    public var name: String
    /// Bytes from the start of the record.
    public var offset: Int
    public var format: ElementFormat

    public init(name: String, offset: Int, format: ElementFormat) {
      self.name = name
      self.offset = offset
      self.format = format
    }
  }

  public var kind: Kind
  /// Bytes of one item: of a character string all of them, of a sub-array one of its items.
  public var itemSize: Int
  /// Whether the bytes of numbers are in the order that x86-64 does not use.
  public var isBigEndian = false
  /// The lengths of a sub-array; empty for a single item.
  public var shape: [Int] = []
  /// The fields of a record, which has the kind `.void`.
  public var fields: [Field] = []

  public init(_ kind: Kind, _ itemSize: Int, isBigEndian: Bool = false) {
    self.kind = kind
    self.itemSize = itemSize
    self.isBigEndian = isBigEndian
  }

  /// The format of the engine's elements.
  public init(_ dtype: DType) {
    let kind: Kind =
      switch dtype.kind {
      case .bool: .bool
      case .signed: .signed
      case .unsigned: .unsigned
      case .float: .float
      case .complex: .complex
      }
    self.init(kind, dtype.itemSize)
  }

  /// Bytes of one element.
  public var byteCount: Int { shape.reduce(itemSize, *) }
}

extension ElementFormat {
  /// The engine's dtype of the items, whatever their byte order; nil for types that the engine has not.
  public var dtype: DType? {
    switch (kind, itemSize) {
    case (.bool, 1): .bool
    case (.signed, 1): .int8
    case (.signed, 2): .int16
    case (.signed, 4): .int32
    case (.signed, 8): .int64
    case (.unsigned, 1): .uint8
    case (.unsigned, 2): .uint16
    case (.unsigned, 4): .uint32
    case (.unsigned, 8): .uint64
    case (.float, 2): .float16
    case (.float, 4): .float32
    case (.float, 8): .float64
    case (.complex, 8): .complex64
    case (.complex, 16): .complex128
    default: nil
    }
  }

  /// The engine's dtype of the items.
  ///
  /// - Throws: `TypeError` that names the type, and for a record its first field.
  public func requireDType() throws(ExchangeError) -> DType {
    if let dtype { return dtype }
    if let field = fields.first {
      throw ExchangeError(
        .type,
        "cannot import records: field '\(field.name)' is at byte \(field.offset) of an element of \(itemSize) bytes; "
          + "import one field at a time")
    }
    throw ExchangeError(
      .type, "cannot import elements of type '\(typeString)': Weft has no such dtype")
  }
}
