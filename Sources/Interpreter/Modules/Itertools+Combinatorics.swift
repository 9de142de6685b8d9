// SPDX-License-Identifier: Apache-2.0
// product, permutations, combinations: positions that count like odometers.

/// Iterators over choices of elements from pools.
class ChoiceIterator: ComposedIterator {
  var isFirst = true
  var isDone = false

  /// Moves to the next choice; false at the end.
  func step() -> Bool { false }
  /// The chosen elements, borrowed.
  var choice: [Value] { [] }

  override func next() throws(Raised) -> Value {
    if isDone { return .unbound }
    if isFirst {
      isFirst = false
    } else if !step() {
      isDone = true
      return .unbound
    }
    return Tuple.make(copying: choice).value
  }
}

final class Product: ChoiceIterator {
  private let starts: [Int]
  private let counts: [Int]
  private var places: [Int]

  init(_ pools: [[Value]], _ times: Int) {
    var (starts, counts, all): ([Int], [Int], [Value]) = ([], [], [])
    for pool in pools {
      starts.append(all.count)
      counts.append(pool.count)
      all += pool
    }
    let repeated = (0..<times).flatMap { _ in Array(starts.indices) }
    self.starts = repeated.map { starts[$0] }
    self.counts = repeated.map { counts[$0] }
    places = repeated.map { _ in 0 }
    super.init(all)
    isDone = self.counts.contains(0)
  }

  override func step() -> Bool {
    for index in places.indices.reversed() {
      places[index] += 1
      if places[index] < counts[index] { return true }
      places[index] = 0
    }
    return false
  }

  override var choice: [Value] { places.indices.map { sources[starts[$0] + places[$0]] } }
}

final class Permutations: ChoiceIterator {
  private var indices: [Int]
  private var cycles: [Int]
  private let count: Int

  init(_ pool: [Value], _ count: Int) {
    self.count = count
    indices = Array(pool.indices)
    cycles = count > pool.count ? [] : (0..<count).map { pool.count - $0 }
    super.init(pool)
    isDone = count > pool.count
  }

  override func step() -> Bool {
    let size = indices.count
    for place in (0..<count).reversed() {
      cycles[place] -= 1
      if cycles[place] == 0 {
        let moved = indices.remove(at: place)
        indices.append(moved)
        cycles[place] = size - place
      } else {
        indices.swapAt(place, size - cycles[place])
        return true
      }
    }
    return false
  }

  override var choice: [Value] { indices.prefix(count).map { sources[$0] } }
}

final class Combinations: ChoiceIterator {
  private var places: [Int]
  private let repeats: Bool

  init(_ pool: [Value], _ count: Int, repeats: Bool) {
    self.repeats = repeats
    places = repeats ? Array(repeating: 0, count: count) : Array(0..<count)
    super.init(pool)
    isDone = repeats ? pool.isEmpty && count > 0 : count > pool.count
  }

  override func step() -> Bool {
    let (size, count) = (sources.count, places.count)
    for index in (0..<count).reversed() {
      let limit = repeats ? size - 1 : size - count + index
      if places[index] == limit { continue }
      let next = places[index] + 1
      for later in index..<count { places[later] = repeats ? next : next + later - index }
      return true
    }
    return false
  }

  override var choice: [Value] { places.map { sources[$0] } }
}
