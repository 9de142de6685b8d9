# SPDX-License-Identifier: Apache-2.0
# string, reprlib, keyword, numbers, types, abc, copyreg, linecache.
import abc
import copyreg
import keyword
import linecache
import numbers
import reprlib
import string
import types

print(string.ascii_letters, string.digits, string.punctuation, repr(string.whitespace), len(string.printable))
print(string.capwords("hello big  world"), string.capwords("a-b-c", "-"))
t = string.Template("$who likes ${what}ing $$5 $who")
print(t.substitute(who="tim", what="kung"), t.safe_substitute(who="x"), t.is_valid(), t.get_identifiers())
for template, values in (("$who $", {"who": 1}), ("$missing", {}), ("a\n b ${", {})):
    try:
        print(string.Template(template).substitute(values))
    except (KeyError, ValueError) as error:
        print(type(error).__name__, error)
print(string.Template("$who $ x").safe_substitute(who=1))


class Percent(string.Template):
    delimiter = "%"


print(Percent("%a and %%").substitute(a=3))
f = string.Formatter()
print(f.format("{0} {1!r:>6} {name[0]} {n.real}", 1, "b", name="xyz", n=3), f.format("{} {}", 1, 2), f.vformat("{a}", (), {"a": 4}), f.format("{:{}}", "q", 5))
for bad in (lambda: f.format("{} {0}", 1), lambda: f.format("{a}"), lambda: f.format("{")):
    try:
        bad()
    except (KeyError, ValueError) as error:
        print(type(error).__name__, error)

print(reprlib.repr(list(range(100))), reprlib.repr("x" * 100), reprlib.repr({i: i for i in range(9)}), reprlib.repr(set(range(9))), reprlib.repr((1,)))


class Loop:
    @reprlib.recursive_repr()
    def __repr__(self):
        return f"<{self.me!r}>"


loop = Loop()
loop.me = loop
print(loop, keyword.iskeyword("for"), keyword.issoftkeyword("match"), len(keyword.kwlist))
print(isinstance(1, numbers.Integral), isinstance(1.0, numbers.Real), isinstance(1j, numbers.Complex), isinstance(1.0, numbers.Rational), issubclass(bool, numbers.Number))


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        ...

    @property
    @abc.abstractmethod
    def name(self):
        ...


class Square(Shape):
    name = "square"

    def area(self):
        return 4


try:
    Shape()
except TypeError as error:
    print(str(error)[:50])
print(Square().area(), sorted(Shape.__abstractmethods__), isinstance(Square(), Shape))


@Shape.register
class Other:
    pass


print(issubclass(Other, Shape), isinstance(Other(), Shape))


def function():
    yield


print(isinstance(function, types.FunctionType), isinstance(function(), types.GeneratorType), isinstance(len, types.BuiltinFunctionType), isinstance(types, types.ModuleType), isinstance(Square().area, types.MethodType))
ns = types.SimpleNamespace(a=1, b="x")
ns.c = 3
print(ns, ns == types.SimpleNamespace(a=1, b="x", c=3), types.MappingProxyType({"a": 1})["a"], types.NoneType, types.new_class("N", (Square,), {}, lambda n: n.update(k=1)).k)
print(copyreg.__newobj__(list), copyreg.dispatch_table[complex](1 + 2j)[1])
print(linecache.getline(__file__, 1).strip(), repr(linecache.getline("no such file", 1)))
