# SPDX-License-Identifier: Apache-2.0
# numpy: reductions that write to an array of another dtype or shape.
import numpy as np

a = np.array([[8, 5], [1, 8]], dtype="uint8")
b = np.array([[0.5, 1.5], [2, 3]])
functions = [
    np.sum, np.mean, np.max, np.prod, np.var, np.std, np.median, np.nanmedian, np.nanmean,
    np.nansum, np.nanmax, np.nanvar, np.nanstd, np.ptp,
]
for f in functions:
    for x in (a, b):
        for dtype in ("int64", "float32"):
            out = np.zeros(2, dtype)
            try:
                print(f.__name__, dtype, f(x, axis=1, out=out) is out, out)
            except Exception as error:
                print(f.__name__, dtype, isinstance(error, TypeError), error)
for f in (np.sum, np.max, np.prod, np.any):
    try:
        f(b, axis=0, out=np.zeros((2, 2)))
    except ValueError as error:
        print(error)
