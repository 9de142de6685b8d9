# SPDX-License-Identifier: Apache-2.0
# array.array: all type codes, methods, slices, errors, buffers.
import array
import copy
import io
import sys


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


A = array.array
print(array.typecodes, array.ArrayType is A, A, A.__module__, A.__name__)
values = [-1, 128, 256, 70000, -70000, 2**31, 2**32, 2**63, 2**64, -2**63 - 1, 1.5, "a", "ab", None, b"x", True]
for code in array.typecodes:
    print(code, A(code).itemsize, A(code))
    for value in values:
        attempt(lambda: A(code, [value]))
for function in [
    lambda: A(), lambda: A("x"), lambda: A("ii"), lambda: A(1), lambda: A("i", 1),
    lambda: A("i", "abc"), lambda: A("u", [1]), lambda: A("i", A("u", "ab")),
    lambda: A("i", [1], 2), lambda: A("i", x=1), lambda: A("b", b"abc"),
    lambda: A("i", bytearray(b"12345678")), lambda: A("i", b"123"), lambda: A("f", [1e39]),
    lambda: A("d", (x / 2 for x in range(4))), lambda: A("l", range(3)), lambda: A("q", A("d", [])),
]:
    attempt(function)

a = A("i", [1, 2, 3])
for function in [
    lambda: a[5], lambda: a["x"], lambda: a[-1], lambda: a[1:], lambda: a[::-2],
    lambda: a.__setitem__(5, 1), lambda: a.__setitem__("x", 1), lambda: a.__setitem__(slice(0, 1), [1]),
    lambda: a.__setitem__(slice(0, 1), A("d", [1])), lambda: a.__setitem__(slice(0, 3, 2), A("i", [1])),
    lambda: a.__delitem__(7), lambda: a.pop(9), lambda: A("i").pop(), lambda: a.remove(77),
    lambda: a.index(77), lambda: a.extend(5), lambda: a.extend(A("d", [1])), lambda: a.extend(["x"]),
    lambda: a + [1], lambda: a + A("d"), lambda: a * 1.5, lambda: a.__iadd__([1]), lambda: a * 2,
    lambda: 2 * a, lambda: a + a, lambda: a * -1,
    lambda: a.fromlist(5), lambda: a.fromlist([1, "x"]), lambda: a.frombytes(b"123"),
    lambda: a.frombytes("x"), lambda: a.fromunicode("x"), lambda: a.tounicode(),
    lambda: a.byteswap(), lambda: a, lambda: a.byteswap(), lambda: a.fromfile(io.BytesIO(b"12345"), 3),
    lambda: a, lambda: a.pop(), lambda: a.fromfile(io.BytesIO(), -1), lambda: a.fromfile(5, 1),
    lambda: a.tofile(5), lambda: hash(a), lambda: a.insert(1, 99) or a, lambda: a.insert(-100, 98) or a,
    lambda: a.insert(100, 97) or a, lambda: a.index(97, 2, 3), lambda: a.index(97, -1),
    lambda: 2 in a, lambda: a.count(98), lambda: a.reverse() or a, lambda: a.append("x"),
    lambda: a.append(), lambda: a.tolist(1), lambda: a.tolist(), lambda: a.tobytes(), lambda: bytes(a),
    lambda: a.typecode, lambda: setattr(a, "typecode", 1), lambda: setattr(a, "foo", 1),
    lambda: a.buffer_info()[1], lambda: a < A("i", [1, 3]), lambda: A("i", [1, 2]) == A("d", [1, 2]),
    lambda: A("i") == [], lambda: A("i") < [], lambda: A("i", [1]) != A("i", [2]),
    lambda: repr(A("u", "x\ny")), lambda: A("u", "abc").tounicode(), lambda: A("d", [1.5, float("nan")]),
    lambda: list(a), lambda: type(iter(a)), lambda: iter(a).__reduce__(),
]:
    attempt(function)

b = A("h", range(10))
del b[2:4]
print(b)
b[1:1] = A("h", [70, 71])
print(b)
b[::5] = A("h", [-1, -2])
print(b)
del b[::3]
print(b)
b += A("h", [5])
b *= 2
print(b, len(b))
c = copy.copy(b)
c.append(1)
print(len(b), len(c), copy.deepcopy(b) == b)
for protocol in (2, 3):
    print(b.__reduce_ex__(protocol)[1][1:], A("u", "ab").__reduce_ex__(protocol)[1][1:])
print(array._array_reconstructor(A, "i", 9, b"\0\0\0\1"), array._array_reconstructor(A, "d", 15, b"\x3f\x80\0\0"))
print(array._array_reconstructor(A, "u", 18, b"a\0b\0"), array._array_reconstructor(A, "i", 12, b"\1" * 8))
attempt(lambda: array._array_reconstructor(A, "i", 99, b"1234"))
attempt(lambda: array._array_reconstructor(int, "i", 9, b"\0\0\0\1"))
attempt(lambda: array._array_reconstructor(A, "x", 9, b"\0\0\0\1"))
attempt(lambda: array._array_reconstructor(A, "i", 9, "x"))

file = io.BytesIO()
b.tofile(file)
d = A("h")
d.frombytes(file.getvalue())
print(d == b)

view = memoryview(a)
print(view.format, view.itemsize, view.shape, view.tolist() == a.tolist(), memoryview(A("u", "a")).format)
attempt(lambda: memoryview(A("u", "a"))[0])
view[0] = 7
print(a[0])
for function in [
    lambda: a.append(1), lambda: a.__delitem__(0), lambda: a.__setitem__(slice(0, 1), A("i", [])),
    lambda: a.pop(), lambda: a.__imul__(2), lambda: a.__iadd__(A("i", [1])), lambda: a.frombytes(b""),
    lambda: a.extend([]), lambda: a.fromlist([1]), lambda: a.insert(0, 1), lambda: a.byteswap(),
]:
    attempt(function)
view.release()
a.append(1)


class Named(A):
    def __init__(self, code, values, name=None):
        self.name = name


n = Named("d", [1, 2], name="x")
print(n, n.name, n[:1], n + n, isinstance(n, A), n.__reduce_ex__(3)[2])
cycle = Named("b", b"12")
cycle.me = cycle
print(sys.getsizeof(n) > 0)

import collections.abc
import pickle

nan = float("nan")
x, y = A("d", [nan]), A("d", [nan])
print(x == y, x != y, x < y, nan in x, x.count(nan), A("d", [1.0]) == A("i", [1]), issubclass(A, collections.abc.MutableSequence))
for protocol in range(5):
    print(pickle.loads(pickle.dumps(b, protocol)) == b, pickle.loads(pickle.dumps(A("u", "xy"), protocol)))
iterator = iter(b)
next(iterator)
print(list(pickle.loads(pickle.dumps(iterator))) == b.tolist()[1:], pickle.loads(pickle.dumps(len)) is len)

import numpy as np

print(np.array(A("i", [1, 2])), np.array(A("i", [1, 2])).dtype, np.array([A("d", [1, 2]), A("d", [3, 4])]))
print(np.arange(3) + A("h", [1, 2, 3]), np.frombuffer(A("d", [1.5, 2.5])), np.array(A("H", [1]), dtype=float))
print(np.array(bytearray(b"ab")), np.array(memoryview(b"abcd").cast("B", [2, 2])))
