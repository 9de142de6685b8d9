// SPDX-License-Identifier: Apache-2.0
// Random shapes, indices and views.
import Weft

extension TestGenerator {
  /// Up to four axes, now and then of length 0 or 1.
  mutating func shape() -> [Int] {
    if chance(10) { return [Int.random(in: 100...700, using: &self)] }
    if chance(12) {
      return [Int.random(in: 2...6, using: &self), Int.random(in: 60...300, using: &self)]
    }
    let rank = pick([0, 1, 1, 2, 2, 2, 3, 3, 4])
    return (0..<rank).map { _ in
      if chance(14) { return 0 }
      return rank > 2 ? pick([1, 2, 2, 3, 4, 5]) : pick([1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 20, 33])
    }
  }

  /// `base` with leading axes left out or axes made 1; rarely another shape.
  mutating func related(to base: [Int]) -> [Int] {
    if chance(8) { return shape().map { Swift.min($0, 40) } }
    return chance(2) ? base : narrowed(base)
  }

  /// A shape that broadcasts to `base`.
  mutating func narrowed(_ base: [Int]) -> [Int] {
    if chance(3) { return base }
    return base.dropFirst(Int.random(in: 0...base.count, using: &self)).map { chance(4) ? 1 : $0 }
  }

  /// An axis of `shape`, negative half of the time; rarely one that does not exist.
  mutating func axis(_ shape: [Int]) -> Int {
    if chance(100) || shape.isEmpty { return shape.count }
    let axis = Int.random(in: 0..<shape.count, using: &self)
    return chance(2) ? axis : axis - shape.count
  }

  /// Places along an axis of length `extent`; rarely one outside.
  mutating func places(_ extent: Int, _ count: Int) -> [Int] {
    let outside = chance(40)
    return (0..<count).map { index in
      if outside && index == 0 || extent == 0 { return extent }
      return Int.random(in: -extent..<extent, using: &self)
    }
  }

  /// Indices for an array of `shape`.
  mutating func indices(_ shape: [Int], withPlaces: Bool) -> [Subscript] {
    let count = Int.random(in: 0...shape.count, using: &self)
    // With an ellipsis the last of them stand for the last axes.
    let leading = chance(3) ? Int.random(in: 0...count, using: &self) : count
    let extents = shape.prefix(leading) + shape.suffix(count - leading)
    var result = extents.map { index($0) }
    if withPlaces, let axis = extents.indices.randomElement(using: &self) {
      let grid = pick([[3], [2, 2], [0], [1]])
      let position = axis - extents.startIndex
      result[position] = .places(places(extents[axis], grid.reduce(1, *)), shape: grid)
    }
    if chance(8) { result.insert(.newAxis, at: Int.random(in: 0...leading, using: &self)) }
    let places = result.contains(where: \.isPlaces)
    if result.isEmpty || leading < count || (chance(6) && !places) {
      let isNew = result.contains { if case .newAxis = $0 { true } else { false } }
      result.insert(.ellipsis, at: leading < count && !isNew ? leading : result.count)
    }
    return result
  }

  private mutating func index(_ extent: Int) -> Subscript {
    switch Int.random(in: 0..<8, using: &self) {
    case 0, 1:
      if extent == 0 || chance(60) { return .at(extent) }
      return .at(Int.random(in: -extent..<extent, using: &self))
    case 2: return .slice(nil, nil, nil)
    default:
      let bounds = -extent - 1...extent + 1
      let start = chance(2) ? nil : Int.random(in: bounds, using: &self)
      let stop = chance(2) ? nil : Int.random(in: bounds, using: &self)
      return .slice(start, stop, pick([nil, nil, 1, 2, 3, -1, -1, -2, -3]))
    }
  }

  mutating func viewStep(_ shape: [Int]) -> ViewStep {
    let rank = shape.count
    let size = shape.reduce(1, *)
    switch Int.random(in: 0..<10, using: &self) {
    case 0, 1: return .transpose(Array(0..<rank).shuffled(using: &self))
    case 2: return .swapAxes(axis(shape), axis(shape))
    case 3: return .moveAxis(axis(shape), axis(shape))
    case 4, 5:
      var target: [Int] = []
      var rest = size
      while rest > 1 && target.count < 3 {
        let divisors = (1...Swift.min(rest, 40)).filter { rest % $0 == 0 }
        target.append(pick(divisors))
        rest /= target.last!
      }
      target.append(rest)
      target.shuffle(using: &self)
      if size > 0 && chance(3) { target[Int.random(in: 0..<target.count, using: &self)] = -1 }
      return .reshape(target)
    case 6: return .broadcast(widened(shape))
    case 7 where rank > 0: return .flip(chance(2) ? nil : [axis(shape)])
    case 8: return chance(2) ? .squeeze : .ravel
    default: return .expand(axis(shape + [0]))
    }
  }

  /// A shape that `shape` broadcasts to.
  private mutating func widened(_ shape: [Int]) -> [Int] {
    let wide = shape.map { $0 == 1 ? pick([1, 2, 3]) : $0 }
    return chance(2) && wide.count < 4 ? [pick([1, 2, 3])] + wide : wide
  }
}
