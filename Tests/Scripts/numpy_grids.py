# SPDX-License-Identifier: Apache-2.0
# Grids, samples, index expressions and iterators.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


show(lambda: np.meshgrid([1, 2], [3.5, 4], [5]))
show(lambda: np.meshgrid([1, 2], [3, 4], indexing='ij', sparse=True))
show(lambda: np.meshgrid([1], indexing='zz'))
show(lambda: np.mgrid[0:2, 0:1:3j])
show(lambda: np.mgrid[1:4])
show(lambda: np.ogrid[0:3, -1:1:0.5])
show(lambda: np.indices((2, 3), dtype='int8'))
show(lambda: np.indices((2, 2), sparse=True))
show(lambda: np.ix_([0, 2], [True, False, True]))
show(lambda: np.ix_([[1]]))
show(lambda: np.r_[1:4, 0, [5, 6], 0:1:3j])
show(lambda: np.r_['-1', [[1], [2]], [[3], [4]]])
show(lambda: np.r_['0,3', [1, 2], [3, 4]].shape)
show(lambda: np.r_['bad', 1])
show(lambda: np.c_[[1, 2], [3, 4.5]])
show(lambda: np.c_[np.ones((2, 1)), np.zeros((2, 2))])
show(lambda: (np.s_[1:3, ..., None], np.index_exp[2]))
show(lambda: np.linspace(0, 1, 5, retstep=True))
show(lambda: np.linspace([0, 1], [2, 5], 3))
show(lambda: np.linspace(1, 10, 4, dtype=int, endpoint=False))
show(lambda: np.linspace(0, 1, -1))
show(lambda: np.logspace(0, 3, 4))
show(lambda: np.logspace(0, 3, 4, base=2, dtype=int))
show(lambda: np.geomspace(1, 1000, 4))
show(lambda: np.geomspace(-8, -1, 4))
show(lambda: np.geomspace(0, 1))
show(lambda: np.fromfunction(lambda i, j: i == j, (3, 3), dtype=int))
show(lambda: np.fromiter((i * i for i in range(4)), dtype='uint8'))
show(lambda: np.fromiter([1, 2], float, 3))
for place, value in np.ndenumerate([[1, 2], [3, 4]]):
    print(place, value)
print(list(np.ndindex(2, 2)), list(np.ndindex((1, 2))), list(np.ndindex()))
both = np.broadcast([[1], [2]], [3, 4])
print(both.shape, both.size, both.nd, both.numiter, [(int(a), int(b)) for a, b in both], both.index)
show(lambda: np.broadcast([1, 2], [1, 2, 3]))
for x in np.nditer(np.arange(4).reshape(2, 2)):
    print(x, end=' ')
a = np.zeros((2, 2))
with np.nditer([a, np.arange(2)], op_flags=[['readwrite'], ['readonly']]) as it:
    for x, y in it:
        x[...] = y + 1
print(a)
it = np.nditer(a, flags=['multi_index'])
while not it.finished:
    print(it.multi_index, it[0])
    it.iternext()
show(lambda: np.lib.stride_tricks.sliding_window_view(np.arange(6).reshape(2, 3), (2, 2)))
show(lambda: np.lib.stride_tricks.sliding_window_view(np.arange(3), 5))
show(lambda: np.lib.stride_tricks.as_strided(np.arange(6), (2, 2), (16, 8)))
