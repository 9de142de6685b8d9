# SPDX-License-Identifier: Apache-2.0
# RuntimeWarnings of array operations: the line that wrote them, filters, recording, errstate.
import warnings

import numpy as np

warnings.resetwarnings()
warnings.simplefilter("default")

# What is shown goes to a list: a value that is computed later also warns later, but of the same line.
shown = []
warnings.showwarning = lambda message, category, filename, line, file=None, text=None: shown.append(
    (line, category.__name__, str(message)))

zeros = np.zeros(4)
a = np.ones(4) / zeros
b = a * 0
c = np.sqrt(
    -np.ones(3)) + 1
print(a, b)
print(c)


def log(x):
  y = np.log(x)
  z = y * 2
  return z


for _ in range(3):
  d = log(zeros)
  print(d)

with warnings.catch_warnings(record=True) as met:
  warnings.simplefilter("always")
  e = np.ones(4) / zeros
  f = log(zeros)
print([(str(each.message), each.lineno, each.category.__name__) for each in met])
print(e, f)

with warnings.catch_warnings():
  warnings.simplefilter("error")
  try:
    g = zeros / zeros
  except RuntimeWarning as error:
    print("raised", error, error.__traceback__.tb_lineno)
  try:
    g = np.float64(1) / 0
  except RuntimeWarning as error:
    print("raised", error)
  try:
    zeros /= 0
  except RuntimeWarning as error:
    print("raised", error)
  for make in [lambda: np.exp(np.array([1e4])), lambda: np.full(3, 1e308).sum(), lambda: np.full((2, 3), 1e308).sum(axis=1),
               lambda: np.array([np.nan, 1e20]).astype(np.int32), lambda: np.var(np.array([np.inf, 1.0])),
               lambda: np.power(np.array([10.0]), 400), lambda: np.mean(np.zeros((0, 3)), axis=0)]:
    try:
      print(make())
    except RuntimeWarning as error:
      print("raised", error)
with warnings.catch_warnings():
  warnings.simplefilter("ignore")
  h = np.zeros(4) / np.zeros(4)
print(h)

i = np.ones(3) / np.zeros(3)
with np.errstate(divide="ignore", invalid="ignore"):
  j = i - i
  k = np.log(np.zeros(3))
print(i, j, k)
with np.errstate(all="ignore"):
  m = np.ones(3) / np.zeros(3) - np.inf
m = m + 1
print(m)
n = np.ones(2) * np.inf * 0
with np.errstate(invalid="raise"):
  try:
    o = np.zeros(2) / np.zeros(2)
  except FloatingPointError as error:
    print("FloatingPointError", error)
print(n)
old = np.seterr(all="ignore")
p = np.log(-np.ones(2))
np.seterr(**old)
print(p, old)
q = np.arccos(np.array([2.0]))
warnings.filterwarnings("ignore", message="invalid value")
print(q)
r = np.arcsin(np.array([2.0]))
s = np.ones(1) / np.zeros(1)
print(r, s)
warnings.resetwarnings()
warnings.simplefilter("once")
for _ in range(2):
  print(np.ones(1) / np.zeros(1))
print(np.ones(1) / np.zeros(1))
print(*sorted(shown), sep="\n")

warnings.resetwarnings()


def tell(word, function):
  with warnings.catch_warnings(record=True) as met:
    warnings.simplefilter("always")
    try:
      result = repr(function())
    except (ValueError, OverflowError) as error:
      result = repr(error)
  print(word, result, [str(each.message) for each in met])


f8, f4, i8, i64, u8, u64 = np.float64, np.float32, np.int8, np.int64, np.uint8, np.uint64
tell("power", lambda: i8(100)**i8(2))
tell("negative power", lambda: i8(2)**i8(-1))
tell("negative powers", lambda: np.array([2, 3])**np.array([1, -1]))
tell("negative", lambda: (-i8(-128), -u8(3), -u8(0), abs(i8(-128)), -u64(1)))
tell("division", lambda: (i8(-128) // i8(-1), i8(5) % i8(0), divmod(i8(5), i8(0))))
tell("sums", lambda: (i64(2**63 - 1) + i64(1), i64(-2**63) - 1, u64(2**64 - 1) + u64(1), u8(1) - u8(2), 200 * u8(2)))
tell("wider", lambda: (i8(100) + np.int16(30000), u8(200) + i8(100), i8(100) << i8(3), i64(2) + u64(3)))
tell("too large", lambda: i8(1) + 300)
tell("float", lambda: (f8(1) / 0, f8(0) / f8(0), f8(1) % f8(0), 1 / f8(0), f4(3e38) * 10.0, f8(0)**f8(-1)))
tell("divmod", lambda: divmod(f8(1), f8(0)))
tell("complex", lambda: np.complex128(1e308) * 10)
tell("0-d", lambda: np.array(i8(100)) + i8(100))
tell("text", lambda: (f8("1.5"), f4(" inf "), i64("12"), np.complex128("1+2j"), np.bool_("")))
tell("no number", lambda: i64("x"))
for a in [i8(7), i64(-5), u8(250), u64(2**64 - 1)]:
  for b in [i8(-3), u8(9), i64(11), 2]:
    tell(f"{a!r} {b!r}", lambda: (a + b, a - b, a * b))
