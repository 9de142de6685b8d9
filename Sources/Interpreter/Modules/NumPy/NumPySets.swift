// SPDX-License-Identifier: Apache-2.0
// numpy: arrays as sets.
import Weft

enum NumPySets {
  private typealias Arguments = StatisticsArguments

  static var rows: [Builtin] { distinct + operations }

  private static func resultType(_ name: String, _ fields: [String]) -> TypeRef {
    StructSequence.makeType(name, fields)
  }

  nonisolated(unsafe) private static let allResult = resultType(
    "UniqueAllResult", ["values", "indices", "inverse_indices", "counts"])
  nonisolated(unsafe) private static let countsResult = resultType(
    "UniqueCountsResult", ["values", "counts"])
  nonisolated(unsafe) private static let inverseResult = resultType(
    "UniqueInverseResult", ["values", "inverse_indices"])

  private static func arrays(_ arrays: [NDArray]) -> [Value] { arrays.map { ArrayRef.make($0) } }

  // MARK: Distinct elements

  private static var distinct: [Builtin] {
    [
      Builtin(
        "unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True)"
      ) {
        a throws(Raised) in
        let own = try Arguments.array(a[0])
        let wanted = (try isTrue(a[1]), try isTrue(a[2]), try isTrue(a[3]))
        let axis = try Arguments.axis(a[4])
        let equalNaN = try isTrue(a[5])
        guard wanted.0 || wanted.1 || wanted.2 else {
          return ArrayRef.make(
            try checkedEngine { try unique(own, axis: axis, equalNaN: equalNaN) })
        }
        let all = try checkedEngine { try uniqueAll(own, axis: axis, equalNaN: equalNaN) }
        var parts = [all.values]
        if wanted.0 { parts.append(all.indices) }
        if wanted.1 { parts.append(all.inverse) }
        if wanted.2 { parts.append(all.counts) }
        return Tuple.make(consuming: arrays(parts)).value
      },
      Builtin("unique_all(x)") { a throws(Raised) in
        let all = try everything(a[0])
        return StructSequence.make(
          allResult, arrays([all.values, all.indices, all.inverse, all.counts]))
      },
      Builtin("unique_counts(x)") { a throws(Raised) in
        let all = try everything(a[0])
        return StructSequence.make(countsResult, arrays([all.values, all.counts]))
      },
      Builtin("unique_inverse(x)") { a throws(Raised) in
        let all = try everything(a[0])
        return StructSequence.make(inverseResult, arrays([all.values, all.inverse]))
      },
      Builtin("unique_values(x)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        return ArrayRef.make(try checkedEngine { try unique(own, equalNaN: false) })
      },
    ]
  }

  private static func everything(_ value: Value) throws(Raised) -> UniqueElements {
    let own = try Arguments.array(value)
    return try checkedEngine { try uniqueAll(own, equalNaN: false) }
  }

  // MARK: Operations

  private static func operation(
    _ name: String, _ run: @escaping (NDArray, NDArray, Bool) throws -> NDArray
  ) -> Builtin {
    Builtin("\(name)(ar1, ar2, assume_unique=False)") { a throws(Raised) in
      let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
      let assume = try isTrue(a[2])
      return ArrayRef.make(try checkedEngine { try run(x, y, assume) })
    }
  }

  private static var operations: [Builtin] {
    [
      Builtin("isin(element, test_elements, assume_unique=False, invert=False, *, kind=None)") {
        a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let (assume, invert) = (try isTrue(a[2]), try isTrue(a[3]))
        var method: MembershipMethod?
        if !a[4].isNone {
          method = a[4].isStr ? MembershipMethod(rawValue: Str(a[4]).text) : nil
          if method == nil {
            throw raise(
              .valueError,
              "Invalid kind: '\(try strText(a[4]))'. Please use None, 'sort' or 'table'.")
          }
        }
        let chosen = method
        return ArrayRef.make(
          try checkedEngine {
            try isIn(x, y, assumeUnique: assume, invert: invert, method: chosen)
          })
      },
      Builtin("intersect1d(ar1, ar2, assume_unique=False, return_indices=False)") {
        a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let assume = try isTrue(a[2])
        guard try isTrue(a[3]) else {
          return ArrayRef.make(try checkedEngine { try intersect1d(x, y, assumeUnique: assume) })
        }
        let found = try checkedEngine { try intersect1dIndices(x, y, assumeUnique: assume) }
        return Tuple.make(consuming: arrays([found.values, found.first, found.second])).value
      },
      Builtin("union1d(ar1, ar2)") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        return ArrayRef.make(try checkedEngine { try union1d(x, y) })
      },
      operation("setdiff1d") { try setdiff1d($0, $1, assumeUnique: $2) },
      operation("setxor1d") { try setxor1d($0, $1, assumeUnique: $2) },
    ]
  }
}
