# SPDX-License-Identifier: Apache-2.0
# Properties of built-in types, read again and again at one place from objects of changing classes, and classes that change meanwhile.
import ctypes
import io

import numpy as np


class Real(complex):
    pass


class Own(complex):
    @property
    def real(self):
        return "own"


class Dynamic(complex):
    def __getattribute__(self, name):
        return "dynamic " + name


class Error(ValueError):
    pass


def real(z):
    return z.real


def arguments(error):
    return error.args


for round in range(3):
    print([real(z) for z in (1 + 2j, Real(3), Own(4), Dynamic(5), 6, 7.5, np.float32(8), np.array([9j]), Real(10), 1j)])
    print([arguments(e) for e in (ValueError(1), Error(2, 3), KeyError("k"), Error())])
Real.real = property(lambda self: "set later")
print([real(z) for z in (1 + 2j, Real(3), Own(4), Real(5))])
del Real.real, Own.real
print([real(z) for z in (1 + 2j, Real(3), Own(4))])
Own.__getattribute__ = lambda self, name: "late " + name
print([real(z) for z in (Own(4), Real(3), Own(5))])
Real.__getattr__ = lambda self, name: "missing " + name
print([real(z) for z in (Real(3), Real(4))], Real(1).nothing)


class Part:
    def __get__(self, instance, owner):
        return "part"


Error.args = Part()
print([arguments(e) for e in (Error(1), ValueError(2), Error(3))])
del Error.args
error = Error(4)
error.__dict__["args"] = "hidden"
print(arguments(error), vars(error))


def value(x):
    return x.value


class Number(ctypes.c_int):
    pass


for _ in range(2):
    print([value(x) for x in (ctypes.c_int(1), ctypes.c_double(2), Number(3), ctypes.create_string_buffer(b"four"), ctypes.c_int(5))])
Number.value = 6
print([value(x) for x in (Number(3), ctypes.c_int(1), Number(7))])


def shape(a):
    return a.shape


array = np.zeros((2, 3))
for new in ((3, 2), (6,), (1, 6, 1)):
    array.shape = new
    print(shape(array), shape(array.T), shape(np.float64(1)))

for file in (io.StringIO("text"), io.BytesIO(b"bytes"), io.StringIO()):
    for _ in range(2):
        try:
            print(file.closed, file.line_buffering)
        except AttributeError as problem:
            print(problem)
    file.close()
    print(file.closed)
for broken in (None, 3, "text"):
    try:
        real(broken)
        print("read")
    except AttributeError as problem:
        print(problem)
