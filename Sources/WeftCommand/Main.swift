// SPDX-License-Identifier: Apache-2.0
// The weft command.
import ArgumentParser
import Weft

@main
struct WeftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "weft")
}
