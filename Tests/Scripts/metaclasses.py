# SPDX-License-Identifier: Apache-2.0
# Metaclasses, __init_subclass__, __prepare__, __class_getitem__, __instancecheck__, class decorators.
class Meta(type):
  @classmethod
  def __prepare__(mcs, name, bases, **kwargs):
    print("prepare", name, [b.__name__ for b in bases], kwargs)
    return {"prepared": True}

  def __new__(mcs, name, bases, namespace, **kwargs):
    print("new", name, [k for k in namespace if not k.startswith("__")])
    return super().__new__(mcs, name, bases, namespace)

  def __init__(cls, name, bases, namespace, **kwargs):
    print("init", name, kwargs)
    super().__init__(name, bases, namespace)

  def __call__(cls, *args):
    print("call", cls.__name__, args)
    return super().__call__(*args)

  def __len__(cls):
    return 7

  def __getattr__(cls, name):
    return "meta " + name

  @property
  def label(cls):
    return cls.__name__.lower()

  def __contains__(cls, item):
    return item == 1

  def __iter__(cls):
    return iter("abc")


class A(metaclass=Meta, option=1):
  x = 1


class B(A):
  y = 2


print(type(B).__name__, len(A), A.anything, B.label, 1 in A, 2 in A, list(B), B.prepared)
B()
print(isinstance(B, Meta), Meta.__mro__[1].__name__)


class Registry:
  items = {}

  def __init_subclass__(cls, /, key=None, **kwargs):
    super().__init_subclass__(**kwargs)
    Registry.items[key or cls.__name__] = cls


class One(Registry):
  pass


class Two(Registry, key="second"):
  pass


class Three(Two, key="third"):
  pass


print({k: v.__name__ for k, v in Registry.items.items()})
try:
  class Wrong(Registry, other=1):
    pass
except TypeError as error:
  print(error)


class Generic:
  def __class_getitem__(cls, item):
    return (cls.__name__, item)


print(Generic[int], Generic["a", 1])


class Duck(type):
  def __instancecheck__(cls, instance):
    return hasattr(instance, "quack")

  def __subclasscheck__(cls, subclass):
    return hasattr(subclass, "quack")


class Quacks(metaclass=Duck):
  pass


class Mallard:
  quack = 1


print(isinstance(Mallard(), Quacks), isinstance(1, Quacks), issubclass(Mallard, Quacks), issubclass(int, Quacks))


def decorate(*labels):
  def apply(cls):
    cls.labels = labels
    return cls

  return apply


@decorate("a", "b")
class Decorated:
  pass


print(Decorated.labels)
try:
  class Conflict(metaclass=Duck):
    pass

  class Both(A, Conflict):
    pass
except TypeError as error:
  print(error)


def not_a_type(name, bases, namespace, **kwargs):
  return (name, bases, sorted(k for k in namespace if not k.startswith("__")), kwargs)


class Tuple(metaclass=not_a_type, z=1):
  field = 1


print(Tuple)


class Entries:
  def __mro_entries__(self, bases):
    print("entries", len(bases))
    return (dict,)


class Real(Entries()):
  pass


print(Real.__bases__, type(Real.__orig_bases__[0]).__name__)


class Singleton(type):
  instances = {}

  def __call__(cls, *args):
    if cls not in cls.instances:
      cls.instances[cls] = super().__call__(*args)
    return cls.instances[cls]


class Only(metaclass=Singleton):
  def __init__(self, v):
    self.v = v


print(Only(1) is Only(2), Only(3).v)


class Enumish(type):
  def __new__(mcs, name, bases, ns):
    members = {k: v for k, v in ns.items() if isinstance(v, int)}
    cls = super().__new__(mcs, name, bases, ns)
    cls.members = members
    return cls

  def __getitem__(cls, key):
    return cls.members[key]

  def __or__(cls, other):
    return "or"

  def __lt__(cls, other):
    return cls.__name__ < other.__name__

  def __repr__(cls):
    return f"<{cls.__name__}>"


class Color(metaclass=Enumish):
  RED = 1
  BLUE = 2


class Azure(metaclass=Enumish):
  X = 1


print(Color["RED"], Color | 1, sorted([Color, Azure]), Color)
print(type.__call__(Meta, "Dynamic", (), {"q": 1}).q)
