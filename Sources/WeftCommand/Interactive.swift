// SPDX-License-Identifier: Apache-2.0
// The prompt: statements one by one, with line editing and history, their values shown as Python shows them.

import CEdit
import Glibc
import Interpreter

enum Interactive {
  /// Reads statements until the end of input; the exit status.
  static func run(continuing: Bool = false) -> Int32 {
    let session = Session(continuing: continuing)
    let history = getenv("HOME").map { String(cString: $0) + "/.weft_history" }
    if let history { _ = read_history(history) }
    defer { if let history { _ = write_history(history) } }
    if !continuing && !CommandOptions.isQuiet {
      print("Weft: the Python language over a fusing array engine. Ctrl-D ends.")
    }
    var pending = ""
    while true {
      guard let line = line(pending.isEmpty ? ">>> " : "... ") else {
        print()
        return session.end()
      }
      pending += line + "\n"
      switch session.take(pending, endsBlock: line.isEmpty) {
      case .incomplete: continue
      case .done: pending = ""
      case .exit(let status): return status
      }
    }
  }

  /// One edited line, which also goes to the history; nil at the end of input.
  private static func line(_ prompt: String) -> String? {
    guard let memory = readline(prompt) else { return nil }
    defer { free(memory) }
    let line = String(cString: memory)
    if !line.isEmpty { _ = add_history(memory) }
    return line
  }
}
