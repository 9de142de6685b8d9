# SPDX-License-Identifier: Apache-2.0
# contextlib, warnings, traceback, weakref.
import contextlib
import gc
import traceback
import warnings
import weakref


@contextlib.contextmanager
def tag(name):
    print("<", name)
    try:
        yield name.upper()
    except KeyError as error:
        print("swallowed", error)
    finally:
        print(">", name)


with tag("a") as value:
    print(value)
with tag("b"):
    raise KeyError("k")
try:
    with tag("c"):
        raise ValueError("v")
except ValueError as error:
    print("passed", error)
with contextlib.suppress(ZeroDivisionError):
    1 / 0


@tag("deco")
def work():
    print("working")


work()
work()
with contextlib.ExitStack() as stack:
    print([stack.enter_context(tag(name)) for name in "xy"])
    stack.callback(print, "callback", 1)
    stack.push(lambda *info: print("pushed", info[0]))


class Resource:
    def close(self):
        print("closed")


with contextlib.closing(Resource()):
    pass
with contextlib.nullcontext(5) as five:
    print(five)


@contextlib.contextmanager
def twice():
    yield 1
    yield 2


@contextlib.contextmanager
def never():
    if False:
        yield


for manager in (twice, never):
    try:
        with manager():
            pass
    except RuntimeError as error:
        print(error)


class Text:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)

    def flush(self):
        pass


out = Text()
with contextlib.redirect_stdout(out):
    print("hidden")
print(out.parts, isinstance(tag("q"), contextlib.AbstractContextManager))

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    warnings.warn("first")
    warnings.warn("second", DeprecationWarning, stacklevel=1)
    print([(str(each.message), each.category.__name__, each.lineno) for each in seen])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        warnings.warn("now an error", RuntimeWarning)
    except RuntimeWarning as error:
        print("raised", error)
with warnings.catch_warnings():
    warnings.resetwarnings()
    warnings.filterwarnings("ignore", message="skip")
    warnings.filterwarnings("error", category=UserWarning, append=True)
    warnings.warn("skip me")
    try:
        warnings.warn("keep me")
    except UserWarning as error:
        print("raised", error)
print(warnings.formatwarning("text", UserWarning, "file.py", 3, "source line"))
for bad in (lambda: warnings.warn("a", int),):
    try:
        bad()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


def inner(n):
    if n == 0:
        raise ValueError("deep")
    inner(n - 1)


try:
    inner(5)
except ValueError as error:
    lines = traceback.format_exc().splitlines()
    print([line for line in lines if "^" not in line and "Traceback" not in line and "File" not in line])
    summary = traceback.extract_tb(error.__traceback__)
    print(len(summary), summary[-1].name, summary[-1].lineno, summary[-1].line)
    print(traceback.format_exception_only(error))
    try:
        raise KeyError("second") from error
    except KeyError as second:
        text = "".join(traceback.format_exception(second))
        print("direct cause" in text, text.count("Traceback"), text.splitlines()[-1])
print(traceback.format_exception_only(SyntaxError("bad", ("f.py", 1, 3, "a b c\n"))))
error = ValueError("noted")
error.add_note("a note")
print(traceback.format_exception_only(error))


class Thing:
    def __init__(self, name):
        self.name = name

    def method(self):
        return self.name

    def __repr__(self):
        return f"Thing({self.name})"


a, b = Thing("a"), Thing("b")
values = weakref.WeakValueDictionary(a=a, b=b)
keys = weakref.WeakKeyDictionary({a: 1, b: 2})
things = weakref.WeakSet([a, b])
method = weakref.WeakMethod(a.method)
final = weakref.finalize(a, print, "finalized", "a")
print(sorted(values), sorted(keys.values()), len(things), method()(), final.alive, values["a"], keys[b], a in things)
del a
gc.collect()
print(sorted(values), sorted(keys.values()), len(things), method(), final.alive)
try:
    values["a"]
except KeyError as error:
    print("KeyError", error)
