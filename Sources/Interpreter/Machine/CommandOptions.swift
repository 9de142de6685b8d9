// SPDX-License-Identifier: Apache-2.0
// What the command line and the environment set before a program starts.
import Glibc

public enum CommandOptions {
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

  /// Reads the environment; the complaint if something is not understood.
  public static func readEnvironment() -> String? {
    guard let text = getenv("PYTHONINTMAXSTRDIGITS").map({ String(cString: $0) }), !text.isEmpty
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
