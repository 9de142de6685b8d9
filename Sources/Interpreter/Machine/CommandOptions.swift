// SPDX-License-Identifier: Apache-2.0
// What the command line and the environment set before a program starts.
import Glibc

public enum CommandOptions {
  /// `-W` options in their order, after those of PYTHONWARNINGS.
  nonisolated(unsafe) static var warnings: [String] = []
  /// `-O`: assert statements do nothing, and `__debug__` is false.
  nonisolated(unsafe) static var isOptimized = false
  /// `-u`: what is written to standard output and error goes out at once.
  nonisolated(unsafe) static var isUnbuffered = false
  /// `-E`: variables of the environment that begin with PYTHON are not read.
  nonisolated(unsafe) static var ignoresEnvironment = false
  /// `-q`: the prompt begins without a line that names the program.
  nonisolated(unsafe) public private(set) static var isQuiet = false
  /// `-i`: a prompt follows the script.
  nonisolated(unsafe) public private(set) static var isInspecting = false

  /// Takes a letter after a hyphen; whether it is an option of ours.
  ///
  /// No file is written beside modules (`-B`), and no folder of the user's or the site's is looked through (`-s`, `-S`).
  public static func take(_ letter: Character) -> Bool {
    switch letter {
    case "O": isOptimized = true
    case "u": isUnbuffered = true
    case "E": ignoresEnvironment = true
    case "q": isQuiet = true
    case "i": isInspecting = true
    case "B", "s", "S": break
    default: return false
    }
    return true
  }

  /// Notes `-W text`.
  public static func addWarning(_ text: String) { warnings.append(text) }

  /// A variable of the environment that has to do with Python; nil under `-E`.
  static func variable(_ name: String) -> String? {
    ignoresEnvironment ? nil : getenv(name).map { String(cString: $0) }
  }

  /// `sys.warnoptions`.
  static var allWarnings: [String] {
    (variable("PYTHONWARNINGS")?.split(separator: ",").map(String.init) ?? []) + warnings
  }

  /// The `-X` options in their order; a value is nil where none was given.
  nonisolated(unsafe) static var named: [(name: String, value: String?)] = []

  /// Notes `-X name=value`; the complaint if it is not understood.
  public static func add(_ option: String) -> String? {
    let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let (name, value) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
    named.append((name, value))
    guard name == "int_max_str_digits" else { return nil }
    guard let limit = DigitLimit.initial(value ?? "") else {
      return
        "-X int_max_str_digits: invalid limit; must be >= \(DigitLimit.least) or 0 for unlimited."
    }
    DigitLimit.digits = limit
    return nil
  }

  /// Reads the environment, where the command line says nothing else; the complaint if something is not understood.
  public static func readEnvironment() -> String? {
    if let text = variable("PYTHONUNBUFFERED"), !text.isEmpty { isUnbuffered = true }
    if let text = variable("PYTHONOPTIMIZE"), !text.isEmpty { isOptimized = true }
    guard let text = variable("PYTHONINTMAXSTRDIGITS"), !text.isEmpty,
      !named.contains(where: { $0.name == "int_max_str_digits" })
    else { return nil }
    guard let limit = DigitLimit.initial(text) else {
      return
        "PYTHONINTMAXSTRDIGITS: invalid limit; must be >= \(DigitLimit.least) or 0 for unlimited."
    }
    DigitLimit.digits = limit
    return nil
  }

  /// `sys._xoptions`; owned.
  static var dictionary: Dict {
    let result = Dict.make()
    for (name, value) in named {
      result.set(name, consuming: value.map { .string($0) } ?? .true)
    }
    return result
  }
}
