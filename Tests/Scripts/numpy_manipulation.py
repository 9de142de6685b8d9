# SPDX-License-Identifier: Apache-2.0
# Repeating, rolling, padding, stacking and splitting.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


kinds = ['bool', 'int8', 'uint16', 'int64', 'float16', 'float32', 'float64', 'complex64']
for kind in kinds:
    a = np.arange(6).reshape(2, 3).astype(kind)
    show(lambda: np.tile(a, (2, 1, 2)))
    show(lambda: np.repeat(a, [1, 0, 2], axis=1))
    show(lambda: np.roll(a, (1, -1), axis=(0, 1)))
    show(lambda: np.roll(a, 4))
    show(lambda: np.rot90(a, 3))
    show(lambda: np.pad(a, ((1, 0), (0, 2)), constant_values=1))
    show(lambda: np.pad(a, 1, mode='reflect'))
    show(lambda: np.pad(a, 2, mode='wrap'))
    show(lambda: np.block([[a, a], [np.zeros((1, 6), kind)]]))
    show(lambda: np.dstack([a, a]))
    show(lambda: np.column_stack([a[0], a[1], a.T[:2].T[0]]))
    show(lambda: np.hsplit(a, [1]))
    show(lambda: np.array_split(a, 2, axis=1))
a = np.arange(12).reshape(3, 4)
part = np.split(a, 3)[1]
part[:] = 0
print(a)
np.atleast_2d(a[0])[0, 0] = 99
np.rot90(a)[0, 0] = -1
np.hsplit(a, 2)[1][2, 1] = 77
print(a)
first, second = np.broadcast_arrays([[1], [2]], [3, 4, 5])
print(first, second, np.broadcast_shapes((3, 1), (4,), (2, 1, 1)))
show(lambda: np.broadcast_shapes((2,), (3,)))
show(lambda: np.pad([1.0, 2.0], 2, mode='linear_ramp', end_values=(5, -4)))
show(lambda: np.pad([1, 2, 3], 2, mode='mean', stat_length=2))
show(lambda: np.pad([1, 2, 3], (2, 3), mode='reflect', reflect_type='odd'))
show(lambda: np.pad([1, 2, 3], {0: (1, 2)}))
show(lambda: np.pad([1, 2], 1, mode='edge', constant_values=3))
show(lambda: np.pad([1, 2], 1, mode='nothing'))
show(lambda: np.pad(np.ones((2, 2)), 1, lambda v, w, i, k: v.__setitem__(slice(0, w[0]), k['x']), x=8))
show(lambda: np.stack([[1, 2], [3, 4]], axis=2))
show(lambda: np.stack([[1, 2], [3]]))
show(lambda: np.concatenate([[1], [2.5]], dtype='float32'))
show(lambda: np.concatenate([[1.5], [2]], dtype='int8'))
show(lambda: np.concatenate([[1], [2]], out=np.zeros(2)))
show(lambda: np.concatenate([]))
show(lambda: np.concatenate([[[1]], [2]]))
show(lambda: np.vstack([]))
show(lambda: np.block(([1], [2])))
show(lambda: np.split(np.arange(5), 2))
show(lambda: np.dsplit(np.arange(5), 1))
show(lambda: np.unstack(np.arange(6).reshape(2, 3), axis=1))
show(lambda: np.rollaxis(np.ones((2, 3, 4)), 2).shape)
show(lambda: np.roll([1, 2], 1, axis=3))
show(lambda: np.tile([1, 2], 0))
show(lambda: np.resize([[1, 2], [3, 4]], (3, 3)))
