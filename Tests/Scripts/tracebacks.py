# SPDX-License-Identifier: Apache-2.0
# An uncaught exception with causes: the status and the last line on standard error count.
import sys
import traceback


def fails(x):
  return 1 / x


class Thing:
  def method(self):
    return fails(0)


def lines(error):
  trace = error.__traceback__
  result = []
  while trace is not None:
    result.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
    trace = trace.tb_next
  return result


try:
  Thing().method()
except ZeroDivisionError as error:
  print(lines(error))
  text = traceback.format_exc()
  print(text.splitlines()[0], text.splitlines()[-1])
  print([line.split(", ")[1:] for line in text.splitlines() if line.startswith("  File")])
  print([line for line in text.splitlines() if line.startswith("    ")])


def generator():
  yield fails(1)
  yield fails(0)


try:
  list(generator())
except ZeroDivisionError as error:
  print(lines(error))
try:
  [fails(x) for x in (1, 0)]
except ZeroDivisionError as error:
  print(lines(error)[-1])
try:
  try:
    fails(0)
  finally:
    print("finally")
except ZeroDivisionError as error:
  print(lines(error))
try:
  try:
    fails(0)
  except ZeroDivisionError as error:
    kept = error
    raise
except ZeroDivisionError as error:
  print(kept is error, lines(error))
try:
  raise kept
except ZeroDivisionError as error:
  print(lines(error))
print("".join(traceback.format_exception_only(ValueError, ValueError("only"))), end="")


def frame():
  f = sys._getframe()
  return f.f_code.co_name, f.f_lineno, f.f_back.f_code.co_name, sorted(f.f_locals)


print(frame())
try:
  exec(compile("def f():\n  raise KeyError('x')\nf()", "made.py", "exec"))
except KeyError as error:
  print(lines(error))
try:
  compile("x = (1,\n  2", "bad.py", "exec")
except SyntaxError as error:
  print(error.msg, error.filename, error.lineno)


def deep(n):
  if n == 0:
    raise ValueError("deep")
  deep(n - 1)


try:
  deep(10)
except ValueError as error:
  print(len(lines(error)))
print("before the end")


def outer():
  try:
    fails(0)
  except ZeroDivisionError as error:
    raise RuntimeError("with a cause") from error


outer()
