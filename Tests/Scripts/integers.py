# SPDX-License-Identifier: Apache-2.0
# Integers of every size: arithmetic, bits, conversion, formatting.
a = 123456789012345678901234567890
b = -98765432109876543210
print(a + b, a - b, a * b, a // b, a % b, divmod(a, b), -a, abs(b), a**3, pow(a, 5, 97), pow(3, -1, 7))
print(a & b, a | b, a ^ b, ~a, a << 70, a >> 33, b >> 5, b << 3, b >> 200, 1 << 100, -1 >> 100)
print(7 // 2, -7 // 2, 7 // -2, -7 % 3, 7 % -3, divmod(-7, 2), 7 / 2, 10**20 / 10**19, 2**0.5, 2**-1, (-2) ** 3, 0**0)
print(2**63, 2**63 - 1, -(2**63), 2**64, -(2**63) - 1, 9223372036854775807 + 1, -9223372036854775808 - 1, 3037000500 * 3037000500, -9223372036854775808 // -1, abs(-9223372036854775808), -(-9223372036854775808))
print(0xFF, 0o17, 0b101, 1_000_000, int("ff", 16), int("0x1f", 0), int("0b11", 0), int("-12"), int(" 7 "), int("1_0"), int(3.99), int(-3.99), int("z", 36), int(True))
print(hex(255), oct(8), bin(-5), hex(a), hex(b), f"{a:x} {a:,} {b:_} {a:e} {a:.3g} {a:40d} {a:<35}| {b:+}")
print(a.bit_length(), b.bit_count(), (255).to_bytes(2, "big"), (-2).to_bytes(3, "little", signed=True), int.from_bytes(b"\x01\x00", "big"), int.from_bytes(b"\xff\xfe", "big", signed=True), a.to_bytes(16, "little").hex())
print(a == float(a), 2**53 + 1 == float(2**53 + 1), a > 1e29, 10**400 > 1e308, 1 < 1.5 < 2, hash(2**61 - 1), hash(2**61), hash(-1), hash(a), hash(b), hash(1.0) == hash(1))
print(round(1234, -2), round(1250, -2), round(1350, -2), round(-1250, -2), round(a, -20), (5).numerator, (5).denominator, (5).real, (5).imag, (5).conjugate(), (3).__index__(), True + True, (12).as_integer_ratio())
print(int("9" * 60) + 1, str(10**50), len(str(7**500)), 7**500 % 10**20, (10**50).__repr__(), -(10**25) // 7, -(10**25) % 7, 10**25 // -7, 10**25 % -7)
for action in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: divmod(a, 0), lambda: a // 0, lambda: 1 << -1, lambda: a >> -1, lambda: int("12x"), lambda: int(""), lambda: int("5", 1), lambda: int(5, 10), lambda: int(float("nan")), lambda: int(float("inf")), lambda: (300).to_bytes(1, "big"), lambda: (-1).to_bytes(1, "big"), lambda: pow(2, -1, 4), lambda: pow(2, 3, 0), lambda: 10**400 * 1.0, lambda: float(10**400), lambda: int(None), lambda: 1 & 1.0, lambda: ~1.0, lambda: int("1", "2"), lambda: 10**400 / 3, lambda: int([]), lambda: 5 .__add__("x")):
  try:
    print(action())
  except Exception as error:
    print(type(error).__name__, error)


def factorial(n):
  return 1 if n < 2 else n * factorial(n - 1)


def gcd(x, y):
  while y:
    x, y = y, x % y
  return x


print(factorial(60), gcd(factorial(30), 2**70 * 3**5), factorial(100) // factorial(98))
x, n = 1, 0
while x < 10**40:
  x = x * 3 + 1
  n += 1
print(x, n)
total = 0
for i in range(1, 200):
  total += i**i
print(total % 10**30)
values = [2**62, 2**63, -(2**63), 2**64, 0, -1, 10**30, -(10**30)]
for v in values:
  print(v, v * v, v // 3, v % 1000, v >> 1, v ^ 255, -v, v & 0xFFFF, v == v + 0, v < v + 1)
print(sorted(values), max(values), sum(values), [v.bit_length() for v in values])
print(int(1e20), int(-1e25), int(2.0**70), 1e20 == 10**20, float(2**70), 2**70 // 1.0, 2**70 * 0.5)
print((10**18 + 9) * (10**18 + 7) % (10**9 + 7), pow(10**18, 10**18, 10**9 + 7), pow(-7, 3, 5), pow(7, 3, -5))
print(True and 5, False or 0, not 0, bool(a), 5 and 0 or 7, 1 if 10**30 else 2, isinstance(True, int), True == 1, True is 1 if False else True)
