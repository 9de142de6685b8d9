# SPDX-License-Identifier: Apache-2.0
# Descriptors: properties, data and other descriptors, __set_name__, __slots__, attribute hooks.
class Typed:
  def __init__(self, kind):
    self.kind = kind

  def __set_name__(self, owner, name):
    self.name = name
    print("named", owner.__name__, name)

  def __get__(self, instance, owner=None):
    if instance is None:
      return self
    return instance.__dict__.get(self.name, "unset")

  def __set__(self, instance, value):
    if not isinstance(value, self.kind):
      raise TypeError(f"{self.name} must be {self.kind.__name__}")
    instance.__dict__[self.name] = value

  def __delete__(self, instance):
    print("delete", self.name)
    instance.__dict__.pop(self.name, None)


class Point:
  x = Typed(int)
  y = Typed(int)


p = Point()
p.x = 3
print(p.x, p.y, type(Point.x).__name__, vars(p))
try:
  p.x = "text"
except TypeError as error:
  print(error)
del p.x
print(p.x)


class NonData:
  def __get__(self, instance, owner):
    return ("computed", instance is None, owner.__name__)


class Holder:
  value = NonData()


h = Holder()
print(h.value, Holder.value)
h.value = 1
print(h.value)


class Celsius:
  def __init__(self):
    self._t = 20

  @property
  def t(self):
    """The temperature."""
    return self._t

  @t.setter
  def t(self, value):
    self._t = value

  @t.deleter
  def t(self):
    self._t = None

  @property
  def fixed(self):
    return 1


c = Celsius()
c.t = 30
print(c.t, Celsius.t.__doc__, Celsius.t.fget.__name__)
del c.t
print(c.t)
for action in (lambda: setattr(c, "fixed", 2), lambda: delattr(c, "fixed")):
  try:
    action()
  except AttributeError as error:
    print(error)


class Slots:
  __slots__ = ("a", "b", "__private")

  def __init__(self):
    self.a = 1
    self.__private = 2


s = Slots()
print(s.a, s._Slots__private, Slots.a, Slots.__slots__)
for action in (lambda: s.b, lambda: setattr(s, "z", 1), lambda: s.__dict__, lambda: delattr(s, "b")):
  try:
    action()
  except AttributeError as error:
    print(error)
s.b = 5
del s.b
print(hasattr(s, "b"), hasattr(s, "a"))


class More(Slots):
  pass


m = More()
m.z = 1
m.b = 2
print(m.__dict__, m.b)


class Both:
  __slots__ = ("a", "__dict__")


b = Both()
b.a = 1
b.other = 2
print(b.__dict__, b.a)
try:
  class Conflict:
    __slots__ = ("a",)
    a = 1
except ValueError as error:
  print(error)
try:
  Slots.a.__get__(1)
except TypeError as error:
  print(error)


class Hooks:
  def __init__(self):
    self.real = 1

  def __getattr__(self, name):
    if name.startswith("dyn"):
      return name.upper()
    raise AttributeError(f"no {name}")

  def __setattr__(self, name, value):
    object.__setattr__(self, name, value * 10)

  def __delattr__(self, name):
    print("deleting", name)
    super().__delattr__(name)

  def __dir__(self):
    return ["b", "a"]


k = Hooks()
k.x = 2
print(k.real, k.x, k.dynamic, dir(k), getattr(k, "none", 0))
del k.x
try:
  k.x
except AttributeError as error:
  print(error)


class All:
  def __getattribute__(self, name):
    return "all " + name


print(All().anything, All().__class__)


class Lazy:
  def __init__(self, f):
    self.f = f

  def __set_name__(self, owner, name):
    self.name = name

  def __get__(self, instance, owner):
    print("computing")
    value = instance.__dict__[self.name] = self.f(instance)
    return value


class Uses:
  @Lazy
  def area(self):
    return 42


u = Uses()
print(u.area, u.area)


class Class:
  def method(self):
    pass

  s = staticmethod(lambda: "static")
  c = classmethod(lambda cls: cls.__name__)


print(Class.method.__get__(5).__self__, Class.s(), Class().s(), Class.c(), Class().c())
print(Class.__dict__["s"].__func__(), type(Class.__dict__["c"]).__name__)
