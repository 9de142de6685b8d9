# SPDX-License-Identifier: Apache-2.0
# What assignments to elements make of scalars, text, arrays and masks, with the warnings they give.
import warnings

import numpy as np


def show(code):
    a = np.arange(6.0).reshape(2, 3)
    y, z, f = np.array([5, 6]), np.array([1, 2], 'i1'), np.zeros(3, 'f4')
    with warnings.catch_warnings(record=True) as log:
        warnings.simplefilter('always')
        try:
            exec(code, dict(np=np, a=a, y=y, z=z, f=f))
            print(code, '->', a.tolist(), y.tolist(), z.tolist(), f.tolist())
        except Exception as error:
            print(code, '->', type(error).__name__, error)
    for text in log:
        print('   ', text.category.__name__, text.message)


for code in """a[0, 0] = np.array([7])
a[0, 0] = [7, 8]
a[0, 0] = np.array(7)
a[0] = np.array([7, 8])
a.flat[0] = np.array([7, 8])
a.flat[:] = np.array([7, 8])
a.flat[[0, 1]] = 5
a.flat = np.array([])
a.flat = [1, 2]
a.flat = [[1], [2], [3]]
a.flat = 9
a.flat[9]
a.flat[-9] = 1
a.item(9)
a[0].item(9)
a.fill(np.float32(2.5))
y.fill(np.uint64(2**63))
z.fill(np.int64(300))
y[0] = np.float64('inf')
y[:] = np.float64('nan')
y[[0]] = np.float64('nan')
y[[0]] = float('nan')
y[0] = np.float32(1e30)
y[0] = np.array(1e30)
z[0] = np.int64(300)
z[[0]] = np.int64(300)
z[:] = np.int64(300)
z[:] = 300.
z[0] = np.float32(300.)
z[0] = True
z[0] = np.True_
z[0] = 1j
z[0] = np.complex128(1j)
z[:] = np.complex64(1j)
z[[1]] = np.array([2 + 1j])
f[0] = 1e300
f[:] = np.float64(1e300)
f[0] = 10**400
f[0] = 2**70
f[0] = 1j
f[0] = np.complex128(1 + 2j)
f[0] = None
y[0] = None
z[0] = '12'
z[0] = 'a'
f[0] = '1.5'
f[0] = 'a'
f[0] = {}
a[np.zeros(0, bool)] = 1
a[np.zeros((2, 0), bool)]
a[np.array([False])]
a[:, np.zeros(0, bool)] = 4
z[0] += 300
z[0] += np.int8(120)
z[0] *= np.int64(300)
y[0] //= -0.0
z += 300
z += np.int64(300)
z += 1.5
z += np.array([300])
y **= -1
y **= 2
a **= 0.5
a.resize(6)
a.T.resize(3, 2)
a.T.resize(7)
a.real = 5
a.imag = 5
np.copyto(f, np.array([1j]), casting='unsafe')
np.copyto(f, np.array([1j]))
a[...] = np.where(a > 2, a, np.float32(0))
np.where(1)
np.where(np.array(True))
np.nonzero(np.array(0))
np.cumsum([0.5, 0.5], out=y)
np.cumsum([100, 100], out=z)
np.cumsum([1, 0], dtype=bool)
a[0] = np.cumprod([2, 0, 1], dtype=bool)
a[0] = np.cumsum([0, 3, 0], dtype=bool)
np.sum([0.5, 0.5], out=y[0:1].reshape(()))
np.sum(np.array([1j, 1]), dtype=float)""".split('\n'):
    show(code)

# Parts of complex numbers are views, also of a single one.
c = np.array([1 + 2j])
c.imag[0] = 5
print(c, c.imag.tolist(), c.reshape(()).imag, c.reshape(()).imag.item())
c = np.array([1 + 2j, 3 + 4j])
print(c.imag[1:].tolist(), c[1:].imag.tolist(), c[1:].real.sum())
b = np.arange(8, dtype='u1')
print(b[3:4].view('i1').tolist(), b[4:].view('u4').tolist())
# The same object, not a copy.
x = np.arange(4)
print(np.ascontiguousarray(x) is x, np.ascontiguousarray(x[::2]) is x, np.ascontiguousarray(np.array(3)).shape)
y = np.ascontiguousarray(np.arange(6).reshape(2, 3, order='F'))
print(y.strides, y.tolist(), np.pad(np.eye(2, 3).T, 1).flags.f_contiguous)
print(np.array(np.broadcast_to(np.arange(6).reshape(3, 1, 2), (1, 3, 2, 2)), dtype=bool).strides)
print(np.array(x, order='F', ndmin=2).flags.f_contiguous, np.array(np.eye(2), order='F').strides)
for order in ('K', 'C'):
    print([v.item() for v in np.nditer(np.arange(6).reshape(2, 3)[:, ::-1], order=order)])
print([v.item() for v, w in np.nditer([x[::-1], x])], [v.item() for v, w in np.nditer([x[::-1], x[::-1]])])
try:
    np.nditer(np.array([]))
except ValueError as error:
    print(error)
