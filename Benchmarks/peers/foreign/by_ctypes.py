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


# MARK: Callbacks

comparisons = 0


def counting(a, b):
    global comparisons
    comparisons += 1
    x, y = a[0], b[0]
    return (x > y) - (x < y)


def in_lines(a, b):
    x = a[0]
    y = b[0]
    return (x > y) - (x < y)


def by_contents(a, b):
    return a.contents.value - b.contents.value


def with_branches(a, b):
    if a[0] < b[0]:
        return -1
    return 1 if a[0] > b[0] else 0


def sort(function):
    """A body that sorts by a function: seconds for one of its calls."""

    def body(n):
        global comparisons
        state, values = 1, []
        for _ in range(n // 16):
            state = (state * 1664525 + 1013904223) % 2**32
            # Differences of any two fit an int.
            values.append(state // 4 - 2**29)
        array_type = ctypes.c_int32 * len(values)
        # What glibc compares does not depend on the function.
        comparisons = 0
        qsort(array_type(*values), len(values), 4, Comparison(counting))
        calls = comparisons
        array, comparison = array_type(*values), Comparison(function)
        start = time.perf_counter()
        qsort(array, len(values), 4, comparison)
        seconds = time.perf_counter() - start
        assert list(array) == sorted(values)
        return seconds / calls

    return body


# MARK: Data

x, record, elements = ctypes.c_int(3), Vector(1.5, 2.5, 3.5), (ctypes.c_int * 10)()
p, word = ctypes.pointer(x), ctypes.c_int


def data(expression, **names):
    """A body that evaluates an expression, or runs a statement, in a loop."""
    setup = "".join(f"    {name} = {value}\n" for name, value in names.items())
    text = f"def body(n):\n{setup}    for i in range(n):\n        {expression}\n"
    scope = dict(globals())
    exec(text, scope)
    return scope["body"]


DATA = {
    "c_int(3)": data("f(3)", f="word"),
    "x.value": data("o.value", o="x"),
    "x.value = 7": data("o.value = 7", o="x"),
    "byref(x)": data("f(o)", f="ctypes.byref", o="x"),
    "pointer(x)": data("f(o)", f="ctypes.pointer", o="x"),
    "addressof(x)": data("f(o)", f="ctypes.addressof", o="x"),
    "cast(array, type)": data("f(o, t)", f="ctypes.cast", o="elements", t="number"),
    "pointer[0]": data("o[0]", o="p"),
    "pointer[0] = 5": data("o[0] = 5", o="p"),
    "pointer.contents": data("o.contents", o="p"),
    "array[3]": data("o[3]", o="elements"),
    "array[3] = 5": data("o[3] = 5", o="elements"),
    "structure.field": data("o.y", o="record"),
    "structure.field = 1.5": data("o.y = 1.5", o="record"),
    "Structure()": data("f()", f="Vector"),
    "Structure(a, b, c)": data("f(1.5, 2.5, 3.5)", f="Vector"),
}


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
for name, function in [("a comparison", counting), ("a def of three lines", in_lines), ("branches", with_branches),
                       ("a[0] - b[0]", lambda a, b: a[0] - b[0]), ("contents.value", by_contents)]:
    print(f"qsort, {name};{best(sort(function), count):.2f}")
for name, body in DATA.items():
    print(f"{name};{best(body, count) - loop:.2f}")
