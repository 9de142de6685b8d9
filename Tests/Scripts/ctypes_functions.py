# SPDX-License-Identifier: Apache-2.0
# Functions of C: arguments, results, errors, callbacks; each also used wrongly.
import ctypes
import sys
from ctypes import *
from ctypes.util import find_library

libc = CDLL(find_library("c"), use_errno=True)
libm = CDLL(find_library("m"))


def attempt(label, action):
    try:
        print(label, repr(action()))
    except Exception as error:
        print(label, type(error).__name__, error)


# Without types: ints, bytes, texts, None.
print(libc.abs(-5), libc.strlen(b"four"), libc.wcslen("wide"), libc.abs(2**32 + 7), libc.abs(True))
attempt("float", lambda: libc.abs(1.5))
attempt("object", lambda: libc.abs(object()))
attempt("huge", lambda: libc.abs(2**80))
attempt("missing", lambda: CDLL("libmissing.so.0"))
print("undefined symbol" in str(getattr(libc, "no_such_function", None)) or not hasattr(libc, "no_such_function"))

# With types and results.
libm.pow.argtypes = [c_double, c_double]
libm.pow.restype = c_double
print(libm.pow(2, 10), libm.pow(2.0, 0.5), [round(libm.pow(x, 3.0)) for x in range(5)])
attempt("few", lambda: libm.pow(1.0))
attempt("text", lambda: libm.pow("a", 1.0))
print(libm.pow(2.0, 3.0, 4))
libm.cosf.restype = c_float
libm.cosf.argtypes = c_float,
print(round(libm.cosf(0.5), 6))
libm.fabsl.argtypes, libm.fabsl.restype = [c_longdouble], c_longdouble
print(libm.fabsl(-1.25))
libm.frexp.argtypes, libm.frexp.restype = [c_double, POINTER(c_int)], c_double
exponent = c_int()
print(libm.frexp(48.0, byref(exponent)), exponent.value, libm.frexp(3.0, exponent), exponent, libm.frexp(6.0, pointer(exponent)), exponent)
attempt("pointer", lambda: libm.frexp(1.0, c_long()))
attempt("no pointer", lambda: libm.frexp(1.0, 5))
libc.toupper.argtypes, libc.toupper.restype = [c_int], c_char
print(libc.toupper(ord("q")))
libc.strchr.restype, libc.strchr.argtypes = c_char_p, [c_char_p, c_char]
print(libc.strchr(b"abcdef", b"d"), libc.strchr(b"abc", b"x"))
attempt("str for char *", lambda: libc.strchr("abc", b"x"))
libc.labs.restype, libc.labs.argtypes = c_long, [c_long]
print(libc.labs(-2**40), libc.labs.argtypes, libc.labs.restype)
libc.rand.restype = None
print(libc.rand())
libc.abs.restype = lambda value: f"<{value}>"
print(libc.abs(-3))
libc.abs.restype = c_int
attempt("restype", lambda: setattr(libc.abs, "restype", 3))
attempt("argtypes", lambda: setattr(libc.abs, "argtypes", [3]))
attempt("errcheck", lambda: setattr(libc.abs, "errcheck", 3))


def check(result, function, arguments):
    if result < 0:
        raise OSError(get_errno(), "failed")
    return result, arguments


libc.chdir.errcheck = check
attempt("errcheck", lambda: libc.chdir(b"/no/such/folder"))
print(libc.chdir(b"/"))
set_errno(0)
libc.close(-1)
print(get_errno(), set_errno(0))

# Structures by value and by reference.


class Division(Structure):
    _fields_ = [("quotient", c_int), ("remainder", c_int)]


class LongDivision(Structure):
    _fields_ = [("quotient", c_long), ("remainder", c_long)]


libc.div.restype, libc.ldiv.restype = Division, LongDivision
libc.ldiv.argtypes = [c_long, c_long]
for result in (libc.div(17, 5), libc.ldiv(-17, 5)):
    print(type(result).__name__, result.quotient, result.remainder)


class Time(Structure):
    _fields_ = [(name, c_int) for name in "sec min hour mday mon year wday yday isdst".split()] + [("gmtoff", c_long), ("zone", c_char_p)]


libc.gmtime_r.restype = POINTER(Time)
libc.gmtime_r.argtypes = [POINTER(c_long), POINTER(Time)]
moment, parts = c_long(1_000_000_000), Time()
answer = libc.gmtime_r(byref(moment), byref(parts))
print(parts.year + 1900, parts.mon + 1, parts.mday, parts.hour, parts.min, parts.sec, addressof(answer.contents) == addressof(parts))
libc.timegm.argtypes = [POINTER(Time)]
libc.timegm.restype = c_long
print(libc.timegm(parts))
attempt("tuple for structure", lambda: libc.timegm((1, 2)))

# snprintf with what its format asks for.
buffer = create_string_buffer(100)
count = libc.snprintf(buffer, c_size_t(100), b"%d %s %.3f %c %ld %5.1e", 42, b"text", c_double(2.5), c_int(65), c_long(-2**40), c_double(1e10))
print(count, buffer.value)
libc.snprintf.argtypes = [c_char_p, c_size_t, c_char_p]
print(libc.snprintf(buffer, 100, b"%x|%d", 255, c_int(-2)), buffer.value)
attempt("double without type", lambda: libc.snprintf(buffer, 100, b"%f", 1.5))
libc.strerror.restype = c_char_p
print(libc.strerror(2), libc.strerror(13))

# Parameters with names and directions.
prototype = CFUNCTYPE(c_double, c_double, POINTER(c_int))
split = prototype(("frexp", libm), ((1, "x", 8.0), (2, "exponent")))
print(split(), split(10.0), split(x=3.0))
attempt("surplus", lambda: split(1.0, 2))
attempt("flags", lambda: prototype(("frexp", libm), ((1, "x"),)))
attempt("direction", lambda: CFUNCTYPE(c_int, c_int)(("abs", libc), ((2, "x"),)))


class Wrapped:
    def __init__(self, value):
        self._as_parameter_ = value


print(libc.abs(Wrapped(-8)), libm.pow(Wrapped(3.0), 2))

# Callbacks.
Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
numbers = (c_int * 8)(5, 3, 8, -1, 7, 0, 2, 4)
calls = []


@Compare
def compare(a, b):
    calls.append(1)
    return a[0] - b[0]


libc.qsort.restype = None
libc.qsort.argtypes = [c_void_p, c_size_t, c_size_t, Compare]
libc.qsort(numbers, len(numbers), sizeof(c_int), compare)
print(list(numbers), len(calls) > 7, compare(pointer(c_int(9)), pointer(c_int(4))))
attempt("function for callback", lambda: libc.qsort(numbers, 8, 4, lambda a, b: 0))
attempt("None for callback", lambda: libc.qsort(numbers, 8, 4, None))
attempt("not callable", lambda: Compare("x"))
attempt("result type", lambda: CFUNCTYPE(Division)(int))
attempt("result type", lambda: CFUNCTYPE(POINTER(c_int))(int))
attempt("argument type", lambda: CFUNCTYPE(c_int, int))
for kind, value in ((c_byte, -7), (c_ubyte, 250), (c_short, -300), (c_ushort, 60000), (c_int, -70000), (c_long, -2**40), (c_ulong, 2**63), (c_float, 0.5), (c_double, 1e300), (c_longdouble, 2.25), (c_bool, True), (c_char, b"z"), (c_wchar, "é"), (c_void_p, 4096), (py_object, [1])):
    print(kind.__name__, CFUNCTYPE(kind, kind)(lambda x: x)(value))
many = CFUNCTYPE(c_double, *[c_int, c_double] * 10)(lambda *a: sum(a))
print(many(*range(20)))


class Pair(Structure):
    _fields_ = [("a", c_int), ("b", c_double)]


take = CFUNCTYPE(c_double, Pair, LongDivision, c_char)(lambda p, d, c: p.a + p.b + d.quotient + c[0])
print(take(Pair(1, 0.5), LongDivision(100, 0), b"\2"))
nested = CFUNCTYPE(c_int, c_int)(lambda n: n if n < 2 else nested(n - 1) + nested(n - 2))
print(nested(12))
failing = CFUNCTYPE(c_int)(lambda: 1 / 0)
hook, seen = sys.unraisablehook, []
sys.unraisablehook = seen.append
failing()
sys.unraisablehook = hook
print(seen[0].exc_type, seen[0].err_msg, str(seen[0].exc_value))

# Addresses, text at addresses, memory.
print(string_at(b"a\0b", 3), string_at(b"a\0b"), wstring_at("wide"), wstring_at("wide", 2))
target = create_string_buffer(6)
memmove(target, b"12345", 5)
memset(addressof(target) + 1, ord("x"), 2)
print(target.value, cast(target, c_char_p).value, cast(target, POINTER(c_char))[4])
address = cast(libc.abs, c_void_p).value
print(CFUNCTYPE(c_int, c_int)(address)(-12))
environment = POINTER(c_char_p).in_dll(libc, "environ")
print(b"=" in environment[0])
attempt("no symbol", lambda: c_int.in_dll(3, "x"))
print(cdll.LoadLibrary(find_library("m"))["floor"] is not libm.floor, find_library("no such library"))
ctypes._reset_cache()
