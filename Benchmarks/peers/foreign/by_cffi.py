# SPDX-License-Identifier: Apache-2.0
# C functions called through cffi in API mode: run by python3 and PyPy, with the folder that the extension is compiled into.
import os
import sys
import time

import cffi

folder, count = sys.argv[1], int(sys.argv[2])
here = os.path.dirname(os.path.abspath(__file__))
builder = cffi.FFI()
builder.cdef("""
typedef struct { double x, y, z; } vector;
typedef struct { float x, y; } pair;
int32_t add(int32_t x, int32_t y);
double norm(vector v);
float dot(pair v);
double cos(double x);
size_t strlen(const char *s);
void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *));
extern "Python" int ascending(const void *, const void *);
""")
module = "foreign_" + sys.implementation.name
with open(os.path.join(here, "functions.c")) as source:
    builder.set_source(module, "#include <math.h>\n#include <string.h>\n#include <stdlib.h>\n" + source.read(),
                       libraries=["m"], extra_compile_args=["-O2"])
builder.compile(tmpdir=folder)
sys.path.insert(0, folder)
compiled = __import__(module)
ffi, lib = compiled.ffi, compiled.lib
vector, pair = ffi.new("vector *", (1.5, 2.5, 3.5))[0], ffi.new("pair *", (1.5, 2.5))[0]
text = b"a text of thirty-two characters."


def empty(n):
    for i in range(n):
        pass


def integers(n):
    f = lib.add
    for i in range(n):
        f(i, 3)


def cosine(n):
    f = lib.cos
    for i in range(n):
        f(1.5)


def length(n):
    f, s = lib.strlen, text
    for i in range(n):
        f(s)


def small(n):
    f, v = lib.dot, pair
    for i in range(n):
        f(v)


def large(n):
    f, v = lib.norm, vector
    for i in range(n):
        f(v)


comparisons = 0
number = ffi.typeof("int32_t *")


@ffi.def_extern()
def ascending(a, b):
    global comparisons
    comparisons += 1
    x, y = ffi.cast(number, a)[0], ffi.cast(number, b)[0]
    return (x > y) - (x < y)


def sort(n):
    global comparisons
    state, values = 1, []
    for _ in range(n // 16):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state - 2**31)
    array = ffi.new("int32_t[]", values)
    comparisons = 0
    start = time.perf_counter()
    lib.qsort(array, len(values), 4, lib.ascending)
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


assert lib.add(40, 2) == 42 and lib.norm(vector) == 20.75 and lib.dot(pair) == 3.75 and lib.strlen(text) == 32
loop = best(empty, count)
for name, body in [("int add(int, int)", integers), ("double cos(double)", cosine), ("strlen(bytes)", length),
                   ("structure of 8 bytes", small), ("structure of 24 bytes", large)]:
    print(f"{name};{best(body, count) - loop:.2f}")
print(f"qsort, a comparison;{best(sort, count):.2f}")
