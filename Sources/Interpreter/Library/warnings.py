# SPDX-License-Identifier: Apache-2.0
"""Warnings, and the filters that say which are shown."""

import sys
import _numeric_warnings

__all__ = [
    "warn", "warn_explicit", "showwarning", "formatwarning", "filterwarnings", "simplefilter",
    "resetwarnings", "catch_warnings",
]

# (action, message, category, module, line); message and module are functions of a text or None.
filters = []
defaultaction = "default"
onceregistry = {}
_version = 1
_actions = ("default", "error", "ignore", "always", "module", "once")


class WarningMessage:
    """A warning with where it came from."""

    def __init__(self, message, category, filename, lineno, file=None, line=None, source=None):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.file = file
        self.line = line
        self.source = source
        self._category_name = category.__name__ if category else None

    def __str__(self):
        return (f"{{message : {self.message!r}, category : {self._category_name!r}, filename : "
                f"{self.filename!r}, lineno : {self.lineno}, line : {self.line!r}}}")


def showwarning(message, category, filename, lineno, file=None, line=None):
    """Writes a warning to a file, sys.stderr if none is given."""
    file = sys.stderr if file is None else file
    if file is None:
        return
    try:
        file.write(formatwarning(message, category, filename, lineno, line))
    except OSError:
        pass


def formatwarning(message, category, filename, lineno, line=None):
    """The text of a warning, with the line of source it came from."""
    text = f"{filename}:{lineno}: {category.__name__}: {message}\n"
    if line is None:
        import linecache
        line = linecache.getline(filename, lineno)
    if line:
        text += f"  {line.strip()}\n"
    return text


_original_showwarning = showwarning


def _show(record):
    if showwarning is not _original_showwarning:
        showwarning(record.message, record.category, record.filename, record.lineno, record.file,
                    record.line)
    elif _log is not None:
        _log.append(record)
    else:
        _original_showwarning(record.message, record.category, record.filename, record.lineno,
                              record.file, record.line)


# The list that catch_warnings(record=True) gathers into.
_log = None


class _Pattern:
    """A regular expression that is only compiled where it is more than plain text."""

    def __init__(self, pattern, ignores_case):
        self.pattern = pattern
        self.ignores_case = ignores_case
        self.is_plain = all(each.isalnum() or each in " _-,:;'\"/<>=!%&@#~`" for each in pattern)

    def match(self, text):
        if self.is_plain:
            if self.ignores_case:
                return text.lower().startswith(self.pattern.lower())
            return text.startswith(self.pattern)
        import re
        return re.match(self.pattern, text, re.IGNORECASE if self.ignores_case else 0)

    def __eq__(self, other):
        return isinstance(other, _Pattern) and self.pattern == other.pattern

    def __hash__(self):
        return hash(self.pattern)


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    """Adds a filter, before the others unless append is true."""
    if action not in {*_actions}:
        raise ValueError(f"invalid action: {action!r}")
    if not isinstance(message, str):
        raise TypeError("message must be a string")
    if not isinstance(category, type) or not issubclass(category, Warning):
        raise TypeError("category must be a Warning subclass")
    if not isinstance(module, str):
        raise TypeError("module must be a string")
    if not isinstance(lineno, int):
        raise TypeError("lineno must be an int")
    if lineno < 0:
        raise ValueError("lineno must be an int >= 0")
    _add((action, _Pattern(message, True) if message else None, category,
          _Pattern(module, False) if module else None, lineno), append)


def simplefilter(action, category=Warning, lineno=0, append=False):
    """Adds a filter for a category and nothing else."""
    if action not in {*_actions}:
        raise ValueError(f"invalid action: {action!r}")
    if not isinstance(lineno, int):
        raise TypeError("lineno must be an int")
    if lineno < 0:
        raise ValueError("lineno must be an int >= 0")
    _add((action, None, category, None, lineno), append)


def _add(item, append):
    _numeric_warnings.compute_pending()
    if append:
        if item not in filters:
            filters.append(item)
    else:
        if item in filters:
            filters.remove(item)
        filters.insert(0, item)
    _filters_mutated()


def _filters_mutated():
    global _version
    _version += 1
    _numeric_warnings.follow_filters(any(
        action == "error" and issubclass(RuntimeWarning, category)
        for action, _, category, *_ in filters))


def resetwarnings():
    """Takes all filters away."""
    _numeric_warnings.compute_pending()
    filters[:] = []
    _filters_mutated()


def _is_internal(frame):
    return "importlib" in frame.f_code.co_filename and "_bootstrap" in frame.f_code.co_filename


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    """Warns of something in the code that calls, or in its caller by stacklevel."""
    if isinstance(message, Warning):
        category = message.__class__
    if category is None:
        category = UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    if not isinstance(skip_file_prefixes, tuple):
        raise TypeError("skip_file_prefixes must be a tuple of strs.")
    if skip_file_prefixes:
        stacklevel = max(2, stacklevel)
    frame = sys._getframe(1)
    while frame is not None and stacklevel > 1:
        frame = frame.f_back
        while (frame is not None and skip_file_prefixes
               and frame.f_code.co_filename.startswith(skip_file_prefixes)):
            frame = frame.f_back
        stacklevel -= 1
    if frame is None:
        namespace, filename, line = sys.__dict__, "sys", 1
    else:
        namespace, filename, line = frame.f_globals, frame.f_code.co_filename, frame.f_lineno
    registry = namespace.setdefault("__warningregistry__", {})
    warn_explicit(message, category, filename, line, namespace.get("__name__", "<string>"),
                  registry, namespace, source)


def warn_explicit(message, category, filename, lineno, module=None, registry=None,
                  module_globals=None, source=None):
    """Warns of something at a given place."""
    lineno = int(lineno)
    if module is None:
        module = filename or "<unknown>"
        module = module.removesuffix(".py")
    if registry is None:
        registry = {}
    if registry.get("version", 0) != _version:
        registry.clear()
        registry["version"] = _version
    if isinstance(message, Warning):
        text = str(message)
        category = message.__class__
    else:
        text = message
        message = category(message)
    key = text, category, lineno
    if registry.get(key):
        return
    for action, pattern, kind, place, line in filters:
        if ((pattern is None or pattern.match(text)) and issubclass(category, kind)
                and (place is None or place.match(module)) and line in (0, lineno)):
            break
    else:
        action = defaultaction
    if action == "ignore":
        return
    if action == "error":
        raise message
    if action == "once":
        registry[key] = 1
        once = text, category
        if onceregistry.get(once):
            return
        onceregistry[once] = 1
    elif action == "module":
        registry[key] = 1
        anywhere = text, category, 0
        if registry.get(anywhere):
            return
        registry[anywhere] = 1
    elif action == "default":
        registry[key] = 1
    elif action != "always":
        raise RuntimeError(f"Unrecognized action ({action!r}) in warnings.filters:\n "
                           f"{(action, pattern, kind, place, line)}")
    _show(WarningMessage(message, category, filename, lineno, source=source))


class catch_warnings:
    """Puts the filters back at the end; gathers the warnings into a list if asked to."""

    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0,
                 append=False):
        self._record = record
        self._module = sys.modules["warnings"] if module is None else module
        self._entered = False
        self._filter = None if action is None else (action, category, lineno, append)

    def __repr__(self):
        args = ["record=True"] if self._record else []
        if self._module is not sys.modules["warnings"]:
            args.append(f"module={self._module!r}")
        return f"{type(self).__name__}({', '.join(args)})"

    def __enter__(self):
        global _log, filters, showwarning
        if self._entered:
            raise RuntimeError(f"Cannot enter {self!r} twice")
        # Array operations written before belong to the filters before.
        _numeric_warnings.compute_pending()
        self._entered = True
        self._saved = filters, showwarning, _log
        filters = filters[:]
        _filters_mutated()
        if self._filter is not None:
            simplefilter(*self._filter)
        if not self._record:
            return None
        _log = []
        showwarning = _original_showwarning
        return _log

    def __exit__(self, *exc_info):
        global _log, filters, showwarning
        if not self._entered:
            raise RuntimeError(f"Cannot exit {self!r} without entering first")
        try:
            _numeric_warnings.compute_pending()
        finally:
            filters, showwarning, _log = self._saved
            _filters_mutated()


def _deprecated(name, message="{name!r} is deprecated and slated for removal in Python {remove}",
                *, remove, _version=sys.version_info):
    """Warns that something will go."""
    version = ".".join(map(str, remove))
    if tuple(_version[:2]) > tuple(remove):
        raise RuntimeError(f"{name!r} was slated for removal after Python {version} alpha")
    warn(message.format(name=name, remove=version), DeprecationWarning, stacklevel=3)


class _OptionError(Exception):
    """An option of -W or PYTHONWARNINGS that says nothing."""


def _processoptions(options):
    """Adds a filter for every option; a later one goes before the others."""
    for option in options:
        try:
            _setoption(option)
        except _OptionError as error:
            print("Invalid -W option ignored:", error, file=sys.stderr)


def _setoption(option):
    """Adds the filter that action:message:category:module:line stands for; what is missing at the end matches all."""
    fields = [field.strip() for field in option.split(":")]
    if len(fields) > 5:
        raise _OptionError(f"too many fields (max 5): {option!r}")
    action, message, category, module, line = fields + [""] * (5 - len(fields))
    action, category = _getaction(action), _getcategory(category)
    if message or module:
        import re
        message, module = re.escape(message), module and re.escape(module) + r"\Z"
    number = line or 0
    try:
        number = int(number)
        if number < 0:
            raise ValueError
    except (ValueError, OverflowError):
        raise _OptionError(f"invalid lineno {number!r}") from None
    filterwarnings(action, message, category, module, number)


def _getaction(text):
    """The action that begins with a text."""
    if not text:
        return "default"
    for action in ("default", "always", "ignore", "module", "once", "error"):
        if "all" == text or action.startswith(text):
            return "always" if text == "all" else action
    raise _OptionError(f"invalid action: {text!r}")


def _getcategory(name):
    """The class of warnings that a name, with or without a module, stands for."""
    if not name:
        return Warning
    module, _, last = name.rpartition(".")
    if module:
        try:
            place = __import__(module, None, None, [last])
        except ImportError:
            raise _OptionError(f"invalid module name: {module!r}") from None
    else:
        import builtins as place
    category = getattr(place, last, None)
    if category is None:
        raise _OptionError(f"unknown warning category: {name!r}")
    if not issubclass(category, Warning):
        raise _OptionError(f"invalid warning category: {name!r}")
    return category


def _use_defaults():
    filterwarnings("default", category=DeprecationWarning, module="__main__", append=True)
    for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning,
                     ResourceWarning):
        simplefilter("ignore", category=category, append=True)


_use_defaults()
_processoptions(sys.warnoptions)
