# SPDX-License-Identifier: Apache-2.0
# Decorators of functions, methods and classes; order of application; wrappers that keep state.
def trace(label):
  print("make", label)

  def apply(f):
    print("apply", label, f.__name__)

    def wrapper(*args, **kwargs):
      print("call", label, args, kwargs)
      return f(*args, **kwargs)

    wrapper.__name__ = f.__name__
    wrapper.__doc__ = f.__doc__
    wrapper.__wrapped__ = f
    return wrapper

  return apply


@trace("outer")
@trace("inner")
def add(a, b=1):
  """Adds."""
  return a + b


print(add(1), add(2, b=3), add.__name__, add.__doc__, add.__wrapped__.__wrapped__(5))


class CountCalls:
  def __init__(self, f):
    self.f, self.calls = f, 0

  def __call__(self, *args):
    self.calls += 1
    return self.f(*args)

  def __get__(self, instance, owner):
    return self if instance is None else lambda *args: self(instance, *args)


@CountCalls
def square(x):
  return x * x


print(square(3), square(4), square.calls)


def memoize(f):
  cache = {}

  def wrapper(n):
    if n not in cache:
      cache[n] = f(n)
    return cache[n]

  wrapper.cache = cache
  return wrapper


@memoize
def fib(n):
  return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.cache))


class Thing:
  @CountCalls
  def method(self, x):
    return ("method", x)

  @staticmethod
  @trace("static")
  def static(x):
    return x

  @classmethod
  @memoize
  def classy(cls):
    return cls.__name__

  @property
  def prop(self):
    return "prop"

  @prop.setter
  def prop(self, value):
    print("set", value)


t = Thing()
print(t.method(1), t.static(2), Thing.classy(), t.prop, Thing.method.calls)
t.prop = 5


def register(registry, *, name=None):
  def apply(obj):
    registry[name or obj.__name__] = obj
    return obj

  return apply


registry = {}


@register(registry)
class First:
  pass


@register(registry, name="other")
def second():
  pass


@(lambda f: registry.setdefault("lambda", f))
def third():
  pass


print(sorted(registry), registry["lambda"] is third)
handlers = [trace("indexed")]


@handlers[0]
def indexed():
  return "indexed"


print(indexed())


def retry(times):
  def apply(f):
    def wrapper(*args):
      for attempt in range(times):
        try:
          return f(attempt, *args)
        except ValueError as error:
          last = error
          print("attempt", attempt, error)
      raise RuntimeError("gave up") from last

    return wrapper

  return apply


@retry(3)
def flaky(attempt, need):
  if attempt < need:
    raise ValueError(f"not yet {attempt}")
  return "worked"


print(flaky(2))
try:
  flaky(5)
except RuntimeError as error:
  print(error, repr(error.__cause__))


def compose(*functions):
  def run(x):
    for f in reversed(functions):
      x = f(x)
    return x

  return run


print(compose(str, lambda x: x + 1, abs)(-5))
try:

  @5
  def bad():
    pass

except TypeError as error:
  print(error)
