# SPDX-License-Identifier: Apache-2.0
# What is left of iterators: pickle and copy, length hints; containers that change while they are compared or walked.
import builtins
import copy
import operator
import pickle


class Items:
  def __getitem__(self, index):
    if index > 4:
      raise IndexError
    return index * index


def trying(action, *arguments):
  try:
    print(action(*arguments))
  except Exception as error:
    print(type(error).__name__, error)


table = {"a": 1, "b": 2, "c": 3}
makers = [
  lambda: iter([1, 2, 3]), lambda: iter((1, 2, 3)), lambda: iter("xyz"), lambda: iter(b"xyz"),
  lambda: iter(range(3, 9, 2)), 
  lambda: iter(range(2**70, 2**70 + 3)),
  lambda: iter(table), lambda: iter(table.values()), lambda: iter(table.items()),
  lambda: reversed(table), lambda: reversed(table.items()), lambda: iter({5}),
  lambda: reversed([1, 2, 3]), lambda: reversed("xyz"), lambda: iter(Items()),
  lambda: enumerate("xyz", 4), lambda: map(abs, [-1, -2]), lambda: zip("ab", [1, 2]),
  lambda: filter(None, [0, 1, 2]), lambda: zip("ab", [1, 2], strict=True),
]
for make in makers:
  it = make()
  kind = type(it).__name__
  print(kind, operator.length_hint(it, -1), next(it), operator.length_hint(it, -1))
  rest = copy.copy(it) if kind == "iterator" else pickle.loads(pickle.dumps(it))
  print("  ", list(rest), list(it), len(it.__reduce__()))

for make in makers[:6] + makers[12:15]:
  it = make()
  it.__setstate__(1)
  print(list(it), end=" ")
  it = make()
  it.__setstate__(-7)
  print(list(it), end=" ")
  it = make()
  it.__setstate__(100)
  print(list(it))
trying(iter([]).__setstate__, "x")

calls = iter([3, 2, 1].pop, 3)
print(calls.__reduce__()[1][1], list(calls), calls.__reduce__()[1:])
for value in (range(2, 11, 3), slice(1, None, 2), range(2**70)):
  print(copy.deepcopy(value), value.__reduce__()[1], pickle.loads(pickle.dumps(value, 0)) == value)
print(slice(2**80, None, -2**65).indices(2**70), range(2**70)[2**69::2**68])
print(range(5).count(True), range(5).index(3.0), range(5).count(2.5))
trying(range(5).index, 2.5)
trying(range(5).index, 7)

kept = builtins.iter
del builtins.iter
trying([].__iter__().__reduce__)
builtins.iter = kept

# Dictionaries and sets that change.
full = {}
for number in range(50):
  full[number] = number
  del full[number]
full[7] = 7
print(full)


def replace():
  d = {0: 0}
  for key in d:
    del d[0]
    d[0] = 0


trying(replace)


class Clearing:
  def __init__(self, target):
    self.target = target

  def __hash__(self):
    return 0

  def __eq__(self, other):
    self.target.clear()
    return False


other = {number: 0 for number in range(1, 100)}
other[Clearing(other)] = 0
trying({Clearing(other): 0, 1: 1}.update, other)
a, b = set(), set()
a.update(Clearing(b) for _ in range(5))
b.update(Clearing(a) for _ in range(5))
for operation in (operator.or_, operator.and_, operator.sub, operator.xor, operator.le):
  try:
    operation(a, b)
  except RuntimeError:
    pass
print("alive")
trying(operator.imul, [0], 2**62)
trying(operator.mul, (0,), 2**62)
once = (1, 2)
print(once * 1 is once)
