# SPDX-License-Identifier: Apache-2.0
"""Shallow and deep copies."""

import types
import weakref
from copyreg import dispatch_table

__all__ = ["Error", "copy", "deepcopy"]


class Error(Exception):
    """Something cannot be copied."""


error = Error

# What never changes, or is meant by its identity, is its own copy.
_atomic = frozenset([
    type(None), int, float, bool, complex, str, bytes, type, range, property, types.FunctionType,
    types.BuiltinFunctionType, types.CodeType, type(Ellipsis), type(NotImplemented), weakref.ref,
])


def copy(x):
    """A shallow copy: a new object with the same contents."""
    cls = type(x)
    if cls in _atomic or cls in (tuple, frozenset, slice):
        return x
    if cls in (list, dict, set, bytearray):
        return cls.copy(x)
    if issubclass(cls, type):
        return x
    method = getattr(cls, "__copy__", None)
    if method is not None:
        return method(x)
    reduced = _reduce(x, cls)
    if isinstance(reduced, str):
        return x
    return _rebuild(x, None, *reduced)


def _reduce(x, cls):
    """What pickling would say of an object."""
    reductor = dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    reductor = getattr(x, "__reduce_ex__", None)
    if reductor is not None:
        return reductor(4)
    reductor = getattr(x, "__reduce__", None)
    if reductor is not None:
        return reductor()
    raise Error(f"un(deep)copyable object of type {cls}")


def deepcopy(x, memo=None, _nil=[]):
    """A copy with copies of everything inside; what occurs twice is copied once."""
    cls = type(x)
    if cls in _atomic:
        return x
    if memo is None:
        memo = {}
    key = id(x)
    known = memo.get(key, _nil)
    if known is not _nil:
        return known
    maker = _makers.get(cls)
    if maker is not None:
        made = maker(x, memo)
    elif issubclass(cls, type):
        return x
    else:
        method = getattr(x, "__deepcopy__", None)
        if method is not None:
            made = method(memo)
        else:
            reduced = _reduce(x, cls)
            made = x if isinstance(reduced, str) else _rebuild(x, memo, *reduced)
    if made is not x:
        memo[key] = made
        _keep(x, memo)
    return made


def _keep(x, memo):
    """Keeps an object alive as long as the memo: another must not get its id."""
    memo.setdefault(id(memo), []).append(x)


def _deep_list(x, memo):
    made = []
    memo[id(x)] = made
    for each in x:
        made.append(deepcopy(each, memo))
    return made


def _deep_tuple(x, memo):
    parts = [deepcopy(each, memo) for each in x]
    # It may be part of one of its own elements, and so be copied by now.
    if id(x) in memo:
        return memo[id(x)]
    if all(old is new for old, new in zip(x, parts)):
        return x
    return tuple(parts)


def _deep_dict(x, memo):
    made = {}
    memo[id(x)] = made
    for key, value in x.items():
        made[deepcopy(key, memo)] = deepcopy(value, memo)
    return made


def _deep_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


_makers = {
    list: _deep_list, tuple: _deep_tuple, dict: _deep_dict, types.MethodType: _deep_method,
    bytearray: lambda x, memo: x.copy(),
    set: lambda x, memo: {deepcopy(each, memo) for each in x},
    frozenset: lambda x, memo: frozenset([deepcopy(each, memo) for each in x]),
}


def _rebuild(x, memo, func, args, state=None, items=None, pairs=None, setter=None):
    """An object from its reduction; with a memo, from copies of the parts."""
    deep = memo is not None
    if deep and args:
        args = [deepcopy(each, memo) for each in args]
    made = func(*args)
    if deep:
        memo[id(x)] = made
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if setter is not None:
            setter(made, state)
        elif hasattr(made, "__setstate__"):
            made.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                made.__dict__.update(state)
            if slots is not None:
                for name, value in slots.items():
                    setattr(made, name, value)
    if items is not None:
        for each in items:
            made.append(deepcopy(each, memo) if deep else each)
    if pairs is not None:
        for key, value in pairs:
            if deep:
                key = deepcopy(key, memo)
                value = deepcopy(value, memo)
            made[key] = value
    return made
