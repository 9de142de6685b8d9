# SPDX-License-Identifier: Apache-2.0
# Functions of numpy that call functions of the script, and numpy.testing.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


a = np.arange(12).reshape(3, 4)
show(lambda: np.apply_along_axis(np.sum, 0, a))
show(lambda: np.apply_along_axis(lambda v: v[::-1], 1, a))
show(lambda: np.apply_along_axis(lambda v, k: np.outer(v, v)[:k, :k], 0, a[:2, :2], 2))
show(lambda: np.apply_along_axis(np.sum, 2, a))
show(lambda: np.apply_over_axes(np.sum, a, [0, 1]))
show(lambda: np.piecewise(np.array([-1.0, 0, 2]), [[True, False, False]], [lambda x: -x, 5]))
show(lambda: np.piecewise([1, 2], [[True, False]], [1, 2, 3]))
gcd = np.vectorize(lambda x, y=10: np.gcd(x, y) if x else -1, doc='greatest')
show(lambda: gcd(a))
show(lambda: gcd([4, 6], [[2], [3]]))
show(lambda: gcd(4, y=6))
show(lambda: np.vectorize(lambda x: (x, x * 0.5))([1, 2]))
show(lambda: np.vectorize(len, otypes=[int])([]))
show(lambda: np.vectorize(abs)([]))
show(lambda: np.vectorize(lambda p, x: p[0] * x, excluded=[0])([2, 3], [1, 2]))
show(lambda: np.vectorize(3))


@np.vectorize
def step(x):
    return 0.0 if x < 0 else 1.0


print(step([-1, 0, 2.5]), step.__name__)
from numpy import testing

testing.assert_allclose([1.0, 2], [1.0, 2 + 1e-9])
testing.assert_array_equal([1, np.nan], [1, np.nan])
testing.assert_equal({'a': [1, 2]}, {'a': [1, 2]})
testing.assert_almost_equal(1.00000001, 1.0)
testing.assert_array_less([1], [2])
testing.assert_raises(ValueError, int, 'x')
with testing.assert_raises(ValueError):
    int('x')
show(lambda: testing.assert_allclose([1.0, 2, 3], [1.0, 2.5, 3.5], err_msg='hello'))
show(lambda: testing.assert_allclose(np.ones((2, 2)), np.zeros((2, 2)), rtol=1e-3, atol=0.1))
show(lambda: testing.assert_allclose([1, np.nan], [1, 2]))
show(lambda: testing.assert_allclose([1, 2], [1, 2, 3]))
show(lambda: testing.assert_array_equal([1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1]))
show(lambda: testing.assert_array_equal([True, False], [True, True]))
show(lambda: testing.assert_array_equal(np.ones(2), np.ones(2, int), strict=True))
show(lambda: testing.assert_equal(1, 2))
show(lambda: testing.assert_equal([1, [2, 3]], [1, [2, 4]]))
show(lambda: testing.assert_equal({'a': 1}, {'a': 2}))
show(lambda: testing.assert_almost_equal(1.0, 1.1, decimal=3))
show(lambda: testing.assert_array_almost_equal([1.0, 2.0], [1.0, 2.1]))
show(lambda: testing.assert_array_less([1.0, 3.0], [2.0, 2.0]))
show(lambda: testing.assert_raises(ValueError, int, '1'))
show(lambda: testing.assert_approx_equal(1.0, 1.1))
show(lambda: testing.assert_string_equal('abc', 'abd'))
show(lambda: testing.assert_(False, 'not so'))
