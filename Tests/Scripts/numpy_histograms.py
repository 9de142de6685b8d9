# SPDX-License-Identifier: Apache-2.0
# numpy: histograms in one, two and more dimensions.
import numpy as np


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error)


a = np.array([3, 1, 2, 2, 7])
print(np.histogram(a))
print(np.histogram(a, 3), np.histogram(a, [1, 2, 3]), np.histogram(a, bins=[0, 2.5, 9], density=True))
print(np.histogram(a, 2, range=(0, 5)), np.histogram(a, 2, weights=[1, 2, 0.5, 0, 1]))
for name in ["auto", "fd", "sqrt", "sturges", "rice", "scott", "doane"]:
    print(name, np.histogram(a, name))
print(np.histogram([]), np.histogram([4.0], 2))
print(np.histogram_bin_edges(a, 4), np.histogram_bin_edges(a, "auto", range=(0, 4)))
x, y = [1, 2, 2, 4], [3, 4, 0, 1]
print(np.histogram2d(x, y, bins=2))
print(np.histogram2d(x, y, bins=[2, 3], range=[[0, 5], [0, 5]], weights=[1, 2, 3, 4]))
print(np.histogram2d(x, y, bins=[0, 1, 2, 5]))
print(np.histogram2d(x, y, bins=[[0, 2, 5], 2], density=True))
print(np.histogramdd([x, y], bins=2))
print(np.histogramdd(np.array([x, y]).T, bins=(2, [0, 1, 5])))
print(np.histogramdd([1, 2, 3], bins=2))

for bins in [3.0, 0, -1, "foo", [3, 2, 3], [[1, 2]]]:
    attempt(np.histogram, a, bins=bins)
for bounds in [(5, 0), (0, np.inf), (0,), 5]:
    attempt(np.histogram, a, bins=3, range=bounds)
attempt(np.histogram, a, weights=[1, 2])
attempt(np.histogram, a, "auto", weights=a)
attempt(np.histogram, [np.nan])
attempt(np.histogram2d, x, [1])
attempt(np.histogram2d, x, y, range=[[0, 1]])
attempt(np.histogramdd, [x, y], bins=(2, 3, 4))
attempt(np.histogramdd, [x, y], bins=(2, 0))
attempt(np.histogramdd, [x, y], bins=2.5)
