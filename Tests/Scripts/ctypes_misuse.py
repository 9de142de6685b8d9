# SPDX-License-Identifier: Apache-2.0
# ctypes used in ways that nobody should: an exception each time, and no crash.
import ctypes
import gc
import sys
from ctypes import *

libc = CDLL("libc.so.6")


def attempt(label, action, show=True):
    try:
        result = action()
        print(label, repr(result) if show else "done")
    except BaseException as error:
        print(label, type(error).__name__, error if show else "")


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_long)]


# Sizes beyond memory.
attempt("huge array", lambda: (c_char * 2**46)(), False)
attempt("larger array", lambda: c_int * 2**61)
attempt("huge copy", lambda: (c_char * 2**46).from_buffer_copy(b"x"))
attempt("huge resize", lambda: resize(c_int(), 2**60), False)
attempt("long slice", lambda: pointer(c_int(1))[:2**50], False)
for bounds in ((0, -2**63), (5, 2**63 - 1, 2**63 - 4), (0, 1, 2**63 - 1), (0, -1, -2**63), (2**63 - 1, 0), (2**64, 0),
               (1, -2**70), (0, 2**60, 2**70)):
    attempt(f"slice {bounds}", lambda: cast((c_int * 8)(1), POINTER(c_int))[slice(*bounds)])
for bounds in ((0, -2**63, -1), (-2**63, 2**63 - 1), (0, 2**39)):
    try:
        print(pointer(c_int(1))[slice(*bounds)])
    except (MemoryError, SystemError):
        print("refused")

# Classes taken apart and put together wrongly.
attempt("own class", lambda: type("S", (Structure,), {"_fields_": [("a", c_int), ("a", c_long)]}).a.size)
attempt("no list", lambda: type("S", (Structure,), {"_fields_": 5}))
attempt("names only", lambda: type("S", (Structure,), {"_fields_": ["ab"]}))
attempt("three", lambda: type("S", (Structure,), {"_fields_": [("a", c_int, "x")]}))
attempt("zero bits", lambda: type("S", (Structure,), {"_fields_": [("a", c_int, 0)]}))
attempt("structure bits", lambda: type("S", (Structure,), {"_fields_": [("a", Point, 1)]}))
attempt("bytes name", lambda: type("S", (Structure,), {"_fields_": [(b"a", c_int)]}))
attempt("anonymous", lambda: type("S", (Structure,), {"_fields_": [("a", c_int)], "_anonymous_": 5}))
attempt("array of none", lambda: type("A", (Array,), {"_length_": 2, "_type_": None}))
attempt("pointer to none", lambda: type("P", (ctypes._Pointer,), {"_type_": None}))
attempt("set_type", lambda: POINTER("X").set_type(None))
attempt("code", lambda: type("C", (ctypes._SimpleCData,), {"_type_": ""}))
attempt("code", lambda: type("C", (ctypes._SimpleCData,), {"_type_": "é"}))
attempt("metaclass", lambda: type(Structure)("S", (), {}), False)
attempt("mixed bases", lambda: type("M", (c_int, Point), {}))
attempt("field of nothing", lambda: Point.x.__set__(None, 1))


class Later(Structure):
    pass


attempt("no fields", lambda: Later(1))
print(sizeof(Later), bytes(Later()), sizeof(Later * 5), len((Later * 5)()))
point = Point(1, 2)
attempt("delete", lambda: delattr(point, "x"))
attempt("class", lambda: setattr(point, "__class__", Later), False)
attempt("state", lambda: point.__setstate__(({}, b"too long for it" * 10)))
attempt("state", lambda: point.__setstate__({}, b"too long for it" * 10))
attempt("new", lambda: ctypes._CFuncPtr.__new__(c_int))
attempt("init", lambda: Structure.__init__(5))
attempt("unpickle", lambda: __import__("_ctypes")._unpickle(int, ()), False)
attempt("tuple", lambda: setattr((Point * 2)(), "x", 1))


class Lying:
    def __len__(self):
        return 3

    def __getitem__(self, index):
        raise IndexError(index)


attempt("lying values", lambda: (c_int * 3)().__setitem__(slice(None), Lying()))


class Index:
    def __init__(self, action):
        self.action = action

    def __index__(self):
        self.action()
        return 0


small = c_int(1)
attempt("resized while written", lambda: (c_int * 1)().__setitem__(Index(lambda: None), 5))



class Overlaid(Union):
    _fields_ = [("whole", c_long), ("low", c_int, 3), ("high", c_int, 5)]


class Shared(Structure):
    _fields_ = [("first", c_ulong, 36), ("second", c_uint, 20), ("third", c_ubyte, 8)]


# CPython 3.11 puts the second bit field of a union before its start.
print(Overlaid.high.offset if "Weft" in sys.version else 0, Overlaid.low.offset, sizeof(Overlaid))
shared = Shared(2**36 - 1, 2**20 - 2, 129)
print(hex(shared.first), hex(shared.second), shared.third, bytes(shared).hex())
shared.second = 5
print(hex(shared.first), shared.second, bytes(shared).hex())
attempt("swapped union", lambda: type("S", (BigEndianStructure,), {"_fields_": [("a", Overlaid)]}))

# Functions of other types than they were, and what they are told while they run.
absolute = libc.abs
print(absolute(-1), absolute(-2), absolute(True))
attempt("bytes", lambda: absolute(b"x") > 0)
attempt("float", lambda: absolute(1.5))
attempt("nothing", lambda: absolute() is not None)
attempt("named", lambda: absolute(-3, name=1))
absolute.argtypes = [c_int]
print(absolute(-3), absolute(-4))
attempt("text", lambda: absolute("x"))
attempt("big", lambda: absolute(2**70 + 3))


class Changing(c_int):
    @classmethod
    def from_param(cls, value):
        absolute.argtypes = None
        absolute.restype = c_double
        gc.collect()
        return c_int(value)


absolute.argtypes = [Changing]
print(type(absolute(-5)).__name__, absolute.argtypes)
absolute.restype = c_int
attempt("flags", lambda: CFUNCTYPE(c_int, c_int)(("abs", libc), ((1, 2, 3, 4),)))
attempt("flags", lambda: CFUNCTYPE(c_int, c_int)(("abs", libc), 5))
attempt("pair", lambda: CFUNCTYPE(c_int, c_int)(("abs",)), False)
attempt("library", lambda: CFUNCTYPE(c_int, c_int)(("abs", 5)))
attempt("name", lambda: CFUNCTYPE(c_int, c_int)((None, libc)), False)
attempt("python api", lambda: pythonapi.PyLong_FromLong is None, False) if "Weft" in sys.version else print("python api AttributeError ")
attempt("many", lambda: absolute(*range(2000)))

# Callbacks that fail, go deep, or lose their function.
errors = []
sys.unraisablehook = lambda report: errors.append((report.exc_type.__name__, report.err_msg))
Call = CFUNCTYPE(c_int, c_int)
Call(lambda n: "text")(1)
Call(lambda: 1)(1)
print(errors)
del errors[:]
deep = Call(lambda n: deep(n - 1) + 1 if n else 0)
print(deep(50))
kept = Call(lambda n: n + 1)._objects
gc.collect()
print(len(kept))


def dropping(n):
    global changed
    changed = None
    gc.collect()
    return n * 2


changed = Call(dropping)
print(changed(21), changed)

# What looks at memory that moves.


class Pair(Structure):
    _fields_ = [("a", c_int), ("b", c_int * 3)]


moving = Pair(5, (6, 7, 8))
part, to, over = moving.b, pointer(moving), (c_char * 4).from_buffer(moving)
view = memoryview(c_int(7)).cast("B")
resize(moving, 40000)
others = [(c_int * 4)() for _ in range(1000)]
print(part[0], to[0].a, over.raw, view[0], moving.b[2], sizeof(moving))
part[0] = 9
print(moving.b[0])
resize(moving, 80000)
print(moving.a, part[0], sizeof(moving))
del moving, others
gc.collect()
print(part[:], to.contents.a)

# Memory that is shared, looked at and let go.
raw = bytearray(8)
number = c_long.from_buffer(raw)
for action in (lambda: raw.extend(b"x"), lambda: raw.clear(), lambda: raw.__init__(b"y"), lambda: raw.pop()):
    attempt("size", action)
raw[:] = b"\1" + raw[1:]
raw[::2] = raw[::2]
copies = [bytes(raw), raw.copy(), raw[:], raw + b"", bytearray(raw)]
raw[0] = 9
print(number, copies[1][0])
view = memoryview(number)
del number
gc.collect()
print(bytes(view)[:2])
view.release()
part = (Point * 2)(Point(1, 2))[1]
gc.collect()
part.y = 5
print(part.y, part._b_base_[0].x)
ring = (py_object * 1)()
ring[0] = py_object(ring)
del ring
node = pointer(py_object(None))
node.contents.value = node
del node
gc.collect()
ctypes._reset_cache()
