# SPDX-License-Identifier: Apache-2.0
# Lists and tuples: methods, slices, slice assignment, sorting, comparison, iteration while changing.
a = [3, 1, 2]
a.append(4)
a.extend((5, 6))
a.insert(0, 0)
a.insert(100, 9)
a.insert(-1, 8)
print(a, a.pop(), a.pop(0), a.index(2), a.count(1), a[::-1], a[-2:], len(a))
a.remove(1)
a.reverse()
print(a, sorted(a), a.copy() is a, a + [1], [0] * 3, 2 in a)
a.sort(key=lambda x: -x)
print(a)
a.sort()
a.sort(reverse=True)
print(a)
b = list(range(10))
b[2:5] = ["x"]
print(b)
b[::2] = [0] * len(b[::2])
print(b)
del b[1:3], b[-1]
print(b)
b[1:1] = [7, 8]
b[len(b):] = "end"
print(b)
b[:] = []
print(b)
b += [1]
b *= 3
print(b)
c = [1, 2, 3, 4, 5]
c[-1:0:-2] = "ab"
print(c)
c[1:3], c[0] = [], "first"
print(c)
print([1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 9], [1, 2] == [1, 2.0], (1,) < (2,), [] < [0], [[1], [2]] == [[1], [2]])
t = (1, 2, 3, 2)
print(t.count(2), t.index(3), t[1:], t + (4,), t * 2, hash(t) == hash((1, 2, 3, 2)), (), (1,), tuple("ab"))
r = [1]
r.append(r)
print(r, len(r))
n = [[0] * 2] * 2
n[0][0] = 1
print(n)
for action in (lambda: a[99], lambda: a["x"], lambda: t.index(9), lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1] + (2,), lambda: [1] * 1.5, lambda: t.append, lambda: hash([1]), lambda: [1, 2, 3].__setitem__(slice(0, 3, 2), [1]), lambda: [3, "a"].sort(), lambda: [1] < (1,), lambda: [1].index(1, 1), lambda: t.__setitem__, lambda: [1].insert("a", 1), lambda: [1].extend(5), lambda: [].sort(1), lambda: (1).__len__):
  try:
    print(action())
  except Exception as error:
    print(type(error).__name__, error)
try:
  t[0] = 1
except TypeError as error:
  print(error)
try:
  del t[0]
except TypeError as error:
  print(error)
words = ["banana", "Apple", "cherry", "apple", "Banana"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len, reverse=True))
pairs = [(i % 3, i) for i in range(9)]
print(sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True)[:4])


class Item:
  def __init__(self, v):
    self.v = v

  def __lt__(self, other):
    return self.v < other.v

  def __repr__(self):
    return f"I{self.v}"


items = [Item(v) for v in (5, 3, 9, 1, 3)]
print(sorted(items), min(items), max(items), sorted(items, reverse=True))
seed = 12345
numbers = []
for _ in range(500):
  seed = (seed * 1103515245 + 12345) % 2**31
  numbers.append(seed % 1000)
ordered = sorted(numbers)
print(ordered[:10], ordered[-5:], all(x <= y for x, y in zip(ordered, ordered[1:])), sum(ordered))
by_key = sorted(range(500), key=numbers.__getitem__)
print(by_key[:10])


def changes():
  x = [1, 2, 3]

  def key(v):
    x.append(v)
    return v

  x.sort(key=key)


try:
  changes()
except ValueError as error:
  print(error)
x = [1, 2, 3, 4]
for v in x:
  if v < 3:
    x.append(v * 10)
  if len(x) > 8:
    break
print(x)
for v in x[:]:
  x.remove(v)
print(x)
print(list(reversed([1, 2, 3])), list(zip([1, 2], "ab")), list(map(str, [1, 2])), list(filter(None, [0, 1, "", "a"])))
print([1, 2, 3].__contains__(2), [].__len__(), [1].__eq__(1), [1, 2].__class__)
x = [0, 1, 2, 3, 4, 5]
print(x[slice(1, None, 2)], slice(1, 2), slice(None, None, -1).indices(5), x[True], x[-1:-4:-1], x[10:], x[-100:2], x[2:1])
it = iter(x)
x.clear()
print(list(it), x)
print((1, "a", [2]), [(1,), ()], [None, True, 1.0, 1j], list({"a": 1}), tuple([]), list("é😀"))
x, y = [1, 2], (3, 4)
print([*x, *y], (*x, *y), [*[]], x.__iadd__([5]), x)
print(sum([[1], [2]], []), any([]), all([0]), max([1, 5, 2], key=lambda v: -v), min((), default="none"))
