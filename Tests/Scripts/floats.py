# SPDX-License-Identifier: Apache-2.0
# Floats and complex numbers: representation, formatting, conversion, special values.
nan, inf = float("nan"), float("inf")
print(0.1, 1e16, 1e15, 123456789.123, 1e-4, 1e-5, 1.0, -0.0, 1e22, 1e23, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 1 / 3, 2 / 3, 100.0, 1e100)
print(nan, inf, -inf, nan == nan, inf > 1e308, -inf < inf, inf - inf, inf * 0, 0.0 == -0.0, nan != nan, nan < 1)
print(3.7 // 1, -3.7 // 1, 3.7 % 1, -3.7 % 1, 3.5 % -2, divmod(7.5, 2), divmod(-7.5, 2), 2.5**2, 2**0.5, (-8) ** (1 / 3), 1e308 * 10, -1e308 * 10)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1.15, 1), round(1234.5678, -2), round(1e20), round(0.5), round(1.5), type(round(2.5)).__name__, round(2.5, 0), round(5e-324, 3))
print(float("1e5"), float(" -2.5 "), float("inf"), float("-Infinity"), float("1_0.5"), float(7), float("nan"), float(".5"), float("5."))
print((0.5).as_integer_ratio(), (0.1).hex(), float.fromhex("0x1.8p3"), (3.0).is_integer(), (3.5).is_integer(), (2.5).__trunc__(), (-2.5).__floor__(), (2.5).__ceil__(), (1.5).real, (1.5).conjugate())
for spec in ("", ".2f", ".0f", "e", ".3e", "g", ".3g", "10.2f", "<10.2f", "+.1f", " .1f", "010.2f", ",.2f", "_.1f", "%", ".1%", "G", "E", "#.0f", ".10g", "^12.3f", "n", "=+10.1f", "*>10", "F"):
  print(spec, [format(v, spec) for v in (1234.5678, -0.00001234, 0.0, 1e20, inf, nan)])
print("%f %e %g %.3f %10.2f|%-10.2f|%+.1f %g %g %g" % (1.5, 1.5, 1.5, 2 / 3, 3.14159, 3.14159, 2.0, 1e-5, 1e6, 1e17))
for action in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0.0 ** -1, lambda: float("x"), lambda: float(""), lambda: float(None), lambda: 1e200**2, lambda: float([]), lambda: round(nan), lambda: round(inf), lambda: 1.5 << 1, lambda: [1][1.0], lambda: float("1__0"), lambda: (0.5).hex(1), lambda: nan.as_integer_ratio(), lambda: 1j < 2j, lambda: 1j // 1, lambda: int(1j), lambda: complex("x"), lambda: 1j / 0, lambda: format(1.5, "d"), lambda: float.fromhex("zz")):
  try:
    print(action())
  except Exception as error:
    print(type(error).__name__, error)
z = 3 + 4j
print(z, abs(z), z.real, z.imag, z.conjugate(), z * 2, z * z, z / (1 - 1j), z**2, -z, z == 3 + 4j, z - 4j, 1j, -1j, 0j, complex(1, -0.0), complex("1+2j"), complex("-j"), complex(2.5), z + 1, 1 - z, hash(complex(2, 0)) == hash(2), bool(0j), repr(complex(nan, inf)), f"{z:.2f} {z}", 1e20 + 1j, (1 + 0j) ** 0.5)
print(hash(0.5), hash(1e300), hash(inf), hash(-inf), hash(3.0), hash(-0.5), hash(1j))
print(sum([0.1] * 3), max(1, 1.0), min(0.0, -0.0), sorted([2.5, -1, 3, 0.5]), 1 == 1.0, 2**53 == 2.0**53, 0.1 + 0.2 == 0.3, abs(-2.5), pow(2.0, 3), pow(2, 0.5))
for x in (1e0, 12345678.9, 1.5e-7, 4.35, 2.2250738585072014e-308, 9007199254740993.0, 1e21, 123456789012345680.0, 0.000123):
  print(x, repr(x), str(x), f"{x}", f"{x:.17g}", f"{x:r}" if False else x.hex())
seed = 42
total = 0.0
for _ in range(200):
  seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
  value = seed / 2**64 * 10 ** (seed % 40 - 20)
  total += value
  if _ % 20 == 0:
    print(value, float(repr(value)) == value, f"{value:.6g}", round(value, 3))
print(total)

# Bytes-like objects are texts; digits beyond any float's; powers of zero.
for action in (
    lambda: float(memoryview(b"12.5")), lambda: float(bytearray(b" 1e3 ")), lambda: float("123\x00"),
    lambda: float(b"1\x00"), lambda: round(1.5, 10**30), lambda: round(1.5, -(10**30)),
    lambda: round(-2.5, -(10**9)), lambda: (0.0) ** float("-inf"), lambda: (-0.0) ** -1.0,
    lambda: int(memoryview(b"12")), lambda: int("1", 2**70), lambda: int("1", 1.0),
):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)
