# SPDX-License-Identifier: Apache-2.0
"""The operators as functions."""

__all__ = [
    "abs", "add", "and_", "attrgetter", "call", "concat", "contains", "countOf", "delitem", "eq",
    "floordiv", "ge", "getitem", "gt", "iadd", "iand", "iconcat", "ifloordiv", "ilshift", "imatmul",
    "imod", "imul", "index", "indexOf", "inv", "invert", "ior", "ipow", "irshift", "is_", "is_not",
    "isub", "itemgetter", "itruediv", "ixor", "le", "length_hint", "lshift", "lt", "matmul",
    "methodcaller", "mod", "mul", "ne", "neg", "not_", "or_", "pos", "pow", "rshift", "setitem",
    "sub", "truediv", "truth", "xor",
]

import builtins as _builtins


def lt(a, b, /):
    """a < b"""
    return a < b


def le(a, b, /):
    """a <= b"""
    return a <= b


def eq(a, b, /):
    """a == b"""
    return a == b


def ne(a, b, /):
    """a != b"""
    return a != b


def ge(a, b, /):
    """a >= b"""
    return a >= b


def gt(a, b, /):
    """a > b"""
    return a > b


def not_(a, /):
    """not a"""
    return not a


def truth(a, /):
    """Whether a is true."""
    return True if a else False


def is_(a, b, /):
    """a is b"""
    return a is b


def is_not(a, b, /):
    """a is not b"""
    return a is not b


abs = _builtins.abs


def add(a, b, /):
    """a + b"""
    return a + b


def and_(a, b, /):
    """a & b"""
    return a & b


def floordiv(a, b, /):
    """a // b"""
    return a // b


def index(a, /):
    """a.__index__()"""
    if isinstance(a, int):
        return int(a)
    method = getattr(type(a), "__index__", None)
    if method is None:
        raise TypeError(f"'{type(a).__name__}' object cannot be interpreted as an integer")
    return method(a)


def inv(a, /):
    """~a"""
    return ~a


invert = inv


def lshift(a, b, /):
    """a << b"""
    return a << b


def mod(a, b, /):
    """a % b"""
    return a % b


def mul(a, b, /):
    """a * b"""
    return a * b


def matmul(a, b, /):
    """a @ b"""
    return a @ b


def neg(a, /):
    """-a"""
    return -a


def or_(a, b, /):
    """a | b"""
    return a | b


def pos(a, /):
    """+a"""
    return +a


def pow(a, b, /):
    """a ** b"""
    return a ** b


def rshift(a, b, /):
    """a >> b"""
    return a >> b


def sub(a, b, /):
    """a - b"""
    return a - b


def truediv(a, b, /):
    """a / b"""
    return a / b


def xor(a, b, /):
    """a ^ b"""
    return a ^ b


def concat(a, b, /):
    """a + b of sequences"""
    if not hasattr(a, "__getitem__"):
        raise TypeError(f"'{type(a).__name__}' object can't be concatenated")
    return a + b


def contains(a, b, /):
    """b in a"""
    return b in a


def countOf(a, b, /):
    """How often b occurs in a."""
    return sum(1 for each in a if each is b or each == b)


def delitem(a, b, /):
    """del a[b]"""
    del a[b]


def getitem(a, b, /):
    """a[b]"""
    return a[b]


def indexOf(a, b, /):
    """The first place of b in a."""
    for place, each in enumerate(a):
        if each is b or each == b:
            return place
    raise ValueError("sequence.index(x): x not in sequence")


def setitem(a, b, c, /):
    """a[b] = c"""
    a[b] = c


def length_hint(obj, default=0, /):
    """The length of an object, or what it expects that to be."""
    if not isinstance(default, int):
        raise TypeError(f"'{type(default).__name__}' object cannot be interpreted as an integer")
    try:
        return len(obj)
    except TypeError:
        pass
    hint = getattr(type(obj), "__length_hint__", None)
    if hint is None:
        return default
    try:
        value = hint(obj)
    except TypeError:
        return default
    if value is NotImplemented:
        return default
    if not isinstance(value, int):
        raise TypeError(f"__length_hint__ must be an integer, not {type(value).__name__}")
    if value < 0:
        raise ValueError("__length_hint__() should return >= 0")
    return value


def call(obj, /, *args, **kwargs):
    """obj(*args, **kwargs)"""
    return obj(*args, **kwargs)


class attrgetter:
    """A function that gets attributes, also of attributes."""

    __slots__ = ("_attrs",)

    def __init__(self, attr, /, *attrs):
        self._attrs = (attr, *attrs)
        for each in self._attrs:
            if not isinstance(each, str):
                raise TypeError("attribute name must be a string")

    def __call__(self, obj, /):
        found = []
        for attr in self._attrs:
            value = obj
            for name in attr.split("."):
                value = getattr(value, name)
            found.append(value)
        return found[0] if len(found) == 1 else tuple(found)

    def __repr__(self):
        return f"operator.attrgetter({', '.join(map(repr, self._attrs))})"

    def __reduce__(self):
        return type(self), self._attrs


class itemgetter:
    """A function that gets elements."""

    __slots__ = ("_items",)

    def __init__(self, item, /, *items):
        self._items = (item, *items)

    def __call__(self, obj, /):
        items = self._items
        if len(items) == 1:
            return obj[items[0]]
        return tuple([obj[item] for item in items])

    def __repr__(self):
        return f"operator.itemgetter({', '.join(map(repr, self._items))})"

    def __reduce__(self):
        return type(self), self._items


class methodcaller:
    """A function that calls a method with given arguments."""

    __slots__ = ("_name", "_args", "_kwargs")

    def __init__(self, name, /, *args, **kwargs):
        if not isinstance(name, str):
            raise TypeError("method name must be a string")
        self._name = name
        self._args = args
        self._kwargs = kwargs

    def __call__(self, obj, /):
        return getattr(obj, self._name)(*self._args, **self._kwargs)

    def __repr__(self):
        parts = [repr(self._name), *map(repr, self._args)]
        parts += [f"{name}={value!r}" for name, value in self._kwargs.items()]
        return f"operator.methodcaller({', '.join(parts)})"

    def __reduce__(self):
        if not self._kwargs:
            return type(self), (self._name, *self._args)
        from functools import partial
        return partial(type(self), self._name, **self._kwargs), self._args


def iadd(a, b, /):
    """a += b"""
    a += b
    return a


def iand(a, b, /):
    """a &= b"""
    a &= b
    return a


def iconcat(a, b, /):
    """a += b of sequences"""
    if not hasattr(a, "__getitem__"):
        raise TypeError(f"'{type(a).__name__}' object can't be concatenated")
    a += b
    return a


def ifloordiv(a, b, /):
    """a //= b"""
    a //= b
    return a


def ilshift(a, b, /):
    """a <<= b"""
    a <<= b
    return a


def imod(a, b, /):
    """a %= b"""
    a %= b
    return a


def imul(a, b, /):
    """a *= b"""
    a *= b
    return a


def imatmul(a, b, /):
    """a @= b"""
    a @= b
    return a


def ior(a, b, /):
    """a |= b"""
    a |= b
    return a


def ipow(a, b, /):
    """a **= b"""
    a **= b
    return a


def irshift(a, b, /):
    """a >>= b"""
    a >>= b
    return a


def isub(a, b, /):
    """a -= b"""
    a -= b
    return a


def itruediv(a, b, /):
    """a /= b"""
    a /= b
    return a


def ixor(a, b, /):
    """a ^= b"""
    a ^= b
    return a


for _name in (
    "lt le eq ne ge gt abs add floordiv index inv invert lshift mod mul matmul neg pos pow rshift "
    "sub truediv xor concat contains delitem getitem setitem call iadd iand iconcat ifloordiv "
    "ilshift imod imul imatmul ior ipow irshift isub itruediv ixor and_ or_ not_"
).split():
    globals()[f"__{_name.removesuffix('_')}__"] = globals()[_name]
del _name
