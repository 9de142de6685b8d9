// SPDX-License-Identifier: Apache-2.0
// Closures that throw while C waits for a result: C gets zero, the caller of C the error.

import Foundation
import Testing

import ForeignFunctions

@Suite struct CallbackErrorTests {
  private struct Refused: Error, Equatable { let value: Int32 }

  private func call(_ address: UnsafeRawPointer, _ x: Int32) -> Int32 {
    unsafeBitCast(address, to: (@convention(c) (Int32) -> Int32).self)(x)
  }

  private func picky() throws -> CCallback {
    try CCallback(name: "picky") { (x: Int32) throws -> Int32 in
      if x < 0 { throw Refused(value: x) }
      return x + 1
    }
  }

  @Test func cGetsZeroAndTheCallerTheFirstError() throws {
    let callback = try picky()
    var results: [Int32] = []
    #expect(throws: Refused(value: -3)) {
      try callback.rethrowing { address in
        for x: Int32 in [1, -3, -4, 5] { results.append(call(address, x)) }
      }
    }
    #expect(results == [2, 0, 0, 6])
    // It was told once.
    #expect(try callback.rethrowing { call($0, 7) } == 8)
    #expect(callback.takeError() == nil)
  }

  @Test func theErrorOfTheCallbackComesBeforeWhatFollowsFromIt() throws {
    struct Consequence: Error {}
    let callback = try picky()
    #expect(throws: Refused(value: -1)) {
      try callback.rethrowing { if call($0, -1) == 0 { throw Consequence() } }
    }
    #expect(throws: Consequence.self) {
      try callback.rethrowing { if call($0, -1 + 1) == 1 { throw Consequence() } }
    }
  }

  @Test func callsWithinCallsTellTheirOwnErrors() throws {
    let callback = try picky()
    #expect(throws: Refused(value: -1)) {
      try callback.rethrowing { outer in
        _ = call(outer, -1)
        do {
          try callback.rethrowing { _ = call($0, -2) }
          Issue.record("nothing was thrown")
        } catch { #expect(error as? Refused == Refused(value: -2)) }
      }
    }
  }

  @Test func withoutAScopeTheErrorIsKept() throws {
    let callback = try picky()
    #expect(call(callback.address, -9) == 0)
    #expect(callback.takeError() as? Refused == Refused(value: -9))
    #expect(callback.takeError() == nil)
    let plain = try CCallback { (x: Int32) -> Int32 in x }
    #expect(try plain.rethrowing { call($0, 3) } == 3)
    #expect(plain.takeError() == nil)
  }

  @Test func anErrorNobodyAskedForIsPrinted() async {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      struct Lost: Error, CustomStringConvertible { var description: String { "all is lost" } }
      do {
        let callback = try CCallback(name: "loser") { () throws -> Void in throw Lost() }
        unsafeBitCast(callback.address, to: (@convention(c) () -> Void).self)()
        withExtendedLifetime(callback) {}
      }
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("an error that the callback loser threw was ignored: all is lost"))
  }

  @Test func resultsInMemoryAreZeroToo() throws {
    let signature = CFunction<(Int32), Large>.self
    let callback = try CCallback { (x: Int32) throws -> Large in
      if x < 0 { throw Refused(value: x) }
      return Large(a: 1, b: 2, c: 3)
    }
    let function = try signature.init(callback.address)
    #expect(function(1).c == 3)
    #expect(throws: Refused(value: -1)) {
      try callback.rethrowing { _ in
        let zero = function(-1)
        #expect(zero.a == 0 && zero.b == 0 && zero.c == 0)
      }
    }
  }

  @Test func sortingByAKeyThatFails() throws {
    var numbers: [Int32] = [3, 1, -1, 2]
    let qsort: CFunction<(UnsafeMutableRawPointer, Int, Int, UnsafeRawPointer), Void> =
      try CLibrary.program.function("qsort")
    let byRoot = try CCallback {
      (x: UnsafePointer<Int32>, y: UnsafePointer<Int32>) throws -> Int32 in
      for value in [x.pointee, y.pointee] where value < 0 { throw Refused(value: value) }
      return x.pointee - y.pointee
    }
    #expect(throws: Refused(value: -1)) {
      try numbers.withUnsafeMutableBytes { numbers in
        try byRoot.rethrowing { qsort(numbers.baseAddress!, 4, 4, $0) }
      }
    }
    #expect(numbers.sorted() == [-1, 1, 2, 3])
  }
}

private struct Large: CRepresentable {
  var (a, b, c) = (0, 0, 0)
  static let cType = CType.structure(.long, .long, .long)
}
