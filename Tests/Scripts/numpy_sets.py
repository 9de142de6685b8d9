# SPDX-License-Identifier: Apache-2.0
# numpy: distinct elements and arrays as sets.
import numpy as np


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error)


a = np.array([3, 1, 3, 2, 1])
m = np.array([[1, 2], [3, 4], [1, 2]])
print(np.unique(a), np.unique(5), np.unique([2.5, np.nan, np.nan]))
print(np.unique([np.nan, 1, np.nan], equal_nan=False))
print(np.unique(a, True, True, True))
print(np.unique(m, return_inverse=True), np.unique(a, return_counts=True))
print(np.unique(m, axis=0, return_index=True, return_inverse=True, return_counts=True))
print(np.unique(m, axis=1), np.unique(np.int8([3, 3])).dtype)
everything = np.unique_all(a)
print(everything)
print(everything.values, everything.indices, everything.inverse_indices, everything[3])
values, counts = np.unique_counts(a)
print(values, counts, np.unique_inverse(m), np.sort(np.unique_values(a)))
print(type(np.unique_counts(a)).__name__, np.unique_inverse([2, 1]).inverse_indices)

print(np.isin(a, [1, 9]), np.isin(m, [1, 4], invert=True), repr(np.isin(3, [3])))
print(np.isin(a, [1], kind="table"), np.isin(a, [1.0], kind="sort"), np.isin([np.nan], [np.nan]))
print(np.intersect1d(a, [1, 2, 7]), np.intersect1d(a, [2.0, 3], return_indices=True))
print(np.union1d(a, [9, 0.5]), np.setdiff1d(a, [1]), np.setdiff1d([3, 1, 2], [1], True))
print(np.setxor1d(a, [1, 9]), np.setxor1d([1, 2], [2, 3], assume_unique=True))
print(np.union1d([], []).dtype, np.setdiff1d([True, False], [True]))

attempt(np.unique, m, axis=5)
attempt(np.isin, a, [1], kind="foo")
attempt(np.isin, a, [1.5], kind="table")
