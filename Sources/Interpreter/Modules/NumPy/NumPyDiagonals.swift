// SPDX-License-Identifier: Apache-2.0
// numpy's functions of diagonals and triangles, and of places in C order.
import Weft

enum NumPyDiagonals {
  private typealias Arguments = NumPyArguments

  static var rows: [Builtin] { diagonals + triangles + places }

  /// A view of diagonal elements, which NumPy does not let scripts write to; or a new array.
  private static func readOnly(_ value: Value, _ transform: (NDArray) throws -> NDArray)
    throws(Raised) -> Value
  {
    let own = try Arguments.object(value)
    defer { own.release() }
    let result = try ArrayType.view(own, transform)
    let made = ArrayRef(result).cell
    if !made.pointee.parent.isUnbound { made.pointee.isReadOnly = true }
    return result
  }

  private static var diagonals: [Builtin] {
    [
      Builtin("diag(v, k=0)") { a throws(Raised) in
        let offset = try indexValue(a[1])
        return try readOnly(a[0]) { try $0.diag(offset: offset) }
      },
      Arguments.making("diagflat(v, k=0)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let offset = try indexValue(a[1])
        return { try own.diagflat(offset: offset) }
      },
      Builtin("diagonal(a, offset=0, axis1=0, axis2=1)") { a throws(Raised) in
        let (offset, first, second) = (
          try indexValue(a[1]), try indexValue(a[2]), try indexValue(a[3])
        )
        return try readOnly(a[0]) {
          try $0.diagonal(offset: offset, axis1: first, axis2: second)
        }
      },
      Builtin("trace(a, offset=0, axis1=0, axis2=1, dtype=None, out=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let (offset, first, second) = (
          try indexValue(a[1]), try indexValue(a[2]), try indexValue(a[3])
        )
        let dtype = try DTypeObject.optional(a[4])
        return try ArrayMethods.finish(
          checkedEngine {
            try own.trace(offset: offset, axis1: first, axis2: second, dtype: dtype)
          }, out: a[5])
      },
      Builtin("fill_diagonal(a, val, wrap=False)") { a throws(Raised) in
        guard a[0].isArray else {
          throw raise(.attributeError, "'\(a[0].type.name)' object has no attribute 'ndim'")
        }
        let value = try Arguments.operand(a[1])
        let wraps = try isTrue(a[2])
        try Arguments.update(a[0], readOnly: "underlying array is read-only") {
          try $0.fillDiagonal(value, wrap: wraps)
        }
        return .none
      },
    ]
  }

  private static var triangles: [Builtin] {
    [
      Arguments.making("tri(N, M=None, k=0, dtype=..., *, like=None)") { a throws(Raised) in
        let rows = try indexValue(a[0])
        let columns = try Arguments.optional(a[1])
        let offset = try indexValue(a[2])
        let dtype = try a[3].isUnbound ? .float64 : DTypeObject.dtype(named: a[3])
        return { try NDArray.tri(rows, columns, offset: offset, dtype) }
      },
      Arguments.making("triu(m, k=0)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let offset = try indexValue(a[1])
        return { try own.triu(offset: offset) }
      },
      Arguments.making("tril(m, k=0)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let offset = try indexValue(a[1])
        return { try own.tril(offset: offset) }
      },
      Arguments.making("vander(x, N=None, increasing=False)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let columns = try Arguments.optional(a[1])
        let increasing = try isTrue(a[2])
        return { try own.vander(columns: columns, increasing: increasing) }
      },
    ]
  }

  private static func indices(
    _ text: String, _ make: @escaping (BoundArguments) throws(Raised) -> () throws -> [NDArray]
  ) -> Builtin {
    Builtin(text) { a throws(Raised) in
      let body = try make(a)
      return Arguments.tuple(try checkedEngine(body))
    }
  }

  private static func square(_ value: Value) throws(Raised) -> [Int] {
    let shape = try Arguments.array(value).shape
    guard shape.count == 2 else { throw raise(.valueError, "input array must be 2-d") }
    return shape
  }

  private static var places: [Builtin] {
    [
      indices("diag_indices(n, ndim=2)") { a throws(Raised) in
        let (count, axes) = (try indexValue(a[0]), try indexValue(a[1]))
        return { NDArray.diagIndices(count, ndim: axes) }
      },
      indices("diag_indices_from(arr)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        return { try own.diagIndices() }
      },
      indices("tril_indices(n, k=0, m=None)") { a throws(Raised) in
        let (rows, offset) = (try indexValue(a[0]), try indexValue(a[1]))
        let columns = try Arguments.optional(a[2])
        return { try NDArray.trilIndices(rows, columns, offset: offset) }
      },
      indices("triu_indices(n, k=0, m=None)") { a throws(Raised) in
        let (rows, offset) = (try indexValue(a[0]), try indexValue(a[1]))
        let columns = try Arguments.optional(a[2])
        return { try NDArray.triuIndices(rows, columns, offset: offset) }
      },
      indices("tril_indices_from(arr, k=0)") { a throws(Raised) in
        let (shape, offset) = (try square(a[0]), try indexValue(a[1]))
        return { try NDArray.trilIndices(shape[0], shape[1], offset: offset) }
      },
      indices("triu_indices_from(arr, k=0)") { a throws(Raised) in
        let (shape, offset) = (try square(a[0]), try indexValue(a[1]))
        return { try NDArray.triuIndices(shape[0], shape[1], offset: offset) }
      },
      Builtin("unravel_index(indices, shape, order='C')") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let shape = try ArrayConversion.shape(a[1])
        let order = try Arguments.order(a[2])
        let parts = try checkedEngine { try own.unraveledIndices(shape, order: order) }
        return Tuple.make(consuming: parts.map { ArrayOperators.result($0) }).value
      },
      Builtin("ravel_multi_index(multi_index, dims, mode='raise', order='C')") {
        a throws(Raised) in
        let indices = try Arguments.arrays(a[0])
        let shape = try ArrayConversion.shape(a[1])
        let modes =
          a[2].isStr
          ? [try Arguments.mode(a[2])]
          : try Arguments.map(a[2]) { value throws(Raised) in try Arguments.mode(value) }
        let order = try Arguments.order(a[3])
        return ArrayOperators.result(
          try checkedEngine {
            try NDArray.raveledIndices(indices, shape, modes: modes, order: order)
          })
      },
    ]
  }
}
