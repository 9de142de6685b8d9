# SPDX-License-Identifier: Apache-2.0
# Diagonals, triangles and places in C order.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


for kind in ['bool', 'uint8', 'int32', 'float32', 'complex128']:
    a = np.arange(1, 10).reshape(3, 3).astype(kind)
    for k in (-1, 0, 2):
        show(lambda: np.triu(a, k))
        show(lambda: np.tril(a, k))
        show(lambda: np.diag(a, k))
        show(lambda: np.diag(a[0], k))
        show(lambda: np.diagflat(a[:2], k).shape)
        show(lambda: np.trace(a, k))
    show(lambda: np.vander(a[0], 4, increasing=True))
    np.fill_diagonal(a, 0)
    print(a)
b = np.arange(24).reshape(2, 3, 4)
show(lambda: b.diagonal(1, 1, 2))
show(lambda: b.trace(axis1=0, axis2=2))
show(lambda: b.trace(dtype=float, out=np.zeros(4)))
show(lambda: np.diagonal(b, axis1=0, axis2=0))
show(lambda: np.diagonal([1, 2]))
show(lambda: np.diag(b))
show(lambda: np.tri(3, 4, -1, dtype=int))
tall = np.zeros((5, 2), int)
np.fill_diagonal(tall, [4, 5], wrap=True)
print(tall)
show(lambda: np.fill_diagonal(np.zeros(3), 1))
show(lambda: np.fill_diagonal([1], 1))
show(lambda: np.diag_indices(2, 3))
show(lambda: np.diag_indices_from(np.ones((2, 3))))
show(lambda: np.tril_indices(3, -1))
show(lambda: np.triu_indices(2, m=4))
show(lambda: np.tril_indices_from(np.ones(3)))
show(lambda: np.unravel_index([5, 7], (2, 4)))
show(lambda: np.unravel_index(5, (2, 4), 'F'))
show(lambda: np.unravel_index(9, (2, 4)))
show(lambda: np.ravel_multi_index([[0, 1], [3, 5]], (2, 4), mode=('raise', 'wrap')))
show(lambda: np.ravel_multi_index(([0], [9]), (2, 4)))
show(lambda: np.mask_indices(3, np.tril))
