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
