// SPDX-License-Identifier: Apache-2.0
// Where code goes inside a region: a free list with coalescing that keeps no headers in the code pages.

/// Hands out runs of granules, numbered from 0, in constant time.
///
/// Knuth's boundary tags (The Art of Computer Programming, volume 1, section 2.5, algorithm C), kept in an array beside
/// the memory. Free runs hang in lists: one for each length up to 32, above that one for each power of two.
///
/// Invariants: the first and the last granule of every run carry its length, negative when it is free; no two free runs
/// touch; the last run is in use, since a free one there would be given back to the untouched rest.
package struct GranuleAllocator: Sendable {
  private struct Tag {
    /// Length of the run that begins or ends here; negative for a free run.
    var length: Int32 = 0
    /// Neighbours in the list of free runs, at a free run's first granule; -1 for none.
    var next: Int32 = -1
    var previous: Int32 = -1
  }

  package let capacity: Int
  /// One tag per granule that was ever needed; what lies beyond is untouched.
  private var tags: [Tag] = []
  private var heads = [Int32](repeating: -1, count: 64)
  /// Bit l is set when list l has runs.
  private var filled: UInt64 = 0

  package init(capacity: Int) {
    precondition(capacity < Int(Int32.max), "\(capacity) granules are too many")
    self.capacity = capacity
  }

  /// Granules from 0 to the end of the last run in use.
  package var touched: Int { tags.count }

  /// Takes a run of `length` granules and returns its first, or nil when there is no room.
  package mutating func take(_ length: Int) -> Int? {
    precondition(length > 0, "a run has at least one granule")
    if let start = find(length) {
      let found = -Int(tags[start].length)
      unlink(start, found)
      if found > length { link(start + length, found - length) }
      mark(start, length, Int32(length))
      return start
    }
    let start = tags.count
    guard capacity - start >= length else { return nil }
    tags.append(contentsOf: repeatElement(Tag(), count: length))
    mark(start, length, Int32(length))
    return start
  }

  /// Gives back the run that starts at `start`, joining it with free neighbours.
  package mutating func give(_ start: Int) {
    precondition(
      start < tags.count && tags[start].length > 0, "granule \(start) starts no run in use")
    var start = start
    var length = Int(tags[start].length)
    let end = start + length
    if end < tags.count, tags[end].length < 0 {
      let right = -Int(tags[end].length)
      unlink(end, right)
      length += right
    }
    if start > 0, tags[start - 1].length < 0 {
      let left = -Int(tags[start - 1].length)
      start -= left
      unlink(start, left)
      length += left
    }
    if start + length == tags.count {
      tags.removeLast(length)
    } else {
      link(start, length)
    }
  }
}

// MARK: Lists

extension GranuleAllocator {
  private static let exactLists = 32

  private static func list(_ length: Int) -> Int {
    if length <= exactLists { return length - 1 }
    let log2 = Int.bitWidth - 1 - length.leadingZeroBitCount
    return exactLists + log2 - 5
  }

  /// The first granule of a free run of at least `length`, or nil.
  private func find(_ length: Int) -> Int? {
    var list = Self.list(length)
    if list >= Self.exactLists {
      // Runs in this list may be longer or shorter than asked; those of the following lists are all longer.
      var run = heads[list]
      while run >= 0 {
        if -Int(tags[Int(run)].length) >= length { return Int(run) }
        run = tags[Int(run)].next
      }
      list += 1
    }
    let candidates = filled & (UInt64.max << UInt64(list))
    return candidates == 0 ? nil : Int(heads[candidates.trailingZeroBitCount])
  }

  private mutating func mark(_ start: Int, _ length: Int, _ tag: Int32) {
    tags[start].length = tag
    tags[start + length - 1].length = tag
  }

  private mutating func link(_ start: Int, _ length: Int) {
    mark(start, length, -Int32(length))
    let list = Self.list(length)
    let head = heads[list]
    tags[start].next = head
    tags[start].previous = -1
    if head >= 0 { tags[Int(head)].previous = Int32(start) }
    heads[list] = Int32(start)
    filled |= 1 << UInt64(list)
  }

  private mutating func unlink(_ start: Int, _ length: Int) {
    let (next, previous) = (tags[start].next, tags[start].previous)
    if next >= 0 { tags[Int(next)].previous = previous }
    if previous >= 0 {
      tags[Int(previous)].next = next
      return
    }
    let list = Self.list(length)
    heads[list] = next
    if next < 0 { filled &= ~(1 << UInt64(list)) }
  }

  /// Says which invariant is broken, or nil when all hold; for tests, it walks everything.
  package func brokenInvariant() -> String? {
    var free: [Int: Int] = [:]
    var position = 0
    var previousIsFree = false
    while position < tags.count {
      let tag = Int(tags[position].length)
      let length = abs(tag)
      guard length > 0, position + length <= tags.count else { return "bad length at \(position)" }
      if Int(tags[position + length - 1].length) != tag { return "tags differ at \(position)" }
      if tag < 0 {
        if previousIsFree { return "two free runs touch at \(position)" }
        free[position] = length
      }
      previousIsFree = tag < 0
      position += length
    }
    if previousIsFree { return "the last run is free" }
    for list in heads.indices {
      var (run, before) = (heads[list], Int32(-1))
      if (run >= 0) != (filled >> UInt64(list) & 1 == 1) { return "filled bit of list \(list)" }
      while run >= 0 {
        guard let length = free.removeValue(forKey: Int(run)) else {
          return "list \(list) holds \(run)"
        }
        if Self.list(length) != list { return "run \(run) is in list \(list)" }
        if tags[Int(run)].previous != before { return "back link of \(run)" }
        (run, before) = (tags[Int(run)].next, run)
      }
    }
    return free.isEmpty ? nil : "free runs outside the lists: \(free.keys.sorted())"
  }
}
