# SPDX-License-Identifier: Apache-2.0
# Arrays and C: numpy.ctypeslib and ndarray.ctypes, memory seen from both sides.
import ctypes
import os
from ctypes import c_double, c_float, c_int, c_long, c_size_t, c_void_p, POINTER, Structure

import numpy as np
from numpy.ctypeslib import as_array, as_ctypes, as_ctypes_type, load_library, ndpointer

libc = ctypes.CDLL("libc.so.6")


def attempt(label, action):
    try:
        print(label, repr(action()))
    except Exception as error:
        print(label, type(error).__name__, error)


# An array passed as memory: C's writes are seen, views too, copies and results of before are not.
a = np.arange(10, dtype=np.int32)
copied, doubled, view = a.copy(), a * 2, a[3:6]
libc.memset(a.ctypes.data_as(c_void_p), 1, c_size_t(8))
print(a, view, copied, doubled)
a[0] = 7
a[4:] += 100
print(a, view, a.sum(), a.ctypes.data == a.ctypes.data, view.ctypes.data - a.ctypes.data)
p = a.ctypes.data_as(POINTER(c_int))
print(p[0], p[5], a.ctypes.shape[:], a.ctypes.strides[:], a.reshape(2, 5).ctypes.shape_as(c_int)[:])
later = a + 1
p[0] = -5
b = a.copy()
same = a
a[1] = 66
p[2] = 77
a *= 2
print(a, later, b, same is a, p[1])
a[:] = np.arange(10)
a[1:] = a[:-1]
print(a, p[9], np.array(a), np.sort(a)[::-1])
c = np.array(a)
p[3] = 1000
print(c, a[3], a.max(), (a[a > 5]), a.ctypes.data == ctypes.addressof(p.contents))

# qsort of an array.
values = np.array([3.5, -1.0, 2.25, 9.0, 0.0])
Compare = ctypes.CFUNCTYPE(c_int, POINTER(c_double), POINTER(c_double))
order = Compare(lambda x, y: (x[0] > y[0]) - (x[0] < y[0]))
libc.qsort(values.ctypes, c_size_t(values.size), c_size_t(8), order)
print(values, values.ctypes.data % 8)

# Types of arguments that check arrays.
libc.memcpy.restype = None
libc.memcpy.argtypes = [
    ndpointer(np.float64, ndim=1, flags="C_CONTIGUOUS,WRITEABLE"), ndpointer(np.float64, shape=(4,)), c_size_t]
target, source = np.zeros(4), np.array([1.0, 2.0, 3.0, 4.0])
libc.memcpy(target, source, 32)
print(target, target + source)
attempt("list", lambda: libc.memcpy([1.0], source, 8))
attempt("dtype", lambda: libc.memcpy(target.astype(np.float32), source, 8))
attempt("axes", lambda: libc.memcpy(target.reshape(2, 2), source, 8))
attempt("shape", lambda: libc.memcpy(target, source[:3], 8))
attempt("flags", lambda: libc.memcpy(np.zeros(8)[::2], source, 8))
frozen = np.zeros(4)
frozen.setflags(write=False)
attempt("read-only", lambda: libc.memcpy(frozen, source, 8))
print(ndpointer(np.float64, flags="C").__name__, ndpointer(np.int32, shape=3).__name__, ndpointer() is ndpointer())
attempt("text for axes", lambda: ndpointer(ndim="x"))
attempt("number", lambda: as_ctypes(5))
print(as_ctypes(np.float64(5)))
attempt("bad flags", lambda: ndpointer(flags=3.5))

# C data as arrays, and the reverse.
numbers = (c_int * 6)(1, 2, 3, 4, 5, 6)
n = as_array(numbers)
n[0] = 50
numbers[5] = 60
n2 = as_array(ctypes.cast(numbers, POINTER(c_int)), (2, 3))
n2[1, 0] = -1
print(n, list(numbers), n2, n.dtype, n2.sum(axis=0))
total = n + 1
numbers[1] = 9
print(total, n, n[:3] * 2)
attempt("no shape", lambda: as_array(ctypes.pointer(c_int(1))))
d = np.linspace(0, 1, 6).reshape(2, 3)
grid = as_ctypes(d)
grid[1][2] = 8.0
d[0, 0] = -3
print(type(grid), len(grid), grid[0][0], d)
attempt("strided", lambda: as_ctypes(np.zeros(6)[::2]))
attempt("read-only", lambda: as_ctypes(frozen))
print([as_ctypes_type(t).__name__ for t in ("i1", "u2", "i4", "i8", "f4", "f8", bool)])
attempt("complex", lambda: as_ctypes_type(np.complex64))
print(np.array((c_float * 3)(1, 2, 3)), np.asarray(((c_long * 2) * 2)((1, 2), (3, 4))), np.sum((c_double * 2)(1, 2)))
zero = np.array(5.0)
print(zero.ctypes.shape, zero.ctypes.data_as(POINTER(c_double))[0])
attempt("library", lambda: load_library("nothing_of_the_kind", "/tmp"))
ctypes._reset_cache()
np.ctypeslib.ndpointer.__globals__.get("_pointer_type_cache", {}).clear()
