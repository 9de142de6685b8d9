# SPDX-License-Identifier: Apache-2.0
# async and await with a loop made by hand; asynchronous generators, comprehensions and with.
class Future:
  def __init__(self, name):
    self.name = name

  def __await__(self):
    result = yield self
    return result


def run(coroutine, log=None):
  value = None
  while True:
    try:
      future = coroutine.send(value)
    except StopIteration as stop:
      return stop.value
    if log is not None:
      log.append(future.name)
    value = "result of " + future.name


async def fetch(name):
  return await Future(name)


async def both():
  a = await fetch("a")
  b = await fetch("b")
  return [a, b]


log = []
print(run(both(), log), log)


async def ticks(n):
  for i in range(n):
    await Future(f"tick {i}")
    yield i * i


async def consume():
  result = []
  async for x in ticks(4):
    if x == 1:
      continue
    result.append(x)
  else:
    result.append("else")
  result.append([y async for y in ticks(3) if y])
  result.append({y: await fetch(str(y)) async for y in ticks(2)})
  result.append([await fetch(c) for c in "xy"])
  gen = (z async for z in ticks(2))
  result.append([z async for z in gen])
  return result


print(run(consume()))


class Manager:
  async def __aenter__(self):
    await Future("enter")
    print("entered")
    return "managed"

  async def __aexit__(self, kind, value, trace):
    await Future("exit")
    print("exited", kind and kind.__name__)
    return kind is ValueError


async def managed():
  async with Manager() as m, Manager():
    print(m)
    raise ValueError("suppressed")
  async with Manager():
    return "returned through"


print(run(managed()))


class Iter:
  def __init__(self, n):
    self.n = n

  def __aiter__(self):
    return self

  async def __anext__(self):
    if not self.n:
      raise StopAsyncIteration
    self.n -= 1
    return await fetch(f"n{self.n}")


async def iterate():
  return [x async for x in Iter(2)]


print(run(iterate()))


async def errors():
  try:
    await 5
  except TypeError as error:
    print(error)
  try:
    async for x in [1]:
      pass
  except TypeError as error:
    print(error)
  try:
    async with Future("x"):
      pass
  except (TypeError, AttributeError) as error:
    print(type(error).__name__)
  try:
    await raises()
  except KeyError as error:
    print("caught", error)
  finally:
    await Future("finally")


async def raises():
  await Future("before")
  raise KeyError("async")


run(errors())
c = fetch("unused")
print(type(c).__name__, c.__name__)
c.close()
try:
  c.send(None)
except RuntimeError as error:
  print(error)


async def agen():
  try:
    got = yield 1
    print("got", got)
    yield 2
  finally:
    print("agen closed")


async def drive():
  g = agen()
  print(await g.__anext__(), await g.asend("sent"))
  await g.aclose()
  g = agen()
  await g.__anext__()
  try:
    await g.athrow(ValueError("thrown"))
  except ValueError as error:
    print(error)
  try:
    await g.__anext__()
  except StopAsyncIteration:
    print("ended")


run(drive())


class Loop:
  def __init__(self):
    self.ready, self.order = [], []

  def add(self, name, coroutine):
    self.ready.append((name, coroutine))

  def run(self):
    while self.ready:
      name, coroutine = self.ready.pop(0)
      try:
        coroutine.send(None)
      except StopIteration as stop:
        self.order.append((name, stop.value))
      else:
        self.ready.append((name, coroutine))


async def worker(n):
  for i in range(n):
    await Future(str(i))
  return n


loop = Loop()
for n in (3, 1, 2):
  loop.add(f"w{n}", worker(n))
loop.run()
print(loop.order)


async def cancelled():
  try:
    await Future("wait")
  except GeneratorExit:
    print("cancelled")
    raise


c = cancelled()
c.send(None)
c.close()
c = cancelled()
c.send(None)
try:
  c.throw(RuntimeError("injected"))
except RuntimeError as error:
  print(error)
