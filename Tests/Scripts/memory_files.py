# SPDX-License-Identifier: Apache-2.0
# io.StringIO, io.BytesIO, wrappers around them and subclasses.
import io
import sys

s = io.StringIO("one\ntwo\nthree")
print(s.readline(), s.read(2), s.tell(), list(s), s.getvalue())
s.seek(3)
s.write("XX")
print(s.getvalue(), s.truncate(4), s.getvalue(), s.seek(0, 2))
print(repr(io.StringIO("a\r\nb\rc\n", newline=None).read()),
      io.StringIO("a\r\nb\rc\n", newline="").readlines(),
      io.StringIO("a\nb\n", newline="\r\n").getvalue().encode())
b = io.BytesIO(b"abc\ndef")
print(b.readline(), b.read(1), b.tell(), b.getvalue(), b.seek(10), b.write(b"z"), b.getvalue())
view = b.getbuffer()
view[0] = 90
try:
    b.write(b"q" * 20)
except BufferError as e:
    print(e)
view.release()
print(b.getvalue())
buffer = bytearray(4)
b.seek(0)
print(b.readinto(buffer), buffer)
t = io.TextIOWrapper(io.BytesIO(b"x\r\ny\n\xc3\xa9"), encoding="utf-8")
print(t.readlines(), t.newlines, t.buffer.getvalue(), t.encoding)
t = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", newline="\r\n")
t.write("é\n")
t.flush()
print(t.buffer.getvalue(), type(t.detach()))
class Raw(io.RawIOBase):
    def __init__(self, data):
        self.data = data
    def readable(self):
        return True
    def readinto(self, b):
        n = min(len(b), 3, len(self.data))
        b[:n] = self.data[:n]
        self.data = self.data[n:]
        return n
r = io.BufferedReader(Raw(b"hello\nworld\n!"))
print(r.read(2), r.readline(), r.readlines(), Raw(b"12345").read(2), Raw(b"12345").read())
class Shout(io.StringIO):
    def write(self, text):
        return super().write(text.upper())
out = Shout()
print("loud", 1, file=out)
old, sys.stdout = sys.stdout, out
print("inside")
sys.stdout = old
print(repr(out.getvalue()))
class Lines(io.TextIOBase):
    def __init__(self):
        self.parts = []
    def write(self, text):
        self.parts.append(text)
        return len(text)
lines = Lines()
print("a", "b", file=lines, sep="-")
print(lines.parts, lines.readable(), lines.closed)
with lines:
    pass
print(lines.closed)
for f in [lambda: lines.fileno(), lambda: io.StringIO(3), lambda: io.BytesIO("x"), lambda: io.StringIO().write(b"x"), lambda: io.BytesIO().write("x"), lambda: io.StringIO(newline="q"), lambda: io.BufferedIOBase().read(), lambda: io.StringIO().seek(-1)]:
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
d = io.IncrementalNewlineDecoder(None, True)
print(repr(d.decode("a\r")), repr(d.decode("\nb\r", True)), d.newlines)
