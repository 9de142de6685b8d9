// SPDX-License-Identifier: Apache-2.0
// The import system: modules written in Swift, then packages and modules along sys.path.
import Glibc

/// A module written in Swift: made when it is first imported.
struct NativeModule {
  let name: String
  /// Fills the module's namespace.
  let fill: (Module) throws(Raised) -> Void

  init(_ name: String, _ fill: @escaping (Module) throws(Raised) -> Void) {
    self.name = name
    self.fill = fill
  }
}

extension Module {
  /// Adds functions written in Swift.
  func add(_ rows: [Builtin]) {
    let name = namespace.get(.name)
    let moduleName = name.isStr ? Str(name).text : "builtins"
    for row in rows { namespace.set(row.name, consuming: .builtin(row, module: moduleName)) }
  }

  func add(_ name: String, consuming value: Value) { namespace.set(name, consuming: value) }
  func add(_ type: TypeRef) { namespace.set(type.shortName, type.value) }
}

enum Import {
  /// Modules by name; `NativeModules` fills it.
  nonisolated(unsafe) static var native: [String: NativeModule] = [:]

  /// `__import__(name, globals, locals, fromlist, level)`; owned: the first package of a dotted name, or with a `from` list the last.
  static func importModule(_ name: String, fromList: Value, level: Int, globals: Dict?)
    throws(Raised) -> Value
  {
    let full = level > 0 ? try resolve(name, level, globals) : name
    if full.isEmpty { throw raise(.valueError, "Empty module name") }
    let last = try load(full)
    let hasList = !fromList.isNone && !fromList.isUnbound
    let hasNames = hasList ? try isTrue(fromList) : false
    if hasNames {
      if last.has(.module), !Module(last).namespace.get(.path).isUnbound {
        try importSubmodules(full, last, fromList)
      } else if last.foreign != nil {
        try CPythonModule.importSubmodules(last, String(full.dropFirst("cpython.".count)), fromList)
      }
      return last
    }
    if !name.contains(".") { return last }
    last.release()
    // `import a.b` binds `a`: as many parts from the left as the name has less than the full one.
    let first = String(name.split(separator: ".", omittingEmptySubsequences: false)[0])
    let extra = full.count - name.count
    let top = extra > 0 ? String(full.prefix(extra)) + first : first
    return Dict(machine.pointee.modules).get(top).retained()
  }

  private static func importSubmodules(_ full: String, _ package: Value, _ names: Value)
    throws(Raised)
  {
    try forEach(names) { name throws(Raised) in
      guard name.isStr else {
        throw raise(
          .typeError, "Item in ``from list'' must be str, not \(name.type.name)")
      }
      let text = Str(name).text
      if text == "*" {
        let all = Module(package).namespace.get(.all)
        if !all.isUnbound { try importSubmodules(full, package, all) }
        return true
      }
      if Module(package).namespace.get(Str(name)).isUnbound {
        do throws(Raised) {
          try load("\(full).\(text)").release()
        } catch {
          // Only the missing submodule itself is not an error here: `from` says it better.
          guard raisedIs(.moduleNotFoundError), missingName() == "\(full).\(text)" else {
            throw error
          }
          takeRaised().release()
        }
      }
      return true
    }
  }

  static func missingName() -> String? {
    let name = ExceptionRef(machine.pointee.raised).extra("name")
    return name.isStr ? Str(name).text : nil
  }

  /// The absolute name of a relative import.
  private static func resolve(_ name: String, _ level: Int, _ globals: Dict?) throws(Raised)
    -> String
  {
    let package = globals?.get(.package) ?? .unbound
    var text = ""
    if package.isStr {
      text = Str(package).text
    } else if let globals, globals.get(.name).isStr {
      text = Str(globals.get(.name)).text
      if globals.get(.path).isUnbound { text = text.parentModule }
    }
    if text.isEmpty {
      throw raise(
        .importError, "attempted relative import with no known parent package")
    }
    for _ in 1..<level {
      if !text.contains(".") {
        throw raise(.importError, "attempted relative import beyond top-level package")
      }
      text = text.parentModule
    }
    return name.isEmpty ? text : "\(text).\(name)"
  }

  /// The module with an absolute name, from sys.modules or loaded; owned.
  static func load(_ full: String) throws(Raised) -> Value {
    let modules = Dict(machine.pointee.modules)
    let known = modules.get(full)
    if known.isNone { throw notFound(full, "import of \(full) halted; None in sys.modules") }
    if !known.isUnbound { return known.retained() }
    try Audit.tell(
      "import",
      [.string(full), .none]
        + ["path", "meta_path", "path_hooks"].map { SysModule.attribute($0).retained() })
    let parentName = full.parentModule
    var paths: Value = .unbound
    var parent: Value = .unbound
    defer { parent.release() }
    if !parentName.isEmpty {
      parent = try load(parentName)
      // Loading the parent may have loaded it.
      let known = modules.get(full)
      if !known.isUnbound { return known.retained() }
      if Import.native[full] == nil && full.rootModule != "cpython" {
        guard parent.has(.module), case let path = Module(parent).namespace.get(.path),
          !path.isUnbound
        else {
          throw notFound(
            full, "No module named '\(full)'; '\(parentName)' is not a package")
        }
        paths = path
      }
    }
    let module = try find(full, paths)
    if !parent.isUnbound {
      let last = String(full.split(separator: ".").last ?? "")
      try setAttribute(parent, last, module)
    }
    return module
  }

  /// A fresh module written in Swift, in sys.modules while it is filled; owned.
  static func make(_ native: NativeModule) throws(Raised) -> Module {
    let modules = Dict(machine.pointee.modules)
    let module = Module.make(native.name)
    module.isImported()
    let before = modules.get(native.name).retained()
    defer { before.release() }
    modules.set(native.name, module.value)
    do throws(Raised) {
      try native.fill(module)
    } catch {
      modules.remove(native.name).release()
      module.value.release()
      throw error
    }
    return module
  }

  /// What the machine itself finds: modules in Swift, in the program, in files; owned.
  static func findOwn(_ full: String, _ paths: Value) throws(Raised) -> Value {
    if let native = native[full] { return try make(native).value }
    if full.hasPrefix("cpython.") {
      let module = try CPythonModule.load(String(full.dropFirst("cpython.".count)))
      Dict(machine.pointee.modules).set(full, module)
      return module
    }
    let last = String(full.split(separator: ".").last ?? "")
    var folders: [String] = []
    for directory in try searchPath(paths) {
      let base = directory.isEmpty ? last : directory + "/" + last
      if directory.hasPrefix(Library.folder) {
        guard let source = Library.source(of: full) else { continue }
        return try execute(
          full, source: source.text, file: base + (source.isPackage ? "/__init__.py" : ".py"),
          path: source.isPackage ? Library.path(of: full) : nil)
      }
      if let text = Files.read(base + "/__init__.py") {
        return try execute(full, source: text, file: base + "/__init__.py", path: [base])
      }
      if let text = Files.read(base + ".py") {
        return try execute(full, source: text, file: base + ".py", path: nil)
      }
      if Files.isFolder(base) { folders.append(base) }
    }
    if let text = NumPyLibrary.sources[full] {
      return try execute(
        full, source: Array(text.utf8), file: "\(Library.folder)/\(full).py", path: nil)
    }
    if !folders.isEmpty {
      // A package without `__init__.py`.
      let module = Module.make(full)
      module.isImported()
      module.namespace.set("__package__", consuming: .string(full))
      module.namespace.set("__file__", .none)
      module.namespace.set(
        "__path__", consuming: List.make(consuming: folders.map { Value.string($0) }).value)
      Dict(machine.pointee.modules).set(full, module.value)
      return module.value
    }
    var message = "No module named '\(full)'"
    if StandardLibrary.names.contains(full.rootModule) && StandardLibrary.folder == nil {
      message +=
        "; it belongs to Python's standard library, which Weft takes from an installed CPython 3; none was found: \(StandardLibrary.tried.joined(separator: ", "))"
    }
    throw notFound(full, message)
  }

  /// What `-m name` runs: the module, or the package's `__main__`.
  struct MainModule {
    var name, package, file: String
    var source: [UInt8]
  }

  /// Nil if there is none.
  static func mainModule(_ name: String) throws(Raised) -> MainModule? {
    let parts = name.split(separator: ".").map(String.init)
    var paths: Value = .unbound
    if parts.count > 1 {
      let parent = try load(parts.dropLast().joined(separator: "."))
      defer { parent.release() }
      if parent.has(.module) { paths = Module(parent).namespace.get(.path) }
    }
    let last = parts.last ?? name
    for directory in try searchPath(paths) {
      let base = directory.isEmpty ? last : directory + "/" + last
      if directory.hasPrefix(Library.folder) {
        guard let source = Library.source(of: name), !source.isPackage else { continue }
        return MainModule(
          name: name, package: name.parentModule, file: base + ".py", source: source.text)
      }
      if Files.exists(base + "/__init__.py") {
        try load(name).release()
        guard let source = Files.read(base + "/__main__.py") else { return nil }
        return MainModule(
          name: name + ".__main__", package: name, file: base + "/__main__.py", source: source)
      }
      if let source = Files.read(base + ".py") {
        return MainModule(
          name: name, package: name.parentModule, file: base + ".py", source: source)
      }
    }
    return nil
  }

  private static func searchPath(_ paths: Value) throws(Raised) -> [String] {
    var list = paths
    if list.isUnbound {
      let sys = Dict(machine.pointee.modules).get("sys")
      list = sys.has(.module) ? Module(sys).namespace.get("path") : .unbound
    }
    guard !list.isUnbound else { return [] }
    var result: [String] = []
    try forEach(list) { path throws(Raised) in
      if path.isStr {
        let text = Str(path).text
        result.append(text.isEmpty ? Script.absolute("") : text)
      }
      return true
    }
    return result
  }

  /// Runs a module's text; `path` is where the submodules of a package are looked for, nil of other modules.
  private static func execute(
    _ full: String, source: [UInt8], file: String, path: [String]?
  ) throws(Raised) -> Value {
    let module = Module.make(full)
    module.isImported()
    let namespace = module.namespace
    namespace.set("__file__", consuming: .string(file))
    namespace.set(
      "__package__", consuming: .string(path != nil ? full : full.parentModule))
    namespace.set("__builtins__", machine.pointee.builtins)
    if let path {
      namespace.set(
        "__path__", consuming: List.make(consuming: path.map { Value.string($0) }).value)
    }
    let modules = Dict(machine.pointee.modules)
    modules.set(full, module.value)
    do throws(Raised) {
      let code = try compile(source, fileName: file, mode: .exec)
      try Machine.execute(code, globals: namespace).release()
    } catch {
      modules.remove(full).release()
      module.value.release()
      throw error
    }
    // A module may have put something else in its place.
    let final = modules.get(full)
    if !final.isUnbound && !final.isIdentical(to: module.value) {
      final.retained()
      module.value.release()
      return final
    }
    return module.value
  }

  private static func notFound(_ full: String, _ message: String) -> Raised {
    let text = Value.string(message)
    defer { text.release() }
    let error = Exceptions.make(
      ExceptionKind.moduleNotFoundError.type, arguments: .tuple(text))
    let attributes = ExceptionRef(error).extras
    attributes.set("name", consuming: .string(full))
    attributes.set("path", .none)
    attributes.set("msg", text)
    return raise(error)
  }
}

extension String {
  /// The name of the package that a module stands in; empty for none.
  fileprivate var parentModule: String {
    lastIndex(of: ".").map { String(self[..<$0]) } ?? ""
  }
  fileprivate var rootModule: String { String(prefix { $0 != "." }) }
}

/// Whole files.
enum Files {
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: max(4096, Int(status.st_size) + 1))
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      bytes.append(contentsOf: buffer[..<count])
    }
    return bytes
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension Dict {
  func get(_ key: String) -> Value {
    let key = Str.make(key)
    defer { key.value.release() }
    return get(key)
  }

  func remove(_ key: String) -> Value {
    let key = Str.make(key)
    defer { key.value.release() }
    return remove(key)
  }
}
