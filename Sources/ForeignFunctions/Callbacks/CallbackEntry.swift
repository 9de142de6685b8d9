// SPDX-License-Identifier: Apache-2.0
// The code that leads from C to callbacks of one signature.

import JIT
import Synchronization

/// The shared part of callbacks of one shape; lives as long as the process.
final class CallbackEntry: Sendable {
  let address: UInt
  private let code: CompiledCode

  private static let entries = Mutex<[CallShape: CallbackEntry]>([:])

  /// The entry for `shape`; nil where the system refuses executable memory.
  static func of(_ shape: CallShape) -> CallbackEntry? {
    if let known = entries.withLock({ $0[shape] }) { return known }
    guard let code = CodeArena.shared.install(shape.callbackEntry(), name: "callback") else {
      return nil
    }
    return entries.withLock { entries in
      if let known = entries[shape] { return known }
      let entry = CallbackEntry(code)
      entries[shape] = entry
      return entry
    }
  }

  private init(_ code: CompiledCode) {
    self.code = code
    address = UInt(bitPattern: code.entryPoint!)
  }
}
