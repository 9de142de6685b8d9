// SPDX-License-Identifier: Apache-2.0
// Names of callbacks, for the message that a freed one was called.

import Glibc
import Synchronization

/// Names as C strings that live for ever: equal names share one.
enum CallbackName {
  private static let known = Mutex<[String: UInt]>([:])

  static func pointer(_ name: String) -> UnsafePointer<CChar>? {
    known.withLock { known in
      if let bits = known[name] { return UnsafePointer(bitPattern: bits) }
      guard let copy = strdup(name) else { return nil }
      known[name] = UInt(bitPattern: copy)
      return UnsafePointer(copy)
    }
  }
}
