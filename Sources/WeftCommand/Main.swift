// SPDX-License-Identifier: Apache-2.0
// The weft command.

import ArgumentParser
import Weft

@main
struct WeftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weft",
    abstract: "A numeric array engine that fuses expressions into single loops.",
    version: EngineInfo.version,
    subcommands: [Info.self])
}

/// `weft info`: what the engine found on this machine.
struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the version, the CPU tier, threads, caches and the BLAS in use.")

  func run() {
    let facts = EngineInfo.facts
    let width = facts.map(\.name.count).max() ?? 0
    for (name, value) in facts {
      let padding = String(repeating: " ", count: width - name.count)
      print("\(name)\(padding)  \(value)")
    }
  }
}
