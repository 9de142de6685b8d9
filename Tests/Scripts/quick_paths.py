# SPDX-License-Identifier: Apache-2.0
# Where the machine takes a short way, the long way's answers: attributes, calls, slices, strings, comparisons.
class Base:
    shared = 1
    name = "base"


class Slotted(Base):
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


class Derived(Base):
    pass


def read(thing, attribute):
    result = []
    for _ in range(3):
        try:
            result.append(thing.a if attribute == "a" else thing.shared)
        except AttributeError as error:
            result.append(str(error))
    return result


s = Slotted(5)
print(read(s, "a"), read(s, "shared"))
del s.a
print(read(s, "a"))
s.a = 7
print(read(s, "a"), read(Slotted(8), "a"))
try:
    s.c = 1
    print("has a dict")
except AttributeError as error:
    print(error)
try:
    del s.b
except AttributeError as error:
    print(error)


class Strict:
    __slots__ = "x"


def store(thing, value):
    thing.x = value


t = Strict()
for i in range(4):
    store(t, i)
print(t.x)
del t.x
store(t, "again")
print(t.x)
try:
    t.y = 1
except AttributeError as error:
    print(error)

d = Derived()
print(read(d, "shared"))
Base.shared = 2
print(read(d, "shared"), read(Derived, "shared"), read(Base, "shared"))
d.shared = "own"
print(read(d, "shared"), read(Derived(), "shared"))
del d.shared
Derived.shared = 3
print(read(d, "shared"), read(Base, "shared"), read(Derived, "shared"))
del Derived.shared
print(read(d, "shared"))


class Plain:
    pass


class Holder:
    shared = Plain()


h = Holder()
before = [x is Holder.__dict__["shared"] for x in read(h, "shared") + read(Holder, "shared")]
Plain.__get__ = lambda self, instance, owner: "described"
print(before, read(h, "shared"), read(Holder, "shared"))


class Meta(type):
    @property
    def shared(cls):
        return "of the metaclass"


class Made(metaclass=Meta):
    shared = 1


print(read(Made, "shared"), read(Made(), "shared"))


class Borrowed:
    app = list.append
    step = type(iter(set())).__next__
    text = str.upper


for call in (lambda: Borrowed().app(1), lambda: Borrowed().text(), lambda: getattr(Borrowed(), "app")):
    try:
        print(call())
    except TypeError as error:
        print(error)


def f(a, b=2, c=3, *, d=4, e=5):
    return a, b, c, d, e


def rest(a, b=2, *c):
    return a, b, c


def surplus(a, *b, c=1, **d):
    return a, b, c, d


def only(a, b, /, c):
    return a, b, c


calls = ["f(1)", "f(1, 5)", "f(1, c=9)", "f(b=1, a=2)", "f(1, e=1, d=2, c=3)", "f()", "f(1, 2, 3, 4)",
         "f(1, a=2)", "f(1, x=2)", "f(b=1)", "rest(1)", "rest(1, 2)", "rest(1, 2, 3, 4)", "rest()",
         "rest(b=1)", "rest(1, b=3)", "surplus(1, 2, 3, c=4, d=5)", "surplus(a=1, z=2)", "only(1, 2, 3)",
         "only(1, 2, c=3)", "only(1, b=2, c=3)", "only(1, 2)", "f(*(1, 2), **{'d': 0})", "rest(*[])",
         "rest(*range(4))", "[].append()", "[1].pop(0, 1)", "[3, 4].pop()", "'a b'.split()", "{}.get()",
         "{1: 2}.get(1)", "'abc'.find('c')", "'x'.join([1])", "int('12', base=3)"]
for text in calls:
    try:
        print(text, eval(text))
    except (TypeError, ValueError) as error:
        print(text, error)
append = [].append
print(append(1), append(2), append.__self__)
try:
    append()
except TypeError as error:
    print(error)

numbers = list(range(10))
for text in ("[2:5]", "[::-1]", "[::3]", "[8:2:-2]", "[20:]", "[-3:]", "[:-20]", "[5:2]", "[1:1]"):
    print(text, *(eval("x" + text, {"x": x}) for x in
                  (numbers, [str(n) for n in numbers], tuple(numbers), "0123456789", "äbcdefghij", "€bcdefghij")))
perm = [3, 1, 2, 0, 4]
perm[:4] = perm[3::-1]
print(perm)
perm[1:3] = [9, 9, 9]
perm[0:0] = [7]
perm[-1:] = []
perm[1:2] = perm
perm[2:4] = [1.5]
perm[1:3] = "ab"
print(perm)
floats = [1.0, 2.0, 3.0]
floats[1:2] = [4.0, 5.0]
floats[::2] = [0.0, 9.0]
print(floats)


class Shrinks:
    def __init__(self, target):
        self.target = target

    def __index__(self):
        self.target.clear()
        return 1


target = list(range(9))
print(target[Shrinks(target):8], target)
target = list(range(9))
target[Shrinks(target):8] = [1, 2]
print(target)

text = ""
other = None
for i in range(3000):
    text += "ab"
    if i == 1000:
        other = text
    if i == 2000:
        text += "é"
print(len(text), len(other), other == "ab" * 1001, text.count("ab"), hash(text) == hash(text[:]), text[4000:4006])
text += "€"
text += text
print(len(text), text[-1], text.isascii())
words = {}
for i in range(40):
    key = "k" * 600
    key += str(i)
    words[key] = i
    key += "!"
    words[key] = -i
print(len(words), words["k" * 600 + "7"], words["k" * 600 + "7!"])

print([x < y for x in (1, 2.5, 10**20, True) for y in (1, 2.0, 1e20, 10**20, False)])
print([(x == y, x != y) for x in ("a", "ab", "ä", "€") for y in ("a", "ä", "€", 1)])
print([x < y for x in ("a", "ab", "ä", "€") for y in ("a", "b", "ä", "€")])
nan = float("nan")
print((nan,) == (nan,), (1, nan) < (1, nan), (1, 2) < (1, 2, 3), (1, "a") == (1, "b"), () < (0,), [nan] == [nan])
print(5 in [1, 2, 5], 5.0 in [1, 2, 5], True in [1], "5" in [5], 2**70 in [2**70])
print(1.5 * 2, 2 * 1.5, 7 // 2.0, -7 % 2.5, 2 ** 0.5, 2.0 ** 3, 3 / 2.0, 2**62 * 4.0, 1 - 0.5)
for text in ("1.5 // 0", "1 % 0.0", "2.0 / 0", "1.5 << 1", "1 @ 2", "0.0 ** -1", "(-8) ** (1 / 3)"):
    try:
        print(text, eval(text))
    except (TypeError, ZeroDivisionError) as error:
        print(text, error)
print("%s is %d and %r, %5s|%-5d|%05.1f%%" % ("é", -12, "€", "x", 3, 2.25), "%s" % 10**20, "%d" % True)
print(f"{0} {9} {10} {-5} {2**63 - 1} {-2**63} {True} {1.0} {10**20}")
print(int("12"), int("-7"), int("+3"), int(" 5 "), int("1_000"), int("٣"), int("9" * 25))
for text in ("", "-", "1x", "+ 1", "1__0", "é"):
    try:
        int(text)
    except ValueError as error:
        print(error)
pairs = {"a": 1, "b": 2}
print([k for k in pairs], [v for v in pairs.values()], [i for i in pairs.items()], list(enumerate("xy", 2**63 - 1)))
try:
    for k in pairs:
        pairs[k + k] = 0
except RuntimeError as error:
    print(error)
print("abcabc".startswith("abc"), "abcabc".endswith("bc"), "abc".startswith("abcd"), "abc".endswith(("x", "c")),
      "abc".startswith("b", 1), "€bc".startswith("€"), "€bc".endswith("c"), "".startswith(""))

# Loops over pairs, characters, ranges backwards.
print([(k, v) for k, v in {"a": 1, "b": [2]}.items()], [i + n for i, n in enumerate([5, 6], 10)])
print([a + b for a, b in zip("xyz", "uv")], [(a, b) for a, b in zip([1], [2], strict=True)])
try:
    for a, b in zip([1, 2], [3], strict=True):
        print(a, b)
except ValueError as error:
    print(error)
try:
    for a, b in zip([3], [1, 2], strict=True):
        print(a, b)
except ValueError as error:
    print(error)
table = {"a": 1}
try:
    for k, v in table.items():
        table[k + "x"] = v
except RuntimeError as error:
    print(error)
for a, b in zip([1], [2], ):
    pass
print(a, b, [p for p in zip([1, 2], [3, 4])], [p for p in enumerate("ab")])
for thing in ({1: 2}.items(), enumerate("q"), zip("r", "s")):
    again = iter(thing)
    for x, y in again:
        print(x, y, next(again, "end"))
try:
    for x, y in zip([1], [2], [3]):
        pass
except ValueError as error:
    print(error)


def broken():
    yield 1
    raise KeyError("broken")


try:
    for x, y in zip("abc", broken()):
        print(x, y)
except KeyError as error:
    print(error)
walk = iter("a€")
print(next(walk), [c for c in walk], next(walk, None), list("äb"), [c for c in ""])
print([list(reversed(r)) for r in (range(5), range(0), range(9, 0, -4), range(-3, 8, 5), range(2**63 - 3, 2**63 - 1))])
print(list(reversed(range(2**64, 2**64 + 3))))

# Built-in functions with fewer arguments than parameters, and with any number.
print(min(3, 1, 2), max("b", "a"), max([2, 5, 1]), min(2.5, 2), max(1, True), min(-0.0, 0), max((1, 2), (1, 3)))
for text in ("min(1)", "min()", "max(1, 'a')", "max([], default=3)", "max(1, 2, default=3)", "min(3, -4, key=abs)",
             "[1, 2, 3].index(2)", "[1].index(5)", "{'a': 1}.pop('b', 7)", "{}.pop('b')", "'a-b'.split('-')",
             "next(iter([]), 4)", "getattr(1, 'real')", "getattr(1, 'x', 0)", "getattr(1, 'x')", "round(2.567, 2)",
             "sum([1, 2], 5)", "sum([[1], [2]], [])", "'%s' % (1, 2)", "pow(2, 5)", "'abc'.center(7)", "range()",
             "(lambda f: f())([3].pop)", "(lambda f: f(0))([3, 4].pop)", "(lambda f: f('x'))({'x': 1}.get)",
             "(lambda f: f())({}.get)", "'a,b,c'.rsplit(',', 1)", "str.split('a b')", "dict.get({1: 2}, 1)",
             "list.pop()", "list.pop(1)"):
    try:
        print(text, eval(text))
    except Exception as error:
        print(text, type(error).__name__, error)
print("aXbXc".replace("X", "--"), "aXbXc".replace("X", ""), "aaa".replace("aa", "b"), "XX".replace("X", ""),
      "aXbXc".replace("X", "-", 1), "abc".replace("z", "y"), "äXä".replace("ä", "e"), "aXa".replace("X", "é"),
      "ab".replace("", "-"), "aXb".replace("X", "-", 0))
print("mississippi".find("ssip"), "mississippi".find("issi", 2), "ab".find("b", 0, 1), "äöü".find("ü"), "abc".find("€"),
      "aab".find("ab"), "a".find("aa"), "mississippi".count("ss"), "mississippi".rfind("ss"), "x".find(""))
rows = [(i * 7 % 5, str(i % 3), -i) for i in range(12)]
print(sorted(rows), sorted(rows, reverse=True) == sorted(rows)[::-1], sorted([(1, "b"), (1, "a"), (True, "c"), (0.5, "")]))
try:
    sorted([(1, "a"), (1, 2)])
except TypeError as error:
    print(error)
try:
    sorted([("a", 1), (1, 2)])
except TypeError as error:
    print(error)
for target in (ValueError, (KeyError, ValueError), Exception, (), KeyError, 5, (5,)):
    try:
        try:
            raise ValueError("v")
        except target:
            print("caught by", target)
    except Exception as error:
        print(type(error).__name__, error)
