# SPDX-License-Identifier: Apache-2.0
# Containers and iterators that change, or are asked again, while something walks over them.
import array
import bisect
import collections
import heapq
import itertools
import json
import re


class Saboteur:
    """Its special methods empty the container that stands in `target`."""

    target = None

    def act(self):
        Saboteur.target.clear() if hasattr(Saboteur.target, "clear") else Saboteur.target.__delitem__(slice(None))

    def __eq__(self, other):
        self.act()
        return False

    def __hash__(self):
        return 1

    def __lt__(self, other):
        self.act()
        return True

    def __repr__(self):
        self.act()
        return "S"

    def __index__(self):
        self.act()
        return 2

    def __del__(self):
        if Saboteur and Saboteur.target is not None:
            self.act()


def attempt(name, make, action):
    target = make()
    Saboteur.target = target
    try:
        result = repr(action(target))
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    if " object at " in result:
        result = result.split(" object at ")[0]
    Saboteur.target = None
    print(name, result)


def several():
    return [Saboteur() for _ in range(4)]


S = Saboteur()
ACTIONS = {
    "index": lambda t: t.index(1),
    "count": lambda t: t.count(1),
    "remove": lambda t: t.remove(1),
    "in": lambda t: 1 in t,
    "repr": lambda t: repr(t),
    "item": lambda t: t[S],
    "store": lambda t: t.__setitem__(S, 1),
    "insert": lambda t: t.insert(S, 1),
    "times": lambda t: t * S,
    "clear": lambda t: (t.clear(), len(t)),
    "pop": lambda t: (t.pop(), len(t))[1],
    "extend": lambda t: (t.extend(x for x in several()), len(t))[1] >= 0,
}
for name, action in ACTIONS.items():
    attempt("list " + name, several, action)
for name in ("clear", "pop"):
    attempt("deque " + name, lambda: collections.deque(several()), ACTIONS[name])
for name in ("index", "count", "remove"):
    attempt("deque " + name, lambda: collections.deque(several()), ACTIONS[name])

LISTS = {
    "slice": lambda t: t[0:S],
    "slice store": lambda t: t.__setitem__(slice(0, S), [1]),
    "slice delete": lambda t: t.__delitem__(slice(0, None, S)),
    "delete": lambda t: t.__delitem__(S),
    "equal": lambda t: t == [1, 2, 3, 4],
    "replaced": lambda t: t.__setitem__(slice(None), []),
    "every second": lambda t: t.__delitem__(slice(None, None, 2)),
    "bisect": lambda t: bisect.bisect_left(t, 1),
    "nsmallest": lambda t: heapq.nsmallest(1, t) and 0,
    "json": lambda t: json.dumps(t, default=lambda o: o.act()),
    "map": lambda t: list(map(lambda x: t.clear(), t)),
    "zip": lambda t: [len(p) for p in zip(t, (t.pop() for _ in range(9)))],
    "reversed": lambda t: [t.clear() for _ in reversed(t)],
    "iterate": lambda t: [t.clear() for _ in t],
}
for name, action in LISTS.items():
    attempt("list " + name, several, action)
for key in (lambda x: x, lambda x: t.append(1) or 1):
    t = [3, 2, 1] * 5
    try:
        t.sort(key=key)
        print(t)
    except ValueError as error:
        print(error)


def one():
    s = set()
    s.add(Saboteur())
    return s


SETS = {
    "add": lambda t: t.add(Saboteur()),
    "in": lambda t: Saboteur() in t,
    "discard": lambda t: t.discard(Saboteur()),
    "remove": lambda t: t.remove(1),
    "union": lambda t: len(t | {Saboteur()}) > 0,
    "update": lambda t: t.update([Saboteur(), Saboteur()]),
    "difference": lambda t: t - {Saboteur()} and 1,
    "intersection": lambda t: t & {Saboteur()},
    "subset": lambda t: t <= {Saboteur()},
    "repr": lambda t: repr(t),
    "pop": lambda t: t.pop() and len(t),
    "clear": lambda t: t.clear(),
}
for name, action in SETS.items():
    attempt("set " + name, one, action)

BYTES = {
    "item": lambda t: t[S],
    "store": lambda t: t.__setitem__(S, 5),
    "delete": lambda t: t.__delitem__(S),
    "slice": lambda t: t[0:S],
    "append": lambda t: (t.append(S), t),
    "insert": lambda t: (t.insert(S, 1), t),
    "in": lambda t: S in t,
    "times": lambda t: t * S,
    "in place": lambda t: t.__imul__(S),
    "center": lambda t: len(t.center(S)),
    "split": lambda t: len(t.split(b"c", S)) > 0,
    "extend": lambda t: (t.extend([S, S]), t),
    # Where CPython looks then is memory that it has given back: what it finds varies.
    "find": lambda t: t.find(b"z", S) < 9,
}
for name, action in BYTES.items():
    attempt("bytearray " + name, lambda: bytearray(b"abcdef"), action)
for name in ("item", "delete", "slice", "insert"):
    attempt("array " + name, lambda: array.array("i", [1, 2, 3]), BYTES[name])

# Iterators that are asked again by what they ask.
KINDS = {
    "pairwise": itertools.pairwise,
    "cycle": itertools.cycle,
    "chain": itertools.chain,
    "islice": lambda i: itertools.islice(i, 5),
    "takewhile": lambda i: itertools.takewhile(bool, i),
    "dropwhile": lambda i: itertools.dropwhile(bool, i),
    "filterfalse": lambda i: itertools.filterfalse(bool, i),
    "compress": lambda i: itertools.compress(i, i),
    "accumulate": itertools.accumulate,
    "enumerate": enumerate,
    "map": lambda i: map(str, i),
    "filter": lambda i: filter(None, i),
    "zip": lambda i: zip(i, i),
    "tee": lambda i: itertools.tee(i)[0],
}
for name, kind in KINDS.items():
    for least in range(5):

        class Again:
            count = 0

            def __iter__(self):
                return self

            def __next__(self):
                if self.count >= least:
                    raise StopIteration
                self.count += 1
                if self.count == 1:
                    try:
                        return next(it, None)
                    except RuntimeError:
                        return None
                return [self.count]

        it = kind(Again())
        try:
            print(name, least, list(itertools.islice(it, 20)))
        except Exception as error:
            print(name, least, type(error).__name__, error)


# A function whose code is replaced while it runs.
def replaced():
    replaced.__code__ = (lambda: "new").__code__
    return "old"


print(replaced(), replaced())
pattern = re.compile("a")
print(pattern.sub(lambda m: pattern.sub("z", "aaa"), "aba"))
