# SPDX-License-Identifier: Apache-2.0
# C functions called through ctypes: run by weft, python3 and PyPy with the library of functions.c.
import ctypes
import sys
import time


class Vector(ctypes.Structure):
    _fields_ = [("x", ctypes.c_double), ("y", ctypes.c_double), ("z", ctypes.c_double)]


class Pair(ctypes.Structure):
    _fields_ = [("x", ctypes.c_float), ("y", ctypes.c_float)]


own, libm, libc = ctypes.CDLL(sys.argv[1]), ctypes.CDLL("libm.so.6"), ctypes.CDLL("libc.so.6")
number = ctypes.POINTER(ctypes.c_int32)
Comparison = ctypes.CFUNCTYPE(ctypes.c_int, number, number)


def function(library, name, restype, *argtypes):
    f = library[name]
    f.restype, f.argtypes = restype, argtypes
    return f


add = function(own, "add", ctypes.c_int32, ctypes.c_int32, ctypes.c_int32)
norm = function(own, "norm", ctypes.c_double, Vector)
dot = function(own, "dot", ctypes.c_float, Pair)
cos = function(libm, "cos", ctypes.c_double, ctypes.c_double)
strlen = function(libc, "strlen", ctypes.c_size_t, ctypes.c_char_p)
qsort = function(libc, "qsort", None, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, Comparison)
vector, pair, text = Vector(1.5, 2.5, 3.5), Pair(1.5, 2.5), b"a text of thirty-two characters."


def empty(n):
    for i in range(n):
        pass


def integers(n):
    f = add
    for i in range(n):
        f(i, 3)


def cosine(n):
    f = cos
    for i in range(n):
        f(1.5)


def length(n):
    f, s = strlen, text
    for i in range(n):
        f(s)


def small(n):
    f, v = dot, pair
    for i in range(n):
        f(v)


def large(n):
    f, v = norm, vector
    for i in range(n):
        f(v)


comparisons = 0


def ascending(a, b):
    global comparisons
    comparisons += 1
    x, y = a[0], b[0]
    return (x > y) - (x < y)


def sort(n):
    global comparisons
    state, values = 1, []
    for _ in range(n // 16):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state - 2**31)
    array = (ctypes.c_int32 * len(values))(*values)
    comparison = Comparison(ascending)
    comparisons = 0
    start = time.perf_counter()
    qsort(array, len(values), 4, comparison)
    seconds = time.perf_counter() - start
    assert list(array) == sorted(values)
    return seconds / comparisons


def best(body, n):
    fastest = 1e9
    for _ in range(5):
        start = time.perf_counter()
        own = body(n)
        fastest = min(fastest, own if own else (time.perf_counter() - start) / n)
    return fastest * 1e9


assert add(40, 2) == 42 and norm(vector) == 20.75 and dot(pair) == 3.75 and strlen(text) == 32
count = int(sys.argv[2])
loop = best(empty, count)
for name, body in [("int add(int, int)", integers), ("double cos(double)", cosine), ("strlen(bytes)", length),
                   ("structure of 8 bytes", small), ("structure of 24 bytes", large)]:
    print(f"{name};{best(body, count) - loop:.2f}")
print(f"qsort, a comparison;{best(sort, count):.2f}")
