// SPDX-License-Identifier: Apache-2.0
// Runs the workloads and prints how close each comes to what the machine can do.

import Foundation
import Weft

@main
struct Throughput {
  static func main() throws {
    let options = Options(Array(CommandLine.arguments.dropFirst()))
    if options.serve { return serve() }
    if options.digests { return printDigests(options) }

    let singleThread = EngineInfo.threads == 1
    let machine = Machine()
    let latency = Latency()
    let oracle = options.oracle ? try oracleDigests(options) : [:]
    if options.json {
      emit([
        "record_ns": latency.record, "launch_ns": latency.launch, "compile_ns": latency.compile,
        "compile_black_scholes_ns": latency.blackScholes.map { $0 as Any } ?? NSNull(),
      ])
    } else {
      for (name, value) in EngineInfo.facts { print("\(name): \(value)") }
      print(machine.description)
      print(latency.description)
      print(
        singleThread
          ? "times: one thread, CPU time" : "times: all threads (WEFT_THREADS), wall time")
      print(row("workload", "dtype", "n", "ns/element", "GB/s", "of the bound", "oracle"))
    }
    for n in options.sizes {
      for dtype in options.dtypes {
        for workload in options.workloads {
          let inputs = workload.makeInputs(n, dtype)
          let elements = workload.form.shape(n).reduce(1, *)
          let time = measure { force(workload.body(inputs)) }
          let spent = singleThread ? time.cpu : time.wall
          let bytes = Double(workload.work.bytes(dtype.itemSize) * elements)
          // Small kernels stay on one thread whatever the setting.
          let allCores = !singleThread && n >= 1_000_000
          let bound = machine.bound(
            workload.work, elements: elements, itemSize: dtype.itemSize, allCores: allCores)
          let key = ResultKey(workload: workload.name, dtype: "\(dtype)", n: n)
          let agrees = oracle[key].map { $0 == digest(workload.body(inputs)) }
          if options.json {
            emit([
              "workload": workload.name, "dtype": "\(dtype)", "n": n,
              "ns_per_element": spent / Double(elements), "gigabytes_per_second": bytes / spent,
              "fraction_of_bound": bound / spent, "agrees": agrees.map { $0 as Any } ?? NSNull(),
            ])
          } else {
            print(
              row(
                workload.title, "\(dtype)", "\(n)", format("%.3f", spent / Double(elements)),
                format("%.1f", bytes / spent), format("%.0f%%", 100 * bound / spent),
                agrees.map { $0 ? "agrees" : "DIFFERS" } ?? "-"))
          }
          fflush(nil)
        }
      }
    }
  }

  private static func format(_ form: String, _ value: Double) -> String {
    String(format: form, value)
  }

  private static func row(_ cells: String...) -> String {
    let widths = [-26, -8, 9, 11, 8, 13, 8]
    return zip(cells, widths).map { cell, width in
      let padding = String(repeating: " ", count: max(0, abs(width) - cell.count))
      return width < 0 ? cell + padding : padding + cell
    }.joined(separator: " ")
  }

  private static func emit(_ fields: [String: Any]) {
    let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
    print(String(decoding: data ?? Data(), as: UTF8.self))
  }
}
