// SPDX-License-Identifier: Apache-2.0
// Numbers for layouts, so that comparing two is comparing integers.

/// Gives equal layouts equal numbers, as long as it remembers them.
///
/// A table of `capacity` places, each with the last layout that fell into it: when one is forgotten, a later equal layout gets a
/// new number, which costs whoever compares a miss but never a wrong match. Guarded by `Engine.lock`.
enum LayoutTable {
  private static let capacity = 4096

  nonisolated(unsafe) private static let places: UnsafeMutablePointer<Layout?> = {
    let places = UnsafeMutablePointer<Layout?>.allocate(capacity: capacity)
    places.initialize(repeating: nil, count: capacity)
    return places
  }()
  nonisolated(unsafe) private static var last: UInt64 = 0

  @inline(__always)
  static func number(of layout: Layout) -> UInt64 {
    layout.number != 0 ? layout.number : look(up: layout)
  }

  @inline(never)
  private static func look(up layout: Layout) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: layout.offset)
    for extent in layout.shape { hash = mixed(hash, UInt64(truncatingIfNeeded: extent)) }
    for stride in layout.strides { hash = mixed(hash, UInt64(truncatingIfNeeded: stride)) }
    let place = Int(hash >> 40) & (capacity - 1)
    if let known = places[place], known.offset == layout.offset, known.shape == layout.shape,
      known.strides == layout.strides
    {
      layout.number = known.number
      return known.number
    }
    last += 1
    layout.number = last
    places[place] = layout
    return last
  }
}

/// `hash` with another word taken in (a multiplicative hash; the constant is 2^64 over the golden ratio).
@inline(__always)
func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
  let product = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
  return product ^ (product >> 29)
}
