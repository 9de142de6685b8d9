# SPDX-License-Identifier: Apache-2.0
# cast, string_at and wstring_at with everything they take and refuse, first and later; instances that get another class.
import ctypes
import gc
from ctypes import POINTER, Structure, byref, c_char, c_char_p, c_double, c_int, c_ubyte, c_void_p, c_wchar, cast, pointer, sizeof


class Pair(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class ToPair(ctypes._Pointer):
    _type_ = Pair


class Wide(Structure):
    _fields_ = [("x", c_int), ("y", c_int), ("z", c_double * 100)]


class Parameter:
    def __init__(self, value):
        self._as_parameter_ = value


class Careful(ctypes._Pointer):
    _type_ = c_int

    def __init__(self, *arguments):
        print("made of", arguments)
        super().__init__(*arguments)


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def shown(thing):
    if isinstance(thing, ctypes._Pointer):
        kept = thing._objects
        return type(thing).__name__, bool(thing), sorted(type(each).__name__ for each in kept.values()) if isinstance(kept, dict) else kept
    if isinstance(thing, ctypes._CFuncPtr):
        return type(thing).__name__, bool(thing)
    if isinstance(thing, (c_void_p, c_char_p)):
        return type(thing).__name__, bool(thing)
    return thing


numbers = (c_int * 4)(1, 2, 3, 4)
text = ctypes.create_string_buffer(b"some text")
function = ctypes.CFUNCTYPE(c_int)(lambda: 5)
address = ctypes.addressof(numbers)
sources = [numbers, pointer(c_int(5)), byref(numbers), byref(numbers, 4), address, None, 0, c_void_p(address), c_void_p(), b"bytes",
           text, function, Parameter(numbers), Parameter(address), c_char_p(b"chars"), "text", True, 2.5, c_int(3), Pair(1, 2), object]
targets = [POINTER(c_int), c_void_p, ToPair, c_char_p, Careful, ctypes.CFUNCTYPE(c_int), c_int, Pair, int, None, "c_int", 5,
           c_int * 4, ctypes.py_object]
for source in sources:
    for target in targets:
        if target is ctypes.py_object and source is not None or isinstance(source, type):
            continue
        # What a cast of a function keeps is not the same everywhere.
        result = attempt(cast, source, target)
        print(result if isinstance(result, str) else type(result).__name__ if source is function else shown(result))
print(cast(numbers, POINTER(c_int))[2], cast(byref(numbers, 4), POINTER(c_int))[1], cast(text, c_char_p).value,
      cast(numbers, ToPair)[1].y, cast(function, ctypes.CFUNCTYPE(c_int))())
print(attempt(cast), attempt(cast, 1), attempt(cast, numbers, POINTER(c_int), 3), cast(typ=POINTER(c_int), obj=numbers)[0])

# A cast's result keeps its source, and so do casts of it.
first = cast((c_int * 3)(7, 8, 9), POINTER(c_int))
second = cast(first, POINTER(c_ubyte))
del first
gc.collect()
print(second[0], second[4], len(second._objects))

for source in [text, b"bytes", ctypes.addressof(text), byref(text), c_char_p(b"chars"), pointer(c_char(b"x")), "text", 2.5, Parameter(text)]:
    for size in ((), (4,), (0,), (True,), (-2,), (2.5,), (c_int(3),), (None,)):
        if not size and isinstance(source, (ctypes._Pointer, str)):
            continue
        print(attempt(ctypes.string_at, source, *size))
wide = ctypes.create_unicode_buffer("wide text")
for source in [wide, ctypes.addressof(wide), byref(wide), 2.5]:
    for size in ((), (4,), (0,), (2.5,)):
        print(attempt(ctypes.wstring_at, source, *size))


# Another class: what is known of the memory does not change.
class Other(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]

    def sum(self):
        return self.x + self.y


pair = Pair(3, 4)
pair.__class__ = Other
print(pair.sum(), type(pair).__name__, sizeof(pair))
pair.x = 5
pair.__class__ = Pair
print(pair.x, pair.y, hasattr(pair, "sum"))
print(attempt(setattr, pair, "__class__", c_int), attempt(setattr, c_int(3), "__class__", Pair))


def changed():
    class First(Structure):
        _fields_ = [("x", c_int)]

    class Second(Structure):
        _fields_ = [("x", c_int)]

    thing = First(9)
    thing.__class__ = Second
    return thing


thing = changed()
gc.collect()
print(thing.x, type(thing).__name__, sizeof(thing))

# Structures of every size, and the arrays in them.
for count in (0, 1, 4, 15, 16, 17, 64, 255, 256, 257, 1000):
    one = (c_ubyte * count)(*(index % 256 for index in range(count)))
    two = type(one).from_buffer_copy(one)
    print(count, sum(one), bytes(one) == bytes(two), sizeof(type(one)()), sum(type(one)()))
    if count:
        ctypes.resize(one, count * 3)
        print(sizeof(one), sum(one))
