# SPDX-License-Identifier: Apache-2.0
# Classes: resolution order, super, multiple inheritance, class and static methods, representation.
class A:
  """Class A."""
  kind = "a"

  def __init__(self, value=0):
    self.value = value

  def who(self):
    return ["A"]

  def __repr__(self):
    return f"{type(self).__name__}({self.value!r})"


class B(A):
  def who(self):
    return ["B"] + super().who()


class C(A):
  kind = "c"

  def who(self):
    return ["C"] + super().who()


class D(B, C):
  def who(self):
    return ["D"] + super(D, self).who()

  @classmethod
  def make(cls, *args):
    return cls(*args)

  @staticmethod
  def helper(x):
    return x * 2


d = D.make(5)
print(d, d.who(), D.kind, [c.__name__ for c in D.__mro__], d.helper(4), D.helper(3))
print(isinstance(d, A), issubclass(D, (int, C)), D.__bases__, D.__base__)
print(A.__doc__, B.__doc__, A.__module__, D.__qualname__, D.make.__func__.__name__)
print(sorted(k for k in A.__dict__ if not k.startswith("__")), vars(d))
d.extra = 1
print(vars(d), hasattr(d, "extra"), getattr(d, "nothing", "default"))
del d.extra
try:
  d.extra
except AttributeError as error:
  print(error, error.name, error.obj is d)
try:
  A.nothing
except AttributeError as error:
  print(error)
try:
  class Bad(A, D):
    pass
except TypeError as error:
  print(error)
try:
  class Twice(A, A):
    pass
except TypeError as error:
  print(error)
try:
  class Layout(int, str):
    pass
except TypeError as error:
  print(error)
try:
  class FromBool(bool):
    pass
except TypeError as error:
  print(error)
try:
  A(1, 2, 3)
except TypeError as error:
  print(error)
try:
  object(1)
except TypeError as error:
  print(error)


class Empty:
  pass


try:
  Empty(1)
except TypeError as error:
  print(error)
e = Empty()
e.__class__ = A
e.value = 7
print(e, type(e) is A)
A.added = lambda self: ("added", self.value)
print(d.added(), B(3).added())
A.kind = "changed"
print(B.kind, C.kind)
B.who = lambda self: ["patched"] + super(B, self).who()
print(d.who())
bound = d.who
print(bound.__self__ is d, bound.__func__ is D.who, bound == d.who, bound is d.who)


class Base:
  def __new__(cls, *args):
    print("new", cls.__name__, args)
    return super().__new__(cls)

  def __init__(self, *args):
    print("init", args)


class Other(Base):
  def __new__(cls, *args):
    return Base(*args) if args else super().__new__(cls)


print(type(Other()).__name__, type(Other(1)).__name__)


class Integer(int):
  def __new__(cls, value):
    return super().__new__(cls, value * 2)

  def __add__(self, other):
    return Integer(int(self) + other)


i = Integer(5)
i.note = "an int with attributes"
print(i, i + 1, i - 1, type(i + 1).__name__, type(i - 1).__name__, i.note, i == 10, hash(i) == hash(10))


class Words(list):
  def __getitem__(self, index):
    return "item " + str(super().__getitem__(index))


w = Words([1, 2, 3])
w.append(4)
print(w[1], w, len(w), list(w), w == [1, 2, 3, 4], isinstance(w, list))


class Missing(dict):
  def __missing__(self, key):
    return key * 2


m = Missing(a=1)
print(m["a"], m["b"], m, m.get("b"))
T = type("T", (A,), {"x": 1, "f": lambda self: self.x})
print(T.__name__, T().f(), T.__mro__[1].__name__)


class Nested:
  class Inner:
    def f(self):
      pass

  def g(self):
    def h():
      pass

    return h


print(Nested.Inner.__qualname__, Nested.Inner.f.__qualname__, Nested().g().__qualname__)


class Private:
  __hidden = 1

  def __init__(self):
    self.__x = 2

  def get(self):
    return self.__x + self.__hidden


p = Private()
print(p.get(), sorted(vars(p)), Private._Private__hidden)
