// SPDX-License-Identifier: Apache-2.0
// The engine's lock: one thread that is favoured, then several that are not.
import CShims
import Foundation
import Testing

import Weft

@Suite("The engine's lock") struct LockTests {
  /// A lock and a number that only its owner changes.
  private final class Guarded: @unchecked Sendable {
    var lock = weft_lock()
    var count = 0

    func add(_ times: Int) {
      withUnsafeMutablePointer(to: &lock) { lock in
        for time in 0..<times {
          weft_lock_take(lock)
          // Its owner may take it again.
          if time & 7 == 0 { weft_lock_take(lock) }
          count += 1
          if time & 7 == 0 { weft_lock_give(lock) }
          weft_lock_give(lock)
        }
      }
    }
  }

  /// Starts `count` threads that run `body`, and returns a function that waits for them.
  private func start(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> () -> Void {
    let group = DispatchGroup()
    for index in 0..<count {
      group.enter()
      Thread.detachNewThread {
        body(index)
        group.leave()
      }
    }
    return { group.wait() }
  }

  @Test func oneThreadIsFavouredUntilAnotherComes() {
    let guarded = Guarded()
    start(1) { _ in guarded.add(2) }()
    let favourite = guarded.lock.favourite
    #expect(guarded.lock.settled == 1 && guarded.lock.owner == 0 && guarded.lock.depth == 0)
    start(2) { _ in guarded.add(1) }()
    #expect(guarded.lock.favourite == 0 || guarded.lock.favourite == favourite)
    #expect(guarded.lock.state == 0 && guarded.lock.inside == 0 && guarded.count == 4)
  }

  /// The second thread comes while the first is at it: no increment may be lost, whenever that happens.
  @Test func nobodyMeetsTheFavouriteInside() {
    for round in 0..<60 {
      let guarded = Guarded()
      start(3) { index in
        if index > 0 { usleep(UInt32(round * index * 7)) }
        guarded.add(20_000)
      }()
      #expect(guarded.count == 60_000)
      #expect(guarded.lock.state == 0 && guarded.lock.owner == 0 && guarded.lock.inside == 0)
    }
  }
}
