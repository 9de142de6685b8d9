# SPDX-License-Identifier: Apache-2.0
"""Abstract base classes (PEP 3119)."""

import _abc
from _abc import get_cache_token

__all__ = [
    "ABC", "ABCMeta", "abstractmethod", "abstractclassmethod", "abstractstaticmethod",
    "abstractproperty", "get_cache_token", "update_abstractmethods",
]


def abstractmethod(function):
    """Marks a method that a subclass has to define before there can be instances."""
    function.__isabstractmethod__ = True
    return function


class abstractclassmethod(classmethod):
    """classmethod and abstractmethod in one."""

    __isabstractmethod__ = True

    def __init__(self, function):
        super().__init__(abstractmethod(function))


class abstractstaticmethod(staticmethod):
    """staticmethod and abstractmethod in one."""

    __isabstractmethod__ = True

    def __init__(self, function):
        super().__init__(abstractmethod(function))


class abstractproperty(property):
    """property and abstractmethod in one."""

    __isabstractmethod__ = True


class ABCMeta(type):
    """The class of abstract base classes: they know registered ("virtual") subclasses."""

    def __new__(mcls, name, bases, namespace, /, **kwargs):
        made = super().__new__(mcls, name, bases, namespace, **kwargs)
        _abc._abc_init(made)
        return made

    def register(cls, subclass):
        """Makes a class a subclass of this one without inheritance; returns it."""
        return _abc._abc_register(cls, subclass)

    def __instancecheck__(cls, instance):
        return _abc._abc_instancecheck(cls, instance)

    def __subclasscheck__(cls, subclass):
        return _abc._abc_subclasscheck(cls, subclass)

    def _abc_registry_clear(cls):
        _abc._reset_registry(cls)

    def _abc_caches_clear(cls):
        _abc._reset_caches(cls)


class ABC(metaclass=ABCMeta):
    """A base to inherit from where naming the metaclass is a nuisance."""

    __slots__ = ()


def update_abstractmethods(cls):
    """Finds the abstract methods of a class anew, after methods were added from outside."""
    if not hasattr(cls, "__abstractmethods__"):
        return cls
    candidates = {name for base in cls.__bases__ for name in getattr(base, "__abstractmethods__", ())}
    candidates.update(cls.__dict__)
    cls.__abstractmethods__ = frozenset(
        name for name in candidates
        if getattr(getattr(cls, name, None), "__isabstractmethod__", False)
    )
    return cls
