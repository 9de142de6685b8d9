// SPDX-License-Identifier: Apache-2.0
// Displays, unpacking, formatting, functions: what builds objects from registers.

extension Machine {
  @inline(never)
  static func build(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    let first = R + Int(i.b)
    let count = Int(i.c)
    /// Takes the elements out of their registers.
    func elements(_ count: Int) -> UnsafeMutableBufferPointer<Value> {
      UnsafeMutableBufferPointer(start: first, count: count)
    }
    func clear(_ count: Int) {
      for index in 0..<count { first[index].tag = .unbound }
    }
    let result: Value
    switch i.opcode {
    case .buildSlice:
      result = .slice(first[0], first[1], first[2])
      for index in 0..<3 {
        let value = first[index]
        first[index].tag = .unbound
        value.release()
      }
    case .buildTuple:
      result = Tuple.make(consuming: elements(count)).value
      clear(count)
    case .buildList:
      result = List.make(consuming: elements(count)).value
      clear(count)
    case .buildSet:
      let set = SetRef.make()
      do throws(Raised) {
        for index in 0..<count { try set.add(first[index]) }
      } catch {
        set.value.release()
        throw error
      }
      for index in 0..<count {
        let value = first[index]
        first[index].tag = .unbound
        value.release()
      }
      result = set.value
    case .buildMap:
      let dict = Dict.make(capacity: count)
      do throws(Raised) {
        for index in 0..<count { try dict.set(first[index * 2], first[index * 2 + 1]) }
      } catch {
        dict.value.release()
        throw error
      }
      for index in 0..<count * 2 {
        let value = first[index]
        first[index].tag = .unbound
        value.release()
      }
      result = dict.value
    case .buildString:
      result = Str.join(elements(count)).value
      for index in 0..<count {
        let value = first[index]
        first[index].tag = .unbound
        value.release()
      }
    case .listAppend:
      List(R[Int(i.a)]).append(consuming: try take(i, R, K))
      return
    case .listExtend:
      let source = try bound(operandB(i, R, K), i.b, frame)
      if source.type.slots.iterate == nil && source.type.slots.getItem == nil {
        throw raise(
          .typeError, "Value after * must be an iterable, not \(source.type.name)")
      }
      try List(R[Int(i.a)]).extend(source)
      consumeB(i, R)
      return
    case .listToTuple:
      let list = List(R[Int(i.b)])
      result = Tuple.make(copying: list.elements).value
      R[Int(i.b)].tag = .unbound
      list.value.release()
    case .setAdd:
      try SetRef(R[Int(i.a)]).add(bound(operandB(i, R, K), i.b, frame))
      consumeB(i, R)
      return
    case .setUpdate:
      let set = SetRef(R[Int(i.a)])
      try forEach(bound(operandB(i, R, K), i.b, frame)) { element throws(Raised) in
        try set.add(element)
        return true
      }
      consumeB(i, R)
      return
    case .mapAdd:
      try Dict(R[Int(i.a)]).set(
        bound(operandB(i, R, K), i.b, frame), bound(operandC(i, R, K), i.c, frame))
      consumeBC(i, R)
      return
    case .mapUpdate:
      let source = try bound(operandB(i, R, K), i.b, frame)
      try Dict(R[Int(i.a)]).update(mapping: source) {
        raise(.typeError, "'\(source.type.name)' object is not a mapping")
      }
      consumeB(i, R)
      return
    default:  // mapMerge
      let source = try bound(operandB(i, R, K), i.b, frame)
      let function = try functionText(R[Int(i.c)])
      let target = Dict(R[Int(i.a)])
      let addition = Dict.make()
      defer { addition.value.release() }
      try addition.update(mapping: source) {
        raise(
          .typeError,
          "\(function) argument after ** must be a mapping, not \(source.type.name)")
      }
      for (key, value) in addition.items {
        guard key.isStr else { throw raise(.typeError, "keywords must be strings") }
        if target.position(of: Str(key)) >= 0 {
          throw raise(
            .typeError,
            "\(function) got multiple values for keyword argument '\(Str(key).text)'")
        }
        try target.set(key, value)
      }
      consumeB(i, R)
      return
    }
    (R + Int(i.a)).replace(with: result)
  }

  @inline(never)
  static func format(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window,
    _ conversion: Int
  ) throws(Raised) {
    let value = try bound(operandB(i, R, K), i.b, frame)
    let specification = operandC(i, R, K)
    var converted = value
    switch UInt8(truncatingIfNeeded: conversion) {
    case UInt8(ascii: "s"): converted = try str(value)
    case UInt8(ascii: "r"): converted = try repr(value)
    case UInt8(ascii: "a"): converted = try ascii(value)
    default: value.retained()
    }
    defer { converted.release() }
    let result: Value
    if specification.isNone {
      // Ints too are what `str` says.
      result =
        converted.tag == .int
        ? Str.decimal(converted.asInt)
        : converted.isExactly(.str)
          ? converted.retained() : try formatted(converted, Str(machine.pointee.emptyString))
    } else {
      result = try formatted(converted, Str(specification))
    }
    consumeBC(i, R)
    (R + Int(i.a)).replace(with: result)
  }

  // MARK: Unpacking

  @inline(never)
  static func unpack(_ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window)
    throws(Raised)
  {
    let source = try bound(R[Int(i.b)], i.b, frame)
    let count = Int(i.c)
    let target = R + Int(i.a)
    if source.isExactly(.tuple), Tuple(source).count == count {
      // The source may be one of the targets.
      source.retained()
      consumeB(i, R)
      for index in 0..<count { (target + index).replace(with: Tuple(source)[index].retained()) }
      source.release()
      return
    }
    // Releasing what a target held might run code that changes the list.
    if source.isExactly(.list), List(source).count == count,
      (0..<count).allSatisfy({ target[$0].tag != .object })
    {
      let list = List(source.retained())
      consumeB(i, R)
      for index in 0..<count { target[index] = list.element(index) }
      source.release()
      return
    }
    let elements = try take(count, of: source)
    consumeB(i, R)
    for index in 0..<count { (target + index).replace(with: elements[index]) }
  }

  /// Exactly `count` owned elements of an iterable.
  private static func take(_ count: Int, of source: Value) throws(Raised) -> [Value] {
    if source.type.slots.iterate == nil && source.type.slots.getItem == nil {
      throw raise(.typeError, "cannot unpack non-iterable \(source.type.name) object")
    }
    let iterator = try iterate(source)
    defer { iterator.release() }
    var elements: [Value] = []
    do throws(Raised) {
      while true {
        let element = try next(iterator)
        if element.isUnbound { break }
        elements.append(element)
        if elements.count > count {
          if let known = knownLength(source) {
            throw raise(.valueError, "too many values to unpack (expected \(count), got \(known))")
          }
          throw raise(.valueError, "too many values to unpack (expected \(count))")
        }
      }
      if elements.count < count {
        throw raise(
          .valueError, "not enough values to unpack (expected \(count), got \(elements.count))")
      }
    } catch {
      for element in elements { element.release() }
      throw error
    }
    return elements
  }

  /// CPython up to 3.13 names no length in this message.
  private static func knownLength(_ source: Value) -> Int? { nil }

  @inline(never)
  static func unpackStarred(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, before: Int, after: Int
  ) throws(Raised) {
    let source = try bound(R[Int(i.b)], i.b, frame)
    if source.type.slots.iterate == nil && source.type.slots.getItem == nil {
      throw raise(.typeError, "cannot unpack non-iterable \(source.type.name) object")
    }
    let elements = try collect(source)
    if elements.count < before + after {
      let given = elements.count
      for element in elements { element.release() }
      throw raise(
        .valueError,
        "not enough values to unpack (expected at least \(before + after), got \(given))")
    }
    consumeB(i, R)
    let target = R + Int(i.a)
    let middle = elements.count - before - after
    for index in 0..<before { (target + index).replace(with: elements[index]) }
    let rest = List.make(consuming: elements[before..<(before + middle)])
    (target + before).replace(with: rest.value)
    for index in 0..<after {
      (target + before + 1 + index).replace(with: elements[before + middle + index])
    }
  }

  // MARK: Functions

  static func makeFunction(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) {
    let first = R + Int(i.b)
    /// One of the four operands, if the flags name it; consumed.
    func part(_ index: Int) -> Value {
      guard i.flags.rawValue >> UInt8(index) & 1 != 0 else { return .unbound }
      let value = first[index]
      first[index].tag = .unbound
      return value
    }
    let parts = (0..<4).map(part)
    defer { for part in parts { part.release() } }
    let code = K[Int(i.c)].cell(as: CodeCell.self).pointee.code.takeUnretainedValue()
    let function = Function.make(
      code, globals: frame.pointee.globals, closure: parts[3], defaults: parts[0],
      keywordDefaults: parts[1], annotations: parts[2])
    (R + Int(i.a)).replace(with: function.value)
  }
}

extension List {
  /// Appends all elements of an iterable.
  func extend(_ source: Value) throws(Raised) {
    if source.has(.list) {
      // May be the list itself.
      let count = List(source).count
      reserve(self.count + count)
      for index in 0..<count { append(consuming: List(source).element(index)) }
      return
    }
    try checkMemory(forElementsOf: source)
    try forEach(source) { element throws(Raised) in
      append(element)
      return true
    }
  }
}

extension Dict {
  /// Adds all items of a mapping: a dict, or anything with `keys()`; else raises `otherwise`.
  func update(mapping source: Value, otherwise: () -> Raised) throws(Raised) {
    if source.isExactly(.dict) {
      return try merge(Dict(source))
    }
    guard let keys = try getOptionalAttribute(source, .keys) else { throw otherwise() }
    defer { keys.release() }
    let list = try call(keys)
    defer { list.release() }
    try forEach(list) { key throws(Raised) in
      let value = try getItem(source, key)
      defer { value.release() }
      try set(key, value)
      return true
    }
  }
}

extension Str {
  /// The strings one after the other; owned.
  static func join(_ parts: some Collection<Value>) -> Str {
    if parts.count == 1, let only = parts.first, only.isExactly(.str) {
      return Str(only.retained())
    }
    var (count, isWide, isASCII) = (0, false, true)
    for part in parts {
      let part = Str(part)
      count += part.count
      isWide = isWide || part.isWide
      isASCII = isASCII && part.isASCII
    }
    if count == 0 { return Str(machine.pointee.emptyString.retained()) }
    let result =
      isWide ? allocate(wide: count) : allocate(narrow: count, ascii: isASCII)
    var offset = 0
    for part in parts {
      result.copy(Str(part), at: offset)
      offset += Str(part).count
    }
    return result
  }

  /// Copies another string's code points, which must fit this one's width, to a place in this one, which is being made.
  func copy(_ other: Str, at offset: Int) {
    if !isWide {
      (bytes + offset).update(from: other.bytes, count: other.count)
    } else if other.isWide {
      (words + offset).update(from: other.words, count: other.count)
    } else {
      for index in 0..<other.count { words[offset + index] = UInt32(other.bytes[index]) }
    }
  }
}
