// SPDX-License-Identifier: Apache-2.0
// Names for perf: a line per piece of code in /tmp/perf-PID.map (Linux, tools/perf/Documentation/jit-interface.txt).

import Glibc

/// Appends to the map file of this process, which stays open: opening it for each line would cost 20 µs.
package struct PerfMap: Sendable {
  private var file: Int32 = -1
  private var owner: pid_t = 0

  /// Where the map of process `pid` is.
  package static func path(_ pid: pid_t) -> String { "/tmp/perf-\(pid).map" }

  /// Names the `bytes` of code at `address`, silently doing nothing when the file cannot be written.
  mutating func add(_ name: String, _ address: UInt, _ bytes: Int) {
    let pid = getpid()
    if owner != pid {
      // /tmp is everybody's: never follow a link that another user has put there.
      let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
      file = open(Self.path(pid), flags, 0o644)
      owner = pid
    }
    guard file >= 0 else { return }
    let visible = String(name.map { $0.isNewline ? " " : $0 })
    var line = hexadecimal(address) + " " + hexadecimal(UInt(bytes)) + " " + visible + "\n"
    line.withUTF8 { _ = write(file, $0.baseAddress, $0.count) }
  }

  private func hexadecimal(_ value: UInt) -> String { String(value, radix: 16) }
}
