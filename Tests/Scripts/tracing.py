# SPDX-License-Identifier: Apache-2.0
# sys.settrace and sys.setprofile: the events of lines, calls, generators, exceptions and built-in functions.
import sys
FILE = sys._getframe().f_code.co_filename
def f(n):
    total = 0
    for i in range(n):
        total += i
    return total
def g(x):
    try:
        return 1 // x
    except ZeroDivisionError:
        y = 2
    return y
def gen():
    yield 1
    yield 2
def boom():
    raise ValueError("no")
def outer():
    try:
        boom()
    finally:
        a = 1
class A:
    def __init__(self):
        self.x = 1
log = []
TRIES = {number for number, line in enumerate(open(FILE), 1) if line.strip() == 'try:'}
def tracer(frame, event, arg):
    if frame.f_code.co_filename != FILE: return None
    if event == 'exception': arg = (arg[0].__name__, str(arg[1]))
    log.append((frame.f_code.co_name, frame.f_lineno, event, repr(arg)[:40]))
    return tracer
sys.settrace(tracer)
f(3)
g(0)
g(1)
list(gen())
try:
    outer()
except ValueError:
    pass
A()
sorted([3, 1, 2], key=lambda v: -v)
sys.settrace(None)
# CPython stops at the word try.
for l in log:
  if l[2] != 'line' or l[1] not in TRIES: print(*l)
log.clear()
def prof(frame, event, arg):
    log.append((frame.f_code.co_name, event, getattr(arg, '__name__', repr(arg))))
sys.setprofile(prof)
f(3); g(0); len([]); sorted([2, 1], key=lambda v: v); list(gen())
try: outer()
except ValueError: pass
try: len(5)
except TypeError: pass
"a".upper()
sys.setprofile(None)
for l in log: print(*l)
print(sys.gettrace(), sys.getprofile(), f(3))
def bad(frame, event, arg):
    raise RuntimeError("in tracer")
sys.settrace(bad)
try: f(1)
except RuntimeError as e: print(e)
print(sys.gettrace())

print("what a frame says")
def once(frame, event, arg):
    frame.f_trace_lines = False
    frame.f_trace_opcodes = False
    seen.append((event, frame.f_trace is None, frame.f_lineno - frame.f_code.co_firstlineno))
    return once
seen = []
sys.settrace(once)
f(2)
sys.settrace(None)
print(seen)
def local(frame, event, arg):
    seen.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
def entered():
    sys.settrace(lambda *a: None)
    sys._getframe().f_trace = local
    a = 1
    b = 2
    sys.settrace(None)
seen = []
entered()
print(seen)
def deep(n):
    return n if n == 0 else deep(n - 1)
counts = {}
def count(frame, event, arg):
    counts[event] = counts.get(event, 0) + 1
    return count
sys.settrace(count)
deep(20)
sys.settrace(None)
print(counts)
def delegating():
    yield 0
    yield 7
    return 5
log.clear()
sys.settrace(tracer)
for value in delegating():
    pass
total = 0
while total < 3: total += 1
sys.settrace(None)
for l in log: print(*l)
class Manager:
    def __enter__(self): return None
    def __exit__(self, *a): return True
def managed():
    with Manager():
        raise KeyError(1)
    return 3
log.clear()
sys.settrace(tracer)
managed()
sys.settrace(None)
for l in log: print(*l)
import threading, trace, profile, io, contextlib
counter = trace.Trace(count=1, trace=0)
counter.runfunc(f, 3)
print(sorted((line, n) for (name, line), n in counter.results().counts.items() if name == FILE))
text = io.StringIO()
with contextlib.redirect_stdout(text):
    profile.runctx("f(5); g(0)", globals(), {})
print([line.split()[-1].rpartition(":")[2] for line in text.getvalue().split("\n") if "(f)" in line or "(g)" in line])

print("variables of frames")
def changed():
    a = 1
    b = a
    return a, b
def change(frame, event, arg):
    if event == "line" and "b" in frame.f_locals:
        frame.f_locals["a"] = 10
        frame.f_locals["extra"] = 5
    return change
sys.settrace(change)
result = changed()
sys.settrace(None)
print(result)
def same():
    frame = sys._getframe()
    one = frame.f_locals
    one["more"] = 1
    later = 2
    two = frame.f_locals
    return one is two, sorted(two)
print(same())
