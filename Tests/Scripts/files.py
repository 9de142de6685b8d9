# SPDX-License-Identifier: Apache-2.0
# Files of io: text, bytes, positions, line ends, errors.
import io
import os
import sys

folder = "/tmp/weft-files-%d" % os.getpid()
os.mkdir(folder)
path = folder + "/a.txt"
with open(path, "w") as f:
    print(f.write("héllo\nwörld\n"), f.tell(), f.encoding, f.mode, f.writable(), f.readable())
    print("printed", 1, 2, file=f)
with open(path) as f:
    print(f.read(3), f.readline(), list(f), f.newlines)
with open(path, "rb") as f:
    print(f.read(4), f.tell(), f.seek(-3, 2), f.read(), f.peek(1), type(f.raw).__name__)
with open(path, "a+") as f:
    f.write("more")
    f.seek(0)
    print(f.readlines())
with open(path, "r+b") as f:
    f.write(b"H")
    print(f.readline(), f.tell())
with open(path, "w", newline="\r\n") as f:
    f.write("a\nb\n")
print(open(path, "rb").read(), open(path).read(), open(path, newline="").readlines())
with open(path, "w", encoding="utf-16") as f:
    f.write("ab")
    f.write("ü")
print(open(path, "rb").read(), open(path, encoding="utf-16").read())
with open(path, "wb", buffering=0) as f:
    print(type(f).__name__, f.write(b"raw"), f.mode, f.closefd)
print(open(path, "rb", 0).readall())
for arguments in [(folder + "/none",), (path, "rw"), (path, "z"), (path, "rb", -1, "utf-8"),
                  (path, "r", 0), (folder,), (path, "x")]:
    try:
        open(*arguments)
    except Exception as e:
        print(type(e).__name__, str(e).replace(folder, "F"))
f = open(path)
f.close()
for name in ["read", "readline"]:
    try:
        getattr(f, name)()
    except ValueError as e:
        print(name, e)
try:
    open(path).write("x")
except io.UnsupportedOperation as e:
    print(type(e).__mro__[1:3], e)
print(sorted(e.name for e in os.scandir(folder)), os.listdir(folder), os.path.getsize(path))
os.remove(path)
os.rmdir(folder)
print(os.path.exists(folder), isinstance(sys.stdout, io.TextIOBase), isinstance(f, io.IOBase))
