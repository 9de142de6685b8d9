# SPDX-License-Identifier: Apache-2.0
# The iterator protocol and the built-in functions that use it.
class Count:
  def __init__(self, n):
    self.n = n

  def __iter__(self):
    return self

  def __next__(self):
    if self.n <= 0:
      raise StopIteration
    self.n -= 1
    return self.n


print(list(Count(3)), sum(Count(5)), max(Count(4)), sorted(Count(4)), 2 in Count(5), tuple(Count(2)), set(Count(2)), dict(zip("ab", Count(2))))
a, b, c = Count(3)
print(a, b, c, [*Count(2)], list(map(lambda x, y: x + y, Count(3), Count(5))), list(filter(lambda x: x % 2, Count(6))))
print(list(zip(Count(3), "abcdef")), list(enumerate(Count(2), start=5)), any(Count(3)), all(Count(3)), list(reversed(range(3))))
it = iter([1, 2, 3])
print(next(it), next(it), next(it), next(it, "default"), it.__length_hint__())
values = iter([1, 2, 3, 0, 4])
print(list(iter(lambda: next(values), 0)), list(values))
print(list(range(5)), list(range(2, 8, 3)), list(range(5, 0, -2)), range(10)[2:5], range(10)[-1], len(range(0, 10, 3)), 4 in range(0, 10, 2), range(3) == range(0, 3), range(0) == range(2, 2), range(5).index(3), range(10**20)[10**19], len(range(2**40)), range(1, 10, 2).count(3), hash(range(3)) == hash(range(0, 3)), repr(range(1, 5, 2)), 2.0 in range(3), range(5)[::-1])
try:
  list(zip([1], [1, 2], strict=True))
except ValueError as error:
  print(error)
for action in (lambda: iter(5), lambda: next(5), lambda: list(5), lambda: iter(Bad()), lambda: [*5], lambda: zip(5), lambda: map(), lambda: range(0, 1, 0), lambda: range("a"), lambda: reversed({1}), lambda: sum([], "a"), lambda: min(), lambda: max([]), lambda: len(Count(2)), lambda: next(iter([])), lambda: (1, 2)[Count(1)], lambda: range(3)[5]):

  class Bad:
    def __iter__(self):
      return 5

  try:
    print(action())
  except Exception as error:
    print(type(error).__name__, error)


class Raises:
  def __iter__(self):
    yield 1
    raise ValueError("in iteration")


for use in (list, tuple, set, sorted, sum, lambda x: [*x], lambda x: {**dict.fromkeys(x)}, lambda x: "".join(map(str, x)), lambda x: list(zip(x)), lambda x: [y for y in x], max, all, lambda x: [].extend(x)):
  try:
    use(Raises())
    print("no error")
  except ValueError as error:
    print(error)
z = zip([1, 2], [3, 4])
m = map(str, z)
print(next(m), list(m), list(m))
for x in (i for i in range(10)):
  if x == 3:
    break
else:
  print("never")
for x in []:
  pass
else:
  print("else", x)
i = 0
while i < 3:
  i += 1
  if i == 2:
    continue
else:
  print("while else", i)


class Seq:
  def __len__(self):
    return 3

  def __getitem__(self, i):
    if i >= 3:
      raise IndexError
    return i * i


print(list(Seq()), list(reversed(Seq())), 4 in Seq(), [*Seq()], max(Seq()))
nested = [[1, [2, 3]], [4, [5, [6]]]]


def flatten(x):
  for y in x:
    if isinstance(y, list):
      yield from flatten(y)
    else:
      yield y


print(list(flatten(nested)))
print(sum(x * y for x, y in zip(range(100), range(100, 0, -1))), divmod(17, 5), abs(-3), round(3.14159, 2), pow(2, 10, 1000), bin(10), callable(len), callable(5))
print(sorted(["b", "A", "c"], key=str.lower), min("b", "a", key=ord), max(3, 1, 2), max([1, 2], [3], key=len), min([5], default=0), sum(range(101)), sum([1.5, 2]), sum([[1]], [0]))
print(list(map(lambda *a: a, [1, 2], [3, 4], [5, 6])), [x for x in map(None.__class__, [])], list(filter(str.isdigit, "a1b2")), isinstance(iter([]), type(iter([]))))
e = enumerate("abc")
print(next(e), list(e), type(iter({})).__name__, type(iter({}.values())).__name__, type(iter(set())).__name__, type(iter("")).__name__[:3], type(iter(())).__name__)
r = reversed([1, 2, 3])
print(next(r), list(r), r.__length_hint__())
