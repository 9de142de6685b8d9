# SPDX-License-Identifier: Apache-2.0
# Reductions and running results in dtypes that are asked for or that `out` has; slices of nothing; ufuncs without such a loop.
import warnings

import numpy as np

warnings.simplefilter("ignore")

for dtype in (bool, np.int8, np.uint64, np.float16, np.float64, np.complex64):
    a = np.array([4, 2, 0]).astype(dtype)
    b = np.array([[4, 2], [0, 0], [2, 2]]).astype(dtype)
    print(np.sum(a, dtype=bool), a.sum(dtype=bool), a[2:].sum(dtype=bool), a[:0].sum(dtype=bool))
    print(np.prod(a, dtype=bool), a[:2].prod(dtype=bool), a[:0].prod(dtype=bool))
    print(np.add.reduce(a, dtype=bool), np.multiply.reduce(a[:2], dtype=bool), np.maximum.reduce(a, dtype=bool))
    print(b.sum(axis=1, dtype=bool), b.prod(axis=0, dtype=bool), b.sum(axis=(0, 1), dtype=bool))
    print(np.cumsum(a[::-1], dtype=bool), np.cumprod(a, dtype=bool), np.add.accumulate(a[::-1], dtype=bool))
    big = np.arange(70000).reshape(7, 10000).astype(dtype)
    print(big.sum(dtype=bool), big.prod(axis=1, dtype=bool), big.sum(axis=0, dtype=bool).all())

for ufunc in (np.maximum, np.minimum, np.add, np.multiply, np.subtract, np.hypot, np.logical_and):
    for a in (np.array([-7, 6, 3], np.int32), np.array([2.5, -1]), np.array([300, 7], np.int16)):
        for dtype in (np.int8, np.uint16, bool, np.float32):
            print(ufunc.__name__, a.dtype, ufunc.accumulate(a, out=np.zeros(a.shape, dtype)))

a = np.zeros((3, 4), np.int32)
print(a[:, 2:2:-1].strides, a[:, 2:2:3].strides, a[2:2:3].strides, a[0:1:3].strides)
empty = np.zeros(0, np.int32).reshape((3, 0))
print(empty[:, ::-1].strides, empty[::-1].strides, np.flip(empty).strides, np.zeros((3, 0))[:, ::-1].strides)

for dtype in (bool, np.int16, np.float16, np.float64):
    for ufunc in (np.spacing, np.deg2rad, np.frexp, np.modf):
        try:
            result = ufunc(np.array([1, 2], np.int8), dtype=dtype)
            print(ufunc.__name__, result, [part.dtype for part in (result if ufunc.nout > 1 else [result])])
        except TypeError as error:
            print(ufunc.__name__, error)
