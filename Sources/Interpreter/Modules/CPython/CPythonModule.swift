// SPDX-License-Identifier: Apache-2.0
// The module cpython: the hosted CPython, in which the original NumPy and every other extension run.
import ArrayExchange

enum CPythonModule {
  static var module: NativeModule {
    NativeModule("cpython") { module throws(Raised) in
      let path = List.make()
      module.namespace.set("__path__", consuming: path.value)
      module.namespace.set("Object", ForeignType.object.value)
      module.add(rows)
      let missing = Builtin("__getattr__(name, /)") { a throws(Raised) in
        try attribute(a[0].isStr ? Str(a[0]).text : "?")
      }
      module.namespace.set("__getattr__", consuming: .builtin(missing, module: "cpython"))
    }
  }

  /// Facts of the host, and else modules of it; owned.
  private static func attribute(_ name: String) throws(Raised) -> Value {
    // The import system asks for names of its own, which start nothing.
    if name.hasPrefix("__") {
      throw raise(.attributeError, "module 'cpython' has no attribute '\(name)'")
    }
    let host = try Foreign.start()
    switch name {
    case "version": return .string(host.version)
    case "library": return .string(host.library)
    case "executable": return .string(host.executable)
    default:
      do throws(Raised) {
        let module = try load(name)
        let own = Dict(machine.pointee.modules).get("cpython")
        if own.has(.module) { Module(own).namespace.set(name, module) }
        return module
      } catch {
        guard raisedIs(.moduleNotFoundError) else { throw error }
        let missing = takeRaised()
        defer { missing.release() }
        // A module that imports what is not there is another mistake.
        let named = try getOptionalAttribute(missing, "name")
        defer { named?.release() }
        guard let named, named.isStr, Str(named).text == name else {
          throw raiseAgain(missing.retained())
        }
        throw raise(
          .attributeError, "module 'cpython' has no attribute '\(name)': \(try strText(missing))")
      }
    }
  }

  /// A module of the host by its name there; owned.
  static func load(_ name: String) throws(Raised) -> Value {
    _ = try Foreign.start()
    return try Foreign.run { gil throws(Raised) in
      let module = try gil.script { () throws(CPython.Pending) in try gil.importModule(name) }
      ForeignScalars.look(gil)
      return try ForeignValues.value(gil, owned: module)
    }
  }

  /// Imports those names of a package that are modules not loaded yet.
  static func importSubmodules(_ package: Value, _ full: String, _ names: Value) throws(Raised) {
    try forEach(names) { name throws(Raised) in
      guard name.isStr else { return true }
      if let known = try getOptionalAttribute(package, Str(name)) {
        known.release()
        return true
      }
      do throws(Raised) { try load("\(full).\(Str(name).text)").release() } catch {
        // The import statement says it better.
        guard raisedIs(.moduleNotFoundError), Import.missingName() == "\(full).\(Str(name).text)"
        else { throw error }
        takeRaised().release()
      }
      return true
    }
  }

  private static var rows: [Builtin] {
    [
      Builtin("eval(source, globals=None, locals=None, /)") { a throws(Raised) in
        try run(a[0], .expression, a[1], a[2])
      },
      Builtin("exec(source, globals=None, locals=None, /)") { a throws(Raised) in
        try run(a[0], .file, a[1], a[2]).release()
        return .none
      },
      Builtin("import_module(name, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(.typeError, "import_module() argument must be str, not \(a[0].type.name)")
        }
        return try load(Str(a[0]).text)
      },
    ]
  }

  /// Runs a text in the host, with the names of `__main__` there, or with those of dictionaries; owned.
  private static func run(
    _ source: Value, _ kind: CPython.GIL.Source, _ globals: Value, _ locals: Value
  ) throws(Raised) -> Value {
    guard source.isStr else {
      throw raise(.typeError, "the source must be str, not \(source.type.name)")
    }
    _ = try Foreign.start()
    return try Foreign.run { gil throws(Raised) in
      var names: [ForeignPointer?] = []
      defer { for case let name? in names { gil.release(name) } }
      for value in [globals, locals] {
        names.append(value.isNone ? nil : try ForeignValues.object(gil, value))
      }
      let (text, globals, locals) = (Str(source).text, names[0], names[1])
      let result = try gil.script { () throws(CPython.Pending) in
        try gil.run(text, as: kind, globals: globals, locals: locals)
      }
      ForeignScalars.look(gil)
      return try ForeignValues.value(gil, owned: result)
    }
  }
}
