# SPDX-License-Identifier: Apache-2.0
"""Values out of texts in JSON."""

__all__ = ["JSONDecoder", "JSONDecodeError"]

_CONSTANTS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SPACE = " \t\n\r"
_DIGITS = "0123456789"


class JSONDecodeError(ValueError):
    """A text that is no JSON, with the place where that shows."""

    def __init__(self, msg, doc, pos):
        self.msg, self.doc, self.pos = msg, doc, pos
        self.lineno = doc.count("\n", 0, pos) + 1
        self.colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {self.lineno} column {self.colno} (char {pos})")

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


def _hex(text, place):
    digits = text[place + 1:place + 5]
    if len(digits) == 4 and digits.isalnum():
        try:
            return int(digits, 16)
        except ValueError:
            pass
    raise JSONDecodeError("Invalid \\uXXXX escape", text, place)


def scanstring(s, end, strict=True):
    """The string whose first character stands at end, and the place after its quote."""
    parts, begin = [], end - 1
    while True:
        quote = s.find('"', end)
        if quote < 0:
            quote = len(s)
        slash = s.find("\\", end, quote)
        stop = quote if slash < 0 else slash
        part = s[end:stop]
        if strict and not part.isprintable():
            for offset, each in enumerate(part):
                if each < " ":
                    raise JSONDecodeError("Invalid control character at", s, end + offset)
        parts.append(part)
        if slash < 0:
            if quote == len(s):
                raise JSONDecodeError("Unterminated string starting at", s, begin)
            return "".join(parts), quote + 1
        if slash + 1 >= len(s):
            raise JSONDecodeError("Unterminated string starting at", s, begin)
        mark = s[slash + 1]
        end = slash + 2
        if mark != "u":
            if mark not in _ESCAPES:
                raise JSONDecodeError("Invalid \\escape", s, slash)
            parts.append(_ESCAPES[mark])
            continue
        code = _hex(s, slash + 1)
        end += 4
        if 0xD800 <= code <= 0xDBFF and s[end:end + 2] == "\\u":
            low = _hex(s, end + 1)
            if 0xDC00 <= low <= 0xDFFF:
                code = 0x10000 + ((code - 0xD800) << 10 | low - 0xDC00)
                end += 6
        parts.append(chr(code))


def _skip(s, end):
    while s[end:end + 1] and s[end] in _SPACE:
        end += 1
    return end


class JSONDecoder:
    """Makes values of texts; hooks change what objects and numbers become."""

    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None,
                 parse_constant=None, strict=True, object_pairs_hook=None):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _CONSTANTS.__getitem__
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s):
        """The value of a whole text."""
        value, end = self.raw_decode(s, _skip(s, 0))
        end = _skip(s, end)
        if end != len(s):
            raise JSONDecodeError("Extra data", s, end)
        return value

    def raw_decode(self, s, idx=0):
        """The value that starts at a place, and where it ends."""
        try:
            return self._value(s, idx, {})
        except StopIteration as error:
            raise JSONDecodeError("Expecting value", s, error.value) from None

    def _value(self, s, place, memo):
        mark = s[place:place + 1]
        if mark == '"':
            return scanstring(s, place + 1, self.strict)
        if mark == "{":
            return self._object(s, place + 1, memo)
        if mark == "[":
            return self._array(s, place + 1, memo)
        for text, value in (("null", None), ("true", True), ("false", False)):
            if s.startswith(text, place):
                return value, place + len(text)
        found = self._number(s, place)
        if found is not None:
            return found
        for text in _CONSTANTS:
            if s.startswith(text, place):
                return self.parse_constant(text), place + len(text)
        raise StopIteration(place)

    def _number(self, s, place):
        def digits(at):
            while s[at:at + 1] and s[at] in _DIGITS:
                at += 1
            return at

        first = place + s.startswith("-", place)
        end = first + 1 if s.startswith("0", first) else digits(first)
        if end == first:
            return None
        whole = end
        if s.startswith(".", end):
            after = digits(end + 1)
            if after > end + 1:
                end = after
        if s[end:end + 1] in ("e", "E"):
            start = end + 1
            if s[start:start + 1] in ("+", "-"):
                start += 1
            after = digits(start)
            if after > start:
                end = after
        convert = self.parse_int if end == whole else self.parse_float
        return convert(s[place:end]), end

    def _object(self, s, end, memo):
        pairs = []
        end = _skip(s, end)
        if s[end:end + 1] == "}":
            end += 1
        else:
            if s[end:end + 1] != '"':
                raise JSONDecodeError(
                    "Expecting property name enclosed in double quotes", s, end)
            while True:
                key, end = scanstring(s, end + 1, self.strict)
                key = memo.setdefault(key, key)
                end = _skip(s, end)
                if s[end:end + 1] != ":":
                    raise JSONDecodeError("Expecting ':' delimiter", s, end)
                value, end = self._value(s, _skip(s, end + 1), memo)
                pairs.append((key, value))
                end = _skip(s, end)
                mark = s[end:end + 1]
                end += 1
                if mark == "}":
                    break
                if mark != ",":
                    raise JSONDecodeError("Expecting ',' delimiter", s, end - 1)
                end = _skip(s, end)
                if s[end:end + 1] != '"':
                    raise JSONDecodeError(
                        "Expecting property name enclosed in double quotes", s, end)
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs), end
        made = dict(pairs)
        return made if self.object_hook is None else self.object_hook(made), end

    def _array(self, s, end, memo):
        values = []
        end = _skip(s, end)
        if s[end:end + 1] == "]":
            return values, end + 1
        while True:
            value, end = self._value(s, end, memo)
            values.append(value)
            end = _skip(s, end)
            mark = s[end:end + 1]
            end += 1
            if mark == "]":
                return values, end
            if mark != ",":
                raise JSONDecodeError("Expecting ',' delimiter", s, end - 1)
            end = _skip(s, end)
