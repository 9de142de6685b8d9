// SPDX-License-Identifier: Apache-2.0
// Sorting by the leading bits that differ: distribute, then sort every bucket the same way.

/// A stable radix sort from the most significant bit down, in time proportional to the number of items and of bits that differ.
///
/// Each level looks only at bits below those that all its items share, and takes as many of them as leave a few items in a
/// bucket if they are evenly spread (McIlroy, Bostic, McIlroy 1993, with memory to spare instead of permuting in place).
/// Sorting networks, which have no branches to mispredict, finish the small buckets.
enum RadixSort {
  /// Buckets of at most this many items are sorted without distributing them.
  static let few = 16
  /// The widest digit: its counts and the lines that buckets end in fit in the first-level cache.
  private static let widestDigit = 11

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
  /// their order; `base` is where the items lie in the whole.
  static func sort<Item: RadixItem>(
    _ source: UnsafePointer<Item>, _ count: Int, to target: UnsafeMutablePointer<Item>,
    spare: UnsafeMutablePointer<Item>, _ places: Places = Places(), base: Int = 0
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
    let spread = Int.bitWidth - count.leadingZeroBitCount - 2
    let width = min(bits, max(3, min(spread, widestDigit)))
    let shift = UInt64(bits - width)
    let mask = UInt64(1) << UInt64(width) - 1
    let middle = source == UnsafePointer(spare) ? target : spare
    let isDone = shift == 0
    // Not `withUnsafeTemporaryAllocation`: Swift 6.3 compiles its closure, specialised here, so that it returns with the register
    // of thrown errors overwritten, and the caller stops.
    let ends = UnsafeMutablePointer<Int>.allocate(capacity: 1 << width)
    defer { ends.deallocate() }
    ends.initialize(repeating: 0, count: 1 << width)
    for index in 0..<count { ends[Int(source[index].radix >> shift & mask)] &+= 1 }
    var total = 0
    for digit in 0...Int(mask) {
      let size = ends[digit]
      ends[digit] = total
      total &+= size
    }
    for index in 0..<count {
      let item = source[index]
      let digit = Int(item.radix >> shift & mask)
      middle[ends[digit]] = item
      ends[digit] &+= 1
    }
    if isDone {
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

// MARK: A few items

extension RadixItem {
  /// By insertion.
  @inline(__always)
  static func sortFew(
    _ source: UnsafePointer<Self>, _ count: Int, to target: UnsafeMutablePointer<Self>
  ) {
    guard count > 0 else { return }
    if source == UnsafePointer(target) {
      insert(source, 1, count, into: target)
    } else {
      target[0] = source[0]
      insert(source, 1, count, into: target)
    }
  }

  @inline(__always)
  fileprivate static func insert(
    _ source: UnsafePointer<Self>, _ start: Int, _ count: Int,
    into target: UnsafeMutablePointer<Self>
  ) {
    for index in start..<max(start, count) {
      let item = source[index]
      let radix = item.radix
      var place = index
      while place > 0, target[place - 1].radix > radix {
        target[place] = target[place - 1]
        place -= 1
      }
      target[place] = item
    }
  }
}

extension SortElement {
  /// By networks of four or eight; equal elements are the same, so that nobody sees that networks are not stable.
  @inline(__always)
  static func sortFew(
    _ source: UnsafePointer<Self>, _ count: Int, to target: UnsafeMutablePointer<Self>
  ) {
    switch count {
    case 0: return
    case 1: target[0] = source[0]
    case 2...4: sortFour(source, count, to: target)
    case 5...8: sortEight(source, count, to: target)
    default:
      sortEight(source, 8, to: target)
      insert(source, 8, count, into: target)
    }
  }

  @inline(__always)
  private static func sortFour(
    _ source: UnsafePointer<Self>, _ count: Int, to target: UnsafeMutablePointer<Self>
  ) {
    var k = (
      source[0].radix, source[1].radix, count > 2 ? source[2].radix : .max,
      count > 3 ? source[3].radix : .max
    )
    order(&k.0, &k.2)
    order(&k.1, &k.3)
    order(&k.0, &k.1)
    order(&k.2, &k.3)
    order(&k.1, &k.2)
    target[0] = Self(radix: k.0)
    target[1] = Self(radix: k.1)
    if count > 2 { target[2] = Self(radix: k.2) }
    if count > 3 { target[3] = Self(radix: k.3) }
  }

  /// 19 exchanges in 6 layers, the fewest there can be (Knuth, The Art of Computer Programming 3, 5.3.4).
  @inline(__always)
  private static func sortEight(
    _ source: UnsafePointer<Self>, _ count: Int, to target: UnsafeMutablePointer<Self>
  ) {
    @inline(__always) func key(_ index: Int) -> UInt64 {
      index < count ? source[index].radix : .max
    }
    var a = (key(0), key(1), key(2), key(3))
    var b = (key(4), key(5), key(6), key(7))
    order(&a.0, &a.2)
    order(&a.1, &a.3)
    order(&b.0, &b.2)
    order(&b.1, &b.3)
    order(&a.0, &b.0)
    order(&a.1, &b.1)
    order(&a.2, &b.2)
    order(&a.3, &b.3)
    order(&a.0, &a.1)
    order(&a.2, &a.3)
    order(&b.0, &b.1)
    order(&b.2, &b.3)
    order(&a.2, &b.0)
    order(&a.3, &b.1)
    order(&a.1, &b.0)
    order(&a.3, &b.2)
    order(&a.1, &a.2)
    order(&a.3, &b.0)
    order(&b.1, &b.2)
    @inline(__always) func put(_ index: Int, _ key: UInt64) {
      if index < count { target[index] = Self(radix: key) }
    }
    put(0, a.0)
    put(1, a.1)
    put(2, a.2)
    put(3, a.3)
    put(4, b.0)
    put(5, b.1)
    put(6, b.2)
    put(7, b.3)
  }

  @inline(__always)
  private static func order(_ a: inout UInt64, _ b: inout UInt64) {
    let (low, high) = (Swift.min(a, b), Swift.max(a, b))
    (a, b) = (low, high)
  }
}
