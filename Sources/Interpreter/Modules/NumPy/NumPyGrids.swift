// SPDX-License-Identifier: Apache-2.0
// numpy's functions that make grids and samples, and arrays from iterators.
import Weft

enum NumPyGrids {
  private typealias Arguments = NumPyArguments

  static var rows: [Builtin] { grids + samples + others }

  private static var grids: [Builtin] {
    [
      Builtin("meshgrid(*xi, copy=True, sparse=False, indexing='xy')") { a throws(Raised) in
        let vectors = try Arguments.arrays(a[0])
        let (copies, sparse) = (try isTrue(a[1]), try isTrue(a[2]))
        let indexing = Arguments.text(a[3])
        return Arguments.tuple(
          try checkedEngine {
            try NDArray.meshgrid(vectors, indexing: indexing, sparse: sparse, copy: copies)
          })
      },
      Builtin("indices(dimensions, dtype=..., sparse=False)") { a throws(Raised) in
        let shape = try ArrayConversion.checkedShape(a[0])
        let dtype = try a[1].isUnbound ? .int64 : DTypeObject.dtype(named: a[1])
        if try isTrue(a[2]) {
          return Arguments.tuple(try checkedEngine { try NDArray.sparseIndices(shape, dtype) })
        }
        return ArrayRef.make(try checkedEngine { try NDArray.indices(shape, dtype) })
      },
      Builtin("ix_(*args)") { a throws(Raised) in
        let vectors = try Arguments.map(a[0]) { value throws(Raised) in
          let array = try Arguments.array(value)
          return array.size == 0 && !value.isArray ? array.asType(.int64) : array
        }
        return Arguments.tuple(try checkedEngine { try NDArray.openMesh(vectors) })
      },
    ]
  }

  private static var samples: [Builtin] {
    [
      Builtin(
        "linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None)"
      ) { a throws(Raised) in
        let (start, stop) = (try Arguments.operand(a[0]), try Arguments.operand(a[1]))
        let count = try indexValue(a[2])
        if count < 0 {
          throw raise(.valueError, "Number of samples, \(count), must be non-negative.")
        }
        let endpoint = try isTrue(a[3])
        let dtype = try DTypeObject.optional(a[5])
        let axis = try indexValue(a[6])
        let (array, step) = try checkedEngine {
          try NDArray.linspace(
            from: start, to: stop, count: count, endpoint: endpoint, dtype: dtype, axis: axis)
        }
        if try !isTrue(a[4]) { return ArrayRef.make(array) }
        // One sample has no step: a Python float, as in NumPy.
        let width = count - (endpoint ? 1 : 0) > 0 ? ArrayOperators.result(step) : Value(Double.nan)
        return Tuple.make(consuming: [ArrayRef.make(array), width]).value
      },
      Builtin(
        "logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0)"
      ) { a throws(Raised) in
        let (start, stop) = (try Arguments.operand(a[0]), try Arguments.operand(a[1]))
        let count = try indexValue(a[2])
        let endpoint = try isTrue(a[3])
        let base = try Arguments.operand(a[4])
        let dtype = try DTypeObject.optional(a[5])
        let axis = try indexValue(a[6])
        return ArrayRef.make(
          try checkedEngine {
            try NDArray.logspace(
              from: start, to: stop, count: count, endpoint: endpoint, base: base, dtype: dtype,
              axis: axis)
          })
      },
      Builtin("geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0)") {
        a throws(Raised) in
        let (start, stop) = (try Arguments.operand(a[0]), try Arguments.operand(a[1]))
        let count = try indexValue(a[2])
        let endpoint = try isTrue(a[3])
        let dtype = try DTypeObject.optional(a[4])
        let axis = try indexValue(a[5])
        return ArrayRef.make(
          try checkedEngine {
            try NDArray.geomspace(
              from: start, to: stop, count: count, endpoint: endpoint, dtype: dtype, axis: axis)
          })
      },
    ]
  }

  private static var others: [Builtin] {
    [
      Builtin("fromiter(iter, dtype, count=-1, *, like=None)") { a throws(Raised) in
        let dtype = try DTypeObject.dtype(named: a[1])
        let count = try indexValue(a[2])
        let list = List.make()
        defer { list.value.release() }
        if count != 0 {
          try forEach(a[0]) { element throws(Raised) in
            list.append(element)
            return count < 0 || list.count < count
          }
        }
        if count > list.count {
          throw raise(
            .valueError,
            "iterator too short: Expected \(count) but iterator had only \(list.count) items.")
        }
        return ArrayRef.make(try ArrayConversion.array(list.value, dtype: dtype))
      },
      Arguments.viewing("_as_strided(x, shape=None, strides=None)") { a throws(Raised) in
        let shape = a[1].isNone ? nil : Optional(try ArrayConversion.checkedShape(a[1]))
        let strides = a[2].isNone ? nil : Optional(try ArrayConversion.shape(a[2]))
        return { try $0.asStrided(shape: shape, strides: strides) }
      },
      Arguments.viewing("_sliding_window_view(x, window_shape, axis=None)") { a throws(Raised) in
        let window = try ArrayConversion.shape(a[1])
        let axes = try ArrayConversion.axes(a[2])
        return { try $0.slidingWindowView(window, axes: axes) }
      },
    ]
  }
}
