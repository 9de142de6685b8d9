// SPDX-License-Identifier: Apache-2.0
// One line of elements sorted: NaNs go last, zeros keep the order of their signs.

/// Sorts lines of up to `capacity` elements, one after another, with the memory it holds.
struct LineSorter<Element: SortElement> {
  private let spare: UnsafeMutablePointer<Element>
  private let memory: Buffer

  init(capacity: Int) {
    memory = Buffer.make(byteCount: capacity * MemoryLayout<Element>.size)
    spare = memory.address.assumingMemoryBound(to: Element.self)
  }

  /// Sorts a line from `source` to `target`, which may be the same; with `places` only what they need.
  func sort(
    _ source: UnsafePointer<Element>, _ count: Int, to target: UnsafeMutablePointer<Element>,
    _ places: RadixSort.Places = RadixSort.Places()
  ) {
    defer { withExtendedLifetime(memory) {} }
    let (unordered, negativeZeros) = specials(source, count)
    let ordered = count - unordered
    // Equal values with different bits: their signs are put back in the order they came in.
    let zeros = negativeZeros > 0 && places.wanted == nil ? zeroSigns(source, count) : []
    if unordered > 0 {
      moveUnorderedLast(source, count, ordered, to: target)
      RadixSort.sort(UnsafePointer(target), ordered, to: target, spare: spare, places)
    } else {
      RadixSort.sort(source, count, to: target, spare: spare, places)
    }
    if zeros.count > negativeZeros { restore(zeros, in: target, ordered) }
  }

  private func specials(_ line: UnsafePointer<Element>, _ count: Int) -> (Int, Int) {
    if !Element.mayBeSpecial(line, count) { return (0, 0) }
    var (unordered, negativeZeros) = (0, 0)
    for index in 0..<count {
      unordered &+= line[index].isUnordered ? 1 : 0
      negativeZeros &+= line[index].isNegativeZero ? 1 : 0
    }
    return (unordered, negativeZeros)
  }

  private func zeroSigns(_ line: UnsafePointer<Element>, _ count: Int) -> [Element] {
    let zero = Element.zeroKey
    return (0..<count).lazy.map { line[$0] }.filter { $0.orderKey == zero }
  }

  private func moveUnorderedLast(
    _ source: UnsafePointer<Element>, _ count: Int, _ ordered: Int,
    to target: UnsafeMutablePointer<Element>
  ) {
    var (low, high) = (0, 0)
    for index in 0..<count {
      let element = source[index]
      if element.isUnordered {
        spare[high] = element
        high += 1
      } else {
        target[low] = element
        low += 1
      }
    }
    (target + ordered).update(from: spare, count: high)
  }

  private func restore(
    _ zeros: [Element], in line: UnsafeMutablePointer<Element>, _ count: Int
  ) {
    let key = Element.zeroKey
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if line[middle].orderKey < key { low = middle + 1 } else { high = middle }
    }
    for (index, zero) in zeros.enumerated() { line[low + index] = zero }
  }
}

extension SortElement {
  /// The order key of a float's zeros.
  fileprivate static var zeroKey: UInt64 { 1 << UInt64(MemoryLayout<Self>.size * 8 - 1) }
}

// MARK: Order without moving

/// Finds the places of sorted elements for lines of up to `capacity` keys, one after another; stable.
struct LineOrderer {
  private let capacity: Int
  private let memory: Buffer
  private let places: RadixSort.Places

  init(capacity: Int, _ places: RadixSort.Places = RadixSort.Places()) {
    self.capacity = capacity
    self.places = places
    memory = Buffer.make(byteCount: 2 * capacity * MemoryLayout<IndexedKey>.size)
  }

  /// Writes to `order` where the elements `key(0)`, `key(1)`, … stand, sorted.
  @inline(__always)
  func order(_ count: Int, to order: UnsafeMutablePointer<Int>, _ key: (Int) -> UInt64) {
    defer { withExtendedLifetime(memory) {} }
    guard count > 0 else { return }
    var (lowest, highest) = (UInt64.max, UInt64.min)
    for index in 0..<count {
      let key = key(index)
      lowest = min(lowest, key)
      highest = max(highest, key)
    }
    let indexBits = UInt64(Int.bitWidth - (count - 1).leadingZeroBitCount)
    if UInt64(64 - (highest - lowest).leadingZeroBitCount) + indexBits <= 64 {
      // Key and index share a word, half the memory to move.
      let words = memory.address.assumingMemoryBound(to: UInt64.self)
      for index in 0..<count {
        // A shift by 64 is for a single element, whose key is 0.
        words[index] = (key(index) &- lowest) << indexBits | UInt64(index)
      }
      RadixSort.sort(UnsafePointer(words), count, to: words, spare: words + capacity, places)
      let mask = UInt64(1) << indexBits &- 1
      for index in 0..<count { order[index] = Int(words[index] & mask) }
      return
    }
    let items = memory.address.assumingMemoryBound(to: IndexedKey.self)
    for index in 0..<count { items[index] = IndexedKey(radix: key(index), index: index) }
    RadixSort.sort(UnsafePointer(items), count, to: items, spare: items + capacity, places)
    for index in 0..<count { order[index] = items[index].index }
  }
}
