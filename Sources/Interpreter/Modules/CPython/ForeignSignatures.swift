// SPDX-License-Identifier: Apache-2.0
// What `inspect.signature` says in the hosted CPython of functions of scripts: curve_fit and its like count parameters.
import ArrayExchange

enum ForeignSignatures {
  /// Signatures by their text, for good: a program has few.
  nonisolated(unsafe) private static var known: [String: ForeignPointer] = [:]

  /// Gives a callable the signature of the function that it stands for, if that is one with parameters of its own.
  static func add(_ gil: CPython.GIL, of value: Value, to callable: ForeignPointer) throws(CPython
    .Pending)
  {
    guard let text = text(value) else { return }
    let signature: ForeignPointer
    if let found = known[text] {
      signature = found
    } else {
      signature = try gil.run("__import__('inspect').signature(\(text))", as: .expression)
      known[text] = signature
    }
    try gil.setAttribute(callable, "__signature__", signature)
  }

  /// A lambda with the parameters of a function or of a bound method; nil for other values.
  private static func text(_ value: Value) -> String? {
    if value.has(.boundMethod) {
      let cell = value.cell(as: BoundMethodCell.self).pointee
      return cell.function.has(.function) ? text(Function(cell.function), without: 1) : nil
    }
    return value.has(.function) ? text(Function(value), without: 0) : nil
  }

  private static func text(_ function: Function, without bound: Int) -> String {
    let code = function.code
    let defaults = function.cell.pointee.defaults
    let optional = code.positionalCount - (defaults.has(.tuple) ? Tuple(defaults).count : 0)
    let keywordDefaults = function.cell.pointee.keywordDefaults
    var parts: [String] = []
    for index in 0..<code.positionalCount {
      if index >= bound {
        parts.append(code.localNames[index] + (index >= optional ? "=None" : ""))
      }
      if index + 1 == code.positionalOnlyCount, index >= bound { parts.append("/") }
    }
    var next = code.positionalCount + code.keywordOnlyCount
    if code.flags.contains(.variadic) {
      parts.append("*" + code.localNames[next])
      next += 1
    } else if code.keywordOnlyCount > 0 {
      parts.append("*")
    }
    for index in 0..<code.keywordOnlyCount {
      let name = code.localNames[code.positionalCount + index]
      let key = Str.make(name)
      defer { key.value.release() }
      let isOptional = keywordDefaults.has(.dict) && !Dict(keywordDefaults).get(key).isUnbound
      parts.append(name + (isOptional ? "=None" : ""))
    }
    if code.flags.contains(.variadicKeywords) { parts.append("**" + code.localNames[next]) }
    return "lambda \(parts.joined(separator: ", ")): None"
  }
}
