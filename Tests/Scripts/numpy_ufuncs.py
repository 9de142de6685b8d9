# SPDX-License-Identifier: Apache-2.0
# Methods of ufuncs, ufuncs with several results, out=, where= and dtype=.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


kinds = ['bool', 'int8', 'uint32', 'int64', 'float16', 'float64']
for kind in kinds:
    a = np.array([[3, 1, 2], [5, 4, 1]]).astype(kind)
    for ufunc in (np.add, np.multiply, np.maximum, np.logical_xor, np.hypot, np.bitwise_or, np.gcd):
        show(lambda: ufunc.reduce(a))
        show(lambda: ufunc.reduce(a, axis=1, keepdims=True))
        show(lambda: ufunc.accumulate(a, axis=1))
        show(lambda: ufunc.reduceat(a, [0, 2, 1], axis=1))
        show(lambda: ufunc.outer(a[0], a[1]))
    c = a[0].copy()
    np.add.at(c, [0, 0, 2], 1)
    np.maximum.at(c, [1], a[1, :1])
    print(c)
    show(lambda: np.modf(a[0]))
    show(lambda: np.frexp(a[0]))
    show(lambda: np.divmod(a[0], a[1]))
    show(lambda: np.bitwise_count(a[0]))
    show(lambda: np.heaviside(a[0], 1))
    show(lambda: np.degrees(a[0]))
print(np.modf, np.modf.nin, np.modf.nout, np.add.identity, np.gcd.identity, np.divmod.nargs)
out = np.zeros(3)
show(lambda: np.add([1, 2, 3], 1, out) is out)
show(lambda: np.add([1, 2, 3], 1, out=(out,), where=[True, False, True]))
show(lambda: np.modf([1.5, -2.25], out=(None, np.zeros(2))))
show(lambda: np.modf([1.5], np.zeros(1)))
show(lambda: np.add([1.5], 1, out=np.zeros(1, int)))
show(lambda: np.add([1, 2], 1, out=np.zeros(3)[:1]))
show(lambda: np.add([1, 2], 1, out=[0, 0]))
show(lambda: np.add([1.5], 1, dtype='float32'))
show(lambda: np.add([1.5], 1, dtype=int))
show(lambda: np.add([1.5], 1, dtype=int, casting='unsafe'))
show(lambda: np.add([1], 1, dtype=int, casting='strange'))
show(lambda: np.add.reduce([1, 2, 3], initial=10, where=[True, False, True]))
show(lambda: np.minimum.reduce([], initial=3))
show(lambda: np.minimum.reduce([]))
show(lambda: np.subtract.reduce(np.ones((2, 2)), axis=(0, 1)))
show(lambda: np.add.reduce(5))
show(lambda: np.add.reduce([1, 2], axis=3))
show(lambda: np.add.accumulate([True, True]))
show(lambda: np.sin.reduce([1]))
show(lambda: np.sin.accumulate([1]))
show(lambda: np.sin.outer([1], [2]))
show(lambda: np.add.at([1], 0, 1))
show(lambda: np.add(1))
show(lambda: np.add(1, 2, strange=3))
show(lambda: np.multiply.outer(2, [1, 2]))
x = np.arange(3.0)
np.negative.at(x, [1, 1, 2])
print(x)
show(lambda: np.gcd([1.5], 2))
show(lambda: np.ldexp([1.0, 2], [3, 4]))
show(lambda: np.logaddexp.reduce([1.0, 2, 3]))
