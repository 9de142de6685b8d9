// SPDX-License-Identifier: Apache-2.0
// Strings: immutable, Latin-1 or UTF-32, so that an index is one load.

struct StrCell: BitwiseCopyable {
  /// `detail` says the width: see `Str.Width`.
  var header: Header
  /// 0 until asked for.
  var hash: Int
  /// Code points.
  var count: Int
  // The code points follow.
}

/// A reference to a string; does not count.
struct Str: BitwiseCopyable {
  let cell: UnsafeMutablePointer<StrCell>

  enum Width {
    /// Every code point is below 128: the bytes are UTF-8.
    static let ascii: UInt8 = 0
    static let latin1: UInt8 = 1
    static let utf32: UInt8 = 4
  }

  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) init(cell: UnsafeMutablePointer<StrCell>) { self.cell = cell }
  @inline(__always) var value: Value { Value(cell) }
  @inline(__always) var count: Int { cell.pointee.count }
  @inline(__always) var isWide: Bool { cell.pointee.header.detail == Width.utf32 }
  @inline(__always) var isASCII: Bool { cell.pointee.header.detail == Width.ascii }

  @inline(__always) var bytes: UnsafeMutablePointer<UInt8> {
    UnsafeMutableRawPointer(cell + 1).assumingMemoryBound(to: UInt8.self)
  }
  @inline(__always) var words: UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(cell + 1).assumingMemoryBound(to: UInt32.self)
  }

  /// The code point at a position from 0, which must exist.
  @inline(__always) subscript(index: Int) -> UInt32 {
    isWide ? words[index] : UInt32(bytes[index])
  }

  /// All code points.
  var codePoints: [UInt32] {
    isWide
      ? Array(UnsafeBufferPointer(start: words, count: count))
      : UnsafeBufferPointer(start: bytes, count: count).map(UInt32.init)
  }

  // MARK: Making

  /// A string of this many Latin-1 characters, which the caller fills in; `ascii` promises that all are below 128.
  ///
  /// Owned.
  static func allocate(narrow count: Int, ascii: Bool, type: TypeRef? = nil) -> Str {
    allocate(count, bytes: count, ascii ? Width.ascii : Width.latin1, type)
  }

  /// A string of this many code points, one of which must be above 255.
  ///
  /// Owned.
  static func allocate(wide count: Int, type: TypeRef? = nil) -> Str {
    allocate(count, bytes: count * 4, Width.utf32, type)
  }

  private static func allocate(_ count: Int, bytes: Int, _ width: UInt8, _ type: TypeRef?) -> Str {
    let own = machine.pointee.types.str
    let type = type ?? own
    let cell = Heap.allocate(MemoryLayout<StrCell>.size + bytes, .str, type, exact: type == own)
      .bindMemory(to: StrCell.self, capacity: 1)
    cell.pointee.header.detail = width
    cell.pointee.hash = 0
    cell.pointee.count = count
    return Str(cell: cell)
  }

  /// The string of these code points in the narrowest width; owned.
  static func make<S: Collection>(_ points: S, type: TypeRef? = nil) -> Str
  where S.Element == UInt32 {
    var highest: UInt32 = 0
    for point in points { highest |= point }
    if type == nil {
      if points.isEmpty { return Str(machine.pointee.emptyString.retained()) }
      if points.count == 1, highest < 256 {
        return Str(machine.pointee.characters[Int(highest)].retained())
      }
    }
    if highest < 256 {
      let result = allocate(narrow: points.count, ascii: highest < 128, type: type)
      for (index, point) in points.enumerated() {
        result.bytes[index] = UInt8(truncatingIfNeeded: point)
      }
      return result
    }
    let result = allocate(wide: points.count, type: type)
    for (index, point) in points.enumerated() { result.words[index] = point }
    return result
  }

  /// The string of a Swift string; owned.
  static func make(_ text: String) -> Str {
    var text = text
    let narrow: Str? = text.withUTF8 { utf8 in
      guard utf8.allSatisfy({ $0 < 128 }) else { return nil }
      if utf8.isEmpty { return Str(machine.pointee.emptyString.retained()) }
      if utf8.count == 1 { return Str(machine.pointee.characters[Int(utf8[0])].retained()) }
      let result = allocate(narrow: utf8.count, ascii: true)
      result.bytes.update(from: utf8.baseAddress!, count: utf8.count)
      return result
    }
    return narrow ?? make(text.unicodeScalars.map(\.value))
  }

  // MARK: Reading

  /// The text for Swift; lone surrogates become U+FFFD.
  var text: String {
    if isASCII {
      return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
    var scalars = String.UnicodeScalarView()
    for index in 0..<count { scalars.append(Unicode.Scalar(self[index]) ?? "\u{FFFD}") }
    return String(scalars)
  }

  /// FNV-1a over the code points, mixed, never 0: the same text has the same hash in each run.
  ///
  /// Fowler, Noll, Vo: http://www.isthe.com/chongo/tech/comp/fnv/
  var hash: Int {
    if cell.pointee.hash != 0 { return cell.pointee.hash }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    if isWide {
      for index in 0..<count { hash = (hash ^ UInt64(words[index])) &* 0x100_0000_01b3 }
    } else {
      for index in 0..<count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    }
    hash ^= hash >> 32
    let result = Int(Int64(bitPattern: hash))
    cell.pointee.hash = result == 0 || result == -1 ? -2 : result
    return cell.pointee.hash
  }

  @inline(__always) static func == (a: Str, b: Str) -> Bool {
    a.cell == b.cell || a.equals(b)
  }

  private func equals(_ other: Str) -> Bool {
    let (count, detail) = (cell.pointee.count, cell.pointee.header.detail)
    if count != other.cell.pointee.count || detail != other.cell.pointee.header.detail {
      return false
    }
    let (mine, others) = (cell.pointee.hash, other.cell.pointee.hash)
    if mine != 0 && others != 0 && mine != others { return false }
    if isWide {
      for index in 0..<count where words[index] != other.words[index] { return false }
    } else {
      for index in 0..<count where bytes[index] != other.bytes[index] { return false }
    }
    return true
  }

  static func == (a: Str, b: StaticString) -> Bool {
    guard !a.isWide, a.count == b.utf8CodeUnitCount else { return false }
    for index in 0..<a.count where a.bytes[index] != b.utf8Start[index] { return false }
    return true
  }
}

// MARK: Interned strings

extension Str {
  /// The table of interned strings: open addressing over borrowed cells.
  ///
  /// A string that ends leaves it.
  private struct Table {
    var slots: [UnsafeMutablePointer<StrCell>?] = Array(repeating: nil, count: 4096)
    var used = 0
  }
  nonisolated(unsafe) private static var table = Table()

  /// The one string with this text among the interned ones; owned.
  ///
  /// Consumes nothing.
  func interned() -> Str {
    if cell.pointee.header.flags.contains(.interned) {
      value.retained()
      return self
    }
    if cell.pointee.header.exactLayout != .str {
      return Str.make(codePoints).internedConsuming()
    }
    value.retained()
    return internedConsuming()
  }

  private func internedConsuming() -> Str {
    let mask = Str.table.slots.count - 1
    var index = hash & mask
    while let other = Str.table.slots[index] {
      if Str(cell: other) == self {
        if other != cell { value.release() }
        Str(cell: other).value.retained()
        return Str(cell: other)
      }
      index = (index + 1) & mask
    }
    Str.table.slots[index] = cell
    Str.table.used += 1
    cell.pointee.header.flags.insert(.interned)
    if Str.table.used * 2 > Str.table.slots.count { Str.growTable() }
    return self
  }

  private static func growTable() {
    let old = table.slots
    table.slots = Array(repeating: nil, count: old.count * 2)
    let mask = table.slots.count - 1
    for case let cell? in old {
      var index = Str(cell: cell).hash & mask
      while table.slots[index] != nil { index = (index + 1) & mask }
      table.slots[index] = cell
    }
  }

  /// Takes an ending string out of the table, and moves those that follow it up.
  static func forget(_ cell: UnsafeMutablePointer<StrCell>) {
    let mask = table.slots.count - 1
    var hole = cell.pointee.hash & mask
    while let other = table.slots[hole], other != cell { hole = (hole + 1) & mask }
    guard table.slots[hole] == cell else { return }
    table.used -= 1
    var next = (hole + 1) & mask
    while let other = table.slots[next] {
      let home = other.pointee.hash & mask
      if (next - home) & mask >= (next - hole) & mask {
        table.slots[hole] = other
        hole = next
      }
      next = (next + 1) & mask
    }
    table.slots[hole] = nil
  }
}

extension Value {
  /// A new string; owned.
  static func string(_ text: String) -> Value { Str.make(text).value }
  static func string(utf32 points: [UInt32]) -> Value { Str.make(points).value }

  /// The one interned string with this text; owned.
  static func interned(_ text: String) -> Value {
    let string = Str.make(text)
    defer { string.value.release() }
    return string.interned().value
  }

  @inline(__always) var isStr: Bool { has(.str) }
}
