// SPDX-License-Identifier: Apache-2.0
// Names the random programs that were running when a signal ends the process.

import Glibc

/// The seeds of the random programs that run now, which a signal's handler prints.
///
/// Then the handler that was there before takes over: Swift's own, which prints a backtrace.
public enum CrashReport {
  /// Suites that run random programs, perhaps at the same time.
  public enum Suite: Int { case kernels, arrays }

  /// A suite's program and the thread that runs it.
  private struct Run {
    var seed: UInt64 = 0
    /// 0 for none.
    var thread: pthread_t = 0
  }

  private static let suites = 2
  private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

  /// The handler only reads and writes what stands here; it allocates nothing and takes no lock.
  nonisolated(unsafe) private static let runs: UnsafeMutablePointer<Run> = {
    let runs = UnsafeMutablePointer<Run>.allocate(capacity: suites)
    runs.initialize(repeating: Run(), count: suites)
    return runs
  }()

  /// The actions that were there before, by signal.
  nonisolated(unsafe) private static let previous: UnsafeMutablePointer<sigaction> = {
    let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 32)
    previous.initialize(repeating: sigaction(), count: 32)
    return previous
  }()

  private static let install: Void = {
    _ = runs
    for number in signals {
      var action = sigaction()
      // On the other stack where a thread has one: the handler must run when a stack is full.
      action.sa_flags = SA_SIGINFO | SA_ONSTACK
      action.__sigaction_handler.sa_sigaction = { number, information, _ in
        CrashReport.write()
        sigaction(number, &CrashReport.previous[Int(number)], nil)
        // A fault happens again where it happened, before the eyes of the handler that is now in place; a signal that somebody
        // sent, or a trap that is behind the instruction, must be sent again.
        if information!.pointee.si_code <= 0 || number == SIGTRAP { raise(number) }
      }
      sigaction(number, &action, &previous[Int(number)])
    }
  }()

  /// Remembers that this thread runs program `seed`.
  public static func note(_ suite: Suite, _ seed: UInt64) {
    _ = install
    runs[suite.rawValue] = Run(seed: seed, thread: pthread_self())
  }

  private static func write() {
    for number in 0..<suites where runs[number].thread != 0 {
      write("\nat the time of the crash ")
      write(pthread_self() == runs[number].thread ? "this thread" : "another thread")
      write(
        number == Suite.kernels.rawValue
          ? " ran or had run WEFT_FUZZ_SEED=" : " ran or had run WEFT_SEED=")
      write(runs[number].seed)
    }
    write("\n")
  }

  private static func write(_ text: StaticString) {
    _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  private static func write(_ number: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = number
      var start = 20
      repeat {
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      _ = Glibc.write(STDERR_FILENO, digits.baseAddress! + start, 20 - start)
    }
  }
}
