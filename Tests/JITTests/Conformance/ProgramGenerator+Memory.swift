// SPDX-License-Identifier: Apache-2.0
// Random loads and stores, each with the memory it needs and not a byte more.

import JIT

extension ProgramGenerator {
  private mutating func region(_ element: Element, bytes: Int, stored: Bool) -> Int {
    regions.append(
      GeneratedCase.Region(element: element, bytes: bytes, isStored: stored))
    return regions.count - 1
  }

  private mutating func pointer(_ region: Int, offset: Int) -> Value {
    slots.append(.pointer(region: region, offset: offset))
    return b.argument(slots.count - 1, .ptr)
  }

  /// True while there are areas left; those that one operation needs together find some in reserve.
  private var hasRoom: Bool { regions.count < 26 }

  /// A pointer to this row of a new region for elements `stride` bytes apart.
  ///
  /// `width` is the number of bytes used at each of them.
  private mutating func rowPointer(
    _ element: Element, stride: Int, stored: Bool, width: Int? = nil
  ) -> (Int, Value) {
    let span = count == 0 ? 0 : abs(stride) * (count - 1) + (width ?? element.size)
    let padding = random.pick([0, 0, element.size, 3])
    let rowStride = !stored && random.once(in: 4) ? 0 : span + padding
    let bytes = rows == 0 ? 0 : rowStride * (rows - 1) + span
    let region = region(element, bytes: bytes, stored: stored)
    let first = stride < 0 && count > 0 ? -stride * (count - 1) : 0
    var address = pointer(region, offset: rows == 0 ? 0 : first)
    if let row {
      let step =
        random.once(in: 2)
        ? b.constant(rowStride, .i64) : argument(UInt64(bitPattern: Int64(rowStride)), .i64)
      address = b.add(address, b.mul(row, step))
    }
    return (region, address)
  }

  private mutating func strideValue(_ stride: Int) -> Value {
    random.once(in: 2)
      ? b.constant(stride, .i64) : argument(UInt64(bitPattern: Int64(stride)), .i64)
  }

  /// Byte offsets of some elements of a table of `1 << log` elements.
  private mutating func offsets(_ element: Element, log: Int) -> Value {
    let known = varying[Int(Element.i64.rawValue)]
    let index = known.isEmpty || random.once(in: 2) ? b.lane() : random.pick(known)
    let inside = b.and(index, b.constant((1 << log) - 1, .i64))
    return b.mul(inside, b.constant(element.size, .i64))
  }

  mutating func load(_ element: Element) -> Value {
    guard hasRoom else {
      let lanes = b.lane()
      let value = b.convert(lanes, to: element)
      keep(value, fuzzy: false)
      return value
    }
    let value: Value
    switch random.below(7) {
    case 2:
      return loadRecord(element)
    case 0:
      let size = element.size
      let stride = random.pick([size, -size, 0, 2 * size, size + 1, -3 * size, 5])
      let (_, address) = rowPointer(element, stride: stride, stored: false)
      value = b.load(address, stride: strideValue(stride), element)
    case 1:
      let log = random.below(6)
      let table = region(element, bytes: element.size << log, stored: false)
      let offset = offsets(element, log: log)
      value = b.gather(pointer(table, offset: 0), offset: offset, element)
    default:
      let (_, address) = rowPointer(element, stride: element.size, stored: false)
      value = b.load(address, element)
    }
    keep(value, fuzzy: false)
    return value
  }

  /// Loads the members of a record, in any order, perhaps not all of them; returns one.
  private mutating func loadRecord(_ element: Element) -> Value {
    let members = 2 + random.below(4)
    let stride = members * element.size
    let (_, address) = rowPointer(element, stride: stride, stored: false, width: stride)
    var value: Value?
    for place in shuffled(members) {
      if random.once(in: 12) { continue }
      let member = b.add(address, b.constant(place * element.size, .i64))
      value = b.load(member, stride: b.constant(stride, .i64), element)
      keep(value!, fuzzy: false)
    }
    return value ?? b.constant(bits: 1, element)
  }

  /// Stores the members of a record.
  private mutating func storeRecord(_ element: Element) {
    let members = 2 + random.below(4)
    let stride = members * element.size
    let (target, address) = rowPointer(element, stride: stride, stored: true, width: stride)
    for place in shuffled(members) {
      if random.once(in: 12) { continue }
      let value = operand(element)
      let member = b.add(address, b.constant(place * element.size, .i64))
      b.store(member, stride: b.constant(stride, .i64), value)
      regions[target].isFuzzy = regions[target].isFuzzy || fuzzy.contains(value)
    }
  }

  private mutating func shuffled(_ count: Int) -> [Int] {
    var places = Array(0..<count)
    if random.once(in: 2) { return places }
    for index in places.indices { places.swapAt(index, random.below(count)) }
    return places
  }

  mutating func loadUniform(_ element: Element) -> Value {
    guard hasRoom else { return b.constant(bits: 1, element) }
    let offset = random.pick([0, 8, -8, 100])
    let cell = region(element, bytes: element.size, stored: false)
    return b.loadUniform(pointer(cell, offset: -offset), at: offset, element)
  }

  mutating func storeUniform(_ value: Value) {
    guard hasRoom else { return }
    let offset = random.pick([0, 8, -8, 100])
    let cell = region(b.element(of: value), bytes: b.element(of: value).size, stored: true)
    regions[cell].isFuzzy = fuzzy.contains(value)
    b.storeUniform(pointer(cell, offset: -offset), at: offset, value)
  }

  /// Stores some value of the body: in place of something loaded, or to a region of its own.
  mutating func store() {
    guard hasRoom else { return }
    let element = random.pick(Self.data)
    var target: Int
    var value: Value
    switch random.below(7) {
    case 3:
      return storeRecord(element)
    case 0:
      value = operand(element)
      let stride = random.pick([element.size, -element.size, 2 * element.size, element.size + 1])
      let address: Value
      (target, address) = rowPointer(element, stride: stride, stored: true)
      b.store(address, stride: strideValue(stride), value)
    case 1:
      value = operand(element)
      let log = random.below(6)
      target = region(element, bytes: element.size << log, stored: true)
      let offset = offsets(element, log: log)
      b.scatter(pointer(target, offset: 0), offset: offset, value)
    case 2:
      let address: Value
      (target, address) = rowPointer(element, stride: element.size, stored: true)
      let old = b.load(address, element)
      keep(old, fuzzy: false)
      value = operand(element)
      if let sum = sum(old, value) { value = sum }
      b.store(address, value)
    default:
      value = operand(element)
      let address: Value
      (target, address) = rowPointer(element, stride: element.size, stored: true)
      b.store(address, value)
    }
    regions[target].isFuzzy = regions[target].isFuzzy || fuzzy.contains(value)
  }

  private mutating func sum(_ x: Value, _ y: Value) -> Value? {
    let element = b.element(of: x)
    guard Op.add.facts.domain.contains(element) else { return nil }
    let sum = b.add(x, y)
    keep(sum, fuzzy: true)
    return sum
  }
}
