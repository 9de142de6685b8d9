// SPDX-License-Identifier: Apache-2.0
// Calls that may write anywhere, made in a child process.

import CShims
import Glibc

/// Memory that a process shares with its children.
final class SharedMemory {
  let address: UnsafeMutableRawPointer
  private let bytes: Int

  init(bytes: Int) {
    self.bytes = max(bytes, 1)
    let flags = MAP_SHARED | MAP_ANONYMOUS
    address = mmap(nil, self.bytes, PROT_READ | PROT_WRITE, flags, -1, 0)!
  }

  deinit { munmap(address, bytes) }
}

enum Children {
  /// Runs `body` for 0 ..< count in children, a new one after each that dies; true for the numbers whose body returned.
  ///
  /// The body must be plain code: other threads' locks may be held for ever in the child.
  static func run(_ count: Int, _ body: (Int) -> Void) -> [Bool] {
    let memory = SharedMemory(bytes: count)
    let done = memory.address.assumingMemoryBound(to: Bool.self)
    var next = 0
    while next < count {
      let child = weft_fork()
      precondition(child >= 0, "fork")
      if child == 0 {
        for number in [SIGSEGV, SIGBUS, SIGABRT, SIGILL] { signal(number, SIG_DFL) }
        for index in next..<count {
          body(index)
          done[index] = true
        }
        _exit(0)
      }
      var status: Int32 = 0
      waitpid(child, &status, 0)
      next = ((next..<count).first { !done[$0] } ?? count) + 1
    }
    return (0..<count).map { done[$0] }
  }
}
