// SPDX-License-Identifier: Apache-2.0
// Writing of `.npz` archives.

/// Writes ZIP members one after the other, then the directory.
private struct NPZWriter<Sink: ByteSink> {
  var sink: Sink
  private var position = 0
  private var directory: [UInt8] = []
  private var count = 0

  init(_ sink: Sink) { self.sink = sink }

  /// Versions of the format (times ten) that readers need: for 64-bit sizes.
  private static var versionNeeded: UInt16 { 45 }
  /// 1 January 1980, the earliest date there is, so that equal arrays make equal files.
  private static var date: UInt16 { 0x21 }
  /// The name is UTF-8.
  private static var flags: UInt16 { 0x800 }
  /// Made on Unix; a file that its owner can read and write.
  private static var madeBy: UInt16 { 3 << 8 | versionNeeded }
  private static var attributes: UInt32 { 0o100600 << 16 }
  private static var saturated: UInt32 { 0xffff_ffff }

  mutating func append(_ name: String, _ array: NDArray, compressed: Bool) throws(ArrayFileError) {
    try array.withView { view throws(ArrayFileError) in
      if compressed {
        var deflating = try DeflatingSink()
        try NPYCodec.write(view, to: &deflating)
        deflating.finish()
        let data = deflating.compressed
        try begin(name, .deflated, deflating.plain, compressedSize: data.count)
        try sink.write(data)
      } else {
        // The header comes first and holds the checksum, so the data are passed through twice.
        var checksum = ChecksumSink()
        try NPYCodec.write(view, to: &checksum)
        try begin(name, .stored, checksum, compressedSize: checksum.count)
        try NPYCodec.write(view, to: &sink)
      }
    }
  }

  private mutating func begin(
    _ name: String, _ method: ZipEntry.Method, _ plain: ChecksumSink, compressedSize: Int
  ) throws(ArrayFileError) {
    let name = Array((name + ".npy").utf8)
    guard let nameSize = UInt16(exactly: name.count) else {
      throw ArrayFileError(.unsupported, "an array name of \(name.count) bytes; 65,535 fit")
    }
    // What both headers of a member share, up to the CRC.
    var common: [UInt8] = []
    common.append(littleEndian: Self.versionNeeded)
    common.append(littleEndian: Self.flags)
    common.append(littleEndian: method.rawValue)
    common.append(littleEndian: UInt16(0))
    common.append(littleEndian: Self.date)
    common.append(littleEndian: plain.checksum)
    // Sizes always stand in the 64-bit field, as NumPy writes them.
    common.append(littleEndian: Self.saturated)
    common.append(littleEndian: Self.saturated)
    common.append(littleEndian: nameSize)

    var header: [UInt8] = []
    header.append(littleEndian: ZipDirectory.localSignature)
    header += common
    header.append(littleEndian: UInt16(20))
    header += name
    header += extra([plain.count, compressedSize])

    directory.append(littleEndian: ZipDirectory.entrySignature)
    directory.append(littleEndian: Self.madeBy)
    directory += common
    directory.append(littleEndian: UInt16(28))
    // No comment, first disk, no internal attributes.
    directory += [UInt8](repeating: 0, count: 6)
    directory.append(littleEndian: Self.attributes)
    directory.append(littleEndian: Self.saturated)
    directory += name
    directory += extra([plain.count, compressedSize, position])

    try sink.write(header)
    position += header.count + compressedSize
    count += 1
  }

  private func extra(_ sizes: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: ZipDirectory.extra64)
    bytes.append(littleEndian: UInt16(8 * sizes.count))
    for size in sizes { bytes.append(littleEndian: UInt64(size)) }
    return bytes
  }

  /// Writes the directory and the end record.
  ///
  /// The 64-bit form comes only where the other cannot hold the numbers: NumPy does not know an
  /// archive without members by it.
  mutating func finish() throws(ArrayFileError) {
    var end = directory
    let needs64 =
      count >= Int(UInt16.max) || directory.count >= Int(Self.saturated)
      || position >= Int(Self.saturated)
    if needs64 { appendEnd64(to: &end) }
    end.append(littleEndian: ZipDirectory.endSignature)
    end.append(littleEndian: UInt32(0))
    end.append(littleEndian: UInt16(clamping: count))
    end.append(littleEndian: UInt16(clamping: count))
    end.append(littleEndian: UInt32(clamping: directory.count))
    end.append(littleEndian: UInt32(clamping: position))
    end.append(littleEndian: UInt16(0))
    try sink.write(end)
  }

  private func appendEnd64(to end: inout [UInt8]) {
    end.append(littleEndian: ZipDirectory.end64Signature)
    end.append(littleEndian: UInt64(44))
    end.append(littleEndian: Self.madeBy)
    end.append(littleEndian: Self.versionNeeded)
    end.append(littleEndian: UInt64(0))
    end.append(littleEndian: UInt64(count))
    end.append(littleEndian: UInt64(count))
    end.append(littleEndian: UInt64(directory.count))
    end.append(littleEndian: UInt64(position))

    end.append(littleEndian: ZipDirectory.locatorSignature)
    end.append(littleEndian: UInt32(0))
    end.append(littleEndian: UInt64(position + directory.count))
    end.append(littleEndian: UInt32(1))
  }

  mutating func write(_ arrays: [(name: String, array: NDArray)], compressed: Bool)
    throws(ArrayFileError)
  {
    for (name, array) in arrays { try append(name, array, compressed: compressed) }
    try finish()
  }
}

extension NDArray {
  /// Writes a `.npz` file, as `numpy.savez` (or, if `compressed`, `numpy.savez_compressed`) does.
  ///
  /// The same arrays always make the same bytes.
  public static func save(
    npz path: String, _ arrays: [(name: String, array: NDArray)], compressed: Bool = false
  ) throws(ArrayFileError) {
    try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      var writer = NPZWriter(try FileSink(path: path))
      try writer.write(arrays, compressed: compressed)
    }
  }

  /// Writes a `.npz` file with the arrays of a literal: `["x": x, "y": y]`.
  public static func save(
    npz path: String, _ arrays: KeyValuePairs<String, NDArray>, compressed: Bool = false
  ) throws(ArrayFileError) {
    try save(npz: path, arrays.map { (name: $0.key, array: $0.value) }, compressed: compressed)
  }

  /// The bytes of the `.npz` file that `save` would write.
  public static func npzBytes(
    _ arrays: [(name: String, array: NDArray)], compressed: Bool = false
  ) throws(ArrayFileError) -> [UInt8] {
    var writer = NPZWriter(MemorySink())
    try writer.write(arrays, compressed: compressed)
    return writer.sink.bytes
  }
}
