# SPDX-License-Identifier: Apache-2.0
# Choosing, putting, deleting, inserting.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


for kind in ['bool', 'int8', 'uint64', 'float32', 'complex64']:
    a = np.arange(8).reshape(2, 4).astype(kind)
    show(lambda: np.delete(a, [0, 2], axis=1))
    show(lambda: np.delete(a, slice(None, None, 3)))
    show(lambda: np.insert(a, 1, 1, axis=0))
    show(lambda: np.insert(a, [0, 3], [1, 0], axis=1))
    show(lambda: np.append(a, [[1]]))
    show(lambda: np.take_along_axis(a, np.array([[3], [0]]), 1))
    show(lambda: np.choose([0, 1, 1, 0], a))
    show(lambda: np.select([a[0] > 2, a[0] < 1], [a[1], 1], default=0))
    c = a.copy()
    np.put(c, [0, -1], [1, 0])
    np.place(c, a == 3, [1])
    np.putmask(c, [[0, 1, 0, 0]] * 2, [0, 1, 0])
    np.copyto(c[1:], True, where=[[True, False, False, False]])
    np.put_along_axis(c, np.array([[1], [2]]), 0, axis=1)
    print(c)
    show(lambda: np.compress([0, 1], a, axis=0))
    show(lambda: np.extract(a > 3, a))
    show(lambda: a.take([0, 5], mode='wrap'))
    show(lambda: np.trim_zeros(a[0], 'f'))
x = np.arange(5)
x.put([1, 7], [10, 20], mode='clip')
print(x)
show(lambda: x.choose([x, -x], mode='clip'))
show(lambda: np.delete(x, 9))
show(lambda: np.delete(x, [9]))
show(lambda: np.delete(x, [True, False, True, False, False]))
show(lambda: np.insert(x, 9, 1))
show(lambda: np.insert(x, [1, 1], [7, 8]))
show(lambda: np.append([[1]], [2], axis=0))
show(lambda: np.copyto(x, 1.5))
show(lambda: np.copyto([1], 1))
show(lambda: np.copyto(x, [1, 2]))
show(lambda: np.put([1], 0, 1))
show(lambda: np.put(x, 99, 1))
show(lambda: np.place(x, [True], [1]))
show(lambda: np.putmask(x, [True] * 5, [1.5, 2]))
show(lambda: np.choose([0, 3], [[1, 2], [3, 4]]))
show(lambda: np.select([], []))
show(lambda: np.trim_zeros([0, 1, 0]))
show(lambda: np.take(x, 9))
show(lambda: np.take(x, [0, 1], out=np.zeros(2, int)))
show(lambda: np.take(x, 0, mode='other'))
