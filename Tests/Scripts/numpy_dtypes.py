# SPDX-License-Identifier: Apache-2.0
# Questions about dtypes, limits of numbers, memory.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


kinds = ['bool', 'int8', 'uint8', 'int64', 'uint64', 'float16', 'float64', 'complex64']
for one in kinds:
    print(one, [int(np.can_cast(one, other)) for other in kinds],
          [int(np.can_cast(one, other, 'same_kind')) for other in kinds],
          [str(np.promote_types(one, other)) for other in kinds])
for value in (0, 255, 256, -1, -129, 1.0, 70000.0, 1e40, 1j, True, 2 ** 63):
    show(lambda: np.min_scalar_type(value))
show(lambda: np.result_type('int8', 3, np.float32(1)))
show(lambda: np.result_type(np.ones(1, 'uint8'), 2.5))
show(lambda: np.result_type())
show(lambda: np.can_cast(5, 'int8'))
show(lambda: np.can_cast('int8', 'int8', 'maybe'))
for kind in 'bBhHiIlL':
    print(repr(np.iinfo(kind)), np.iinfo(kind).max, np.iinfo(kind).bits)
for kind in 'fdD':
    info = np.finfo(kind)
    print(repr(info), info.eps, info.tiny, info.nmant, info.precision, info.resolution)
print(np.finfo(float))
print(np.iinfo('int16'))
show(lambda: np.finfo('int32'))
show(lambda: np.iinfo('float32'))
print(np.issubdtype('int8', np.integer), np.issubdtype(np.float32, float),
      np.issubdtype(np.complex64, np.inexact), np.issubdtype(bool, np.number))
print([np.isscalar(x) for x in (1, 1.5, 1j, 'a', b'a', np.int8(1), [1], None, np.array(1))])
print(np.iterable('a'), np.iterable(3), np.isrealobj([1j]), np.iscomplexobj(np.ones(1, 'F')))
print(np.isdtype(np.dtype('int8'), 'integral'), np.isdtype(np.float32, ('bool', np.float32)))
show(lambda: np.isdtype(np.dtype('int8'), 'nothing'))
print(np.common_type(np.ones(1, 'f'), np.ones(1, 'i')), np.mintypecode('fd'), np.mintypecode('FD'))
a = np.arange(10)
print(np.shares_memory(a, a[::2]), np.shares_memory(a[::2], a[1::2]), np.shares_memory(a, a + 0),
      np.may_share_memory(a[::2], a[1::2]), np.may_share_memory(a[:5], a[5:]))
b = np.arange(4, dtype='int32')
view = b.view('int16')
view[0] = 7
print(b, view, b.view('f4').dtype, b.byteswap())
show(lambda: b[:3].view('int64'))
show(lambda: b.view('nothing'))
c = np.array([1 + 2j, 3 - 4j])
c.real[0] = 10
c.imag *= 2
print(c, np.real(c), np.imag(c), np.angle([1j, -1]))
d = np.arange(4)
d.resize((2, 3))
print(d)
show(lambda: d[0].resize(2))
f = np.arange(6).reshape(2, 3)
print(f.copy('F').strides, f.T.copy('K').strides, f.flatten('F'), f.T.ravel('K'), f.tobytes('F')[:16])
print(f.reshape(3, 2, order='F'), np.isfortran(f.copy('F')), np.asfortranarray(f).flags.f_contiguous)
show(lambda: f.reshape(3, 2, order='X'))
show(lambda: f.T.reshape(6, copy=False))
show(lambda: np.astype(f, 'float32'))
show(lambda: np.astype([1], 'float32'))
show(lambda: np.asarray_chkfinite([1, np.nan]))
show(lambda: np.require(f.T, 'float32', ['C']).flags.c_contiguous)
show(lambda: np.squeeze(f, axis=5))
try:
    f.sum(axis=5)
except np.exceptions.AxisError as error:
    print(error, isinstance(error, IndexError))
