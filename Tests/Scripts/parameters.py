# SPDX-License-Identifier: Apache-2.0
# All kinds of parameters, how arguments find them, and what is said when they do not.
def show(call, *args, **kwargs):
  try:
    print(call(*args, **kwargs))
  except TypeError as error:
    print(type(error).__name__, error)


def plain(a, b=2, *rest, c, d=4, **others):
  return a, b, rest, c, d, others


def positional(a, b=2, /, c=3, *, d=4):
  return a, b, c, d


def nothing():
  return "nothing"


show(plain, 1, c=3)
show(plain, 1, 20, 30, 40, c=3, d=5, e=6)
show(plain, a=1, c=3, z=26)
show(plain)
show(plain, 1)
show(plain, 1, 2, a=3, c=4)
show(positional, 1)
show(positional, 1, 2, 3, d=5)
show(positional, 1, c=5)
show(positional, a=1)
show(positional, 1, 2, 3, 4)
show(positional)
show(nothing)
show(nothing, 1)
show(nothing, x=1)
show(lambda x, y: (x, y), 1)
show(lambda x, y, z: (x, y), 1)
show(lambda *, x, y: (x, y))
show(lambda *args, **kw: (args, kw), 1, *[2, 3], *(4,), x=5, **{"y": 6, "z": 7})
show(lambda **kw: kw, **{"a": 1}, **{"b": 2})
try:
  plain(1, **{"c": 3}, **{"c": 4})
except TypeError as error:
  print(error)
try:
  plain(1, *3, c=1)
except TypeError as error:
  print(error)
try:
  plain(1, **3, c=1)
except TypeError as error:
  print(error)
try:
  nothing(**{1: 2})
except TypeError as error:
  print(error)


def mutable(item, into=[]):
  into.append(item)
  return into


print(mutable(1), mutable(2), mutable(3, []), mutable.__defaults__)
mutable.__defaults__ = (["new"],)
print(mutable(4))
positional.__kwdefaults__ = {"d": "changed"}
print(positional(1), positional.__kwdefaults__)
print(plain.__name__, plain.__qualname__, plain.__code__.co_argcount)
print(plain.__code__.co_varnames[:6], plain.__code__.co_kwonlyargcount)


def annotated(a: int, b: "text" = 1, *c: float, d: list[int] = None, **e: dict) -> str:
  """Its documentation."""


print(annotated.__annotations__, annotated.__doc__)


def order():
  trace = []

  def f(x):
    trace.append(x)
    return x

  def g(*args, **kw):
    return args, sorted(kw.items())

  print(g(f(1), *[f(2)], f(3), k=f(4), *[f(5)], **{"m": f(6)}), trace)


order()


class Callable:
  def __call__(self, *args, **kw):
    return len(args), sorted(kw)

  def method(self, a, b=1):
    return a, b


show(Callable(), 1, 2, x=3)
show(Callable().method)
show(Callable().method, 1, 2, 3)
show(Callable.method, None, 5)
show(int, "12", base=5)
show(len)
show(len, [], [])
show(len, obj=[])
show(sorted, [3, 1, 2], key=lambda x: -x, reverse=True)
show("{} {a}".format, 1, a=2)
print((lambda: (yield))().__class__.__name__)
print([f() for f in [lambda i=i: i * i for i in range(4)]])
