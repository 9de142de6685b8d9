// SPDX-License-Identifier: Apache-2.0
// What ties the machine's import to importlib: `__spec__` and `__loader__`, and finders of scripts in sys.meta_path.

extension Import {
  /// `__spec__` or `__loader__` of an imported module, made now; nil for other names and modules.
  ///
  /// Made late, since few scripts ask: importlib is imported for it. Owned.
  static func specification(_ name: Str, in namespace: Dict) throws(Raised) -> Value? {
    guard name == Name.specification.str || name == Name.loader.str else { return nil }
    let moduleName = namespace.get(.name)
    guard moduleName.isStr else { return nil }
    let module = Dict(machine.pointee.modules).get(Str(moduleName))
    guard module.isExactly(.module), Module(module).namespace.cell == namespace.cell,
      namespace.get(name).isUnbound
    else { return nil }
    module.retained()
    defer { module.release() }
    let library = try load("importlib._bootstrap_external")
    defer { library.release() }
    if namespace.get(name).isUnbound {
      let function = try Interpreter.getAttribute(library, "_specify")
      defer { function.release() }
      try call(function, module).release()
    }
    let value = namespace.get(name)
    return value.isUnbound ? nil : value.retained()
  }

  /// A module that is in sys.modules no more or not yet; owned.
  static func find(_ full: String, _ paths: Value) throws(Raised) -> Value {
    let finders = foreignFinders()
    defer { for (finder, _) in finders { finder.release() } }
    for (finder, isFirst) in finders where isFirst {
      if let module = try ask(finder, full, paths) { return module }
    }
    do throws(Raised) {
      return try findOwn(full, paths)
    } catch {
      guard finders.contains(where: { !$0.isFirst }), raisedIs(.moduleNotFoundError),
        missingName() == full
      else { throw error }
      let missing = takeRaised()
      for (finder, isFirst) in finders where !isFirst {
        do throws(Raised) {
          if let module = try ask(finder, full, paths) {
            missing.release()
            return module
          }
        } catch {
          missing.release()
          throw error
        }
      }
      throw raise(missing)
    }
  }

  /// Finders that scripts have put into `sys.meta_path`, and whether one stands before the machine's own; owned.
  private static func foreignFinders() -> [(finder: Value, isFirst: Bool)] {
    let list = SysModule.attribute("meta_path")
    guard list.has(.list), List(list).count > 0 else { return [] }
    var result: [(finder: Value, isFirst: Bool)] = []
    var isFirst = true
    for index in 0..<List(list).count {
      let finder = List(list).element(index)
      if isOwn(finder) {
        isFirst = false
        finder.release()
      } else {
        result.append((finder, isFirst))
      }
    }
    return result
  }

  /// Whether a finder is one of importlib's, which say of themselves what the machine does.
  private static func isOwn(_ finder: Value) -> Bool {
    guard finder.has(.type) else { return false }
    let home = TypeRef(finder).dict.get(.module)
    return home.isStr && Str(home).text.hasPrefix("_frozen_importlib")
  }

  /// The module that a script's finder knows, loaded and owned; nil if it knows none.
  private static func ask(_ finder: Value, _ full: String, _ paths: Value) throws(Raised) -> Value?
  {
    guard let function = try getOptionalAttribute(finder, "find_spec") else { return nil }
    defer { function.release() }
    let arguments = Tuple.make(consuming: [
      .string(full), paths.isUnbound ? .none : paths.retained(), .none,
    ])
    defer { arguments.value.release() }
    let specification = try call(function, spreading: arguments, nil)
    defer { specification.release() }
    if specification.isNone { return nil }
    let library = try load("importlib._bootstrap")
    defer { library.release() }
    let loader = try Interpreter.getAttribute(library, "_load")
    defer { loader.release() }
    return try call(loader, specification)
  }
}
