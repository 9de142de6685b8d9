// SPDX-License-Identifier: Apache-2.0
// Arrays as sets of their elements, after numpy/lib/_arraysetops_impl.py.

import Glibc

/// The elements that are in both arrays, ascending and distinct; dtypes promote.
///
/// `assumeUnique` says that neither array has equal elements, which saves finding out.
public func intersect1d(_ a: NDArray, _ b: NDArray, assumeUnique: Bool = false) throws(ArrayError)
  -> NDArray
{
  let (first, second) = try distinct(a, b, assumeUnique)
  let both = try NDArray.joined([first, second], axis: 0).sorted(axis: 0)
  return try both.along(0, Slice(nil, -1)).masked(repeats(both))
}

/// The elements that are in both arrays, and where each occurs first in them, in C order.
public func intersect1dIndices(_ a: NDArray, _ b: NDArray, assumeUnique: Bool = false)
  throws(ArrayError) -> (values: NDArray, first: NDArray, second: NDArray)
{
  var (first, second) = (try a.reshaping([a.size]), try b.reshaping([b.size]))
  var places: (NDArray, NDArray)?
  if !assumeUnique {
    let (one, other) = (try uniqueAll(first), try uniqueAll(second))
    (first, second, places) = (one.values, other.values, (one.indices, other.indices))
  }
  let both = try NDArray.joined([first, second], axis: 0)
  let order = try both.argSorted(axis: 0)
  let sorted = try both.took(order, axis: 0)
  let mask = try repeats(sorted)
  let values = try sorted.along(0, Slice(nil, -1)).masked(mask)
  var inFirst = try order.along(0, Slice(nil, -1)).masked(mask)
  var inSecond = try Ufunc.subtract.record(
    order.along(0, Slice(1, nil)).masked(mask), first.size.scalar)
  if let places {
    inFirst = try places.0.took(inFirst, axis: 0)
    inSecond = try places.1.took(inSecond, axis: 0)
  }
  return (values, inFirst, inSecond)
}

/// The elements that are in either array, ascending and distinct; dtypes promote.
public func union1d(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
  try unique(NDArray.joined([a.reshaping([a.size]), b.reshaping([b.size])], axis: 0))
}

/// The elements of `a` that are not in `b`: ascending and distinct, or in their order with `assumeUnique`.
public func setdiff1d(_ a: NDArray, _ b: NDArray, assumeUnique: Bool = false) throws(ArrayError)
  -> NDArray
{
  let (first, second) = try distinct(a, b, assumeUnique)
  return try first.masked(isIn(first, second, assumeUnique: true, invert: true))
}

/// The elements that are in one of the arrays but not in both, ascending and distinct; dtypes promote.
public func setxor1d(_ a: NDArray, _ b: NDArray, assumeUnique: Bool = false) throws(ArrayError)
  -> NDArray
{
  let (first, second) = try distinct(a, b, assumeUnique)
  let both = try NDArray.joined([first, second], axis: 0).sorted(axis: 0)
  if both.size == 0 { return both }
  let changes = try Ufunc.notEqual.record(
    both.along(0, Slice(1, nil)), both.along(0, Slice(nil, -1)))
  let end = NDArray([true], shape: [1])
  let edges = try NDArray.joined([end, changes, end], axis: 0)
  return try both.masked(
    Ufunc.bitwiseAnd.record(edges.along(0, Slice(1, nil)), edges.along(0, Slice(nil, -1))))
}

private func distinct(_ a: NDArray, _ b: NDArray, _ assumeUnique: Bool) throws(ArrayError)
  -> (NDArray, NDArray)
{
  assumeUnique
    ? (try a.reshaping([a.size]), try b.reshaping([b.size])) : (try unique(a), try unique(b))
}

/// True where an element of a sorted line equals the next one.
private func repeats(_ sorted: NDArray) throws(ArrayError) -> NDArray {
  try Ufunc.equal.record(sorted.along(0, Slice(1, nil)), sorted.along(0, Slice(nil, -1)))
}

/// How `isIn` finds elements.
public enum MembershipMethod: String, Sendable {
  /// By sorting both arrays together.
  case sort
  /// By a table of all integers between the least and the greatest of the set.
  case table
}

/// True for the elements of `a` that are in `set`, or for those that are not if `invert` is true.
///
/// NaN is in no set.
/// `method` nil takes NumPy's choice: a table for integers that lie close together, one comparison for each element of a small
/// set, else sorting. `assumeUnique` says that neither array has equal elements. Throws NumPy's errors for a table of other
/// dtypes than integers and bool, or of integers too far apart.
public func isIn(
  _ a: NDArray, _ set: NDArray, assumeUnique: Bool = false, invert: Bool = false,
  method: MembershipMethod? = nil
) throws(ArrayError) -> NDArray {
  let elements = try a.reshaping([a.size])
  let members = try set.reshaping([set.size])
  return try membership(elements, members, assumeUnique, invert, method).reshaping(a.shape)
}

private func membership(
  _ elements: NDArray, _ members: NDArray, _ assumeUnique: Bool, _ invert: Bool,
  _ method: MembershipMethod?
) throws(ArrayError) -> NDArray {
  let areIntegers = elements.dtype.kind <= .signed && members.dtype.kind <= .signed
  if areIntegers && method != .sort {
    if members.size == 0 { return .full([elements.size], invert, .bool) }
    if let answer = try lookUp(elements, members, invert, isForced: method == .table) {
      return answer
    }
  } else if method == .table {
    throw ArrayError(
      .value,
      "The 'table' method is only supported for boolean or integer arrays. Please select 'sort' or None for kind."
    )
  }
  // 10·n^0.145: where NumPy found comparing to become slower than sorting.
  if Double(members.size) < 10 * Glibc.pow(Double(elements.size), 0.145) {
    var mask = NDArray.full([elements.size], invert, .bool)
    for place in 0..<members.size {
      let member = try members.along(0, at: place)
      mask =
        invert
        ? try Ufunc.bitwiseAnd.record(mask, Ufunc.notEqual.record(elements, member))
        : try Ufunc.bitwiseOr.record(mask, Ufunc.equal.record(elements, member))
    }
    return mask
  }
  return try sortTogether(elements, members, assumeUnique, invert)
}

private func sortTogether(
  _ elements: NDArray, _ members: NDArray, _ assumeUnique: Bool, _ invert: Bool
) throws(ArrayError) -> NDArray {
  let all = assumeUnique ? nil : try uniqueAll(elements)
  let first = all?.values ?? elements
  let both = try NDArray.joined(
    [first, assumeUnique ? members : unique(members)], axis: 0)
  let order = try both.argSorted(axis: 0)
  let sorted = try both.took(order, axis: 0)
  let next = try sorted.along(0, Slice(1, nil))
  let this = try sorted.along(0, Slice(nil, -1))
  let flags = try NDArray.joined(
    [
      invert ? Ufunc.notEqual.record(next, this) : Ufunc.equal.record(next, this),
      NDArray([invert], shape: [1]),
    ], axis: 0)
  var answer = NDArray.empty([both.size], .bool)
  try answer.assign(.array(flags), at: [.array(order)])
  let mine = try answer.along(0, Slice(nil, first.size))
  guard let all else { return mine }
  return try mine.took(all.inverse, axis: 0)
}

/// Looks integers up in a table; nil if it would be too large, or not safe from overflow.
private func lookUp(_ elements: NDArray, _ members: NDArray, _ invert: Bool, isForced: Bool)
  throws(ArrayError) -> NDArray?
{
  let set = members.dtype == .bool ? members.asType(.uint8) : members
  let values = elements.dtype == .bool ? elements.asType(.uint8) : elements
  let (low, high) = (set.min(), set.max())
  // The bits of both as 64-bit integers; their difference modulo 2⁶⁴ is their distance.
  let start = low.asType(.int64).scalar(Int64.self)
  let range = UInt64(bitPattern: high.asType(.int64).scalar(Int64.self) &- start)
  let isSafe = range <= set.dtype.height
  guard isSafe, isForced || range <= UInt64(6 * (values.size + set.size)) else {
    if !isForced { return nil }
    throw ArrayError(
      .runtime,
      "You have specified kind='table', but the range of values in `ar2` or `ar1` exceed the maximum integer "
        + "of the datatype. Please set `kind` to None or 'sort'.")
  }
  try Layout.check([Int(min(range, UInt64(Int.max - 1))) + 1], .bool)
  var table = [Bool](repeating: invert, count: Int(range) + 1)
  set.asType(.int64).withUnsafeBuffer(of: Int64.self) { members in
    for member in members { table[Int(member &- start)] = !invert }
  }
  let isInside = try Ufunc.bitwiseAnd.record(
    Ufunc.lessEqual.record(values, high), Ufunc.greaterEqual.record(values, low))
  let places = values.asType(.int64)
  return NDArray(dtype: .bool, shape: values.shape) { bytes in
    let answers = bytes.bindMemory(to: Bool.self)
    isInside.withUnsafeBuffer(of: UInt8.self) { inside in
      places.withUnsafeBuffer(of: Int64.self) { places in
        for index in 0..<places.count {
          answers[index] = inside[index] == 0 ? invert : table[Int(places[index] &- start)]
        }
      }
    }
  }
}
