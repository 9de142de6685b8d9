# SPDX-License-Identifier: Apache-2.0
# einsum, kron, cross, tensordot and the newer linear algebra.
import numpy as np


def show(make):
    try:
        print(repr(make()))
    except Exception as error:
        print(type(error).__name__, error)


for kind in ['int32', 'float32', 'float64', 'complex128', 'bool']:
    a = np.arange(6).reshape(2, 3).astype(kind)
    b = np.arange(6, 0, -1).reshape(3, 2).astype(kind)
    show(lambda: np.einsum('ij,jk->ik', a, b))
    show(lambda: np.einsum('ij,ji', a, b))
    show(lambda: np.einsum('ij->ji', a))
    show(lambda: np.einsum(a, [0, 1], b, [1, 2], [2, 0]))
    show(lambda: np.einsum('...j,j->...', a, a[0], optimize=True))
    show(lambda: np.kron(a, b[0]))
    show(lambda: np.tensordot(a, b, 1))
    show(lambda: np.tensordot(a, b, ([0, 1], [1, 0])))
    show(lambda: np.vecdot(a, a[0]))
    show(lambda: np.matvec(a, a[1]))
    show(lambda: np.vecmat(a[:, 0], a))
    if kind != 'bool':
        show(lambda: np.cross(a, a[::-1]))
        show(lambda: np.cross(a, [0, 0, 1]))
c = np.zeros((3, 3))
np.einsum('ii->i', c)[:] = 1
print(c)
show(lambda: np.einsum('ij,jk', [[1, 2]], [[1]]))
show(lambda: np.einsum('ij', [1]))
show(lambda: np.einsum('i,i->j', [1], [1]))
show(lambda: np.einsum())
show(lambda: np.einsum('i->', [1, 2], dtype=float))
show(lambda: np.tensordot([1, 2], [1, 2, 3], 1))
show(lambda: np.linalg.multi_dot([np.ones((2, 3)), np.ones((3, 2)), [1, 2]]))
show(lambda: np.linalg.multi_dot([[1]]))
show(lambda: np.linalg.tensorsolve(np.eye(4).reshape(2, 2, 4), np.arange(4).reshape(2, 2)))
show(lambda: np.linalg.tensorinv(2 * np.eye(4).reshape(2, 2, 4), ind=2).shape)
show(lambda: np.linalg.vector_norm([[3, 4], [6, 8]], axis=1))
show(lambda: np.linalg.vector_norm([[3, 4], [6, 8]], keepdims=True, ord=np.inf))
show(lambda: np.linalg.matrix_norm([[3.0, 0], [0, 4]]))
show(lambda: np.linalg.matrix_norm([[3.0, 0], [0, 4]], ord=1))
show(lambda: np.linalg.trace(np.arange(8).reshape(2, 2, 2)))
show(lambda: np.linalg.diagonal(np.arange(8).reshape(2, 2, 2), offset=1))
show(lambda: np.linalg.matrix_transpose(np.ones((2, 3, 4))).shape)
show(lambda: np.linalg.matrix_transpose([1]))
show(lambda: np.linalg.cross([1, 2, 3], [4, 5, 6]))
show(lambda: np.linalg.cross([1, 2], [4, 5]))
