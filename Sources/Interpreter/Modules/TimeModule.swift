// SPDX-License-Identifier: Apache-2.0
// time: clocks and sleeping.
import Glibc

enum TimeModule {
  static var module: NativeModule {
    NativeModule("time") { module throws(Raised) in module.add(rows) }
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  private static func pair(_ name: String, _ clock: clockid_t) -> [Builtin] {
    [
      Builtin("\(name)()") { _ throws(Raised) in Value(Double(nanoseconds(clock)) / 1e9) },
      Builtin("\(name)_ns()") { _ throws(Raised) in Value(nanoseconds(clock)) },
    ]
  }

  private static var rows: [Builtin] {
    pair("time", CLOCK_REALTIME) + pair("monotonic", CLOCK_MONOTONIC)
      + pair("perf_counter", CLOCK_MONOTONIC) + pair("process_time", CLOCK_PROCESS_CPUTIME_ID)
      + pair("thread_time", CLOCK_THREAD_CPUTIME_ID)
  }
}
