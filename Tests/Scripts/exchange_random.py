# SPDX-License-Identifier: Apache-2.0
# 2,000 random arrays, lent and borrowed by a random protocol; what one side writes the other sees. WEFT_TEST_SEED starts elsewhere.
import array
import ctypes
import os
import random

import numpy as np

seed = int(os.environ.get("WEFT_TEST_SEED", "20261127"))
print("seed", seed)
dtypes = ["?", "b", "B", "h", "H", "i", "I", "l", "L", "e", "f", "d", "F", "D"]


class Interface:
    def __init__(self, a):
        self.a, self.__array_interface__ = a, a.__array_interface__


class Struct:
    def __init__(self, a):
        self.a, self.__array_struct__ = a, a.__array_struct__


class Tensor:
    def __init__(self, a, versioned):
        self.a, self.versioned = a, versioned

    def __dlpack__(self, **keywords):
        return self.a.__dlpack__(max_version=(1, 0) if self.versioned else None, copy=keywords.get("copy"))

    def __dlpack_device__(self):
        return self.a.__dlpack_device__()


protocols = {
    "memoryview": lambda a: np.asarray(memoryview(a)),
    "view of a view": lambda a: np.array(memoryview(memoryview(a)), copy=False),
    "interface": lambda a: np.asarray(Interface(a)),
    "struct": lambda a: np.asarray(Struct(a)),
    "dlpack": lambda a: np.from_dlpack(a),
    "unversioned": lambda a: np.from_dlpack(Tensor(a, False)),
    "versioned": lambda a: np.from_dlpack(Tensor(a, True)),
    "frombuffer": lambda a: np.frombuffer(a, dtype=a.dtype).reshape(a.shape),
    "bytes of it": lambda a: np.frombuffer(memoryview(a).cast("B"), dtype=a.dtype).reshape(a.shape),
    "copy": lambda a: np.array(memoryview(a), copy=True),
    "tensor's copy": lambda a: np.from_dlpack(a, copy=True),
}


def source(r, dtype):
    """An array in memory of its own, or of an object that lends it."""
    shape = [r.choice([1, 2, 3, 4, 0] if r.random() < 0.1 else [1, 2, 3, 4]) for _ in range(r.randrange(5))]
    count = 1
    for n in shape:
        count *= n
    values = np.array([r.randrange(100) for _ in range(count)], dtype=np.int64)
    kind = r.choice(["own", "own", "bytearray", "array", "ctypes"])
    if kind == "bytearray":
        memory = bytearray(values.astype(dtype).tobytes())
        return np.frombuffer(memory, dtype=dtype).reshape(shape) if count else np.zeros(shape, dtype)
    if kind == "array" and dtype in "bBhHiIlLfd":
        return np.asarray(array.array(dtype, values.tolist())).reshape(shape)
    if kind == "ctypes" and count and dtype in "hid":
        type = {"h": ctypes.c_short, "i": ctypes.c_int, "d": ctypes.c_double}[dtype]
        return np.asarray((type * count)(*values.tolist())).reshape(shape)
    return values.astype(dtype).reshape(shape)


def part(r, a):
    """A view of it, a few steps away."""
    for _ in range(r.randrange(4)):
        step = r.randrange(7)
        if step == 0:
            a = a.T
        elif step == 1 and a.ndim:
            a = a[tuple(slice(r.choice([None, 0, 1]), None, r.choice([None, 1, 2, -1, -2])) for _ in range(a.ndim))]
        elif step == 2 and a.ndim < 6:
            a = a[..., None] if r.random() < 0.5 else a[None]
        elif step == 3 and a.ndim and a.shape[0]:
            a = a[r.randrange(a.shape[0]), ...]
        elif step == 4 and a.ndim > 1:
            a = a.swapaxes(0, r.randrange(a.ndim))
        elif step == 5:
            a = a[::-1] if a.ndim else a[...]
        elif step == 6 and r.random() < 0.3:
            a = np.broadcast_to(a, (2,) + a.shape)
    return a


def steps(a):
    """What says where the elements lie: axes of one element may have any stride."""
    return [step for n, step in zip(a.shape, a.strides) if n > 1] if a.size else []


for number in range(2000):
    r = random.Random(seed + number)
    dtype, name = r.choice(dtypes), r.choice(list(protocols))
    a = part(r, source(r, dtype))
    if r.random() < 0.1:
        a = a[...]
        a.flags.writeable = False
    print(number, dtype, a.shape, a.strides if a.size else "", a.flags.writeable, name, end=" ")
    try:
        b = protocols[name](a)
    except Exception as e:
        print(type(e).__name__, e)
        continue
    print(b.dtype, b.shape, steps(b) if "copy" in name else b.strides if b.size else "", b.flags.writeable, b.flags.c_contiguous, b.flags.f_contiguous, np.array_equal(a, b), np.shares_memory(a, b), end=" ")
    before = b * 2 if dtype != "?" else ~b
    for one, other in [(a, b), (b, a)]:
        if one.size and one.flags.writeable:
            place = tuple(r.randrange(n) for n in one.shape)
            one[place] = r.randrange(100)
            print(other[place], end=" ")
    if r.random() < 0.5 and b.flags.writeable:
        if dtype == "?":
            b ^= True
        else:
            b += 1
    del b
    print(a.tolist(), before.tolist())
