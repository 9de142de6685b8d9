# SPDX-License-Identifier: Apache-2.0
# The module enum of our own library, beside CPython's.
from enum import *
import enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = auto()
    CRIMSON = 1
    def shout(self): return self.name.upper() + "!"
    @property
    def double(self): return self.value * 2
print(list(Color), Color.RED, repr(Color.BLUE), Color(2), Color["GREEN"], Color.CRIMSON is Color.RED)
print(Color.RED.shout(), Color.BLUE.double, len(Color), Color.__members__, Color.RED in Color)
print(isinstance(Color.RED, Color), type(Color), Color, Color.RED.name, Color.RED.value, hash(Color.RED)==hash("RED"))
for bad in (lambda: Color(9), lambda: Color["X"], lambda: setattr(Color, "RED", 3), lambda: Color.RED.foo):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
try:
    class More(Color): X = 3
except TypeError as e: print(e)
class N(IntEnum):
    A = 1
    B = 5
print(N.A + 1, N.B, repr(N.B), f"{N.B:03d}", "%d" % N.A, N(5), N.A < N.B, [10,20,30][N.A], N.A == 1)
class S(StrEnum):
    X = auto()
    Y = "why"
print(S.X, repr(S.Y), S.X == "x", f"{S.Y:>5}", S.X.upper(), S("why"))
class P(Flag):
    R = auto(); W = auto(); X = auto()
    RW = R | W
print(P.R | P.X, repr(P.R|P.X), ~P.R, P.RW, list(P.RW), P.R in P.RW, bool(P.R & P.W), P(0), repr(P(0)), P(5), list(P), len(P.RW))
try: P(8)
except ValueError as e: print(e)
class Q(IntFlag):
    A = 1; B = 2; C = 4
print(Q.A | Q.B, repr(Q.A|Q.B), repr(Q(8)), repr(Q.A|8), ~Q.A, repr(~Q.A), Q.A + 1, Q(0), repr(Q(0)), f"{Q.A|Q.C}")
class Planet(Enum):
    EARTH = (5.976e24, 6.37814e6)
    MARS = (6.421e23, 3.3972e6)
    def __init__(self, mass, radius): self.mass = mass; self.radius = radius
    @property
    def g(self): return 6.67300E-11 * self.mass / self.radius**2
print(Planet.EARTH.value, Planet.EARTH.g, Planet.MARS.mass, Planet((6.421e23, 3.3972e6)))
class Coord(bytes, Enum):
    def __new__(cls, v, label):
        o = bytes.__new__(cls, [v]); o._value_ = v; o.label = label; return o
    PX = (0, "x"); PY = (1, "y")
print(Coord.PX, Coord(1), Coord.PY.label)
A = Enum("Animal", "CAT DOG"); print(list(A), A.CAT.value, A.__module__)
B = IntEnum("B", {"x": 3, "y": 4}); print(list(B))
try:
    @unique
    class D(Enum): a = 1; b = 1
except ValueError as e: print(e)
class M(Enum):
    A = 1
    @classmethod
    def _missing_(cls, v): return cls.A if v == "one" else None
print(M("one"))
try: M("two")
except ValueError as e: print(e)
class Empty(Enum):
    def f(self): return 3
class E2(Empty): Z = 1
print(E2.Z.f())
class U(Enum): L = [1]; K = {}
print(U([1]), U.L)
match Color.RED:
    case Color.GREEN: print("green")
    case Color.RED: print("red")
class W(Enum):
    _ignore_ = ["t"]
    t = 3
    A = 4
    @nonmember
    class In: pass
    @staticmethod
    def f(): return 1
print(list(W), W.In, W.f())
print(dir(Color)); print(Color.RED == Color.RED, Color.RED != Color.BLUE, Color.RED == 1)
try: Color.RED < Color.BLUE
except TypeError as e: print(e)
print({Color.RED: 1}[Color(1)], [e.name for e in reversed(Color)])
@verify(UNIQUE, CONTINUOUS)
class V(Enum): A=1; B=2
print(V.A, format(Color.RED, ">12"), str(FlagBoundary.KEEP), repr(KEEP))
class Cf(Flag, boundary=CONFORM): A=1; B=4
print(repr(Cf(7)), repr(~Cf.A), Cf.A ^ Cf.B)
class NamedI(int, Enum): A=1
print(NamedI.A, repr(NamedI.A), f"{NamedI.A}", NamedI.A+1)
try:
    class X(Enum): A=1; A=2
except TypeError as e: print(e)
import copy; print(copy.deepcopy(Color.RED) is Color.RED, Color.RED.__class__, Color.__name__)
print(P.R.value, P["RW"], P.R | P.W is P.RW, P.RW == (P.R|P.W), [f.name for f in P.R|P.X])
