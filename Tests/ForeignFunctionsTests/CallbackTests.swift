// SPDX-License-Identifier: Apache-2.0
// The lives of callbacks: freed ones complain, addresses are used again late, self-ending ones are safe.

import Foundation
import Testing

import ForeignFunctions

@Suite struct CallbackTests {
  private typealias Function = @convention(c) (Int32) -> Int32

  private func call(_ address: UnsafeRawPointer, _ x: Int32) -> Int32 {
    unsafeBitCast(address, to: Function.self)(x)
  }

  @Test func aFreedCallbackNamesItself() async {
    let result = await #expect(
      processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
    ) {
      var callback: CCallback? = try CCallback(name: "twice") { (x: Int32) -> Int32 in 2 * x }
      let address = callback!.address
      callback = nil
      _ = unsafeBitCast(address, to: (@convention(c) (Int32) -> Int32).self)(1)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("C called the callback twice, which had been freed"))
  }

  @Test func anAddressIsUsedAgainOnlyAfterAGeneration() throws {
    let first = try CCallback { (x: Int32) -> Int32 in x }.address
    var addresses: Set<UnsafeRawPointer> = []
    for _ in 0..<ThunkPool.generation - 100 {
      addresses.insert(try CCallback { (x: Int32) -> Int32 in x }.address)
    }
    #expect(!addresses.contains(first))
    for _ in 0..<3 * ThunkPool.generation {
      addresses.insert(try CCallback { (x: Int32) -> Int32 in x }.address)
    }
    #expect(addresses.count < 4 * ThunkPool.generation)
  }

  @Test func aCallbackMayEndItsOwnLife() throws {
    final class Owner { var callback: CCallback? }
    final class Token {}
    let owner = Owner()
    weak var alive: Token?
    do {
      let token = Token()
      alive = token
      owner.callback = try CCallback { (x: Int32) -> Int32 in
        owner.callback = nil
        return withExtendedLifetime(token) { x + 1 }
      }
    }
    #expect(call(owner.callback!.address, 41) == 42)
    #expect(alive == nil)
  }

  @Test func callbacksCallBack() throws {
    nonisolated(unsafe) var address: UnsafeRawPointer?
    let factorial = try CCallback { (x: Int32) -> Int32 in
      x < 2 ? 1 : x * unsafeBitCast(address!, to: Function.self)(x - 1)
    }
    address = factorial.address
    #expect(call(factorial.address, 10) == 3_628_800)
    withExtendedLifetime(factorial) {}
  }

  @Test func manyThreadsCallAtOnce() async throws {
    let square = try CCallback { (x: Int32) -> Int32 in x * x }
    let address = UInt(bitPattern: square.address)
    await withTaskGroup(of: Bool.self) { group in
      for start in 0..<4 {
        group.addTask {
          let function = unsafeBitCast(
            UnsafeRawPointer(bitPattern: address)!, to: (@convention(c) (Int32) -> Int32).self)
          return (0..<1000).allSatisfy {
            let x = Int32($0 + start)
            return function(x) == x * x
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
    withExtendedLifetime(square) {}
  }
}
