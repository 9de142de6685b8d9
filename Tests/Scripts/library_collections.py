# SPDX-License-Identifier: Apache-2.0
# collections and its abstract base classes.
from collections import (ChainMap, Counter, OrderedDict, UserDict, UserList, UserString,
                         defaultdict, deque, namedtuple)
from collections import abc

Point = namedtuple("Point", "x y z", defaults=[0])
p = Point(1, y=2)
print(p, p.x, p[1], p._asdict(), p._replace(z=9), Point._fields, Point._field_defaults)
print(Point._make([4, 5, 6]), Point.__doc__, Point.x.__doc__, Point.__match_args__, p == (1, 2, 0))
print(namedtuple("R", "a class a _b", rename=True)._fields)
for names in ("a a", "class", "_x", "1x"):
    try:
        namedtuple("Bad", names)
    except ValueError as error:
        print(error)
for call in (lambda: Point(), lambda: Point(1, 2, 3, 4), lambda: p._replace(w=1),
             lambda: Point._make([1])):
    try:
        call()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, str(error)[:40])
match p:
    case Point(x, y):
        print("matched", x, y)


class Named(namedtuple("Base", ["a", "b"])):
    __slots__ = ()

    @property
    def total(self):
        return self.a + self.b


print(Named(3, 4).total, Named(3, 4))

c = Counter("mississippi")
print(c, c["z"], c.most_common(2), sorted(c.elements()), c.total())
c.subtract("miss")
print(c, +c, -c, c + Counter(m=2), c - Counter(s=1), c | Counter(p=9), c & Counter(p=1))
c.update({"s": 3}, q=1)
print(c, Counter(a=1) <= Counter(a=2), Counter(a=0) == Counter(), sorted(c))
c -= Counter(s=100)
print(c, c.copy() == c)
try:
    Counter.fromkeys("a")
except NotImplementedError as error:
    print(error)

o = OrderedDict(a=1, b=2, c=3)
o.move_to_end("a")
print(list(o.items()), o == OrderedDict(b=2, c=3, a=1), o == OrderedDict(a=1, b=2, c=3), o == {"a": 1, "b": 2, "c": 3})
o.move_to_end("a", last=False)
print(list(o), o.popitem(), o.popitem(last=False), dict(o), list(reversed(o)), OrderedDict.fromkeys("xy", 0) == {"x": 0, "y": 0})
try:
    OrderedDict().popitem()
except KeyError as error:
    print(error)

m = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(m, m["a"], m["b"], len(m), sorted(m), m.get("z", 5), "b" in m, m.parents, m.new_child({"n": 1}))
m["b"] = 7
print(m.maps, dict(m))
try:
    del m["q"]
except KeyError as error:
    print(error)

d = defaultdict(list)
for index, word in enumerate("the cat the dog".split()):
    d[word].append(index)
print(d, dict(d), d.get("x"))
q = deque([1, 2, 3], maxlen=3)
q.append(4)
q.appendleft(0)
q.rotate(1)
print(q, q.count(2), list(reversed(q)))


class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)


u = Upper(a=1)
u.update(b=2)
print(u, u | {"c": 3}, "A" in u, len(u), dict(u.items()))
l = UserList([3, 1, 2])
l.sort()
print(l, l + [4], l[1:], type(l[1:]).__name__, l * 2, l == [1, 2, 3], 2 in l, l.index(3))
s = UserString("Hello")
print(s, s.upper(), type(s.upper()).__name__, s + "!", s.find("l"), s[1:3], s == "Hello", s.split("l"))


class Squares(abc.Sequence):
    def __len__(self):
        return 5

    def __getitem__(self, index):
        if not 0 <= index < 5:
            raise IndexError(index)
        return index * index


s = Squares()
print(list(s), 9 in s, s.index(16), s.count(4), list(reversed(s)), isinstance(s, abc.Collection))
match s:
    case [a, b, *rest]:
        print("sequence", a, b, rest)


class Bag(abc.MutableSet):
    def __init__(self, values=()):
        self.values = list(dict.fromkeys(values))

    def __contains__(self, value):
        return value in self.values

    def __iter__(self):
        return iter(self.values)

    def __len__(self):
        return len(self.values)

    def add(self, value):
        if value not in self.values:
            self.values.append(value)

    def discard(self, value):
        if value in self.values:
            self.values.remove(value)


a, b = Bag([1, 2, 3]), Bag([2, 3, 4])
print(sorted(a & b), sorted(a | b), sorted(a - b), sorted(a ^ b), a <= b, Bag([2]) < a, a == {1, 2, 3})
a |= [7]
a -= b
print(sorted(a), a.pop(), a.isdisjoint(b))
try:
    a.remove(100)
except KeyError as error:
    print("KeyError", error)
for kind in ("Hashable", "Iterable", "Iterator", "Sized", "Container", "Callable", "Sequence",
             "MutableSequence", "Set", "Mapping", "MutableMapping", "Reversible", "Generator"):
    base = getattr(abc, kind)
    print(kind, [isinstance(each, base) for each in (1, "a", [], (), {}, set(), print, iter([]), range(3))])
try:
    abc.Mapping()
except TypeError as error:
    print(str(error)[:60])
