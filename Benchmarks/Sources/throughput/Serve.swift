// SPDX-License-Identifier: Apache-2.0
// The line protocol by which compare.py and ufuncs.py run Weft in turn with its peers.

import Foundation
import Weft

/// Answers each line of standard input with one line that begins with `ok` or `error`.
///
///     list                  names the workloads                        ok NAME …
///     load NAME DTYPE N     makes the inputs of a workload             ok
///     ufunc NAME OPERAND …  takes a ufunc and its operands instead,    ok
///                           each a number or the path of an .npy file
///     result PATH           writes the bytes of the results there      ok
///     run COUNT             runs so many times                         ok WALL CPU (nanoseconds, for all runs)
func serve() {
  var body: (() -> Results)?
  while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    var answer = "error"
    switch words.first {
    case "list": answer = (["ok"] + Workload.all.map(\.name)).joined(separator: " ")
    case "load" where words.count == 4: body = workload(words[1], dtype: words[2], n: words[3])
    case "ufunc" where words.count >= 3: body = ufunc(words[1], Array(words[2...]))
    case "result" where words.count == 2:
      guard let body else { break }
      var data = Data()
      for result in body().all { withBytes(result) { data.append(contentsOf: $0) } }
      if FileManager.default.createFile(atPath: words[1], contents: data) { answer = "ok" }
    case "run" where words.count == 2:
      guard let body, let count = Int(words[1]) else { break }
      let time = run(count) { force(body()) }
      answer = "ok \(time.wall) \(time.cpu)"
    default: break
    }
    if words.first == "load" || words.first == "ufunc", body != nil { answer = "ok" }
    print(answer)
    fflush(nil)
  }
}

private func workload(_ name: String, dtype: String, n: String) -> (() -> Results)? {
  guard let workload = Workload.all.first(where: { $0.name == name }),
    let dtype = Options.dtype(dtype), let n = Int(n)
  else { return nil }
  let inputs = workload.makeInputs(n, dtype)
  return { workload.body(inputs) }
}

private func ufunc(_ name: String, _ operands: [String]) -> (() -> Results)? {
  guard let ufunc = Ufunc(name: name), ufunc.operandCount == operands.count else { return nil }
  var values: [ArrayOperand] = []
  for text in operands {
    if let whole = Int(text) {
      values.append(.scalar(whole.scalar))
    } else if let real = Double(text) {
      values.append(.scalar(real.scalar))
    } else if let array = try? NDArray(npy: text) {
      values.append(.array(array))
    } else {
      return nil
    }
  }
  guard (try? ufunc.record(values)) != nil else { return nil }
  return { [values] in (try? ufunc.record(values)).map { .one($0) } ?? .nothing }
}
