// SPDX-License-Identifier: Apache-2.0
// Where listings and notes go.

import Glibc

/// Writes `text` to standard error at once, without Foundation and its buffers.
package func writeToStandardError(_ text: String) {
  var text = text
  text.withUTF8 { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeBufferPointer(rebasing: rest)
      let count = write(STDERR_FILENO, part.baseAddress, part.count)
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
