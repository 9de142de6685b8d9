# SPDX-License-Identifier: Apache-2.0
# __array_interface__ and __array_struct__: valid dictionaries, malformed ones, what arrays say of themselves.
import ctypes

import numpy as np


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def show(a):
    print(a.dtype, a.shape, a.strides, a.flags.writeable, a.flags.aligned, a.flags.owndata, a.tolist())


class Own:
    def __init__(self, **interface):
        self.__array_interface__ = interface


# MARK: What arrays say

for dtype in ["?", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "e", "f", "d", "F", "D"]:
    a = np.arange(6).astype(dtype).reshape(2, 3)
    for b in (a, a[1, 2, ...], a[:0], a[::-1, ::2], a.T, np.broadcast_to(a[0], (2, 3))):
        facts = dict(b.__array_interface__)
        address, readonly = facts.pop("data")
        print(dtype, address == b.ctypes.data, readonly, facts)
        own = Own(**b.__array_interface__)
        c = np.asarray(own)
        print(c.dtype, c.shape, c.strides == b.strides, np.array_equal(b, c), b.size == 0 or np.shares_memory(b, c), c.base is own, c.flags.writeable == b.flags.writeable)

        class Struct:
            __array_struct__ = b.__array_struct__
        struct = Struct()
        c = np.asarray(struct)
        print(c.dtype, c.shape, c.strides == b.strides, np.array_equal(b, c), b.size == 0 or np.shares_memory(b, c), c.base is struct, c.flags.writeable == b.flags.writeable)
print(list(np.arange(3).__array_interface__))
a = np.arange(3)
a.flags.writeable = False
print(a.__array_interface__["data"][1])
print(str(a.__array_struct__)[:20])

# MARK: Memory named by address

memory = (ctypes.c_double * 6)(1, 2, 3, 4, 5, 6)
address = ctypes.addressof(memory)
good = dict(shape=(6,), typestr="<f8", data=(address, False), version=3)
for change in [
    {}, {"shape": (2, 3)}, {"shape": ()}, {"shape": (0, 3)}, {"strides": None}, {"strides": (8,)}, {"shape": (3,), "strides": (16,)},
    {"data": (address + 40, False), "strides": (-8,)}, {"shape": (4,), "strides": (0,)}, {"shape": (2, 3), "strides": (8, 16)},
    {"data": (address, True)}, {"data": (address, 0)}, {"data": (address, "yes")}, {"version": 2}, {"version": None}, {"version": "x"},
    {"typestr": "f8"}, {"typestr": "=f8"}, {"typestr": "|f8"}, {"typestr": "d"}, {"typestr": "<i8"}, {"typestr": "<u4"}, {"typestr": "<c16", "shape": (3,)},
    {"typestr": "|b1"}, {"typestr": "|i1"}, {"typestr": "<f2"}, {"typestr": b"<f8"}, {"typestr": "float64"}, {"typestr": "<q"},
    {"descr": None}, {"descr": [("", "<f8")]}, {"descr": "x"}, {"descr": [("x", "<i4")]}, {"mask": None}, {"extra": 1}, {"offset": 8},
    {"data": (address + 1, False), "shape": (2,), "typestr": "<i4"}, {"shape": (1,) * 64, }, {"shape": (True, 6)},
    {"shape": (np.int64(2), np.int32(3))},
]:
    own = Own(**{**good, **change})
    print(change if "data" not in change else sorted(change), end=" ")
    try:
        a = np.asarray(own)
        print(a.dtype, a.shape if a.ndim < 9 else a.ndim, a.strides if a.ndim < 9 else "", a.flags.writeable, a.flags.aligned, a.base is own, a.tolist() if a.ndim < 9 and a.dtype.kind != "i" else "")
    except Exception as e:
        print(type(e).__name__, e)
show(np.asarray(Own(**{**good, "typestr": ">f8"})).astype("<f8"))
a = np.asarray(Own(**good))
a[0] = 50
memory[1] = 60
print(memory[0], a)

# MARK: Memory of a buffer

raw = bytearray(range(32))
good = dict(shape=(4,), typestr="<i4", data=raw, version=3)
for change in [
    {}, {"offset": 4}, {"offset": 16}, {"offset": 4, "shape": (2,)}, {"offset": 0, "shape": (0,)}, {"shape": (2, 2), "strides": (4, 8)},
    {"offset": 12, "strides": (-4,)}, {"shape": (2, 4)}, {"data": memoryview(raw)[8:]}, {"data": b"0123456789abcdef"}, {"data": memoryview(raw).cast("i")},
    {"data": np.arange(4)}, {"strides": (8,)}, {"shape": ()}, {"offset": True, "shape": (1,)}, {"data": memoryview(raw).toreadonly()},
    {"offset": 28, "shape": (1,)}, {"offset": np.int64(4)},
]:
    own = Own(**{**good, **change})
    print({k: v for k, v in change.items() if k != "data"}, end=" ")
    try:
        a = np.asarray(own)
        print(a.dtype, a.shape, a.strides, a.flags.writeable, a.base is own, a.tolist())
    except Exception as e:
        print(type(e).__name__, e)
a = np.asarray(Own(**good))
a[0] = 0x41424344
print(raw[:5])
raw[0] = 0
print(a[0])


class Both(bytearray):
    """An object that is a buffer: its interface is not asked for."""

    @property
    def __array_interface__(self):
        raise RuntimeError("not asked")


show(np.asarray(Both(b"abc")))

# MARK: Malformed ones

memory = (ctypes.c_double * 6)(1, 2, 3, 4, 5, 6)
address = ctypes.addressof(memory)
good = dict(shape=(6,), typestr="<f8", data=(address, False), version=3)
for change in [
    {"typestr": "<x8"}, {"typestr": ""}, {"typestr": "<"}, {"typestr": "<f"}, {"typestr": "<f3"}, {"typestr": 5}, {"typestr": None}, {"typestr": "nonsense"},
    {"typestr": "<f8x"}, {"typestr": "<i3"}, {"typestr": "<c8x"}, {"typestr": "!f8"}, {"typestr": b"\xff"},
    {"shape": (-1,)}, {"shape": (2, -3)}, {"shape": [6]}, {"shape": 6}, {"shape": None}, {"shape": ("a",)}, {"shape": (1.5,)}, {"shape": (None,)},
    {"shape": (2**62, 8)}, {"shape": (2**63,)}, {"shape": (2**70,)}, {"shape": (1,) * 65},
    {"strides": (8, 8)}, {"strides": ()}, {"strides": [8]}, {"strides": 8}, {"strides": ("a",)}, {"strides": (1.5,)},
    {"data": (address,)}, {"data": (address, False, 1)}, {"data": ("a", False)}, {"data": (1.5, False)}, {"data": (None, False)}, {"data": 5}, {"data": "text"},
    {"data": (0, False)}, {"data": b"x" * 48, "offset": "a"}, {"data": b"x" * 48, "offset": 1.5}, {"data": b"x" * 48, "offset": None},
    {"data": None}, {"data": memoryview(b"x" * 96)[::2]}, {"data": ()}, {"data": [address, False]},
    {"data": (-1, False), "shape": (0,)}, {"data": (2**64, False), "shape": (0,)}, {"data": object()},
]:
    print({k: v for k, v in change.items() if k != "data"}, end=" ")
    try:
        a = np.asarray(Own(**{**good, **change}))
        print(a.dtype, a.shape, a.strides, a.flags.writeable)
    except Exception as e:
        print(type(e).__name__, e)
for name in good:
    left = {k: v for k, v in good.items() if k != name}
    print("without", name)
    t(lambda: np.asarray(Own(**left)).shape)


class Given:
    def __init__(self, interface):
        self.__array_interface__ = interface


def without_data(**change):
    own = Own(**{"shape": (), "typestr": "<f8", **change})
    a = np.asarray(own)
    return a.shape, a.flags.writeable, a.base is own


for change in [{"shape": (2,)}, {"shape": (0,)}, {}, {"shape": (1,)}]:
    t(lambda: without_data(**change))
for interface in [5, "x", [], (), None, {}, set()]:
    t(lambda: np.asarray(Given(interface)).shape if interface is not None else None)


class Raising:
    def __init__(self, error):
        self.error = error

    @property
    def __array_interface__(self):
        raise self.error


for error in [ValueError("v"), TypeError("t"), RuntimeError("r"), KeyError("k")]:
    t(lambda: np.asarray(Raising(error)).shape)


class Struct:
    def __init__(self, struct):
        self.__array_struct__ = struct


t(lambda: np.asarray(Struct(5)))
t(lambda: np.asarray(Struct("x")))
t(lambda: np.asarray(Struct(np.arange(3).__dlpack__())))


class Structs:
    @property
    def __array_struct__(self):
        raise RuntimeError("struct")


t(lambda: np.asarray(Structs()))


class Strided:
    """Both protocols: the structure is asked first."""

    __array_struct__ = np.arange(3).__array_struct__
    __array_interface__ = 5


show(np.asarray(Strided()))


# The object lives as long as an array that looks at its memory.
class Noted(Own):
    def __del__(self):
        print("gone")


a = np.asarray(Noted(**np.arange(3).__array_interface__))
b = a[1:]
del a
print("still there")
del b


class NotedStruct(Struct):
    def __del__(self):
        print("gone")


a = np.asarray(NotedStruct(np.arange(5)[::2].__array_struct__))
print(a)
del a

for copy in [None, True, False]:
    x = np.arange(4)
    own = Own(**x.__array_interface__)
    for order in "CFK":
        t(lambda: np.shares_memory(np.array(own, copy=copy, order=order), x))
    t(lambda: np.array(own, dtype=np.float32, copy=copy).dtype)
    t(lambda: np.asarray(own, copy=copy).base is own)
