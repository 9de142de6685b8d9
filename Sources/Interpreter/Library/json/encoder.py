# SPDX-License-Identifier: Apache-2.0
"""Texts in JSON out of values."""

from _json import encode_basestring, encode_basestring_ascii, make_encoder

_INFINITY = float("inf")


class JSONEncoder:
    """Makes texts of values; default() says what stands for others than JSON's."""

    item_separator = ", "
    key_separator = ": "

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True,
                 sort_keys=False, indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        """What stands for a value that JSON does not have."""
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        """The text of a value."""
        return "".join(self.iterencode(o, _one_shot=True))

    def iterencode(self, o, _one_shot=False):
        """The text of a value in parts: one that is made at once, or one after the other."""
        indent = self.indent
        if indent is not None and not isinstance(indent, str):
            indent = " " * indent
        seen = {} if self.check_circular else None
        if not _one_shot:
            return self._parts(o, 0, indent, seen)
        quote = encode_basestring_ascii if self.ensure_ascii else encode_basestring
        return make_encoder(seen, self.default, quote, indent, self.key_separator,
                            self.item_separator, self.sort_keys, self.skipkeys,
                            self.allow_nan)(o, 0)

    def _string(self, value):
        return encode_basestring_ascii(value) if self.ensure_ascii else encode_basestring(value)

    def _float(self, value):
        if value != value:
            text = "NaN"
        elif value in (_INFINITY, -_INFINITY):
            text = "Infinity" if value > 0 else "-Infinity"
        else:
            return float.__repr__(value)
        if not self.allow_nan:
            raise ValueError("Out of range float values are not JSON compliant: " + repr(value))
        return text

    def _simple(self, value):
        """The text of what has no parts; None for others."""
        if isinstance(value, str):
            return self._string(value)
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, int):
            return int.__repr__(value)
        if isinstance(value, float):
            return self._float(value)
        return None

    def _parts(self, value, level, indent, seen):
        text = self._simple(value)
        if text is not None:
            yield text
            return
        if seen is not None:
            if id(value) in seen:
                raise ValueError("Circular reference detected")
            seen[id(value)] = value
        if isinstance(value, (list, tuple)):
            yield from self._container("[", "]", ((None, each) for each in value), bool(value),
                                       level, indent, seen)
        elif isinstance(value, dict):
            items = sorted(value.items()) if self.sort_keys else value.items()
            pairs = [pair for pair in map(self._pair, items) if pair is not None]
            yield from self._container("{", "}", pairs, bool(pairs), level, indent, seen)
        else:
            yield from self._parts(self.default(value), level, indent, seen)
        if seen is not None:
            del seen[id(value)]

    def _pair(self, item):
        """The text of a key, and the value; None where the key is to be left out."""
        key, value = item
        if not isinstance(key, str):
            if key is None or isinstance(key, (int, float)):
                key = self._simple(key)
            elif self.skipkeys:
                return None
            else:
                raise TypeError("keys must be str, int, float, bool or None, not "
                                f"{key.__class__.__name__}")
        return self._string(key) + self.key_separator, value

    def _container(self, left, right, pairs, has_any, level, indent, seen):
        if not has_any:
            yield left + right
            return
        line = "" if indent is None else "\n" + indent * (level + 1)
        before = left + line
        for key, value in pairs:
            yield before if key is None else before + key
            yield from self._parts(value, level + 1, indent, seen)
            before = self.item_separator + line
        yield right if indent is None else "\n" + indent * level + right
