# SPDX-License-Identifier: Apache-2.0
# DLPack: every keyword of __dlpack__, capsules used once, exporters that fail; and np.frombuffer with all its errors.
import array
import ctypes

import numpy as np


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def name(capsule):
    return str(capsule)[:str(capsule).rindex(" at ")]


# MARK: Round trips

for dtype in ["?", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "e", "f", "d", "F", "D"]:
    a = np.arange(12).astype(dtype).reshape(3, 4)
    for b in (a, a[1, 2, ...], a[:0], a[:, :0], a[::-1], a[::2, ::-1], a.T, a[:, None, 1:3], np.broadcast_to(a[0], (2, 4)), a[:1, :1], a[1:1, 2:2].T):
        try:
            c = np.from_dlpack(b)
        except Exception as e:
            print(dtype, b.shape, b.strides, type(e).__name__, e)
            continue
        print(c.dtype, c.shape, c.strides, np.array_equal(b, c), b.size == 0 or np.shares_memory(b, c), c.flags.writeable, c.flags.owndata, name(c.base))
a = np.arange(3)
b = np.from_dlpack(a)
b[0] = 50
a[1] = 60
print(a, b)
lazy = b + 1
a[2] = 70
print(lazy, b)

# MARK: Keywords

a = np.arange(6.0).reshape(2, 3)
for keywords in [
    {}, {"max_version": None}, {"max_version": (1, 0)}, {"max_version": (1, 1)}, {"max_version": (0, 8)}, {"max_version": (2, 0)},
    {"max_version": 1}, {"max_version": (1,)}, {"max_version": [1, 0]}, {"max_version": ("1", 0)}, {"max_version": (1.5, 0)}, {"max_version": (1, "0")},
    {"dl_device": (1, 0)}, {"dl_device": (2, 0)}, {"dl_device": (1, 1)}, {"dl_device": None}, {"dl_device": 1}, {"dl_device": (1,)}, {"dl_device": ("a", 0)}, {"dl_device": [1, 0]},
    {"copy": True}, {"copy": False}, {"copy": None}, {"copy": 1}, {"copy": 0}, {"copy": "x"}, {"copy": 2},
    {"stream": None}, {"stream": 1}, {"stream": -1}, {"copy": True, "max_version": (1, 0)}, {"copy": True, "dl_device": (1, 0), "max_version": (1, 0)}, {"foo": 1},
]:
    print(keywords, end=" ")
    t(lambda: name(a.__dlpack__(**keywords)))
t(lambda: a.__dlpack__(None))
t(lambda: a.__dlpack_device__())
t(lambda: [int(x) for x in a.__dlpack_device__()])

for device in [None, "cpu", "gpu", 5]:
    for copy in [None, True, False]:
        print(device, copy, end=" ")
        try:
            b = np.from_dlpack(a, device=device, copy=copy)
            print(b.flags.owndata, np.shares_memory(a, b), b.flags.writeable, b.tolist())
        except Exception as e:
            print(type(e).__name__, e)

# MARK: Read-only, odd steps, unaligned

r = np.arange(3)
r.flags.writeable = False
t(lambda: name(r.__dlpack__()))
t(lambda: name(r.__dlpack__(max_version=(1, 0))))
t(lambda: name(r.__dlpack__(copy=True)))
t(lambda: name(r.__dlpack__(copy=False)))
b = np.from_dlpack(r)
print(b.flags.writeable, np.shares_memory(b, r))
t(lambda: b.__setitem__(0, 1))
t(lambda: b.setflags(write=True))
b = np.from_dlpack(r, copy=True)
print(b.flags.writeable, np.shares_memory(b, r))
t(lambda: np.from_dlpack(np.frombuffer(b"abcdefgh", dtype=np.int32)).flags.writeable)
raw = bytearray(16)
own = np.frombuffer(raw, dtype=np.uint8)
t(lambda: np.from_dlpack(own).tolist())


class Interface:
    __array_interface__ = dict(shape=(2,), strides=(5,), typestr="<i4", data=(own.ctypes.data, False), version=3)


odd = np.asarray(Interface())
t(lambda: odd.__dlpack__())
t(lambda: np.from_dlpack(odd))
t(lambda: np.from_dlpack(odd, copy=True).tolist())
t(lambda: odd.__dlpack__(copy=False))

# MARK: Capsules


class Exporter:
    def __init__(self, make, device=(1, 0)):
        self.make, self.device = make, device

    def __dlpack__(self, **keywords):
        return self.make(keywords)

    def __dlpack_device__(self):
        return self.device


t(lambda: np.from_dlpack(Exporter(lambda k: print(k) or a.__dlpack__(**k))).shape)
t(lambda: np.from_dlpack(Exporter(lambda k: print(k) or a.__dlpack__(**k)), device="cpu", copy=True).shape)
t(lambda: np.from_dlpack(Exporter(lambda k: a.__dlpack__())).flags.writeable)
t(lambda: np.from_dlpack(Exporter(lambda k: a.__dlpack__(max_version=(1, 0)))).flags.writeable)
for make in [a.__dlpack__, lambda: a.__dlpack__(max_version=(1, 0))]:
    capsule = make()
    print(name(capsule))
    t(lambda: np.from_dlpack(Exporter(lambda k: capsule)).tolist())
    print(name(capsule))
    t(lambda: np.from_dlpack(Exporter(lambda k: capsule)))
    print(name(capsule))
for wrong in [None, 5, "x", a, a.__array_struct__]:
    t(lambda: np.from_dlpack(Exporter(lambda k: wrong)))
for device in [(2, 0), (1, 5), 5, None, (1,)]:
    t(lambda: np.from_dlpack(Exporter(lambda k: a.__dlpack__(), device)).shape)
for error in [ValueError("v"), BufferError("b"), RuntimeError("r"), KeyError("k"), AttributeError("a")]:

    def fail(keywords, error=error):
        raise error

    t(lambda: np.from_dlpack(Exporter(fail)))


class Older:
    """Takes no keywords, as before version 1 of DLPack."""

    def __dlpack__(self, stream=None):
        print("asked", stream)
        return a.__dlpack__()

    def __dlpack_device__(self):
        return a.__dlpack_device__()


t(lambda: np.from_dlpack(Older()).tolist())
t(lambda: np.from_dlpack(Older(), copy=True))
t(lambda: np.from_dlpack(Older(), device="cpu"))


class Half:
    def __dlpack__(self, **keywords):
        return a.__dlpack__(**keywords)


t(lambda: np.from_dlpack(Half()).shape)
for wrong in [5, "x", [1, 2], b"abc", bytearray(3), None]:
    t(lambda: np.from_dlpack(wrong))


class Noted:
    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **keywords):
        return self.array.__dlpack__(**keywords)

    def __dlpack_device__(self):
        return (1, 0)


# Capsules that nobody takes give their memory back; arrays keep it.
raw = bytearray(8)
capsule = np.frombuffer(raw, dtype=np.int16).__dlpack__()
t(lambda: raw.append(1))
del capsule
raw.append(1)
raw = bytearray(8)
b = np.from_dlpack(Noted(np.frombuffer(raw, dtype=np.int16)))
c = b[1:]
del b
t(lambda: raw.append(1))
c[0] = 0x4241
print(raw)
del c
raw.append(1)
a = np.arange(3)
b = np.from_dlpack(a)
del a
print(b)

# MARK: np.frombuffer

raw = bytearray(range(24))
for arguments in [
    (), ("i4",), (np.int16,), (float,), ("f8", 2), ("f8", 2, 8), ("f8", -1, 16), ("u1", 0), ("u1", 0, 24), ("u1", -1, 24), ("u1", -5, 20), ("i4", 7), ("i4", 5, 8), ("i4", 5, 5),
    ("i4", -1, 2), ("i4", -1, 4), ("u1", -1, 25), ("u1", -1, -1), ("u1", 1, 24), ("i4", 1.5), ("i4", "x"), ("i4", 1, "x"), ("i4", None), ("c16",), ("c8",), ("?", 3), ("e", 3),
    ("x",), (5,), ("i4", 2**62), ("i4", 1, 2**62), ("i4", 2**70), ("<i4",), ("=i4",), ("i4", 1, 1), ("i4", np.int64(2), np.int64(4)), ("i4", True),
]:
    print(arguments, end=" ")
    try:
        a = np.frombuffer(raw, *arguments)
        print(a.dtype, a.shape, a.strides, a.flags.writeable, a.flags.aligned, a.flags.owndata, a.base.obj is raw)
    except Exception as e:
        print(type(e).__name__, e)
t(lambda: np.frombuffer(buffer=raw, dtype="u2", count=2, offset=2))
for source in [b"", bytearray(), array.array("d"), memoryview(b"")]:
    t(lambda: np.frombuffer(source))
    t(lambda: np.frombuffer(source, count=0))
    t(lambda: np.frombuffer(source, dtype="u1").shape)
for source in [
    b"12345678", array.array("h", [1, 2, 3, 4]), memoryview(b"12345678"), memoryview(raw)[8:16], memoryview(raw).cast("B", [2, 12])[1:], memoryview(raw)[::2], memoryview(raw)[::-1],
    np.arange(4), np.arange(6).reshape(2, 3), np.arange(6).reshape(2, 3).T, np.arange(6)[::2], np.arange(6)[1:3], (ctypes.c_int * 3)(1, 2, 3),
    ((ctypes.c_short * 2) * 2)((1, 2), (3, 4)), "text", 5, None, [1, 2], object, range(3), 1.5,
]:
    print(type(source).__name__, end=" ")
    try:
        a = np.frombuffer(source, dtype="u1")
        print(a.shape, a.flags.writeable, type(a.base).__name__, a.sum())
    except Exception as e:
        print(type(e).__name__, e)
