# SPDX-License-Identifier: Apache-2.0
# What numbers of every kind become where arrays take them: stored, filled, put, converted.
import warnings

import numpy as np

VALUES = {
    "float64 300": np.float64(300), "float64 -4": np.float64(-4), "float64 1e30": np.float64(1e30),
    "float64 nan": np.float64("nan"), "float32 1e30": np.float32(1e30), "float16 inf": np.float16(np.inf),
    "int64 -4": np.int64(-4), "uint64 max": np.uint64(2**64 - 1), "complex64": np.complex64(2j),
    "0-d": np.array(-4.0), "0-d nan": np.array(np.nan), "0-d int": np.array(-4),
    "-4.0": -4.0, "300.7": 300.7, "1e30": 1e30, "nan": float("nan"), "inf": float("inf"),
    "-4": -4, "300": 300, "2**70": 2**70, "2j": 2j, "True": True, "'7'": "7", "b'7'": b"7",
}


def told(name, function):
    with warnings.catch_warnings(record=True) as log:
        warnings.simplefilter("always")
        try:
            result = function()
            if isinstance(result, np.ndarray):
                result = (result.dtype.name, result.tolist())
        except Exception as error:
            result = (type(error).__name__, str(error))
    print(name, result, sorted({str(w.message) for w in log}))


def stored(dtype, place, value, length=3):
    a = np.zeros(length, dtype)
    a[place] = value
    return a


def changed(dtype, change):
    a = np.zeros(2, dtype)
    change(a)
    return a


for dtype in (np.uint8, np.int8, np.uint32, np.int64, np.uint64, np.float16, np.float32):
    for name, value in VALUES.items():
        name = f"{dtype.__name__} {name}"
        for way, function in {
            "list": lambda: np.array([value], dtype=dtype),
            "array": lambda: np.array(value, dtype=dtype),
            "place": lambda: stored(dtype, 0, value),
            "all": lambda: stored(dtype, ..., value),
            "nothing": lambda: stored(dtype, slice(0, 0), value),
            "empty": lambda: stored(dtype, ..., value, 0),
            "fancy": lambda: stored(dtype, [0, 1], value),
            "mask": lambda: stored(dtype, np.array([True, False, True]), value),
            "of list": lambda: stored(dtype, slice(0, 1), [value]),
            "fill": lambda: changed(dtype, lambda a: a.fill(value)),
            "put": lambda: changed(dtype, lambda a: np.put(a, [0], value)),
            "putmask": lambda: changed(dtype, lambda a: np.putmask(a, [True, False], value)),
            "flat": lambda: changed(dtype, lambda a: a.flat.__setitem__(0, value)),
            "insert": lambda: np.insert(np.zeros(2, dtype), 0, value),
        }.items():
            told(f"{name} {way}", function)
        if not isinstance(value, (str, bytes)):
            told(f"{name} full", lambda: np.full(2, value, dtype))

# Lists have at most the axes of the place.
a = np.zeros((2, 2))
told("deep list", lambda: a.__setitem__(0, [[1, 2]]))
told("list at a place", lambda: a.__setitem__((0, 0), [1]))
told("index before value", lambda: np.insert(np.zeros(3, np.uint8), 9, 2j))

# What a mask leaves of a complex result is read as the loop's dtype.
x, out = np.arange(3), np.zeros(3, complex)
told("masked", lambda: np.negative(x, out=out, where=x > 1))
told("unmasked", lambda: np.negative(x, out=out))
told("masked complex", lambda: np.add(x, out, out=out, where=x > 1))

# Conversions of results are blamed on the ufunc.
h = np.array([6e4, 1], np.float16)
told("half", lambda: np.multiply(h, np.float64(10), out=h, casting="unsafe"))


def halves():
    b = np.array([6e4, 1], np.float16)
    b *= np.array([10.0, 1])
    return b


told("in place", halves)
told("at, direct", lambda: np.add.at(np.array([1e308]), [0], 1e308))
told("at, converting", lambda: np.subtract.at(np.array([1, 2]), [0], 1e30))
told("at, one operand", lambda: np.log.at(np.array([-1.0]), [0]))
told("dtypes before shapes", lambda: np.arange(2).__imul__(np.ones(5, np.uint64)))

# Powers, where one exponent stands for all.
for base in (np.array([4, -1]), np.array([4.0, -1.0]), np.array([4, 1], np.uint8)):
    told("power", lambda: np.power(base, 0.5))
    told("**", lambda: base**0.5)
    told("** scalar", lambda: base ** np.float64(0.5))
told("scalar", lambda: np.float64(2) ** np.float64(0.5))
told("scalar", lambda: np.float64(-np.inf) ** 0.5)
told("scalar", lambda: np.power(-np.inf, 0.5))

# Norms are sums of products.
big = np.array([1e200, 1e200])
for order in (None, 2, 3, 1, np.inf):
    told("norm", lambda: np.linalg.norm(big, order))
told("norm of matrix", lambda: np.linalg.norm(big.reshape(2, 1), "fro"))
told("norm along axis", lambda: np.linalg.norm(big.reshape(2, 1), axis=1, keepdims=True))
told("det", lambda: np.linalg.det(np.diag(big)))
told("half norm", lambda: np.linalg.det(np.ones((1, 1), np.float16)))
