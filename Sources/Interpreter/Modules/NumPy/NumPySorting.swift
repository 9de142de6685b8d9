// SPDX-License-Identifier: Apache-2.0
// numpy: sorting, searching, counting; and the methods of ndarray that do so.
import Weft

enum NumPySorting {
  private typealias Arguments = StatisticsArguments

  static var rows: [Builtin] { sorting + searching + counting }

  /// Methods of ndarray.
  static var methods: [Builtin] {
    [
      Builtin("sort(self, axis=-1, kind=None, order=None, *, stable=None)") { a throws(Raised) in
        let axis = try Arguments.requiredAxis(a[1])
        try checkKind(a[2], order: a[3], stable: a[4])
        let own = ArrayRef(a[0])
        try own.requireWritable("sort array is read-only")
        let sorted = try checkedEngine { try own.current.sorted(axis: axis) }
        try checkedEngine { own.shared.assign(sorted) }
        return .none
      },
      argsort("self"),
      Builtin("partition(self, kth, axis=-1, kind='introselect', order=None)") {
        a throws(Raised) in
        let own = ArrayRef(a[0])
        try own.requireWritable("partition array is read-only")
        let axis = try Arguments.requiredAxis(a[2])
        let places = try selection(a[1], kind: a[3], order: a[4])
        let parts = try checkedEngine { try own.current.partitioned(places, axis: axis) }
        try checkedEngine { own.shared.assign(parts) }
        return .none
      },
      argpartition("self"),
      searchsorted("self"),
    ]
  }

  // MARK: Sorting

  private static func tooDeep() -> Raised {
    raise(
      .valueError,
      "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 1."
    )
  }

  /// The engine has one order of sorting, which is stable; kinds are checked only.
  private static func checkKind(_ kind: Value, order: Value, stable: Value) throws(Raised) {
    if !kind.isNone {
      let name = try Arguments.text(kind, "sort kind")
      guard let first = name.lowercased().first, "qhms".contains(first) else {
        throw raise(
          .valueError, "sort kind must be one of 'quick', 'heap', or 'stable' (got '\(name)')")
      }
    }
    try checkOrder(order)
    if !kind.isNone && !stable.isNone {
      throw raise(
        .valueError,
        "`kind` and keyword parameters can't be provided at the same time. Use only one of them.")
    }
  }

  private static func checkOrder(_ order: Value) throws(Raised) {
    guard order.isNone else {
      throw raise(.valueError, "Cannot specify order when the array has no fields.")
    }
  }

  /// The places of a partition.
  private static func selection(_ kth: Value, kind: Value, order: Value) throws(Raised) -> [Int] {
    let name = try Arguments.text(kind, "select kind")
    guard name.lowercased().hasPrefix("i") else {
      throw raise(.valueError, "select kind must be 'introselect' (got '\(name)')")
    }
    try checkOrder(order)
    let places = try Arguments.array(kth)
    if places.dtype == .bool {
      throw raise(.valueError, "Booleans unacceptable as partition index")
    }
    guard places.dtype.isInteger else {
      throw raise(.typeError, "Partition index must be integer")
    }
    guard places.ndim <= 1 else {
      if kth.isArray { throw raise(.valueError, "object too deep for desired array") }
      throw tooDeep()
    }
    return places.flattened().array(of: Int.self)
  }

  private static func argsort(_ parameter: String) -> Builtin {
    Builtin("argsort(\(parameter), axis=-1, kind=None, order=None, *, stable=None)") {
      a throws(Raised) in
      let own = try Arguments.array(a[0])
      let axis = try Arguments.axis(a[1])
      try checkKind(a[2], order: a[3], stable: a[4])
      return ArrayRef.make(
        try checkedEngine { try lined(own, axis).argSorted(axis: axis) })
    }
  }

  private static func argpartition(_ parameter: String) -> Builtin {
    Builtin("argpartition(\(parameter), kth, axis=-1, kind='introselect', order=None)") {
      a throws(Raised) in
      let own = try Arguments.array(a[0])
      let axis = try Arguments.axis(a[2])
      let places = try selection(a[1], kind: a[3], order: a[4])
      return ArrayRef.make(
        try checkedEngine { try lined(own, axis).argPartitioned(places, axis: axis) })
    }
  }

  /// The order of a number is that of one element.
  private static func lined(_ array: NDArray, _ axis: Int?) -> NDArray {
    array.ndim == 0 && (axis == 0 || axis == -1) ? array.reshaped([1]) : array
  }

  private static var sorting: [Builtin] {
    [
      Builtin("sort(a, axis=-1, kind=None, order=None, *, stable=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let axis = try Arguments.axis(a[1])
        try checkKind(a[2], order: a[3], stable: a[4])
        return ArrayRef.make(try checkedEngine { try own.sorted(axis: axis) })
      },
      argsort("a"),
      Builtin("partition(a, kth, axis=-1, kind='introselect', order=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let axis = try Arguments.axis(a[2])
        let places = try selection(a[1], kind: a[3], order: a[4])
        return ArrayRef.make(try checkedEngine { try own.partitioned(places, axis: axis) })
      },
      argpartition("a"),
      Builtin("lexsort(keys, axis=-1)") { a throws(Raised) in
        let axis = try Arguments.requiredAxis(a[1])
        guard a[0].isArray || a[0].type.slots.iterate != nil else {
          throw raise(.typeError, "need sequence of keys with len > 0 in lexsort")
        }
        let elements = try Arguments.elements(a[0])
        defer { for element in elements { element.release() } }
        if elements.isEmpty {
          throw raise(.typeError, "need sequence of keys with len > 0 in lexsort")
        }
        var keys: [NDArray] = []
        for element in elements { keys.append(try Arguments.array(element)) }
        // Numbers are ordered as one element each, which is a scalar again.
        if keys.allSatisfy({ $0.ndim == 0 }) {
          return NumPyScalars.make(NDArray.zeros([], .int64))
        }
        let all = keys
        return ArrayRef.make(try checkedEngine { try NDArray.lexsort(all, axis: axis) })
      },
      Builtin("sort_complex(a)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let small: Set<DType> = [.int8, .uint8, .int16, .uint16]
        let dtype =
          own.dtype.isComplex ? own.dtype : small.contains(own.dtype) ? .complex64 : .complex128
        return ArrayRef.make(try checkedEngine { try own.sorted().asType(dtype) })
      },
    ]
  }

  // MARK: Searching

  private static func searchsorted(_ parameter: String) -> Builtin {
    Builtin("searchsorted(\(parameter), v, side='left', sorter=None)") { a throws(Raised) in
      let own = try Arguments.array(a[0])
      let values = try Arguments.array(a[1])
      let name = try Arguments.text(a[2], "search side")
      guard let side = SearchSide(rawValue: name) else {
        let isShort = name.lowercased().hasPrefix("l") || name.lowercased().hasPrefix("r")
        throw raise(
          .valueError,
          isShort
            ? "search side must be one of 'left' or 'right'"
            : "search side must be 'left' or 'right' (got '\(name)')")
      }
      let sorter = try Arguments.optionalArray(a[3])
      return ArrayOperators.result(
        try checkedEngine { try searchSorted(own, values, side: side, sorter: sorter) })
    }
  }

  private static var searching: [Builtin] {
    [
      searchsorted("a"),
      Builtin("digitize(x, bins, right=False)") { a throws(Raised) in
        let (own, bins) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let right = try isTrue(a[2])
        return ArrayOperators.result(try checkedEngine { try digitize(own, bins, right: right) })
      },
      Builtin("extract(condition, arr)") { a throws(Raised) in
        let (condition, own) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        return ArrayRef.make(try checkedEngine { try extract(condition, own) })
      },
    ]
  }

  // MARK: Counting

  private static var counting: [Builtin] {
    [
      Builtin("nonzero(a)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        guard own.ndim > 0 else {
          let advice =
            own.dtype == .bool
            ? " If the context of this error is of the form `arr[nonzero(cond)]`, just use `arr[cond]`."
            : ""
          throw raise(
            .valueError,
            "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.\(advice)"
          )
        }
        let places = try checkedEngine { own.nonzero() }
        return Tuple.make(consuming: places.map { ArrayRef.make($0) }).value
      },
      Builtin("count_nonzero(a, axis=None, *, keepdims=False)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let axes = try ArrayConversion.axes(a[1])
        let keeps = try isTrue(a[2])
        return ArrayOperators.result(
          try checkedEngine { own.countNonzero(axis: axes, keepDims: keeps) })
      },
      Builtin("argwhere(a)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        return ArrayRef.make(try checkedEngine { try own.argWhere() })
      },
      Builtin("flatnonzero(a)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        return ArrayRef.make(try checkedEngine { try own.flatNonzero() })
      },
      Builtin("bincount(x, /, weights=None, minlength=0)") { a throws(Raised) in
        let own = try countable(a[0], .int64)
        let weights = Arguments.isGiven(a[1]) ? try countable(a[1], .float64) : nil
        if a[2].isNone { throw raise(.typeError, "use 0 instead of None for minlength") }
        let length = try indexValue(a[2])
        return ArrayRef.make(
          try checkedEngine { try bincount(own, weights: weights, minLength: length) })
      },
    ]
  }

  /// What `bincount` counts: an array as it is, a list in the dtype asked for.
  private static func countable(_ value: Value, _ dtype: DType) throws(Raised) -> NDArray {
    let own = try Arguments.array(value)
    if value.isArray {
      // Counts of uint64 are the one cast that is not safe.
      return own.dtype == .uint64 && dtype == .int64 ? own.asType(dtype) : own
    }
    if own.ndim > 1 { throw tooDeep() }
    if own.dtype.isComplex {
      throw raise(.typeError, "float() argument must be a string or a real number, not 'complex'")
    }
    return own.asType(dtype)
  }
}
