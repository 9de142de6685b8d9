// SPDX-License-Identifier: Apache-2.0
// The line protocol by which compare.py runs Weft's twin of a workload in turn with its peers.

import Foundation
import Weft

/// Answers each line of standard input with one line that begins with `ok` or `error`.
///
///     list                 names the workloads                    ok NAME …
///     load NAME DTYPE N    makes the inputs                       ok
///     result PATH          writes the bytes of the results there  ok
///     run COUNT            runs so many times                     ok WALL CPU (nanoseconds, for all runs)
func serve() {
  var workload: Workload?
  var inputs: [NDArray] = []
  while let line = readLine() {
    let words = line.split(separator: " ", maxSplits: 3).map(String.init)
    var answer = "error"
    switch words.first {
    case "list": answer = (["ok"] + Workload.all.map(\.name)).joined(separator: " ")
    case "load" where words.count == 4:
      workload = Workload.all.first { $0.name == words[1] }
      inputs = []
      if let workload, let dtype = Options.dtype(words[2]), let n = Int(words[3]) {
        inputs = workload.makeInputs(n, dtype)
        answer = "ok"
      }
    case "result" where words.count == 2:
      guard let workload else { break }
      var data = Data()
      for result in workload.body(inputs) { withBytes(result) { data.append(contentsOf: $0) } }
      if FileManager.default.createFile(atPath: words[1], contents: data) { answer = "ok" }
    case "run" where words.count == 2:
      guard let workload, let count = Int(words[1]) else { break }
      let time = run(count) { force(workload.body(inputs)) }
      answer = "ok \(time.wall) \(time.cpu)"
    default: break
    }
    print(answer)
    fflush(nil)
  }
}
