# SPDX-License-Identifier: Apache-2.0
# dataclasses.
import dataclasses
from dataclasses import (FrozenInstanceError, InitVar, KW_ONLY, asdict, astuple, dataclass, field,
                         fields, is_dataclass, make_dataclass, replace)
from typing import ClassVar, List


@dataclass
class Point:
    x: int
    y: float = 2.0
    tags: list = field(default_factory=list)
    count: ClassVar[int] = 0

    def norm(self):
        return self.x ** 2 + self.y ** 2


p = Point(1)
print(p, p == Point(1), p != Point(2), p.norm(), Point.count, p.tags is Point(1).tags)
print([f.name for f in fields(p)], asdict(p), astuple(p), replace(p, x=5), is_dataclass(Point), is_dataclass(3))
print(Point.__match_args__, Point.__hash__, Point.__doc__)
match p:
    case Point(x, y):
        print(x, y)
try:
    Point()
except TypeError as error:
    print(error)


@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0
    note: str = field(default="", compare=False, repr=False)


print(Version(1, 2) < Version(1, 3), sorted([Version(2), Version(1, 5)]), hash(Version(1)) == hash(Version(1, 0, "n")))
for action in (lambda: setattr(Version(1), "major", 3), lambda: delattr(Version(1), "major")):
    try:
        action()
    except FrozenInstanceError as error:
        print(type(error).__name__, error)


@dataclass
class Child(Point):
    z: int = 3
    _: KW_ONLY = None
    k: str = "k"


print(Child(1, 2, [], 4), Child(1, k="v"))


@dataclass
class WithInit:
    a: int
    scale: InitVar[int]
    b: int = field(init=False)

    def __post_init__(self, scale):
        self.b = self.a * scale


print(WithInit(2, 5), WithInit(a=3, scale=2).b)


@dataclass(slots=True)
class Slotted:
    a: int
    b: List[int] = field(default_factory=list)

    def who(self):
        return type(self).__name__


s = Slotted(1)
print(s, Slotted.__slots__, hasattr(s, "__dict__"), s.who())
try:
    s.c = 3
except AttributeError as error:
    print("AttributeError")


@dataclass
class Nested:
    p: Point
    items: dict


print(asdict(Nested(Point(1), {"a": [Point(2)]})), astuple(Nested(Point(1), {})))
C = make_dataclass("C", ["a", ("b", int), ("c", int, field(default=5))], namespace={"f": lambda self: self.a})
print(C(1, 2), C(1, 2).f(), C.__name__)
for bad in (
    "@dataclass\nclass B:\n  a: int = 1\n  b: int\n",
    "@dataclass\nclass B:\n  a: list = []\n",
    "@dataclass(order=True, eq=False)\nclass B:\n  a: int\n",
    "@dataclass\nclass B(Version):\n  q: int = 0\n",
    "@dataclass\nclass B:\n  a = field()\n",
):
    try:
        exec(bad)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


@dataclass(repr=False, eq=False)
class Plain:
    a: int


print(Plain(1) == Plain(1), "Plain object" in repr(Plain(1)))


@dataclass(unsafe_hash=True, kw_only=True)
class K:
    a: int
    b: "int" = 3


print(K(a=1), hash(K(a=1)) == hash((1, 3)))
try:
    K(1)
except TypeError as error:
    print(error)


@dataclass
class Recursive:
    me: object = None


r = Recursive()
r.me = r
print(r)
