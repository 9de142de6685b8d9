// SPDX-License-Identifier: Apache-2.0
// Methods of ndarray that look at memory in another way or change the array itself.
import Weft

extension ArrayMethods {
  static var memory: [Builtin] {
    [
      Builtin("view(self, dtype=..., type=...)") { a throws(Raised) in
        let own = ArrayRef(a[0])
        let names = !a[1].isUnbound && !a[1].isNone
        if names, a[1].has(.type), isArrayType(a[1]) || a[2].isUnbound && isArrayType(a[1]) {
          return try ArrayType.view(a[0]) { $0 }
        }
        guard names else { return try ArrayType.view(a[0]) { $0 } }
        let dtype = try DTypeObject.dtype(named: a[1])
        if dtype == own.dtype { return try ArrayType.view(a[0]) { $0 } }
        let shared = own.shared
        return own.makeView(try engine { () throws(ArrayError) in try shared.viewed(as: dtype) })
      },
      Builtin("resize(self, /, *new_shape, refcheck=True)") { a throws(Raised) in
        let parts = Tuple(a[1])
        if parts.count == 0 || (parts.count == 1 && parts[0].isNone) { return .none }
        let shape = try ArrayConversion.checkedShape(
          parts.count == 1 && !parts[0].isInteger ? parts[0] : parts.value)
        let own = ArrayRef(a[0])
        let (current, size) = (own.current, own.dtype.itemSize)
        let isC = ArrayFlags.isContiguous(current.shape, current.strides, size)
        guard
          isC || ArrayFlags.isContiguous(current.shape.reversed(), current.strides.reversed(), size)
        else { throw raise(.valueError, "resize only works on single-segment arrays") }
        guard own.cell.pointee.parent.isUnbound || shape.reduce(1, *) == own.current.size else {
          throw raise(.valueError, "cannot resize this array: it does not own its data")
        }
        let resized = try checkedEngine {
          // The memory keeps its order.
          var array = isC ? current : current.T
          try array.resize(isC ? shape : shape.reversed())
          return SharedArray(isC ? array : array.T)
        }
        let old = own.cell.pointee.array
        own.cell.pointee.array = Unmanaged.passRetained(resized)
        old.release()
        return .none
      },
      Builtin("byteswap(self, inplace=False)") { a throws(Raised) in
        let own = ArrayRef(a[0]).current
        // Fortran's order stays.
        let swapped =
          ArrayFlags.isContiguous(own.shape, own.strides, own.dtype.itemSize)
          ? own.byteSwapped() : own.T.byteSwapped().T
        guard try isTrue(a[1]) else { return ArrayRef.make(swapped) }
        try ArrayRef(a[0]).requireWritable("array to be byte-swapped is read-only")
        try checkedEngine { ArrayRef(a[0]).shared.assign(swapped) }
        return a[0].retained()
      },
      Builtin("setflags(self, /, *, write=None, align=None, uic=None)") { a throws(Raised) in
        if !a[1].isNone { try ArrayFlags.setWritable(a[0], isTrue(a[1])) }
        return .none
      },
      Builtin("to_device(self, device, /, *, stream=None)") { a throws(Raised) in
        guard NumPyArguments.text(a[1]) == "cpu" else {
          throw raise(
            .valueError,
            "Unsupported device: \(try strText(a[1])). Only 'cpu' is accepted.")
        }
        return a[0].retained()
      },
      Builtin("tobytes(self, order='C')") { a throws(Raised) in
        let order = try NumPyArguments.order(a[1])
        return .bytes(ArrayRef(a[0]).current.bytes(order: order))
      },
      Builtin("copy(self, order='C')") { a throws(Raised) in
        let order = try NumPyArguments.order(a[1])
        return ArrayRef.make(try checkedEngine { ArrayRef(a[0]).current.copy(order: order) })
      },
      Builtin("flatten(self, order='C')") { a throws(Raised) in
        let order = try NumPyArguments.order(a[1])
        return ArrayRef.make(try checkedEngine { ArrayRef(a[0]).current.flattened(order: order) })
      },
      Builtin("ravel(self, order='C')") { a throws(Raised) in
        let order = try NumPyArguments.order(a[1])
        return try ArrayType.view(a[0]) { $0.ravel(order: order) }
      },
      Builtin("reshape(self, /, *shape, order='C', copy=None)") { a throws(Raised) in
        let parts = Tuple(a[1])
        let one = parts.count == 1 && !parts[0].isInteger && !parts[0].isNumPyScalar
        let shape = try ArrayConversion.shape(one ? parts[0] : parts.value)
        let order = try NumPyArguments.order(a[2])
        if !a[3].isNone, try isTrue(a[3]) {
          return ArrayRef.make(
            try checkedEngine { try ArrayRef(a[0]).current.copy().reshaped(shape, order: order) })
        }
        let result = try ArrayType.view(a[0]) { try $0.reshaped(shape, order: order) }
        if !a[3].isNone, ArrayRef(result).cell.pointee.parent.isUnbound {
          result.release()
          throw raise(
            .valueError, "Unable to avoid creating a copy while reshaping.")
        }
        return result
      },
      Builtin("choose(self, choices, out=None, mode='raise')") { a throws(Raised) in
        try NumPyFunctions.call("choose", a[0], a[1], a[2], a[3])
      },
      Builtin("compress(self, condition, axis=None, out=None)") { a throws(Raised) in
        try NumPyFunctions.call("compress", a[1], a[0], a[2], a[3])
      },
      Builtin("put(self, indices, values, mode='raise')") { a throws(Raised) in
        try NumPyFunctions.call("put", a[0], a[1], a[2], a[3])
      },
      Builtin("trace(self, offset=0, axis1=0, axis2=1, dtype=None, out=None)") { a throws(Raised) in
        try NumPyFunctions.call("trace", a[0], a[1], a[2], a[3], a[4], a[5])
      },
      Builtin("tofile(self, fid, /, sep='', format='%s')") { a throws(Raised) in
        try NumPyFunctions.call("_tofile", a[0], a[1], a[2], a[3])
      },
    ]
  }

  private static func isArrayType(_ value: Value) -> Bool {
    TypeRef(value).isSubtype(of: machine.pointee.types.array)
  }
}
