# SPDX-License-Identifier: Apache-2.0
"""Constants of characters, capwords, templates and the formatter behind str.format."""

import _string
from collections import ChainMap

__all__ = [
    "ascii_letters", "ascii_lowercase", "ascii_uppercase", "capwords", "digits", "hexdigits",
    "octdigits", "printable", "punctuation", "whitespace", "Formatter", "Template",
]

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = ascii_lowercase.upper()
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = "".join(
    chr(code) for code in range(33, 127) if chr(code) not in digits + ascii_letters)
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """Capitalizes the words between separators."""
    return (sep or " ").join(map(str.capitalize, s.split(sep)))


class Template:
    """A text with $name and ${name} where values go."""

    delimiter = "$"
    idpattern = r"(?a:[_a-z][_a-z0-9]*)"
    braceidpattern = None

    def __init__(self, template):
        self.template = template

    def _pieces(self):
        """Literal text, and tuples: (kind, name, source, position) of what stands for something."""
        cls = type(self)
        if (cls.idpattern != Template.idpattern or cls.braceidpattern is not None
                or hasattr(cls, "pattern")):
            yield from self._pieces_of_pattern()
            return
        text, mark = self.template, self.delimiter
        place = 0
        while True:
            found = text.find(mark, place)
            if found < 0:
                yield text[place:]
                return
            yield text[place:found]
            start = found + len(mark)
            if text.startswith(mark, start):
                place = start + len(mark)
                yield "escaped", "", mark, found
                continue
            braced = text.startswith("{", start)
            first = end = start + braced
            while end < len(text) and (
                    text[end] == "_" or text[end] in ascii_letters
                    or (end > first and text[end] in digits)):
                end += 1
            name = text[first:end]
            place = end + braced
            if name and (not braced or text.startswith("}", end)):
                yield "named", name, text[found:place], found
            else:
                place = start
                yield "invalid", "", mark, found

    def _pieces_of_pattern(self):
        """The same by a pattern that a subclass gives or changes."""
        import re
        pattern = getattr(type(self), "pattern", None)
        if pattern is None:
            mark = re.escape(self.delimiter)
            braced = self.braceidpattern or self.idpattern
            pattern = (f"{mark}(?:(?P<escaped>{mark})|(?P<named>{self.idpattern})|"
                       rf"\{{(?P<braced>{braced})\}}|(?P<invalid>))")
        if isinstance(pattern, str):
            flags = getattr(type(self), "flags", re.IGNORECASE)
            pattern = re.compile(pattern, flags | re.VERBOSE)
        place = 0
        for match in pattern.finditer(self.template):
            yield self.template[place:match.start()]
            place = match.end()
            name = match["named"] or match["braced"]
            if name is not None:
                yield "named", name, match[0], match.start()
            elif match["escaped"] is not None:
                yield "escaped", "", self.delimiter, match.start()
            else:
                yield "invalid", "", match[0], match.start("invalid") - len(self.delimiter)
        yield self.template[place:]

    def _raise(self, position):
        lines = self.template[:position].splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            column, line = position - len("".join(lines[:-1])), len(lines)
        else:
            column, line = 0, len(lines) + 1
        raise ValueError(f"Invalid placeholder in string: line {line}, col {column + 1}")

    def _substituted(self, mapping, kws, safe):
        if mapping is None:
            mapping = kws
        elif kws:
            mapping = ChainMap(kws, mapping)
        parts = []
        for piece in self._pieces():
            if isinstance(piece, str):
                parts.append(piece)
                continue
            kind, name, source, position = piece
            if kind == "escaped":
                parts.append(self.delimiter)
            elif kind == "named":
                try:
                    parts.append(str(mapping[name]))
                except KeyError:
                    if not safe:
                        raise
                    parts.append(source)
            elif safe:
                parts.append(source)
            else:
                self._raise(position)
        return "".join(parts)

    def substitute(self, mapping=None, /, **kws):
        """The text with all values put in."""
        return self._substituted(mapping, kws, False)

    def safe_substitute(self, mapping=None, /, **kws):
        """The text with those values put in that there are."""
        return self._substituted(mapping, kws, True)

    def is_valid(self):
        """Whether substitute() finds nothing wrong with the text."""
        return all(isinstance(piece, str) or piece[0] != "invalid" for piece in self._pieces())

    def get_identifiers(self):
        """The names in the text, each once."""
        names = {}
        for piece in self._pieces():
            if isinstance(piece, str):
                continue
            if piece[0] == "named":
                names[piece[1]] = None
            elif piece[0] == "invalid":
                raise ValueError("Unrecognized named group in pattern", getattr(self, "pattern", ""))
        return list(names)


class Formatter:
    """str.format in parts that a subclass can change."""

    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used_args = set()
        result, _ = self._vformat(format_string, args, kwargs, used_args, 2)
        self.check_unused_args(used_args, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, recursion_depth, auto_arg_index=0):
        if recursion_depth < 0:
            raise ValueError("Max string recursion exceeded")
        parts = []
        for literal, name, spec, conversion in self.parse(format_string):
            if literal:
                parts.append(literal)
            if name is None:
                continue
            first, _ = _string.formatter_field_name_split(name)
            if first == "":
                if auto_arg_index is False:
                    raise ValueError("cannot switch from manual field specification to automatic "
                                     "field numbering")
                name = str(auto_arg_index) + name
                auto_arg_index += 1
            elif isinstance(first, int):
                if auto_arg_index:
                    raise ValueError("cannot switch from manual field specification to automatic "
                                     "field numbering")
                auto_arg_index = False
            value, key = self.get_field(name, args, kwargs)
            used_args.add(key)
            value = self.convert_field(value, conversion)
            spec, auto_arg_index = self._vformat(
                spec, args, kwargs, used_args, recursion_depth - 1, auto_arg_index)
            parts.append(self.format_field(value, spec))
        return "".join(parts), auto_arg_index

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion == "s":
            return str(value)
        if conversion == "r":
            return repr(value)
        if conversion == "a":
            return ascii(value)
        raise ValueError(f"Unknown conversion specifier {conversion!s}")

    def parse(self, format_string):
        return _string.formatter_parser(format_string)

    def get_field(self, field_name, args, kwargs):
        first, rest = _string.formatter_field_name_split(field_name)
        value = self.get_value(first, args, kwargs)
        for is_attribute, name in rest:
            value = getattr(value, name) if is_attribute else value[name]
        return value, first
