// SPDX-License-Identifier: Apache-2.0
// Arrays for the pointers of C functions: checked, computed first, written without anybody else seeing it.
import ForeignFunctions
import Glibc
import Testing
import Weft

@Suite struct ArrayArgumentTests {
  private typealias Total = CFunction<(CArray<Double>, Int), Double>
  private typealias Scale = CFunction<(CMutableArray<Double>, Int, Double), Void>
  private typealias Add = CFunction<(CMutableArray<Double>, CArray<Double>, Int), Int32>

  private let total: (NDArray, Int) throws(FFIError) -> Double
  private let scale: (UnsafeMutablePointer<NDArray>, Int, Double) throws(FFIError) -> Void
  private let add: (UnsafeMutablePointer<NDArray>, NDArray, Int) throws(FFIError) -> Int32
  private let addition: Add

  init() throws {
    let total: @convention(c) (UnsafePointer<Double>, Int) -> Double = { x, count in
      (0..<count).reduce(0) { $0 + x[$1] }
    }
    let scale: @convention(c) (UnsafeMutablePointer<Double>, Int, Double) -> Void = {
      x, count, factor in for index in 0..<count { x[index] *= factor }
    }
    let add: @convention(c) (UnsafeMutablePointer<Double>, UnsafePointer<Double>, Int) -> Int32 = {
      x, y, count in
      for index in 0..<count { x[index] += y[index] }
      errno = 5
      return Int32(count)
    }
    func pointer<T>(_ function: T) -> UnsafeRawPointer {
      unsafeBitCast(function, to: UnsafeRawPointer.self)
    }
    self.total = try Total(pointer(total)).checked()
    self.scale = try Scale(pointer(scale)).checked()
    addition = try Add(pointer(add))
    self.add = addition.checked()
  }

  @Test func pendingArraysAreComputed() throws {
    let a = NDArray([1.0, 2, 3, 4])
    #expect(try total(a, 4) == 10)
    #expect(try total(a * 2 + 1, 4) == 24)
    #expect(try total(NDArray.zeros([0]), 0) == 0)
    #expect(try total(a[2...], 2) == 7)
  }

  @Test func whatCWritesIsReadAfterwards() throws {
    var a = NDArray([1.0, 2, 3])
    let before = a + 1
    try scale(&a, 3, 10)
    #expect(a.array(of: Double.self) == [10, 20, 30])
    #expect((a + 1).array(of: Double.self) == [11, 21, 31])
    // What was written with the old value keeps it, computed or not.
    #expect(before.array(of: Double.self) == [2, 3, 4])
    var pending = before * 2
    try scale(&pending, 3, 0.5)
    #expect(pending.array(of: Double.self) == [2, 3, 4])
  }

  @Test func otherVariablesDoNotChange() throws {
    let original = NDArray([1.0, 2, 3, 4])
    var copy = original
    var view = original[1..<3]
    try scale(&copy, 4, -1)
    try scale(&view, 2, 100)
    #expect(original.array(of: Double.self) == [1, 2, 3, 4])
    #expect(copy.array(of: Double.self) == [-1, -2, -3, -4])
    #expect(view.array(of: Double.self) == [200, 300])
    // The same variable twice: C reads the old value where it does not write.
    #expect(try add(&copy, copy, 4) == 4)
    #expect(copy.array(of: Double.self) == [-2, -4, -6, -8])
  }

  @Test func memoryIsNotMovedWithoutNeed() throws {
    var a = NDArray([1.0, 2, 3])
    let before = try a.withUnsafeMutableRawPointer(.init(.float64)) { $0 }
    try scale(&a, 3, 2)
    #expect(try a.withUnsafeRawPointer(.init(.float64)) { $0 } == UnsafeRawPointer(before))
  }

  @Test func errnoIsReturned() throws {
    var a = NDArray([1.0, 2])
    let function = addition.checkedWithErrno()
    let (count, errno) = try function(&a, NDArray([5.0, 6]), 2)
    #expect(count == 2 && errno == 5)
    #expect(a.array(of: Double.self) == [6, 8])
  }

  @Test func wrongArraysAreRefused() throws {
    let square = NDArray((0..<16).map(Double.init)).reshaped(4, 4)
    func refused(_ index: Int, _ message: String, _ body: () throws -> Void) {
      #expect(throws: FFIError.argumentArray(index: index, message)) { try body() }
    }
    refused(0, "array must have data type float64") {
      _ = try total(NDArray([1, 2] as [Int32]), 2)
    }
    let contiguous = "array must have flags ['C_CONTIGUOUS']"
    for view in [square.T, square[.by(2)], square[0..., 1], square[.by(-1)]] {
      refused(0, contiguous) { _ = try total(view, 4) }
    }
    refused(0, contiguous) { _ = try total(NDArray([1.0]).broadcast(to: [4]), 4) }
    var target = NDArray([1.0, 2, 3, 4])
    refused(1, contiguous) { _ = try add(&target, square[0..., 1], 4) }
    var column = square[0..., 1]
    refused(0, contiguous) { try scale(&column, 4, 2) }
    #expect(target.array(of: Double.self) == [1, 2, 3, 4])
    #expect(
      "\(FFIError.argumentArray(index: 1, contiguous))"
        == "argument 2: array must have flags ['C_CONTIGUOUS']")
  }

  @Test func optionalArraysAreNull() throws {
    let isNull: @convention(c) (UnsafePointer<Double>?) -> Bool = { $0 == nil }
    let function = try CFunction<(CArray<Double>?), Bool>(
      unsafeBitCast(isNull, to: UnsafeRawPointer.self)
    ).checked()
    #expect(try function(nil))
    #expect(try !function(NDArray([1.0])))
  }

  @Test func requirements() throws {
    let a = NDArray((0..<6).map(Double.init)).reshaped(2, 3)
    func lack(_ requirements: ArrayRequirements, _ array: NDArray) -> String? {
      do throws(ArrayError) {
        try requirements.check(array)
        return nil
      } catch { return error.message }
    }
    // NumPy's words.
    #expect(lack(.init(.float32), a) == "array must have data type float32")
    #expect(lack(.init(ndim: 1), a) == "array must have 1 dimension(s)")
    #expect(lack(.init(shape: [3, 2]), a) == "array must have shape (3, 2)")
    #expect(lack(.init(shape: [6]), a) == "array must have shape (6,)")
    #expect(lack(.init(order: .fortran), a) == "array must have flags ['F_CONTIGUOUS']")
    #expect(lack(.init(order: .c), a.T) == "array must have flags ['C_CONTIGUOUS']")
    #expect(lack(.init(order: .any), a[0..., .by(2)]) == "array must have flags ['FORC']")
    #expect(lack(.init(order: .keep), a) == "order 'K' is not permitted")
    for order in [ElementOrder.fortran, .any] { #expect(lack(.init(order: order), a.T) == nil) }
    #expect(lack(.init(.float64, ndim: 2, shape: [2, 3]), a) == nil)
  }

  @Test func fortranOrderSurvivesTheCopy() throws {
    let original = NDArray((0..<6).map(Double.init)).reshaped(2, 3).T
    var a = original
    try a.withUnsafeMutableRawPointer(.init(.float64, order: .fortran)) { start in
      let x = start.assumingMemoryBound(to: Double.self)
      for index in 0..<6 { x[index] += 10 }
    }
    #expect(a.shape == [3, 2])
    #expect(a.strides == [8, 24])
    #expect(a.array(of: Double.self) == [10, 13, 11, 14, 12, 15])
    #expect(original.array(of: Double.self) == [0, 3, 1, 4, 2, 5])
  }

  @Test func dynamicFunctionsTakePointers() throws {
    let libc = CLibrary.program
    let memchr = try libc.function(
      "memchr", CSignature([.pointer, .int, .size], returns: .pointer))
    let bytes = NDArray([3, 1, 4, 1, 5] as [UInt8])
    let offset = try bytes.withUnsafeRawPointer(.init(.uint8, ndim: 1)) { start in
      guard case .pointer(let found) = try memchr(.address(start), 4, 5) else { return -1 }
      return Int(found) - Int(bitPattern: start)
    }
    #expect(offset == 2)
    #expect(throws: ArrayError.self) {
      try bytes.withUnsafeRawPointer(.init(.float64)) { _ in Issue.record("not checked") }
    }
  }

  @Test func sortedInPlace() throws {
    let function: CFunction<(CMutableArray<Int32>, Int, Int, UnsafeRawPointer), Void> =
      try CLibrary.program.function("qsort")
    let qsort = function.checked()
    let ascending = try CCallback { (x: UnsafePointer<Int32>, y: UnsafePointer<Int32>) -> Int32 in
      x.pointee < y.pointee ? -1 : x.pointee > y.pointee ? 1 : 0
    }
    var a = NDArray([3, 1, 2] as [Int32])
    try ascending.rethrowing { try qsort(&a, 3, 4, $0) }
    #expect(a.array(of: Int32.self) == [1, 2, 3])
  }
}
