// SPDX-License-Identifier: Apache-2.0
// The ends of a radix sort: a few items, by insertion or by sorting networks.

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
  static func insert(
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
