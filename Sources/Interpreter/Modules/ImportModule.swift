// SPDX-License-Identifier: Apache-2.0
// _imp: what importlib asks the machine: its own modules, and imports by their whole name.

enum ImportModule {
  static var module: NativeModule {
    NativeModule("_imp") { module throws(Raised) in
      module.add(rows)
      module.add("check_hash_based_pycs", consuming: .string("default"))
    }
  }

  /// The source of a module in the program; raises ImportError for other names.
  private static func frozen(_ value: Value) throws(Raised) -> (
    name: String, source: Library.Source
  ) {
    let name = try strText(value)
    if let source = Library.source(of: name) { return (name, source) }
    throw raise(.importError, "No such frozen object named \(name)")
  }

  /// How often the import lock was taken: there is one thread, but giving back more is a mistake.
  nonisolated(unsafe) private static var locks = 0

  private static var rows: [Builtin] {
    [
      Builtin("load(name, /)") { a throws(Raised) in try Import.load(strText(a[0])) },
      Builtin("is_builtin(name, /)") { a throws(Raised) in
        Value(Import.native[try strText(a[0])] == nil ? 0 : 1)
      },
      Builtin("create_builtin(spec, /)") { a throws(Raised) in
        let attribute = try Interpreter.getAttribute(a[0], "name")
        defer { attribute.release() }
        let name = try strText(attribute)
        guard let native = Import.native[name] else { return .none }
        let known = Dict(machine.pointee.modules).get(name)
        if !known.isUnbound { return known.retained() }
        return try Import.make(native).value
      },
      Builtin("exec_builtin(mod, /)") { _ throws(Raised) in Value(0) },
      Builtin("is_frozen(name, /)") { a throws(Raised) in
        Value(Library.source(of: try strText(a[0])) != nil)
      },
      Builtin("is_frozen_package(name, /)") { a throws(Raised) in
        Value(try frozen(a[0]).source.isPackage)
      },
      Builtin("get_frozen_object(name, data=None, /)") { a throws(Raised) in
        let (name, source) = try frozen(a[0])
        let relative = name.split(separator: ".").joined(separator: "/")
        return .code(
          try compile(
            source.text,
            fileName: "\(Library.folder)/\(relative)\(source.isPackage ? "/__init__" : "").py",
            mode: .exec, usesNamespace: true))
      },
      Builtin("frozen_source(name, /)") { a throws(Raised) in
        .string(String(decoding: try frozen(a[0]).source.text, as: UTF8.self))
      },
      Builtin("frozen_path(name, /)") { a throws(Raised) in
        List.make(consuming: Library.path(of: try strText(a[0])).map { Value.string($0) }).value
      },
      Builtin("_override_frozen_modules_for_tests(override, /)") { _ throws(Raised) in
        // Ours are always those in the program: files of CPython's do not stand in for them.
        .none
      },
      Builtin("extension_suffixes()") { _ throws(Raised) in List.make().value },
      Builtin("lock_held()") { _ throws(Raised) in Value(locks > 0) },
      Builtin("acquire_lock()") { _ throws(Raised) in
        locks += 1
        return .none
      },
      Builtin("release_lock()") { _ throws(Raised) in
        guard locks > 0 else { throw raise(.runtimeError, "not holding the import lock") }
        locks -= 1
        return .none
      },
    ]
  }
}
