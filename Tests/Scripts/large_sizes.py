# SPDX-License-Identifier: Apache-2.0
# Sizes beyond any memory, and nesting beyond any stack: exceptions, never the end of the process.
import array
import collections
import io
import itertools
import os
import struct
import types

BIG, VAST = 10**18, 10**30
SIZES = [
    lambda: b"x" * BIG, lambda: bytearray(b"x") * BIG, lambda: [1] * BIG,
    lambda: (1,) * BIG, lambda: bytes(BIG), lambda: bytearray(BIG), lambda: bytes(VAST),
    lambda: 1 << VAST, lambda: 0 << VAST, lambda: 1 >> VAST, lambda: -1 >> VAST,
    lambda: "%*d" % (BIG, 1), lambda: "%99999999999999999d" % 1,
    lambda: "{:9999999999999999}".format(1), lambda: "{:9999999999999999}".format("a"),
    lambda: "{:.99999999999}".format(1.0), lambda: "{:.2147483648f}".format(1.0),
    lambda: len(format(1.5, ".5000f")), lambda: len("%.3000e" % 1.5), lambda: len("%.3000g" % 0.1),
    lambda: format(1.5, "#.1200g")[-3:], lambda: len(format(7, "0100000,d")),
    lambda: "a".ljust(BIG), lambda: "a".rjust(BIG), lambda: "a".center(BIG), lambda: "a".zfill(BIG),
    lambda: "\t".expandtabs(BIG), lambda: b"\t".expandtabs(BIG), lambda: b"a".ljust(BIG),
    lambda: b"a".center(BIG), lambda: b"a".zfill(BIG), lambda: "a".ljust(VAST),
    lambda: list(range(BIG)), lambda: tuple(range(BIG)), lambda: len(range(VAST)),
    lambda: [1].pop(VAST), lambda: "abc"[VAST], lambda: [1, 2, 3][:VAST], lambda: chr(VAST),
    lambda: (1).to_bytes(BIG, "big"), lambda: (256).to_bytes(1, "big"),
    lambda: int.from_bytes(b"\xff" * 100000, "big", signed=True),
    lambda: (-(2**64)).to_bytes(9, "little", signed=True),
    lambda: int.from_bytes(b"\x80" + bytes(8), "big", signed=True),
    lambda: collections.deque([1], VAST), lambda: collections.deque([1, 2]).rotate(-(2**63)),
    lambda: itertools.product([1], repeat=BIG), lambda: itertools.product([1], [2], repeat=2**62),
    lambda: itertools.combinations([1], BIG),
    lambda: itertools.combinations_with_replacement([1], BIG), lambda: itertools.tee([1], BIG),
    lambda: array.array("i", [1]) * BIG, lambda: struct.pack("999999999999999999s", b"a"),
    lambda: struct.calcsize("1000000000000i"), lambda: struct.calcsize("99999999999999999999s"),
    lambda: os.urandom(BIG),
    lambda: os.read(0, BIG),
    lambda: io.BytesIO(b"abc").read(BIG), lambda: (b := io.BytesIO()).seek(2**63 - 1) and b.write(b"a"),
    lambda: (b := io.BytesIO()).seek(BIG) and b.write(b"a"),
    lambda: (s := io.StringIO()).seek(BIG) and s.write("a"),
]
for number, size in enumerate(SIZES):
    try:
        print(number, size())
    except (MemoryError, OverflowError, ValueError, IndexError, TypeError, struct.error) as error:
        print(number, type(error).__name__, error)


def nested(make, depth=100000):
    value = make(None)
    for _ in range(depth):
        value = make(value)
    return value


class Link:
    def __init__(self, next):
        self.next = next


CHAINS = {
    "list": lambda v: [v], "tuple": lambda v: (v,), "dict": lambda v: {1: v}, "link": Link,
    "frozenset": lambda v: frozenset([v]), "deque": lambda v: collections.deque([v]),
    "map": lambda v: map(int, v or []), "chain": lambda v: itertools.chain(v or [], [1]),
    "enumerate": lambda v: enumerate(v or []), "proxy": lambda v: types.MappingProxyType(v or {}),
}
for name, make in CHAINS.items():
    for action in (repr, hash, next, len, lambda v: v == make(1)):
        try:
            action(nested(make, 3000))
        except (RecursionError, TypeError, ValueError, StopIteration):
            pass
    chain = nested(make, 30000)
    del chain
    print(name)
for text in ("(" * 5000 + ")" * 5000, "-" * 100000 + "1", "[" * 5000, "lambda:" * 100000 + "1"):
    try:
        eval(text)
    except (SyntaxError, MemoryError, RecursionError):
        print("refused")
try:
    exec("if 1: pass\n" + "elif 1: pass\n" * 50000)
except (MemoryError, RecursionError):
    print("refused")
