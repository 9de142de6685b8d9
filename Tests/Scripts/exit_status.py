# SPDX-License-Identifier: Apache-2.0
# sys.exit with a status after finally blocks have run, and output that is not flushed by hand.
import sys


def work():
  try:
    print("working", end="")
    sys.exit(3)
  finally:
    print(" finally")


try:
  sys.exit("message")
except SystemExit as error:
  print(repr(error), error.code)
try:
  work()
except SystemExit as error:
  print(error.code)


class AtExit:
  def __exit__(self, *details):
    print("leaving", details[0].__name__)

  def __enter__(self):
    pass


with AtExit():
  work()
