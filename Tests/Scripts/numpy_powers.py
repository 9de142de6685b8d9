# SPDX-License-Identifier: Apache-2.0
# Powers: exponents that are other operations, integers, dtypes, in place.
import numpy as np

np.seterr(all="ignore")
generator = np.random.default_rng(5)
exponents = [0, 1, 2, 3, 0.0, 1.0, 2.0, 0.5, -1.0, -0.5, True, np.float64(2), np.int64(2), np.array(2.0), np.float32(0.5),
             np.array(0.5), np.array([2.0])]
for dtype in ["f8", "f4", "f2", "i4", "u1", "?"]:
  a = np.array([0, 1, 2, 3, 1]).astype(dtype)
  for exponent in exponents + ([-1, -2] if dtype not in ("u1", "?") else []):
    try:
      power = a**exponent
      print(dtype, repr(exponent), power.dtype, power)
    except (TypeError, ValueError, OverflowError) as error:
      print(dtype, repr(exponent), type(error).__name__, error)
    if dtype != "?":
      try:
        b = a.copy()
        b **= exponent
        print(dtype, repr(exponent), b.dtype, b)
      except (TypeError, ValueError, OverflowError) as error:
        print(dtype, repr(exponent), type(error).__name__, error)
try:
  np.array([1, 2], dtype="u1")**-1
except OverflowError as error:
  print(error)
for dtype in ["c16", "c8", "f8", "f4"]:
  parts = generator.normal(size=(2, 200))
  a = (parts[0] + 1j * parts[1]).astype(dtype) if dtype[0] == "c" else abs(parts[0]).astype(dtype)
  for exponent, function in [(0.5, np.sqrt), (2.0, np.square), (2, np.square), (-1, np.reciprocal), (-1.0, np.reciprocal)]:
    x, y = a**exponent, function(a)
    print(dtype, repr(exponent), x.dtype, bool((x == y).all()))
z = np.array([-0.0, -np.inf, np.inf, 0.0, np.nan, -1.5])
for exponent in [0.5, 2, -1, 0, 1, np.float64(0.5), np.array(0.5), np.array([0.5])]:
  print(repr(exponent), z**exponent, np.power(z, exponent))
for base in [np.array(-np.inf), np.array([-np.inf])]:
  print(repr(base**0.5), repr(base**np.float64(0.5)), repr(np.power(base, 0.5)))
