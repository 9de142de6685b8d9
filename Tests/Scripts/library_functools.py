# SPDX-License-Identifier: Apache-2.0
# functools, operator, heapq, bisect, copy.
import bisect
import copy
import functools
import heapq
import operator


@functools.lru_cache(maxsize=3)
def square(x):
    return x * x


print([square(x) for x in (1, 2, 1, 3, 4, 1, 2)], square.cache_info(), square.cache_parameters())
square.cache_clear()
print(square.cache_info(), square.__name__, square.__wrapped__(5))


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(90), fib.cache_info())
print(functools.reduce(operator.add, [1, 2, 3], 10), functools.reduce(lambda a, b: a * b, range(1, 6)))
try:
    functools.reduce(operator.add, [])
except TypeError as error:
    print(error)
p = functools.partial(print, "a", sep="-")
p("b", "c")
q = functools.partial(p, "d", end="!\n")
q("e")
print(q.args, q.keywords, q.func is print, functools.partial(int, base=2)("101"))


def deco(f):
    @functools.wraps(f)
    def inner(*args):
        "inner doc"
        return f(*args)
    return inner


@deco
def documented(a: int) -> str:
    "real doc"


print(documented.__name__, documented.__doc__, documented.__annotations__)


@functools.total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


a, b = Version(1), Version(2)
print(a < b, a <= b, a > b, a >= b, a <= Version(1), a != b)
print(sorted("bca", key=functools.cmp_to_key(lambda x, y: (x < y) - (x > y))))


@functools.singledispatch
def show(x):
    return f"object {x}"


@show.register
def _(x: int):
    return f"int {x}"


@show.register(list)
def _(x):
    return f"list of {len(x)}"


print(show("s"), show(1), show(True), show([1, 2]), show.dispatch(float)(2), sorted(k.__name__ for k in show.registry))


class Lazy:
    calls = 0

    @functools.cached_property
    def value(self):
        Lazy.calls += 1
        return 42

    @functools.singledispatchmethod
    def kind(self, x):
        return "other"

    @kind.register
    def _(self, x: str):
        return "text"

    def scale(self, factor, x):
        return factor * x

    double = functools.partialmethod(scale, 2)

    @functools.lru_cache
    def cached(self, x):
        Lazy.calls += 1
        return x


z = Lazy()
print(z.value, z.value, Lazy.calls, z.kind(1), z.kind("a"), z.double(21), z.cached(1), z.cached(1), Lazy.calls)

print(operator.itemgetter(1, 0)("ab"), operator.attrgetter("real", "imag")(3 + 4j), operator.methodcaller("split", "-")("a-b"))
print(operator.attrgetter("__class__.__name__")(1), operator.itemgetter(2), operator.methodcaller("f", 1, k=2))
print(operator.mul(3, 4), operator.contains([1], 1), operator.countOf([1, 1, 2], 1), operator.indexOf("abc", "c"), operator.concat("a", "b"))
print(operator.length_hint([1, 2]), operator.index(True), operator.not_(0), operator.truth([]), operator.iadd([1], [2]), operator.__add__(1, 2))

heap = [5, 3, 8, 1, 9, 2]
heapq.heapify(heap)
print(heap, heapq.heappop(heap), heap, heapq.heappushpop(heap, 0), heapq.heapreplace(heap, 7), heap)
heapq.heappush(heap, 4)
print([heapq.heappop(heap) for _ in range(len(heap))])
print(heapq.nlargest(2, [1, 9, 3]), heapq.nsmallest(2, ["ccc", "a", "bb"], key=len))
print(list(heapq.merge([1, 4, 7], [2, 5], [3])), list(heapq.merge([3, 1], [4, 2], reverse=True)))
try:
    heapq.heappop([])
except IndexError as error:
    print(error)

values = [1, 3, 3, 5]
print(bisect.bisect(values, 3), bisect.bisect_left(values, 3), bisect.bisect_right(values, 9), bisect.bisect([3, 2, 1], -2, key=lambda v: -v))
bisect.insort(values, 4)
bisect.insort_left(values, 3)
print(values)


class Node:
    def __init__(self, name):
        self.name = name
        self.links = []


n = Node("a")
n.links.append(n)
n.links.append({"k": [1, (2, [3])]})
d = copy.deepcopy(n)
s = copy.copy(n)
print(d is n, d.links[0] is d, d.links[1] == n.links[1], d.links[1] is n.links[1], s.links is n.links)


class Custom:
    def __copy__(self):
        return "copied"

    def __deepcopy__(self, memo):
        return "deep"


print(copy.copy(Custom()), copy.deepcopy([Custom()]), copy.deepcopy((1, "a")), copy.copy({1}), copy.deepcopy({"a": {1, 2}}))
