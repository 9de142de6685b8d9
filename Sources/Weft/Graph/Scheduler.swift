// SPDX-License-Identifier: Apache-2.0
// Decides which pending nodes run together, and runs them.

/// Computes pending nodes. Everything here runs under `Engine.lock`.
enum Scheduler {
  static func compute(_ root: Node) {
    fatalError("the scheduler is being written")
  }
}
