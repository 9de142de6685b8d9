# SPDX-License-Identifier: Apache-2.0
# _lsprof: what cProfile stands on, counts and times of calls by sys.setprofile.
import sys
from collections import namedtuple
from time import perf_counter

profiler_entry = namedtuple(
  "profiler_entry", "code callcount reccallcount totaltime inlinetime calls")
profiler_subentry = namedtuple(
  "profiler_subentry", "code callcount reccallcount totaltime inlinetime")


class _Counts:
  """Calls of one function, from everywhere or from one caller."""

  def __init__(self):
    self.calls = self.nested = self.depth = 0
    self.total = self.inline = 0.0
    self.callees = {}

  def begin(self):
    self.depth += 1

  def end(self, total, inline):
    self.depth -= 1
    self.inline += inline
    self.calls += 1
    if self.depth == 0:
      self.total += total
    else:
      self.nested += 1


def _name(function):
  """How a built-in function is called in the tables."""
  owner = getattr(function, "__objclass__", None)
  instance = getattr(function, "__self__", None)
  if owner is None and instance is not None and not isinstance(instance, type(sys)):
    owner = type(instance)
  if owner is not None:
    return f"<method {function.__name__!r} of {owner.__name__!r} objects>"
  return f"<built-in method {function.__module__ or 'builtins'}.{function.__name__}>"


class Profiler:
  """Builds tables of the calls between enable() and disable()."""

  def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
    self._timer = timer or perf_counter
    self._unit = timeunit if timer and timeunit > 0 else 1
    self._subcalls, self._builtins = subcalls, builtins
    self.clear()

  def clear(self):
    self._functions, self._codes = {}, {}
    self._stack = []

  def enable(self, subcalls=True, builtins=True):
    self._subcalls, self._builtins = subcalls, builtins
    sys.setprofile(self._event)

  def disable(self):
    sys.setprofile(None)
    while self._stack:
      self._end()

  def _event(self, frame, event, argument):
    if event == "call":
      code = frame.f_code
      # One object for each code; this module's only function that is seen is a method of C in CPython.
      self._begin(_DISABLE if code == _code else self._codes.setdefault(code, code))
    elif event == "return":
      self._end()
    elif self._builtins and argument is not sys.setprofile:
      if event == "c_call":
        self._begin(_name(argument))
      else:
        self._end()

  def _begin(self, key):
    counts = self._functions.get(key)
    if counts is None:
      counts = self._functions[key] = _Counts()
    counts.begin()
    link = None
    if self._subcalls and self._stack:
      callees = self._stack[-1][0].callees
      link = callees.get(key)
      if link is None:
        link = callees[key] = _Counts()
      link.begin()
    self._stack.append([counts, link, self._timer(), 0])

  def _end(self):
    if not self._stack:
      return
    counts, link, begun, inner = self._stack.pop()
    total = self._timer() - begun
    if self._stack:
      self._stack[-1][3] += total
    for each in (counts, link):
      if each is not None:
        each.end(total * self._unit, (total - inner) * self._unit)

  def getstats(self):
    """A list of entries, one for each function."""
    return [
      profiler_entry(
        code, counts.calls, counts.nested, counts.total, counts.inline,
        [profiler_subentry(callee, link.calls, link.nested, link.total, link.inline)
         for callee, link in counts.callees.items()] or None)
      for code, counts in self._functions.items()]


_DISABLE = "<method 'disable' of '_lsprof.Profiler' objects>"
_code = Profiler.disable.__code__
