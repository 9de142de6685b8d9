// SPDX-License-Identifier: Apache-2.0
// Paths as arguments: strings, bytes and objects with __fspath__; names from the system as strings.
import Glibc

enum OSPath {
  /// The bytes of a path for the system; ValueError for an embedded zero.
  static func bytes(_ value: Value) throws(Raised) -> String {
    String(decoding: try raw(value), as: UTF8.self)
  }

  /// The bytes of a path without the zero at the end.
  static func raw(_ value: Value) throws(Raised) -> [UInt8] {
    let plain = try fspath(value)
    defer { plain.release() }
    let bytes =
      plain.isStr
      ? try Codecs.encode(Str(plain), encoding: "utf-8", errors: "surrogateescape")
      : Array(Bytes(plain).buffer)
    if bytes.contains(0) { throw raise(.valueError, "embedded null byte") }
    return bytes
  }

  /// `os.fspath`: a string or bytes; owned.
  static func fspath(_ value: Value) throws(Raised) -> Value {
    if value.isStr || value.has(.bytes) { return value.retained() }
    let name = Value.interned("__fspath__")
    defer { name.release() }
    let method = lookupInType(value.type, Str(name))
    guard !method.isUnbound else {
      throw raise(
        .typeError, "expected str, bytes or os.PathLike object, not \(value.type.name)")
    }
    let bound = try bind(method, value, value.type)
    defer { bound.release() }
    let path = try call(bound)
    guard path.isStr || path.has(.bytes) else {
      defer { path.release() }
      throw raise(
        .typeError,
        "expected \(value.type.name).__fspath__() to return str or bytes, not \(path.type.name)")
    }
    return path
  }

  /// A name that the system gave, as a string; undecodable bytes become lone surrogates.
  ///
  /// Owned.
  static func string(_ bytes: [UInt8]) throws(Raised) -> Value {
    try Codecs.decode(bytes, encoding: "utf-8", errors: "surrogateescape")
  }

  static func string(_ text: UnsafePointer<CChar>) throws(Raised) -> Value {
    try string(
      Array(UnsafeBufferPointer(start: text, count: strlen(text))).map(UInt8.init(bitPattern:)))
  }
}

/// A path, or a descriptor where one is allowed, of one argument of a function of posix.
struct PathArgument {
  /// With a zero at the end; empty for a descriptor.
  var path: [CChar] = []
  var descriptor: Int32?
  var isBytes = false
  /// What the script gave, for messages; borrowed.
  let value: Value

  init(_ value: Value, _ function: String, descriptors: Bool = false, optional: Bool = false)
    throws(Raised)
  {
    self.value = value
    if optional && value.isNone {
      path = [46, 0]
      return
    }
    if descriptors, value.isInteger {
      descriptor = try Posix.int32(value)
      return
    }
    let isPath =
      value.isStr || value.has(.bytes)
      || !lookupInType(value.type, Str(PathArgument.fspathName)).isUnbound
    guard isPath else {
      let kinds =
        descriptors
        ? (optional
          ? "string, bytes, os.PathLike, integer or None"
          : "string, bytes, os.PathLike or integer")
        : "string, bytes or os.PathLike"
      throw raise(
        .typeError, "\(function): path should be \(kinds), not \(value.type.name)")
    }
    let plain = try OSPath.fspath(value)
    defer { plain.release() }
    isBytes = plain.has(.bytes)
    path = try OSPath.raw(plain).map(CChar.init(bitPattern:)) + [0]
  }

  private nonisolated(unsafe) static let fspathName = Value.interned("__fspath__")

  /// OSError of what just failed with this path.
  func error(_ number: Int32 = errno) -> Raised { raiseOSError(number, value) }
}
