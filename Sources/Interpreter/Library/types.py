# SPDX-License-Identifier: Apache-2.0
"""The types of functions, modules and whatever has no name of its own; classes made by calls."""

import sys


def _function():
    pass


def _generator():
    yield


async def _coroutine():
    pass


async def _asynchronous_generator():
    yield


class _Class:
    __slots__ = ("slot",)

    def method(self):
        pass


def _cell(value):
    return (lambda: value).__closure__[0]


FunctionType = LambdaType = type(_function)
CodeType = type(_function.__code__)
MappingProxyType = type(type.__dict__)
SimpleNamespace = type(sys.implementation)
CellType = type(_cell(None))
GeneratorType = type(_generator())
_c = _coroutine()
CoroutineType = type(_c)
_c.close()
del _c
AsyncGeneratorType = type(_asynchronous_generator())
MethodType = type(_Class().method)
BuiltinFunctionType = BuiltinMethodType = type(len)
WrapperDescriptorType = type(object.__init__)
MethodWrapperType = type(object().__str__)
MethodDescriptorType = type(str.join)
ClassMethodDescriptorType = type(dict.__dict__["fromkeys"])
ModuleType = type(sys)
GetSetDescriptorType = type(FunctionType.__code__)
MemberDescriptorType = type(_Class.slot)
GenericAlias = type(list[int])
UnionType = type(int | str)
EllipsisType = type(Ellipsis)
NoneType = type(None)
NotImplementedType = type(NotImplemented)
try:
    raise TypeError
except TypeError as _error:
    TracebackType = type(_error.__traceback__)
    FrameType = type(_error.__traceback__.tb_frame)

if not isinstance(SimpleNamespace, type) or SimpleNamespace is ModuleType:
    class SimpleNamespace:
        """An object whose attributes are those given."""

        def __init__(self, /, **kwargs):
            self.__dict__.update(kwargs)

        def __repr__(self):
            inner = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
            kind = type(self)
            return f"{'namespace' if kind is SimpleNamespace else kind.__name__}({inner})"

        def __eq__(self, other):
            if isinstance(other, SimpleNamespace):
                return self.__dict__ == other.__dict__
            return NotImplemented

        __hash__ = None

        def __reduce__(self):
            return type(self), (), self.__dict__


def new_class(name, bases=(), kwds=None, exec_body=None):
    """A class, made as a class statement makes it; exec_body fills the namespace."""
    resolved = resolve_bases(bases)
    metaclass, namespace, kwds = prepare_class(name, resolved, kwds)
    if exec_body is not None:
        exec_body(namespace)
    if resolved is not bases:
        namespace["__orig_bases__"] = bases
    return metaclass(name, resolved, namespace, **kwds)


def resolve_bases(bases):
    """The bases with those replaced that have __mro_entries__."""
    resolved = []
    changed = False
    for base in bases:
        entries = None
        if not isinstance(base, type) or isinstance(base, GenericAlias):
            entries = getattr(base, "__mro_entries__", None)
        if entries is None:
            resolved.append(base)
            continue
        changed = True
        entries = entries(bases)
        if not isinstance(entries, tuple):
            raise TypeError("__mro_entries__ must return a tuple")
        resolved.extend(entries)
    return tuple(resolved) if changed else bases


def prepare_class(name, bases=(), kwds=None):
    """The metaclass, the namespace to fill, and the keywords without metaclass."""
    kwds = {} if kwds is None else dict(kwds)
    metaclass = kwds.pop("metaclass", None)
    if metaclass is None:
        metaclass = type(bases[0]) if bases else type
    if isinstance(metaclass, type):
        for base in bases:
            other = type(base)
            if issubclass(metaclass, other):
                continue
            if not issubclass(other, metaclass):
                raise TypeError(
                    "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                    "subclass of the metaclasses of all its bases")
            metaclass = other
    if hasattr(metaclass, "__prepare__"):
        return metaclass, metaclass.__prepare__(name, bases, **kwds), kwds
    return metaclass, {}, kwds


def get_original_bases(cls, /):
    """The bases as the class statement names them."""
    try:
        return cls.__dict__.get("__orig_bases__", cls.__bases__)
    except AttributeError:
        raise TypeError(f"Expected an instance of type, not {type(cls).__name__!r}") from None


class DynamicClassAttribute:
    """A property for instances; asked of the class, the metaclass answers."""

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.__doc__ = doc or (fget.__doc__ if fget is not None else None)
        self.overwrite_doc = doc is None
        self.__isabstractmethod__ = bool(getattr(fget, "__isabstractmethod__", False))

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            if self.__isabstractmethod__:
                return self
            raise AttributeError()
        if self.fget is None:
            raise AttributeError("unreadable attribute")
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError("can't delete attribute")
        self.fdel(instance)

    def getter(self, fget):
        return type(self)(fget, self.fset, self.fdel, fget.__doc__)

    def setter(self, fset):
        return type(self)(self.fget, fset, self.fdel, self.__doc__)

    def deleter(self, fdel):
        return type(self)(self.fget, self.fset, fdel, self.__doc__)


def coroutine(func):
    """Lets generators of a function be awaited."""
    if not callable(func):
        raise TypeError("types.coroutine() expects a callable")

    class Awaitable:
        def __init__(self, generator):
            self._generator = generator

        def __await__(self):
            return self._generator

        __iter__ = __await__

        def __next__(self):
            return next(self._generator)

        def send(self, value):
            return self._generator.send(value)

        def throw(self, *args):
            return self._generator.throw(*args)

        def close(self):
            return self._generator.close()

    def wrapped(*args, **kwargs):
        made = func(*args, **kwargs)
        return Awaitable(made) if isinstance(made, GeneratorType) else made

    from functools import update_wrapper
    return update_wrapper(wrapped, func)


del _function, _generator, _coroutine, _asynchronous_generator, _Class, _cell

__all__ = [name for name in globals() if name[:1] != "_" and name != "sys"]
