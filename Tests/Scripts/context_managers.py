# SPDX-License-Identifier: Apache-2.0
# with: order, suppression, several managers, exceptions on the way in and out.
class M:
  def __init__(self, name, suppress=False, fail=None):
    self.name, self.suppress, self.fail = name, suppress, fail

  def __enter__(self):
    print("enter", self.name)
    if self.fail == "enter":
      raise RuntimeError("enter " + self.name)
    return self.name.upper()

  def __exit__(self, kind, value, trace):
    print("exit", self.name, kind and kind.__name__, value, trace is not None)
    if self.fail == "exit":
      raise RuntimeError("exit " + self.name)
    return self.suppress


with M("a") as a, M("b") as b:
  print(a, b)
with (M("p") as p, M("q", suppress=True)):
  raise ValueError("inside")
print("after")
for setup in (lambda: (M("x"), M("y", fail="enter")), lambda: (M("x", suppress=True), M("y", fail="exit")), lambda: (M("x"), M("y"))):
  first, second = setup()
  try:
    with first, second:
      print("body")
      raise KeyError("body")
  except Exception as error:
    print("caught", repr(error), repr(error.__context__))


def returns():
  with M("r"):
    return "returned"


print(returns())
for i in range(4):
  with M(str(i)):
    if i == 1:
      continue
    if i == 2:
      break
    print("loop", i)


class Box:
  pass


box = Box()
with M("attr") as box.item, M("pair") as [*letters]:
  print(box.item, letters)


class NoExit:
  def __enter__(self):
    pass


class Nothing:
  pass


for make in (NoExit, Nothing):
  try:
    with make():
      print("never")
  except TypeError as error:
    print(error)


def generator():
  with M("g"):
    yield 1
    yield 2


g = generator()
print(next(g))
g.close()
for x in generator():
  print(x)


class Nested:
  def __enter__(self):
    self.inner = M("inner", suppress=True)
    return self.inner.__enter__()

  def __exit__(self, *details):
    return self.inner.__exit__(*details)


with Nested() as n:
  print(n)
  1 / 0
with M("outer"):
  try:
    with M("middle"):
      raise ValueError("x")
  except ValueError:
    print("handled")
  with M("second"):
    pass


class Truthy:
  def __enter__(self):
    return self

  def __exit__(self, *details):
    return [1]


with Truthy():
  raise SystemExit("suppressed")
with Truthy() as t:
  assert t, "message"
  assert not t, "message"
print("end")
try:
  assert 1 == 2, ("tuple", "message")
except AssertionError as error:
  print(error.args)
try:
  assert False
except AssertionError as error:
  print(error.args)
