# SPDX-License-Identifier: Apache-2.0
# Integers around and beyond machine words in everything that takes them apart, from a fixed seed.
import array
import math
import random
import struct

random.seed(20261127)


def number(widths):
    return random.getrandbits(random.choice(widths)) * random.choice([1, -1])


def attempt(name, function):
    try:
        result = function()
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    print(name, result)


for step in range(150):
    a = number([3, 62, 63, 64, 65, 127, 128, 129, 500])
    b = number([3, 62, 63, 64, 65, 127, 128, 200])
    m = number([3, 64, 65, 130])
    small = abs(b) % 300
    print(step, a, b, m)
    for name, function in {
        "quotient": lambda: a / b,
        "divmod": lambda: divmod(a, b),
        "gcd": lambda: (math.gcd(a, b), math.gcd(a * m, b * m)),
        "lcm": lambda: math.lcm(a, b),
        "isqrt": lambda: math.isqrt(abs(a)),
        "inverse": lambda: pow(a, -1, m),
        "pow": lambda: pow(a, abs(b), m),
        "digits": lambda: bin(a) + hex(b) + oct(a),
        "parsed": lambda: (int(str(a)), int(hex(a), 16), int(oct(b), 8), int(bin(b), 0)),
        "base 36": lambda: int("z1_%d" % abs(a), 36),
        "percent": lambda: "%x %o %X %d %#x" % (a, a, a, a, a),
        "format": lambda: f"{a:,} {a:_b} {a:_x} {a:#X} {a:o}",
        "float": lambda: (float(a), int(float(a)), float(a).as_integer_ratio()),
        "order": lambda: (a < float(b), a == float(a), float(b) >= b),
        "round": lambda: (round(a, -3), round(a, -19), round(a, -25), round(float(a), -18)),
        "bits": lambda: (a.bit_length(), a.bit_count(), ~a, a & b, a | b, a ^ b, a >> small, a << small),
        "bytes": lambda: a.to_bytes(70, "little", signed=True),
        "short bytes": lambda: a.to_bytes(8, "big"),
        "log": lambda: (math.log(abs(a) + 1), math.log2(abs(a) + 1)),
        "comb": lambda: math.comb(small, abs(a) % 300),
        "perm": lambda: math.perm(small, abs(a) % 20),
        "range": lambda: list(range(a, a + 5 * abs(b) + 3, abs(b) + 1)),
        "range ends": lambda: (range(-abs(a), abs(a), abs(b) + 1)[-1], a in range(-(2**70), 2**70, 3)),
        "slice": lambda: slice(a, b, m).indices(abs(a)),
        "ldexp": lambda: math.ldexp(0.5, m),
        "hash": lambda: hash(a) == hash(a % (2**61 - 1) if a >= 0 else -(-a % (2**61 - 1))),
    }.items():
        attempt(name, function)

print(len(str(7**4000)), int("9" * 3000) == 10**3000 - 1, int("7" * 1000, 8) == 8**1000 - 1)
print(math.factorial(60), 10**400 // 7**300, math.isqrt(10**401))
random.seed(2**100 + 7)
print(random.getrandbits(100), random.getrandbits(32), random.randrange(2**90))
for edge in (2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64, 2**200, 127, 128, -129):
    attempt("P", lambda: struct.pack("P", edge))
    for code in "bBhHiIlLqQ":
        attempt(code, lambda: array.array(code, [edge]).tolist())
        attempt(code, lambda: memoryview(bytearray(8)).cast(code).__setitem__(0, edge))
