// SPDX-License-Identifier: Apache-2.0
// Identifiers as numbers, and the table of their texts.

/// A name as a number: equal names of one table have equal numbers.
public struct Identifier: Hashable, Sendable {
  public let index: Int32
  @inlinable public init(_ index: Int32) { self.index = index }
}

/// The names of one source text, each stored once.
///
/// Open addressing over all names' bytes in one array: looking a name up neither allocates nor makes a `String`.
public struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  /// `ends[i]` is where the text of name i ends in `bytes`; it starts where that of name i − 1 ends.
  private var ends: [Int32] = []
  private var hashes: [UInt32] = []
  /// Names' numbers plus one, 0 for a free slot; its size is a power of two.
  private var slots: [Int32] = Array(repeating: 0, count: 256)

  public init() {}

  public var count: Int { ends.count }

  public subscript(name: Identifier) -> String { String(decoding: utf8(name), as: UTF8.self) }

  /// The bytes of a name.
  public func utf8(_ name: Identifier) -> ArraySlice<UInt8> { bytes[range(Int(name.index))] }

  private func range(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
  }

  /// The number of a name, a new one if the table does not have it yet.
  public mutating func intern(_ name: String) -> Identifier {
    var name = name
    return name.withUTF8 { intern($0) }
  }

  public mutating func intern(_ text: UnsafeBufferPointer<UInt8>) -> Identifier {
    let hash = Self.hash(text)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot] - 1)
      if hashes[index] == hash, isEqual(index, text) { return Identifier(Int32(index)) }
      slot = (slot + 1) & (slots.count - 1)
    }
    bytes.append(contentsOf: text)
    ends.append(Int32(bytes.count))
    hashes.append(hash)
    slots[slot] = Int32(ends.count)
    if ends.count * 2 > slots.count { grow() }
    return Identifier(Int32(ends.count - 1))
  }

  /// The number of a name that the table has.
  public func find(_ name: String) -> Identifier? {
    var name = name
    return name.withUTF8 { text in
      let hash = Self.hash(text)
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] != 0 {
        let index = Int(slots[slot] - 1)
        if hashes[index] == hash, isEqual(index, text) { return Identifier(Int32(index)) }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }
  }

  /// What a private name (`__x`) is called inside a class: `_C__x`.
  ///
  /// Names that end in two underscores or have a dot, and those inside a class whose name has nothing but underscores, stay.
  public mutating func mangle(_ name: Identifier, in className: Identifier?) -> Identifier {
    guard let className else { return name }
    let text = utf8(name)
    guard text.starts(with: "__".utf8), !text.suffix(2).elementsEqual("__".utf8),
      !text.contains(UInt8(ascii: "."))
    else { return name }
    let owner = utf8(className).drop { $0 == UInt8(ascii: "_") }
    if owner.isEmpty { return name }
    let mangled = [UInt8(ascii: "_")] + owner + text
    return mangled.withUnsafeBufferPointer { intern($0) }
  }

  private func isEqual(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(index)
    guard range.count == text.count else { return false }
    for offset in 0..<text.count where bytes[range.lowerBound + offset] != text[offset] {
      return false
    }
    return true
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index + 1)
    }
  }

  /// FNV-1a.
  @inline(__always) static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var hash: UInt32 = 0x811C_9DC5
    for byte in text { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    return hash ^ hash >> 15
  }
}
