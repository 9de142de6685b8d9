// SPDX-License-Identifier: Apache-2.0
// `__bases__ = …`: other bases for a class that exists.

extension Classes {
  nonisolated(unsafe) private static var isFindingOrders = false
  /// The class in the making whose order is being found: it has none yet.
  nonisolated(unsafe) private(set) static var incomplete: TypeRef?

  /// The order of a class in the making where its metatype has a say.
  static func firstOrder(_ type: TypeRef) throws(Raised) -> [TypeRef]? {
    let outer = incomplete
    incomplete = type
    defer { incomplete = outer }
    return try ownOrder(type, natural: type.cell.pointee.linearization)
  }

  /// Puts other bases, borrowed, in the place of a script class's, and finds all orders of resolution anew that depend on them.
  static func setBases(_ type: TypeRef, _ value: Value) throws(Raised) {
    guard type.flags.contains(.heapType) else {
      throw raise(
        .typeError, "cannot set '__bases__' attribute of immutable type '\(type.name)'")
    }
    guard value.has(.tuple) else {
      throw raise(
        .typeError, "can only assign tuple to \(type.name).__bases__, not \(value.type.name)")
    }
    guard Tuple(value).count > 0 else {
      throw raise(.typeError, "can only assign non-empty tuple to \(type.name).__bases__, not ()")
    }
    for base in Tuple(value).buffer {
      guard base.has(.type) else {
        throw raise(
          .typeError,
          "\(type.name).__bases__ must be tuple of classes, not '\(base.type.name)'")
      }
      if TypeRef(base).isSubtype(of: type) {
        throw raise(.typeError, "a __bases__ item causes an inheritance cycle")
      }
    }
    let bases = Tuple(value).buffer.map { TypeRef($0) }
    let best = try bestBase(bases)
    let old = type.cell.pointee
    guard let oldBase = old.base, sharesLayout(oldBase, with: best),
      sharesLayout(best, with: oldBase)
    else {
      throw raise(
        .typeError,
        "__bases__ assignment: '\(best.name)' object layout differs from '\(old.base?.name ?? "")'")
    }
    // A metatype's `mro` that changed bases meanwhile could tie the classes into a ring.
    if isFindingOrders {
      throw raise(.typeError, "__bases__ cannot be set while the order of classes is being found")
    }
    isFindingOrders = true
    defer { isFindingOrders = false }
    type.cell.pointee.bases = value
    var changed: [(TypeRef, [TypeRef])] = []
    do throws(Raised) {
      try relinearize(type, &changed)
    } catch {
      type.cell.pointee.bases = old.bases
      for (type, order) in changed { type.cell.pointee.linearization = order }
      throw error
    }
    value.retained()
    type.cell.pointee.base = best
    for base in Tuple(old.bases).buffer {
      TypeRef(base).cell.pointee.subtypes.removeAll { $0 == type }
    }
    for base in bases { base.cell.pointee.subtypes.append(type) }
    old.bases.release()
    ScriptSlots.update(type)
    type.touch()
  }

  /// The order that a metatype's own `mro` finds; nil if it has none.
  private static func ownOrder(_ type: TypeRef, natural: [TypeRef]) throws(Raised) -> [TypeRef]? {
    let metatype = type.value.type
    guard metatype != machine.pointee.types.type else { return nil }
    let name = Value.interned("mro")
    defer { name.release() }
    let found = lookupInType(metatype, Str(name))
    guard !found.isIdentical(to: machine.pointee.types.type.dict.get(Str(name))) else {
      return nil
    }
    let method = try bind(found, type.value, metatype)
    defer { method.release() }
    let result = try call(method)
    defer { result.release() }
    let classes = try collect(result)
    defer { for value in classes { value.release() } }
    guard let base = type.cell.pointee.base else { return nil }
    for value in classes {
      guard value.has(.type) else {
        throw raise(.typeError, "mro() returned a non-class ('\(value.type.name)')")
      }
      let layout = TypeRef(value).cell.pointee.layout
      if TypeRef(value) != type, layout != base.cell.pointee.layout, layout != .instance,
        !base.isSubtype(of: TypeRef(value))
      {
        throw raise(
          .typeError,
          "mro() returned base with unsuitable layout ('\(TypeRef(value).name)')")
      }
    }
    // Classes that are no bases stay: nothing else may hold them.
    type.cell.pointee.flags.insert(.hasOwnOrder)
    for value in classes where !natural.contains(TypeRef(value)) { value.retained() }
    return classes.map { TypeRef($0) }
  }

  /// Orders of a class and its subclasses; `changed` gets what they were.
  private static func relinearize(_ type: TypeRef, _ changed: inout [(TypeRef, [TypeRef])])
    throws(Raised)
  {
    let bases = Tuple(type.cell.pointee.bases).buffer.map { TypeRef($0) }
    let order = try linearize(type.name, bases)
    changed.append((type, type.cell.pointee.linearization))
    type.cell.pointee.linearization = try ownOrder(type, natural: [type] + order) ?? [type] + order
    for subtype in type.cell.pointee.subtypes where subtype.flags.contains(.heapType) {
      try relinearize(subtype, &changed)
    }
  }
}
