// SPDX-License-Identifier: Apache-2.0
// The command line.

import Foundation
import Weft

/// What the command line asks for.
struct Options {
  static let usage = """
    usage: throughput [--workloads NAME,…] [--dtypes float64,float32] [--sizes N,…] [--json]
                      [--without-oracle] | --serve | --digests

    Runs each workload and prints its size, ns per element, GB/s, the fraction of the machine's memory or compute bound
    it reaches, and whether its bits agree with the oracle's. WEFT_THREADS=1 makes it single-threaded.
      --json            one line of JSON per measurement
      --serve           answers requests on standard input; compare.py uses it
      --digests         prints a number for the bits of each result, and no times
    workloads: \(Workload.all.map(\.name).joined(separator: " "))
    """

  var workloads = Workload.all
  var dtypes: [DType] = [.float64, .float32]
  var sizes = [100, 10_000, 1_000_000, 20_000_000]
  var json = false
  var oracle = true
  var serve = false
  var digests = false

  /// Reads the arguments, or says what is wrong and exits.
  init(_ arguments: [String]) {
    var rest = arguments[...]
    func list(_ option: String) -> [String] {
      guard let value = rest.popFirst() else { Self.fail("\(option) needs a value") }
      return value.split(separator: ",").map(String.init)
    }
    while let option = rest.popFirst() {
      switch option {
      case "--workloads":
        workloads = list(option).map { name in
          guard let workload = Workload.all.first(where: { $0.name == name }) else {
            Self.fail("no workload is called \(name)")
          }
          return workload
        }
      case "--dtypes":
        dtypes = list(option).map { name in
          guard let dtype = Self.dtype(name) else { Self.fail("\(name) is not float64 or float32") }
          return dtype
        }
      case "--sizes":
        sizes = list(option).map { text in
          guard let size = Int(text), size > 0 else { Self.fail("\(text) is not a size") }
          return size
        }
      case "--json": json = true
      case "--without-oracle": oracle = false
      case "--serve": serve = true
      case "--digests": digests = true
      case "--help", "-h":
        print(Self.usage)
        exit(0)
      default: Self.fail("unknown option \(option)")
      }
    }
  }

  static func dtype(_ name: String) -> DType? {
    ["float64": DType.float64, "float32": .float32][name]
  }

  static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("throughput: \(message)\n\(usage)\n".utf8))
    exit(2)
  }
}
