# SPDX-License-Identifier: Apache-2.0
# numpy: differences, integrals, interpolation, convolution, and whole arrays compared.
import numpy as np


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error)


a = np.array([3, 1, 2, 7])
m = np.array([[0.0, 1, 4], [9, 16, 25]])
print(np.diff(a), np.diff(a, 2), np.diff(m, axis=0), np.diff([True, False, False]))
print(np.diff(a, prepend=0), np.diff(a, append=[1, 2]), np.diff(m, axis=0, prepend=5), np.diff(a, 0))
print(np.ediff1d(a), np.ediff1d(m, to_begin=-1, to_end=[5, 6]), np.ediff1d(np.int8([1, 2])).dtype)
print(np.gradient(a), np.gradient(a, 2), np.gradient(a, [1, 2, 4, 8]), np.gradient(a, edge_order=2))
print(np.gradient(m), np.gradient(m, axis=1), np.gradient(m, 2.0, [1, 2, 4]), np.gradient(5))
print(repr(np.trapezoid(a)), np.trapezoid(a, [1, 2, 4, 8]), np.trapezoid(m, dx=0.5, axis=0))
print(repr(np.interp(2, [1, 3], [5, 6])), np.interp([0, 2.5, 9], [1, 3], [5, 6]))
print(np.interp([0, 9], [1, 3], [5, 6], left=-1, right=9), np.interp([0, 7], [1, 3], [5, 6], period=4))
print(np.interp(2, [1, 3], [5, 6j]))
for mode in ["full", "same", "valid"]:
    print(mode, np.convolve(a, [1, 2, 0.5], mode), np.correlate(a, [1, 2, 3], mode))
print(np.convolve(3, 4), np.convolve(a, [1, 2], 0), np.correlate([1j, 2], [1j, 1], "full"))

bad = np.array([np.nan, np.inf, -np.inf, 1])
print(np.nan_to_num(bad), np.nan_to_num(bad, nan=5, posinf=1, neginf=2), repr(np.nan_to_num(np.nan)))
print(np.nan_to_num(bad, copy=False) is bad, bad, np.nan_to_num(np.float32([np.inf])))
print(np.nan_to_num([1, 2]), np.nan_to_num(complex(np.nan, 1)), repr(np.nan_to_num(True)))
print(np.array_equal(a, [3, 1, 2, 7]), np.array_equal(a, m), np.array_equal(a, "x"))
print(np.array_equal([np.nan], [np.nan]), np.array_equal([np.nan], [np.nan], equal_nan=True))
print(np.array_equiv(a, [a, a]), np.array_equiv(a, [3, 1]))
print(np.logaddexp, repr(np.logaddexp(1, 2)), np.logaddexp([1, 2], np.float32(3)))
print(np.logaddexp(np.float32([1]), 2.5).dtype, np.logaddexp2([1, 2], 3), np.logaddexp.nin)
print(np.logaddexp(-np.inf, 0), np.logaddexp(1000.0, 1000.0), np.logaddexp2(np.zeros(2), 0))

attempt(np.diff, a, -1)
attempt(np.diff, 5)
attempt(np.diff, m, axis=3)
attempt(np.ediff1d, a, 1.5)
attempt(np.gradient, a, [1, 2])
attempt(np.gradient, a, 1, 2)
attempt(np.gradient, m, edge_order=3)
attempt(np.gradient, [1])
attempt(np.gradient, m, axis=3)
attempt(np.trapezoid, 5)
attempt(np.interp, 0, [1, 3], [5])
attempt(np.interp, 0, [], [])
attempt(np.interp, 0, [1, 3], [5, 6], period=0)
attempt(np.interp, 0, [1, 3], [5, 6], left=1j)
for mode in ["s", 5, None]:
    attempt(np.convolve, a, [1, 2], mode)
attempt(np.convolve, [], [1])
attempt(np.convolve, [1], [])
attempt(np.correlate, [], [1])
attempt(np.correlate, m, a)
attempt(np.logaddexp, 1j, 2)

print(np.cumulative_sum([1, 2, 3], include_initial=True), np.cumulative_prod([[1, 2, 3]], axis=1))
attempt(np.cumulative_sum, m)
