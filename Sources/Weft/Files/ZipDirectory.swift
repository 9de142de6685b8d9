// SPDX-License-Identifier: Apache-2.0
// The directory of ZIP archives, with the 64-bit extensions (PKWARE's APPNOTE 6.3.10, section 4.3).

/// One member of a ZIP archive.
struct ZipEntry {
  enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }

  var name: String
  var method: UInt16
  var flags: UInt16
  var checksum: UInt32
  var compressedSize: Int
  var size: Int
  /// Where the member's local header begins.
  var offset: Int
}

/// Reading of a ZIP archive's directory.
enum ZipDirectory {
  static let localSignature: UInt32 = 0x0403_4b50
  static let entrySignature: UInt32 = 0x0201_4b50
  static let endSignature: UInt32 = 0x0605_4b50
  static let end64Signature: UInt32 = 0x0606_4b50
  static let locatorSignature: UInt32 = 0x0706_4b50
  /// The tag of the extra field with 64-bit sizes.
  static let extra64: UInt16 = 1

  private struct End {
    var directorySize: Int
    var directoryOffset: Int
    /// Where the directory ends, as the end record or its 64-bit form begins there.
    var position: Int
  }

  private static func broken(_ what: String) -> ArrayFileError {
    ArrayFileError(.malformed, "broken ZIP archive: \(what)")
  }

  /// Returns the members in the order of the directory.
  static func read(_ source: ByteSource) throws(ArrayFileError) -> [ZipEntry] {
    let end = try findEnd(source)
    // An archive may have other data before it; offsets count from its own beginning.
    let origin = end.position - end.directorySize - end.directoryOffset
    if origin < 0 || end.directorySize < 0 || end.directoryOffset < 0 {
      throw broken("the directory lies outside the file")
    }
    let bytes = try source.bytes(
      at: end.position - end.directorySize, end.directorySize, of: "the directory")
    var entries: [ZipEntry] = []
    var position = 0
    while position < bytes.count {
      entries.append(try entry(bytes, &position, origin: origin))
    }
    return entries
  }

  private static func findEnd(_ source: ByteSource) throws(ArrayFileError) -> End {
    let tailSize = min(source.count, 22 + 0xffff)
    let tailStart = source.count - tailSize
    let tail = try source.bytes(at: tailStart, tailSize, of: "the archive")
    var index = tail.count - 22
    while index >= 0 {
      if tail.littleEndian(UInt32.self, at: index) == endSignature,
        index + 22 + Int(tail.littleEndian(UInt16.self, at: index + 20)) == tail.count
      {
        break
      }
      index -= 1
    }
    if index < 0 {
      throw ArrayFileError(.notThisFormat, "not a ZIP archive, or its end is missing")
    }
    if index >= 20, tail.littleEndian(UInt32.self, at: index - 20) == locatorSignature {
      return try end64(source, locatorAt: tailStart + index - 20)
    }
    return End(
      directorySize: Int(tail.littleEndian(UInt32.self, at: index + 12)),
      directoryOffset: Int(tail.littleEndian(UInt32.self, at: index + 16)),
      position: tailStart + index)
  }

  /// Reads the 64-bit end record, which stands right before its locator.
  private static func end64(_ source: ByteSource, locatorAt locator: Int)
    throws(ArrayFileError) -> End
  {
    let size = 56
    if locator < size { throw broken("no room for the 64-bit end record") }
    let record = try source.bytes(at: locator - size, size, of: "the end record")
    if record.littleEndian(UInt32.self, at: 0) != end64Signature {
      throw broken("no 64-bit end record")
    }
    guard let directorySize = Int(exactly: record.littleEndian(UInt64.self, at: 40)),
      let directoryOffset = Int(exactly: record.littleEndian(UInt64.self, at: 48)),
      directorySize <= source.count, directoryOffset <= source.count
    else { throw broken("the directory lies outside the file") }
    return End(
      directorySize: directorySize, directoryOffset: directoryOffset, position: locator - size)
  }

  private static func entry(_ bytes: [UInt8], _ position: inout Int, origin: Int)
    throws(ArrayFileError) -> ZipEntry
  {
    let start = position
    if bytes.count - start < 46 || bytes.littleEndian(UInt32.self, at: start) != entrySignature {
      throw broken("a damaged directory")
    }
    let nameEnd = start + 46 + Int(bytes.littleEndian(UInt16.self, at: start + 28))
    let extraEnd = nameEnd + Int(bytes.littleEndian(UInt16.self, at: start + 30))
    position = extraEnd + Int(bytes.littleEndian(UInt16.self, at: start + 32))
    if position > bytes.count { throw broken("a damaged directory") }

    var sizes = [
      UInt64(bytes.littleEndian(UInt32.self, at: start + 24)),
      UInt64(bytes.littleEndian(UInt32.self, at: start + 20)),
      UInt64(bytes.littleEndian(UInt32.self, at: start + 42)),
    ]
    let extra = [UInt8](bytes[nameEnd..<extraEnd])
    try replaceSaturated(&sizes, extra)
    guard let size = Int(exactly: sizes[0]), let compressedSize = Int(exactly: sizes[1]),
      let offset = Int(exactly: sizes[2]), offset <= Int.max - origin
    else { throw broken("sizes beyond 63 bits") }
    return ZipEntry(
      name: String(decoding: bytes[start + 46..<nameEnd], as: UTF8.self),
      method: bytes.littleEndian(UInt16.self, at: start + 10),
      flags: bytes.littleEndian(UInt16.self, at: start + 8),
      checksum: bytes.littleEndian(UInt32.self, at: start + 16),
      compressedSize: compressedSize, size: size, offset: offset + origin)
  }

  /// Takes the 64-bit values of those of size, compressed size and offset that 32 bits cannot hold.
  private static func replaceSaturated(_ sizes: inout [UInt64], _ extra: [UInt8])
    throws(ArrayFileError)
  {
    var start = 0
    while start + 4 <= extra.count {
      let tag = extra.littleEndian(UInt16.self, at: start)
      let end = start + 4 + Int(extra.littleEndian(UInt16.self, at: start + 2))
      if end > extra.count { throw broken("a damaged extra field") }
      if tag == extra64 {
        var field = start + 4
        for index in sizes.indices where sizes[index] == 0xffff_ffff {
          if field + 8 > end { throw broken("a damaged 64-bit field") }
          sizes[index] = extra.littleEndian(UInt64.self, at: field)
          field += 8
        }
      }
      start = end
    }
  }

  /// Returns a reader of a member's bytes as they are stored.
  static func data(of entry: ZipEntry, in source: ByteSource) throws(ArrayFileError) -> RangeReader
  {
    if entry.flags & 1 != 0 {
      throw ArrayFileError(.unsupported, "member \(entry.name) is encrypted")
    }
    let header = try source.bytes(at: entry.offset, 30, of: "member \(entry.name)")
    if header.littleEndian(UInt32.self, at: 0) != localSignature {
      throw broken("no member at the place of \(entry.name)")
    }
    let nameSize = Int(header.littleEndian(UInt16.self, at: 26))
    let extraSize = Int(header.littleEndian(UInt16.self, at: 28))
    let start = entry.offset + 30 + nameSize + extraSize
    if start > source.count || entry.compressedSize > source.count - start {
      throw ArrayFileError(.truncated, "member \(entry.name) goes beyond the end of the file")
    }
    return RangeReader(source, from: start, count: entry.compressedSize)
  }
}
