// SPDX-License-Identifier: Apache-2.0
// The C library and the mathematical one: numbers, strings, errno, varargs, callbacks, structures, and wrong uses.

import Foundation
import Testing

import ForeignFunctions

extension div_t: CRepresentable {
  public static let cType = CType.structure(.int, .int)
}

@Suite struct LibcTests {
  let libc = CLibrary.program

  @Test func mathematics() throws {
    let libm = try CLibrary("libm.so.6")
    let cbrt: CFunction<(Double), Double> = try libm.function("cbrt")
    let ldexp: CFunction<(Double, Int32), Double> = try libm.function("ldexp")
    let powf: CFunction<(Float, Float), Float> = try libm.function("powf")
    #expect(cbrt(8) == 2)
    #expect(ldexp(0.75, 4) == 12)
    #expect(powf(2, 0.5) == Float(2).squareRoot())
    #if arch(x86_64)
      let sqrtl: CFunction<(Float80), Float80> = try libm.function("sqrtl")
      #expect(sqrtl(2) == Float80(2).squareRoot())
    #endif
  }

  @Test func dynamicCallsAreStrict() throws {
    let libm = try CLibrary("libm.so.6")
    let ldexp = try libm.function("ldexp", CSignature([.double, .int], returns: .double))
    #expect(try ldexp(0.75, 4) == .double(12))
    #expect(throws: FFIError.argumentCount(expected: 2, given: 1)) { try ldexp(0.75) }
    #expect(
      throws: FFIError.argumentType(index: 0, expected: .double, got: "string(\"x\")")
    ) { try ldexp("x", 4) }
    #expect(
      throws: FFIError.outOfRange(index: 1, value: "1099511627776", .int32)
    ) { try ldexp(0.75, .int(1 << 40)) }
    let cabs = try libm.function("cabs", CSignature([.complexDouble], returns: .double))
    let number = [3.0, -4.0].withUnsafeBytes { Array($0) }
    #expect(try cabs(.bytes(number)) == .double(5))
    #expect(throws: FFIError.self) { try cabs(.bytes([1, 2])) }
  }

  @Test func missingThingsSayTheLinkersWords() throws {
    #expect {
      try CLibrary("libnosuchthing.so.1")
    } throws: { error in
      "\(error)".hasPrefix("libnosuchthing.so.1: cannot open shared object file")
    }
    #expect {
      let _: CFunction<(), Void> = try CLibrary("libm.so.6").function("no_such_function")
    } throws: { error in
      "\(error)".hasSuffix("undefined symbol: no_such_function")
    }
  }

  @Test func formattedPrinting() throws {
    let print:
      CFunction<
        (
          UnsafeMutablePointer<CChar>, Int, UnsafePointer<CChar>, Int32, Double,
          UnsafePointer<CChar>
        ),
        Int32
      > = try libc.function("snprintf", fixed: 3)
    let buffer = Memory([CChar](repeating: 0, count: 64))
    let count = "%d %.2f %s".withCString { format in
      "text".withCString { print(buffer.pointer, 64, format, -7, 2.5, $0) }
    }
    #expect(count == 12)
    #expect(String(cString: buffer.pointer) == "-7 2.50 text")
    // C widens what stands in the place of "..."; saying otherwise is a mistake.
    #expect(throws: FFIError.notPromoted(index: 1, .float, .double)) {
      try CSignature([.pointer, .float], returns: .int, fixed: 1)
    }
  }

  @Test func errnoComesWithTheCall() throws {
    let open: CFunction<(UnsafePointer<CChar>, Int32), Int32> = try libc.function("open", fixed: 2)
    let (result, code) = "/no/such/file".withCString { open.callWithErrno($0, O_RDONLY) }
    #expect(result == -1 && code == ENOENT)
    let strerror: CFunction<(Int32), UnsafePointer<CChar>> = try libc.function("strerror")
    #expect(String(cString: strerror(code)) == "No such file or directory")
    let strtol = try libc.function(
      "strtol", CSignature([.pointer, .pointer, .int], returns: .long))
    let (number, overflow) = try strtol.call(["99999999999999999999", .pointer(0), 10])
    #expect(number == .int(.max) && overflow == ERANGE)
    let getpid: CFunction<(), Int32> = try libc.function("getpid")
    let (own, none) = getpid.callWithErrno()
    #expect(own == Glibc.getpid() && none == 0)
  }

  @Test func sortingWithAClosure() throws {
    let qsort: CFunction<(UnsafeMutablePointer<Int32>, Int, Int, UnsafeRawPointer), Void> =
      try libc.function("qsort")
    var numbers = (0..<1000).map { Int32(truncatingIfNeeded: $0 &* 7919 % 1009) }
    let expected = numbers.sorted(by: >)
    var calls = 0
    let descending = try CCallback {
      (a: UnsafePointer<Int32>, b: UnsafePointer<Int32>) -> Int32 in
      calls += 1
      return a.pointee < b.pointee ? 1 : a.pointee > b.pointee ? -1 : 0
    }
    numbers.withUnsafeMutableBufferPointer {
      qsort($0.baseAddress!, 1000, 4, descending.address)
    }
    #expect(numbers == expected && calls > 1000)
    withExtendedLifetime(descending) {}
  }

  @Test func structuresByValueAndByPointer() throws {
    let div: CFunction<(Int32, Int32), div_t> = try libc.function("div")
    let result = div(17, 5)
    #expect(result.quot == 3 && result.rem == 2)
    let status: CFunction<(UnsafePointer<CChar>, UnsafeMutablePointer<stat>), Int32> =
      try libc.function("stat")
    let information = Memory([stat()])
    #expect("/".withCString { status($0, information.pointer) } == 0)
    #expect(information[0].st_mode & S_IFMT == S_IFDIR)
    let (failed, code) = "/nowhere".withCString { status.callWithErrno($0, information.pointer) }
    #expect(failed == -1 && code == ENOENT)
  }

  @Test func whatCannotBePassed() {
    let bits = CStructLayout(
      fields: [.init("flag", .uint32, at: 0, bits: 0..<1)], size: 4, alignment: 4)
    #expect(throws: FFIError.notPassedByValue(.record(bits), "it has bit fields")) {
      try CSignature([.record(bits)])
    }
    #expect(throws: FFIError.self) { try CSignature([.void]) }
    #expect(throws: FFIError.self) { try CSignature([.array(.int, count: 4)]) }
    #expect(throws: FFIError.self) { try CSignature([], returns: .array(.int, count: 4)) }
    #expect(throws: FFIError.self) { try CSignature([.int], fixed: 2) }
  }

  @Test func aLibraryStaysWhileItsFunctionsLive() throws {
    weak var library: CLibrary?
    var function: CFunction<(Double), Double>?
    do {
      let libm = try CLibrary("libm.so.6")
      library = libm
      function = try libm.function("floor")
    }
    #expect(library != nil && function!(2.5) == 2)
    function = nil
    #expect(library == nil)
  }
}

/// Values at an address that stays.
final class Memory<T> {
  let pointer: UnsafeMutablePointer<T>
  private let count: Int

  init(_ values: [T]) {
    count = values.count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(from: values, count: count)
  }

  deinit {
    pointer.deinitialize(count: count)
    pointer.deallocate()
  }

  subscript(index: Int) -> T {
    get { pointer[index] }
    set { pointer[index] = newValue }
  }

  var values: [T] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
