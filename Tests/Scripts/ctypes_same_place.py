# SPDX-License-Identifier: Apache-2.0
# One place in a program that reads or writes C data of many classes in turn, and of a class that changes meanwhile.
import ctypes
from ctypes import POINTER, Structure, Union, c_char, c_char_p, c_double, c_int, c_ubyte, c_uint64, c_void_p, pointer


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_double)]


class Derived(Point):
    _fields_ = [("z", c_int)]


class Number(c_int):
    pass


class ToNumber(ctypes._Pointer):
    _type_ = Number


class Swapped(ctypes.BigEndianStructure):
    _fields_ = [("x", c_int), ("y", c_double)]


class Bits(Structure):
    _fields_ = [("x", c_int, 3), ("y", c_int, 7)]


class Either(Union):
    _fields_ = [("x", c_int), ("y", c_double)]


class Own(Structure):
    _fields_ = [("x", Number), ("y", c_char * 8)]


class Plain:
    x, y = 1, 2


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x, self.y = 5, 6


class Computed:
    x = property(lambda self: "computed", lambda self, value: print("set", shown(value)))
    y = 0


def shown(value):
    return value.value if isinstance(value, ctypes._SimpleCData) else value


def attempt(function, *arguments):
    try:
        return shown(function(*arguments))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def read(thing):
    return shown(thing.x), thing.y


def write(thing, value):
    thing.x = value
    return shown(thing.x)


things = [Point(1, 2), Derived(3, 4, 5), Swapped(6, 7), Bits(1, 2), Either(8), Own(Number(9), b"text"), Plain(), Slotted(),
          Computed(), Point, Plain, 5, None]
values = [3, True, 2.5, None, "text", b"c", -1, 1 << 70, c_int(4), Number(5)]
for thing in things + things[::-1]:
    print(attempt(read, thing))
for value in values:
    for thing in things[:9] + things[:9]:
        # CPython copies the whole memory of an instance for some bits.
        if not (isinstance(thing, Bits) and isinstance(value, c_int)):
            print(attempt(write, thing, value))

# A class that changes.
point = Point(1, 2)
for change in range(4):
    print(read(point), [write(point, change) for _ in range(3)])
    if change == 0:
        Point.x = 77
    elif change == 1:
        del Point.x
        point.x = "own"
    elif change == 2:
        Point.x = property(lambda self: ("property", self.y), lambda self, value: None)


def value_of(thing):
    return thing.value


def set_value(thing, value):
    thing.value = value
    return thing.value


class Labelled(c_int):
    @property
    def value(self):
        return "hidden"


numbers = [c_int(1), Number(2), c_double(3), c_ubyte(4), c_uint64(1 << 63), c_char(b"x"), c_char_p(b"text"), c_void_p(), Labelled(3),
           ctypes.c_bool(True), ctypes.c_longdouble(1.5), (c_char * 4)(b"a"), Plain()]
for number in numbers * 2:
    print(attempt(value_of, number))
for value in values:
    for number in numbers[:-1]:
        # An int would be an address.
        if not isinstance(number, c_char_p):
            print(attempt(set_value, number, value))
ends = c_int(1)
print(attempt(ends.__delattr__, "value"), attempt(Point(1, 2).__delattr__, "y"))


def contents(thing):
    return thing.contents


targets = [pointer(c_int(1)), ToNumber(Number(2)), POINTER(c_int)(), pointer(c_char(b"c")), pointer(c_double(1.5))]
for target in targets * 2:
    print(attempt(contents, target))
for target in targets:
    kept = c_int(40)
    same = target.contents if target else None
    print(attempt(setattr, target, "contents", kept), target.contents is same, sorted((target._objects or {}).keys()))
one = pointer(c_int(5))
first, second = one.contents, one.contents
first.value = 6
print(second.value, one[0], first is second, second._b_base_ is one, second._objects)


def element(thing, index):
    return thing[index]


def set_element(thing, index, value):
    thing[index] = value
    return thing[0]


class Reversed(c_int * 3):
    def __getitem__(self, index):
        return ("reversed", super().__getitem__(2 - index))

    def __setitem__(self, index, value):
        super().__setitem__(2 - index, value)


rows = [(c_int * 3)(1, 2, 3), pointer(c_int(4)), Reversed(1, 2, 3), (c_double * 2)(), (c_char * 3)(b"a", b"b"), (Point * 2)(),
        (c_uint64 * 2)(1, 2), [1, 2, 3], (1, 2), {0: 1}]
for row in rows * 2:
    for index in (0, True, -1, 5, "a", None, 1 << 70):
        answer = attempt(element, row, index) if not (isinstance(row, ctypes._Pointer) and index != 0) else "not there"
        print(answer if not isinstance(answer, Structure) else type(answer).__name__)
for row in rows:
    for value in values:
        answer = attempt(set_element, row, 0, value)
        print(answer if not isinstance(answer, Structure) else type(answer).__name__)

# Keys of what is kept.
many = (c_char_p * 20)()
for index in range(20):
    many[index] = b"%d" % index
print(list(many._objects.items()))
