# SPDX-License-Identifier: Apache-2.0
# Generators: send, throw, close, yield from, return values, state after the end.
def echo():
  got = None
  while True:
    try:
      got = yield got
    except ValueError as error:
      got = "caught " + str(error)
    finally:
      pass


g = echo()
print(next(g), g.send(1), g.send("two"), g.throw(ValueError("v")), g.send(3))
g.close()
try:
  next(g)
except StopIteration as error:
  print("stopped", error.value)


def inner():
  try:
    x = yield 1
    print("inner got", x)
    y = yield 2
    print("inner got", y)
    return "inner result"
  finally:
    print("inner finally")


def outer():
  result = yield from inner()
  print("outer has", result)
  rest = yield from [10, 20]
  print("rest", rest)
  return "done"


g = outer()
print(next(g), g.send("a"), g.send("b"), next(g))
try:
  next(g)
except StopIteration as error:
  print(error.value)
g = outer()
next(g)
try:
  g.throw(KeyError("k"))
except KeyError as error:
  print("out", error)
g = outer()
next(g)
g.close()
g.close()


def finals():
  try:
    yield 1
  except GeneratorExit:
    print("exit")
    raise
  finally:
    print("final")


for x in finals():
  break
g = finals()
next(g)
del g


def stubborn():
  while True:
    try:
      yield
    except GeneratorExit:
      print("ignored")
      break
  yield "again"


g = stubborn()
next(g)
try:
  g.close()
except RuntimeError as error:
  print(error)


def stops():
  yield 1
  raise StopIteration("inside")


try:
  list(stops())
except RuntimeError as error:
  print(error, type(error.__cause__).__name__)
g = (i * i for i in range(5))
print(next(g), list(g), list(g), g.gi_frame)
try:
  (lambda: (yield))().send(1)
except TypeError as error:
  print(error)


def recursive():
  yield from me


me = recursive()
try:
  next(me)
except ValueError as error:
  print(error)


def tree(n):
  if n:
    yield from tree(n - 1)
    yield n
    yield from tree(n - 1)


print(list(tree(4)))


def fib():
  a, b = 0, 1
  while True:
    yield a
    a, b = b, a + b


print([x for _, x in zip(range(20), fib())])


class Custom:
  def __iter__(self):
    return self

  def __next__(self):
    raise StopIteration("custom result")


def delegates():
  return (yield from Custom())


try:
  next(delegates())
except StopIteration as error:
  print(error.value)


def context():
  try:
    raise ValueError("first")
  except ValueError:
    yield 1
    try:
      raise
    except ValueError as error:
      print("again", error)


g = context()
next(g)
try:
  raise KeyError("other")
except KeyError:
  print(next(g, "end"))
print(g.__name__, g.__qualname__, type(g).__name__)


def counts(log):
  log.append("start")
  received = yield
  while received is not None:
    log.append(received)
    received = yield len(log)
  return log


log = []
g = counts(log)
next(g)
print([g.send(c) for c in "xyz"], log)
try:
  g.send(None)
except StopIteration as error:
  print(error.value is log)


def try_return():
  try:
    return 1
  finally:
    yield 2


print(list(try_return()))


def loops():
  for i in range(3):
    try:
      if i == 1:
        continue
      yield i
    finally:
      print("f", i)


print(list(loops()))
pipeline = (y for y in (x + 1 for x in range(10) if x % 2) if y > 4)
print(sum(pipeline))
g = echo()
for exception in (TypeError("t"), TypeError):
  try:
    g.throw(exception)
  except TypeError as error:
    print("thrown", error)
print(g.gi_running, list(zip(fib(), "abc")))
