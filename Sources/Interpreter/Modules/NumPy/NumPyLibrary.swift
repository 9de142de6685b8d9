// SPDX-License-Identifier: Apache-2.0
// Parts of numpy that are clearer in Python: modules made when one of their names is first asked for.

enum NumPyLibrary {
  /// Embedded sources by the full name of the module.
  static let sources: [String: String] = [
    "numpy._parts": NumPyPartsSource.text, "numpy._files": NumPyFilesSource.text,
    "numpy._info": NumPyInfoSource.text,
    "numpy._polynomials": NumPyPolynomialSource.text, "numpy.emath": NumPySmallSources.emath,
    "numpy.dtypes": NumPySmallSources.dtypes, "numpy.testing": NumPyTestingSource.text,
    "numpy.lib": NumPySmallSources.lib, "numpy.lib.stride_tricks": NumPySmallSources.strideTricks,
    "numpy.exceptions": NumPySmallSources.exceptions, "numpy.typing": NumPySmallSources.typing,
    "numpy._typing": NumPySmallSources.typing,
    "numpy.lib.npyio": NumPySmallSources.npyio, "numpy.ctypeslib": NumPyCTypesSource.text,
  ]

  /// Where the names of the numpy module that are written in Python are defined.
  private static let homes: [String: String] = {
    var homes: [String: String] = [:]
    for (home, names) in [
      ("numpy._parts", NumPyPartsSource.names), ("numpy._files", NumPyFilesSource.names),
      ("numpy._info", NumPyInfoSource.names),
      ("numpy._polynomials", NumPyPolynomialSource.names),
    ] {
      for name in names.split(separator: " ") { homes[String(name)] = home }
    }
    return homes
  }()

  private static let submodules: Set<String> = [
    "testing", "lib", "exceptions", "typing", "emath", "dtypes", "ctypeslib",
  ]

  /// An attribute of numpy that is loaded when it is first used; owned, nil if there is none of this name.
  static func attribute(_ name: String) throws(Raised) -> Value? {
    if submodules.contains(name) { return try Import.load("numpy.\(name)") }
    guard let home = homes[name] else { return nil }
    let part = try Import.load(home)
    defer { part.release() }
    let value = try getAttribute(part, name)
    let numpy = Dict(machine.pointee.modules).get("numpy")
    if numpy.has(.module) { Module(numpy).namespace.set(name, value) }
    return value
  }

  /// The names of what is loaded when it is first used.
  static var names: [String] {
    (Array(homes.keys) + Array(submodules)).filter { !$0.hasPrefix("_") }
  }

  /// An attribute of numpy, loaded if need be; owned.
  static func function(_ name: String) throws(Raised) -> Value {
    if let known = NumPyModule.attribute(name) { return known.retained() }
    if let value = try attribute(name) { return value }
    throw raise(.attributeError, "module 'numpy' has no attribute '\(name)'")
  }
}
