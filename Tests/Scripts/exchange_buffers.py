# SPDX-License-Identifier: Apache-2.0
# Buffers: arrays of every dtype and layout as memoryviews, and every kind of buffer as an array.
import array
import ctypes
import io

import numpy as np


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def show(a):
    print(a.dtype, a.shape, a.strides, a.flags.writeable, a.flags.c_contiguous, a.flags.f_contiguous, a.flags.aligned, a.flags.owndata, a.tolist())


def facts(v):
    return v.format, v.itemsize, v.ndim, v.shape, v.strides, v.suboffsets, v.readonly, v.nbytes, v.c_contiguous, v.f_contiguous, v.contiguous


# MARK: Arrays of every dtype, lent

dtypes = ["?", "b", "B", "h", "H", "i", "I", "l", "L", "e", "f", "d", "F", "D"]
for dtype in dtypes:
    a = np.arange(6).astype(dtype).reshape(2, 3)
    print(dtype, facts(memoryview(a)))
    for name, b in {
        "0-d": a[1, 1, ...], "empty": a[:0], "empty inside": a[:, :0], "backwards": a[::-1, ::-1], "transposed": a.T,
        "steps": a[:, ::2], "one": a[:1, :1], "fortran": np.asfortranarray(a), "stretched": np.broadcast_to(a[:, :1], (2, 3)),
        "stretched 0-d": np.broadcast_to(a[0, 0], (2, 2)), "axis": a[:, None], "two": a[None, :, ::-1, None],
    }.items():
        v = memoryview(b)
        # What is stretched warns, and lends its memory for reading only.
        print(dtype, name, facts(v)[1:], v.tobytes() == b.tobytes(), v.obj is b)
        c = np.asarray(v)
        print(c.dtype, c.shape, c.strides == v.strides, np.array_equal(b, c), np.shares_memory(b, c), c.flags.writeable)
    if dtype != "e":
        t(lambda: memoryview(a)[1, 1])
        t(lambda: memoryview(a).tolist())
        t(lambda: memoryview(a[0, 0, ...])[()])
        t(lambda: memoryview(a) == memoryview(a.copy()))
    t(lambda: memoryview(a).cast("B").nbytes)
    t(lambda: memoryview(a.T).cast("B").nbytes)

# MARK: Read-only and not

a = np.arange(4.0)
a.flags.writeable = False
v = memoryview(a)
t(lambda: v.__setitem__(0, 1.0))
print(np.asarray(v).flags.writeable, v.toreadonly().readonly)
t(lambda: np.asarray(v).setflags(write=True))
t(lambda: np.asarray(memoryview(bytearray(8)).toreadonly()).setflags(write=True))
b = np.asarray(bytearray(8))
b.setflags(write=False)
t(lambda: b.__setitem__(0, 1))
b.setflags(write=True)
b[0] = 7
print(b)
t(lambda: io.BytesIO(b"12345678").readinto(a))
t(lambda: ctypes.c_double.from_buffer(a))
t(lambda: ctypes.c_double.from_buffer(np.arange(3.0), 8).value)

# MARK: Every kind of buffer, borrowed

show(np.asarray(b"abc"[:0] or memoryview(b"abc")))
show(np.asarray(bytearray(b"abc")))
for code in "bBhHiIlLqQfd":
    own = array.array(code, [1, 2, 3, 4])
    a = np.asarray(own)
    show(a)
    a[1] = 100
    print(own, a.base.obj is own)
    own[2] = 50
    print(a)
    t(lambda: own.append(1))
    show(np.asarray(memoryview(own)[::-2]))
    show(np.asarray(memoryview(own)[1:1]))
    own.byteswap()
    print(a.tolist())
    del a
    own.append(1)

raw = bytearray(range(48))
for format in ["@h", "i", "I", "q", "Q", "n", "N", "?", "b", "@l", "f"]:
    show(np.asarray(memoryview(raw).cast(format))[:2])
for shape in [[48], [4, 12], [2, 3, 8], [1, 48, 1]]:
    show(np.asarray(memoryview(raw).cast("B", shape))[:1])
show(np.asarray(memoryview(raw).cast("h", [2, 12])[::-1]))
show(np.asarray(memoryview(raw).cast("B")[3:11].cast("h")))
show(np.asarray(memoryview(raw)[1:9].cast("d")).view(np.uint8))
show(np.asarray(memoryview(raw)[:1].cast("B", [])))
show(np.asarray(memoryview(raw)[:8].cast("q", ())))

for kind, values in [
    (ctypes.c_double, (1, 2, 3)), (ctypes.c_float, (1, 2)), (ctypes.c_byte, (1, -2)), (ctypes.c_ubyte, (1, 255)), (ctypes.c_short, (1, -2)),
    (ctypes.c_ushort, (1, 2)), (ctypes.c_int, (1, -2)), (ctypes.c_uint, (1, 2)), (ctypes.c_long, (1, -2)), (ctypes.c_ulong, (1, 2)),
    (ctypes.c_longlong, (1, -2)), (ctypes.c_ulonglong, (1, 2)), (ctypes.c_bool, (1, 0)), (ctypes.c_int8, (1, 2)), (ctypes.c_uint16, (1, 2)),
    (ctypes.c_int32, (1, 2)), (ctypes.c_size_t, (1, 2)), (ctypes.c_ssize_t, (1, 2)),
]:
    own = (kind * len(values))(*values)
    a = np.asarray(own)
    show(a)
    a[0] = 0
    print(own[0], a.base.obj is own)
    own[1] = 1
    print(a)
    print(facts(memoryview(own)))
    show(np.asarray(kind(1)))
nested = ((ctypes.c_int * 3) * 2)((1, 2, 3), (4, 5, 6))
show(np.asarray(nested))
np.asarray(nested)[1, 2] = 60
print(nested[1][2], facts(memoryview(nested)))
deep = (((ctypes.c_short * 2) * 1) * 3)()
show(np.asarray(deep))
show(np.asarray((ctypes.c_int * 0)()))
show(np.asarray(((ctypes.c_int * 0) * 3)()))
show(np.asarray(((ctypes.c_int * 3) * 0)()))

# The other order of bytes: NumPy keeps it, and so the values are the same.
for kind in [ctypes.c_short, ctypes.c_uint, ctypes.c_longlong, ctypes.c_double, ctypes.c_float]:
    big = (kind.__ctype_be__ * 3)(1, 2, 300)
    print(facts(memoryview(big)), np.asarray(big).tolist(), np.asarray(big).shape)
    t(lambda: (np.asarray(big) * 2).tolist())
little = (ctypes.c_int.__ctype_le__ * 2)(1, 2)
show(np.asarray(little))
show(np.asarray(io.BytesIO(b"abcdef").getbuffer()))

# MARK: Copies

raw = bytearray(range(8))
for copy in [None, True, False]:
    for function in [np.array, np.asarray]:
        a = function(raw, copy=copy)
        print(copy, a.flags.owndata, a.base is None, a.tolist())
    t(lambda: np.asarray(raw, dtype=np.uint8, copy=copy).dtype)
    t(lambda: np.asarray(raw, dtype=np.int32, copy=copy).dtype)
    for order in "CFAK":
        t(lambda: np.array(memoryview(raw).cast("B", [2, 4]), copy=copy, order=order).strides)
        t(lambda: np.asarray(memoryview(raw).cast("B", [2, 4]), copy=copy, order=order).flags.f_contiguous)
        t(lambda: np.array(np.arange(6).reshape(2, 3), copy=copy, order=order).strides)
        t(lambda: np.array(np.arange(6).reshape(2, 3).T, copy=copy, order=order).strides)
t(lambda: np.array([1, 2], copy=False))
t(lambda: np.array(5, copy=False))
t(lambda: np.asarray([1, 2], copy=True))
t(lambda: np.array(raw, order="X"))
t(lambda: np.array(raw, copy=False, ndmin=2).shape)
t(lambda: np.ascontiguousarray(memoryview(raw)[::2]).flags.owndata)
t(lambda: np.ascontiguousarray(raw).flags.owndata)
t(lambda: np.asfortranarray(memoryview(raw).cast("B", [2, 4])).flags.f_contiguous)
t(lambda: np.asanyarray(raw).base.obj is raw)

# MARK: Lifetime

raw = bytearray(8)
a = np.frombuffer(raw, dtype=np.int16)
b = a[::2]
c = b.reshape(2, 1)
for name in "abc":
    t(lambda: raw.append(1))
    t(lambda: raw.clear())
    t(lambda: raw.pop())
    t(lambda: raw.extend(b"ab"))
    raw[0:2] = b"ab"
    exec(f"del {name}")
raw.append(1)
print(len(raw), raw)
raw = bytearray(8)
view = memoryview(raw)
a = np.asarray(view)
t(view.release)
del a
view.release()
raw.append(1)
t(lambda: np.asarray(bytearray(b"abc")).base.obj)
t(lambda: np.frombuffer(bytes(b"abc"), dtype=np.uint8).base)
t(lambda: np.frombuffer(view, dtype=np.uint8))
a = np.arange(3)
v = memoryview(a)
w = np.asarray(v)
v.release()
w[0] = 9
print(a, w.base.obj is a)

# MARK: Writes on one side, seen on the other; what was computed before stays as it was

raw = bytearray(32)
a = np.frombuffer(raw, dtype=np.int32)
view = memoryview(raw).cast("i")
before = a * 2 + 1
view[1] = 5
after = a * 2 + 1
print(before, after, a)
total = a.sum()
raw[0] = 255
print(total, a.sum())
a[2:4] = [7, 8]
print(view.tolist())
a += 1
print(view.tolist())
np.add(a, 1, out=a)
print(view.tolist(), raw[:4])
b = a[::-1]
lazy = b + b
view[-1] = 1000
print(lazy, b)
x = np.arange(4.0)
lazy = x + 1
v = memoryview(x)
v[0] = 50.0
print(lazy, x, x + 1)
y = np.asarray(v)
lazy = y * y
x[1] = 60
print(lazy, y)
np.copyto(y, 3)
print(x, v.tolist())

# MARK: What leaves the size as it is leaves the memory where it is

for action in [
    lambda a: a.__setitem__(slice(None), a), lambda a: a.__setitem__(slice(None, None, -1), a), lambda a: a.__setitem__(slice(0, 2), a[1:3]),
    lambda a: a.__imul__(1), lambda a: a.__imul__(2), lambda a: a.__imul__(0), lambda a: a.__iadd__(a), lambda a: a.__iadd__(a[:0]), lambda a: a.reverse(),
    lambda a: a + a, lambda a: a[:], lambda a: a.__setitem__(1, 5), lambda a: a.extend(a[:0]), lambda a: a.insert(0, 1), lambda a: a.pop(),
    lambda a: a.__delitem__(0), lambda a: a.__delitem__(slice(0, 0)), lambda a: a.remove(2), lambda a: a.append(1), lambda a: a.extend(a),
    lambda a: a.__setitem__(slice(None), a[:0]), lambda a: memoryview(a).__setitem__(slice(0, 2), a[1:]),
]:
    for own in [array.array("i", [1, 2, 3]), bytearray(b"\1\2\3")]:
        a = np.asarray(own)
        t(lambda: type(action(own)).__name__)
        a[0] = 77
        print(own, a)
        del a
