# SPDX-License-Identifier: Apache-2.0
# Real and imaginary parts that are assigned to, and squeeze where there is nothing to leave out.
import warnings

import numpy as np


def attempt(array, part, value):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            setattr(array, part, value)
            print(array.dtype, part, array.tolist(), [str(each.message) for each in caught])
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error)


for dtype in (np.complex64, np.complex128, np.float32, np.int16, bool):
    for value in (3, 2.5, 5 + 6j, np.complex64(9 + 9j), [3, 4], np.array([1j, 2]), np.array([[7], [8]]), np.inf, np.array([True, False])):
        if dtype in (np.int16, bool) and np.any(np.isinf(value)):
            continue
        for part in ("real", "imag"):
            attempt(np.array([[1, 2], [3, 4]]).astype(dtype), part, value)
            attempt(np.array([[1, 2], [3, 4]]).astype(dtype).T[::-1], part, value)
c = np.zeros((2, 2), complex)
c.imag = np.nan
print(c)
c.real = np.inf
print(c, c.real.strides, c.imag.base is c)
c.flags.writeable = False
attempt(c, "real", 1)

a, b, z = np.ones((2, 3)), np.ones((1, 2)), np.ones(())
print(a.squeeze() is a, np.squeeze(a) is a, a.squeeze(axis=()) is a, b.squeeze() is b, b.squeeze(axis=()) is b)
print(z.squeeze() is z, z.squeeze(axis=-1) is z, np.squeeze(z, axis=0) is z, b.squeeze().base is b)
