// SPDX-License-Identifier: Apache-2.0
// Names the program that was running when the process dies.
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The number of the running program, printed by a signal's handler.
enum CrashNote {
  nonisolated(unsafe) private static var seed: UInt64 = 0

  private static let install: Void = {
    for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE] {
      Foundation.signal(signal) { number in
        CrashNote.write()
        Foundation.signal(number, SIG_DFL)
        raise(number)
      }
    }
  }()

  /// Remembers the program about to run.
  static func note(_ number: UInt64) {
    _ = install
    seed = number
  }

  /// Writes the number digit by digit: nothing else is safe here.
  private static func write() {
    var text: InlineArray<22, UInt8> = .init(repeating: UInt8(ascii: "\n"))
    var position = 21
    var rest = seed
    repeat {
      position -= 1
      text[position] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    } while rest > 0
    let label: StaticString = "\ncrashed in a random program: WEFT_SEED="
    _ = Glibc.write(2, label.utf8Start, label.utf8CodeUnitCount)
    for index in position..<22 {
      var byte = text[index]
      _ = Glibc.write(2, &byte, 1)
    }
  }
}
