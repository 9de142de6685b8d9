# SPDX-License-Identifier: Apache-2.0
# Reference counts: finalizers run when the last reference goes; cycles are collected; weak references.
import gc
import weakref


class Noisy:
  def __init__(self, name):
    self.name = name

  def __del__(self):
    print("del", self.name)


a = Noisy("a")
b = a
del a
print("still there")
b = None
Noisy("temporary")
print("after temporary")


def f():
  local = Noisy("local")
  print("in f")


f()


def g(argument):
  return len([argument])


g(Noisy("argument"))
x = [Noisy("in list"), Noisy("second")]
x.pop()
x[0] = None
d = {"k": Noisy("in dict")}
d["k"] = 1
t = (Noisy("in tuple"),)
t = ()
try:
  n = Noisy("in exception")
  raise ValueError(n)
except ValueError as error:
  del n
  print("handling")
print("handled")


def generator():
  held = Noisy("in generator")
  yield 1
  yield 2


it = generator()
next(it)
it = None
print("generator gone")
closure = (lambda n: lambda: n)(Noisy("in closure"))
closure = None
c = Noisy("cycle")
c.self = c
c = None
print("before collect")
gc.collect()
print("after collect")
w = Noisy("weak")
ref = weakref.ref(w, lambda r: print("callback", r() is None))
print(ref() is w)
w = None
print(ref())


class Resurrect:
  def __del__(self):
    global saved
    saved = self


r = Resurrect()
r.v = 5
r = None
print(saved.v)
saved = None


class Raises:
  def __del__(self):
    pass


parent = Noisy("parent")
parent.child = Noisy("child")
parent.child.parent = parent
del parent
gc.collect()
z = [Noisy(str(i)) for i in range(3)]
del z[1]
z.clear()
s = Noisy("swapped")
s, q = 1, s
q = 2
print([Noisy("element") and 1 for _ in range(2)])
for _ in [Noisy("loop")]:
  pass
_ = None
print("end")
last = Noisy("at the end")
