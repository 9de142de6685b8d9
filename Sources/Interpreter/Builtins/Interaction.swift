// SPDX-License-Identifier: Apache-2.0
// input, exit, quit, help and breakpoint: built-in functions that speak with whoever runs the script.
import Glibc

enum Interaction {
  static func fill(_ module: Module) {
    module.add([
      Builtin(
        "input(prompt='', /)", "Read a line from standard input, without its end.", input),
      Builtin("breakpoint(*args, **kws)", "Call sys.breakpointhook(*args, **kws).") {
        a throws(Raised) in
        let hook = SysModule.attribute("breakpointhook")
        if hook.isUnbound { throw raise(.runtimeError, "lost sys.breakpointhook") }
        return try call(hook, spreading: Tuple(a[0]), Dict(a[1]))
      },
    ])
    for name in ["exit", "quit"] {
      module.add(name, consuming: .native(Quitter(name), quitter))
    }
    module.add("help", consuming: .native(NativeObject(), helper))
  }

  // MARK: input

  private static func input(_ a: BoundArguments) throws(Raised) -> Value {
    var files: [Value] = []
    for name in ["stdin", "stdout", "stderr"] {
      let file = SysModule.attribute(name)
      if file.isUnbound || file.isNone { throw raise(.runtimeError, "input(): lost sys.\(name)") }
      files.append(file.retained())
    }
    defer { for file in files { file.release() } }
    try callMethod(files[2], .flush).release()
    let prompt = try str(a[0])
    defer { prompt.release() }
    if Str(prompt).count > 0 { try callMethod(files[1], .write, prompt).release() }
    try callMethod(files[1], .flush).release()
    let method = try getAttribute(files[0], "readline")
    defer { method.release() }
    let line = try call(method)
    guard line.isStr else {
      defer { line.release() }
      throw raise(.typeError, "object.readline() returned non-string")
    }
    let text = Str(line)
    guard text.count > 0 else {
      line.release()
      throw raise(.eofError, "EOF when reading a line")
    }
    guard text[text.count - 1] == 10 else { return line }
    defer { line.release() }
    return Str.make(text.codePoints.dropLast()).value
  }

  // MARK: exit, quit, help

  final class Quitter: NativeObject {
    let name: String
    init(_ name: String) { self.name = name }
  }

  nonisolated(unsafe) private static let quitter = TypeMaking.make(
    "Quitter", module: "_sitebuiltins"
  ) { slots in
    slots.repr = { v throws(Raised) in
      .string("Use \(v.native(Quitter.self)?.name ?? "exit")() or Ctrl-D (i.e. EOF) to exit")
    }
    slots.call = { _, arguments throws(Raised) in
      let code = try ItertoolsModule.bind(arguments, "__call__", ["code"], required: 0)[0]
      // A prompt would go on reading.
      let input = SysModule.attribute("stdin")
      if !input.isUnbound, !input.isNone {
        do throws(Raised) { try callMethod(input, .close).release() } catch {
          takeRaised().release()
        }
      }
      throw raise(.systemExit, with: code.isUnbound ? .none : code)
    }
  }

  nonisolated(unsafe) private static let helper = TypeMaking.make(
    "_Helper", module: "_sitebuiltins"
  ) { slots in
    slots.repr = { _ throws(Raised) in
      .string("Type help() for interactive help, or help(object) for help about object.")
    }
    slots.call = { _, arguments throws(Raised) in
      let module = try Import.importModule("pydoc", fromList: .none, level: 0, globals: nil)
      defer { module.release() }
      let help = try getAttribute(module, "help")
      defer { help.release() }
      return try Interpreter.call(help, arguments)
    }
  }
}
