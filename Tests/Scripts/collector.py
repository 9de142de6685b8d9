# SPDX-License-Identifier: Apache-2.0
# The cycle collector: by itself as containers are made, with finalizers, weak references, revival, and every kind of container.
import gc
import weakref


class Node:
    def __init__(self):
        self.me = self


alive = weakref.WeakSet()
most = 0
for i in range(60000):
    node = Node()
    if i % 100 == 0:
        alive.add(node)
        most = max(most, len(alive))
print(most < 500)
gc.disable()
for i in range(30000):
    node = Node()
    if i % 100 == 0:
        alive.add(node)
print(len(alive) >= 300, gc.isenabled())
gc.enable()
node = None
gc.collect()
print(len(alive), gc.collect())


class Kept:
    def __del__(self):
        order.append(self.name)
        if self.name == "b":
            saved.append(self)


order, saved = [], []
a, b, c = Kept(), Kept(), Kept()
for one, name in zip((a, b, c), "abc"):
    one.name = name
a.next, b.next, c.next = b, c, a
del a, b, c, one
print(gc.collect() >= 0, sorted(order), [x.name for x in saved], saved[0].next.name)
saved.clear()
gc.collect()
print(sorted(order))


class Slotted:
    __slots__ = ("left", "right", "__weakref__")


def ring(make):
    thing = make()
    return weakref.ref(thing)


def slotted():
    a, b = Slotted(), Slotted()
    a.left, b.left, a.right = b, a, [a, {"k": b}, (a, {a})]
    return a


def wide():
    node = Node()
    for index in range(30):
        setattr(node, f"x{index}", node)
    return node


def with_dict():
    node = Node()
    node.__dict__["d"] = node
    return node


def closure():
    node = Node()
    node.call = lambda: node
    node.method = node.call.__call__
    return node


class Listed(list):
    pass


def listed():
    a = Listed()
    a.append(a)
    a.own = a
    return a


def exception():
    node = Node()
    try:
        raise ValueError(node)
    except ValueError as error:
        node.error = error
        node.trace = error.__traceback__
    return node


def large():
    node = Node()
    node.tuple = tuple([node] * 100)
    return node


def klass():
    class Local:
        pass
    Local.instance = Local()
    return Local


for make in (slotted, wide, with_dict, closure, listed, exception, large, klass):
    ref = ring(make)
    gc.collect()
    print(make.__name__, ref() is None)

seen = []
node = Node()
ref = weakref.ref(node, lambda r: seen.append(r() is None))
del node
gc.collect()
print(seen)
print(gc.is_tracked([]), gc.is_tracked(1), gc.is_tracked("a"))
# What lives must live: a graph that is walked while collections run.
table = {}
for i in range(3000):
    table[i] = [i, table.get(i - 1)]
    table[str(i)] = {"self": table[i]}
    if i % 500 == 0:
        gc.collect()
count, link = 0, table[2999]
while link:
    count += link[0]
    link = link[1]
print(count, len(table))
for key in table:
    table[key] = None
