# SPDX-License-Identifier: Apache-2.0
# Exceptions: matching, chaining, finally, else, re-raising, arguments, groups, notes.
def run(f, *args):
  try:
    result = f(*args)
  except Exception as error:
    chain = []
    while error is not None:
      chain.append(f"{type(error).__name__}({', '.join(map(repr, error.args))})")
      error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    print(" <- ".join(chain))
  else:
    print("returned", result)


def implicit():
  try:
    1 / 0
  except ZeroDivisionError:
    raise KeyError("k")


def explicit():
  try:
    [][1]
  except IndexError as error:
    raise ValueError("v", 2) from error


def silent():
  try:
    {}["x"]
  except KeyError:
    raise ValueError("alone") from None


def inner_finally():
  try:
    raise ValueError("lost")
  finally:
    raise TypeError("wins")


def returns():
  try:
    raise ValueError
  finally:
    return "finally returned"


def order(kind):
  log = []
  try:
    log.append("try")
    if kind == 1:
      raise ValueError
    if kind == 2:
      raise KeyError
    if kind == 3:
      return log
  except ValueError:
    log.append("except")
  except (KeyError, TypeError):
    log.append("pair")
  else:
    log.append("else")
  finally:
    log.append("finally")
  return log


def loop():
  log = []
  for i in range(5):
    try:
      if i == 1:
        continue
      if i == 3:
        break
      log.append(i)
    finally:
      log.append(-i)
  else:
    log.append("never")
  return log


def nested():
  try:
    try:
      raise ValueError("a")
    except TypeError:
      pass
    finally:
      print("inner finally")
  except ValueError as error:
    try:
      raise
    except ValueError as again:
      return error is again


def no_active():
  raise


def not_exception():
  raise 5


def bad_except():
  try:
    raise ValueError
  except 5:
    pass


def bad_cause():
  raise ValueError from 5


def class_raise():
  raise KeyError


def unbound():
  try:
    raise ValueError
  except ValueError as name:
    pass
  return name


for f in (implicit, explicit, silent, inner_finally, returns, loop, nested, no_active, not_exception, bad_except, bad_cause, class_raise, unbound):
  run(f)
for kind in range(4):
  run(order, kind)


class Custom(Exception):
  def __init__(self, code, text):
    super().__init__(code, text)
    self.code = code

  def __str__(self):
    return f"custom {self.code}"


try:
  raise Custom(5, "five")
except Custom as error:
  print(error, repr(error), error.args, error.code)
print(repr(ValueError()), str(ValueError()), str(ValueError(1, 2)), repr(KeyError("a")), str(KeyError("a")))
error = OSError(2, "No such file", "name")
print(type(error).__name__, error.errno, error.strerror, error.filename, error)
print(issubclass(FileNotFoundError, OSError), IOError is OSError, BaseException.__subclasses__()[:1] != [])
error = ValueError("noted")
error.add_note("first")
error.add_note("second")
print(error.__notes__)
try:
  raise ExceptionGroup("group", [ValueError(1), TypeError(2), ExceptionGroup("inner", [KeyError(3), ValueError(4)])])
except* ValueError as group:
  print("values", group, [type(e).__name__ for e in group.exceptions])
except* (KeyError, TypeError) as group:
  print("others", group.exceptions)
try:
  try:
    raise ExceptionGroup("left", [ValueError(1), OSError(2)])
  except* ValueError:
    raise KeyError("new")
except ExceptionGroup as group:
  print(repr(group))
try:
  try:
    raise ValueError("bare")
  except* ValueError as group:
    print(repr(group))
    raise
except BaseException as error:
  print(repr(error))
group = ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [TypeError(2)])])
print(group.split(TypeError), group.subgroup(lambda e: isinstance(e, ValueError)))
for make in (lambda: ExceptionGroup("x", []), lambda: ExceptionGroup("x", [1]), lambda: ExceptionGroup("x", [KeyboardInterrupt()])):
  run(make)


def context_chain():
  try:
    raise ValueError(1)
  except ValueError:
    try:
      raise ValueError(2)
    except ValueError:
      raise ValueError(3)


run(context_chain)


def deep(n):
  try:
    if n:
      deep(n - 1)
    else:
      raise ValueError("bottom")
  finally:
    depth.append(n)


depth = []
run(deep, 5)
print(depth)
import sys

try:
  raise ValueError("info")
except ValueError:
  kind, value, trace = sys.exc_info()
  print(kind.__name__, value, trace.tb_lineno > 0, trace.tb_next)
print(sys.exc_info())
try:
  exec("x = = 1")
except SyntaxError as error:
  print(error.msg, error.lineno, error.offset, error.text)
for text in ("int('x')", "[].pop()", "{}[1]", "().index(1)", "''.join([1])", "None.x", "undefined", "1 + 'a'", "'a' + 1", "[1][5]", "float('y')", "chr(-1)", "[] < 1", "len(5)", "5()", "5[0]", "iter(5)", "next([])", "range(1.5)", "'a' * 'b'", "abs('x')", "min([])", "{}.popitem()", "set().pop()", "[].remove(1)", "int([])", "dict(1)", "dict([1])", "'%d' % 'x'", "'%s' % (1, 2)", "'{}'.format()", "bytes([256])", "divmod(1, 0)", "1.0 // 0", "1 % 0", "2.0 ** 5000", "0 ** -1", "ord('ab')", "hash([])", "isinstance(1, 1)", "'abc'[5]", "(1,)[3]", "'a'.index('b')", "1 << -1", "[1, 2, 3][::0]", "b'a' + 'a'", "sorted([1, 'a'])", "sum(['a'])", "zip(1)", "list(1)", "type(1, 2)", "round('x')"):
  try:
    eval(text)
  except Exception as error:
    print(text, "=>", type(error).__name__, error)
