# SPDX-License-Identifier: Apache-2.0
# C functions as ufuncs: weft.cfunc, beside a loop that calls them one by one where there is no such module.
import ctypes

import numpy as np

libm = ctypes.CDLL("libm.so.6")


def function(name, kind, count=1):
    f = libm[name]
    f.restype, f.argtypes = kind, [kind] * count
    return f


try:
    from weft import cfunc
except ImportError:
    def cfunc(f):
        if not isinstance(f, ctypes._CFuncPtr) or not f.argtypes or f.restype is None:
            raise TypeError("no function of numbers")
        if getattr(f, "__name__", None) is None or len(f.argtypes) > 2:
            raise TypeError("no function of a library")
        if any(kind is not f.restype for kind in f.argtypes) or f.restype is ctypes.c_char_p:
            raise TypeError("types that differ")
        dtype = np.dtype(f.restype)

        def call(*operands, out=None):
            arrays = [np.asarray(x) for x in operands]
            for a in arrays:
                if not np.can_cast(a.dtype, dtype):
                    raise TypeError("no loop")
            result = np.frompyfunc(f, len(arrays), 1)(*[a.astype(dtype) for a in arrays])
            result = np.asarray(result).astype(dtype)
            if out is not None:
                out[...] = result
                return out
            return result if result.ndim else result[()]
        return call


gamma = cfunc(function("tgamma", ctypes.c_double))
angle = cfunc(function("atan2f", ctypes.c_float, 2))
absolute = cfunc(function("labs", ctypes.c_long))
x = np.linspace(1, 5, 9)
print(gamma(x), (gamma(x) + 1) * 2 - x, gamma(3.0), type(gamma(np.float32(4))))
print(gamma(x.astype(np.int8)), gamma(x.reshape(3, 3).T), gamma(x[::-2]), gamma(np.zeros((0, 3)) + 1).shape)
print(gamma(np.full(5, 4.0)).sum(), np.sqrt(gamma(np.arange(1, 100_001) % 7 + 1.0)).sum())
y = angle(np.ones((2, 1), np.float32), np.arange(4, dtype=np.float32))
print(y.dtype, y)
print(absolute(np.arange(-3, 4)), absolute(np.int32([-5, 5])), absolute(-7))
out = np.zeros(9)
print(gamma(x, out=out) is out, out)
for wrong in (len, 3, function("cos", None, 0), ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(abs),
              ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_float)(("cosf", libm))):
    try:
        cfunc(wrong)
        print("taken")
    except TypeError:
        print("refused")
for operands in ((2j,), (x + 1j,)):
    try:
        print(gamma(*operands))
    except TypeError:
        print("no loop")
