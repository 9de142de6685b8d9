# SPDX-License-Identifier: Apache-2.0
# Orders of resolution that a metatype's own mro finds.
class Base: x = "Base"
class Other(Base): x = "Other"


class Swapped(type):
  def mro(cls):
    order = super().mro()
    return [order[0]] + order[1:-1][::-1] + order[-1:]


class Last(type):
  def mro(cls):
    return super().mro()[::-1]


class A(Other, metaclass=Swapped): pass
print([c.__name__ for c in A.__mro__], A.x, A().x, [c.__name__ for c in type.mro(A)], [c.__name__ for c in A.mro()])
class B(A): pass
print([c.__name__ for c in B.__mro__], B.x, isinstance(B(), Other))
Base.x = "changed"
print(A.x, B().x)
A.x = "own"
print(A.x, B().x)
class C(metaclass=Last): pass
print([c.__name__ for c in C.__mro__])


def attempt(answer):
  class Meta(type):
    def mro(cls):
      return answer(cls)
  try:
    class New(metaclass=Meta): pass
    print([c.__name__ for c in New.__mro__])
  except Exception as error:
    print(type(error).__name__, error)


attempt(lambda cls: print(cls.__mro__) or type.mro(cls))
attempt(lambda cls: type.mro(cls) if cls.__name__ == "Early" else type("Early", (cls,), {}).mro())
attempt(lambda cls: 5)
attempt(lambda cls: [cls, 5])
attempt(lambda cls: 1 / 0)
attempt(lambda cls: [cls, int])
attempt(lambda cls: (cls, object))

print("bases that change while an order is being found")
class Meddling(type):
  armed = False
  def mro(cls):
    if Meddling.armed:
      Meddling.armed = False
      try:
        Second.__bases__ = (Third,)
      except TypeError:
        pass
    return type.mro(cls)
class First(metaclass=Meddling): pass
class Second(First): pass
class Third(Second): pass
class Elsewhere(metaclass=Meddling): pass
Meddling.armed = True
try:
  Second.__bases__ = (Elsewhere,)
except TypeError:
  pass
print(Second.__mro__[0] is Second, Third.__mro__[0] is Third)
print(int.mro(), [c.__name__ for c in type.mro(Other)])
