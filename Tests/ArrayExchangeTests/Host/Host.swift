// SPDX-License-Identifier: Apache-2.0
// The CPython that the tests run in, or why they cannot.

import ArrayExchange
import Testing

/// One after the other: some of them fork, and a child has whatever files the others have open.
@Suite("Hosted CPython", .serialized) enum HostTests {}

enum Host {
  /// True where there is a CPython; where there is none, says what was tried.
  static let isThere: Bool = {
    do throws(CPythonError) {
      _ = try CPython.shared
      return true
    } catch {
      print("tests of hosted CPython are skipped: \(error)")
      return false
    }
  }()

  static let hasNumPy = isThere && (try? CPython.shared.import("numpy")) != nil

  /// What `body` throws as a Python exception.
  static func exception(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(CPythonError) -> Void
  ) throws -> CPython.Exception {
    do throws(CPythonError) { try body() } catch {
      return try #require(error.exception, sourceLocation: sourceLocation)
    }
    throw NothingThrown()
  }

  struct NothingThrown: Error {}
}
