// SPDX-License-Identifier: Apache-2.0
// Arrays that Weft and the original NumPy share.

import ArrayExchange
import Glibc
import Testing
import Weft

extension HostTests {
  @Suite("Arrays shared with NumPy", .enabled(if: Host.hasNumPy, "no NumPy")) struct ArrayTests {
    let python: CPython
    let numpy: CPython.Object
    init() throws {
      python = try CPython.shared
      numpy = try python.import("numpy")
    }

    private func evaluate(_ text: String) throws -> CPython.Object {
      try python.eval(text, globals: python.object(["np": numpy]))
    }

    @Test func fromNumPy() throws {
      let foreign = try evaluate("np.arange(12.).reshape(3, 4)")
      let a = try NDArray(foreign)
      #expect(a.shape == [3, 4])
      #expect(a.dtype == .float64)
      #expect(try Double(numpy.sum(foreign)) == a.sum().scalar())
      // The memory is the same: Python's writes are seen.
      try foreign.setItem(1, 2, to: 60)
      #expect(a[1, 2].scalar() == 60.0)
    }

    @Test(arguments: [
      "np.arange(12.).reshape(3, 4).T", "np.arange(12)[::-1]", "np.arange(12)[::3]", "np.array(5.)",
      "np.zeros((0, 3))", "np.broadcast_to(np.arange(3), (4, 3))", "np.array([True, False])",
      "np.arange(4, dtype='u1')", "np.arange(4, dtype='f2')", "np.arange(4, dtype='f4')",
      "np.arange(4) * 1j", "np.arange(4, dtype='c8')", "np.arange(6, dtype='>f8')",
      "np.arange(24, dtype='i2').reshape(2, 3, 4)[:, ::-1, 1:3]",
    ])
    func layouts(_ text: String) throws {
      let foreign = try evaluate(text)
      let a = try NDArray(foreign)
      #expect(try a.shape == [Int](foreign.shape))
      let back = try a.foreign()
      #expect(try Bool(numpy.array_equal(foreign, back)), "\(text): \(back)")
      #expect(try String(back.dtype.name) == String(foreign.dtype.name))
      #expect(try back.isReadOnly())
      // There and back it is still the same memory, where the order of bytes allows.
      if !text.contains(">") {
        #expect(try Bool(numpy.shares_memory(foreign, back)) || a.size == 0, "\(text)")
        #expect(try back.strides.isEqual(to: foreign.strides) || a.size == 0)
      }
    }

    @Test func whatIsNoBuffer() throws {
      #expect(try NDArray(evaluate("[[1, 2], [3, 4]]")).shape == [2, 2])
      #expect(try NDArray(evaluate("b'ab'")).array(of: UInt8.self) == [97, 98])
      let records = try evaluate("np.zeros(2, dtype=[('a', 'i4')])")
      let exception = try Host.exception { () throws(CPythonError) in _ = try NDArray(records) }
      #expect(exception.type == "TypeError")
      let dates = try evaluate("np.zeros(2, dtype='M8[s]')")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try NDArray(dates) }.type
          == "ValueError")
    }

    @Test func toNumPy() throws {
      let a = NDArray([[1.0, 2], [3, 4]]) * 2
      let foreign = try a.foreign()
      #expect(foreign.typeName == "numpy.ndarray")
      #expect(try String(numpy.array_repr(foreign)) == "array([[2., 4.],\n       [6., 8.]])")
      #expect(
        try Host.exception { () throws(CPythonError) in try foreign.setItem(0, 0, to: 1) }.message
          == "assignment destination is read-only")
      let copy = try a.foreign(writable: true)
      try copy.setItem(0, 0, to: 9)
      #expect(a[0, 0].scalar() == 2.0)
    }

    @Test func bothWrite() throws {
      let shared = SharedArray(NDArray([1.0, 2, 3]))
      let foreign = try shared.foreign()
      try foreign.setItem(1, to: 20)
      #expect(shared.value.array(of: Double.self) == [1, 20, 3])
      let own = try evaluate("np.zeros(3)")
      let mine = try SharedArray(own)
      try own.setItem(2, to: 5)
      #expect(mine.value.array(of: Double.self) == [0, 0, 5])
      #expect(try !own.isReadOnly())
      #expect(try evaluate("b'a'").isReadOnly())
    }

    @Test func eachKeepsTheOthersMemory() throws {
      let names = try python.object(["np": numpy])
      try python.exec(
        "ended = []\nclass A(np.ndarray):\n  def __del__(self): ended.append(1)", globals: names)
      do {
        var a: NDArray? = try NDArray(python.eval("np.arange(5.).view(A)", globals: names))
        python.releaseDeadReferences()
        #expect(try names["ended"].count() == 0)
        #expect(a!.sum().scalar() == 10.0)
        a = nil
      }
      python.releaseDeadReferences()
      #expect(try names["ended"].count() == 1)
      // A slice in NumPy keeps what Swift has given up.
      let tail = try NDArray.arange(1000).foreign()[990...]
      for _ in 0..<10 { _ = (NDArray.arange(1000) + 1).array(of: Int.self) }
      #expect(try [Int](tail.tolist()) == Array(990..<1000))
    }

    /// Bytes of memory that the process has.
    private func resident() -> Int {
      var pages = 0
      if let file = fopen("/proc/self/statm", "r") {
        var total = 0
        withUnsafeMutablePointer(to: &total) { total in
          withUnsafeMutablePointer(to: &pages) { pages in
            _ = withVaList([total, pages]) { vfscanf(file, "%ld %ld", $0) }
          }
        }
        fclose(file)
      }
      return pages * 4096
    }

    @Test func aGigabyteCrossesWithoutACopy() throws {
      // Zeros that nobody has written take no memory.
      let foreign = try numpy.zeros(1 << 27)
      let before = resident()
      let a = try NDArray(foreign)
      let back = try a.foreign()
      let shared = try SharedArray(foreign)
      try shared.foreign().setItem(-1, to: 7)
      #expect(resident() - before < 16 << 20)
      #expect(a.size == 1 << 27)
      #expect(try Double(back[-1]) == 7)
      #expect(a[-1].scalar() == 7.0)
    }

    @Test func manyCallsUnderOneLock() throws {
      let names = try python.object(["n": 0])
      let sum = try python.withLock {
        for _ in 0..<100 { try names.setItem("n", to: names["n"] + 1) }
        return try Int(names["n"])
      }
      #expect(sum == 100)
      let python = python
      let exception = try Host.exception { () throws(CPythonError) in
        do { try python.withLock { try python.exec("1 // 0") } } catch {
          throw error as! CPythonError
        }
      }
      #expect(exception.type == "ZeroDivisionError")
    }

    @Test func memoryStaysFlat() throws {
      let foreign = try evaluate("np.arange(12.).reshape(3, 4)")
      let a = try NDArray(foreign).copy()
      func convert(_ times: Int) throws {
        for _ in 0..<times {
          _ = try NDArray(foreign)
          _ = try a.foreign()
        }
      }
      try convert(20_000)
      let before = resident()
      #expect(before > 1 << 20)
      try convert(100_000)
      #expect(resident() - before < 4 << 20)
    }
  }
}
