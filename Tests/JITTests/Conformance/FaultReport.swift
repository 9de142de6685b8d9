// SPDX-License-Identifier: Apache-2.0
// Names the program that was running when a guard page was touched.

import Glibc
import Synchronization

/// A handler for SIGSEGV, SIGBUS, SIGILL and SIGFPE that prints the seed before the process ends.
enum FaultReport {
  private static let seed = Atomic<UInt64>(0)

  static func note(_ number: UInt64) { seed.store(number, ordering: .relaxed) }

  static func install() {
    for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE] {
      signal(number) { number in
        // Only what is safe in a signal handler: digits into a buffer, then write.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 21) { digits in
          var rest = FaultReport.seed.load(ordering: .relaxed)
          var start = 20
          digits[20] = UInt8(ascii: "\n")
          repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
          } while rest > 0
          let text: StaticString = "conformance: the process dies in the program of seed "
          _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
          _ = write(STDERR_FILENO, digits.baseAddress! + start, 21 - start)
        }
        signal(number, SIG_DFL)
        Glibc.raise(number)
      }
    }
  }
}
