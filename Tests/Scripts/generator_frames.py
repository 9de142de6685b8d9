# SPDX-License-Identifier: Apache-2.0
# Generators keep their registers while others run: calls from them, delegation, exceptions, sizes, ends.
import gc
import weakref


class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def build(items):
    if not items:
        return None
    middle = len(items) // 2
    return Tree(build(items[:middle]), items[middle], build(items[middle + 1:]))


print(list(build(range(20))), sum(build(range(100))))


def calls(n):
    def inner(a, b=2, *rest, c=3, **more):
        return a + b + sum(rest) + c + sum(more.values())

    class Point:
        def __init__(self, x, y=1):
            self.x, self.y = x, y

        def total(self):
            return self.x + self.y

    for i in range(n):
        yield inner(i), inner(i, 1, 5, 6, c=7, d=8), inner(*[i, 4], **{"c": 1})
        point = Point(i)
        yield point.total(), Point(i, y=i).total(), (lambda q: q * 2)(i), max(i, 2), "%d" % i
        yield [inner(j) for j in range(3)], {j: inner(j) for j in range(2)}
        try:
            inner()
        except TypeError as error:
            yield str(error).split(".")[-1]
        try:
            Point(1, 2, 3)
        except TypeError as error:
            yield str(error).split(".")[-1]


for item in calls(2):
    print(item)


def deep(n):
    if n:
        value = yield from deep(n - 1)
        return value + 1
    got = []
    while True:
        try:
            sent = yield len(got)
        except ValueError as error:
            got.append(str(error))
        else:
            if sent is None:
                return 100
            got.append(sent)


g = deep(30)
print(next(g), g.send("a"), g.throw(ValueError("b")), g.send("c"))
try:
    next(g)
except StopIteration as end:
    print(end.value)
print(list(g))

g = deep(5)
next(g)
try:
    g.throw(KeyError("k"))
except KeyError as error:
    print("passed", error)


def closing(log, n):
    try:
        if n:
            yield from closing(log, n - 1)
        yield n
    finally:
        log.append(n)


log = []
g = closing(log, 3)
print(next(g))
g.close()
print(log)
log = []
g = closing(log, 3)
next(g)
del g
print(log)


def endless():
    yield from endless()


try:
    next(endless())
except RecursionError as error:
    print("RecursionError")


def selfish():
    yield next(me)


me = selfish()
try:
    next(me)
except ValueError as error:
    print(error)


def selfish_from():
    yield from me


me = selfish_from()
try:
    next(me)
except ValueError as error:
    print(error)

# More registers than a small cell has room for.
source = "def many():\n" + "".join(f"    v{i} = {i}\n" for i in range(60))
source += "    for k in range(3):\n        yield k + " + " + ".join(f"v{i}" for i in range(60))
space = {}
exec(source, space)
print(list(space["many"]()))


class Noted:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name)


def holds(name):
    local = Noted(name)
    yield 1
    yield 2


g = holds("a")
next(g)
del g
g = holds("b")
list(g)
g = holds("c")
for _ in g:
    break
g = None


def cycle():
    own = yield
    marker = Marker()
    refs.append(weakref.ref(marker))
    yield marker
    yield own


class Marker:
    pass


refs = []
g = cycle()
next(g)
g.send(g)
del g
gc.collect()
print([ref() for ref in refs])


def handling():
    try:
        1 / 0
    except ZeroDivisionError:
        yield "in"
        try:
            raise
        except ZeroDivisionError as error:
            yield error.args


def around():
    try:
        raise KeyError("outer")
    except KeyError:
        yield from handling()
        import sys
        yield sys.exc_info()[0].__name__


print(list(around()))
print(any(x > 3 for x in range(10)), all(x < 3 for x in range(10)), sorted(-x for x in range(4)),
      dict((x, x * x) for x in range(3)), max(x % 5 for x in range(9)), [*(c for c in "abc")])


async def leaf(n):
    return n


async def branch(n):
    return sum([await leaf(i) for i in range(n)]) + (await branch(n - 1) if n else 0)


try:
    branch(6).send(None)
except StopIteration as end:
    print(end.value)
coroutine = leaf(1)
try:
    coroutine.send(None)
except StopIteration:
    pass
try:
    coroutine.send(None)
except RuntimeError as error:
    print(error)


async def twice(awaited):
    await awaited


try:
    twice(coroutine).send(None)
except RuntimeError as error:
    print(error)
