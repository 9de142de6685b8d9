// SPDX-License-Identifier: Apache-2.0
// What the language does with any object: truth, equality, hash, repr, length, items, iteration.

// MARK: Truth, equality, hash

/// `bool(value)`.
@inline(__always) func isTrue(_ value: Value) throws(Raised) -> Bool {
  switch value.tag {
  case .bool, .int: return value.bits != 0
  case .none, .unbound: return false
  case .float: return value.asFloat != 0
  default: return try isTrueSlowly(value)
  }
}

@inline(never) private func isTrueSlowly(_ value: Value) throws(Raised) -> Bool {
  if value.tag == .ellipsis || value.isNotImplemented { return true }
  if value.isObject {
    switch value.header.pointee.exactLayout {
    case .str: return Str(value).count != 0
    case .list: return List(value).count != 0
    case .tuple: return Tuple(value).count != 0
    case .dict: return Dict(value).count != 0
    case .bigInt: return true
    default: break
    }
  }
  let type = value.type
  if stackIsLow() { throw recursionError() }
  if let slot = type.slots.truth { return try slot(value) }
  if let slot = type.slots.length { return try slot(value) != 0 }
  return true
}

/// `a == b` as containers compare: identical objects are equal.
func isEqual(_ a: Value, _ b: Value) throws(Raised) -> Bool {
  if a.isIdentical(to: b) && a.tag != .float { return true }
  if a.isIdentical(to: b) { return true }
  if a.tag == .int && b.tag == .int { return false }
  return try compareTruth(.equal, a, b)
}

/// `hash(value)`.
func hash(of value: Value) throws(Raised) -> Int {
  switch value.tag {
  case .int: return hashOfInt(value.asInt)
  case .bool: return value.asInt
  case .none: return 0xfca8_6420
  case .ellipsis: return 0x1c93_51aa
  case .notImplemented: return 0x1c93_51ab
  case .object:
    if value.header.pointee.exactLayout == .str { return Str(value).hash }
  default: break
  }
  // Through the type each time: a copy of the slots would count all their closures.
  let type = value.type
  guard !type.slots.isUnhashable, let slot = type.slots.hash else {
    throw raise(.typeError, "unhashable type: '\(value.type.name)'")
  }
  if stackIsLow() { throw recursionError() }
  return try slot(value)
}

/// Integers hash to themselves modulo 2⁶¹ − 1, and never to −1: Python's library reference, "Hashing of numeric types".
@inline(__always) func hashOfInt(_ value: Int) -> Int {
  let modulus = (1 << 61) - 1
  if value >= 0 && value < modulus { return value }
  let magnitude = value.magnitude % UInt(modulus)
  let hash = value < 0 ? -Int(magnitude) : Int(magnitude)
  return hash == -1 ? -2 : hash
}

// MARK: Text

/// `repr(value)`; owned, a string.
func repr(_ value: Value) throws(Raised) -> Value {
  guard let slot = value.type.slots.repr else { return .string("<object>") }
  try enterNested(" while getting the repr of an object")
  defer { machine.pointee.depth -= 1 }
  let result = try slot(value)
  guard result.isStr else {
    defer { result.release() }
    throw raise(
      .typeError, "__repr__ returned non-string (type \(result.type.name))")
  }
  return result
}

/// `str(value)`; owned, a string.
func str(_ value: Value) throws(Raised) -> Value {
  if value.isExactly(.str) { return value.retained() }
  if value.tag == .int { return Str.decimal(value.asInt) }
  guard let slot = value.type.slots.str else { return try repr(value) }
  try enterNested(" while getting the str of an object")
  defer { machine.pointee.depth -= 1 }
  let result = try slot(value)
  guard result.isStr else {
    defer { result.release() }
    throw raise(.typeError, "__str__ returned non-string (type \(result.type.name))")
  }
  return result
}

/// `repr(value)` for Swift.
func reprText(_ value: Value) throws(Raised) -> String {
  let result = try repr(value)
  defer { result.release() }
  return Str(result).text
}

func strText(_ value: Value) throws(Raised) -> String {
  let result = try str(value)
  defer { result.release() }
  return Str(result).text
}

// MARK: Containers

/// `len(value)`.
func length(_ value: Value) throws(Raised) -> Int {
  if value.isObject {
    switch value.header.pointee.exactLayout {
    case .list: return List(value).count
    case .tuple: return Tuple(value).count
    case .str: return Str(value).count
    case .dict: return Dict(value).count
    default: break
    }
  }
  guard let slot = value.type.slots.length else {
    throw raise(.typeError, "object of type '\(value.type.name)' has no len()")
  }
  if stackIsLow() { throw recursionError() }
  return try slot(value)
}

/// `object[key]`; owned.
func getItem(_ object: Value, _ key: Value) throws(Raised) -> Value {
  if let slot = object.type.slots.getItem {
    if stackIsLow() { throw recursionError() }
    return try slot(object, key)
  }
  if object.has(.type) { return try classGetItem(object, key) }
  throw raise(.typeError, "'\(object.type.name)' object is not subscriptable")
}

/// `C[key]`: `__class_getitem__`.
private func classGetItem(_ object: Value, _ key: Value) throws(Raised) -> Value {
  if let method = try getOptionalAttribute(object, .classGetItem) {
    defer { method.release() }
    return try call(method, key)
  }
  if TypeRef(object) == machine.pointee.types.type { return GenericAlias.make(object, key) }
  throw raise(.typeError, "type '\(TypeRef(object).name)' is not subscriptable")
}

/// `object[key] = value`, or `del object[key]` with an unbound value.
func setItem(_ object: Value, _ key: Value, _ value: Value) throws(Raised) {
  guard let slot = object.type.slots.setItem else {
    let verb = value.isUnbound ? "deletion" : "assignment"
    throw raise(
      .typeError,
      "'\(object.type.name)' object \(value.isUnbound && object.type.slots.length != nil ? "doesn't" : "does not") support item \(verb)"
    )
  }
  try slot(object, key, value)
}

/// `key in container`.
func contains(_ container: Value, _ key: Value) throws(Raised) -> Bool {
  if stackIsLow() { throw recursionError() }
  if let slot = container.type.slots.contains { return try slot(container, key) }
  let iterator: Value
  do throws(Raised) {
    iterator = try iterate(container)
  } catch {
    guard raisedIs(.typeError) else { throw error }
    takeRaised().release()
    throw raise(.typeError, "argument of type '\(container.type.name)' is not iterable")
  }
  defer { iterator.release() }
  while true {
    let element = try next(iterator)
    if element.isUnbound { return false }
    defer { element.release() }
    if try isEqual(element, key) { return true }
  }
}

// MARK: Iteration

/// `iter(value)`; owned.
func iterate(_ value: Value) throws(Raised) -> Value {
  let type = value.type
  if let slot = type.slots.iterate {
    if stackIsLow() { throw recursionError() }
    let iterator = try slot(value)
    if iterator.type.slots.next == nil {
      defer { iterator.release() }
      throw raise(
        .typeError, "iter() returned non-iterator of type '\(iterator.type.name)'")
    }
    return iterator
  }
  if type.slots.getItem != nil && !value.has(.dict) {
    return .native(SequenceIterator(value), machine.pointee.types.sequenceIterator)
  }
  throw raise(.typeError, "'\(value.type.name)' object is not iterable")
}

/// The next element of an iterator; owned, unbound at the end.
func next(_ iterator: Value) throws(Raised) -> Value {
  if iterator.tag == .object {
    switch iterator.header.pointee.layout {
    case .rangeIterator:
      let cell = iterator.cell(as: RangeIteratorCell.self)
      if cell.pointee.remaining <= 0 { return .unbound }
      let value = cell.pointee.next
      cell.pointee.remaining &-= 1
      cell.pointee.next = value &+ cell.pointee.step
      return Value(value)
    case .generator where iterator.cell(as: GeneratorCell.self).pointee.kind == .generator:
      return try Machine.send(Generator(iterator), .none)
    case .dictIterator: return try IteratorTypes.nextOfDict(iterator)
    case .strIterator: return StrType.next(iterator)
    default: break
    }
  }
  guard let slot = iterator.type.slots.next else {
    throw raise(.typeError, "'\(iterator.type.name)' object is not an iterator")
  }
  // Iterators over iterators, of any depth.
  if stackIsLow() { throw recursionError() }
  return try slot(iterator)
}

/// Runs `body` with each element, borrowed, until it returns false.
func forEach(_ iterable: Value, _ body: (Value) throws(Raised) -> Bool) throws(Raised) {
  if iterable.isExactly(.tuple) {
    iterable.retained()
    defer { iterable.release() }
    for element in Tuple(iterable).buffer where try !body(element) { return }
    return
  }
  if iterable.isExactly(.list) {
    iterable.retained()
    defer { iterable.release() }
    var index = 0
    while index < List(iterable).count {
      let element = List(iterable).element(index)
      defer { element.release() }
      if try !body(element) { return }
      index += 1
    }
    return
  }
  let iterator = try iterate(iterable)
  defer { iterator.release() }
  while true {
    let element = try next(iterator)
    if element.isUnbound { return }
    defer { element.release() }
    if try !body(element) { return }
  }
}

/// All elements, each owned: the caller releases them.
func collect(_ iterable: Value) throws(Raised) -> [Value] {
  try checkMemory(forElementsOf: iterable)
  var elements: [Value] = []
  if iterable.isExactly(.list) {
    elements.reserveCapacity(List(iterable).count)
  } else if iterable.isExactly(.tuple) {
    elements.reserveCapacity(Tuple(iterable).count)
  }
  do throws(Raised) {
    try forEach(iterable) { element throws(Raised) in
      elements.append(element.retained())
      return true
    }
  } catch {
    for element in elements { element.release() }
    throw error
  }
  return elements
}

/// An iterator over an object that has `__getitem__` only.
class SequenceIterator: PositionedIterator {
  /// The element at an index, or the IndexError that ends the iteration; owned.
  func element(_ sequence: Value, _ index: Int) throws(Raised) -> Value {
    try getItem(sequence, Value(index))
  }

  override final func next() throws(Raised) -> Value {
    guard !source.isUnbound else { return .unbound }
    if index == Int.max { throw raise(.overflowError, "iter index too large") }
    let sequence = source.retained()
    defer { sequence.release() }
    do throws(Raised) {
      let element = try element(sequence, index)
      index += 1
      return element
    } catch {
      guard raisedIs(.indexError) || raisedIs(.stopIteration) else { throw error }
      takeRaised().release()
      clearReferences()
      return .unbound
    }
  }

  override final func count() throws(Raised) -> Int? {
    source.type.slots.length == nil ? nil : try length(source)
  }
}

// MARK: BoundArguments

/// The value as a machine integer, through `__index__`.
func indexValue(_ value: Value) throws(Raised) -> Int {
  if value.tag == .int || value.tag == .bool { return value.asInt }
  let integer = try index(value)
  defer { integer.release() }
  guard integer.unboxed.tag == .int || integer.unboxed.tag == .bool else {
    throw raise(
      .indexError, "cannot fit '\(value.type.name)' into an index-sized integer")
  }
  return integer.unboxed.asInt
}

/// The value as a size: OverflowError where `indexValue` says that it is no index.
func sizeValue(_ value: Value) throws(Raised) -> Int {
  do throws(Raised) { return try indexValue(value) } catch {
    try swallow(.indexError, error)
    throw raise(.overflowError, "Python int too large to convert to C ssize_t")
  }
}

/// `operator.index(value)`: an int of any size; owned.
func index(_ value: Value) throws(Raised) -> Value {
  if value.tag == .int || value.has(.bigInt) { return value.retained() }
  if value.tag == .bool { return Value(value.asInt) }
  if value.has(.boxedInt) { return value.unboxed.retained() }
  guard let slot = value.type.slots.index else {
    throw raise(
      .typeError, "'\(value.type.name)' object cannot be interpreted as an integer")
  }
  let result = try slot(value)
  guard result.isInteger else {
    defer { result.release() }
    throw raise(.typeError, "__index__ returned non-int (type \(result.type.name))")
  }
  return result
}

/// Whether an object is an instance of a type, without asking the type's own `__instancecheck__`.
@inline(__always) func isInstance(_ value: Value, _ type: TypeRef) -> Bool {
  value.type.isSubtype(of: type)
}
