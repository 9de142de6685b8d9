# SPDX-License-Identifier: Apache-2.0
# Cells: shared between functions, made by loops, comprehensions and classes; global and nonlocal.
def counter():
  count = 0

  def up(by=1):
    nonlocal count
    count += by
    return count

  def get():
    return count

  return up, get


up, get = counter()
up()
up(10)
print(get(), [c.cell_contents for c in up.__closure__], up.__code__.co_freevars)
print([f() for f in [lambda: i for i in range(3)]])
print([f(2) for f in [lambda x, i=i: i * x for i in range(3)]])


def late():
  def inner():
    return value

  try:
    inner()
  except NameError as error:
    print(type(error).__name__, error)
  value = 5
  print(inner())
  del value
  try:
    inner()
  except NameError as error:
    print(error)
  try:
    value
  except UnboundLocalError as error:
    print(error)


late()
total = 100


def globally():
  global total, made
  total += 1
  made = "made here"


globally()
print(total, made)


def outer():
  x = "outer"

  class Body:
    try:
      y = x
    except NameError as error:
      y = str(error)
    x = "class"
    z = x

    def method(self):
      return x

    def klass(self):
      return __class__.__name__

  return Body


body = outer()
print(body.y, body.x, body.z, body().method(), body().klass())


def deep():
  def a():
    def b():
      def c():
        nonlocal n
        n += 1
        return n

      return c

    return b

  n = 0
  c = a()()
  c()
  return c(), n


print(deep())
print([x + y for x in range(3) for y in (lambda: [x, x * 10])()])
x = "module"


def shadow():
  print(x)
  result = [x for x in "ab"]
  return result, x, {x: x for x in range(2)}, x


print(shadow())
if (n := 10) > 5:
  print(n)
print([last := i for i in range(5)], last)


def walrus():
  if any((found := v) > 3 for v in [1, 5, 2]):
    return found, (lambda: found)()


print(walrus())
while (total := total - 30) > 0:
  print(total, end=" ")
print()
f = lambda: (y := 3) + y
print(f())


def exec_scope():
  a = 1
  local = {}
  exec("b = 2\ndef g():\n  return 5\nc = g()", {}, local)
  return sorted(local), eval("a + 1"), eval("x", {"x": 9})


print(exec_scope())


def make_adders():
  result = []
  for k in range(3):
    def add(v, k=k):
      return v + k

    result.append(add)
  return result


print([add(10) for add in make_adders()])


def recursion(n):
  return n if n < 2 else recursion(n - 1) + recursion(n - 2)


print(recursion(15))


def depth(n):
  return depth(n + 1)


try:
  depth(0)
except RecursionError as error:
  print(type(error).__name__, str(error)[:32])


def locals_of(a, *, b):
  c = a + b
  (lambda: c)()
  return sorted(locals().items())


print(locals_of(1, b=2))
