// SPDX-License-Identifier: Apache-2.0
// Reading of `.npz` archives: ZIP files whose members are `.npy` files.

/// A `.npz` archive; its arrays are read when asked for.
///
/// Reads what `numpy.savez` and `numpy.savez_compressed` write: stored and deflated members, with
/// and without 64-bit sizes. The checksum of every array read is verified.
public struct NPZArchive {
  private let source: ByteSource
  private let path: String?
  private let entries: [(name: String, entry: ZipEntry)]

  /// Opens the archive at `path` and reads its directory.
  public init(_ path: String) throws(ArrayFileError) {
    self = try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      try NPZArchive(try ByteSource(path: path), path: path)
    }
  }

  /// Reads the directory of an archive in memory.
  public init(bytes: [UInt8]) throws(ArrayFileError) { try self.init(.memory(bytes), path: nil) }

  private init(_ source: ByteSource, path: String?) throws(ArrayFileError) {
    self.source = source
    self.path = path
    entries = try ZipDirectory.read(source).filter { !$0.name.hasSuffix("/") }.map { entry in
      (entry.name.hasSuffix(".npy") ? String(entry.name.dropLast(4)) : entry.name, entry)
    }
  }

  /// The names of the arrays in the order of the archive, without `.npy`.
  public var names: [String] { entries.map(\.name) }

  /// Reads the array called `name`; of several, the last, as NumPy.
  public func array(_ name: String) throws(ArrayFileError) -> NDArray {
    try located { () throws(ArrayFileError) in
      guard let found = entries.last(where: { $0.name == name }) else {
        let known = names.joined(separator: ", ")
        throw ArrayFileError(.missing, "no array '\(name)' in the archive, which has: \(known)")
      }
      return try read(found.entry)
    }
  }

  /// Reads every array, in the order of the archive.
  public func arrays() throws(ArrayFileError) -> [(name: String, array: NDArray)] {
    try located { () throws(ArrayFileError) in
      var arrays: [(name: String, array: NDArray)] = []
      for (name, entry) in entries { arrays.append((name, try read(entry))) }
      return arrays
    }
  }

  private func located<R>(_ body: () throws(ArrayFileError) -> R) throws(ArrayFileError) -> R {
    guard let path else { return try body() }
    return try ArrayFileError.locating(path, body)
  }

  private func read(_ entry: ZipEntry) throws(ArrayFileError) -> NDArray {
    let data = try ZipDirectory.data(of: entry, in: source)
    switch ZipEntry.Method(rawValue: entry.method) {
    case .stored:
      if entry.size != entry.compressedSize {
        throw ArrayFileError(.malformed, "member \(entry.name) has two sizes")
      }
      return try read(entry, from: data)
    case .deflated:
      return try read(entry, from: try Inflater(data, count: entry.size))
    case nil:
      throw ArrayFileError(
        .unsupported, "member \(entry.name) is compressed by method \(entry.method)")
    }
  }

  private func read<R: ByteReader>(_ entry: ZipEntry, from reader: R) throws(ArrayFileError)
    -> NDArray
  {
    var reader = CheckingReader(reader)
    let array: NDArray
    do throws(ArrayFileError) {
      array = try NPYCodec.read(from: &reader)
    } catch {
      throw ArrayFileError(error.kind, "member \(entry.name): \(error.message)")
    }
    try reader.drain()
    if reader.count != entry.size {
      throw ArrayFileError(
        .truncated, "member \(entry.name) has \(reader.count) of \(entry.size) bytes")
    }
    if reader.checksum != entry.checksum {
      throw ArrayFileError(.malformed, "member \(entry.name) is damaged: its checksum differs")
    }
    return array
  }
}

/// Counts the bytes that pass and computes their CRC-32.
private struct CheckingReader<Source: ByteReader>: ByteReader {
  private var source: Source
  private(set) var checksum: UInt32 = 0
  private(set) var count = 0

  init(_ source: Source) { self.source = source }

  var remaining: Int { source.remaining }

  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Int {
    let got = try source.read(into: target)
    checksum = checksum.crc32(adding: UnsafeRawBufferPointer(rebasing: target[..<got]))
    count += got
    return got
  }

  /// Reads to the end.
  mutating func drain() throws(ArrayFileError) {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    while try read(into: chunk) > 0 {}
  }
}

extension NDArray {
  /// Reads every array of a `.npz` file, in the order of the archive.
  public static func load(npz path: String) throws(ArrayFileError)
    -> [(name: String, array: NDArray)]
  {
    try NPZArchive(path).arrays()
  }
}
