# SPDX-License-Identifier: Apache-2.0
# match: every kind of pattern.
class Point:
  __match_args__ = ("x", "y")

  def __init__(self, x, y):
    self.x, self.y = x, y


class Color:
  RED = "red"
  GREEN = "green"


def kind(value):
  match value:
    case None:
      return "none"
    case True | False:
      return "bool"
    case 0:
      return "zero"
    case -1 | 1.5 | 2 + 3j:
      return "number"
    case Color.RED:
      return "red"
    case "a" | "b" as letter:
      return "letter " + letter
    case str(text) if len(text) > 5:
      return "long " + text
    case str():
      return "text"
    case []:
      return "empty"
    case [x]:
      return f"one {x}"
    case [1, *rest, 9]:
      return f"from 1 to 9 {rest}"
    case (x, y):
      return f"pair {x} {y}"
    case [[a, b], *_, {"k": v}]:
      return f"nested {a} {b} {v}"
    case [*items, "end"]:
      return f"ends {items}"
    case {"type": "circle", "r": r}:
      return f"circle {r}"
    case {"type": t, **rest} if rest:
      return f"typed {t} {rest}"
    case {}:
      return "mapping"
    case Point(0, 0):
      return "origin"
    case Point(x=0, y=y) | Point(x=y, y=0):
      return f"axis {y}"
    case Point(x, y) if x == y:
      return f"diagonal {x}"
    case Point():
      return "point"
    case int(n) | float(n):
      return f"n {n}"
    case bytes() | bytearray():
      return "bytes"
    case set():
      return "set"
    case _:
      return "other"


for value in (None, True, 0, 0.0, -1, 1.5, 2 + 3j, "red", "a", "longer text", "text", [], (), [5], [1, 2, 3, 9], [1, 9], (1, 2), [[1, 2], 3, {"k": 4}], [1, 2, 3, "end"], {"type": "circle", "r": 3, "x": 1}, {"type": "square", "s": 2}, {"type": "bare"}, {"q": 1}, {}, Point(0, 0), Point(0, 5), Point(7, 0), Point(3, 3), Point(1, 2), 42, 2.5, b"x", {1}, object, range(1), "ab"):
  print(kind(value))


def guards(x):
  match x:
    case n if n < 0:
      return "negative"
    case n if (double := n * 2) > 10:
      return double
  return "fell through"


print(guards(-1), guards(6), guards(2))


class Bad:
  __match_args__ = ["not", "a tuple"]


class Few:
  __match_args__ = ("a",)
  a = 1


def errors(value):
  try:
    match value:
      case Bad(1):
        pass
      case Few(1, 2):
        pass
  except TypeError as error:
    print(error)


errors(Bad())
errors(Few())
try:
  match 1:
    case len():
      pass
except TypeError as error:
  print(type(error).__name__)
match 5:
  case x:
    pass
print(x)
match 1, 2, 3:
  case a, *b:
    print(a, b)
match {"a": {"b": [1, {"c": 2}]}}:
  case {"a": {"b": [_, {"c": deep}]}}:
    print(deep)


class Meta(type):
  def __instancecheck__(cls, o):
    return o == 5


class Five(metaclass=Meta):
  pass


match 5:
  case Five():
    print("five")
match = {"case": 1}
case = match["case"]
print(match, case)
import collections.abc


class Seq(collections.abc.Sequence):
  def __len__(self):
    return 2

  def __getitem__(self, i):
    return "xy"[i]


match Seq():
  case [a, b]:
    print("sequence", a, b)
