# SPDX-License-Identifier: Apache-2.0
# Exceptions taken apart and made again: by pickle and by copy.
import copy
import pickle


ERRORS = [
  OSError(2, "foo", "bar"), OSError(2, "foo", "bar", None, "baz"), OSError(2, "x"), OSError("only"), PermissionError(5, "a", "b"),
  FileNotFoundError(2, "a", "f"), ImportError("x", name="n", path="p"), ModuleNotFoundError("y", name="q"), KeyError(1),
  UnicodeDecodeError("utf-8", b"a", 0, 1, "r"), SyntaxError("m", ("f", 1, 2, "t")), StopIteration(4), SystemExit(3), ValueError(),
]
ERRORS[0].extra = [1]
for error in ERRORS:
  for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
    print(type(again).__name__, again.args, str(again), vars(again))
    names = "filename filename2 name path msg lineno value code errno".split()
    print({name: getattr(again, name) for name in names if hasattr(again, name)})
  print(error.__reduce__()[1:])

print("code objects with other names")
def outer():
  x = 1
  def inner(): return x
  return inner
code = outer.__code__
print(code.replace(co_name="other").co_name, code.replace(co_firstlineno=77).co_firstlineno, code.replace(co_filename="f.py").co_filename)
print(code.replace() == code, code.replace(co_name="k") == code)
print(sorted({line - code.co_firstlineno for _, _, line in code.co_lines() if line and line > code.co_firstlineno}))
outer.__code__ = code.replace(co_name="again")
print(outer()(), outer.__code__.co_name, outer().__code__.replace(co_name="k").co_freevars)
import types
print(types.FunctionType.__module__, type(print).__module__, outer.__module__)
