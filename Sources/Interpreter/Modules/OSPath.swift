// SPDX-License-Identifier: Apache-2.0
// Paths as arguments: strings, bytes and objects with __fspath__.

enum OSPath {
  /// The bytes of a path for the system; ValueError for an embedded zero.
  static func bytes(_ value: Value) throws(Raised) -> String {
    if value.isStr {
      let bytes = try Codecs.encode(Str(value), encoding: "utf-8", errors: "surrogateescape")
      if bytes.contains(0) { throw raise(.valueError, "embedded null byte") }
      return String(decoding: bytes, as: UTF8.self)
    }
    if value.has(.bytes) {
      if Bytes(value).buffer.contains(0) { throw raise(.valueError, "embedded null byte") }
      return String(decoding: Bytes(value).buffer, as: UTF8.self)
    }
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
    defer { path.release() }
    guard path.isStr || path.has(.bytes) else {
      throw raise(
        .typeError,
        "expected \(value.type.name).__fspath__() to return str or bytes, not \(path.type.name)")
    }
    return try bytes(path)
  }
}
