// SPDX-License-Identifier: Apache-2.0
// What the oracle computes, found by running this program again without machine code.

import Foundation
import Weft

/// Names one result.
struct ResultKey: Hashable {
  let workload: String
  let dtype: String
  let n: Int
}

/// Prints a digest for each result, for the process that asked.
func printDigests(_ options: Options) {
  for workload in options.workloads {
    for dtype in options.dtypes {
      for n in options.sizes {
        let value = digest(workload.body(workload.makeInputs(n, dtype)))
        print(workload.name, dtype, n, value)
      }
    }
  }
}

/// Runs this program on the oracle and returns its digests.
///
/// The oracle takes its time, so sizes beyond a million are left out.
func oracleDigests(_ options: Options) throws -> [ResultKey: UInt64] {
  let sizes = options.sizes.filter { $0 <= 1_000_000 }
  if sizes.isEmpty { return [:] }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  process.arguments = [
    "--digests", "--workloads", options.workloads.map(\.name).joined(separator: ","),
    "--dtypes", options.dtypes.map { "\($0)" }.joined(separator: ","),
    "--sizes", sizes.map(String.init).joined(separator: ","),
  ]
  process.environment = ProcessInfo.processInfo.environment.merging(["WEFT_TIER": "oracle"]) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { Options.fail("the oracle's run failed") }
  var digests: [ResultKey: UInt64] = [:]
  for line in text.split(separator: "\n") {
    let words = line.split(separator: " ").map(String.init)
    guard words.count == 4, let n = Int(words[2]) else { continue }
    digests[ResultKey(workload: words[0], dtype: words[1], n: n)] = UInt64(words[3])
  }
  return digests
}
