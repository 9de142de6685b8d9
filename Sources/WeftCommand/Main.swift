// SPDX-License-Identifier: Apache-2.0
// The weft command: runs scripts in the Python language, as `python3` does, and tells of itself.

import ArrayExchange
import Glibc
import Interpreter
import Weft

@main
enum WeftCommand {
  static let help = """
    usage: weft [option] [-c command | -m module | file | -] [argument] ...

      file        run a script
      -           run standard input
      -c command  run a text
      -m module   run a module or package as a script
      info        print the version, the CPU tier, threads, caches and the BLAS in use
      -X option   set an option: int_max_str_digits=number
      -W arg      control warnings: action:message:category:module:line
      -i          read statements after the script, with its names
      -u          write to standard output and error at once
      -E          ignore the variables of the environment that begin with PYTHON
      -O          leave assert statements out; __debug__ is False
      -q          say nothing at the start of the prompt
      -V          print the version
      -h          print this help

    Without arguments, or with a terminal as standard input, weft reads statements one by one.
    """

  static func main() {
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  private static func run(_ arguments: [String]) -> Int32 {
    runOptions(arguments)
  }

  /// Runs a program when all options are known.
  private static func start(_ program: () -> Int32) -> Int32 {
    if let complaint = CommandOptions.readEnvironment() { return refuse(complaint) }
    if CommandOptions.isInspecting { Script.prompt = { Interactive.run(continuing: true) } }
    return program()
  }

  private static func runOptions(_ arguments: [String]) -> Int32 {
    guard let first = arguments.first else {
      return start { isatty(0) == 1 ? Interactive.run() : standardInput([""]) }
    }
    let rest = Array(arguments.dropFirst())
    switch first {
    case "-h", "--help":
      print(help)
      return 0
    case "-V", "--version":
      print("weft \(EngineInfo.version)")
      return 0
    case "info" where rest.isEmpty:
      info()
      return 0
    case "-c":
      guard let text = rest.first else { return complain("Argument expected for the -c option") }
      return start {
        Script.run(
          source: Array(text.utf8), fileName: "<string>", arguments: ["-c"] + rest.dropFirst())
      }
    case "-m":
      guard let name = rest.first else { return complain("Argument expected for the -m option") }
      return start { Script.run(module: name, arguments: Array(rest)) }
    case "-": return start { standardInput(arguments) }
    case "-W":
      guard let text = rest.first else { return complain("Argument expected for the -W option") }
      CommandOptions.addWarning(text)
      return runOptions(Array(rest.dropFirst()))
    case _ where first.hasPrefix("-W"):
      CommandOptions.addWarning(String(first.dropFirst(2)))
      return runOptions(rest)
    case "-X":
      guard let option = rest.first else { return complain("Argument expected for the -X option") }
      if let complaint = CommandOptions.add(option) { return refuse(complaint) }
      return runOptions(Array(rest.dropFirst()))
    case _ where first.hasPrefix("-X"):
      if let complaint = CommandOptions.add(String(first.dropFirst(2))) { return refuse(complaint) }
      return runOptions(rest)
    case _ where first.hasPrefix("-") && first.dropFirst().allSatisfy(CommandOptions.take):
      return runOptions(rest)
    case _ where first.hasPrefix("-"): return complain("unknown option \(first)")
    default: return start { Script.run(file: first, arguments: arguments) }
    }
  }

  private static func standardInput(_ arguments: [String]) -> Int32 {
    var source: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count <= 0 { break }
      source += buffer[..<count]
    }
    return Script.run(source: source, fileName: "<stdin>", arguments: arguments)
  }

  /// A setting that is none, in the words of CPython.
  private static func refuse(_ text: String) -> Int32 {
    let message = Array("Fatal Python error: config_init_int_max_str_digits: \(text)\n".utf8)
    _ = write(2, message, message.count)
    return 1
  }

  private static func complain(_ text: String) -> Int32 {
    let message = Array("weft: \(text)\n\(help)\n".utf8)
    _ = write(2, message, message.count)
    return 2
  }

  /// `weft info`: what the engine found on this machine.
  private static func info() {
    let facts = EngineInfo.facts + [(name: "CPython", value: CPython.found)]
    let width = facts.map(\.name.count).max() ?? 0
    for (name, value) in facts {
      let padding = String(repeating: " ", count: width - name.count)
      print("\(name)\(padding)  \(value)")
    }
  }
}
