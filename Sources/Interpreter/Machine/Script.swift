// SPDX-License-Identifier: Apache-2.0
// Running programs: a file, a string, a module; uncaught exceptions and exit statuses as CPython's.
import Glibc

/// Runs scripts in this process.
public enum Script {
  /// What goes on with the names of the program after it (`-i`), and gives the exit status.
  nonisolated(unsafe) public static var prompt: (() -> Int32)?

  /// Runs a file as `__main__` with these arguments (the file's name first); the exit status.
  public static func run(file: String, arguments: [String]) -> Int32 {
    prepare(arguments: arguments, folder: folder(of: file))
    guard let source = Files.read(file) else {
      let text = String(cString: strerror(errno))
      write(
        "\(CommandLine.arguments.first ?? "weft"): can't open file '\(file)': [Errno \(errno)] \(text)\n"
      )
      return 2
    }
    return run(source, fileName: absolute(file))
  }

  /// A path from the root, as `__file__` has it; not otherwise changed.
  static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
    defer { free(directory) }
    return String(cString: directory) + (path.isEmpty ? "" : "/" + path)
  }

  /// Runs a source as `__main__`; the exit status.
  public static func run(source: [UInt8], fileName: String, arguments: [String]) -> Int32 {
    prepare(arguments: arguments, folder: "")
    return run(source, fileName: fileName)
  }

  static func prepare(arguments: [String], folder: String) {
    SysModule.arguments = arguments
    SysModule.scriptFolder = folder
    Boot.start()
  }

  private static func folder(of file: String) -> String {
    guard let real = realpath(file, nil) else { return "" }
    defer { free(real) }
    let path = String(cString: real)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  static func run(
    _ source: [UInt8], fileName: String, module: Import.MainModule? = nil
  ) -> Int32 {
    Signals.start()
    return status { () throws(Raised) in
      try Import.load("sys").release()
      // Complains of options that say nothing.
      if !CommandOptions.allWarnings.isEmpty { try Import.load("warnings").release() }
      let main = Module.make("__main__")
      main.isImported()
      main.namespace.set("__doc__", .none)
      main.namespace.set("__package__", .none)
      main.namespace.set("__builtins__", machine.pointee.builtins)
      if fileName.first != "<" { main.namespace.set("__file__", consuming: .string(fileName)) }
      main.namespace.set("__annotations__", consuming: Dict.make().value)
      Dict(machine.pointee.modules).set("__main__", main.value)
      if let module {
        main.namespace.set("__package__", consuming: .string(module.package))
        try setSpecification(of: main, module)
      } else {
        main.namespace.set("__spec__", .none)
      }
      let code = try compile(source, fileName: fileName, mode: .exec)
      try Machine.execute(code, globals: main.namespace).release()
    }
  }

  /// Runs `body`; prints an uncaught exception; the exit status that it leaves.
  static func status(_ body: () throws(Raised) -> Void) -> Int32 {
    var result: Int32 = 0
    do throws(Raised) {
      try body()
    } catch {
      result = report()
    }
    if let prompt {
      self.prompt = nil
      return prompt()
    }
    runExitHandlers()
    endMain()
    SysModule.flush()
    return result
  }

  /// Takes the main module's names away, so that what they held ends: first those that begin with an underscore, as CPython does.
  private static func endMain() {
    let main = Dict(machine.pointee.modules).get("__main__")
    guard main.has(.module) else { return }
    let namespace = Module(main).namespace
    for isPrivate in [true, false] {
      for (key, _) in namespace.items.map({ ($0.0.retained(), $0.1) }) {
        defer { key.release() }
        guard key.isStr, !(Str(key) == "__builtins__") else { continue }
        let name = Str(key)
        let begins = name.count > 0 && name[0] == 95 && !(name.count > 1 && name[1] == 95)
        if !isPrivate || begins { namespace.set(name, .none) }
      }
    }
  }

  /// Reports the exception on its way; the exit status.
  static func report() -> Int32 {
    let exception = takeRaised()
    defer { exception.release() }
    if exception.type.isSubtype(of: ExceptionKind.systemExit.type) { return exitStatus(exception) }
    if let own = SysModule.attribute("stdout").native(FileObject.self), !own.isClosed {
      do throws(Raised) { try own.flush() } catch { takeRaised().release() }
    }
    let hook = SysModule.attribute("excepthook")
    do throws(Raised) {
      if hook.isUnbound {
        try TracebackPrinter.print(exception)
      } else {
        try call(
          hook, exception.type.value, exception,
          ExceptionRef(exception).cell.pointee.traceback
        ).release()
      }
    } catch {
      takeRaised().release()
    }
    return exception.type.isSubtype(of: ExceptionKind.keyboardInterrupt.type) ? 130 : 1
  }

  private static func exitStatus(_ exception: Value) -> Int32 {
    let code = ExceptionTypes.exitCode(exception)
    if code.isNone || code.isUnbound { return 0 }
    if code.tag == .int || code.tag == .bool { return Int32(truncatingIfNeeded: code.asInt & 255) }
    write("\((try? strText(code)) ?? "")\n")
    return 1
  }

  private static func runExitHandlers() {
    for function in ExitHandlers.take() {
      defer { function.release() }
      do throws(Raised) {
        try call(function).release()
      } catch {
        let exception = takeRaised()
        do throws(Raised) { try TracebackPrinter.print(exception) } catch { takeRaised().release() }
        exception.release()
      }
    }
  }

  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(2, bytes, bytes.count)
  }
}

/// Functions to call at the end of the program, the last registered first (atexit).
enum ExitHandlers {
  nonisolated(unsafe) static var functions: [Value] = []
  static func take() -> [Value] {
    defer { functions = [] }
    return functions.reversed()
  }
}

extension Script {
  /// Runs a module found along sys.path, or a package's `__main__`, as `__main__`; the exit status.
  public static func run(module name: String, arguments: [String]) -> Int32 {
    prepare(arguments: arguments, folder: "")
    var found: Import.MainModule?
    let outcome = status { () throws(Raised) in
      try Import.load("sys").release()
      found = try Import.mainModule(name)
    }
    if outcome != 0 { return outcome }
    guard let found else {
      let executable = SysModule.attribute("executable")
      let modules = Dict(machine.pointee.modules)
      let why =
        modules.get(name).isUnbound
        ? "No module named \(name)"
        : "No module named \(name).__main__; '\(name)' is a package and cannot be directly executed"
      write("\(executable.isStr ? Str(executable).text : "weft"): \(why)\n")
      return 1
    }
    SysModule.setFirstArgument(found.file)
    return run(found.source, fileName: found.file, module: found)
  }

  private static func setSpecification(of main: Module, _ module: Import.MainModule)
    throws(Raised)
  {
    let library = try Import.load("importlib._bootstrap_external")
    defer { library.release() }
    let function = try getAttribute(library, "spec_from_file_location")
    defer { function.release() }
    let (name, file) = (Value.string(module.name), Value.string(module.file))
    defer {
      name.release()
      file.release()
    }
    main.namespace.set("__spec__", consuming: try call(function, name, file))
  }
}
