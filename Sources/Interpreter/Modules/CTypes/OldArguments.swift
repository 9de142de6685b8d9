// SPDX-License-Identifier: Apache-2.0
// Arguments that CPython's ctypes reads by a format of old, with that way's words for their number and size.

enum OldArguments {
  /// Throws unless there are as many arguments as `range` says; `name` is nil where the format has none.
  static func check(_ arguments: Tuple, _ range: ClosedRange<Int>, _ name: String?) throws(Raised) {
    let given = arguments.count
    if range.contains(given) { return }
    let (few, wanted) = (given < range.lowerBound, range.lowerBound)
    let count = few ? wanted : range.upperBound
    let manner = range.count == 1 ? "exactly" : few ? "at least" : "at most"
    throw raise(
      .typeError,
      "\(name.map { $0 + "()" } ?? "function") takes \(manner) \(count) argument\(count == 1 ? "" : "s") "
        + "(\(given) given)")
  }

  /// The value as C's int.
  static func int(_ value: Value) throws(Raised) -> Int32 {
    let integer = try index(value)
    defer { integer.release() }
    let word = integer.unboxed
    guard word.tag == .int || word.tag == .bool else {
      throw raise(.overflowError, "Python int too large to convert to C long")
    }
    guard let result = Int32(exactly: word.asInt) else {
      throw raise(
        .overflowError,
        "signed integer is \(word.asInt < 0 ? "less than minimum" : "greater than maximum")")
    }
    return result
  }
}
