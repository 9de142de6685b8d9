# SPDX-License-Identifier: Apache-2.0
# What callbacks are given: objects of their own at every call, whatever is done with them.
import ctypes
import gc
import weakref

libc = ctypes.CDLL(None)
Int = ctypes.c_int
Pointer = ctypes.POINTER(Int)
Compare = ctypes.CFUNCTYPE(Int, Pointer, Pointer)


def sort(values, compare):
    array = (Int * len(values))(*values)
    libc.qsort(array, len(values), ctypes.sizeof(Int), Compare(compare))
    return list(array)


values = [5, -3, 8, 0, 2, 8, -9, 4]
print(sort(values, lambda a, b: a[0] - b[0]))
print(sort(values, lambda a, b: b.contents.value - a.contents.value))

# Arguments that are kept stay what they were.
kept = []


def keep(a, b):
    kept.append((a, b, a[0], b[0]))
    return 0


array = (Int * 4)(1, 2, 3, 4)
libc.qsort(array, 4, 4, Compare(keep))
print(all(a[0] == x and b[0] == y for a, b, x, y in kept))
print(len({id(a) for a, *_ in kept} | {id(b) for _, b, *_ in kept}) == 2 * len(kept))

# So do those that something else knows.
marks = []


def mark(a, b):
    print(hasattr(a, "mark"), a._objects is None)
    a.mark = 1
    marks.append(weakref.ref(b))
    return a[0] - b[0]


array = (Int * 3)(3, 1, 2)
libc.qsort(array, 3, 4, Compare(mark))
gc.collect()
print([reference() for reference in marks], list(array))


# Pointers that the callback turns elsewhere.
def turn(a, b):
    result = a[0] - b[0]
    a.contents = Int(7)
    b.contents = Int(8)
    return result


print(sort(values, turn))


# A callback that is called while it runs.
def nested(a, b):
    if len(inner) < 3:
        inner.append([])
        inner[len(inner) - 1] += sort([a[0], b[0], 1], nested)
    return a[0] - b[0]


inner = []
print(sort(values, nested))
print(all(each == sorted(each) for each in inner))


class Pair(ctypes.Structure):
    _fields_ = [("x", Int), ("y", ctypes.c_double)]


class Loud(ctypes.Structure):
    _fields_ = [("x", Int), ("y", ctypes.c_double)]

    def __init__(self):
        print("made", self.x)

    def __del__(self):
        print("ended", self.x)


for kind in (Pair, Loud):
    Call = ctypes.CFUNCTYPE(Int, kind, Int)

    def add(pair, number):
        pair.x += 1
        return pair.x + int(pair.y) + number

    function = Call(add)
    passed = Pair(1, 2.5) if kind is Pair else Loud()
    print([function(passed, 10) for _ in range(3)], passed.x)
    del passed


# A class that changes between calls.
class Late(ctypes.Structure):
    _fields_ = [("x", Int)]


def show(late):
    print("shown", late.x)
    return 0


late = ctypes.CFUNCTYPE(Int, Late)(show)
late(Late(1))
late(Late(2))
Late.__init__ = lambda self, *arguments: print("made", arguments)
late(Late(3))

# A callback that ends within its call.
holder = {}


def last(a, b):
    holder.clear()
    gc.collect()
    return a[0] - b[0]


holder["function"] = Compare(last)
array = (Int * 2)(2, 1)
libc.qsort(array, 2, 4, holder["function"])
print(list(array), holder)

# Objects of ended instances are used again as new ones.
for _ in range(3):
    x = Int(5)
    p = ctypes.pointer(x)
    print(x.value, p[0], p._objects["1"] is x, Int().value, x._b_base_, x._b_needsfree_)
    ctypes.resize(x, 64)
    print(ctypes.sizeof(x), x.value)
    view = memoryview(x)
    del x
    gc.collect()
    print(p.contents.value, view.itemsize)
    del p, view


def cycle():
    class Node(ctypes.Structure):
        pass

    Node._fields_ = [("next", ctypes.POINTER(Node)), ("x", Int)]
    Node()
    Node.last = Node()
    return weakref.ref(Node)


ended = cycle()
ctypes._reset_cache()
gc.collect()
print(ended())


# Subscripts of a script's own.
class Row(Int * 3):
    def __getitem__(self, index):
        return ("row", index, super().__getitem__(index))


class Place(Pointer):
    _type_ = Int

    def __getitem__(self, index):
        return ("place", index)


row = Row(1, 2, 3)
print(row[1], (Int * 3).from_buffer(row)[1], Place(Int(1))[0], Pointer(Int(1))[0])
Row.__getitem__ = (Int * 3).__getitem__
print(row[2])
try:
    print(Pair()[0])
except TypeError as error:
    print(error)
try:
    print(Pointer()[0])
except ValueError as error:
    print(error)
