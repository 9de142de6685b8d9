# SPDX-License-Identifier: Apache-2.0
# Every kind of mistake with ctypes that has words of its own, row by row.
import array
import ctypes
from ctypes import *
from ctypes.util import find_library


def say(label, action):
    try:
        result = action()
        print(label, type(result).__name__ if isinstance(result, (ctypes._SimpleCData, Structure, Array)) else result)
    except Exception as error:
        print(label, type(error).__name__, error)


class P(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Q(Structure):
    _fields_ = [("x", c_int)]


libc, libm = CDLL("libc.so.6"), CDLL("libm.so.6")

# Libraries and symbols.
say("library", lambda: CDLL("libnothere.so.9"))
say("by attribute", lambda: cdll.nothere)
say("by name", lambda: cdll.LoadLibrary("libnothere.so.9"))
say("folder", lambda: CDLL("/tmp"))
say("no library", lambda: CDLL("/etc/passwd"))
say("list", lambda: CDLL([]))
say("symbol", lambda: libm.no_such_symbol)
say("symbol", lambda: libm["no_such_symbol"])
say("special", lambda: libm.__special__)
say("variable", lambda: c_int.in_dll(libm, "no_such_symbol"))
say("in_dll", lambda: c_int.in_dll(libm))
say("in_dll", lambda: c_int.in_dll(libm, "a", "b"))
say("in_dll", lambda: c_int.in_dll(libm, 5))
say("in_dll", lambda: c_int.in_dll(5, "x"))
say("found", lambda: find_library("nothere_x"))

# The number and the types of arguments.
ldexp = libm.ldexp
ldexp.argtypes, ldexp.restype = [c_double, c_int], c_double
say("few", lambda: ldexp())
say("few", lambda: ldexp(0.75))
say("many", lambda: ldexp(0.75, 4, 5))
for values in (("x", 3), (1.0, "x"), (1.0, 2.5), (None, 2), (1, c_int(3)), (1, c_long(3)), (c_float(1), 3)):
    say("ldexp", lambda: ldexp(*values))
plain = libc.abs
for value in (1.5, [], {}, 1j, (), bytearray(b"x"), memoryview(b"x"), array.array("i", [1]), range(3), Ellipsis):
    say("no argtypes", lambda: plain(value))
    say("no argtypes", lambda: plain(1, value))
absolute = CFUNCTYPE(c_int, c_int)(("abs", libc))
for value in (2**40 + 7, -2**40, 2**31, -2**31 - 1, 2**100 + 5):
    say("masked", lambda: absolute(value))
for type_ in (c_bool, c_char, c_wchar, c_byte, c_int, c_ulong, c_float, c_longdouble, c_char_p, c_wchar_p, c_void_p,
              POINTER(c_int), c_int * 2):
    for value in (1.5, "x", b"x", None, [], 2**70, c_int(1), c_char(b"x"), pointer(c_short(1)), create_string_buffer(2)):
        say(f"{type_.__name__} from {type(value).__name__}",
            lambda: type(type_.from_param(value)).__name__ != "never")

# Structures, pointers and callbacks as arguments.
for type_ in (P, POINTER(P), CFUNCTYPE(c_int, c_int)):
    taking = CFUNCTYPE(c_int, type_)(("abs", libc))
    taking.errcheck = lambda *rest: "called"
    for value in ((1, 2), 5, Q(1), pointer(Q()), len, CFUNCTYPE(c_int)(lambda: 1), (Q * 2)()):
        say(f"{type_.__name__} from {type(value).__name__}", lambda: taking(value))
say("None", lambda: CFUNCTYPE(c_int, CFUNCTYPE(c_int))(("abs", libc))(None))
say("byref", lambda: byref(5))
say("byref", lambda: byref(c_int(), "x"))
say("pointer", lambda: pointer(5))
say("addressof", lambda: addressof(5))
say("sizeof", lambda: sizeof(int))
say("POINTER", lambda: POINTER(int))
say("callback", lambda: CFUNCTYPE(c_int)("x"))
say("callback", lambda: CFUNCTYPE(P)(lambda: P()))
say("callback", lambda: CFUNCTYPE(c_int, 5))
say("argtypes", lambda: setattr(plain, "argtypes", 5))
say("argtypes", lambda: setattr(plain, "argtypes", [int]))
say("restype", lambda: setattr(plain, "restype", 5))
say("errcheck", lambda: setattr(plain, "errcheck", 5))

# NULL.
for type_ in (c_int, P, c_void_p, POINTER(c_int)):
    null = POINTER(type_)()
    say("contents", lambda: null.contents)
    say("item", lambda: null[0])
    say("store", lambda: null.__setitem__(0, type_()))
    say("slice", lambda: null[1:])
    say("step", lambda: null[0:1:0])
    say("truth", lambda: bool(null))
say("cast", lambda: cast(0, POINTER(P)).contents.x)

# Arrays.
numbers = (c_int * 3)(1, 2, 3)
for index in (3, -4, 100, 2**70, "x", 1.5, None):
    say("item", lambda: numbers[index])
    say("store", lambda: numbers.__setitem__(index, 1))
say("many", lambda: (c_int * 3)(1, 2, 3, 4))
say("length", lambda: c_int * -1)
say("length", lambda: c_int * 2**62)
say("length", lambda: c_int * 1.5)
say("part", lambda: numbers.__setitem__(slice(0, 2), [1]))
say("part", lambda: numbers.__setitem__(slice(0, 2), 5))
say("part", lambda: numbers.__setitem__(slice(0, 2), "ab"))
say("element", lambda: (P * 2)((1, 2, 3)))

# Buffers.
A = c_int * 4
say("read-only", lambda: A.from_buffer(b"x" * 16))
say("short", lambda: A.from_buffer(bytearray(8)))
say("short", lambda: A.from_buffer(bytearray(16), 4))
say("short", lambda: A.from_buffer_copy(b"x" * 8))
say("negative", lambda: A.from_buffer(bytearray(16), -1))
say("beyond", lambda: A.from_buffer(bytearray(16), 2**70))
say("text", lambda: A.from_buffer("x" * 16))
say("gaps", lambda: A.from_buffer(memoryview(bytearray(32))[::2]))
say("from_buffer", lambda: A.from_buffer())
say("from_buffer", lambda: A.from_buffer(bytearray(16), 0, 0))
say("from_buffer_copy", lambda: A.from_buffer_copy())
say("from_buffer_copy", lambda: A.from_buffer_copy(b"", 0, 0))
say("from_address", lambda: A.from_address("x"))
say("too long", lambda: setattr(create_string_buffer(3), "value", b"abcd"))
say("too long", lambda: setattr(create_string_buffer(3), "raw", b"abcd"))
say("too long", lambda: setattr(create_unicode_buffer(3), "value", "abcd"))
say("resize", lambda: resize(c_int()))
say("resize", lambda: resize(c_int(), 2))
say("resize", lambda: resize(c_int(), -1))
say("resize", lambda: resize(c_int(), 2**70))
say("resize", lambda: resize(5, 2))
say("resize", lambda: resize(c_int.from_buffer(bytearray(4)), 8))

# Declarations.


def declared(base=Structure, **names):
    return sizeof(type("S", (base,), names))


for fields in ([("a", int)], [("a", c_int, 33)], [("a", c_int, -1)], [("a", c_double, 3)], [("a", c_int, "x")], [5],
               [("a",)], [(5, c_int)], {"a": c_int}, {("a", c_int)}, None, "ab", [["a", c_int]], [("a", Structure)],
               [("a", c_int, 3, 4)], [("a", c_int, 2**31)], [("a", c_int, 2**70)], [("a", c_int, True)]):
    say("fields", lambda: declared(_fields_=fields))
    say("fields", lambda: declared(Union, _fields_=fields))
for fields in ([["a", c_int]], [("a", c_void_p)], [("a", c_int, 3)]):
    say("swapped", lambda: declared(BigEndianStructure, _fields_=fields))
say("pack", lambda: declared(_pack_=-1, _fields_=[("a", c_int)]))
say("pack", lambda: declared(_pack_="x", _fields_=[("a", c_int)]))
say("anonymous", lambda: declared(_anonymous_=["b"], _fields_=[("a", P)]))
say("anonymous", lambda: declared(_anonymous_=["a"], _fields_=[("a", c_int)]))
say("values", lambda: P(1, 2, 3))
say("values", lambda: P(1, x=2))
say("values", lambda: P("x"))
say("final", lambda: setattr(P, "_fields_", []))
say("abstract", lambda: Structure())
say("abstract", lambda: Array())
say("unsafe", lambda: object.__new__(P))

# errno.
say("set_errno", lambda: set_errno())
say("set_errno", lambda: set_errno(1, 2))
say("set_errno", lambda: set_errno("x"))
say("set_errno", lambda: set_errno(2**31))
say("set_errno", lambda: set_errno(-2**31 - 1))
say("set_errno", lambda: set_errno(2**70))
say("get_errno", lambda: get_errno(1))
ctypes._reset_cache()
