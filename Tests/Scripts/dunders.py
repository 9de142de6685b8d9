# SPDX-License-Identifier: Apache-2.0
# Special methods: operators and reflections, comparison, hash, containers, conversion, call.
class V:
  def __init__(self, *c):
    self.c = c

  def __repr__(self):
    return f"V{self.c}"

  def __add__(self, o):
    return V(*map(sum, zip(self.c, o.c))) if isinstance(o, V) else NotImplemented

  def __radd__(self, o):
    return self if o == 0 else NotImplemented

  def __mul__(self, k):
    return V(*(x * k for x in self.c))

  __rmul__ = __mul__

  def __matmul__(self, o):
    return sum(a * b for a, b in zip(self.c, o.c))

  def __neg__(self):
    return V(*(-x for x in self.c))

  def __abs__(self):
    return sum(abs(x) for x in self.c)

  def __bool__(self):
    return any(self.c)

  def __eq__(self, o):
    return self.c == o.c if isinstance(o, V) else NotImplemented

  def __lt__(self, o):
    return self.c < o.c

  def __hash__(self):
    return hash(self.c)

  def __len__(self):
    return len(self.c)

  def __getitem__(self, i):
    return self.c[i]

  def __contains__(self, x):
    return x in self.c

  def __iter__(self):
    return iter(self.c)

  def __reversed__(self):
    return "reversed"

  def __call__(self, *a):
    return ("called", a)

  def __divmod__(self, o):
    return ("divmod", o)

  def __pow__(self, e, m=None):
    return ("pow", e, m)

  def __rpow__(self, o):
    return ("rpow", o)

  def __iadd__(self, o):
    return V(*self.c, o)

  def __invert__(self):
    return "invert"

  def __round__(self, n=None):
    return ("round", n)

  def __format__(self, spec):
    return f"<{spec}>"

  def __index__(self):
    return len(self.c)

  def __int__(self):
    return 77

  def __float__(self):
    return 7.5

  def __complex__(self):
    return 1 + 2j

  def __bytes__(self):
    return b"bytes"


a, b = V(1, 2), V(3, 4)
print(a + b, sum([a, b]), a * 2, 3 * a, a @ b, -a, abs(V(-1, 2)), bool(V(0, 0)), not a)
print(a == V(1, 2), a != b, a == 1, a < b, a > b, sorted([b, a]), max(a, b), {a: 1}[V(1, 2)])
print(len(a), a[0], a[-1:], 2 in a, 5 in a, list(a), reversed(a), a(1, 2), divmod(a, 3))
print(a**2, 2**a, pow(a, 2, 3), ~a, round(a), round(a, 2), f"{a:spec}", format(a), "abc"[a], [0] * a)
a += 9
print(a, int(a), float(a), complex(a), bytes(a), hex(a), bin(a), range(a))
for action in (lambda: a + 1, lambda: 1 + a, lambda: a - 1, lambda: a <= b, lambda: +a, lambda: a[0](), lambda: a @ 1 if False else a // 2):
  try:
    action()
  except TypeError as error:
    print(error)


class Left:
  def __add__(self, o):
    return "left"

  def __radd__(self, o):
    return "left reflected"


class Right(Left):
  def __add__(self, o):
    return "right"

  def __radd__(self, o):
    return "right reflected"


print(Left() + Right(), Right() + Left(), 1 + Left(), Left() + Left())


class NoHash:
  def __eq__(self, o):
    return True


try:
  hash(NoHash())
except TypeError as error:
  print(error)
try:
  {[]: 1}
except TypeError as error:
  print(error)


class Truth:
  def __len__(self):
    return 0


class BadBool:
  def __bool__(self):
    return 1


class BadLen:
  def __len__(self):
    return -1


print(bool(Truth()), [1] if Truth() else [2])
for make in (BadBool, BadLen):
  try:
    bool(make())
  except (TypeError, ValueError) as error:
    print(type(error).__name__, error)


class BadStr:
  def __str__(self):
    return 5

  def __repr__(self):
    return None


for f in (str, repr, lambda x: f"{x}", lambda x: "%s" % x):
  try:
    f(BadStr())
  except TypeError as error:
    print(error)


class Old:
  def __getitem__(self, i):
    if i > 3:
      raise IndexError
    return i * 10


print(list(Old()), 20 in Old(), 25 in Old(), max(Old()), [*Old()])


class Inplace:
  def __init__(self):
    self.log = []

  def __getattr__(self, name):
    raise AttributeError(name)

  def __iand__(self, o):
    self.log.append(("iand", o))
    return self

  def __ilshift__(self, o):
    self.log.append(("ilshift", o))
    return self

  def __setitem__(self, k, v):
    self.log.append(("set", k, v))

  def __getitem__(self, k):
    self.log.append(("get", k))
    return 1

  def __delitem__(self, k):
    self.log.append(("del", k))


x = Inplace()
x &= 1
x <<= 2
x[1:2, ...] = 3
x["k"] += 4
del x[::2]
print(x.log)
