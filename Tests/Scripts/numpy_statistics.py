# SPDX-License-Identifier: Apache-2.0
# numpy: medians, quantiles, averages, covariances; with NaN or without.
import numpy as np


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as error:
        print(type(error).__name__, error)


a = np.array([3, 1, 2, 8])
m = np.array([[1.0, 5.0, 2.0], [4.0, np.nan, 0.5]])
print(repr(np.median(a)), np.median(m), np.median(m, axis=1), np.median(m, axis=(0, 1)))
print(np.median(m, axis=0, keepdims=True), repr(np.median([True, False, True])))
out = np.zeros(3)
print(np.median(m, axis=0, out=out) is out, out, repr(np.median(np.float32([1, 2]))))
print(repr(np.quantile(a, 0.3)), np.quantile(a, [0.25, 0.75]), np.quantile(a, [[0.5]]))
print(repr(np.percentile(a, 50)), np.percentile(m, [10, 90], axis=1), np.percentile(a, 40, axis=0))
for method in ["inverted_cdf", "hazen", "lower", "higher", "midpoint", "nearest"]:
    print(method, repr(np.quantile(a, 0.4, method=method)))
print(repr(np.quantile(np.float32([1, 2]), 0.5)), repr(np.quantile(np.float32([1, 2]), np.float64(0.5))))
print(repr(np.quantile(a, 0.5, weights=[1, 1, 3, 1], method="inverted_cdf")))
print(np.nanmedian(m, axis=0), np.nanquantile(m, 0.5, axis=1), np.nanpercentile(m, [0, 100]))

print(repr(np.average(a)), np.average(a, weights=[1, 0, 0, 3]), np.average(a, returned=True))
print(np.average(m, axis=0, weights=[1, 3], returned=True), np.average(m, axis=0, keepdims=True))
print(repr(np.ptp(a)), np.ptp(m[:, ::2], axis=1), np.ptp(m, axis=0, keepdims=True))
c = np.array([[1.0, 2, 4], [3.0, 1, 0]])
print(np.cov(c), repr(np.cov([1, 2, 3])), np.cov([1, 2], [3, 5]), np.cov(c, rowvar=False, bias=True))
print(np.cov(c, fweights=[1, 2, 1]), np.cov(c, aweights=[0.5, 2, 1], ddof=0))
print(np.corrcoef(c).round(12), repr(np.corrcoef([1, 2, 3])))

print(np.nansum(m), np.nansum(m, axis=0), np.nanprod(m, axis=1), repr(np.nansum([1, 2])))
print(np.nansum([1, 2, 3], where=[True, False, True]), np.nansum([np.nan], initial=5))
print(np.nanmean(m), np.nanmean(m, axis=0, keepdims=True), np.nanvar(m), np.nanstd(m, axis=1, ddof=1))
print(np.nanvar([1.0, 2], correction=1), np.nanmean([1, 2, 6], where=[True, True, False]))
print(np.nanmin(m), np.nanmax(m, axis=0), np.nanmax([1, np.nan], initial=5))
print(repr(np.nanargmin(m)), np.nanargmax(m, axis=1), np.nanargmin(m, axis=0, keepdims=True))
print(np.nancumsum(m), np.nancumprod(m, axis=1))

attempt(np.median, m, axis=3)
attempt(np.median, m, axis=(0, 0))
attempt(np.quantile, a, 2)
attempt(np.percentile, a, -1)
attempt(np.quantile, a, 0.5, method="foo")
attempt(np.quantile, a, 0.5, weights=[1, 1, 1, 1])
attempt(np.quantile, a, 0.5, weights=[1, 1], method="inverted_cdf")
attempt(np.quantile, a, 0.5, weights=[1, 1, 1, -1], method="inverted_cdf")
attempt(np.quantile, [1j], 0.5)
attempt(np.average, a, weights=[1, 1])
attempt(np.average, m, weights=[1, 1], axis=1)
attempt(np.average, a, weights=[0, 0, 0, 0])
attempt(np.ptp, np.array([]))
attempt(np.ptp, [True, False])
attempt(np.cov, c, ddof=1.5)
attempt(np.cov, c, fweights=[1.5, 1, 1])
attempt(np.cov, c, fweights=[[1, 1, 1]])
attempt(np.cov, c, aweights=[1, 1])
attempt(np.cov, c, aweights=[-1, 1, 1])
attempt(np.cov, [[[1]]])
attempt(np.nanmax, np.array([]))
attempt(np.nanmax, np.array([1.0]), where=[False])
attempt(np.nanargmin, [np.nan])
attempt(np.nanargmax, [])
attempt(np.nanmean, [1.0], dtype=int)
attempt(np.nanvar, [1.0], ddof=1, correction=1)
