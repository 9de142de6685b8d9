# SPDX-License-Identifier: Apache-2.0
# Integers around and beyond 64 bits: every operator, over numbers of many widths and both signs.
state = 12345


def random_bits(width):
    global state
    value = 0
    for _ in range((width + 29) // 30):
        state = (state * 1103515245 + 12345) % (1 << 31)
        value = value << 30 | state & ((1 << 30) - 1)
    return value & ((1 << width) - 1)


def mix(total, value):
    return (total * 1000003 + hash(value)) % ((1 << 61) - 1)


edges = [0, 1, -1, 2, 2**62, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64 - 1, 2**64, -(2**64),
         2**127, 2**128 - 1, 2**128, 10**19, 10**38]
numbers = edges + [random_bits(w) * s for w in (30, 63, 64, 65, 100, 128, 129, 200, 640, 1000, 3000)
                   for s in (1, -1)]
total = 0
for a in numbers:
    total = mix(total, -a)
    total = mix(total, ~a)
    total = mix(total, abs(a))
    total = mix(total, sum(str(a).encode()))
    assert int(str(a)) == a and int(hex(a), 16) == a
    total = mix(total, a.bit_length())
    for shift in (0, 1, 31, 63, 64, 65, 128, 200):
        total = mix(total, a << shift)
        total = mix(total, a >> shift)
        assert a << shift >> shift == a
    for b in numbers:
        for value in (a + b, a - b, a * b, a & b, a | b, a ^ b, a < b, a <= b, a == b):
            total = mix(total, value)
        assert a + b - b == a and (a ^ b) ^ b == a
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a and abs(r) < abs(b) and (r == 0 or (r < 0) == (b < 0))
            assert a // b == q and a % b == r
            total = mix(total, q)
            total = mix(total, r)
            total = mix(total, a / b if abs(a) < 1 << 1000 else 0)
        if b > 1 and a >= 0:
            total = mix(total, pow(a, 65537, b))
            assert pow(a, 5, b) == a**5 % b
print(total)

# Products long enough for the divided way, of like and unlike lengths.
for x, y in [(4000, 4000), (9000, 2600), (20000, 2600), (2601, 12345), (5120, 5121)]:
    a, b = random_bits(x) | 1 << (x - 1), random_bits(y) | 1 << (y - 1)
    product = a * b
    assert product // a == b and product % b == 0 and (product + 1) % a == 1
    assert product % 1000003 == a % 1000003 * (b % 1000003) % 1000003
    print(x, y, product.bit_length(), hash(product))
# Quotient digits that are guessed one too large.
b = (1 << 127) + 1
for a in ((b << 64) - 1, ((b - 1) << 128) + (1 << 64) - 1, (1 << 255) - 1, b * b - 1):
    print(divmod(a, b))
print(3**200, (-7) ** 61, 2**64 ** 1, 1 ** (1 << 80), (-1) ** ((1 << 80) + 1), 0 ** (1 << 70))
for text in ("(1 << 70) // 0", "(1 << 70) % 0", "divmod(1 << 70, 0)", "(1 << 70) / 0", "1 << -1",
             "(1 << 70) >> -(1 << 70)", "0 << (1 << 70)", "5 >> (1 << 70)", "-5 >> (1 << 70)",
             "pow(1 << 70, -1, 1 << 65)", "pow(3, -1, 1 << 65)", "pow(3, 5, -(1 << 65))",
             "(1 << 70) ** -1", "float(1 << 70)", "1 << 70 == 2.0 ** 70", "(1 << 70) + 0.5",
             "float(10 ** 400)", "hash(2 ** 61 - 1)", "hash(-(2 ** 122))", "hash(2 ** 64 - 1)"):
    try:
        print(text, eval(text))
    except Exception as error:
        print(text, type(error).__name__, error)
