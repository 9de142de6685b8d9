# SPDX-License-Identifier: Apache-2.0
"""Tracebacks and exceptions as text."""

import linecache
import sys
from _traceback import marks

__all__ = [
    "extract_stack", "extract_tb", "format_exception", "format_exception_only", "format_list",
    "format_stack", "format_tb", "print_exc", "format_exc", "print_exception", "print_last",
    "print_stack", "print_tb", "clear_frames", "FrameSummary", "StackSummary",
    "TracebackException", "walk_stack", "walk_tb", "print_list",
]

_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"
_REPEATS = 3
_missing = object()


class FrameSummary:
    """One entry of a traceback."""

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None,
                 end_lineno=None, colno=None, end_colno=None):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        self.locals = None if locals is None else {key: repr(each) for key, each in locals.items()}
        self.end_lineno = end_lineno
        self.colno = colno
        self.end_colno = end_colno
        if lookup_line:
            self.line

    @property
    def _original_line(self):
        if self._line is None and self.lineno is not None:
            self._line = linecache.getline(self.filename, self.lineno)
        return self._line

    @property
    def line(self):
        line = self._original_line
        return None if line is None else line.strip()

    def _tuple(self):
        return self.filename, self.lineno, self.name, self.line

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return self._tuple() == other._tuple() and self.locals == other.locals
        if isinstance(other, tuple):
            return self._tuple() == other
        return NotImplemented

    def __getitem__(self, index):
        return self._tuple()[index]

    def __iter__(self):
        return iter(self._tuple())

    def __len__(self):
        return 4

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"


def walk_stack(f):
    """Frames with lines, from a frame outwards."""
    if f is None:
        f = sys._getframe(1).f_back
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    """Frames with lines along a traceback."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _positions(tb):
    """(frame, (line, end line, column, end column)) along a traceback; unknown ones are None."""
    while tb is not None:
        lookup = getattr(tb.tb_frame.f_code, "co_positions", None)
        place = tb.tb_lineno, None, None, None
        index = getattr(tb, "tb_lasti", -1)
        if lookup is not None and index >= 0:
            for number, found in enumerate(lookup()):
                if number == index // 2:
                    if found[0] is not None:
                        place = (tb.tb_lineno, *found[1:])
                    break
        yield tb.tb_frame, place
        tb = tb.tb_next


def _marks(entry):
    """The line under a line of source that shows which part of it was running."""
    if entry.colno is None or entry.end_colno is None:
        return ""
    end = entry.end_colno if entry.end_lineno == entry.lineno else None
    return marks(entry._original_line.rstrip("\n"), entry.colno, end)


class StackSummary(list):
    """The entries of a traceback."""

    @classmethod
    def extract(cls, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        """Entries for frames with lines."""
        return cls._extract(((frame, (line, None, None, None)) for frame, line in frame_gen),
                            limit, lookup_lines, capture_locals)

    @classmethod
    def _extract(cls, frames, limit=None, lookup_lines=True, capture_locals=False):
        if limit is None:
            limit = getattr(sys, "tracebacklimit", None)
            if limit is not None and limit < 0:
                limit = 0
        frames = list(frames)
        if limit is not None:
            if limit >= 0:
                frames = frames[:limit]
            else:
                frames = frames[limit:]
        made = cls()
        for frame, (line, end_line, column, end_column) in frames:
            code = frame.f_code
            made.append(FrameSummary(
                code.co_filename, line, code.co_name, lookup_line=lookup_lines,
                locals=frame.f_locals if capture_locals else None, end_lineno=end_line,
                colno=column, end_colno=end_column))
        return made

    @classmethod
    def from_list(cls, a_list):
        """Entries from tuples of file name, line, name and source."""
        made = cls()
        for each in a_list:
            if not isinstance(each, FrameSummary):
                filename, lineno, name, line = each
                each = FrameSummary(filename, lineno, name, line=line)
            made.append(each)
        return made

    def format_frame_summary(self, frame_summary):
        """The text of an entry."""
        entry = frame_summary
        text = f'  File "{entry.filename}", line {entry.lineno}, in {entry.name}\n'
        if entry.line:
            text += f"    {entry.line}\n" + _marks(entry)
        if entry.locals:
            for name, value in sorted(entry.locals.items()):
                text += f"    {name} = {value}\n"
        return text

    def format(self):
        """The texts of all entries; where many in a row are equal, three of them."""
        result = []
        last, count = None, 0

        def repeated():
            if count > _REPEATS:
                more = count - _REPEATS
                result.append(
                    f"  [Previous line repeated {more} more time{'' if more == 1 else 's'}]\n")

        for entry in self:
            text = self.format_frame_summary(entry)
            if text is None:
                continue
            key = entry.filename, entry.lineno, entry.name
            if key != last:
                repeated()
                last, count = key, 0
            count += 1
            if count <= _REPEATS:
                result.append(text)
        repeated()
        return result


def _safe(value, function=str):
    try:
        return function(value)
    except Exception:
        return f"<exception {function.__name__}() failed>"


class TracebackException:
    """An exception with everything that is needed to show it, without its frames."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True,
                 capture_locals=False, compact=False, max_group_width=15, max_group_depth=10,
                 _seen=None):
        _seen = set() if _seen is None else _seen
        _seen.add(id(exc_value))
        options = dict(limit=limit, lookup_lines=lookup_lines, capture_locals=capture_locals,
                       max_group_width=max_group_width, max_group_depth=max_group_depth,
                       _seen=_seen)
        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract(
            _positions(exc_traceback), limit, lookup_lines, capture_locals)
        self.exc_type = exc_type
        self._str = _safe(exc_value)
        self.__notes__ = getattr(exc_value, "__notes__", None)
        self._is_syntax_error = False
        if exc_type and issubclass(exc_type, SyntaxError):
            self._is_syntax_error = True
            self.filename = exc_value.filename
            self.lineno = exc_value.lineno
            self.end_lineno = exc_value.end_lineno
            self.text = exc_value.text
            self.offset = exc_value.offset
            self.end_offset = exc_value.end_offset
            self.msg = exc_value.msg
            self._str = exc_value.msg
        self.__suppress_context__ = False
        self.__cause__ = self.__context__ = self.exceptions = None
        if exc_value is None:
            return
        self.__suppress_context__ = exc_value.__suppress_context__
        cause, context = exc_value.__cause__, exc_value.__context__
        if cause is not None and id(cause) not in _seen:
            self.__cause__ = TracebackException(type(cause), cause, cause.__traceback__, **options)
        needs_context = not compact or (cause is None and not self.__suppress_context__)
        if context is not None and needs_context and id(context) not in _seen:
            self.__context__ = TracebackException(
                type(context), context, context.__traceback__, **options)
        if isinstance(exc_value, BaseExceptionGroup):
            self.exceptions = [
                TracebackException(type(each), each, each.__traceback__, **options)
                for each in exc_value.exceptions
            ]

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    @property
    def exc_type_str(self):
        return self._type_text()

    def _type_text(self):
        if self.exc_type is None:
            return None
        module, name = self.exc_type.__module__, self.exc_type.__qualname__
        if module in ("__main__", "builtins"):
            return name
        return f"{module if isinstance(module, str) else '<unknown>'}.{name}"

    def __str__(self):
        return self._str

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def format_exception_only(self):
        """The lines that name the exception, after those of the stack."""
        name = self._type_text()
        if name is None:
            yield f"NoneType: {self._str}\n" if self._str and self._str != "None" \
                else "NoneType: None\n"
            return
        if self._is_syntax_error:
            yield from self._syntax_error(name)
        else:
            yield f"{name}: {self._str}\n" if self._str else f"{name}\n"
        notes = self.__notes__
        if isinstance(notes, (list, tuple)):
            for note in notes:
                for line in _safe(note).split("\n"):
                    yield line + "\n"
        elif notes is not None:
            yield _safe(notes, repr) + "\n"

    def _syntax_error(self, name):
        suffix = ""
        if self.lineno is not None:
            yield f'  File "{self.filename or "<string>"}", line {self.lineno}\n'
        elif self.filename is not None:
            suffix = f" ({self.filename})"
        if self.text is not None:
            text = self.text.rstrip("\n")
            stripped = text.lstrip(" \n\f")
            skipped = len(text) - len(stripped)
            yield f"    {stripped}\n"
            if self.offset is not None:
                end = self.end_offset or self.offset
                if end == self.offset or end == -1:
                    end = self.offset + 1
                start = self.offset - 1 - skipped
                end = end - 1 - skipped
                if start >= 0:
                    space = "".join(each if each.isspace() else " " for each in stripped[:start])
                    yield f"    {space}{'^' * (end - start)}\n"
        yield f"{name}: {self.msg or '<no detail available>'}{suffix}\n"

    def format(self, *, chain=True):
        """All lines: first those of what led to the exception."""
        yield from self._format(chain, _Group())

    def _format(self, chain, group):
        links, each = [], self
        while each is not None:
            if not chain:
                links.append((None, each))
                break
            if each.__cause__ is not None:
                links.append((_CAUSE, each))
                each = each.__cause__
            elif each.__context__ is not None and not each.__suppress_context__:
                links.append((_CONTEXT, each))
                each = each.__context__
            else:
                links.append((None, each))
                each = None
        for joint, each in reversed(links):
            if joint is not None:
                yield from group.indented([joint])
            if each.exceptions is None:
                if each.stack:
                    yield from group.indented(["Traceback (most recent call last):\n"])
                    yield from group.indented(each.stack.format())
                yield from group.indented(each.format_exception_only())
            elif group.depth > self.max_group_depth:
                yield from group.indented([f"... (max_group_depth is {self.max_group_depth})\n"])
            else:
                yield from each._format_group(chain, group)

    def _format_group(self, chain, group):
        is_outermost = group.depth == 0
        if is_outermost:
            group.depth += 1
        if self.stack:
            yield from group.indented(
                ["Exception Group Traceback (most recent call last):\n"],
                "+" if is_outermost else None)
            yield from group.indented(self.stack.format())
        yield from group.indented(self.format_exception_only())
        count = len(self.exceptions)
        shown = min(count, self.max_group_width)
        total = shown if count <= self.max_group_width else shown + 1
        group.needs_close = False
        for index in range(total):
            is_last = index == total - 1
            if is_last:
                group.needs_close = True
            title = str(index + 1) if index < shown else "..."
            yield (group.indent() + ("+-" if index == 0 else "  ")
                   + f"+---------------- {title} ----------------\n")
            group.depth += 1
            if index < shown:
                yield from self.exceptions[index]._format(chain, group)
            else:
                more = count - shown
                yield from group.indented(
                    [f"and {more} more exception{'' if more == 1 else 's'}\n"])
            if is_last and group.needs_close:
                yield group.indent() + "+------------------------------------\n"
                group.needs_close = False
            group.depth -= 1
        if is_outermost:
            group.depth = 0

    def print(self, *, file=None, chain=True):
        """Writes all lines to a file."""
        for text in self.format(chain=chain):
            print(text, file=sys.stderr if file is None else file, end="")


class _Group:
    """How deep in exception groups the text is."""

    def __init__(self):
        self.depth = 0
        self.needs_close = False

    def indent(self):
        return " " * (2 * self.depth)

    def indented(self, texts, mark=None):
        prefix = self.indent()
        if self.depth:
            prefix += (mark or "|") + " "
        for text in texts:
            for line in text.splitlines(keepends=True) if self.depth else [text]:
                yield prefix + line if self.depth else line


def _arguments(exc, value, tb):
    if (value is _missing) != (tb is _missing):
        raise ValueError("Both or neither of value and tb must be given")
    if value is _missing:
        if exc is None:
            return None, None
        if not isinstance(exc, BaseException):
            raise TypeError(f"Exception expected for value, {type(exc).__name__} found")
        return exc, exc.__traceback__
    return value, tb


def print_exception(exc, /, value=_missing, tb=_missing, limit=None, file=None, chain=True):
    """Writes an exception with its traceback to a file, sys.stderr if none is given."""
    value, tb = _arguments(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit, compact=True).print(
        file=file, chain=chain)


def format_exception(exc, /, value=_missing, tb=_missing, limit=None, chain=True):
    """The lines of an exception with its traceback."""
    value, tb = _arguments(exc, value, tb)
    return list(TracebackException(type(value), value, tb, limit=limit, compact=True).format(
        chain=chain))


def format_exception_only(exc, /, value=_missing):
    """The lines that name an exception."""
    if value is _missing:
        value = exc
    return list(TracebackException(type(value), value, None, compact=True).format_exception_only())


def print_exc(limit=None, file=None, chain=True):
    """Writes the exception that is being handled."""
    print_exception(sys.exception(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """The text of the exception that is being handled."""
    return "".join(format_exception(sys.exception(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Writes the last exception that nobody handled."""
    if not hasattr(sys, "last_exc") and not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    if hasattr(sys, "last_exc"):
        print_exception(sys.last_exc, limit=limit, file=file, chain=chain)
    else:
        print_exception(sys.last_type, sys.last_value, sys.last_traceback, limit, file, chain)


def extract_tb(tb, limit=None):
    """The entries of a traceback."""
    return StackSummary._extract(_positions(tb), limit)


def extract_stack(f=None, limit=None):
    """The entries of the stack, the outermost first."""
    if f is None:
        f = sys._getframe(1)
    stack = StackSummary.extract(walk_stack(f), limit=limit)
    stack.reverse()
    return stack


def format_list(extracted_list):
    """The texts of entries."""
    return StackSummary.from_list(extracted_list).format()


def print_list(extracted_list, file=None):
    """Writes entries."""
    for text in format_list(extracted_list):
        print(text, file=sys.stderr if file is None else file, end="")


def format_tb(tb, limit=None):
    """The texts of a traceback's entries."""
    return extract_tb(tb, limit).format()


def print_tb(tb, limit=None, file=None):
    """Writes a traceback's entries."""
    print_list(extract_tb(tb, limit), file)


def format_stack(f=None, limit=None):
    """The texts of the stack's entries."""
    return extract_stack(sys._getframe(1) if f is None else f, limit).format()


def print_stack(f=None, limit=None, file=None):
    """Writes the stack's entries."""
    print_list(extract_stack(sys._getframe(1) if f is None else f, limit), file)


def clear_frames(tb):
    """Empties the frames of a traceback of their variables."""
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except (RuntimeError, AttributeError):
            pass
        tb = tb.tb_next
