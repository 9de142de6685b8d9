// SPDX-License-Identifier: Apache-2.0
// Sorting by the leading bits that differ: distribute, then sort every bucket the same way.

import JIT

/// A stable radix sort from the most significant bit down, in time proportional to the number of items and of bits that differ.
///
/// Each level looks only at bits below those that all its items share (McIlroy, Bostic, McIlroy 1993, with memory to spare
/// instead of permuting in place). Buckets that fit into the first-level cache are distributed twice, from the lower digit up, by
/// so many bits that few items are left in the wrong order, and insertion puts those right. Sorting networks, which have no
/// branches to mispredict, sort a few items. The buckets of a large array are shared out among threads.
enum RadixSort {
  /// Buckets of at most this many items are sorted without distributing them.
  static let few = 16
  /// Items that fit into the first-level cache with their copy.
  private static let inCache = 1 << 11
  /// The widest digit: its counts and the lines that buckets end in fit in the second-level cache.
  ///
  /// Measured on 10⁶ float64: 8.1 ms, where digits of 8 bits take 11.5.
  private static let widestDigit = 11
  /// From here on floats are first distributed by their values, and buckets are shared out among threads.
  private static let large = 1 << 16

  /// Which places of a whole must hold what a sorted whole would hold there.
  struct Places {
    /// Ascending, relative to the whole; nil for all.
    var wanted: [Int]?

    func areWanted(in range: Range<Int>) -> Bool {
      guard let wanted else { return true }
      var (low, high) = (0, wanted.count)
      while low < high {
        let middle = (low + high) / 2
        if wanted[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
      }
      return low < wanted.count && wanted[low] < range.upperBound
    }
  }

  /// Sorts `count` items from `source` to `target`; `spare` is memory for as many.
  ///
  /// `source` may be `target` or `spare`, otherwise it stays as it is. With `places`, buckets in which no place is wanted keep
  /// their order.
  static func sort<Item: RadixItem>(
    _ source: UnsafePointer<Item>, _ count: Int, to target: UnsafeMutablePointer<Item>,
    spare: UnsafeMutablePointer<Item>, _ places: Places = Places()
  ) {
    guard count >= large, places.wanted == nil else {
      sort(source, count, to: target, spare: spare, places, base: 0)
      return
    }
    if isSorted(source, count) {
      if source != UnsafePointer(target) { target.update(from: source, count: count) }
      return
    }
    let middle = source == UnsafePointer(spare) ? target : spare
    let buckets = 1 << widestDigit
    let ends: UnsafeMutablePointer<Int>
    if let scale = Item.scale(of: source, count, steps: buckets) {
      ends = distribute(source, count, to: middle, buckets) { scale.step($0.value) }
    } else {
      let differing = differingBits(source, count)
      let bits = 64 - differing.leadingZeroBitCount
      let shift = UInt64(max(bits - widestDigit, 0))
      let mask = UInt64(buckets - 1)
      ends = distribute(source, count, to: middle, buckets) { Int($0.radix >> shift & mask) }
    }
    defer { ends.deallocate() }
    let tasks = 16
    Engine.lock.withLock {
      _ = Threads.run(tasks) { task in
        // A task sorts the buckets that begin in its part of the items.
        let part = (task * count / tasks)..<((task + 1) * count / tasks)
        var start = 0
        for bucket in 0..<buckets {
          let end = ends[bucket]
          if end > start && part.contains(start) {
            sort(
              UnsafePointer(middle + start), end - start, to: target + start,
              spare: spare + start, places, base: start)
          }
          start = end
        }
        return []
      }
    }
  }

  /// The same on one thread, for items that lie at `base` of the whole.
  private static func sort<Item: RadixItem>(
    _ source: UnsafePointer<Item>, _ count: Int, to target: UnsafeMutablePointer<Item>,
    spare: UnsafeMutablePointer<Item>, _ places: Places, base: Int
  ) {
    if count <= few {
      Item.sortFew(source, count, to: target)
      return
    }
    let differing = differingBits(source, count)
    if differing == 0 || isSorted(source, count) {
      if source != UnsafePointer(target) { target.update(from: source, count: count) }
      return
    }
    let bits = 64 - differing.leadingZeroBitCount
    if count > inCache || places.wanted != nil
      || !sortInCache(source, count, to: target, spare: spare, bits)
    {
      // What the cache could not sort lies in the target now.
      let source = count > inCache || places.wanted != nil ? source : UnsafePointer(target)
      sortByDigit(source, count, to: target, spare: spare, bits, places, base)
    }
  }

  /// Distributes by the highest digit and sorts the buckets.
  private static func sortByDigit<Item: RadixItem>(
    _ source: UnsafePointer<Item>, _ count: Int, to target: UnsafeMutablePointer<Item>,
    spare: UnsafeMutablePointer<Item>, _ bits: Int, _ places: Places, _ base: Int
  ) {
    let spread = Int.bitWidth - count.leadingZeroBitCount - 2
    let width = min(bits, max(3, min(spread, widestDigit)))
    let shift = UInt64(bits - width)
    let mask = UInt64(1) << UInt64(width) - 1
    let middle = source == UnsafePointer(spare) ? target : spare
    let ends = distribute(source, count, to: middle, 1 << width) {
      Int($0.radix >> shift & mask)
    }
    defer { ends.deallocate() }
    if shift == 0 {
      if middle != target { target.update(from: middle, count: count) }
      return
    }
    var start = 0
    for digit in 0...Int(mask) {
      let end = ends[digit]
      if end == start { continue }
      if places.areWanted(in: base + start..<base + end) {
        sort(
          UnsafePointer(middle + start), end - start, to: target + start, spare: spare + start,
          places, base: base + start)
      } else if middle != target {
        (target + start).update(from: middle + start, count: end - start)
      }
      start = end
    }
  }

  /// Distributes items to buckets in their order; returns where each bucket ends, in memory that the caller frees.
  ///
  /// Not `withUnsafeTemporaryAllocation`: Swift 6.3 compiles its closure, specialised here, so that it returns with the register
  /// of thrown errors overwritten, and the caller stops.
  @inline(__always)
  private static func distribute<Item: RadixItem>(
    _ source: UnsafePointer<Item>, _ count: Int, to target: UnsafeMutablePointer<Item>,
    _ buckets: Int, _ bucket: (Item) -> Int
  ) -> UnsafeMutablePointer<Int> {
    let ends = UnsafeMutablePointer<Int>.allocate(capacity: buckets)
    ends.initialize(repeating: 0, count: buckets)
    for index in 0..<count { ends[bucket(source[index])] &+= 1 }
    var total = 0
    for bucket in 0..<buckets {
      let size = ends[bucket]
      ends[bucket] = total
      total &+= size
    }
    for index in 0..<count {
      let item = source[index]
      let bucket = bucket(item)
      target[ends[bucket]] = item
      ends[bucket] &+= 1
    }
    return ends
  }

  /// Sorts items whose lowest `bits` differ by two digits and insertion; false if insertion became too long, with the items in
  /// `target` in some order.
  private static func sortInCache<Item: RadixItem>(
    _ source: UnsafePointer<Item>, _ count: Int, to target: UnsafeMutablePointer<Item>,
    spare: UnsafeMutablePointer<Item>, _ bits: Int
  ) -> Bool {
    // As many buckets as items in each digit: if they are evenly spread, hardly two of them share both.
    let width = min(max(Int.bitWidth - count.leadingZeroBitCount, 4), 10)
    let low = UInt64(max(bits - 2 * width, 0))
    let high = low + UInt64(width)
    let buckets = 1 << width
    let mask = UInt64(buckets - 1)
    let isSpare = source == UnsafePointer(spare)
    let (first, second) = isSpare ? (target, spare) : (spare, target)
    distribute(source, count, to: first, buckets) { Int($0.radix >> low & mask) }.deallocate()
    distribute(UnsafePointer(first), count, to: second, buckets) {
      Int($0.radix >> high & mask)
    }.deallocate()
    if low == 0 {
      if second != target { target.update(from: second, count: count) }
      return true
    }
    return insertAll(UnsafePointer(second), count, to: target)
  }

  /// Sorts by insertion, unless items have to move eight places on average; then it stops, with all items in `target`.
  private static func insertAll<Item: RadixItem>(
    _ source: UnsafePointer<Item>, _ count: Int, to target: UnsafeMutablePointer<Item>
  ) -> Bool {
    var budget = 8 * count
    target[0] = source[0]
    for index in 1..<count {
      let item = source[index]
      let radix = item.radix
      var place = index
      while place > 0, target[place - 1].radix > radix {
        target[place] = target[place - 1]
        place -= 1
      }
      target[place] = item
      budget &-= index - place
      if budget < 0 {
        if source != UnsafePointer(target) {
          (target + index + 1).update(from: source + index + 1, count: count - index - 1)
        }
        return false
      }
    }
    return true
  }

  /// The bits in which any two of the items differ.
  @inline(__always)
  private static func differingBits<Item: RadixItem>(_ items: UnsafePointer<Item>, _ count: Int)
    -> UInt64
  {
    let first = items[0].radix
    var bits: UInt64 = 0
    for index in 1..<count { bits |= items[index].radix ^ first }
    return bits
  }

  @inline(__always)
  private static func isSorted<Item: RadixItem>(_ items: UnsafePointer<Item>, _ count: Int) -> Bool
  {
    var last = items[0].radix
    for index in 1..<count {
      let next = items[index].radix
      if next < last { return false }
      last = next
    }
    return true
  }
}

/// Even steps between numbers: the first digit of floats, whose bits put most values under a few exponents.
struct SortScale {
  private let lowest: Double
  private let factor: Double
  private let last: Double

  /// Steps over the range of a sample; nil if it is empty, or not finite.
  init?<Item: RadixItem>(of items: UnsafePointer<Item>, _ count: Int, steps: Int) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for index in stride(from: 0, to: count, by: max(count / 1024, 1)) {
      low = min(low, items[index].value)
      high = max(high, items[index].value)
    }
    let factor = Double(steps) / (high - low)
    guard low.isFinite, factor.isFinite, factor > 0 else { return nil }
    (lowest, self.factor, last) = (low, factor, Double(steps - 1))
  }

  /// The step of a number, which never falls as the number rises; the first and the last one hold what lies beyond.
  @inline(__always)
  func step(_ value: Double) -> Int {
    let position = (value - lowest) * factor
    return Int(position > 0 ? (position < last ? position : last) : 0)
  }
}
