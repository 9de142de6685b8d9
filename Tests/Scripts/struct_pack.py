# SPDX-License-Identifier: Apache-2.0
# struct: layouts, orders, limits.
import struct

for f, values in [("<hHiIqQ", (-1, 65535, -5, 5, -9, 9)), (">bB?", (-1, 255, True)), ("@bhiq", (1, 2, 3, 4)), ("=bhiq", (1, 2, 3, 4)), ("!4s3p2x", (b"ab", b"xyz")),
                  ("<efd", (1.5, -2.25, 3.125)), ("3cl", (b"a", b"b", b"c", 7)), ("2h 3B", (1, 2, 3, 4, 5)), ("nNP", (-1, 1, 2)), ("<e", (65504,)), ("0s", (b"",)), ("b0i", (1,))]:
    data = struct.pack(f, *values)
    print(f, data, struct.calcsize(f), struct.unpack(f, data))
s = struct.Struct("<hh")
print(s.size, s.format, list(s.iter_unpack(b"\1\0\2\0\3\0\4\0")), s.unpack_from(b"xx\5\0\6\0", 2))
b = bytearray(6)
s.pack_into(b, 1, 258, -2)
print(b, struct.unpack_from("<h", b, -5))
for f in [lambda: struct.pack("b", 200), lambda: struct.pack("B", -1), lambda: struct.pack("h", 40000), lambda: struct.pack("i", 1 << 40), lambda: struct.pack("b", "x"), lambda: struct.pack("bb", 1), lambda: struct.pack("z", 1), lambda: struct.unpack("i", b"ab"),
          lambda: struct.unpack_from("i", b"abc"), lambda: struct.pack("c", b"ab"), lambda: struct.pack("f", 1e300), lambda: struct.pack("s", 3), lambda: struct.pack("f", "a"), lambda: struct.calcsize("5"), lambda: list(struct.iter_unpack("h", b"abc"))]:
    try:
        f()
    except Exception as e:
        # Before 3.12 some messages name the type, not its letter.
        kind, _, rest = str(e).partition(" format ")
        kind = {"byte": "'b'", "ubyte": "'B'", "short": "'h'"}.get(kind, kind)
        print(type(e).__name__, kind, rest)
