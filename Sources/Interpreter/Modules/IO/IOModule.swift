// SPDX-License-Identifier: Apache-2.0
// io and _io: the types of files, and open.

enum IOModule {
  static let bufferSize = 8192

  /// `io.UnsupportedOperation`, both an OSError and a ValueError.
  nonisolated(unsafe) static let unsupportedOperation: TypeRef = {
    let type = TypeMaking.make(
      "UnsupportedOperation", module: "io", base: ExceptionKind.osError.type, layout: .exception,
      flags: [.basetype, .isException, .hasDict])
    let second = ExceptionKind.valueError.type
    type.cell.pointee.bases.release()
    type.cell.pointee.bases = .tuple(ExceptionKind.osError.type.value, second.value)
    type.cell.pointee.linearization = [
      type, ExceptionKind.osError.type, second, ExceptionKind.exception.type,
      ExceptionKind.baseException.type, machine.pointee.types.object,
    ]
    second.cell.pointee.subtypes.append(type)
    return type
  }()

  static func unsupported(_ text: String) -> Raised {
    raise(.valueError, text, of: unsupportedOperation)
  }

  /// Both modules: `io` has the base types under their public names too.
  static var modules: [NativeModule] {
    ["_io", "io"].map { name in
      NativeModule(name) { module throws(Raised) in fill(module, isPublic: name == "io") }
    }
  }

  private static func fill(_ module: Module, isPublic: Bool) {
    let types: [(String, TypeRef)] = [
      ("UnsupportedOperation", unsupportedOperation),
      ("BlockingIOError", ExceptionKind.blockingIOError.type), ("FileIO", RawFile.type),
      ("BytesIO", BytesFile.type), ("StringIO", StringFile.type),
      ("BufferedReader", FileTypes.reader), ("BufferedWriter", FileTypes.writer),
      ("BufferedRandom", FileTypes.random), ("BufferedRWPair", FilePair.type),
      ("TextIOWrapper", FileTypes.text), ("IncrementalNewlineDecoder", NewlineDecoder.type),
    ]
    let bases: [(String, TypeRef)] = [
      ("IOBase", IOBase.base), ("RawIOBase", IOBase.raw), ("BufferedIOBase", IOBase.buffered),
      ("TextIOBase", IOBase.text),
    ]
    for (name, type) in types { module.namespace.set(name, type.value) }
    for (name, type) in bases {
      module.namespace.set("_" + name, type.value)
      if isPublic { module.namespace.set(name, type.value) }
    }
    module.add("DEFAULT_BUFFER_SIZE", consuming: Value(bufferSize))
    module.namespace.set("open", Dict(machine.pointee.builtins).get("open"))
    module.add([
      Builtin("open_code(path)") { a throws(Raised) in
        let open = Dict(machine.pointee.builtins).get("open")
        let mode = Value.string("rb")
        defer { mode.release() }
        return try call(open, a[0], mode)
      },
      Builtin("text_encoding(encoding, stacklevel=2, /)") { a throws(Raised) in
        a[0].isNone ? .string("locale") : a[0].retained()
      },
    ])
    guard isPublic else { return }
    for (index, name) in ["SEEK_SET", "SEEK_CUR", "SEEK_END"].enumerated() {
      module.add(name, consuming: Value(index))
    }
    let all =
      ["BlockingIOError", "open", "open_code", "SEEK_SET", "SEEK_CUR", "SEEK_END"]
      + bases.map(\.0) + types.map(\.0).filter { $0 != "BlockingIOError" }
    module.add("__all__", consuming: List.make(consuming: all.map(Value.string)).value)
  }
}

/// Raises an exception of a type that is no built-in kind.
func raise(_ base: ExceptionKind, _ message: String, of type: TypeRef) -> Raised {
  let text = Value.string(message)
  defer { text.release() }
  do throws(Raised) {
    return raise(try call(type.value, text))
  } catch {
    return error
  }
}
