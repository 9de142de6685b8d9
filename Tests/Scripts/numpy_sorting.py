# SPDX-License-Identifier: Apache-2.0
# numpy: sorting, partitions, searching, and their errors.
import numpy as np


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error)


a = np.array([3, 1, 2, 3, -1])
m = np.array([[2.5, np.nan, -1.0], [0.0, 7.0, 7.0]])
print(np.sort(a), np.argsort(a, kind="stable"), np.sort(a, kind="heapsort"), np.sort([2, 1]))
print(np.sort(m), np.sort(m, axis=0), np.sort(m, axis=None), sep="\n")
print(np.argsort(m, axis=0), m.argsort(axis=None), m.argsort(stable=True), sep="\n")
print(np.sort(np.array([1 + 2j, 1 - 1j, 0])), np.sort([True, False]), np.sort_complex([3, 1]))
b = a.copy()
print(b.sort(), b)
c = m.copy()
c.sort(axis=0)
print(c)
c[1].sort()
print(c)
d = m.T.copy()
d[::2].sort(axis=-1)
print(d)
e = np.array([5, 3, 9, 1, 7])
print(np.sort(np.partition(e, 2)[:2]), np.partition(e, 2)[2], np.partition(e, [1, -2])[[1, 3]])
print(e[np.argpartition(e, 3)][3], e[e.argpartition(0)][0])
e.partition(1)
print(e[:2])
print(np.lexsort(([1, 0, 1, 0], [2, 2, 1, 1])), np.lexsort(np.array([[3, 1, 2], [0, 0, 0]])))
print(np.argsort(5), np.sort(np.array(3), axis=None))

s = [1, 2, 2, 4]
print(repr(np.searchsorted(s, 2)), np.searchsorted(s, [0, 2, 9], "right"))
print(np.array(s).searchsorted([[2.5], [4]]), np.searchsorted([4, 2, 1], [1, 3], sorter=[2, 1, 0]))
print(repr(np.digitize(2.5, [1, 2, 5])), np.digitize([0, 1, 5, 9], [5, 1, 0], right=True))
print(np.argwhere(m > 0), np.flatnonzero([0, 3, 0, 1]), np.extract(a > 1, a), sep="\n")
print(np.bincount([1, 2, 2]), np.bincount([0, 3], weights=[0.5, 2]), np.bincount([], minlength=3))

for arguments in [
    dict(kind="foo"), dict(kind=1), dict(kind="stable", stable=True), dict(order="x"),
    dict(axis=2), dict(axis="x"), dict(axis=1.5),
]:
    attempt(np.sort, a, **arguments)
attempt(np.sort, 3)
attempt(a.copy().sort, axis=None)
attempt(a.copy().sort, axis=1)
for kth in [9, -6, 1.5, True, [0, 5]]:
    attempt(np.partition, a, kth)
attempt(np.partition, a, 1, kind="foo")
attempt(np.lexsort, 5)
attempt(np.lexsort, ())
attempt(np.lexsort, ([1, 2], [1]))
for side in ["foo", "l", 1]:
    attempt(np.searchsorted, s, 2, side=side)
attempt(np.searchsorted, [[1]], 2)
attempt(np.searchsorted, 1, 2)
attempt(np.searchsorted, s, 2, sorter=[0, 1])
attempt(np.searchsorted, s, 2, sorter=[0.0, 1, 2, 3])
attempt(np.digitize, [3], [1, 5, 2])
attempt(np.digitize, 1j, [1, 2])
attempt(np.bincount, [-1])
attempt(np.bincount, [[1]])
attempt(np.bincount, 3)
attempt(np.bincount, [1], minlength=-1)
attempt(np.bincount, [1], minlength=None)
attempt(np.bincount, np.array([1.0]))
attempt(np.bincount, [1, 2], weights=[1])
