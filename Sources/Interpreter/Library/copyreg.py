# SPDX-License-Identifier: Apache-2.0
"""How classes are pickled and copied: registered functions, and what object.__reduce_ex__ calls."""

__all__ = ["pickle", "constructor", "add_extension", "remove_extension", "clear_extension_cache"]

dispatch_table = {}


def pickle(ob_type, pickle_function, constructor_ob=None):
    """Registers the function that reduces instances of a type."""
    if not callable(pickle_function):
        raise TypeError("reduction functions must be callable")
    dispatch_table[ob_type] = pickle_function
    if constructor_ob is not None:
        constructor(constructor_ob)


def constructor(object):
    """Checks that something can be called."""
    if not callable(object):
        raise TypeError("constructors must be callable")


def __newobj__(cls, *args):
    return cls.__new__(cls, *args)


def __newobj_ex__(cls, args, kwargs):
    return cls.__new__(cls, *args, **kwargs)


def _reconstructor(cls, base, state):
    """An instance from the value that it has as an instance of a builtin base."""
    if base is object:
        return object.__new__(cls)
    made = base.__new__(cls, state)
    if base.__init__ is not object.__init__:
        base.__init__(made, state)
    return made


def _reduce_ex(self, proto):
    """Pickling by protocols 0 and 1."""
    cls = self.__class__
    for base in cls.__mro__:
        # The first base that is not made by a class statement.
        if not getattr(base, "__flags__", 0) & 1 << 9:
            break
    else:
        base = object
    if base is object:
        state = None
    elif base is cls:
        raise TypeError(f"cannot pickle {cls.__name__!r} object")
    else:
        state = base(self)
    args = cls, base, state
    try:
        getstate = self.__getstate__
    except AttributeError:
        namespace = getattr(self, "__dict__", None)
    else:
        if getattr(self, "__slots__", None) and getstate.__func__ is object.__getstate__:
            raise TypeError(
                f"a class that defines __slots__ without defining __getstate__ cannot be pickled "
                f"with protocol {proto}")
        namespace = getstate()
    if namespace:
        return _reconstructor, args, namespace
    return _reconstructor, args


def _slotnames(cls):
    """The names of all slots of a class, as attributes are called."""
    names = cls.__dict__.get("__slotnames__")
    if names is not None:
        return names
    names = []
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name in ("__dict__", "__weakref__"):
                continue
            if name.startswith("__") and not name.endswith("__"):
                prefix = base.__name__.lstrip("_")
                name = f"_{prefix}{name}" if prefix else name
            names.append(name)
    try:
        cls.__slotnames__ = names
    except (TypeError, AttributeError):
        pass
    return names


def _pickle_complex(value):
    return complex, (value.real, value.imag)


def _pickle_union(value):
    import functools
    import operator
    return functools.reduce, (operator.or_, value.__args__)


pickle(complex, _pickle_complex, complex)
pickle(type(int | str), _pickle_union)

_extension_registry = {}
_inverted_registry = {}
_extension_cache = {}


def add_extension(module, name, code):
    """Gives a class a number of its own in pickles."""
    code = int(code)
    if not 1 <= code <= 0x7fffffff:
        raise ValueError("code out of range")
    key = (module, name)
    if _extension_registry.get(key) == code and _inverted_registry.get(code) == key:
        return
    if key in _extension_registry:
        raise ValueError(f"key {key} is already registered with code {_extension_registry[key]}")
    if code in _inverted_registry:
        raise ValueError(f"code {code} is already in use for key {_inverted_registry[code]}")
    _extension_registry[key] = code
    _inverted_registry[code] = key


def remove_extension(module, name, code):
    """Takes the number back."""
    key = (module, name)
    if _extension_registry.get(key) != code or _inverted_registry.get(code) != key:
        raise ValueError(f"key {key} is not registered with code {code}")
    del _extension_registry[key]
    del _inverted_registry[code]
    _extension_cache.pop(code, None)


def clear_extension_cache():
    """Forgets the classes found by number."""
    _extension_cache.clear()
