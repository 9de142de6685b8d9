// SPDX-License-Identifier: Apache-2.0
// The descriptor of a structure's field, and where fields lie in memory: alignment, packing, bits.

/// A field of a structure or union, an attribute of its class.
final class CField: NativeObject {
  /// The field's type; owned.
  let type: Value
  let offset: Int
  /// Bytes, or a range of bits as `BitRange` reads it.
  let size: Int
  let index: Int
  /// An array of characters is read and written as text.
  let isText: Bool
  /// The code of a whole number in this machine's order of bytes.
  private let plainCode: SimpleCode
  /// Its own fields are attributes of the class too.
  var isAnonymous = false

  init(_ type: Value, offset: Int, size: Int, index: Int) {
    self.type = type.retained()
    self.offset = offset
    self.size = size
    self.index = index
    let info = CTypeInfo.of(type: type)
    let isPlain = info.map { $0.readsPlainly && !$0.isSwapped } ?? false
    plainCode = isPlain && BitRange(size: size) == nil ? info?.code ?? .none : .none
    let element = info?.kind == .array ? info?.targetInfo : nil
    isText =
      element.map { $0.kind == .simple && ($0.code == .char || $0.code == .wideChar) } ?? false
  }

  deinit { type.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(type) }

  /// The same field seen through a structure in which its own is anonymous.
  func moved(offset: Int, index: Int) -> CField {
    CField(type, offset: self.offset + offset, size: size, index: self.index + index)
  }

  nonisolated(unsafe) static let descriptor: TypeRef = TypeMaking.make(
    "CField", module: "_ctypes",
    properties: [
      Property("offset") { v throws(Raised) in Value(v.nativeKnown(CField.self).offset) },
      Property("size") { v throws(Raised) in Value(v.nativeKnown(CField.self).size) },
    ], documentation: "Structure/Union member"
  ) { slots in
    slots.repr = { v throws(Raised) in
      let own = v.nativeKnown(CField.self)
      let name = TypeRef(own.type).name
      guard let bits = BitRange(size: own.size) else {
        return .string("<Field type=\(name), ofs=\(own.offset), size=\(own.size)>")
      }
      return .string("<Field type=\(name), ofs=\(own.offset):\(bits.first), bits=\(bits.count)>")
    }
    slots.descriptorGet = { descriptor, instance, _ throws(Raised) in
      if instance.isUnbound { return descriptor.retained() }
      let plain = withPlain(descriptor, instance) { code, place in code.number(place) }
      if let plain { return plain }
      let own = descriptor.nativeKnown(CField.self)
      let data = try own.memory(of: instance)
      return try CDataAccess.get(
        own.type, data.memory + own.offset, base: instance, index: own.index, size: own.size,
        asText: own.isText)
    }
    slots.descriptorSet = { descriptor, instance, value throws(Raised) in
      let isDone = withPlain(descriptor, instance) { $0.storeNumber(value, $1) }
      if isDone ?? false { return }
      let own = descriptor.nativeKnown(CField.self)
      let data = try own.memory(of: instance)
      if value.isUnbound { throw raise(.typeError, "can't delete attribute") }
      try CDataAccess.set(
        data, own.type, value, data.memory + own.offset, index: own.index, size: own.size,
        asText: own.isText)
    }
  }

  /// Reads or writes a field that is a number, without counted references; nil where it is not or the instance has no such field.
  @inline(__always)
  private static func withPlain<R>(
    _ descriptor: Value, _ instance: Value, _ body: (SimpleCode, UnsafeMutableRawPointer) -> R
  ) -> R? {
    guard let data = instance.cData else { return nil }
    return descriptor.cell(as: NativeCell.self).pointee.object._withUnsafeGuaranteedRef { field in
      let own = unsafeDowncast(field, to: CField.self)
      guard own.plainCode.isNumber else { return nil }
      guard own.offset + own.size <= data.size else { return nil }
      return body(own.plainCode, data.memory + own.offset)
    }
  }

  /// The object whose field it is; an instance of another class may be too small.
  private func memory(of instance: Value) throws(Raised) -> CDataObject {
    guard let data = instance.cData else { throw raise(.typeError, "not a ctype instance") }
    let bytes = BitRange(size: size) == nil ? size : CTypeInfo.of(type: type)?.size ?? 0
    guard offset + bytes <= data.size else {
      throw raise(.typeError, "the field lies outside of this \(instance.type.name) instance")
    }
    return data
  }
}

/// Puts fields one after the other, as CPython's ctypes does for gcc.
struct FieldPlacer {
  /// `_pack_`, 0 for none.
  let pack: Int
  let isBigEndian: Bool
  /// Where the next field goes, and the bytes so far.
  var offset = 0
  var size = 0
  /// The alignment of the last field placed.
  var alignment = 0
  /// Bits of the integer that bit fields share, and how many of them are taken.
  private var openBits = 0
  private var usedBits = 0

  init(pack: Int, isBigEndian: Bool) {
    self.pack = pack
    self.isBigEndian = isBigEndian
  }

  /// The offset and the size, or range of bits, of the next field.
  mutating func place(_ info: CTypeInfo, bits: Int) -> (offset: Int, size: Int) {
    let width = info.size * 8
    if bits > 0, openBits > 0, width <= openBits, usedBits + bits <= openBits {
      return (offset - info.size, range(bits))
    }
    if bits > 0, openBits > 0, width >= openBits, usedBits + bits <= width {
      // The integer that is open grows.
      offset += info.size - openBits / 8
      size += info.size - openBits / 8
      openBits = width
      return (offset - info.size, range(bits))
    }
    openBits = bits > 0 ? width : 0
    usedBits = 0
    alignment = pack > 0 ? min(pack, info.alignment) : info.alignment
    if alignment > 0, offset % alignment != 0 {
      let padding = alignment - offset % alignment
      size += padding
      offset += padding
    }
    let start = offset
    size += info.size
    offset += info.size
    return (start, bits > 0 ? range(bits) : info.size)
  }

  /// The next bits of the open integer.
  private mutating func range(_ bits: Int) -> Int {
    let first = isBigEndian ? openBits - usedBits - bits : usedBits
    usedBits += bits
    return bits << 16 + first
  }
}
