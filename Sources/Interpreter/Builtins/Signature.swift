// SPDX-License-Identifier: Apache-2.0
// Signatures of built-in functions as text: arity check, keyword binder and help from one line.

/// The parameters of a built-in function, read from text such as `sum(iterable, /, start=0)`.
///
/// A default that is a literal (None, True, False, a number, a string) is passed when the argument is missing; `...` stands for "not
/// given": the function sees an unbound value.
final class Signature {
  struct Parameter {
    var name: String
    /// Interned; borrowed from the signature.
    var key: Value
    var isRequired: Bool
    var defaultValue: Value
  }

  let name: String
  private(set) var parameters: [Parameter] = []
  private(set) var positionalOnlyCount = 0
  /// Parameters that positional arguments may fill.
  private(set) var positionalCount = 0
  private(set) var requiredPositionalCount = 0
  /// The position of `*args` and `**kwargs` among the bound arguments, or -1.
  private(set) var variadicIndex = -1
  private(set) var keywordsIndex = -1
  /// Bound arguments in all.
  var count: Int { parameters.count }
  /// Whether positional arguments go to parameters one by one.
  private(set) var isPlain = true
  /// The parameters' defaults, and how many positional arguments make a call complete; Int.max if keywords are needed too.
  private(set) var defaults: UnsafeMutablePointer<Value>
  private(set) var leastCount = 0

  init(_ text: String) {
    let open = text.firstIndex(of: "(") ?? text.endIndex
    name = String(text[..<open])
    defaults = .allocate(capacity: 1)
    guard open < text.endIndex else { return }
    var keywordOnly = false
    for part in Signature.split(text[text.index(after: open)...].dropLast()) {
      if part == "/" {
        positionalOnlyCount = parameters.count
      } else if part == "*" {
        keywordOnly = true
      } else if part.hasPrefix("**") {
        keywordsIndex = parameters.count
        add(String(part.dropFirst(2)), nil)
      } else if part.hasPrefix("*") {
        variadicIndex = parameters.count
        keywordOnly = true
        add(String(part.dropFirst()), nil)
      } else {
        let halves = part.split(separator: "=", maxSplits: 1).map(String.init)
        add(halves[0], halves.count > 1 ? halves[1] : "")
        if !keywordOnly {
          positionalCount = parameters.count
          if halves.count == 1 { requiredPositionalCount = parameters.count }
        }
      }
    }
    isPlain = variadicIndex < 0 && keywordsIndex < 0
    defaults.deallocate()
    defaults = .allocate(capacity: max(1, count))
    for (index, parameter) in parameters.enumerated() {
      defaults[index] = parameter.defaultValue
      if parameter.isRequired { leastCount = index < positionalCount ? index + 1 : Int.max }
    }
  }

  deinit {
    defaults.deallocate()
    for parameter in parameters {
      parameter.key.release()
      parameter.defaultValue.release()
    }
  }

  private func add(_ name: String, _ defaultText: String?) {
    parameters.append(
      Parameter(
        name: name, key: .interned(name), isRequired: defaultText == "",
        defaultValue: Signature.literal(defaultText ?? "...")))
  }

  /// The parts between commas, without those in brackets or quotes.
  private static func split(_ text: Substring) -> [String] {
    var parts: [String] = []
    var (part, depth, quote) = ("", 0, Character?.none)
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if "([{".contains(character) {
        depth += 1
      } else if ")]}".contains(character) {
        depth -= 1
      } else if character == "," && depth == 0 {
        parts.append(part)
        part = ""
        continue
      } else if character == " " && depth == 0 {
        continue
      }
      part.append(character)
    }
    if !part.isEmpty { parts.append(part) }
    return parts
  }

  private static func literal(_ text: String) -> Value {
    switch text {
    case "None": return .none
    case "True": return .true
    case "False": return .false
    default:
      if let int = Int(text) { return Value(int) }
      if let float = Double(text) { return Value(float) }
      if text.count >= 2, let first = text.first, first == "'" || first == "\"", text.last == first
      {
        return .interned(String(text.dropFirst().dropLast()))
      }
      return .unbound
    }
  }
}
