// SPDX-License-Identifier: Apache-2.0
// Binding a call's arguments to a script function's parameters, with CPython's messages.

extension Machine {
  /// Binds `count` owned arguments, which stand at the start of the window, the last of them keywords with these names.
  ///
  /// Afterwards the window begins with the parameters. If binding raises, all arguments are released and the window is dead.
  @inline(never)
  static func bind(
    _ function: UnsafeMutablePointer<FunctionCell>, _ window: UnsafeMutablePointer<Value>,
    _ count: Int, _ names: Value
  ) throws(Raised) {
    if names.isUnbound && bindDefaults(function, window, count) { return }
    if try bindPlainly(function, window, count, names) { return }
    // Moved aside: parameters go where arguments stand.
    var given = (0..<count).map { window[$0] }
    for index in 0..<count { window[index].tag = .unbound }
    let code = function.pointee.code.takeUnretainedValue()
    for index in 0..<code.parameterCount { window[index] = .unbound }
    do throws(Raised) {
      try bind(function, code, window, &given, names)
    } catch {
      for value in given { value.release() }
      for index in 0..<code.parameterCount {
        let value = window[index]
        window[index].tag = .unbound
        value.release()
      }
      throw error
    }
  }

  /// Adds the defaults of a function's last parameters, where all parameters are plain; false if that is not all there is to do.
  @inline(__always)
  private static func bindDefaults(
    _ function: UnsafeMutablePointer<FunctionCell>, _ window: UnsafeMutablePointer<Value>,
    _ count: Int
  ) -> Bool {
    let (positional, all) = function.pointee.code._withUnsafeGuaranteedRef {
      ($0.positionalCount, $0.parameterCount)
    }
    let defaults = function.pointee.defaults
    guard positional == all, count < all, !defaults.isUnbound else { return false }
    let first = Tuple(defaults).count - (all - count)
    if first < 0 { return false }
    for index in count..<all {
      window[index] = Tuple(defaults)[first + index - count].retained()
    }
    return true
  }

  /// Binds to a function without `*args` and `**kwargs` whose arguments have a parameter each; false for all others.
  private static func bindPlainly(
    _ function: UnsafeMutablePointer<FunctionCell>, _ window: UnsafeMutablePointer<Value>,
    _ count: Int, _ names: Value
  ) throws(Raised) -> Bool {
    let code = function.pointee.code.takeUnretainedValue()
    let nameCount = names.isUnbound ? 0 : Tuple(names).count
    let positionals = count - nameCount
    let named = code.positionalCount + code.keywordOnlyCount
    if nameCount == 0 && code.keywordOnlyCount == 0
      && (code.flags.contains(.variadic)
        || code.flags.contains(.variadicKeywords) && count <= code.positionalCount)
    {
      return try bindWithRest(function, code, window, count)
    }
    guard positionals <= code.positionalCount, nameCount <= 8,
      code.flags.isDisjoint(with: [.variadic, .variadicKeywords])
    else { return false }
    return try withUnsafeTemporaryAllocation(of: Value.self, capacity: 8) {
      aside throws(Raised) in
      // Where each keyword goes, before anything moves: another one, or one that is given twice, is an error.
      var targets: (UInt64, UInt64) = (0, 0)
      for keyword in 0..<nameCount {
        let bits = Tuple(names)[keyword].bits
        var target = max(positionals, code.positionalOnlyCount)
        while target < named && code.localNameValues[target].bits != bits { target += 1 }
        if target >= min(named, 256) { return false }
        withUnsafeMutableBytes(of: &targets) { $0[keyword] = UInt8(target) }
      }
      for keyword in 0..<nameCount { aside[keyword] = window[positionals + keyword] }
      for index in positionals..<code.parameterCount { window[index] = .unbound }
      for keyword in 0..<nameCount {
        let target = withUnsafeBytes(of: targets) { Int($0[keyword]) }
        let twice = window[target]
        window[target] = aside[keyword]
        twice.release()
      }
      try fillInOrClear(function, code, window, positionals)
      return true
    }
  }

  /// Binds positional arguments to a function with `*args` or `**kwargs`, but no parameters by name only.
  private static func bindWithRest(
    _ function: UnsafeMutablePointer<FunctionCell>, _ code: Code,
    _ window: UnsafeMutablePointer<Value>, _ count: Int
  ) throws(Raised) -> Bool {
    let taken = min(count, code.positionalCount)
    var next = code.positionalCount
    var rest = Value.unbound
    if code.flags.contains(.variadic) {
      let tuple = count > taken ? Tuple.allocate(count - taken) : Tuple.empty
      for index in taken..<count { tuple.elements[index - taken] = window[index] }
      rest = tuple.value
    }
    for index in taken..<max(count, code.parameterCount) { window[index] = .unbound }
    if !rest.isUnbound {
      window[next] = rest
      next += 1
    }
    if code.flags.contains(.variadicKeywords) { window[next] = Dict.make().value }
    try fillInOrClear(function, code, window, taken)
    return true
  }

  private static func fillInOrClear(
    _ function: UnsafeMutablePointer<FunctionCell>, _ code: Code,
    _ window: UnsafeMutablePointer<Value>, _ positionals: Int
  ) throws(Raised) {
    do throws(Raised) {
      try fillIn(function, code, window, positionals)
    } catch {
      for index in 0..<code.parameterCount {
        let value = window[index]
        window[index].tag = .unbound
        value.release()
      }
      throw error
    }
  }

  /// BoundArguments that were bound are replaced by unbound values in `given`.
  private static func bind(
    _ function: UnsafeMutablePointer<FunctionCell>, _ code: Code,
    _ window: UnsafeMutablePointer<Value>, _ given: inout [Value], _ names: Value
  ) throws(Raised) {
    let nameCount = names.isUnbound ? 0 : Tuple(names).count
    let positionals = given.count - nameCount
    let named = code.positionalCount + code.keywordOnlyCount
    func take(_ index: Int) -> Value {
      let value = given[index]
      given[index] = .unbound
      return value
    }
    for index in 0..<min(positionals, code.positionalCount) { window[index] = take(index) }
    var next = named
    if code.flags.contains(.variadic) {
      let rest =
        positionals > code.positionalCount
        ? Tuple.make(consuming: (code.positionalCount..<positionals).map(take)) : Tuple.empty
      window[next] = rest.value
      next += 1
    }
    var surplus: Dict?
    if code.flags.contains(.variadicKeywords) {
      let dict = Dict.make()
      window[next] = dict.value
      surplus = dict
    }
    // Keywords.
    for keyword in 0..<nameCount {
      let nameValue = Tuple(names)[keyword]
      guard nameValue.isStr else { throw raise(.typeError, "keywords must be strings") }
      let name = Str(nameValue)
      var target = -1
      for index in code.positionalOnlyCount..<max(code.positionalOnlyCount, named)
      where code.localNameValues[index].bits == nameValue.bits {
        target = index
        break
      }
      if target < 0 {
        for index in code.positionalOnlyCount..<max(code.positionalOnlyCount, named)
        where Str(code.localNameValues[index]) == name {
          target = index
          break
        }
      }
      if target < 0 {
        if let surplus {
          let value = take(positionals + keyword)
          surplus.set(name, consuming: value)
          continue
        }
        try checkPositionalOnly(function, code, names)
        throw raise(
          .typeError,
          "\(nameOf(function))() got an unexpected keyword argument '\(name.text)'")
      }
      guard window[target].isUnbound else {
        throw raise(
          .typeError, "\(nameOf(function))() got multiple values for argument '\(name.text)'")
      }
      window[target] = take(positionals + keyword)
    }
    if positionals > code.positionalCount && !code.flags.contains(.variadic) {
      throw tooManyPositional(function, code, positionals, window)
    }
    try fillIn(function, code, window, positionals)
  }

  /// Gives parameters without an argument their defaults.
  private static func fillIn(
    _ function: UnsafeMutablePointer<FunctionCell>, _ code: Code,
    _ window: UnsafeMutablePointer<Value>, _ positionals: Int
  ) throws(Raised) {
    let named = code.positionalCount + code.keywordOnlyCount
    if positionals < code.positionalCount {
      let defaults = function.pointee.defaults
      let defaultCount = defaults.isUnbound ? 0 : Tuple(defaults).count
      let firstDefault = code.positionalCount - defaultCount
      if (0..<max(0, firstDefault)).contains(where: { window[$0].isUnbound }) {
        let missing = (0..<max(0, firstDefault)).filter { window[$0].isUnbound }
        throw missingArguments(function, code, missing, "positional")
      }
      for index in max(0, firstDefault)..<code.positionalCount where window[index].isUnbound {
        window[index] = Tuple(defaults)[index - firstDefault].retained()
      }
    }
    if code.keywordOnlyCount > 0 {
      let defaults = function.pointee.keywordDefaults
      var missing: [Int] = []
      for index in code.positionalCount..<named where window[index].isUnbound {
        let value =
          defaults.isUnbound ? .unbound : Dict(defaults).get(Str(code.localNameValues[index]))
        if value.isUnbound { missing.append(index) } else { window[index] = value.retained() }
      }
      if !missing.isEmpty {
        throw missingArguments(function, code, missing, "keyword-only")
      }
    }
  }

  private static func nameOf(_ function: UnsafeMutablePointer<FunctionCell>) -> String {
    Str(function.pointee.qualifiedName).text
  }

  private static func checkPositionalOnly(
    _ function: UnsafeMutablePointer<FunctionCell>, _ code: Code, _ names: Value
  ) throws(Raised) {
    let passed = Tuple(names).buffer.filter { name in
      (0..<code.positionalOnlyCount).contains { Str(code.localNameValues[$0]) == Str(name) }
    }
    if passed.isEmpty { return }
    let list = passed.map { Str($0).text }.joined(separator: ", ")
    throw raise(
      .typeError,
      "\(nameOf(function))() got some positional-only arguments passed as keyword arguments: '\(list)'"
    )
  }

  private static func tooManyPositional(
    _ function: UnsafeMutablePointer<FunctionCell>, _ code: Code, _ given: Int,
    _ window: UnsafeMutablePointer<Value>
  ) -> Raised {
    let defaultCount =
      function.pointee.defaults.isUnbound ? 0 : Tuple(function.pointee.defaults).count
    let keywordOnlyGiven =
      (code.positionalCount..<code.positionalCount + code.keywordOnlyCount)
      .count { !window[$0].isUnbound }
    let takes: String
    if defaultCount > 0 {
      takes = "from \(code.positionalCount - defaultCount) to \(code.positionalCount)"
    } else {
      takes = "\(code.positionalCount)"
    }
    let plural = defaultCount > 0 || code.positionalCount != 1 ? "s" : ""
    let extra =
      keywordOnlyGiven > 0
      ? " positional argument\(given != 1 ? "s" : "") (and \(keywordOnlyGiven) keyword-only argument\(keywordOnlyGiven != 1 ? "s" : ""))"
      : ""
    return raise(
      .typeError,
      "\(nameOf(function))() takes \(takes) positional argument\(plural) but \(given)\(extra) \(given == 1 && extra.isEmpty ? "was" : "were") given"
    )
  }

  private static func missingArguments(
    _ function: UnsafeMutablePointer<FunctionCell>, _ code: Code, _ missing: [Int], _ kind: String
  ) -> Raised {
    let names = missing.map { "'\(code.localNames[$0])'" }
    let list: String
    switch names.count {
    case 1: list = names[0]
    case 2: list = "\(names[0]) and \(names[1])"
    default: list = names.dropLast().joined(separator: ", ") + ", and " + names.last!
    }
    return raise(
      .typeError,
      "\(nameOf(function))() missing \(names.count) required \(kind) argument\(names.count == 1 ? "" : "s"): \(list)"
    )
  }
}
