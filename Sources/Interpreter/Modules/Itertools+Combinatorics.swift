// SPDX-License-Identifier: Apache-2.0
// product, permutations, combinations: positions that count like odometers.

/// Iterators over choices of elements from pools.
class ChoiceIterator: ItertoolsIterator {
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

  /// The pool as a tuple, empty when all choices have been made; owned.
  fileprivate var poolTuple: Value {
    isDone ? Tuple.empty.value.retained() : Tuple.make(copying: sources).value
  }

  /// A tuple of positions.
  fileprivate static func tuple(_ places: [Int]) -> Value {
    Tuple.make(consuming: places.map { Value($0) }).value
  }

  /// So many positions from a tuple, each brought into its range.
  fileprivate static func places(
    _ state: Value, _ count: Int, _ limit: (Int) -> ClosedRange<Int>
  ) throws(Raised) -> [Int] {
    guard state.has(.tuple), Tuple(state).count == count else {
      throw raise(.valueError, "invalid arguments")
    }
    var result: [Int] = []
    for (index, value) in Tuple(state).buffer.enumerated() {
      let place = try IteratorPickling.state(value)
      let range = limit(index)
      result.append(min(max(place, range.lowerBound), range.upperBound))
    }
    return result
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

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    if isDone && !isFirst { return Self.made(type, [Tuple.empty.value.retained()]) }
    let pools = places.indices.map { place in
      Tuple.make(copying: Array(sources[starts[place]..<starts[place] + counts[place]])).value
    }
    return Self.made(type, pools, state: isFirst ? nil : Self.tuple(places))
  }

  override func restore(_ state: Value) throws(Raised) {
    if counts.contains(0) {
      isDone = true
      return
    }
    places = try Self.places(state, counts.count) { 0...counts[$0] - 1 }
    isFirst = false
  }
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

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let arguments = isFirst ? [Tuple.make(copying: sources).value] : [poolTuple]
    let isPlain = isFirst || isDone
    let state =
      isPlain ? nil : Tuple.make(consuming: [Self.tuple(indices), Self.tuple(cycles)]).value
    return Self.made(type, arguments + [Value(count)], state: state)
  }

  override func restore(_ state: Value) throws(Raised) {
    let parts = try Self.parts(of: state, 2)
    for (index, part) in parts.enumerated() where !part.has(.tuple) {
      throw raise(.typeError, "argument \(index + 1) must be tuple, not \(part.type.name)")
    }
    let size = indices.count
    guard Tuple(parts[0]).count == size, Tuple(parts[1]).count == count else {
      throw raise(.valueError, "invalid arguments")
    }
    let (new, turns) = (
      try Self.places(parts[0], size) { _ in 0...max(0, size - 1) },
      try Self.places(parts[1], count) { 1...max(1, size - $0) }
    )
    (indices, cycles) = (new, turns)
    isFirst = false
  }
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

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let pool = isFirst ? Tuple.make(copying: sources).value : poolTuple
    return Self.made(
      type, [pool, Value(places.count)], state: isFirst || isDone ? nil : Self.tuple(places))
  }

  override func restore(_ state: Value) throws(Raised) {
    let (size, count) = (sources.count, places.count)
    places = try Self.places(state, count) {
      0...max(0, repeats ? size - 1 : size - count + $0)
    }
    isFirst = false
  }
}
