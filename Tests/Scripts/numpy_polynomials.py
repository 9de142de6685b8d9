# SPDX-License-Identifier: Apache-2.0
# Polynomials: functions and poly1d; windows; bits of bytes.
import warnings

import numpy as np


def show(code):
    try:
        value = eval(code)
        if isinstance(value, tuple):
            print(code, '->', *[repr(v) for v in value])
        else:
            print(code, '->', repr(value))
    except Exception as error:
        print(code, '->', type(error).__name__, error)


p = np.poly1d([1, 0, -2])
q = np.poly1d([1.0, 3.0])
z = np.poly1d([2, -3, 1], variable='z')
for code in """np.polyval([3, 0, 1], 5)
np.polyval([3, 0, 1], np.arange(4))
np.polyval([], 3.0)
np.polyval(p, [1, 2.5])
np.polyadd([1, 2], [9, 5, 4])
np.polysub([2, 10, -2], [3, 10, -4])
np.polymul([1, 2, 3], [9, 5, 1])
np.polymul([0, 0, 1, 2], [3])
np.polydiv([3.0, 5.0, 2.0], [2.0, 1.0])
np.polydiv([1, 2], [1, 2, 3])
np.polydiv(p, q)
np.polyder([1, 1, 1, 1])
np.polyder([1, 1, 1, 1], 2)
np.polyder([1, 1, 1, 1], 4)
np.polyder([1, 1], -1)
np.polyder(p, 0)
np.polyint([1, 1, 1])
np.polyint([3, 2], 2, k=[1, 2])
np.polyint([3, 2], 2, k=5)
np.polyint([3, 2], 2, k=[1, 2, 3])
np.polyint([3, 2], 3, k=[1, 2])
np.polyint([3, 2], -1)
np.roots([1, -6, 11, -6]).round(6)
np.roots([0, 0, 2, -4, 0, 0])
np.roots([5])
np.roots([0, 0])
np.roots([[1, 2], [3, 4]])
np.poly([2, 3])
np.poly([1 + 1j, 1 - 1j])
np.poly([1j])
np.poly([])
np.poly(np.zeros((2, 3)))
np.poly([[2, 0], [0, 3]]).round(6)
np.polyfit([0, 1, 2, 3], [1, 3, 7, 13], 2).round(6) + 0.0
np.polyfit([0, 1, 2], [[1, 2], [3, 4], [5, 6]], 1).round(6)
np.polyfit([0, 1, 2, 3], [1, 3, 2, 5], 1, w=[1, 2, 1, 1]).round(6)
np.polyfit([0, 1, 2, 3], [1, 3, 2, 5], 1, cov=True)[1].round(6)
np.polyfit([0, 1, 2, 3], [1, 3, 2, 5], 1, cov='unscaled')[1].round(6)
np.polyfit([0, 1, 2, 3], [1, 3, 2, 5], 1, full=True)[1].round(6)
np.polyfit([0, 1], [1, 2], 1, cov=True)
np.polyfit([0, 1], [1, 2], -1)
np.polyfit([[0, 1]], [1, 2], 1)
np.polyfit([], [], 1)
np.polyfit([1, 2], [1], 1)
np.polyfit([1, 2], [1, 2], 1, w=[1])
p
p.coeffs
p.order
p.roots.round(6)
p(2)
p(np.array([1, 2]))
p(q)
p[0], p[1], p[2], p[7]
len(p)
-p
p + q
p - 1
1 - p
p * q
p * 2
2 * p
p ** 2
p ** -1
p / 2
p / q
p == np.poly1d([1, 0, -2])
p != q
p == 3
list(p)
p.deriv()
p.deriv(2)
p.integ()
p.integ(k=3)
np.poly1d([1, 2], r=True)
np.poly1d([0, 0, 1, 2])
np.poly1d([0, 0])
np.poly1d([[1, 2]])
np.poly1d(3)
np.array(p)
np.bartlett(5)
np.bartlett(0)
np.bartlett(1)
np.hanning(5).round(6)
np.hamming(4).round(6)
np.blackman(3).round(6) + 0.0
np.kaiser(5, 14).round(6)
np.kaiser(1, 14)
np.kaiser(0, 3)
np.packbits([1, 0, 1, 1, 0, 0, 0, 1, 1])
np.packbits([1, 0, 1, 1, 0, 0, 0, 1, 1], bitorder='little')
np.packbits(np.eye(3, dtype=int), axis=0)
np.packbits(np.eye(3, dtype=bool), axis=-1)
np.packbits(np.eye(3))
np.packbits([], axis=0)
np.packbits(np.zeros((2, 0), int), axis=1)
np.packbits([1], bitorder='middle')
np.packbits(np.ones((2, 2), int), axis=2)
np.unpackbits(np.array([2, 7], np.uint8))
np.unpackbits(np.array([[2], [7]], np.uint8), axis=1)
np.unpackbits(np.array([[2], [7]], np.uint8), axis=1, count=-3)
np.unpackbits(np.array([[2], [7]], np.uint8), axis=1, count=10)
np.unpackbits(np.array([[2, 7]], np.uint8), axis=0, bitorder='little')
np.unpackbits(np.array([2, 7], np.uint8), count=-20)
np.unpackbits([2])
np.amax([1, 5, 2]), np.amin([[1, 5], [2, 0]], axis=0)
np.emath.sqrt([-1, 4])
np.emath.log(-1).round(6)
np.emath.arcsin(2).round(6)
np.emath.power([2, -4], 2)""".split('\n'):
    show(code)
for poly in (p, q, z, np.poly1d([1, 2, 3]), np.poly1d([0]), np.poly1d([1.5, -1, 1, 0.25]), np.poly1d([1j, 2]),
             np.poly1d(range(1, 15))):
    print(poly)
p[4] = 2
print(repr(p))
with warnings.catch_warnings(record=True) as log:
    warnings.simplefilter('always')
    np.polyfit([1, 1, 1], [1, 2, 3], 2)
    print([(w.category.__name__, str(w.message)) for w in log])
