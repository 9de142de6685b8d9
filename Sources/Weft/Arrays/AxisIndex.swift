// SPDX-License-Identifier: Apache-2.0
// What may stand between an array's brackets.

/// One index of a subscript: an integer, a range, a slice, `.newAxis`, `.ellipsis`, an array of integers or a mask.
public protocol AxisIndex {
  var selection: AxisSelection { get }
}

/// What an index selects.
public enum AxisSelection: Sendable {
  /// One place along an axis, which goes away; negative places count from the end.
  case integer(Int)
  case slice(Slice)
  /// A new axis of length 1.
  case newAxis
  /// As many whole axes as the other indices leave.
  case ellipsis
  /// Places along one axis, or a mask over as many axes as it has.
  case array(NDArray)
}

/// Python's slice: from `start` up to `stop`, which is left out, in steps of `step`.
public struct Slice: Sendable, Hashable, AxisIndex {
  /// Int.min stands for a bound left out, so that a slice stays three words.
  let start: Int
  let stop: Int
  let step: Int

  init(_ start: Int?, _ stop: Int?, _ step: Int = 1) {
    self.start = start ?? .min
    self.stop = stop ?? .min
    self.step = step
  }

  public var selection: AxisSelection { .slice(self) }

  /// The same bounds in steps of `step`.
  public func by(_ step: Int) -> Slice {
    Slice(start == .min ? nil : start, stop == .min ? nil : stop, step)
  }

  /// Where the slice starts in an axis of length `extent`, and how many places it takes.
  func resolved(_ extent: Int) throws(ArrayError) -> (start: Int, count: Int) {
    guard step != 0 else { throw ArrayError(.value, "slice step cannot be zero") }
    let isForward = step > 0
    let (low, high) = isForward ? (0, extent) : (-1, extent - 1)
    func bounded(_ bound: Int, _ absent: Int) -> Int {
      if bound == .min { return absent }
      let place = bound < 0 ? bound + extent : bound
      return Swift.min(Swift.max(place, low), high)
    }
    let first = bounded(start, isForward ? 0 : extent - 1)
    let end = bounded(stop, isForward ? extent : -1)
    let distance = isForward ? end - first : first - end
    if distance <= 0 { return (first, 0) }
    let magnitude = Int(clamping: step.magnitude)
    return (first, (distance - 1) / magnitude + 1)
  }
}

/// A new axis of length 1.
public struct NewAxis: AxisIndex, Sendable {
  public init() {}
  public var selection: AxisSelection { .newAxis }
}

/// As many whole axes as the other indices leave.
public struct Ellipsis: AxisIndex, Sendable {
  public init() {}
  public var selection: AxisSelection { .ellipsis }
}

extension AxisIndex where Self == Slice {
  /// The whole axis.
  public static var all: Slice { Slice(nil, nil) }
  /// From `start` up to `stop`, which is left out, in steps of `step`; negative bounds count from the end.
  public static func slice(_ start: Int?, _ stop: Int?, by step: Int = 1) -> Slice {
    Slice(start, stop, step)
  }
  /// The whole axis in steps of `step`; backwards if it is negative.
  public static func by(_ step: Int) -> Slice { Slice(nil, nil, step) }
}

extension AxisIndex where Self == NewAxis {
  /// A new axis of length 1.
  public static var newAxis: NewAxis { NewAxis() }
}

extension AxisIndex where Self == Ellipsis {
  /// As many whole axes as the other indices leave.
  public static var ellipsis: Ellipsis { Ellipsis() }
}

extension Int: AxisIndex {
  public var selection: AxisSelection { .integer(self) }
}

extension NDArray: AxisIndex {
  public var selection: AxisSelection { .array(self) }
}

extension Array: AxisIndex where Element: NestedElements {
  public var selection: AxisSelection {
    // An empty list selects nothing, whatever its element type.
    .array(isEmpty ? NDArray([Int](), shape: [0]) : NDArray(self))
  }
}

extension Range<Int>: AxisIndex {
  public var selection: AxisSelection { .slice(Slice(lowerBound, upperBound)) }
  /// Every `step`-th place of the range.
  public func by(_ step: Int) -> Slice { Slice(lowerBound, upperBound, step) }
}

extension ClosedRange<Int>: AxisIndex {
  public var selection: AxisSelection { .slice(by(1)) }
  /// Every `step`-th place of the range.
  public func by(_ step: Int) -> Slice {
    Slice(lowerBound, upperBound == -1 ? nil : upperBound + 1, step)
  }
}

extension PartialRangeFrom<Int>: AxisIndex {
  public var selection: AxisSelection { .slice(by(1)) }
  /// Every `step`-th place of the range.
  public func by(_ step: Int) -> Slice { Slice(lowerBound, nil, step) }
}

extension PartialRangeUpTo<Int>: AxisIndex {
  public var selection: AxisSelection { .slice(by(1)) }
  /// Every `step`-th place of the range.
  public func by(_ step: Int) -> Slice { Slice(nil, upperBound, step) }
}

extension PartialRangeThrough<Int>: AxisIndex {
  public var selection: AxisSelection { .slice(by(1)) }
  /// Every `step`-th place of the range.
  public func by(_ step: Int) -> Slice {
    Slice(nil, upperBound == -1 ? nil : upperBound + 1, step)
  }
}
