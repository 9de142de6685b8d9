# SPDX-License-Identifier: Apache-2.0
"""Lines of source files, kept for when they are asked for again."""

__all__ = ["getline", "clearcache", "checkcache", "lazycache", "getlines", "updatecache"]

# By file name: size, time of the last change, lines, full path.
cache = {}


def getline(filename, lineno, module_globals=None):
    """A line, counted from one; empty where there is none."""
    lines = getlines(filename, module_globals)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ""


def getlines(filename, module_globals=None):
    """All lines of a file; none where it cannot be read."""
    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        return entry[2]
    return updatecache(filename, module_globals)


def updatecache(filename, module_globals=None):
    """Reads a file anew."""
    cache.pop(filename, None)
    if not filename or (filename.startswith("<") and filename.endswith(">")):
        return []
    try:
        with open(filename, encoding="utf-8") as file:
            lines = file.readlines()
    except (OSError, UnicodeDecodeError, SyntaxError):
        return []
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    cache[filename] = sum(map(len, lines)), None, lines, filename
    return lines


def clearcache():
    """Forgets all lines."""
    cache.clear()


def checkcache(filename=None):
    """Forgets the lines of files: they are read anew."""
    for name in list(cache) if filename is None else [filename]:
        entry = cache.get(name)
        # What has no time of change did not come from a file that can be asked; keep it.
        if entry is not None and len(entry) != 1 and entry[3] == name and entry[1] is None \
                and not name.startswith("<"):
            del cache[name]


def lazycache(filename, module_globals):
    """Whether lines can be had from a module's loader: here, never."""
    return False
