// SPDX-License-Identifier: Apache-2.0
// list.sort and sorted: a stable merge sort that stops at the first exception.

enum Sorting {
  /// A sorted list of an iterable's elements; owned.
  static func sorted(_ iterable: Value, key: Value, reverse: Bool) throws(Raised) -> Value {
    let list = List.make(consuming: try collect(iterable))
    do throws(Raised) {
      try sort(list, key: key, reverse: reverse)
    } catch {
      list.value.release()
      throw error
    }
    return list.value
  }

  /// Sorts a list in place.
  ///
  /// While keys are compared the list is empty, as CPython's is.
  static func sort(_ list: List, key: Value, reverse: Bool) throws(Raised) {
    if key.isNone && sortNumbers(list, reverse) { return }
    var elements = (0..<list.count).map { list.element($0) }
    list.removeAll()
    var keys = elements
    var error: Raised?
    if !key.isNone {
      keys = []
      keys.reserveCapacity(elements.count)
      for element in elements {
        do throws(Raised) {
          keys.append(try call(key, element))
        } catch let raised {
          error = raised
          break
        }
      }
    }
    if error == nil {
      var order = Array(0..<elements.count)
      // Reversed twice, so that equal elements keep their order.
      if reverse { order.reverse() }
      do throws(Raised) {
        try mergeSort(&order, keys)
      } catch let raised {
        error = raised
      }
      if error == nil {
        if reverse { order.reverse() }
        elements = order.map { elements[$0] }
      }
    }
    if !key.isNone { for key in keys { key.release() } }
    let wasModified = list.count > 0
    list.removeAll()
    for element in elements { list.append(consuming: element) }
    if let error { throw error }
    if wasModified { throw raise(.valueError, "list modified during sort") }
  }

  /// Lists of machine integers, or of floats without NaN, need no calls.
  private static func sortNumbers(_ list: List, _ reverse: Bool) -> Bool {
    let count = list.count
    switch list.storage {
    case .ints:
      let start = UnsafeMutableRawPointer(list.words).assumingMemoryBound(to: Int64.self)
      var numbers = UnsafeMutableBufferPointer(start: start, count: count)
      if reverse { numbers.sort(by: >) } else { numbers.sort() }
      return true
    case .floats:
      let start = UnsafeMutableRawPointer(list.words).assumingMemoryBound(to: Double.self)
      var numbers = UnsafeMutableBufferPointer(start: start, count: count)
      // Zeros of both signs are equal and must keep their order.
      if numbers.contains(where: { $0.isNaN || $0 == 0 }) { return false }
      if reverse { numbers.sort(by: >) } else { numbers.sort() }
      return true
    default: return count == 0
    }
  }

  /// Sorts positions by their keys: runs of 8 by insertion, then merges from below.
  ///
  /// Asks `b < a` only, as CPython does.
  private static func mergeSort(_ order: inout [Int], _ keys: [Value]) throws(Raised) {
    let count = order.count
    let run = 8
    for start in stride(from: 0, to: count, by: run) {
      for index in stride(from: start + 1, to: min(start + run, count), by: 1) {
        let moved = order[index]
        var (low, high) = (start, index)
        while low < high {
          let middle = (low + high) / 2
          if try isLess(keys[moved], keys[order[middle]]) {
            high = middle
          } else {
            low = middle + 1
          }
        }
        for place in stride(from: index, to: low, by: -1) { order[place] = order[place - 1] }
        order[low] = moved
      }
    }
    var other = order
    var width = run
    while width < count {
      for start in stride(from: 0, to: count, by: 2 * width) {
        let (middle, end) = (min(start + width, count), min(start + 2 * width, count))
        var (left, right, place) = (start, middle, start)
        // Two runs in order already need no merge.
        if middle < end, try !isLess(keys[order[middle]], keys[order[middle - 1]]) {
          for index in start..<end { other[index] = order[index] }
          continue
        }
        while left < middle && right < end {
          if try isLess(keys[order[right]], keys[order[left]]) {
            other[place] = order[right]
            right += 1
          } else {
            other[place] = order[left]
            left += 1
          }
          place += 1
        }
        while left < middle {
          other[place] = order[left]
          left += 1
          place += 1
        }
        while right < end {
          other[place] = order[right]
          right += 1
          place += 1
        }
      }
      swap(&order, &other)
      width *= 2
    }
  }

  private static func isLess(_ a: Value, _ b: Value) throws(Raised) -> Bool {
    if a.tag == .int && b.tag == .int { return a.asInt < b.asInt }
    if a.tag == .float && b.tag == .float { return a.asFloat < b.asFloat }
    if a.isExactly(.str) && b.isExactly(.str) { return StrType.order(Str(a), Str(b)) < 0 }
    if a.isExactly(.tuple) && b.isExactly(.tuple) && Tuple(a).count > 0 && Tuple(b).count > 0 {
      // Mostly the first elements decide.
      let (x, y) = (Tuple(a)[0], Tuple(b)[0])
      if x.tag == .int && y.tag == .int && x.bits != y.bits { return x.asInt < y.asInt }
      if x.isExactly(.str) && y.isExactly(.str) {
        let order = StrType.order(Str(x), Str(y))
        if order != 0 { return order < 0 }
      }
    }
    return try compareTruth(.less, a, b)
  }
}
