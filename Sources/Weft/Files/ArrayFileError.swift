// SPDX-License-Identifier: Apache-2.0
// What can go wrong with files of arrays.

/// A file that cannot be read or written as an array.
public struct ArrayFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure, for programs to decide on.
  public enum Kind: Sendable, Hashable {
    /// The system refused to open, read or write.
    case system
    /// The file is of another format.
    case notThisFormat
    /// The file ends too early.
    case truncated
    /// The file breaks the rules of its format.
    case malformed
    /// The file is sound but holds what arrays here cannot.
    case unsupported
    /// The file has no member or column of that name.
    case missing
  }

  public let kind: Kind
  /// One sentence without the place.
  public let message: String
  /// The path of the file, when it came from one.
  public var file: String?
  /// The line of a text file, from one.
  public var line: Int?

  init(_ kind: Kind, _ message: String, line: Int? = nil) {
    self.kind = kind
    self.message = message
    self.line = line
  }

  /// The same error, in the file at `path`.
  func at(_ path: String) -> ArrayFileError {
    var error = self
    error.file = error.file ?? path
    return error
  }

  /// The place and the message: `data.csv: line 3: 5 fields where the header has 4`.
  public var description: String {
    (file.map { $0 + ": " } ?? "") + (line.map { "line \($0): " } ?? "") + message
  }
}
