// SPDX-License-Identifier: Apache-2.0
// The prompt: statements one by one, their values shown as Python shows them.

import Interpreter

enum Interactive {
  /// Reads statements until the end of input; the exit status.
  static func run() -> Int32 {
    let session = Session()
    print("Weft: the Python language over a fusing array engine. Ctrl-D ends.")
    var pending = ""
    while true {
      print(pending.isEmpty ? ">>> " : "... ", terminator: "")
      guard let line = readLine() else {
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
}
