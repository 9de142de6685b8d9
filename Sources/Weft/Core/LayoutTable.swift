// SPDX-License-Identifier: Apache-2.0
// Numbers for layouts, so that comparing two is comparing integers.

import CShims

/// Gives equal layouts equal numbers, as long as it remembers them.
///
/// A table of `capacity` places, each with the last layout that fell into it: when one is forgotten, a later equal layout gets a
/// new number, which costs whoever compares a miss but never a wrong match. Guarded by `Engine.lock`.
///
/// The first layouts it meets, more than most programs have, live for ever: a counted reference to a layout costs 7 ns, and every
/// operation and every view takes some.
enum LayoutTable {
  static let capacity = 4096
  /// About a mebibyte and a half.
  private static let immortalLimit = 8192
  nonisolated(unsafe) private static var immortals = 0

  nonisolated(unsafe) private static var known: UnsafeMutablePointer<Layout?>?
  nonisolated(unsafe) private static var last: UInt64 = 0

  private static var places: UnsafeMutablePointer<Layout?> {
    if let known { return known }
    let places = UnsafeMutablePointer<Layout?>.allocate(capacity: capacity)
    places.initialize(repeating: nil, count: capacity)
    known = places
    return places
  }

  @inline(__always)
  static func number(of layout: Layout) -> UInt64 {
    layout.number != 0 ? layout.number : look(up: layout)
  }

  @inline(never)
  private static func look(up layout: Layout) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: layout.offset)
    for axis in 0..<layout.ndim {
      hash = mixed(hash, UInt64(truncatingIfNeeded: layout.shape[axis]))
      hash = mixed(hash, UInt64(truncatingIfNeeded: layout.strides[axis]))
    }
    let place = place(hash)
    if let known = places[place], known.offset == layout.offset, known.shape == layout.shape,
      known.strides == layout.strides
    {
      layout.number = known.number
      return known.number
    }
    last += 1
    layout.number = last
    if immortals < immortalLimit {
      immortals += 1
      weft_make_immortal(Unmanaged.passUnretained(layout).toOpaque())
    }
    places[place] = layout
    return last
  }
}

extension LayoutTable {
  private static func place(_ hash: UInt64) -> Int { Int(hash >> 40) & (capacity - 1) }

  /// The layout of C order from offset 0: the object that was made for it before, as long as the table remembers it.
  static func contiguous(_ shape: [Int], itemSize: Int) -> Layout {
    var step = itemSize
    var hash: UInt64 = 0
    for axis in shape.indices.reversed() { step *= max(shape[axis], 1) }
    for extent in shape {
      step /= max(extent, 1)
      hash = mixed(hash, UInt64(truncatingIfNeeded: extent))
      hash = mixed(hash, UInt64(truncatingIfNeeded: step))
    }
    Engine.lock.lock()
    defer { Engine.lock.unlock() }
    if let known = places[place(hash)], known.isContiguous, known.offset == 0,
      known.shape == shape, known.strides.last ?? itemSize == itemSize, known.isExactlyC(itemSize)
    {
      return known
    }
    let layout = Layout(contiguous: shape, itemSize: itemSize)
    _ = number(of: layout)
    return layout
  }
}

/// `hash` with another word taken in (a multiplicative hash; the constant is 2^64 over the golden ratio).
@inline(__always)
func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
  let product = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
  return product ^ (product >> 29)
}
