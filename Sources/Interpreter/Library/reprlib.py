# SPDX-License-Identifier: Apache-2.0
"""repr() of objects that contain themselves, and repr() of limited length."""

import builtins
from _thread import get_ident

__all__ = ["Repr", "repr", "recursive_repr"]


def recursive_repr(fillvalue="..."):
    """Makes a __repr__ return fillvalue where the object is being shown already."""
    def decorate(function):
        running = set()

        def wrapper(self):
            key = id(self), get_ident()
            if key in running:
                return fillvalue
            running.add(key)
            try:
                return function(self)
            finally:
                running.discard(key)

        for name in ("__module__", "__doc__", "__name__", "__qualname__"):
            setattr(wrapper, name, getattr(function, name))
        wrapper.__annotations__ = getattr(function, "__annotations__", {})
        wrapper.__wrapped__ = function
        return wrapper

    return decorate


class Repr:
    """Texts of objects with limits for the number and the length of what is shown."""

    def __init__(self, *, maxlevel=6, maxtuple=6, maxlist=6, maxarray=5, maxdict=4, maxset=6,
                 maxfrozenset=6, maxdeque=6, maxstring=30, maxlong=40, maxother=30, fillvalue="...",
                 indent=None):
        self.maxlevel = maxlevel
        self.maxtuple = maxtuple
        self.maxlist = maxlist
        self.maxarray = maxarray
        self.maxdict = maxdict
        self.maxset = maxset
        self.maxfrozenset = maxfrozenset
        self.maxdeque = maxdeque
        self.maxstring = maxstring
        self.maxlong = maxlong
        self.maxother = maxother
        self.fillvalue = fillvalue
        self.indent = indent

    def repr(self, x):
        """The text of an object."""
        return self.repr1(x, self.maxlevel)

    def repr1(self, x, level):
        """The text of an object where there are so many levels left."""
        method = getattr(self, "repr_" + type(x).__name__.replace(" ", "_"), None)
        return method(x, level) if method else self.repr_instance(x, level)

    def _list(self, x, level, left, right, limit, trail=""):
        if level <= 0 and len(x):
            inner = self.fillvalue
        else:
            parts = []
            for index, each in enumerate(x):
                if index == limit:
                    break
                parts.append(self.repr1(each, level - 1))
            if len(x) > limit:
                parts.append(self.fillvalue)
            inner = self._join(parts, level)
            if len(x) == 1 and trail and self.indent is None:
                right = trail + right
        return left + inner + right

    def _join(self, parts, level):
        if self.indent is None:
            return ", ".join(parts)
        if not parts:
            return ""
        indent = self.indent if isinstance(self.indent, str) else " " * self.indent
        line = "\n" + indent * (self.maxlevel - level + 1)
        return line + ("," + line).join(parts) + "," + "\n" + indent * (self.maxlevel - level)

    def repr_tuple(self, x, level):
        return self._list(x, level, "(", ")", self.maxtuple, ",")

    def repr_list(self, x, level):
        return self._list(x, level, "[", "]", self.maxlist)

    def repr_array(self, x, level):
        if not x:
            return f"array('{x.typecode}')"
        return self._list(x, level, f"array('{x.typecode}', [", "])", self.maxarray)

    def repr_set(self, x, level):
        if not x:
            return "set()"
        return self._list(_ordered(x), level, "{", "}", self.maxset)

    def repr_frozenset(self, x, level):
        if not x:
            return "frozenset()"
        return self._list(_ordered(x), level, "frozenset({", "})", self.maxfrozenset)

    def repr_deque(self, x, level):
        return self._list(x, level, "deque([", "])", self.maxdeque)

    def repr_dict(self, x, level):
        if not x:
            return "{}"
        if level <= 0:
            return "{" + self.fillvalue + "}"
        parts = [
            f"{self.repr1(key, level - 1)}: {self.repr1(x[key], level - 1)}"
            for key in _ordered(x)[:self.maxdict]
        ]
        if len(x) > self.maxdict:
            parts.append(self.fillvalue)
        return "{" + self._join(parts, level) + "}"

    def _shortened(self, text, limit):
        if len(text) <= limit:
            return text
        head = max(0, (limit - 3) // 2)
        tail = max(0, limit - 3 - head)
        return text[:head] + self.fillvalue + text[len(text) - tail:]

    def repr_str(self, x, level):
        text = _repr(x[:self.maxstring])
        if len(text) <= self.maxstring and len(x) <= self.maxstring:
            return text
        head = max(0, (self.maxstring - 3) // 2)
        tail = max(0, self.maxstring - 3 - head)
        text = _repr(x[:head] + x[len(x) - tail:])
        return text[:head] + self.fillvalue + text[len(text) - tail:]

    def repr_int(self, x, level):
        return self._shortened(_repr(x), self.maxlong)

    def repr_instance(self, x, level):
        try:
            text = _repr(x)
        except Exception:
            return f"<{type(x).__name__} instance at {id(x):#x}>"
        return self._shortened(text, self.maxother)


def _ordered(values):
    try:
        return sorted(values)
    except Exception:
        return list(values)


_repr = builtins.repr
aRepr = Repr()
repr = aRepr.repr
