# SPDX-License-Identifier: Apache-2.0
# Statements: augmented assignment, del, chained comparison, conditions, annotations, imports, assert, globals.
x = 5
x += 1; x -= 2; x *= 3; x //= 2; x **= 2; x %= 7; x <<= 3; x >>= 1; x |= 1; x &= 7; x ^= 2
print(x)
x /= 2
print(x, 1 < 2 < 3, 1 < 3 < 2, 1 == 1 != 2, 3 > 2 >= 2 < 5, not 1 < 2, 1 in [1] in [[1]], "a" not in "b", None is None is not 5)


def side(v):
  print("side", v, end=" ")
  return v


print(side(1) < side(0) < side(5), side(1) and side(0) and side(2), side(0) or side("x") or side(2))
print(1 if x > 100 else 2 if x else 3, (lambda: 5 if x else 6)(), [] or "empty", 0 and 1, not [], "yes" if [0] else "no")
y: int = 3
z: "later"
print(y, __annotations__)


class Annotated:
  a: int
  b: str = "x"
  c: list[int] = []


print(Annotated.__annotations__, hasattr(Annotated, "a"), Annotated.b)
import math as m
from math import floor, ceil as up
import os.path, sys

print(m.pi, floor(1.5), up(1.5), os.path.basename("/a/b.c"), sys.modules["math"] is m, __name__)
try:
  import nothing_here
except ImportError as error:
  print(type(error).__name__, error, error.name)
try:
  from math import nothing
except ImportError as error:
  print(error.name)
try:
  import math.nothing
except ImportError as error:
  print(error)
del y
try:
  y
except NameError as error:
  print(error, error.name)
if 0:
  pass
elif "":
  pass
elif [1]:
  print("elif")
else:
  pass
pass
while True:
  x = 1
  while True:
    x += 1
    if x > 3:
      break
  else:
    print("never")
  break
print(x)


def no_return():
  pass


def bare_return():
  return


def many():
  return 1, 2, *[3]


print(no_return(), bare_return(), many(), (many)()[0])
exec("a = 1\nprint(a + 1)")
print(eval("1 + 2 * 3"), eval("[i for i in range(3)]"), eval(compile("5", "", "eval")))
namespace = {}
exec("def f(): return g()\ndef g(): return 'from g'", namespace)
print(namespace["f"](), sorted(k for k in namespace if k != "__builtins__"))
print(globals()["x"], "no_return" in dir(), type(globals()).__name__)
print(type(...), ..., NotImplemented, __debug__, None, type(None)())
a = b = c = 5
a, b = b + 1, a
print(a, b, c)
d = {"n": [1, 2]}
d["n"][0] += 10
d["n"] += [3]
print(d)
t = ([1],)
try:
  t[0] += [2]
except TypeError as error:
  print(error, t)
print("a" "b" 'c' f"{x}", (1), (1,), ((1)), -3**2, (-3) ** 2, 2**3**2, -2**-1, not True == False, 5 - 3 - 1, 2 * 3 % 4, ~-1, 1 << 2 + 1, 6 & 3 | 8 ^ 1)
print(1_000, 0x_ff, 1e3, 1.5e-3, 0b1_0, 1j, .5, 5., 0o1_7)
print(*map(type, (1, 1.0, 1j, "", b"", [], (), {}, set(), None, True, range(1), slice(1), len, lambda: 0, type)))
if (n := len("abc")) == 3 and (k := n * 2):
  print(n, k)
print(abs.__name__, len.__module__, (lambda: 0).__name__, Annotated.__name__, type(Annotated()).__name__)
for i in range(3): print(i, end=","); print()
class One: x = 1; y = 2
print(One.x, One.y)
lines = """first
  second
third\
 continued"""
print(lines)
print({**{"a": 1}}, [*"ab"], print, dir(One)[-2:], isinstance(3, int | str), int | None)
