# SPDX-License-Identifier: Apache-2.0
# Data of C's types: sizes, layouts, memory shared and kept, and what is refused.
import copy
import ctypes
import pickle
from array import array
from ctypes import *


def attempt(label, action):
    try:
        print(label, repr(action()))
    except Exception as error:
        print(label, type(error).__name__, error)


# Simple types: masks, characters, strings, both orders of bytes.
for kind in (c_byte, c_ubyte, c_short, c_ushort, c_int, c_uint, c_long, c_ulong):
    print(kind.__name__, sizeof(kind), alignment(kind), kind(-1).value, kind(2**40 + 5).value, kind(True))
print(c_float(0.1), c_double(0.1), c_longdouble(0.1), c_bool([]), c_bool("x"), sizeof(c_longdouble))
print(c_char(b"x"), c_char(65), c_wchar("é"), c_char_p(b"text").value, c_wchar_p("wide ∞").value)
print(c_char_p(None), c_void_p(None), c_void_p(2**64 - 1), c_void_p(-1).value)
print(bool(c_int(0)), bool(c_int(3)), bool(c_double(0)), bool(POINTER(c_int)()))
print(bytes(c_int.__ctype_be__(1)), bytes(c_int(1)), c_short.__ctype_be__(258).value)
attempt("float for int", lambda: c_int(1.5))
attempt("text for int", lambda: c_int("1"))
attempt("two bytes for char", lambda: c_char(b"ab"))
attempt("bytes for wchar", lambda: c_wchar(b"a"))
attempt("text for double", lambda: c_double("1"))
attempt("two values", lambda: c_int(1, 2))
attempt("hash", lambda: hash(c_int(1)))
attempt("no delete", lambda: delattr(c_int(1), "value"))


# Structures: padding, packing, nesting, inheritance, initialisers.
class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Shape(Structure):
    _fields_ = [("tag", c_char), ("origin", Point), ("weight", c_double), ("name", c_char * 6), ("next", POINTER(Point))]


class Packed(Structure):
    _pack_ = 1
    _fields_ = [("a", c_byte), ("b", c_long), ("c", c_short)]


class Solid(Point):
    _fields_ = [("z", c_int)]


class Value(Union):
    _fields_ = [("i", c_int), ("d", c_double), ("bytes", c_ubyte * 8)]


class Variant(Structure):
    _anonymous_ = ["value"]
    _fields_ = [("kind", c_int), ("value", Value)]


class Flags(Structure):
    _fields_ = [("a", c_uint, 3), ("b", c_uint, 7), ("c", c_int, 5), ("d", c_ubyte, 2), ("e", c_ulong, 40), ("f", c_short, 4)]


class Big(BigEndianStructure):
    _fields_ = [("a", c_int), ("b", c_short * 2), ("c", c_float), ("low", c_ushort, 4), ("high", c_ushort, 12)]


for kind in (Point, Shape, Packed, Solid, Value, Variant, Flags, Big):
    print(kind.__name__, sizeof(kind), alignment(kind))
    for field in kind._fields_:
        print("  ", getattr(kind, field[0]))
shape = Shape(b"s", (3, 4), 2.5, b"abc", pointer(Point(5, 6)))
print(shape.tag, shape.origin.x, shape.origin.y, shape.weight, shape.name, shape.next.contents.y, shape.next[0].x)
print(Solid(1, 2, 3).z, Solid(1, z=9).z, Solid(y=7).y)
variant = Variant(1)
variant.d = 1.0
print(variant.i, list(variant.bytes), variant.value.d, Variant.d)
flags = Flags(5, 100, -3, 2, 2**39 + 1, -8)
print(flags.a, flags.b, flags.c, flags.d, flags.e, flags.f)
flags.a, flags.c = 12, 17
print(flags.a, flags.b, flags.c, bytes(flags)[:4].hex())
big = Big(1, (2, 3), 1.5, 5, 6)
print(bytes(big).hex(), big.a, list(big.b), big.c, big.low, big.high)
attempt("too many", lambda: Point(1, 2, 3))
attempt("twice", lambda: Point(1, x=2))
attempt("nested", lambda: Shape(b"s", ("a", 1)))
attempt("long name", lambda: Shape(name=b"abcdefgh"))
attempt("wrong pointer", lambda: Shape(next=pointer(c_int(1))))
attempt("no tuple", lambda: Shape(origin=[1, 2]))
attempt("no type", lambda: type("S", (Structure,), {"_fields_": [("a", int)]}))
attempt("no pair", lambda: type("S", (Structure,), {"_fields_": [("a",)]}))
attempt("float bits", lambda: type("S", (Structure,), {"_fields_": [("a", c_float, 3)]}))
attempt("many bits", lambda: type("S", (Structure,), {"_fields_": [("a", c_int, 40)]}))
attempt("bad pack", lambda: type("S", (Structure,), {"_fields_": [], "_pack_": -1}))
attempt("final", lambda: setattr(Packed, "_fields_", []))
attempt("field of another", lambda: Point.x.__get__(3))
attempt("abstract", lambda: Structure())


class Node(Structure):
    pass


Node._fields_ = [("value", c_int), ("next", POINTER(Node))]
third = Node(3)
second = Node(2, pointer(third))
first = Node(1, pointer(second))
node, values = first, []
while True:
    values.append(node.value)
    if not node.next:
        break
    node = node.next.contents
print(values)

# Arrays.
Row = c_int * 4
grid = (Row * 3)(Row(1, 2, 3, 4), (5, 6))
print(Row, Row is c_int * 4, len(grid), sizeof(grid), [list(row) for row in grid], grid[1][:], grid[-1][-1])
row = grid[0]
row[1:3] = [20, 30]
print(grid[0][::-1], grid[0][::2], 20 in row, row._b_base_ is grid, row._b_needsfree_)
attempt("index", lambda: row[4])
attempt("negative", lambda: row[-5])
attempt("key", lambda: row["a"])
attempt("slice size", lambda: row.__setitem__(slice(0, 2), [1]))
attempt("delete", lambda: row.__delitem__(0))
attempt("initialisers", lambda: Row(1, 2, 3, 4, 5))
attempt("length", lambda: c_int * -1)
attempt("no length", lambda: c_int * 1.5)
attempt("huge", lambda: c_int * 2**62)
text = create_string_buffer(b"hello", 10)
print(text.value, text.raw, text[:3], len(text), sizeof(text))
text.value = b"bye"
print(text.raw)
attempt("too long", lambda: setattr(text, "value", b"x" * 11))
attempt("no bytes", lambda: setattr(text, "value", "x"))
wide = create_unicode_buffer("h∞llo")
print(wide.value, wide[1], wide[:3], len(wide), sizeof(wide))
attempt("too wide", lambda: setattr(wide, "value", "x" * 9))
print(repr(create_string_buffer(3).raw))
attempt("no size", lambda: create_string_buffer(1.5))

# Pointers and what they keep.
number = c_int(42)
p = pointer(number)
p[0] = 43
p.contents.value += 1
print(number, p.contents, p[0], p._objects, bool(p))
pp = pointer(p)
pp[0][0] = 7
print(number, pp.contents.contents)
numbers = (c_int * 5)(1, 2, 3, 4, 5)
q = cast(numbers, POINTER(c_int))
print(q[0:5], q[4:0:-2], cast(q, c_void_p).value == addressof(numbers))
attempt("null", lambda: POINTER(c_int)().contents)
attempt("null index", lambda: POINTER(c_int)()[0])
attempt("open slice", lambda: q[:])
print(POINTER(c_int)(c_long(2**32 + 1)).contents)
attempt("wrong", lambda: POINTER(c_int)(1))
attempt("not a type", lambda: POINTER(int))
attempt("cast", lambda: cast(numbers, c_int))
print(POINTER(c_int) is POINTER(c_int), POINTER(c_int).__name__, POINTER(None))
Later = POINTER("Later")
attempt("incomplete", Later)
holder = Shape()
holder.next = pointer(Point(1, 1))
print(sorted(holder._objects))

# Memory of other objects.
raw = bytearray(range(16))
view = (c_ushort * 4).from_buffer(raw, 4)
view[0] = 0xffff
print(raw.hex(), list(view))
attempt("resize", lambda: raw.append(1))
raw.reverse()
print(list(view), raw[::-1].hex(), raw.copy() == raw)
items = array("i", [1, 2, 3])
alias = (c_int * 3).from_buffer(items)
alias[2] = 30
items.reverse()
print(items, alias[:])
copied = Point.from_buffer_copy(b"\1\0\0\0\2\0\0\0")
print(copied.x, copied.y)
attempt("read-only", lambda: Point.from_buffer(b"12345678"))
attempt("small", lambda: Point.from_buffer(bytearray(7)))
attempt("small copy", lambda: Point.from_buffer_copy(b"1234567"))
attempt("offset", lambda: Point.from_buffer(bytearray(9), -1))
attempt("no buffer", lambda: Point.from_buffer(3))
same = c_int.from_address(addressof(number))
same.value = 99
print(number, byref(number)._obj is number)
attempt("address", lambda: c_int.from_address("x"))
bigger = c_int(5)
resize(bigger, 16)
print(sizeof(bigger), bigger)
attempt("resize less", lambda: resize(bigger, 2))
attempt("resize part", lambda: resize(row, 100))
attempt("sizeof", lambda: sizeof(3))
attempt("byref", lambda: byref(3))
attempt("addressof", lambda: addressof(3))

# Memory views and pickles.
for data in (c_int(1), Row(), grid, Point(), (Solid * 2)(), Value(), p, (c_char * 3)(), CFUNCTYPE(None)()):
    m = memoryview(data)
    print(m.format, m.shape, m.itemsize, m.readonly, m.nbytes)
print(bytes(memoryview(numbers)).hex(), memoryview(numbers).cast("B")[4])
again = copy.copy(Point(8, 9))
print(type(again).__name__, again.x, again.y, pickle.loads(pickle.dumps(c_long(-3))))
attempt("pickle", lambda: pickle.dumps(p))


class Counter(c_int):
    def more(self):
        self.value += 1
        return self.value


class Holder(Structure):
    _fields_ = [("count", Counter), ("plain", c_int)]


h = Holder(4, 5)
print(h.count.more(), type(h.count).__name__, h.plain, type((Counter * 2)()[0]).__name__)
box = py_object([1, 2])
box.value.append(3)
print(box, py_object(), py_object(None), (py_object * 2)("a", 5)[:])
attempt("null object", lambda: py_object().value)
for kind, value in ((c_int, 5), (c_double, 1), (c_char, b"a"), (POINTER(c_int), None), (Row, row), (Point, copied)):
    attempt(kind.__name__, lambda: type(kind.from_param(value)).__name__)
print(c_int.from_param(5), c_double.from_param(2), c_char.from_param(b"\0"))
attempt("structure", lambda: Point.from_param((1, 2)))
attempt("pointer", lambda: POINTER(c_int).from_param(5))
attempt("string", lambda: c_char_p.from_param("text"))
attempt("void", lambda: c_void_p.from_param(1.5))
ctypes._reset_cache()
