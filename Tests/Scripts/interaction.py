# SPDX-License-Identifier: Apache-2.0
# input, exit, quit, help, breakpoint; aiter and anext.
import io
import sys

sys.stdin = io.StringIO("first line\nsecond\nlast")
print(repr(input()), repr(input("prompt> ")), repr(input(5)))
try:
  input("more? ")
except EOFError as error:
  print("EOFError", error)
sys.stdin = None
try:
  input()
except RuntimeError as error:
  print(error)
for bad in [lambda: input(1, 2), lambda: aiter(5), lambda: anext(5), lambda: aiter([])]:
  try:
    bad()
  except TypeError as error:
    print("TypeError", error)
sys.stdin = io.StringIO("x")
for leave in [exit, quit]:
  print(leave, type(leave).__name__)
  for arguments in [(), (3,), ("text",), (None,)]:
    try:
      leave(*arguments)
    except SystemExit as error:
      print(repr(error.code))
print(help, sys.stdin.closed)


def hook(*args, **keywords):
  print("breakpoint", args, keywords)


sys.breakpointhook = hook
breakpoint(1, x=2)
sys.breakpointhook = sys.__breakpointhook__


class Countdown:
  def __init__(self, n):
    self.n = n

  def __aiter__(self):
    return self

  async def __anext__(self):
    if self.n == 0:
      raise StopAsyncIteration
    self.n -= 1
    return self.n


class Wrong:
  def __aiter__(self):
    return 5


async def numbers():
  yield "a"
  yield "b"


async def main():
  iterator = aiter(Countdown(2))
  print(await anext(iterator), await anext(iterator, "end"), await anext(iterator, "end"))
  try:
    await anext(iterator)
  except StopAsyncIteration:
    print("StopAsyncIteration")
  iterator = aiter(numbers())
  print(await anext(iterator), await anext(iterator), await anext(iterator, None))
  try:
    aiter(Wrong())
  except TypeError as error:
    print(error)


def run(coroutine):
  try:
    while True:
      coroutine.send(None)
  except StopIteration as stop:
    return stop.value


run(main())
