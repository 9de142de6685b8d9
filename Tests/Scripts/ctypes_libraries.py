# SPDX-License-Identifier: Apache-2.0
# Real libraries through ctypes: libc, zlib and SQLite, each also used wrongly.
import ctypes
import os
import tempfile
from ctypes import *
from ctypes.util import find_library

libc = CDLL(find_library("c"), use_errno=True)


def attempt(label, action):
    try:
        print(label, repr(action()))
    except Exception as error:
        print(label, type(error).__name__, error)


# stat: the structure that the kernel fills.


class Moment(Structure):
    _fields_ = [("seconds", c_long), ("nanoseconds", c_long)]


class Stat(Structure):
    _fields_ = [(name, c_ulong) for name in ("dev", "ino", "nlink")] + [(name, c_uint) for name in ("mode", "uid", "gid", "pad")] + [
        ("rdev", c_ulong), ("size", c_long), ("blksize", c_long), ("blocks", c_long),
        ("accessed", Moment), ("modified", Moment), ("changed", Moment), ("reserved", c_long * 3)]


print(sizeof(Stat))
with tempfile.NamedTemporaryFile() as file:
    file.write(b"x" * 1234)
    file.flush()
    status = Stat()
    print(libc.stat(file.name.encode(), byref(status)), status.size, oct(status.mode), status.nlink)
    system = os.stat(file.name)
    print(status.ino == system.st_ino, status.modified.seconds == int(system.st_mtime), status.uid == os.getuid())
print(libc.stat(b"/no/such/file", byref(status)), get_errno(), os.strerror(get_errno()))
attempt("str for a path", lambda: libc.stat("/", 1.5))

# libc and libm, wrongly.
libm = CDLL(find_library("m"))
libm.ldexp.argtypes, libm.ldexp.restype = [c_double, c_int], c_double
attempt("text for a number", lambda: libm.ldexp("1", 2))
attempt("float for an exponent", lambda: libm.ldexp(1.0, 2.0))
libc.strerror.argtypes, libc.strerror.restype = [c_int], c_char_p
print(libc.strerror(2))
attempt("text for errno", lambda: libc.strerror("2"))
attempt("no number for a format", lambda: libc.snprintf(create_string_buffer(9), 9, b"%f", 1.5))
Order = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
libc.qsort.argtypes, libc.qsort.restype = [c_void_p, c_size_t, c_size_t, Order], None
unsorted = (c_int * 4)(3, 1, 2, 0)
attempt("plain function", lambda: libc.qsort(unsorted, 4, 4, lambda a, b: 0))
attempt("other callback", lambda: libc.qsort(unsorted, 4, 4, CFUNCTYPE(c_int)(int)))
attempt("list", lambda: libc.qsort([3, 1], 2, 4, Order(lambda a, b: 0)))
attempt("by key", lambda: libc.qsort(unsorted, 4, 4, Order(lambda a, b: a[0] - b[0])))
print(unsorted[:])

# zlib: whole buffers, and the streaming interface with its structure.
zlib = CDLL(find_library("z"))
zlib.compressBound.argtypes, zlib.compressBound.restype = [c_ulong], c_ulong
zlib.compress.argtypes = [c_char_p, POINTER(c_ulong), c_char_p, c_ulong]
zlib.uncompress.argtypes = zlib.compress.argtypes
zlib.zlibVersion.restype = c_char_p
zlib.zError.restype, zlib.zError.argtypes = c_char_p, [c_int]
data = b"a row of words, " * 200
bound = zlib.compressBound(len(data))
packed, size = create_string_buffer(bound), c_ulong(bound)
print(zlib.compress(packed, size, data, len(data)), size.value < 100)
plain, length = create_string_buffer(len(data)), c_ulong(len(data))
print(zlib.uncompress(plain, byref(length), packed, size.value), plain.raw == data, length.value)
short = c_ulong(10)
print(zlib.zError(zlib.uncompress(plain, byref(short), packed, size.value)))
print(zlib.zError(zlib.uncompress(plain, byref(length), b"nothing of the kind", 19)))
attempt("number for a buffer", lambda: zlib.compress(1.5, size, data, len(data)))
attempt("wrong pointer", lambda: zlib.compress(packed, byref(c_int()), data, len(data)))


class Stream(Structure):
    _fields_ = [("next_in", POINTER(c_ubyte)), ("avail_in", c_uint), ("total_in", c_ulong),
                ("next_out", POINTER(c_ubyte)), ("avail_out", c_uint), ("total_out", c_ulong),
                ("msg", c_char_p), ("state", c_void_p), ("zalloc", c_void_p), ("zfree", c_void_p),
                ("opaque", c_void_p), ("data_type", c_int), ("adler", c_ulong), ("reserved", c_ulong)]


def run(start, step, end, source, *level):
    """All of a source through a stream, 50 bytes in and 30 bytes out at a time."""
    stream, result = Stream(), b""
    assert start(byref(stream), *level, zlib.zlibVersion(), sizeof(Stream)) == 0
    into = (c_ubyte * 30)()
    for begin in range(0, len(source), 50):
        part = source[begin:begin + 50]
        stream.next_in = (c_ubyte * len(part))(*part)
        stream.avail_in = len(part)
        last = 4 if begin + 50 >= len(source) else 0
        while True:
            stream.next_out, stream.avail_out = into, 30
            code = step(byref(stream), last)
            result += bytes(into[:30 - stream.avail_out])
            if code == 1 or stream.avail_out:
                break
        assert code in (0, 1, -5), code
    print(stream.total_in, len(result) == stream.total_out, end(byref(stream)), end(byref(stream)))
    return result


streamed = run(zlib.deflateInit_, zlib.deflate, zlib.deflateEnd, data, 9)
print(run(zlib.inflateInit_, zlib.inflate, zlib.inflateEnd, streamed) == data)

print(zlib.inflate(byref(Stream()), 0), zlib.inflate(None, 0), zlib.inflateInit_(byref(Stream()), b"0", sizeof(Stream)),
      zlib.inflateInit_(byref(Stream()), zlib.zlibVersion(), 8))
broken = Stream()
attempt("bytes for a pointer", lambda: setattr(broken, "next_in", b"abc"))
attempt("number for a pointer", lambda: setattr(broken, "next_in", 5))
attempt("text for a count", lambda: setattr(broken, "avail_in", "5"))

# SQLite: statements, a callback for each row, a function of our own, values of all kinds.
sqlite = CDLL(find_library("sqlite3"))
Database, Statement = c_void_p, c_void_p
Row = CFUNCTYPE(c_int, py_object, c_int, POINTER(c_char_p), POINTER(c_char_p))
sqlite.sqlite3_open.argtypes = [c_char_p, POINTER(Database)]
sqlite.sqlite3_exec.argtypes = [Database, c_char_p, Row, py_object, POINTER(c_char_p)]
sqlite.sqlite3_errmsg.argtypes, sqlite.sqlite3_errmsg.restype = [Database], c_char_p
sqlite.sqlite3_close.argtypes = [Database]
sqlite.sqlite3_prepare_v2.argtypes = [Database, c_char_p, c_int, POINTER(Statement), POINTER(c_char_p)]
sqlite.sqlite3_bind_int64.argtypes = [Statement, c_int, c_int64]
sqlite.sqlite3_bind_double.argtypes = [Statement, c_int, c_double]
sqlite.sqlite3_bind_text.argtypes = [Statement, c_int, c_char_p, c_int, c_void_p]
for name in ("step", "reset", "finalize", "column_count", "clear_bindings"):
    getattr(sqlite, f"sqlite3_{name}").argtypes = [Statement]
for name, kind in (("text", c_char_p), ("int64", c_int64), ("double", c_double), ("name", c_char_p), ("type", c_int)):
    function = getattr(sqlite, f"sqlite3_column_{name}")
    function.argtypes, function.restype = [Statement, c_int], kind

database = Database()
print(sqlite.sqlite3_open(b":memory:", byref(database)), bool(database))
rows = []


@Row
def each(found, count, values, names):
    found.append({names[i].decode(): values[i] for i in range(count)})
    return 1 if len(found) == 3 else 0


def execute(text):
    message = c_char_p()
    code = sqlite.sqlite3_exec(database, text, each, rows, byref(message))
    return code, message.value


print(execute(b"create table t(id integer primary key, name text, weight real)"))
statement, rest = Statement(), c_char_p()
print(sqlite.sqlite3_prepare_v2(database, b"insert into t(name, weight) values(?, ?); rest", -1, byref(statement), byref(rest)), rest.value)
for name, weight in ((b"one", 1.5), (b"two", 2.5), ("drei ß".encode(), -3.0), (None, 1e300)):
    sqlite.sqlite3_bind_text(statement, 1, name, -1, -1)
    sqlite.sqlite3_bind_double(statement, 2, weight)
    print(sqlite.sqlite3_step(statement), sqlite.sqlite3_reset(statement), end=" ")
print(sqlite.sqlite3_finalize(statement))
print(execute(b"select name, weight from t where id <= 2"), rows)
print(execute(b"select id from t"), len(rows))
print(execute(b"select * from nowhere"), sqlite.sqlite3_errmsg(database))

print(sqlite.sqlite3_prepare_v2(database, b"select id, name, weight from t where weight > ?", -1, byref(statement), None))
sqlite.sqlite3_bind_int64(statement, 1, 0)
print([sqlite.sqlite3_column_name(statement, i) for i in range(sqlite.sqlite3_column_count(statement))])
while sqlite.sqlite3_step(statement) == 100:
    print(sqlite.sqlite3_column_int64(statement, 0), sqlite.sqlite3_column_text(statement, 1), sqlite.sqlite3_column_double(statement, 2), sqlite.sqlite3_column_type(statement, 1))
print(sqlite.sqlite3_bind_int64(statement, 2, 0), sqlite.sqlite3_bind_int64(None, 1, 0), sqlite.sqlite3_column_text(statement, 99))
attempt("text for bytes", lambda: sqlite.sqlite3_bind_text(statement, 1, "text", -1, -1))
attempt("none for a double", lambda: sqlite.sqlite3_bind_double(statement, 1, None))
sqlite.sqlite3_finalize(statement)

Scalar = CFUNCTYPE(None, c_void_p, c_int, POINTER(c_void_p))
sqlite.sqlite3_create_function.argtypes = [Database, c_char_p, c_int, c_int, c_void_p, Scalar, c_void_p, c_void_p]
sqlite.sqlite3_value_int64.argtypes, sqlite.sqlite3_value_int64.restype = [c_void_p], c_int64
sqlite.sqlite3_result_int64.argtypes, sqlite.sqlite3_result_int64.restype = [c_void_p, c_int64], None


@Scalar
def cube(context, count, values):
    sqlite.sqlite3_result_int64(context, sqlite.sqlite3_value_int64(values[0]) ** 3)


print(sqlite.sqlite3_create_function(database, b"cube", 1, 1, None, cube, None, None))
del rows[:]
print(execute(b"select cube(id) from t where id < 3"), rows)
attempt("text for bytes", lambda: sqlite.sqlite3_exec(database, "select 1", each, rows, None))
attempt("function for callback", lambda: sqlite.sqlite3_exec(database, b"select 1", print, rows, None))
attempt("few", lambda: sqlite.sqlite3_exec(database, b"select 1"))
print(sqlite.sqlite3_prepare_v2(database, b"select", -1, byref(statement), None), sqlite.sqlite3_errmsg(database))
print(sqlite.sqlite3_step(None), sqlite.sqlite3_close(database))
ctypes._reset_cache()
