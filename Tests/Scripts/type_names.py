# SPDX-License-Identifier: Apache-2.0
# How messages name types of modules.
import collections
import io
import itertools
import re

import numpy as np


def show(function):
  try:
    print(repr(function()))
  except Exception as error:
    print(type(error).__name__, error)


for value in [np.array([1]), np.uint8(3), np.float64(2.5), collections.deque([1], 3), itertools.count(2), re.compile("a"),
              collections.defaultdict(int), io.BytesIO(), np.add]:
  print(type(value).__name__, type(value).__qualname__, type(value).__module__, type(value))
  show(lambda: value())if not isinstance(value, np.ufunc) else None
  show(lambda: value.nope)
show(lambda: iter(np.uint8(3)))
show(lambda: len(np.float64(2)))
show(lambda: {}[np.array([1])])
show(lambda: [1][np.float64(1)])
show(lambda: range(np.float64(1)))
show(lambda: itertools.count() + "x")
show(lambda: re.compile("a") + 1)
print(collections.deque([1], 3), collections.defaultdict(int, a=1), itertools.count(2), itertools.count(1, 3), itertools.repeat(5),
      itertools.repeat('a', 2), type(collections.deque()))


def change():
  np.uint8(1)[0] = 1


def remove():
  del np.uint8(1)[0]


show(change)
show(remove)
