# SPDX-License-Identifier: Apache-2.0
# Python's numbers that an integer dtype has no room for; vectorize; empty takes; arrays handed back.
import numpy as np


def show(make):
  try:
    print(repr(make()))
  except (OverflowError, ValueError, TypeError, IndexError) as error:
    print(type(error).__name__, error)


for values, dtype in [([8589934591], "u4"), ([300], "i1"), (300, "i1"), ([-1], "u1"), ([2**63], "i8"), ([-1], "u8"),
                      ([[1, 2], [3, 400]], "u1"), ([1.5, 300.0], "i1"), ([True, 300], "i1"), ([300, 1.5], "u1"),
                      ([np.int64(300)], "i1"), ([2**63], "u8"), ([1.7, -2.7], "i4"), ([float("nan")], "i4"),
                      ([float("inf")], "i8"), (range(250, 260), "u1"), ([127, -128], "i1"), ([1, 2**64 - 1, 5], "u8"), ([2**32 - 1, 0], "u4")]:
  show(lambda: np.array(values, dtype=dtype))
show(lambda: np.full(2, 300, dtype="i1"))
a = np.zeros(3, "i1")
for value in [300, [1, 2, 300], (4, 5, -6), -200, [1, 2, 3.7], np.array([300, 1, 2])]:
  try:
    a[:] = value
    print(a)
  except OverflowError as error:
    print("OverflowError", error)
try:
  a[[0, 1]] = [7, 1000]
except OverflowError as error:
  print("OverflowError", error, a)

double = np.vectorize(lambda x, y=1: x * 2 + y)
show(lambda: (double(np.arange(3)), double(2.5), double([[1, 2], [3, 4]], [1, 2])))
show(lambda: np.vectorize(lambda x: (x, x + .5))([1, 2]))
show(lambda: np.vectorize(lambda x: x, otypes=[float])([]))
show(lambda: np.vectorize(lambda x, y: x > y, otypes="?")([1, 2], [2, 1]))
show(lambda: np.vectorize(lambda x: x)([]))
show(lambda: np.compress([True, False, True], np.ones((0, 2, 2)), axis=-1))
show(lambda: np.take(np.ones((0, 2)), [5], axis=1))
x = np.arange(6).reshape(2, 3).T
print(np.repeat(x, 1, axis=1).flags.c_contiguous, np.broadcast_arrays(x, x)[0] is x)
for shape, axis, out in [((3, 2), 0, (1,)), ((2, 3, 4), 0, (3, 1)), ((2, 3, 4), 1, (2, 1)), ((2, 3, 4), 2, (1, 3))]:
  show(lambda: np.minimum.reduce(np.ones(shape), axis=axis, out=np.ones(out)))
