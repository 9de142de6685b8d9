// SPDX-License-Identifier: Apache-2.0
// The import statement: a name, names out of a module, all of them.

extension Machine {
  @inline(never)
  static func importing(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    switch i.opcode {
    case .importName:
      let name = Str(K[Int(i.c)])
      let (list, level) = (R[Int(i.b)], R[Int(i.b) + 1])
      let importer = frame.pointee.builtins.get(.importFunction)
      let module: Value
      if importer.has(.builtin) {
        module = try Import.importModule(
          name.text, fromList: list, level: level.asInt, globals: frame.pointee.globals)
      } else if importer.isUnbound {
        throw raise(.importError, "__import__ not found")
      } else {
        let arguments = Tuple.make(copying: [
          name.value, frame.pointee.globals.value, .none, list, level,
        ])
        defer { arguments.value.release() }
        module = try Interpreter.call(importer, spreading: arguments, nil)
      }
      for offset in 0...1 {
        let old = R[Int(i.b) + offset]
        R[Int(i.b) + offset].tag = .unbound
        old.release()
      }
      (R + Int(i.a)).replace(with: module)
    case .importFrom:
      (R + Int(i.a)).replace(with: try importFrom(R[Int(i.b)], Str(K[Int(i.c)])))
    case .importStar:
      try importStar(bound(R[Int(i.a)], i.a, frame), frame)
      consumeA(i, R)
    default:  // setupAnnotations
      let target =
        frame.pointee.namespace.isUnbound ? frame.pointee.globals.value : frame.pointee.namespace
      guard try !Interpreter.contains(target, Name.annotations.value) else { return }
      let dict = Dict.make()
      defer { dict.value.release() }
      try Interpreter.setItem(target, Name.annotations.value, dict.value)
    }
  }

  private static func importFrom(_ module: Value, _ name: Str) throws(Raised) -> Value {
    if let value = try getOptionalAttribute(module, name) { return value }
    // A submodule that is being imported is in sys.modules but not yet an attribute.
    let moduleName = try getOptionalAttribute(module, .name) ?? .none
    defer { moduleName.release() }
    let text = moduleName.isStr ? Str(moduleName).text : "<unknown module name>"
    let full = Dict(machine.pointee.modules).get("\(text).\(name.text)")
    if !full.isUnbound { return full.retained() }
    let file = try getOptionalAttribute(module, .file) ?? .none
    defer { file.release() }
    let place = file.isStr ? Str(file).text : "unknown location"
    let message = Value.string(
      "cannot import name '\(name.text)' from '\(text)' (\(place))")
    defer { message.release() }
    let error = Exceptions.make(ExceptionKind.importError.type, arguments: .tuple(message))
    let attributes = ExceptionRef(error).extras
    attributes.set("name", moduleName)
    attributes.set("path", file)
    attributes.set("msg", message)
    throw raise(error)
  }

  private static func importStar(_ module: Value, _ frame: UnsafeMutablePointer<Frame>)
    throws(Raised)
  {
    let target =
      frame.pointee.namespace.isUnbound ? frame.pointee.globals.value : frame.pointee.namespace
    let namespace = try Interpreter.getAttribute(module, .dict)
    defer { namespace.release() }
    let all = try getOptionalAttribute(module, .all)
    defer { all?.release() }
    let names: Value
    if let all { names = all } else { names = try callMethod(namespace, .keys) }
    defer { if all == nil { names.release() } }
    for name in try collect(names) {
      defer { name.release() }
      guard name.isStr else { continue }
      if all == nil && Str(name).count > 0 && Str(name)[0] == UInt32(UInt8(ascii: "_")) { continue }
      let value = try Interpreter.getAttribute(module, Str(name))
      defer { value.release() }
      try Interpreter.setItem(target, name, value)
    }
  }
}
