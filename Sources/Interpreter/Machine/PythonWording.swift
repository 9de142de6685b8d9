// SPDX-License-Identifier: Apache-2.0
// What functions say of wrong arguments whose originals are written in Python, as most of NumPy's are.

/// The errors of one call, in the words of Python functions.
struct PythonWording {
  let info: BuiltinInfo
  /// Arguments that messages do not count: the instance of a method.
  let hidden: Int
  private var signature: Signature { info.signature }
  private var isMethod: Bool { hidden > 0 }

  /// nil for a function that speaks as C functions do.
  init?(_ info: BuiltinInfo, hidden: Int) {
    let modules: Set<String> = ["numpy", "numpy.linalg"]
    if let owner = info.owner {
      guard owner == machine.pointee.types.array else { return nil }
    } else {
      guard let module = info.moduleName, modules.contains(module) else { return nil }
    }
    (self.info, self.hidden) = (info, hidden)
  }

  func tooMany(given: Int) -> Raised {
    let most = signature.positionalCount - hidden
    let least = signature.requiredPositionalCount - hidden
    let takes = least < most ? "from \(least) to \(most)" : "\(most)"
    return raise(
      .typeError,
      "\(info.name)() takes \(takes) positional argument\(least < most || most != 1 ? "s" : "") but \(given) \(given == 1 ? "was" : "were") given"
    )
  }

  func unexpected(_ name: String) -> Raised {
    let positionalOnly = signature.parameters.prefix(signature.positionalOnlyCount).dropFirst(
      hidden)
    if positionalOnly.contains(where: { $0.name == name }) {
      return raise(
        .typeError,
        "\(info.name)() got some positional-only arguments passed as keyword arguments: '\(name)'")
    }
    return raise(.typeError, "\(info.name)() got an unexpected keyword argument '\(name)'")
  }

  func repeated(_ name: String) -> Raised {
    raise(.typeError, "\(info.name)() got multiple values for argument '\(name)'")
  }

  /// Functions of NumPy that read their arguments in C and name the first one that is missing.
  private static let direct: Set<String> = [
    "array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "empty", "zeros",
  ]

  /// The error for parameters without an argument; `first` is the first one of them.
  func missing(_ first: Int, among arguments: UnsafeMutablePointer<Value>) -> Raised {
    if isMethod || Self.direct.contains(info.name) {
      return raise(
        .typeError,
        "\(info.name)() missing required argument '\(signature.parameters[first].name)' (pos \(first - hidden))"
      )
    }
    let names = (first..<signature.count)
      .filter { arguments[$0].isUnbound && signature.parameters[$0].isRequired }
      .map { "'\(signature.parameters[$0].name)'" }
    let list: String
    switch names.count {
    case 1: list = names[0]
    case 2: list = "\(names[0]) and \(names[1])"
    default:
      list = names.dropLast().joined(separator: ", ") + ", and \(names[names.count - 1])"
    }
    return raise(
      .typeError,
      "\(info.name)() missing \(names.count) required positional argument\(names.count == 1 ? "" : "s"): \(list)"
    )
  }
}
