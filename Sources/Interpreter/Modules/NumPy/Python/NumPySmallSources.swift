// SPDX-License-Identifier: Apache-2.0
// Submodules of numpy that gather names of other parts.

enum NumPySmallSources {
  static let lib = #"""
    __path__ = []
    import numpy.lib.stride_tricks
    import numpy.lib.npyio
    """#

  static let strideTricks = #"""
    from numpy._parts import as_strided, sliding_window_view
    from numpy import broadcast_arrays, broadcast_shapes, broadcast_to
    """#

  static let npyio = #"""
    from numpy._files import NpzFile
    """#

  static let exceptions = #"""
    from numpy._native import AxisError

    class ComplexWarning(RuntimeWarning):
        pass

    class VisibleDeprecationWarning(UserWarning):
        pass

    class RankWarning(RuntimeWarning):
        pass

    class DTypePromotionError(TypeError):
        pass

    class TooHardError(RuntimeError):
        pass
    """#

  /// Roots and logarithms that become complex where real numbers have none.
  static let emath = #"""
    import numpy as _np

    __all__ = ['sqrt', 'log', 'log2', 'logn', 'log10', 'power', 'arccos', 'arcsin', 'arctanh']


    def _complex(x):
        if x.dtype.name in ('float32', 'int8', 'int16', 'uint8', 'uint16', 'float16', 'complex64'):
            return x.astype(_np.complex64)
        return x.astype(_np.complex128)


    def _below(x, limit=0):
        x = _np.asarray(x)
        return _complex(x) if _np.any(_np.isreal(x) & (x < limit)) else x


    def _beyond(x):
        x = _np.asarray(x)
        return _complex(x) if _np.any(_np.isreal(x) & (abs(x) > 1)) else x


    def sqrt(x):
        return _np.sqrt(_below(x))


    def log(x):
        return _np.log(_below(x))


    def log2(x):
        return _np.log2(_below(x))


    def log10(x):
        return _np.log10(_below(x))


    def logn(n, x):
        return _np.log(_below(x)) / _np.log(_below(n))


    def power(x, p):
        p = _np.asarray(p)
        if _np.any(_np.isreal(p) & (p < 0)) and p.dtype.kind in 'iu':
            p = p * 1.0
        return _np.power(_below(x), p)


    def arccos(x):
        return _np.arccos(_beyond(x))


    def arcsin(x):
        return _np.arcsin(_beyond(x))


    def arctanh(x):
        return _np.arctanh(_beyond(x))
    """#

  static let dtypes = #"""
    import numpy as _np

    for _name in ('bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32',
                  'uint64', 'float16', 'float32', 'float64', 'complex64', 'complex128'):
        _type = type(_np.dtype(_name))
        globals()[_type.__name__] = _type
    ByteDType, UByteDType, ShortDType, UShortDType = Int8DType, UInt8DType, Int16DType, UInt16DType
    IntDType, UIntDType, LongDType, ULongDType = Int32DType, UInt32DType, Int64DType, UInt64DType
    """#

  static let typing = #"""
    import typing
    import numpy

    ArrayLike = typing.Any
    DTypeLike = typing.Any
    _Shape = tuple

    class NBitBase:
        pass

    class NDArray:
        def __class_getitem__(cls, item):
            return numpy.ndarray[tuple, item]
    """#
}
