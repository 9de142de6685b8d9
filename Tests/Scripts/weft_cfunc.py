# SPDX-License-Identifier: Apache-2.0
# C functions as ufuncs: weft.cfunc, beside a loop that calls them one by one where there is no such module.
import ctypes

import numpy as np

libm = ctypes.CDLL("libm.so.6")


def function(name, kind, count=1, *others):
    f = ctypes.CDLL("libm.so.6")[name]
    f.restype, f.argtypes = kind, list(others) or [kind] * count
    return f


try:
    from weft import cfunc
except ImportError:
    def cfunc(f):
        if not isinstance(f, ctypes._CFuncPtr) or not f.argtypes or f.restype is None:
            raise TypeError("no function of numbers")
        if ctypes.c_longdouble in (f.restype, *f.argtypes):
            raise TypeError("no dtype of ours")
        floats = sum(kind in (ctypes.c_float, ctypes.c_double) for kind in f.argtypes)
        if getattr(f, "__name__", None) is None or floats > 8 or len(f.argtypes) - floats > 6:
            raise TypeError("no function of a library")
        try:
            dtype, kinds = np.dtype(f.restype), [np.dtype(kind) for kind in f.argtypes]
        except TypeError:
            raise TypeError("no numbers")

        def call(*operands, out=None):
            arrays = [np.asarray(x) for x in operands]
            for i, (a, kind) in enumerate(zip(arrays, kinds)):
                # Numbers of Python's take the dtype that is wanted.
                given = a.dtype if not isinstance(operands[i], int) else np.result_type(kind, operands[i])
                if not np.can_cast(given, kind, "same_kind"):
                    place = f" {i}" if len(kinds) > 1 else ""
                    raise TypeError(f"Cannot cast ufunc '{f.__name__}' input{place} from dtype('{a.dtype}') to "
                                    f"dtype('{kind}') with casting rule 'same_kind'")
            result = np.frompyfunc(f, len(arrays), 1)(*[a.astype(kind) for a, kind in zip(arrays, kinds)])
            result = np.asarray(result, dtype)
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

# Types that differ: operands are converted to those of the arguments, the result is of its own.
ldexp = cfunc(function("ldexp", ctypes.c_double, 2, ctypes.c_double, ctypes.c_int))
ldexpf = cfunc(function("ldexpf", ctypes.c_float, 2, ctypes.c_float, ctypes.c_int))
jn = cfunc(function("jn", ctypes.c_double, 2, ctypes.c_int, ctypes.c_double))
ilogb = cfunc(function("ilogb", ctypes.c_int, 1, ctypes.c_double))
lroundf = cfunc(function("lroundf", ctypes.c_long, 1, ctypes.c_float))
print(ldexp(x, np.arange(9)), ldexp(x, 3), ldexp(2, np.int8([1, 2])), ldexp(np.ones((2, 1)), np.arange(3)).shape)
print(ldexp(x * 2 - 1, np.arange(9) % 3 + 1) + x, ldexp(1.5, 3), type(ldexpf(np.float32(1.5), 3)))
print(ldexpf(x, np.arange(9, dtype=np.uint8)).dtype, ldexpf(x.astype(np.float32), np.arange(-4, 5)))
print(jn(np.arange(3)[:, None], np.float32([0.5, 1.5])).dtype, jn(np.arange(9)[::-1], x).round(6))
print(ilogb(x), ilogb(x).dtype, ilogb(x).sum(), (ilogb(np.float16(x)) * 2).dtype, lroundf(x - 3), lroundf(x).dtype)
print(ldexp(np.full(70_001, 0.5), np.arange(70_001) % 5).sum(), lroundf(np.arange(70_001) / 4).sum())
print(ldexp(np.zeros(0), np.zeros(0, int)).shape, ilogb(np.arange(1, 13).reshape(3, 4).T))

# More arguments, and truth values: those of functions whose registers may hold more than they look at.
fma = cfunc(function("fma", ctypes.c_double, 3))
fmaf = cfunc(function("fmaf", ctypes.c_float, 3))
print(fma(x, x[::-1], -x), fma(x / 3, 3.0, -x), fma(np.arange(3)[:, None], x, 0.1).shape, type(fma(1, 2, 3)))
print(fmaf(np.float32(x), np.float32(0.1), x).dtype, fmaf(x, 0.1, np.float32(x) / 7) * 2)
big = np.arange(70_001) % 1000 / 7
print(fma(big, big, big).sum(), fma(big, -big, big * 3).max(), fma(big, -big, 1).argmax(), (fma(big, big, 1) + big).min())
square = (np.arange(3000) % 77 / 8).reshape(60, 50)
for axis in (0, 1, None):
    print(fma(square, square, 1).sum(axis), fma(square, -2, square).max(axis), fma(square, -2, 1).argmin(axis))
    print(fma(square[:, :3], 2, square[:, 3:6] / 16 - 1).prod(axis).ravel()[:5], fma(square, 0.5, 1).cumsum(axis)[..., -4:])
points = square[:, :3]
print(fma(points - points.mean(1, keepdims=True), 2, 1).sum(1), np.sqrt(fma(points.sum(1), points.max(1), 1))[::9])
nan = cfunc(function("isnan", ctypes.c_bool, 1, ctypes.c_double))
absolute_truth = cfunc(function("abs", ctypes.c_int, 1, ctypes.c_bool))
mixed = np.where(np.arange(200) % 3 == 0, np.nan, 1.0)
print(nan(mixed).dtype, nan(mixed).sum(), nan(mixed)[:5], (~nan(mixed)).any(), nan(mixed).argmax(), nan(1.0))
print(absolute_truth(nan(mixed)).sum(), absolute_truth(True), absolute_truth(np.uint8([0, 2, 255]).view(bool)))
many = function("fma", ctypes.c_double, 8)
print(cfunc(many)(x, x, x, 1, 2, 3, 4, x * 0).sum())
print(cfunc(function("labs", ctypes.c_long, 6))(-x.astype(int), 1, 2, 3, 4, 5))

for call in (lambda: absolute_truth(1), lambda: absolute_truth(x), lambda: nan(1j),
             lambda: fma(x, x, 1j),
             lambda: ldexp(x, x), lambda: ldexp(x, 2.5), lambda: ldexp(1j, 2), lambda: ilogb(x + 1j), lambda: jn(0.5, x),
             lambda: ldexpf(x, np.float32(1))):
    try:
        print(call())
    except TypeError as error:
        print(error)

for wrong in (len, 3, function("cos", None, 0), ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(abs),
              function("frexp", ctypes.c_double, 2, ctypes.c_double, ctypes.POINTER(ctypes.c_int)),
              function("fma", ctypes.c_double, 9), function("abs", ctypes.c_int, 7),
              function("rand", ctypes.c_int, 0), function("cosl", ctypes.c_longdouble)):
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
