// SPDX-License-Identifier: Apache-2.0
// Calls from Swift: of any callable, with arguments copied to the machine's stack; and the binder of built-in functions.

/// Calls with no to four positional arguments, borrowed; the result is owned.
func call(_ callee: Value) throws(Raised) -> Value {
  try call(callee, CallArguments(machine.pointee.stackTop, 0))
}

func call(_ callee: Value, _ a: Value) throws(Raised) -> Value {
  try withStack(1) { base throws(Raised) in
    base[0] = a
    return try call(callee, CallArguments(base, 1))
  }
}

func call(_ callee: Value, _ a: Value, _ b: Value) throws(Raised) -> Value {
  try withStack(2) { base throws(Raised) in
    base[0] = a
    base[1] = b
    return try call(callee, CallArguments(base, 2))
  }
}

func call(_ callee: Value, _ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value {
  try withStack(3) { base throws(Raised) in
    base[0] = a
    base[1] = b
    base[2] = c
    return try call(callee, CallArguments(base, 3))
  }
}

/// Calls with a tuple of positional arguments and perhaps a dict of keywords, all borrowed.
func call(_ callee: Value, spreading positional: Tuple, _ keywords: Dict?) throws(Raised) -> Value {
  let keywordCount = keywords?.count ?? 0
  return try withStack(positional.count + keywordCount) { base throws(Raised) in
    for index in 0..<positional.count { base[index] = positional[index] }
    guard let keywords, keywordCount > 0 else {
      return try call(callee, CallArguments(base, positional.count))
    }
    let names = Tuple.allocate(keywordCount)
    defer { names.value.release() }
    var next = 0
    for position in 0..<keywords.used where !keywords.entries[position].key.isUnbound {
      let entry = keywords.entries[position]
      guard entry.key.isStr else { throw raise(.typeError, "keywords must be strings") }
      names.elements[next] = entry.key.retained()
      base[positional.count + next] = entry.value
      next += 1
    }
    return try call(
      callee, CallArguments(base, positional.count + keywordCount, names: names.value))
  }
}

/// Calls a method by name with positional arguments; an AttributeError if there is none.
func callMethod(_ object: Value, _ name: Name, _ arguments: Value...) throws(Raised) -> Value {
  try callMethod(object, name.str, arguments)
}

func callMethod(_ object: Value, _ name: Str, _ arguments: [Value]) throws(Raised) -> Value {
  let method = try getAttribute(object, name)
  defer { method.release() }
  return try withStack(arguments.count) { base throws(Raised) in
    for (index, argument) in arguments.enumerated() { base[index] = argument }
    return try call(method, CallArguments(base, arguments.count))
  }
}

/// Places on the machine's stack for borrowed values while `body` runs; cleared afterwards, since what lies above the top is dead.
@inline(__always)
func withStack<R>(_ count: Int, _ body: (UnsafeMutablePointer<Value>) throws(Raised) -> R)
  throws(Raised) -> R
{
  let base = machine.pointee.stackTop
  guard base + count + 64 < machine.pointee.stackEnd else { throw recursionError() }
  machine.pointee.stackTop = base + count
  defer {
    for index in 0..<count { base[index].tag = .unbound }
    machine.pointee.stackTop = base
  }
  return try body(base)
}

/// Calls anything callable.
///
/// BoundArguments borrowed, result owned.
func call(_ callee: Value, _ arguments: CallArguments) throws(Raised) -> Value {
  guard callee.isObject else { throw notCallable(callee) }
  switch callee.header.pointee.layout {
  case .function:
    return try Machine.callFunction(callee, .unbound, arguments)
  case .builtin:
    return try callBuiltin(callee, arguments)
  case .boundMethod:
    let method = callee.cell(as: BoundMethodCell.self).pointee
    return try callBound(method.function, method.instance, arguments)
  case .type:
    return try callType(TypeRef(callee), arguments)
  default:
    guard let slot = callee.header.pointee.type.slots.call else { throw notCallable(callee) }
    try enterNested(" while calling a Python object")
    defer { machine.pointee.depth -= 1 }
    return try slot(callee, arguments)
  }
}

/// Calls a function with an instance before its arguments.
func callBound(_ function: Value, _ instance: Value, _ arguments: CallArguments) throws(Raised)
  -> Value
{
  if function.has(.function) { return try Machine.callFunction(function, instance, arguments) }
  return try withStack(arguments.count + 1) { base throws(Raised) in
    base[0] = instance
    for index in 0..<arguments.count { base[index + 1] = arguments[index] }
    return try call(
      function, CallArguments(base, arguments.count + 1, names: arguments.names))
  }
}

func notCallable(_ value: Value) -> Raised {
  raise(.typeError, "'\(value.type.name)' object is not callable")
}

@inline(never) func recursionError(_ place: StaticString = "") -> Raised {
  raise(.recursionError, "maximum recursion depth exceeded\(place)")
}

/// Counts a call that needs the Swift stack; raises RecursionError where too little is left, with the words for the place.
@inline(__always) func enterNested(_ place: StaticString = "") throws(Raised) {
  machine.pointee.depth += 1
  if machine.pointee.depth > machine.pointee.recursionLimit || stackIsLow() {
    machine.pointee.depth -= 1
    throw recursionError(place)
  }
}

// MARK: Built-in functions

/// Binds arguments to a built-in function's parameters and calls it.
func callBuiltin(_ callee: Value, _ arguments: CallArguments) throws(Raised) -> Value {
  let cell = callee.cell(as: BuiltinCell.self)
  let info = cell.pointee.info.takeUnretainedValue()
  let instance = cell.pointee.instance
  try enterNested(" while calling a Python object")
  defer { machine.pointee.depth -= 1 }
  let bound = instance.isUnbound ? 0 : 1
  let given = arguments.positionalCount + bound
  if info.exactCount == given && arguments.names.isUnbound {
    if bound == 0 {
      try checkOwner(info, arguments)
      return try info.function(BoundArguments(base: arguments.base, count: given))
    }
    return try withStack(given) { base throws(Raised) in
      base[0] = instance
      for index in 0..<arguments.count { base[index + 1] = arguments[index] }
      return try info.function(BoundArguments(base: base, count: given))
    }
  }
  return try bindAndCall(info, instance, arguments)
}

/// A method called through its type needs an instance of it first.
@inline(__always)
private func checkOwner(_ info: BuiltinInfo, _ arguments: CallArguments) throws(Raised) {
  guard let owner = info.owner, info.kind == .method || info.kind == .slotWrapper else { return }
  guard arguments.positionalCount > 0 else {
    throw raise(
      .typeError,
      info.kind == .method
        ? "unbound method \(owner.name).\(info.name)() needs an argument"
        : "descriptor '\(info.name)' of '\(owner.name)' object needs an argument")
  }
  if !arguments[0].type.isSubtype(of: owner) {
    throw raise(
      .typeError,
      info.kind == .method
        ? "descriptor '\(info.name)' for '\(owner.name)' objects doesn't apply to a '\(arguments[0].type.name)' object"
        : "descriptor '\(info.name)' requires a '\(owner.name)' object but received a '\(arguments[0].type.name)'"
    )
  }
}

private func bindAndCall(_ info: BuiltinInfo, _ instance: Value, _ arguments: CallArguments)
  throws(Raised) -> Value
{
  let bound = instance.isUnbound ? 0 : 1
  if bound == 0 { try checkOwner(info, arguments) }
  let signature = info.signature
  let given = arguments.positionalCount + bound
  if signature.isPlain && arguments.names.isUnbound && given <= signature.positionalCount
    && given >= signature.leastCount
  {
    let count = signature.count
    return try withStack(count) { base throws(Raised) in
      if bound != 0 { base[0] = instance }
      for index in bound..<given { base[index] = arguments[index - bound] }
      for index in given..<count { base[index] = signature.defaults[index] }
      return try info.function(BoundArguments(base: base, count: count))
    }
  }
  // Messages count without the instance.
  let isMethod = info.kind == .method || info.kind == .classMethod || info.kind == .slotWrapper
  let hidden = isMethod ? 1 : 0
  return try withStack(signature.count) { base throws(Raised) in
    for index in 0..<signature.count { base[index] = .unbound }
    var owned: [Value] = []
    defer { for value in owned { value.release() } }
    func positional(_ index: Int) -> Value {
      index < bound ? instance : arguments[index - bound]
    }
    for index in 0..<min(given, signature.positionalCount) { base[index] = positional(index) }
    if given > signature.positionalCount {
      guard signature.variadicIndex >= 0 else {
        if let python = PythonWording(info, hidden: hidden) {
          throw python.tooMany(given: given - hidden)
        }
        throw tooMany(info, signature, given - hidden, hidden, arguments)
      }
      let rest = Tuple.make(copying: (signature.positionalCount..<given).map(positional))
      owned.append(rest.value)
      base[signature.variadicIndex] = rest.value
    } else if signature.variadicIndex >= 0 {
      let rest = Tuple.empty
      owned.append(rest.value)
      base[signature.variadicIndex] = rest.value
    }
    var surplus: Dict?
    if signature.keywordsIndex >= 0 {
      let dict = Dict.make()
      owned.append(dict.value)
      base[signature.keywordsIndex] = dict.value
      surplus = dict
    }
    for keyword in 0..<arguments.nameCount {
      let name = Str(Tuple(arguments.names)[keyword])
      let value = arguments[arguments.positionalCount + keyword]
      var target = -1
      for (index, parameter) in signature.parameters.enumerated()
      where index >= signature.positionalOnlyCount && index != signature.variadicIndex
        && index != signature.keywordsIndex && Str(parameter.key) == name
      {
        target = index
      }
      if target >= 0 {
        if !base[target].isUnbound {
          if let python = PythonWording(info, hidden: hidden) { throw python.repeated(name.text) }
          throw raise(
            .typeError,
            "argument for \(info.name)() given by name ('\(name.text)') and position (\(target + 1 - hidden))"
          )
        }
        base[target] = value
      } else if let surplus {
        surplus.set(name, value)
      } else if let python = PythonWording(info, hidden: hidden) {
        throw python.unexpected(name.text)
      } else if signature.parameters.count == signature.positionalOnlyCount {
        throw raise(.typeError, "\(qualified(info))() takes no keyword arguments")
      } else {
        throw raise(
          .typeError, "'\(name.text)' is an invalid keyword argument for \(info.name)()")
      }
    }
    for (index, parameter) in signature.parameters.enumerated() where base[index].isUnbound {
      if parameter.isRequired {
        if let python = PythonWording(info, hidden: hidden) {
          throw python.missing(index, among: base)
        }
        throw missing(info, signature, index, given - hidden, hidden)
      }
      base[index] = parameter.defaultValue
    }
    return try info.function(BoundArguments(base: base, count: signature.count))
  }
}

/// The name of a function after its module's, unless it is a builtin, or of a method after its type's.
private func qualified(_ info: BuiltinInfo) -> String {
  if info.kind != .function { return "\(info.owner?.shortName ?? "").\(info.name)" }
  guard let module = info.moduleName, module != "builtins" else { return info.name }
  return "\(module).\(info.name)"
}

private func tooMany(
  _ info: BuiltinInfo, _ signature: Signature, _ given: Int, _ hidden: Int,
  _ arguments: CallArguments
) -> Raised {
  let most = signature.positionalCount - hidden
  let least = signature.requiredPositionalCount - hidden
  let name = qualified(info)
  if most == 0 && signature.count > hidden && signature.isPlain {
    return raise(.typeError, "\(info.name)() takes no positional arguments")
  }
  if most == 0 { return raise(.typeError, "\(name)() takes no arguments (\(given) given)") }
  if most == 1 && least == 1 && signature.positionalOnlyCount == signature.count {
    return raise(.typeError, "\(name)() takes exactly one argument (\(given) given)")
  }
  let plural = most == 1 ? "" : "s"
  if most == least && signature.positionalOnlyCount == signature.count {
    return raise(
      .typeError, "\(info.name) expected \(most) argument\(plural), got \(given)")
  }
  // The searches of texts read their arguments by a format of old.
  let isSearch = info.text.hasSuffix("start=None, end=None, /)")
  if signature.positionalOnlyCount == signature.count, !isSearch {
    return raise(
      .typeError, "\(info.name) expected at most \(most) argument\(plural), got \(given)")
  }
  return raise(
    .typeError, "\(info.name)() takes at most \(most) argument\(plural) (\(given) given)")
}

private func missing(
  _ info: BuiltinInfo, _ signature: Signature, _ index: Int, _ given: Int, _ hidden: Int
) -> Raised {
  let most = signature.positionalCount - hidden
  let least = signature.requiredPositionalCount - hidden
  if most == 1 && least == 1 && signature.positionalOnlyCount == signature.count {
    return raise(
      .typeError, "\(qualified(info))() takes exactly one argument (\(given) given)")
  }
  if signature.positionalOnlyCount == signature.count {
    return raise(
      .typeError,
      "\(info.name) expected \(most == least ? "" : "at least ")\(least) argument\(least == 1 ? "" : "s"), got \(given)"
    )
  }
  return raise(
    .typeError,
    "\(info.name)() missing required argument '\(signature.parameters[index].name)' (pos \(index + 1 - hidden))"
  )
}
