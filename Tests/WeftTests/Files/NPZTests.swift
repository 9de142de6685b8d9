// SPDX-License-Identifier: Apache-2.0
// `.npz` archives against the real NumPy, and archives that are broken.

import Testing
import Weft

@Suite struct NPZTests {
  private func arrays(_ random: inout CaseRandom) throws -> [(name: String, array: NDArray)] {
    let names = ["x", "arr_0", "weights/layer 1", "größe", "x.npy", ""]
    return try names.map { name in
      let bytes = ArrayCase.random(&random, summarised: 40).withView { $0.npyBytes }
      return (name, try NDArray(npyBytes: bytes))
    }
  }

  private func isSame(
    _ a: [(name: String, array: NDArray)], _ b: [(name: String, array: NDArray)]
  ) -> Bool {
    a.map(\.name) == b.map(\.name) && a.map(\.array.npyBytes) == b.map(\.array.npyBytes)
  }

  @Test(arguments: [false, true]) func archivesKeepArrays(compressed: Bool) throws {
    var random = CaseRandom.announced("NPZTests.archivesKeepArrays")
    let folder = try ReferenceFolder()
    for _ in 0..<20 {
      let arrays = try arrays(&random)
      let bytes = try NDArray.npzBytes(arrays, compressed: compressed)
      #expect(isSame(try NPZArchive(bytes: bytes).arrays(), arrays))
      let path = folder.path("arrays.npz")
      try NDArray.save(npz: path, arrays, compressed: compressed)
      #expect(try folder.read("arrays.npz") == bytes)
      #expect(isSame(try NDArray.load(npz: path), arrays))
      // What stands before an archive moves it, and it can still be read.
      let moved = Array("#!/bin/sh\n".utf8) + bytes
      #expect(isSame(try NPZArchive(bytes: moved).arrays(), arrays))
    }
  }

  @Test func numPyReadsWhatIsWritten() throws {
    var random = CaseRandom.announced("NPZTests.numPyReadsWhatIsWritten")
    let folder = try ReferenceFolder()
    for index in 0..<20 {
      let arrays = try arrays(&random)
      try NDArray.save(npz: folder.path("\(index).npz"), arrays, compressed: index % 2 == 1)
      for (place, array) in arrays.enumerated() {
        try array.array.write(npy: folder.path("\(index)-\(place).npy"))
      }
    }
    try NDArray.save(npz: folder.path("none.npz"), [:])
    try folder.python(
      """
      import zipfile
      names = ["x", "arr_0", "weights/layer 1", "größe", "x.npy", ""]
      for index in range(20):
          archive = zipfile.ZipFile(f'{index}.npz')
          assert archive.testzip() is None
          assert [i.compress_type for i in archive.infolist()] == [8 * (index % 2)] * len(names)
          assert archive.namelist() == [name + '.npy' for name in names]
          for place, name in enumerate(names):
              file = f'{index}-{place}.npy'
              assert archive.read(name + '.npy') == open(file, 'rb').read(), file
          with np.load(f'{index}.npz') as arrays:
              for place, name in enumerate(["x", "arr_0", "weights/layer 1", "größe"]):
                  want = np.load(f'{index}-{place}.npy')
                  got = arrays[name]
                  assert got.dtype == want.dtype and got.shape == want.shape
                  assert got.tobytes() == want.tobytes()
      assert np.load('none.npz').files == []
      """)
    #expect(try NPZArchive(folder.path("none.npz")).names == [])
  }

  @Test func whatNumPyWritesIsRead() throws {
    let folder = try ReferenceFolder()
    try folder.python(
      """
      arrays = {
          'a': np.arange(100_000) % 7, 'b': np.array(2.5, np.float16), 'c': np.zeros((0, 3)),
          'd': np.asfortranarray(np.arange(12.).reshape(3, 4)), 'e': np.arange(5, dtype='>c16'),
          'f': np.random.default_rng(1).normal(size=30_000),
      }
      np.savez('stored.npz', **arrays)
      np.savez_compressed('deflated.npz', **arrays)
      np.savez('positional.npz', arrays['a'], arrays['b'])
      for name, array in arrays.items():
          np.save(name + '.npy', array.astype(array.dtype.newbyteorder('<')))
      import zipfile
      with zipfile.ZipFile('plain.npz', 'w') as archive:
          for name in arrays:
              archive.write(name + '.npy')
      with zipfile.ZipFile('other.npz', 'w', zipfile.ZIP_BZIP2) as archive:
          archive.write('a.npy')
          archive.writestr('note.txt', 'hello')
      """)
    for file in ["stored.npz", "deflated.npz", "plain.npz"] {
      let arrays = try NDArray.load(npz: folder.path(file))
      #expect(arrays.map(\.name) == ["a", "b", "c", "d", "e", "f"])
      for (name, array) in arrays { #expect(array.npyBytes == (try folder.read(name + ".npy"))) }
    }
    let positional = try NPZArchive(folder.path("positional.npz"))
    #expect(positional.names == ["arr_0", "arr_1"])
    #expect(try positional.array("arr_1").repr == "array(2.5, dtype=float16)")

    let missing = #expect(throws: ArrayFileError.self) { try positional.array("nothing") }
    #expect(missing?.kind == .missing)
    #expect(missing?.message == "no array 'nothing' in the archive, which has: arr_0, arr_1")
    let other = try NPZArchive(folder.path("other.npz"))
    let method = #expect(throws: ArrayFileError.self) { try other.array("a") }
    #expect(method?.message == "member a.npy is compressed by method 12")
    #expect(throws: ArrayFileError.self) { try other.array("note.txt") }
  }

  /// So many members that only the 64-bit end record can count them.
  @Test func manyMembersAreWritten() throws {
    let array = NDArray(dtype: .uint8, shape: []) { $0[0] = 7 }
    let folder = try ReferenceFolder()
    let arrays = (0..<65_536).map { (name: "\($0)", array: array) }
    try NDArray.save(npz: folder.path("many.npz"), arrays)
    try folder.python(
      """
      with np.load('many.npz') as arrays:
          assert len(arrays.files) == 65536
          assert arrays['65535'] == 7
      """)
    let archive = try NPZArchive(folder.path("many.npz"))
    #expect(archive.names.count == 65_536)
    #expect(try archive.array("65535").repr == "array(7, dtype=uint8)")
  }

  @Test(arguments: [false, true]) func damagedArchivesNeverCrash(compressed: Bool) throws {
    var random = CaseRandom.announced("NPZTests.damagedArchivesNeverCrash")
    let values = NDArray(dtype: .int16, shape: [40]) { bytes in
      for index in bytes.indices { bytes[index] = UInt8(index / 8) }
    }
    let whole = try NDArray.npzBytes([("x", values), ("y", values)], compressed: compressed)
    var rejected = 0
    for _ in 0..<4000 {
      var damaged = whole
      if random.chance(30) {
        damaged = damage(whole, &random)
      } else {
        let tail = random.chance(60) ? min(400, whole.count) : whole.count
        for _ in 0...random.below(3) {
          let place = whole.count - 1 - random.below(tail)
          damaged[place] = random.pick([0, 1, 0x7f, 0xff, UInt8(random.below(256))])
        }
      }
      do {
        let arrays = try NPZArchive(bytes: damaged).arrays()
        // The checksum guards the members: what is still read has not changed.
        for (_, array) in arrays { #expect(array.npyBytes == values.npyBytes) }
      } catch {
        #expect(!error.message.isEmpty)
        rejected += 1
      }
    }
    #expect(rejected > 1000)
  }
}
