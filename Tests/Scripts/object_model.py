# SPDX-License-Identifier: Apache-2.0
# What classes have beside their attributes: weak references, flags, wrapped functions; frames of generators; changes refused.
import weakref


def refused(function, *arguments):
  try:
    print("accepted", function(*arguments))
  except Exception as error:
    print(f"{type(error).__name__}: {error}")


class Plain:
  pass


class Slotted:
  __slots__ = ("a",)


class Referable(Slotted):
  __slots__ = ("__weakref__", "__dict__")


class Other:
  __slots__ = ("b",)


class Integer(int):
  pass


# Weak references stand in the class that brings them.
print("__weakref__" in Plain.__dict__, hasattr(Slotted, "__weakref__"))
print("__weakref__" in Referable.__dict__, "__weakref__" in dir(Plain()))
plain = Plain()
print(plain.__weakref__)
reference = weakref.ref(plain)
print(plain.__weakref__ is reference)
refused(weakref.ref, Slotted())
refused(type, "Bad", (int,), {"__slots__": ("x",)})

# Flags of types.
for bit in (6, 9, 10, 20, 24, 25, 26, 27, 28, 29, 30, 31):
  marks = [t.__name__ for t in (int, bool, list, tuple, dict, str, bytes, type, ValueError, Plain, Integer) if t.__flags__ >> bit & 1]
  print(bit, marks)

# Slots decide whether a class may change.
refused(setattr, Slotted(), "__class__", Other)
refused(object.__setattr__, str, "lower", len)
del plain.__dict__
print(plain.__dict__)
refused(delattr, Plain, "__doc__")


def function():
  "Text."


wrapped = staticmethod(function)
print(sorted(wrapped.__dict__), wrapped.__doc__, classmethod(function).__name__)
wrapped.x = 1
print(wrapped.x, wrapped.__dict__["x"])
refused(setattr, property(), "fget", None)


class Proxy:
  def __init__(self, target):
    self.target = target

  def __getattribute__(self, name):
    return getattr(object.__getattribute__(self, "target"), name)


class Base:
  def name(self):
    return "Base.name"


class Derived(Base):
  def name(self):
    return "Derived." + super(Derived, self).name()


print(super(Derived, Proxy(Derived())).name())


# Frames of generators that wait.
def count(limit):
  index = 0
  while index < limit:
    yield index
    index += 1


numbers = count(2)
print(numbers.gi_frame.f_back)
next(numbers)
print(numbers.gi_frame.f_locals, numbers.gi_frame.f_lineno - count.__code__.co_firstlineno)
print(list(numbers), numbers.gi_frame)


# An exception thrown where one is handled has that as its context.
def handles():
  try:
    raise KeyError("a")
  except KeyError:
    yield


waiting = handles()
next(waiting)
try:
  waiting.throw(ValueError("b"))
except ValueError as error:
  print(repr(error.__context__))


class NoException(Exception):
  def __new__(cls, *arguments):
    return cls


refused(handles().throw, NoException)

# Chains of contexts that go in circles.
first, second = ValueError(1), ValueError(2)
first.__context__, second.__context__ = second, first
try:
  try:
    raise first
  except ValueError:
    raise TypeError("after")
except TypeError as error:
  print(repr(error.__context__), repr(error.__context__.__context__))
for name in ("args", "__traceback__", "__cause__", "__context__"):
  refused(delattr, first, name)
refused(first.__setstate__, 3)

# Texts.
print("  a    b   ".split(None, 1), "  a    b   ".rsplit(None, 1), b" a  b ".split(None, 1), b" a  b ".rsplit(None, 1))
long = "ab" * 500
print((long + "c").find("ab" * 20 + "c"), long.find("ab" * 20 + "c"), long.count("ab" * 10), "abc".find("\u2026"))
refused(lambda: "%.*d" % (2**40, 1))
refused(lambda: b"no format" % b"1")
refused(lambda: b"%g" % "1")
refused(lambda: f"{'x':zs}")


class Unlike:
  @property
  def __eq__(self):
    raise AttributeError("none")


print(Unlike() == Unlike())
