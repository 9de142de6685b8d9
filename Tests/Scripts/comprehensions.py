# SPDX-License-Identifier: Apache-2.0
# Comprehensions, unpacking and starred targets.
print([x * y for x in range(4) if x % 2 for y in range(3)])
print({x % 3 for x in range(10)}, {k: v for k, v in zip("abc", [1, 2, 3])})
print([[j for j in range(i)] for i in range(4)])
print([(a, b) for a, *b in [(1, 2, 3), "xyz", [0]]])
print(list(x for x in (y for y in range(3))))
print([i for i in range(20) if i % 2 if i % 3])
print({(i, j): i * j for i in range(2) for j in range(2)})
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(row) for row in zip(*matrix)], [x for row in matrix for x in row])
a, b = b, a = 1, 2
print(a, b)
first, *middle, last = range(6)
print(first, middle, last)
*start, end = "ab"
print(start, end)
(p, q), [r, *s] = (1, 2), "rst"
print(p, q, r, s)
x = y = z = []
x.append(1)
print(y, z)
d = {}
d["a"], d["b"] = 1, 2
print(d)
i = 0
values = [0, 0, 0]
i, values[i] = 1, 9
print(i, values)
for target in ("a, b = 1", "a, b = [1]", "a, b = 1, 2, 3", "a, *b, c = [1]", "(a, b), c = 1, 2", "a, b = {1, 2, 3}"):
  try:
    exec(target)
  except (TypeError, ValueError) as error:
    print(type(error).__name__, error)
print([*range(3), *"ab", *{}], (*[1], 2), {*[1, 1, 2]}, {**{"a": 1}, "b": 2, **{"a": 3}})
for k, (v, *w) in {"k": (1, 2, 3), "l": "xy"}.items():
  print(k, v, w)
for values[0] in range(3):
  pass
print(values)


class Box:
  pass


box = Box()
for box.item in "xy":
  pass
print(box.item)
box.item, box.other = 1, 2
print(vars(box))
print([lambda: n for n in range(2)][0]())
print([n for n in range(5) if (m := n * n) > 3], m)
total = sum(n for n in range(100) if not n % 7)
print(total)


def f():
  return [locals_ for locals_ in (1, 2)], [y for x in range(3) for y in [x * x]]


print(f())
print(*[1, 2], *"ab", sep="-")
print(next((n for n in range(10) if n > 4), None), any(n > 3 for n in range(3)), all([]))
nested = {k: {j: j * k for j in range(2)} for k in range(2)}
print(nested)
del nested[0], d["a"]
print(nested, d)
try:
  [1 / n for n in (1, 0)]
except ZeroDivisionError as error:
  print(error)
big = [n for n in range(100000)]
print(len(big), big[-1], sum(big))


def g():
  yield [x for x in (yield "first")]


it = g()
print(next(it), it.send("ab"))


class Scope:
  items = [1, 2]
  doubled = [i * 2 for i in items]
  pairs = list(zip(items, (i for i in items)))


print(Scope.doubled, Scope.pairs, hasattr(Scope, "i"))
