// SPDX-License-Identifier: Apache-2.0
// Where the fields of structures and unions are.

/// The layout of a structure or a union: its fields, its size and its alignment.
///
/// Make one from the types of the fields, by C's rules, or say every offset yourself, as for a layout that a header dictates.
public struct CStructLayout: Hashable, Sendable {
  /// One field.
  public struct Field: Hashable, Sendable {
    /// Its name; may be empty.
    public let name: String
    public let type: CType
    /// Bytes from the start of the structure.
    public let offset: Int
    /// For a bit field, its bits within the value of `type` at `offset`.
    public let bits: Range<Int>?

    /// A field that begins `offset` bytes after the start of the structure.
    public init(_ name: String = "", _ type: CType, at offset: Int, bits: Range<Int>? = nil) {
      self.name = name
      self.type = type
      self.offset = offset
      self.bits = bits
    }
  }

  public let fields: [Field]
  public let size: Int
  public let alignment: Int
  /// True when all fields begin at offset 0 because they share their bytes.
  public let isUnion: Bool

  /// A layout of which everything is given.
  ///
  /// - Parameters:
  ///   - fields: The fields with their offsets, each within `size` bytes.
  ///   - size: Bytes in all, padding at the end included.
  ///   - alignment: A power of two.
  ///   - isUnion: Whether the fields share their bytes.
  public init(fields: [Field], size: Int, alignment: Int, isUnion: Bool = false) {
    precondition(
      alignment > 0 && alignment.nonzeroBitCount == 1, "an alignment of \(alignment) bytes")
    for field in fields {
      precondition(
        field.offset >= 0 && field.offset + field.type.size <= size,
        "field \(field.name) at \(field.offset) of \(size) bytes")
    }
    self.fields = fields
    self.size = size
    self.alignment = alignment
    self.isUnion = isUnion
  }

  /// A structure laid out as C does: each field at the next multiple of its alignment.
  ///
  /// `packing` is the largest alignment that fields have, as `#pragma pack` says; 1 leaves no padding.
  public init(_ fields: [(name: String, type: CType)], packing: Int? = nil) {
    var end = 0
    var alignment = 1
    var placed: [Field] = []
    for (name, type) in fields {
      let own = min(type.alignment, packing ?? .max)
      end = (end + own - 1) & -own
      placed.append(Field(name, type, at: end))
      end += type.size
      alignment = max(alignment, own)
    }
    let size = (end + alignment - 1) & -alignment
    self.init(fields: placed, size: size, alignment: alignment)
  }

  /// As above, of fields without names.
  public init(_ types: [CType], packing: Int? = nil) {
    self.init(types.map { ("", $0) }, packing: packing)
  }

  /// A union: every field at offset 0.
  public static func union(_ fields: [(name: String, type: CType)]) -> CStructLayout {
    let alignment = fields.reduce(1) { max($0, $1.type.alignment) }
    let largest = fields.reduce(0) { max($0, $1.type.size) }
    return CStructLayout(
      fields: fields.map { Field($0.name, $0.type, at: 0) },
      size: (largest + alignment - 1) & -alignment, alignment: alignment, isUnion: true)
  }

  /// As above, of fields without names.
  public static func union(_ types: [CType]) -> CStructLayout { union(types.map { ("", $0) }) }

  /// The field called `name`, or nil.
  public subscript(name: String) -> Field? { fields.first { $0.name == name } }

  /// True if a field, or a field's field, is a bit field.
  public var hasBitFields: Bool {
    fields.contains { field in
      if field.bits != nil { return true }
      var type = field.type
      while case .array(let element, _) = type { type = element }
      if case .record(let layout) = type { return layout.hasBitFields }
      return false
    }
  }
}

extension CStructLayout: CustomStringConvertible {
  public var description: String {
    let names = fields.map { field in
      "\(field.type)\(field.name.isEmpty ? "" : " " + field.name)"
    }
    return (isUnion ? "union" : "struct") + " { " + names.joined(separator: "; ") + " }"
  }
}
