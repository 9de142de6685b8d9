# SPDX-License-Identifier: Apache-2.0
# numpy: what functions and methods say of missing, surplus and unknown arguments.
import numpy as np

a = np.array([3, 1, 2])


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error)


for f in [
    np.sort, np.searchsorted, np.interp, np.zeros, np.array, np.concatenate, np.eye, np.sum,
    np.histogram, np.linalg.solve, np.linalg.norm, np.cumulative_sum, a.searchsorted, a.partition,
]:
    attempt(f)
attempt(np.sort, a, -1, None, None, True)
attempt(np.cumulative_sum, a, 0)
attempt(np.linalg.inv, a, 1)
attempt(np.unique, a, True, True, True, None, True, True)
attempt(a.sort, -1, None, None, True)
attempt(np.sort, a, a=2)
attempt(np.median, a, a=2)
attempt(np.sort, foo=1)
attempt(np.sum, a, foo=1)
attempt(np.array, 1, foo=2)
attempt(a.argsort, foo=1)
attempt(np.bincount, x=a)
attempt(np.gradient, a, foo=1)
attempt(np.nonzero, 3)
attempt(np.nonzero, np.True_)
