// SPDX-License-Identifier: Apache-2.0
// numpy's questions about dtypes, and about memory that arrays share.
import Weft

enum NumPyDTypes {
  private typealias Arguments = NumPyArguments

  private static func isScalarType(_ value: Value) -> Bool {
    value.isNumPyScalar || NumPyScalars.dtype(of: value) != nil
  }

  /// An operand of `result_type`: an array or number, or a dtype as an empty array of it.
  private static func typed(_ value: Value) throws(Raised) -> ArrayOperand {
    if value.isStr || value.has(.type) || value.native(DTypeObject.self) != nil {
      return .array(NDArray.zeros([1], try DTypeObject.dtype(named: value)))
    }
    return try Arguments.operand(value)
  }

  static var rows: [Builtin] {
    [
      Builtin("can_cast(from_, to, casting='safe')") { a throws(Raised) in
        let casting = try Arguments.casting(a[2])
        let target = try DTypeObject.dtype(named: a[1])
        let from: DType
        if a[0].isArray {
          from = ArrayRef(a[0]).dtype
        } else if let scalar = NumPyScalars.dtype(of: a[0]) {
          from = scalar
        } else if a[0].isInteger || a[0].has(.boxedFloat) || a[0].tag == .float
          || a[0].has(.complex)
        {
          throw raise(
            .typeError,
            "can_cast() does not support Python ints, floats, and complex because the result used to depend on the value.\nThis change was part of adopting NEP 50, we may explicitly allow them again in the future."
          )
        } else {
          from = try DTypeObject.dtype(named: a[0])
        }
        return Value(DType.canCast(from, to: target, casting: casting))
      },
      Builtin("result_type(*arrays_and_dtypes)") { a throws(Raised) in
        let operands = try Arguments.map(a[0]) { value throws(Raised) in try typed(value) }
        return DTypeObject.value(
          try engine { () throws(ArrayError) in try DType.resultType(operands) })
      },
      Builtin("promote_types(type1, type2, /)") { a throws(Raised) in
        let (first, second) = (
          try DTypeObject.dtype(named: a[0]), try DTypeObject.dtype(named: a[1])
        )
        return DTypeObject.value(DType.promoted(first, second))
      },
      Builtin("min_scalar_type(a, /)") { a throws(Raised) in
        let operand = try Arguments.operand(a[0])
        return DTypeObject.value(
          try engine { () throws(ArrayError) in try DType.minimum(for: operand) })
      },
      Builtin("issubdtype(arg1, arg2)") { a throws(Raised) in
        Value(try scalarType(a[0]).isSubtype(of: try scalarType(a[1])))
      },
      Builtin("isscalar(element)") { a throws(Raised) in
        let value = a[0]
        return Value(
          isScalarType(value) || value.isInteger || value.tag == .float || value.has(.boxedFloat)
            || value.has(.complex) || value.isStr || value.has(.bytes))
      },
      Builtin("iterable(y)") { a throws(Raised) in
        do throws(Raised) {
          try iterate(a[0]).release()
          return .true
        } catch {
          try swallow(.typeError, error)
          return .false
        }
      },
      Builtin("isrealobj(x)") { a throws(Raised) in
        Value(!(try Arguments.array(a[0]).dtype.isComplex))
      },
      Builtin("iscomplexobj(x)") { a throws(Raised) in
        Value(try Arguments.array(a[0]).dtype.isComplex)
      },
      Builtin("isfortran(a)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let size = own.dtype.itemSize
        return Value(
          ArrayFlags.isContiguous(own.shape.reversed(), own.strides.reversed(), size)
            && !ArrayFlags.isContiguous(own.shape, own.strides, size))
      },
      Builtin("shares_memory(a, b, /, max_work=-1)") { a throws(Raised) in
        try shares(a, exactly: indexValue(a[2]) != 0)
      },
      Builtin("may_share_memory(a, b, /, max_work=0)") { a throws(Raised) in
        try shares(a, exactly: indexValue(a[2]) != 0)
      },
      Builtin("astype(x, dtype, /, *, copy=True, device=None)") { a throws(Raised) in
        guard a[0].isArray || isScalarType(a[0]) else {
          throw raise(
            .typeError,
            "Input should be a NumPy array or scalar. It is a \(try reprText(a[0].type.value)) instead."
          )
        }
        let dtype = try DTypeObject.dtype(named: a[1])
        if a[0].isArray, dtype == ArrayRef(a[0]).dtype, try !isTrue(a[2]) {
          return a[0].retained()
        }
        let own = try Arguments.array(a[0])
        return ArrayRef.make(dtype == own.dtype ? own.copy() : own.asType(dtype))
      },
      Builtin("asarray_chkfinite(a, dtype=None, order=None)") { a throws(Raised) in
        let dtype = try DTypeObject.optional(a[1])
        let own = try ArrayConversion.array(a[0], dtype: dtype)
        if own.dtype.isFloating || own.dtype.isComplex,
          try !checkedEngine({ try Ufunc.isFinite(.array(own)).all().scalar(Bool.self) })
        {
          throw raise(.valueError, "array must not contain infs or NaNs")
        }
        return a[0].isArray && dtype == nil ? a[0].retained() : ArrayRef.make(own)
      },
      Builtin("asfortranarray(a, dtype=None, *, like=None)") { a throws(Raised) in
        let dtype = try DTypeObject.optional(a[1])
        return try ExchangeImport.contiguous(a[0], dtype, .fortran)
      },
    ]
  }

  /// The scalar type that an argument of `issubdtype` means.
  private static func scalarType(_ value: Value) throws(Raised) -> TypeRef {
    let types = NumPyScalars.types.unsafelyUnwrapped
    if value.has(.type), TypeRef(value).isSubtype(of: types.generic) { return TypeRef(value) }
    return types[try DTypeObject.dtype(named: value)]
  }

  private static func shares(_ a: BoundArguments, exactly: Bool) throws(Raised) -> Value {
    guard a[0].isArray, a[1].isArray else { return .false }
    let (first, second) = (ArrayRef(a[0]).shared, ArrayRef(a[1]).shared)
    return Value(first.overlaps(second, exactly: exactly))
  }
}
