// SPDX-License-Identifier: Apache-2.0
// sys: what scripts see of the machine that runs them.
import Glibc

enum SysModule {
  /// What `Script` puts into `sys.argv` and `sys.path`.
  nonisolated(unsafe) static var arguments: [String] = [""]
  nonisolated(unsafe) static var scriptFolder = ""

  static var module: NativeModule {
    NativeModule("sys") { module throws(Raised) in try fill(module) }
  }

  /// An attribute of the sys module; borrowed, unbound if there is none.
  static func attribute(_ name: String) -> Value {
    let sys = Dict(machine.pointee.modules).get("sys")
    return sys.has(.module) ? Module(sys).namespace.get(name) : .unbound
  }

  private static func strings(_ values: [String]) -> Value {
    List.make(consuming: values.map { Value.string($0) }).value
  }

  private static func fill(_ module: Module) throws(Raised) {
    module.add("modules", consuming: machine.pointee.modules.retained())
    module.add("argv", consuming: strings(arguments))
    module.add("orig_argv", consuming: strings(CommandLine.arguments))
    var path = [scriptFolder]
    // Folders for Weft alone, then those that python3 has too.
    let own = getenv("WEFTPATH").map { String(cString: $0) }
    for extra in [own, CommandOptions.variable("PYTHONPATH")] {
      path += extra?.split(separator: ":").map(String.init) ?? []
    }
    path.append(Library.folder)
    if let folder = StandardLibrary.folder { path.append(folder) }
    module.add("path", consuming: strings(path))
    module.add("meta_path", consuming: strings([]))
    module.add("path_hooks", consuming: strings([]))
    module.add("path_importer_cache", consuming: Dict.make().value)
    module.add(
      "builtin_module_names",
      consuming: Tuple.make(consuming: Import.native.keys.sorted().map { Value.string($0) }).value)
    module.add(
      "stdlib_module_names",
      consuming: {
        let set = SetRef.make(frozen: true)
        for name in StandardLibrary.names.union(Import.native.keys) {
          let value = Value.string(name)
          _ = try? set.add(value)
          value.release()
        }
        return set.value
      }())
    module.add("version", consuming: .string("3.12.0 (Weft) [Swift]"))
    module.add("hexversion", consuming: Value(0x030c00f0))
    module.add("api_version", consuming: Value(1013))
    module.add("copyright", consuming: .string("Weft authors"))
    module.add("platform", consuming: .string("linux"))
    module.add("byteorder", consuming: .string("little"))
    module.add("maxsize", consuming: Value(Int.max))
    module.add("maxunicode", consuming: Value(0x10ffff))
    module.add("executable", consuming: .string(executable))
    module.add("_base_executable", consuming: .string(executable))
    for name in ["prefix", "base_prefix", "exec_prefix", "base_exec_prefix"] {
      module.add(name, consuming: .string("/usr"))
    }
    module.add("platlibdir", consuming: .string("lib"))
    module.add("dont_write_bytecode", consuming: .true)
    module.add("pycache_prefix", consuming: .none)
    module.add("float_repr_style", consuming: .string("short"))
    module.add("abiflags", consuming: .string(""))
    module.add("_git", consuming: .tuple(.none, .none, .none))
    module.add("warnoptions", consuming: strings(CommandOptions.allWarnings))
    module.add("_xoptions", consuming: CommandOptions.dictionary.value)
    module.add("ps1", consuming: .string(">>> "))
    module.add("ps2", consuming: .string("... "))
    try addStructures(module)
    addStreams(module)
    module.add(rows)
    module.add(AsyncGeneratorHooks.rows)
    module.add(DigitLimit.rows)
    module.add(Audit.rows + Tracing.rows)
    let hook = module.namespace.get("excepthook")
    module.add("__excepthook__", consuming: hook.retained())
    module.add(
      "__breakpointhook__", consuming: module.namespace.get("breakpointhook").retained())
    module.add("__displayhook__", consuming: module.namespace.get("displayhook").retained())
    module.add("__unraisablehook__", consuming: module.namespace.get("unraisablehook").retained())
  }

  private static var executable: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return count > 0
      ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
  }

  /// Puts the name of the file that runs in the place of `sys.argv[0]`.
  static func setFirstArgument(_ name: String) {
    let list = attribute("argv")
    guard list.has(.list), List(list).count > 0 else { return }
    let text = Value.string(name)
    defer { text.release() }
    List(list).set(0, text)
  }

  // MARK: Named tuples

  private static func addStructures(_ module: Module) throws(Raised) {
    func add(_ name: String, _ typeName: String, _ fields: [(String, Value)]) {
      module.add(name, consuming: StructSequence.make("sys.\(typeName)", fields))
    }
    add(
      "version_info", "version_info",
      [
        ("major", Value(3)), ("minor", Value(12)), ("micro", Value(0)),
        ("releaselevel", .string("final")), ("serial", Value(0)),
      ])
    func flag(_ isSet: Bool) -> Value { Value(isSet ? 1 : 0) }
    add(
      "flags", "flags",
      [
        ("debug", Value(0)), ("inspect", flag(CommandOptions.isInspecting)),
        ("interactive", flag(CommandOptions.isInspecting)),
        ("optimize", flag(CommandOptions.isOptimized)),
        ("dont_write_bytecode", Value(1)), ("no_user_site", Value(0)), ("no_site", Value(0)),
        ("ignore_environment", flag(CommandOptions.ignoresEnvironment)), ("verbose", Value(0)),
        ("bytes_warning", Value(0)),
        ("quiet", flag(CommandOptions.isQuiet)), ("hash_randomization", Value(0)),
        ("isolated", Value(0)),
        ("dev_mode", .false), ("utf8_mode", Value(1)), ("warn_default_encoding", Value(0)),
        ("safe_path", .false), ("int_max_str_digits", Value(DigitLimit.digits)),
      ])
    add(
      "float_info", "float_info",
      [
        ("max", Value(Double.greatestFiniteMagnitude)), ("max_exp", Value(1024)),
        ("max_10_exp", Value(308)), ("min", Value(Double.leastNormalMagnitude)),
        ("min_exp", Value(-1021)), ("min_10_exp", Value(-307)), ("dig", Value(15)),
        ("mant_dig", Value(53)), ("epsilon", Value(Double.ulpOfOne)), ("radix", Value(2)),
        ("rounds", Value(1)),
      ])
    add(
      "int_info", "int_info",
      [
        ("bits_per_digit", Value(30)), ("sizeof_digit", Value(4)),
        ("default_max_str_digits", Value(DigitLimit.standard)),
        ("str_digits_check_threshold", Value(DigitLimit.least)),
      ])
    add(
      "hash_info", "hash_info",
      [
        ("width", Value(64)), ("modulus", Value((1 << 61) - 1)), ("inf", Value(314_159)),
        ("nan", Value(0)), ("imag", Value(1_000_003)), ("algorithm", .string("fnv1a")),
        ("hash_bits", Value(64)), ("seed_bits", Value(0)), ("cutoff", Value(0)),
      ])
    add(
      "thread_info", "thread_info",
      [
        ("name", .string("pthread")), ("lock", .string("semaphore")), ("version", .none),
      ])
    let implementation = Module.make("implementation")
    implementation.namespace.set("name", consuming: .string("weft"))
    implementation.namespace.set("cache_tag", .none)
    implementation.namespace.set("version", module.namespace.get("version_info"))
    implementation.namespace.set("hexversion", Value(0x030c00f0))
    module.add("implementation", consuming: implementation.value)
  }

  // MARK: Streams

  private static func addStreams(_ module: Module) {
    for (name, descriptor, mode) in [
      ("stdin", Int32(0), "r"), ("stdout", 1, "w"), ("stderr", 2, "w"),
    ] {
      let label = Value.string("<\(name)>")
      defer { label.release() }
      let file = FileObject(
        descriptor, name: label, mode: mode, isText: true, canRead: mode == "r",
        canWrite: mode == "w", errors: name == "stderr" ? "backslashreplace" : "strict",
        closesDescriptor: false)
      file.isLineBuffered = name == "stderr" || isatty(descriptor) == 1
      file.isUnbuffered = CommandOptions.isUnbuffered && mode == "w"
      file.writesThrough = file.isUnbuffered
      let value = Value.native(file, FileTypes.text)
      module.namespace.set(name, value)
      module.add("__\(name)__", consuming: value)
    }
  }

  /// Writes out what print has buffered: before the process ends.
  static func flush() {
    for name in ["stdout", "stderr"] {
      let file = attribute(name)
      guard !file.isUnbound, !file.isNone else { continue }
      if let own = file.native(FileObject.self) {
        if !own.isClosed, (try? own.flush()) == nil { takeRaised().release() }
      } else if let result = try? callMethod(file, .flush) {
        result.release()
      } else {
        takeRaised().release()
      }
    }
  }

  // MARK: Functions

  private static var rows: [Builtin] {
    [
      Builtin("exit(status=None, /)") { a throws(Raised) in
        throw raise(
          .systemExit,
          with: a[0].has(.tuple) ? Array(Tuple(a[0]).buffer) : a[0].isNone ? [] : [a[0]])
      },
      Builtin("getrecursionlimit()") { _ throws(Raised) in Value(machine.pointee.recursionLimit) },
      Builtin("setrecursionlimit(limit, /)") { a throws(Raised) in
        let limit = try indexValue(a[0])
        guard limit >= 1 else {
          throw raise(.valueError, "recursion limit must be greater or equal than 1")
        }
        machine.pointee.recursionLimit = limit
        return .none
      },
      Builtin("getsizeof(object, default=...)") { a throws(Raised) in Value(Sizes.size(of: a[0])) },
      Builtin("getrefcount(object, /)") { a throws(Raised) in
        Value(a[0].isObject ? Int(a[0].header.pointee.references) : 1 << 30)
      },
      Builtin("intern(string, /)") { a throws(Raised) in
        guard a[0].isExactly(.str) else {
          throw raise(.typeError, "can't intern \(a[0].type.name)")
        }
        return Str(a[0]).interned().value
      },
      Builtin("getdefaultencoding()") { _ throws(Raised) in .string("utf-8") },
      Builtin("getfilesystemencoding()") { _ throws(Raised) in .string("utf-8") },
      Builtin("getfilesystemencodeerrors()") { _ throws(Raised) in .string("surrogateescape") },
      Builtin("exc_info()") { _ throws(Raised) in
        let handled = machine.pointee.handled
        guard handled.isObject else { return .tuple(.none, .none, .none) }
        return .tuple(
          handled.type.value, handled, ExceptionRef(handled).cell.pointee.traceback)
      },
      Builtin("exception()") { _ throws(Raised) in
        machine.pointee.handled.isObject ? machine.pointee.handled.retained() : .none
      },
      Builtin("_getframe(depth=0, /)") { a throws(Raised) in
        let depth = try indexValue(a[0])
        let frame = machine.pointee.frame - max(0, depth)
        guard frame > machine.pointee.frames else {
          throw raise(.valueError, "call stack is not deep enough")
        }
        let object = FrameObject.make(for: frame)
        do throws(Raised) { try Audit.tell("sys._getframe", [object.retained()]) } catch {
          object.release()
          throw error
        }
        return object
      },
      Builtin("_getframemodulename(depth=0)") { a throws(Raised) in
        let frame = machine.pointee.frame - max(0, try indexValue(a[0]))
        guard frame > machine.pointee.frames else { return .none }
        let name = frame.pointee.globals.get(.name)
        return name.isUnbound ? .none : name.retained()
      },
      Builtin("getswitchinterval()") { _ throws(Raised) in Value(switchInterval) },
      Builtin("setswitchinterval(interval, /)") { a throws(Raised) in
        let interval = try FloatMath.convert(a[0])
        guard interval > 0 else {
          throw raise(.valueError, "switch interval must be strictly positive")
        }
        switchInterval = interval
        return .none
      },
      Builtin("is_finalizing()") { _ throws(Raised) in .false },
      Builtin("getallocatedblocks()") { _ throws(Raised) in Value(machine.pointee.liveCells) },
      Builtin("call_tracing(func, args, /)") { a throws(Raised) in
        try call(a[0], spreading: Tuple(a[1]), nil)
      },
      Builtin("displayhook(value, /)") { a throws(Raised) in
        try show(a[0])
        return .none
      },
      Builtin("excepthook(type, value, traceback, /)") { a throws(Raised) in
        if a[1].has(.exception) { try TracebackPrinter.print(a[1]) }
        return .none
      },
      Builtin("unraisablehook(unraisable, /)") { a throws(Raised) in
        guard a[0].has(.tuple) else {
          throw raise(.typeError, "sys.unraisablehook argument type must be UnraisableHookArgs")
        }
        Unraisable.print(a[0])
        return .none
      },
      Builtin("breakpointhook(*args, **kws)", "", breakpoint),
    ]
  }

  /// How often threads would change places, had scripts any.
  nonisolated(unsafe) private static var switchInterval = 0.005

  /// Calls what PYTHONBREAKPOINT names, else the debugger of the standard library; "0" turns it off.
  private static func breakpoint(_ a: BoundArguments) throws(Raised) -> Value {
    let named = CommandOptions.variable("PYTHONBREAKPOINT") ?? ""
    if named == "0" { return .none }
    let path = named.isEmpty ? "pdb.set_trace" : named
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let moduleName = parts.count == 1 ? "builtins" : parts.dropLast().joined(separator: ".")
    let hook: Value
    do throws(Raised) {
      let list = Value.tuple(.none)
      defer { list.release() }
      let module = try Import.importModule(moduleName, fromList: list, level: 0, globals: nil)
      defer { module.release() }
      hook = try getAttribute(module, parts[parts.count - 1])
    } catch {
      guard raisedIs(.importError) || raisedIs(.attributeError) || raisedIs(.valueError) else {
        throw error
      }
      takeRaised().release()
      try FloatWarnings.warn(
        "Ignoring unimportable $PYTHONBREAKPOINT: \"\(path)\"")
      return .none
    }
    defer { hook.release() }
    return try call(hook, spreading: Tuple(a[0]), Dict(a[1]))
  }

  /// What the REPL does with the value of an expression statement.
  private static func show(_ value: Value) throws(Raised) {
    if value.isNone { return }
    let builtins = Dict(machine.pointee.builtins)
    builtins.set("_", .none)
    let text = try repr(value)
    defer { text.release() }
    let file = attribute("stdout")
    if file.isUnbound || file.isNone { throw raise(.runtimeError, "lost sys.stdout") }
    try callMethod(file, .write, text).release()
    try callMethod(file, .write, machine.pointee.characters[10]).release()
    builtins.set("_", value)
  }
}

/// Hands a value to sys.displayhook.
func displayHook(_ value: Value) throws(Raised) {
  let hook = SysModule.attribute("displayhook")
  if hook.isUnbound { throw raise(.runtimeError, "lost sys.displayhook") }
  try call(hook, value).release()
}

/// Sizes in bytes, as `sys.getsizeof` tells them.
enum Sizes {
  static func size(of value: Value) -> Int {
    guard value.isObject else { return value.tag == .int ? 28 : 24 }
    switch value.header.pointee.layout {
    case .str:
      return 49 + Str(value).count * (Str(value).isWide ? 4 : 1)
    case .bytes: return 33 + Bytes(value).count
    case .tuple: return 40 + 8 * Tuple(value).count
    case .list: return 56 + 8 * List(value).cell.pointee.capacity
    case .dict: return 64 + 40 * Dict(value).cell.pointee.capacity
    case .set, .frozenSet: return 216 + 16 * SetRef(value).mask
    default: return 48
    }
  }
}
