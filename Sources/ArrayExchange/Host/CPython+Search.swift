// SPDX-License-Identifier: Apache-2.0
// What the search for a CPython comes to, without loading it.

extension CPython {
  /// The CPython that `shared` is or would be, in words: its version and library, or why there is none.
  ///
  /// Asks `python3`, which takes some 20 ms; loads nothing.
  public static var found: String {
    if let running { return "\(running.version), \(running.library)" }
    let search = HostLocator()
    guard let location = search.location else {
      return "none; tried " + search.attempts.map(\.description).joined(separator: "; ")
    }
    return "3.\(location.minor), \(location.library)"
  }
}
