// SPDX-License-Identifier: Apache-2.0
// Methods and attributes that all NumPy scalars have: those of a 0-d array.
import Weft

enum NumPyScalarMethods {
  /// The scalar as a 0-d array object; owned.
  private static func boxed(_ v: Value) throws(Raised) -> Value {
    guard let array = NumPyScalars.array(v) else {
      throw raise(.typeError, "not a NumPy scalar")
    }
    return ArrayRef.make(array)
  }

  /// Methods that work as on a 0-d array.
  private static let forwarded = [
    "sum", "prod", "min", "max", "mean", "std", "var", "any", "all", "argmin", "argmax", "cumsum",
    "cumprod", "reshape", "ravel", "flatten", "squeeze", "transpose", "clip", "conj", "conjugate",
    "copy", "nonzero", "repeat", "take", "tobytes", "trace", "diagonal", "view", "astype",
    "round", "searchsorted", "sort", "swapaxes", "fill", "compress", "choose", "argsort",
    "byteswap", "to_device", "tofile", "put", "resize", "setflags",
  ]

  static var rows: [Builtin] {
    forwarded.map { name in
      Builtin("\(name)(self, /, *args, **kwargs)") { a throws(Raised) in
        let array = try boxed(a[0])
        defer { array.release() }
        let method = try getAttribute(array, name)
        defer { method.release() }
        let result = try call(method, spreading: Tuple(a[1]), Dict(a[2]))
        // What stays without axes is a scalar again.
        if result.isArray, ArrayRef(result).current.ndim == 0 {
          defer { result.release() }
          return NumPyScalars.make(ArrayRef(result).current)
        }
        return result
      }
    } + [
      Builtin("item(self, /, *args)") { a throws(Raised) in NumPyScalars.item(a[0]) },
      Builtin("tolist(self, /)") { a throws(Raised) in NumPyScalars.item(a[0]) },
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        let plain = NumPyScalars.item(a[0])
        defer { plain.release() }
        guard a[1].isStr else {
          throw raise(
            .typeError, "__format__() argument must be str, not \(a[1].type.name)")
        }
        return try formatted(plain, Str(a[1]))
      },
      Builtin("__round__(self, ndigits=None, /)") { a throws(Raised) in
        let plain = NumPyScalars.item(a[0])
        defer { plain.release() }
        guard let method = try specialMethod(plain, .round) else {
          throw raise(.typeError, "type \(a[0].type.name) doesn't define __round__ method")
        }
        defer { method.release() }
        if a[1].isNone { return try call(method) }
        let result = try call(method, a[1])
        guard let dtype = NumPyScalars.dtype(of: a[0]) else { return result }
        defer { result.release() }
        return NumPyScalars.make(try ArrayConversion.array(result, dtype: dtype))
      },
      Builtin("is_integer(self, /)") { a throws(Raised) in
        let plain = NumPyScalars.item(a[0])
        defer { plain.release() }
        return Value(plain.tag != .float || plain.asFloat == plain.asFloat.rounded())
      },
      Builtin("__getitem__(self, key, /)") { a throws(Raised) in
        let array = try boxed(a[0])
        defer { array.release() }
        return try getItem(array, a[1])
      },
      Builtin("__array__(self, dtype=None, /)") { a throws(Raised) in try boxed(a[0]) },
    ]
  }

  static var properties: [Property] {
    [
      Property("dtype") { v throws(Raised) in
        DTypeObject.value(NumPyScalars.dtype(of: v) ?? .float64)
      },
      Property("shape") { _ throws(Raised) in Tuple.empty.value },
      Property("strides") { _ throws(Raised) in Tuple.empty.value },
      Property("ndim") { _ throws(Raised) in Value(0) },
      Property("size") { _ throws(Raised) in Value(1) },
      Property("itemsize") { v throws(Raised) in
        Value(NumPyScalars.dtype(of: v)?.itemSize ?? 8)
      },
      Property("nbytes") { v throws(Raised) in Value(NumPyScalars.dtype(of: v)?.itemSize ?? 8) },
      Property("T") { v throws(Raised) in v.retained() },
      Property("base") { _ throws(Raised) in .none },
      Property("device") { _ throws(Raised) in .string("cpu") },
      Property("flags") { v throws(Raised) in
        let array = try boxed(v)
        defer { array.release() }
        ArrayRef(array).cell.pointee.isReadOnly = true
        return ArrayFlags.value(ArrayRef(array))
      },
      Property("flat") { v throws(Raised) in
        let array = try boxed(v)
        defer { array.release() }
        return .native(FlatIterator(array), FlatIterator.type)
      },
      Property("real") { v throws(Raised) in
        NumPyScalars.make(NumPyScalars.array(v)!.real)
      },
      Property("imag") { v throws(Raised) in NumPyScalars.make(NumPyScalars.array(v)!.imag) },
    ]
  }
}
