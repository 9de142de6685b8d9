// SPDX-License-Identifier: Apache-2.0
// `.npy` files against the real NumPy, and files that are broken.

import Testing
import Weft

@Suite struct NPYTests {
  @Test func bytesEqualNumPys() throws {
    var random = CaseRandom.announced("NPYTests.bytesEqualNumPys")
    var arrays: [ArrayCase] = []
    var blob: [UInt8] = []
    var list = ""
    for _ in 0..<600 {
      let array = ArrayCase.random(&random, summarised: 10)
      let version = random.pick(["(1, 0)", "(2, 0)", "(3, 0)"])
      list += "(\(array.python(memoryAt: blob.count)), \(version)),\n"
      blob += array.memory
      arrays.append(array)
    }
    let folder = try ReferenceFolder()
    try folder.write(blob, to: "blob")
    try folder.python(
      """
      import io
      blob = open('blob', 'rb').read()
      with open('files', 'wb') as out:
          for array, version in [\(list)]:
              plain, swapped = io.BytesIO(), io.BytesIO()
              np.save(plain, array)
              big = np.empty_like(array, dtype=array.dtype.newbyteorder('>'), order='A')
              big[...] = array
              if array.flags.c_contiguous != big.flags.c_contiguous:
                  big = np.ascontiguousarray(big).reshape(array.shape)
              np.lib.format.write_array(swapped, big, version)
              for data in plain.getvalue(), swapped.getvalue():
                  out.write(len(data).to_bytes(8, 'little') + data)
      """)
    let files = lengthPrefixed(try folder.read("files"))
    try #require(files.count == 2 * arrays.count)
    for (index, array) in arrays.enumerated() {
      let facts: Comment = "\(array.dtype) \(array.shape) \(array.strides)"
      let plain = files[2 * index]
      #expect(array.withView { $0.npyBytes } == plain, facts)
      #expect(try NDArray(npyBytes: plain).npyBytes == plain, facts)
      let swapped = try NDArray(npyBytes: files[2 * index + 1])
      #expect(swapped.shape == array.shape, facts)
      #expect(swapped.dtype == array.dtype, facts)
      // Only a file in C order is sure to come from an array in the order of the first.
      #expect(sameElements(swapped, try NDArray(npyBytes: plain)), facts)
    }
  }

  private func sameElements(_ a: NDArray, _ b: NDArray) -> Bool {
    let options = PrintOptions(threshold: .max, floatMode: .unique)
    return a.repr(options) == b.repr(options)
  }

  @Test func filesKeepArrays() throws {
    var random = CaseRandom.announced("NPYTests.filesKeepArrays")
    let folder = try ReferenceFolder()
    for _ in 0..<50 {
      let bytes = ArrayCase.random(&random, summarised: 30).withView { $0.npyBytes }
      let path = folder.path("array.npy")
      try NDArray(npyBytes: bytes).write(npy: path)
      #expect(try folder.read("array.npy") == bytes)
      #expect(try NDArray(npy: path).npyBytes == bytes)
    }
  }

  /// More than one chunk is gathered from an array with gaps.
  @Test func largeArraysWithGapsAreWritten() {
    let count = 300_000
    let memory = (0..<2 * count).map { Int64($0) }
    memory.withUnsafeBytes { bytes in
      let base = bytes.baseAddress!
      let gaps = StridedView(dtype: .int64, shape: [1, count], strides: [0, 16], base: base)
      let evens = (0..<count).map { Int64(2 * $0) }
      let dense = evens.withUnsafeBytes {
        StridedView(
          dtype: .int64, shape: [1, count], strides: [8 * count, 8], base: $0.baseAddress!
        ).npyBytes
      }
      #expect(gaps.npyBytes == dense)
    }
  }

  @Test func missingFilesAndFoldersThrow() throws {
    let folder = try ReferenceFolder()
    let path = folder.path("none.npy")
    let missing = #expect(throws: ArrayFileError.self) { try NDArray(npy: path) }
    #expect(missing?.kind == .system)
    #expect(missing?.description == "\(path): cannot open: No such file or directory")
    #expect(throws: ArrayFileError.self) { try NDArray(npy: folder.url.path) }
    #expect(throws: ArrayFileError.self) {
      try NDArray(npyBytes: self.file("'<i4'", "(1,)", data: 4)).write(npy: folder.url.path)
    }
  }

  private func file(
    _ descr: String, _ shape: String, data: Int, order: String = "False", version: UInt8 = 1
  ) -> [UInt8] {
    file("{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }\n", data, version)
  }

  private func file(_ header: String, _ data: Int, _ version: UInt8 = 1) -> [UInt8] {
    let text = Array(header.utf8)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    bytes += [UInt8(text.count & 255), UInt8(text.count >> 8)]
    if version > 1 { bytes += [0, 0] }
    return bytes + text + [UInt8](repeating: 0, count: data)
  }

  @Test func unusualHeadersAreRead() throws {
    for (bytes, shape) in [
      (file("'<f8'", "(2, 3)", data: 48), [2, 3]),
      (file("\"<f8\"", "( 2 ,3,)", data: 48), [2, 3]),
      (file("'=f8'", "(2L, 3L)", data: 48), [2, 3]),
      (file("'f8'", "()", data: 8), []),
      (file("'<f8'", "(0, 9223372036854775807)", data: 0, version: 0), nil),
      (file("{'shape':(1,),'fortran_order':True,'descr':'|b1'}", 1, 2), [1]),
      (file("'<f8'", "(2,)", data: 40, version: 3), [2]),
    ] as [([UInt8], [Int]?)] {
      if let shape {
        #expect(try NDArray(npyBytes: bytes).shape == shape)
      } else {
        #expect(throws: ArrayFileError.self) { try NDArray(npyBytes: bytes) }
      }
    }
  }

  @Test func brokenFilesThrow() {
    let cases: [(bytes: [UInt8], kind: ArrayFileError.Kind, message: String)] = [
      ([], .truncated, "the file is empty"),
      (Array("PK".utf8), .notThisFormat, "not a .npy file: it does not begin with \\x93NUMPY"),
      ([0x93, 0x4e], .truncated, "the header ends after 2 bytes"),
      (
        file("'<f8'", "(1,)", data: 8, version: 9), .unsupported,
        ".npy format version 9.0; known are 1.0, 2.0, 3.0"
      ),
      (
        file("'<f8'", "(3,)", data: 23), .truncated,
        "float64 of shape (3,) takes 24 bytes, and 23 follow"
      ),
      (
        file("'<f8'", "(-1,)", data: 8), .malformed,
        "bad header: a negative length in the shape"
      ),
      (
        file("'<f8'", "(99999999999999999999,)", data: 8), .malformed,
        "bad header: a length in the shape beyond 64 bits"
      ),
      (
        file("'<f8'", "(4294967296, 4294967296)", data: 8), .malformed,
        "shape (4294967296, 4294967296) is too large"
      ),
      (
        file("'<f8'", "(0, 4294967296, 4294967296)", data: 8), .malformed,
        "shape (0, 4294967296, 4294967296) is too large"
      ),
      (
        file("'<f8'", "(1099511627776,)", data: 8), .truncated,
        "float64 of shape (1099511627776,) takes 8796093022208 bytes, and 8 follow"
      ),
      (
        file("'|O'", "(1,)", data: 8), .unsupported,
        "object arrays (pickles) are not supported: dtype '|O'"
      ),
      (
        file("'<U7'", "(1,)", data: 28), .unsupported, "strings are not supported: dtype '<U7'"
      ),
      (
        file("'<f16'", "(1,)", data: 16), .unsupported,
        "floats of this size are not supported: dtype '<f16'"
      ),
      (
        file("[('a', '<f8'), ('b', '<i4')]", "(1,)", data: 12), .unsupported,
        "structured dtypes are not supported"
      ),
      (file("'|f8'", "(1,)", data: 8), .malformed, "dtype '|f8' has no byte order"),
      (file("'<f8'", "(1)", data: 8), .malformed, "bad header: a shape that is no tuple"),
      (file("'<f8'", "7", data: 8), .malformed, "bad header: no value at byte 50"),
      (
        file("'<f8'", "(1,)", data: 8, order: "'False'"), .malformed,
        "bad header: a fortran_order that is neither True nor False"
      ),
      (file("{}", 0), .malformed, "bad header: the keys [], not descr, fortran_order and shape"),
      (file("garbage", 0), .malformed, "bad header: no '{' at byte 0"),
      (file("{'descr", 0), .malformed, "bad header: an endless string"),
      (
        file(
          "'<i1'", "(" + String(repeating: "1,", count: 65) + ")", data: 1), .unsupported,
        "65 axes; an array has at most 64"
      ),
    ]
    for (bytes, kind, message) in cases {
      let error = #expect(throws: ArrayFileError.self, "\(message)") {
        try NDArray(npyBytes: bytes)
      }
      #expect(error?.kind == kind)
      #expect(error?.message == message)
    }
  }

  @Test func damagedFilesNeverCrash() throws {
    var random = CaseRandom.announced("NPYTests.damagedFilesNeverCrash")
    var rejected = 0
    for _ in 0..<6000 {
      let whole = ArrayCase.random(&random, summarised: 0).withView { $0.npyBytes }
      let damaged = damage(whole, &random)
      do {
        let array = try NDArray(npyBytes: damaged)
        // What is accepted fits in the file, and all of it can be read.
        #expect(array.size * array.dtype.itemSize <= damaged.count)
        #expect(array.npyBytes.count >= array.size * array.dtype.itemSize)
      } catch {
        #expect(!error.message.isEmpty)
        rejected += 1
      }
    }
    #expect(rejected > 1000)
  }

  @Test func everyPrefixThrows() {
    let whole = file("'<i4'", "(3, 2)", data: 24)
    for length in 0..<whole.count {
      #expect(throws: ArrayFileError.self) { try NDArray(npyBytes: Array(whole[..<length])) }
    }
  }
}

/// Changes, removes, doubles or inserts a few bytes.
func damage(_ bytes: [UInt8], _ random: inout CaseRandom) -> [UInt8] {
  var bytes = bytes
  let pieces = ["9", "-", "'", "(", ")", ",", "}", "[", "999999999999", "0", ">", "O", "True", " "]
  for _ in 0...random.below(3) where !bytes.isEmpty {
    // The header is where damage matters most.
    let place = random.chance(70) ? random.below(min(bytes.count, 80)) : random.below(bytes.count)
    switch random.below(6) {
    case 0: bytes[place] = UInt8(random.below(256))
    case 1: bytes[place] ^= 1 << UInt8(random.below(8))
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.remove(at: place)
    case 4:
      let end = min(place + random.below(20), bytes.count)
      bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
    default: bytes.insert(contentsOf: random.pick(pieces).utf8, at: place)
    }
  }
  return bytes
}
