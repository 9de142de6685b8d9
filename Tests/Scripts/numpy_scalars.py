# SPDX-License-Identifier: Apache-2.0
# Arithmetic of NumPy scalars: what they warn of, and by which names.
import warnings

import numpy as np


def show(code):
    with warnings.catch_warnings(record=True) as log:
        warnings.simplefilter('always')
        try:
            print(code, '->', repr(eval(code)))
        except Exception as error:
            print(code, '->', type(error).__name__, error)
    for text in log:
        print('   ', text.category.__name__, text.message)


for code in """-np.uint8(1)
-np.uint8(0)
-np.int8(-128)
abs(np.int8(-128))
np.int8(-128) // np.int8(-1)
np.int8(1) // np.int8(0)
np.int8(1) % np.int8(0)
divmod(np.int8(1), np.int8(0))
divmod(np.int8(-128), np.int8(-1))
divmod(np.array([1, 2]), 0)
divmod(np.array([1.0, 2]), 0)
np.divmod(np.array([1, -128], 'i1'), np.array([0, -1], 'i1'))
np.int8(100) * 2
2 - np.uint8(3)
np.int8(100) ** 2
np.int8(2) ** -1
np.array([3], 'i4') ** -1
np.power(np.array([3]), -1)
np.int64(2) ** 64
np.int8(100) << 1
np.float32(1e38) * 10
np.float64(1) / 0
np.float64(0) / 0
np.int8(1) / 0
np.float64(1) // 0
np.float64(1) % 0
np.float64(10) ** 400
np.float16(60000) + np.float16(60000)
np.int32(1) / np.int8(0)
np.int32(2**31 - 1) + np.int64(1)
np.int32(2**31 - 1) + np.uint32(1)
np.int64(2**63 - 1) + 1
np.int64(-2**63) - np.int64(1)
np.int64(2**62) * 2
np.uint64(2**64 - 1) + np.int64(1)
np.uint64(2**64 - 1) + 1
np.int8(1) / 0.0
np.complex64(1e38) * 10
np.float64('inf') - np.float64('inf')
np.float64(1e308) * np.array(10.)
np.array(1e308) * 10
np.array(100, dtype='i1') * 2
np.add(np.int8(100), np.int8(100))
np.True_ + np.True_
np.float32(1) / True
np.negative(np.int8(-128))
np.float32(3) + 1e40
np.int8(5) + 300
np.int8(5) - 300.5
np.int8(5) == 300
np.int8(5) & 300
np.array([1e200, 2]) ** 2
np.array([-1., 4]) ** 0.5
np.array([0., 2]) ** -1
np.power(np.array([1e200]), 2)
np.mean(np.zeros(0))
np.mean(np.zeros(0, 'f4'))
np.mean(np.zeros((0, 2)), axis=0)
np.var(np.zeros(0))
np.mean([1.0, 2.0], where=[False, False])
np.float64(np.complex128(1 + 1j))
np.int8(np.complex128(2 + 1j))
float(np.complex64(2 + 1j)), int(np.complex64(2 + 1j))
np.array([1j]).astype(bool)
np.array([2 + 1j]).astype(int)
np.array(np.array([2 + 1j]), dtype=float)
np.concatenate([np.ones(1), np.array([1j])], dtype=float, casting='unsafe')
np.cross([1, 2], [3, 4])""".split('\n'):
    show(code)

with np.errstate(all='raise'):
    for code in ('np.int8(100) + np.int8(100)', 'np.float64(1) / 0', '-np.int8(-128)', 'divmod(np.array([1]), 0)'):
        show(code)
