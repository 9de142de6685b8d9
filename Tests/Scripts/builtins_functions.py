# SPDX-License-Identifier: Apache-2.0
# Built-in functions and types: conversions, introspection, printing, attributes.
import sys

print(1, "a", None, sep=", ", end="!\n")
print("x", "y", sep="")
print()
print("err", file=sys.stderr)
print(repr("a"), ascii("é"), str(1.0), format(5, "03"), bin(3), hex(-1), oct(9), chr(97), ord("b"))
print(bool("x"), int("7"), float("1.5"), complex(1), str(b"x"), list("ab"), tuple([1]), set(), frozenset(), dict(), bytes(2), bytearray(b"x"), range(2), slice(1, 2))
print(isinstance(1, (str, int)), issubclass(bool, int), callable(print), id(1) == id(1), hash("a") == hash("a"), type(1) is int)
print(getattr("x", "upper")(), hasattr([], "append"), vars(type("T", (), {"a": 1}))["a"], dir(type("U", (), {"zz": 1})())[-1])
print(abs(-1.5), divmod(7, -2), pow(2, 3), round(2.567, 1), sum([1, 2], 10), min(3, 1), max("ab"), sorted({3: 1, 1: 2}))
print(eval("x + 1", {"x": 1}), list(map(int, "123")), all([1, []]), any([0, "a"]), len({1: 2}), next(iter("a")))


class Attributes:
  z = 1

  def __init__(self):
    self.a = 1


o = Attributes()
setattr(o, "b", 2)
delattr(o, "a")
print(vars(o), [n for n in dir(o) if not n.startswith("_")], o.__class__.__name__, o.__dict__)
print(type("N", (Attributes,), {})().z, type.mro(bool), int.__mro__)
print(list(zip(*[(1, 2), (3, 4)])), list(enumerate(["a"])), list(reversed("ab")), list(filter(lambda v: v, [0, 1])))
f = open(sys.argv[0])
print(f.readline().strip())
f.close()
for text in ("print(1, sep=5)", "int('1', 99)", "getattr(1, 'x')", "getattr(1, 5)", "setattr(1, 'x', 1)", "setattr(o, 5, 1)", "delattr(o, 'q')", "vars(1)", "isinstance(1, 'x')", "issubclass(1, int)", "round(1, 'a')", "pow('a', 2)", "sum('ab')", "ord(5)", "ord('')", "chr('a')", "bin(1.5)", "max(1)", "eval('1 +')", "compile('x', '', 'bad')", "open('/nothing/here')", "__import__('nothing_at_all')", "type('X', (5,), {})", "type(1, 2, 3)", "super()", "super(int)", "object.__new__(int)", "object.__new__()", "int.__new__(str)", "str.upper(5)", "list.append(5, 1)", "dict.fromkeys()", "bytes(-1)", "bytes('a')", "memoryview(1)", "slice()", "complex('1', 2)", "float('1', 2)", "classmethod()", "enumerate(1)", "zip(1, strict=1)", "globals(1)", "iter(1, 2)", "hash()", "id()", "callable()", "format(1, 2)", "format(o, 'x')", "print(x=1)", "len(1, 2)", "abs()", "hex('a')", "bool(1, 2)", "tuple(1, 2)", "frozenset(1)", "object().x", "object().__init__(1)", "(5)()", "None()", "[]()", "'a'()", "o()", "o[1]", "o[1:2]", "o < o", "-o", "o + 1", "len(o)", "iter(o)", "o.__len__()", "int(o)", "float(o)", "range(o)", "[1][o]", "1 in o", "'%d' % o", "bytes(o)", "str(o, 'x')", "int.from_bytes('a', 'big')", "(1).to_bytes(1, 'x')", "type.__call__()", "type()", "NotImplemented + 1", "... < 1", "raise_()", "lambda: x" if False else "1 .x"):
  try:
    print(text, "=>", eval(text))
  except Exception as error:
    message = str(error)
    print(text, "=>", type(error).__name__, message.replace(hex(id(o)), "ID"))
