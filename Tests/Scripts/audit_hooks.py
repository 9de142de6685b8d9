# SPDX-License-Identifier: Apache-2.0
# Audit hooks hear of imports, files, code and what scripts themselves tell of.
import sys

heard = []
told = {"compile", "exec", "builtins.id", "open", "sys._getframe", "mine", "sys.addaudithook"}


def hook(event, arguments):
    if event in told:
        heard.append((event, arguments))


sys.addaudithook(hook)
exec("x = 1")
eval(" 1 + 1")
code = compile("y = 2", "file.py", "exec")
exec(code)
number = id(heard)
open("/dev/null").close()
open("/dev/null", "wb").close()
frame = sys._getframe()
sys.audit("mine", 1, "two")
sys.addaudithook(lambda event, arguments: None)
told.clear()
for event, arguments in heard:
    shown = [a if isinstance(a, (str, bytes, int)) else type(a).__name__ for a in arguments]
    if event == "builtins.id":
        shown = [arguments[0] == number]
    print(event, shown)

# A hook may refuse.
refused = {"forbidden": PermissionError, "import": None}


def guard(event, arguments):
    if refused.get(event):
        raise refused[event](event)
    if event == "import" and arguments[0] == "colorsys":
        raise ImportError(f"{arguments[0]} is refused")
    if event == "sys.addaudithook" and guard.closed:
        raise guard.closed("closed")


guard.closed = None
sys.addaudithook(guard)
try:
    sys.audit("forbidden")
except PermissionError as error:
    print(type(error).__name__, error)
try:
    import colorsys
except ImportError as error:
    print(error)
guard.closed = RuntimeError
sys.addaudithook(print)
guard.closed = KeyboardInterrupt
try:
    sys.addaudithook(print)
except KeyboardInterrupt as error:
    print(error)
try:
    sys.audit(1)
except TypeError:
    print("an event is a text")
