// SPDX-License-Identifier: Apache-2.0
// Facts about the system's BLAS, and its threads.
import COpenBLAS

/// The OpenBLAS this process runs with.
package enum BLAS {
  /// OpenBLAS's own line about its build: version, options, largest number of threads.
  package static var configuration: String { text(openblas_get_config()) }

  /// The version, `0.3.21`; "unknown" when the configuration does not say.
  package static var version: String {
    let words = configuration.split(separator: " ")
    guard words.count >= 2, words[0] == "OpenBLAS" else { return "unknown" }
    return String(words[1])
  }

  /// The processor family whose kernels OpenBLAS picked, `SkylakeX`.
  package static var coreName: String { text(openblas_get_corename()) }

  /// The number of threads a large product uses.
  package static var threadCount: Int {
    get { Int(openblas_get_num_threads()) }
    set { openblas_set_num_threads(Int32(clamping: max(newValue, 1))) }
  }

  private static func text(_ characters: UnsafeMutablePointer<CChar>?) -> String {
    guard let characters else { return "unknown" }
    return String(cString: characters).trimmingSuffixSpaces
  }
}

extension String {
  fileprivate var trimmingSuffixSpaces: String {
    var trimmed = self[...]
    while trimmed.last == " " { trimmed.removeLast() }
    return String(trimmed)
  }
}
