// SPDX-License-Identifier: Apache-2.0
// marshal: values as bytes in CPython's format, version 4; code objects in a form of our own.

enum MarshalModule {
  static var module: NativeModule {
    NativeModule("marshal") { module throws(Raised) in
      module.add("version", consuming: Value(currentVersion))
      module.add(rows)
    }
  }

  static let currentVersion = 4
  /// How deep values may lie in each other, as in CPython on Linux.
  static let maximumDepth = 2000

  /// What follows says; `shared` marks a value that later ones refer to by its number.
  enum Kind: UInt8 {
    case null = 0x30
    case none = 0x4e
    case `false` = 0x46
    case `true` = 0x54
    case stopIteration = 0x53
    case ellipsis = 0x2e
    case int = 0x69
    case int64 = 0x49
    case decimalFloat = 0x66
    case float = 0x67
    case decimalComplex = 0x78
    case complex = 0x79
    case long = 0x6c
    case bytes = 0x73
    case interned = 0x74
    case reference = 0x72
    case tuple = 0x28
    case smallTuple = 0x29
    case list = 0x5b
    case dict = 0x7b
    case code = 0x63
    case unicode = 0x75
    case set = 0x3c
    case frozenSet = 0x3e
    case ascii = 0x61
    case internedASCII = 0x41
    case shortASCII = 0x7a
    case internedShortASCII = 0x5a

    static let shared: UInt8 = 0x80
  }

  private static var rows: [Builtin] {
    [
      Builtin("dumps(value, version=4, /)") { a throws(Raised) in
        .bytes(try written(a[0], a[1]))
      },
      Builtin("dump(value, file, version=4, /)") { a throws(Raised) in
        let bytes = Value.bytes(try written(a[0], a[2]))
        defer { bytes.release() }
        return try call(a[1], method: "write", bytes)
      },
      Builtin("loads(bytes, /)") { a throws(Raised) in
        var reader = MarshalReader(.bytes(try IOBase.bytes(a[0])[...]))
        defer { reader.releaseShared() }
        return try reader.readObject()
      },
      Builtin("load(file, /)") { a throws(Raised) in
        // Whether it is a file of bytes is asked first.
        let nothing = try call(a[0], method: "read", Value(0))
        defer { nothing.release() }
        guard nothing.has(.bytes) else {
          throw raise(
            .typeError, "file.read() returned not bytes but \(nothing.type.name)")
        }
        var reader = MarshalReader(.file(a[0]))
        defer { reader.releaseShared() }
        return try reader.readObject()
      },
    ]
  }

  private static func written(_ value: Value, _ version: Value) throws(Raised) -> [UInt8] {
    var writer = MarshalWriter(version: try indexValue(version))
    try writer.write(value)
    return writer.bytes
  }

  /// What a method of a file returns, owned.
  static func call(_ file: Value, method: String, _ argument: Value) throws(Raised) -> Value {
    let method = try getAttribute(file, method)
    defer { method.release() }
    return try Interpreter.call(method, argument)
  }
}
