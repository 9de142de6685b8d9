# SPDX-License-Identifier: Apache-2.0
# Dictionaries and sets: order, methods, views, algebra, errors.
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"d": 4}, e=5)
d.update([("f", 6)])
print(d, len(d), "a" in d, d.get("z"), d.get("z", 0), d.setdefault("g", 7), d.setdefault("a", 9), d.pop("b"), d.pop("zz", None))
print(list(d), list(d.values()), list(d.items()), list(reversed(d)), d.popitem(), d | {"a": 0, "n": 1}, {"z": 0} | d)
d |= {"h": 8}
del d["c"]
d["c"] = "again"
print(d, d == dict(reversed(d.items())), d.copy() is d)
print(dict(a=1, b=2), dict([(1, 2)]), dict({1: 2}, x=3), dict(zip("ab", [1, 2])), dict.fromkeys("ab"), dict.fromkeys([1], 0))
k, v, i = d.keys(), d.values(), d.items()
d["new"] = 1
print("new" in k, 1 in v, ("new", 1) in i, len(k), k & {"a", "x"}, sorted(k | {"x"}), sorted(k - {"a"}), k ^ set(k), k.isdisjoint({"q"}), k == set(d))
print({1: "int", 1.0: "float", True: "bool"}, {(1, 2): 3}[1, 2], {None: 1}, {1: {2: {3: 4}}}[1][2][3])
for action in (lambda: d["missing"], lambda: d.pop("missing"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: d.update(1), lambda: dict([(1, 2, 3)]), lambda: {}.fromkeys(1), lambda: {1: 2} < {1: 3}, lambda: d + d, lambda: set([[]]), lambda: {1} + {2}, lambda: {1} | [1], lambda: set().pop(), lambda: {1}.remove(5), lambda: frozenset().add, lambda: {}[{}], lambda: dict(a=1)["b"], lambda: hash({})):
  try:
    print(action())
  except Exception as error:
    print(type(error).__name__, error)
try:
  for key in d:
    d[key + "x"] = 1
except RuntimeError as error:
  print(error)
big = {i: i * i for i in range(1000)}
for i in range(0, 1000, 2):
  del big[i]
print(len(big), list(big)[:5], big[501], 500 in big, sum(big.values()))
for i in range(0, 1000, 2):
  big[i] = -i
print(len(big), list(big)[-3:], sum(big.values()))
s = {3, 1, 2}
s.add(4)
s.discard(9)
s.discard(1)
s.update([5, 6], {7})
print(sorted(s), len(s), 3 in s, sorted(s & {3, 4, 99}), sorted(s | {0}), sorted(s - {3}), sorted(s ^ {3, 100}))
print({1, 2} < {1, 2, 3}, {1, 2} <= {1, 2}, {1} >= {1, 2}, {1, 2} == {2, 1}, {1}.isdisjoint({2}), {1}.issubset([1, 2]), {1, 2}.issuperset([1]), {1} != {1})
print(sorted({1, 2}.union([3], (4,))), {1, 2}.intersection([2], [2, 3]), {1, 2}.difference([1]), sorted({1, 2}.symmetric_difference([2, 3])))
s &= {3, 4, 5}
s |= {8}
s -= {3}
s ^= {4, 9}
print(sorted(s))
f = frozenset([1, 2])
print(f, {f: 1}[frozenset([2, 1])], hash(f) == hash(frozenset([2, 1])), f | {3}, type({3} | f).__name__, type(f | {3}).__name__, frozenset(), set(), {1} == frozenset([1]))
s.intersection_update([8])
s.difference_update([1])
s.symmetric_difference_update([8, 10])
print(s, s.copy() == s)
s.clear()
print(s, set("aab") == {"a", "b"}, {*"ab", *"b"} == set("ab"), sorted({x % 3 for x in range(9)}))
try:
  x = {1, 2, 3}
  for y in x:
    x.add(y + 10)
except RuntimeError as error:
  print(error)


class Key:
  def __init__(self, v):
    self.v = v

  def __hash__(self):
    return 1

  def __eq__(self, other):
    return isinstance(other, Key) and self.v == other.v

  def __repr__(self):
    return f"K{self.v}"


c = {Key(i): i for i in range(20)}
print(c[Key(7)], len(c), Key(99) in c, c.pop(Key(3)), list(c)[:4], len({Key(i % 3) for i in range(10)}))


class Raises:
  def __hash__(self):
    return 5

  def __eq__(self, other):
    raise ValueError("compared")


r = {Raises(): 1}
try:
  r[Raises()]
except ValueError as error:
  print(error)
r = {}
r["self"] = r
print(r)


class Ordered(dict):
  def __setitem__(self, k, v):
    print("set", k)
    super().__setitem__(k, v)

  def __missing__(self, k):
    return "missing " + k


o = Ordered(a=1)
o["b"] = 2
print(o, o["zz"], o.get("zz"), "zz" in o, dict(o), {**o}, len(o), o == {"a": 1, "b": 2})
nested = {}
for word in "the cat the dog".split():
  nested.setdefault(word[0], {}).setdefault(word, []).append(len(word))
print(nested)
items = sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1])
print(items, {v: k for k, v in items}, max({"a": 3, "b": 5}.items(), key=lambda kv: kv[1]), min({"q": 1, "p": 2}))
print({1: 2}.items() == {1: 2}.items(), {1: 2}.keys() <= {1, 2}, repr({}.keys()), {"a": 1}.items(), {"a": 1}.values())
