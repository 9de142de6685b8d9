// SPDX-License-Identifier: Apache-2.0
// Exception groups as `except*` takes them apart (PEP 654).

enum ExceptionGroups {
  /// Whether it is an exception group.
  static func isGroup(_ value: Value) -> Bool {
    value.has(.exception) && value.type.isSubtype(of: ExceptionKind.baseExceptionGroup.type)
  }

  /// The exceptions in a group, borrowed: its second argument.
  static func members(_ group: Value) -> [Value] {
    let arguments = ExceptionRef(group).arguments
    guard arguments.count > 1 else { return [] }
    if arguments[1].has(.tuple) { return Array(Tuple(arguments[1]).buffer) }
    return arguments[1].has(.list) ? List(arguments[1]).elements : []
  }

  /// What does not match and what does, each None if empty; owned.
  ///
  /// A lone exception that matches becomes a group.
  static func split(_ exception: Value, _ target: Value) throws(Raised) -> (Value, Value) {
    if exception.isNone { return (.none, .none) }
    let types = target.has(.tuple) ? Array(Tuple(target).buffer) : [target]
    for type in types
    where type.has(.type) && TypeRef(type).isSubtype(of: ExceptionKind.baseExceptionGroup.type) {
      throw raise(
        .typeError, "catching ExceptionGroup with except* is not allowed. Use except instead.")
    }
    if try Machine.matches(exception, target) && !isGroup(exception) {
      let members = Tuple.make(copying: [exception])
      defer { members.value.release() }
      let type =
        exception.type.isSubtype(of: ExceptionKind.exception.type)
        ? ExceptionKind.exceptionGroup.type : ExceptionKind.baseExceptionGroup.type
      let group = try call(type.value, machine.pointee.emptyString, members.value)
      return (.none, group)
    }
    guard isGroup(exception) else { return (exception.retained(), .none) }
    return try splitGroup(exception) { member throws(Raised) in try Machine.matches(member, target)
    }
  }

  /// Splits a group by a condition on its leaves.
  static func splitGroup(_ group: Value, _ matches: (Value) throws(Raised) -> Bool) throws(Raised)
    -> (Value, Value)
  {
    if try matches(group) { return (.none, group.retained()) }
    var (rest, part): ([Value], [Value]) = ([], [])
    defer { for value in rest + part { value.release() } }
    for member in members(group) {
      if isGroup(member) {
        let (a, b) = try splitGroup(member, matches)
        if !a.isNone { rest.append(a) }
        if !b.isNone { part.append(b) }
      } else if try matches(member) {
        part.append(member.retained())
      } else {
        rest.append(member.retained())
      }
    }
    return (try derive(group, rest), try derive(group, part))
  }

  /// A group like `group` with other members, by its `derive`; None for no members.
  ///
  /// Owned.
  static func derive(_ group: Value, _ members: [Value]) throws(Raised) -> Value {
    if members.isEmpty { return .none }
    let list = List.make(copying: members)
    defer { list.value.release() }
    let name = Value.interned("derive")
    defer { name.release() }
    let result = try callMethod(group, Str(name), [list.value])
    guard result.has(.exception) else { return result }
    let (old, new) = (ExceptionRef(group).cell, ExceptionRef(result).cell)
    new.pointee.traceback.release()
    new.pointee.traceback = old.pointee.traceback.retained()
    new.pointee.cause.release()
    new.pointee.cause = old.pointee.cause.retained()
    new.pointee.context.release()
    new.pointee.context = old.pointee.context.retained()
    if let notes = existingDictionary(of: group)?.get(.notes), notes.has(.list) {
      let copy = List.make(copying: List(notes).elements)
      ExceptionRef(result).attributes.set(Name.notes.str, copy.value)
      copy.value.release()
    }
    return result
  }

  /// What `except*` raises in the end: those raised in its clauses and what no clause took; None if nothing.
  ///
  /// Owned.
  static func combine(_ original: Value, _ raised: List) throws(Raised) -> Value {
    let left = raised.elements.filter { !$0.isNone }
    if left.isEmpty { return .none }
    if !isGroup(original) { return left[0].retained() }
    if left.count == 1 { return left[0].retained() }
    // Parts of the original, raised again, are one group; new exceptions stand beside it.
    let members = List.make(copying: left)
    defer { members.value.release() }
    let allOrdinary = left.allSatisfy { $0.type.isSubtype(of: ExceptionKind.exception.type) }
    let type =
      allOrdinary ? ExceptionKind.exceptionGroup.type : ExceptionKind.baseExceptionGroup.type
    return try call(type.value, machine.pointee.emptyString, members.value)
  }
}
