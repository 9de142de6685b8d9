// SPDX-License-Identifier: Apache-2.0
// Warnings about slices too short for a statistic.

import Synchronization

/// Where warnings about empty slices go.
package enum SliceWarnings {
  private static let handler = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// Sets what is done with a warning; nil, as at the start, ignores it.
  package static func setHandler(_ new: (@Sendable (String) -> Void)?) {
    handler.withLock { $0 = new }
  }

  static func report(_ text: String) {
    let current = handler.withLock { $0 }
    current?(text)
  }
}
