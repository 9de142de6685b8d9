# SPDX-License-Identifier: Apache-2.0
"""The workloads as NumPy, numexpr and Numba say them; kernels.c has the C, Workloads.swift the Weft twin of each.

Inputs are made by the same hash in every language (see `uniform`), so that results can be compared across processes.
"""

from dataclasses import dataclass, field
from math import isqrt
from typing import Callable

import numpy as np

try:
    import numexpr
except ImportError:
    numexpr = None
try:
    import numba
    from numba import prange
except ImportError:
    numba, prange = None, range

R, SIGMA, DRIFT = 0.05, 0.2, 0.07  # rate, volatility, R + SIGMA**2 / 2
INV_SQRT_2PI = 0.3989422804014327
CND = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)


# ---- inputs


def hashed(count, seed):
    """32 well-mixed bits for each index: Weft's Inputs.swift has the same function."""
    h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(seed * 0x9E3779B9 & 0xFFFFFFFF)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    return h


def uniform(count, seed, low, high):
    values = hashed(count, seed) * (1.0 / 2**32)
    values *= high - low
    values += low
    return values


@dataclass
class Input:
    """One array: its range, and its shape as a function of the matrix's; `kind` is real, mask or int."""

    low: float = 0.0
    high: float = 1.0
    shape: str = "full"  # full, rows (one per row), columns (one per column), points (rows, 3)
    kind: str = "real"

    def make(self, seed, dtype, shape):
        rows, columns = shape if len(shape) == 2 else (1, shape[0])
        own = {"full": shape, "rows": (rows,), "columns": (columns,), "points": (rows, 3)}[self.shape]
        count = int(np.prod(own))
        if self.kind == "mask":
            return (hashed(count, seed) < 2**31).reshape(own)
        if self.kind == "int":
            return (hashed(count, seed) >> np.uint32(22)).astype(np.int32).reshape(own)
        return uniform(count, seed, self.low, self.high).astype(dtype).reshape(own)


def shape_of(kind, n):
    if kind == "flat":
        return (n,)
    if kind == "square":
        return (isqrt(n), isqrt(n))
    rows = max(1, n // 1000)  # "rows": rows of 1000
    return (rows, n // rows)


# ---- NumPy, where an expression needs more than a line


def np_normal(d):
    k = 1 / (1 + 0.2316419 * np.abs(d))
    p = k * (CND[0] + k * (CND[1] + k * (CND[2] + k * (CND[3] + k * CND[4]))))
    w = 1 - INV_SQRT_2PI * np.exp(d * d * -0.5) * p
    return np.where(d < 0, 1 - w, w)


def np_black_scholes(s, k, t):
    spread = SIGMA * np.sqrt(t)
    d1 = (np.log(s / k) + DRIFT * t) / spread
    discounted = k * np.exp(-R * t)
    call = s * np_normal(d1) - discounted * np_normal(d1 - spread)
    return call, call - s + discounted


def np_softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# ---- numexpr


def ne(text):
    def run(*arrays):
        return numexpr.evaluate(text, local_dict=dict(zip("abcd", arrays)), global_dict={})

    return run


def ne_black_scholes(s, k, t):
    normal = (
        "where({d} < 0, {c} * exp({d} * {d} * -0.5) * ({p}), 1 - {c} * exp({d} * {d} * -0.5) * ({p}))"
    )
    poly = "{k} * ({0} + {k} * ({1} + {k} * ({2} + {k} * ({3} + {k} * {4}))))"
    spread = numexpr.evaluate("0.2 * sqrt(t)", local_dict={"t": t})
    d1 = numexpr.evaluate("(log(s / k) + 0.07 * t) / v", local_dict={"s": s, "k": k, "t": t, "v": spread})
    values = {"s": s, "k": k, "t": t, "d": d1, "v": spread}

    def n(d):
        p = poly.format(*CND, k=f"(1 / (1 + 0.2316419 * abs({d})))")
        return normal.format(d=d, c=INV_SQRT_2PI, p=p)

    call = numexpr.evaluate(f"s * {n('d')} - k * exp(-0.05 * t) * {n('(d - v)')}", local_dict=values)
    put = numexpr.evaluate("call - s + k * exp(-0.05 * t)", local_dict=values | {"call": call})
    return call, put


def ne_jacobi(u):
    return ne("0.25 * (a + b + c + d)")(u[:-2, 1:-1], u[2:, 1:-1], u[1:-1, :-2], u[1:-1, 2:])


def ne_pairwise(p, q):
    x, y = p[:, None, :], q[None, :, :]
    return numexpr.evaluate("sqrt(s)", local_dict={"s": numexpr.evaluate("sum((x - y) ** 2, axis=2)", local_dict={"x": x, "y": y})})


# ---- Numba: the loops one would write; compiled with fastmath, sequential and parallel


def nb_triad(a, b, c):
    out = np.empty_like(a)
    for i in prange(a.size):
        out[i] = a[i] * b[i] + c[i]
    return out


def nb_lincomb(a, b, c, d):
    out = np.empty_like(a)
    for i in prange(a.size):
        out[i] = 2 * a[i] + 3 * b[i] - c[i] * d[i]
    return out


def nb_square_difference(a, b):
    total = a.dtype.type(0)
    for i in prange(a.size):
        total += (a[i] - b[i]) * (a[i] - b[i])
    return total


def nb_sum(a):
    total = a.dtype.type(0)
    for i in prange(a.size):
        total += a[i]
    return total


def nb_norm3(x, y, z):
    out = np.empty_like(x)
    for i in prange(x.size):
        out[i] = np.sqrt(x[i] * x[i] + y[i] * y[i] + z[i] * z[i])
    return out


def nb_gauss(x):
    out = np.empty_like(x)
    half, scale = x.dtype.type(-0.5), x.dtype.type(INV_SQRT_2PI)
    for i in prange(x.size):
        out[i] = np.exp(x[i] * x[i] * half) * scale
    return out


def nb_logistic(x):
    out = np.empty_like(x)
    one = x.dtype.type(1)
    for i in prange(x.size):
        out[i] = one / (one + np.exp(-x[i]))
    return out


def nb_black_scholes(s, k, t):
    call, put = np.empty_like(s), np.empty_like(s)
    for i in prange(s.size):
        spread = SIGMA * np.sqrt(t[i])
        d1 = (np.log(s[i] / k[i]) + DRIFT * t[i]) / spread
        d2 = d1 - spread
        discounted = k[i] * np.exp(-R * t[i])
        k1, k2 = 1 / (1 + 0.2316419 * abs(d1)), 1 / (1 + 0.2316419 * abs(d2))
        p1 = k1 * (CND[0] + k1 * (CND[1] + k1 * (CND[2] + k1 * (CND[3] + k1 * CND[4]))))
        p2 = k2 * (CND[0] + k2 * (CND[1] + k2 * (CND[2] + k2 * (CND[3] + k2 * CND[4]))))
        w1 = 1 - INV_SQRT_2PI * np.exp(d1 * d1 * -0.5) * p1
        w2 = 1 - INV_SQRT_2PI * np.exp(d2 * d2 * -0.5) * p2
        n1 = 1 - w1 if d1 < 0 else w1
        n2 = 1 - w2 if d2 < 0 else w2
        call[i] = s[i] * n1 - discounted * n2
        put[i] = call[i] - s[i] + discounted
    return call, put


def nb_softmax(x):
    out = np.empty_like(x)
    rows, columns = x.shape
    for i in prange(rows):
        m = x[i, 0]
        for j in range(columns):
            m = max(m, x[i, j])
        total = x.dtype.type(0)
        for j in range(columns):
            e = np.exp(x[i, j] - m)
            out[i, j] = e
            total += e
        for j in range(columns):
            out[i, j] /= total
    return out


def nb_std_columns(a):
    rows, columns = a.shape
    mean, squares = np.zeros(columns, a.dtype), np.zeros(columns, a.dtype)
    for i in range(rows):
        for j in range(columns):
            mean[j] += a[i, j]
    for j in range(columns):
        mean[j] /= rows
    for i in range(rows):
        for j in range(columns):
            d = a[i, j] - mean[j]
            squares[j] += d * d
    for j in range(columns):
        squares[j] = np.sqrt(squares[j] / rows)
    return squares


def nb_std_rows(a):
    rows, columns = a.shape
    out = np.empty(rows, a.dtype)
    for i in prange(rows):
        total = a.dtype.type(0)
        for j in range(columns):
            total += a[i, j]
        mean = total / columns
        squares = a.dtype.type(0)
        for j in range(columns):
            squares += (a[i, j] - mean) * (a[i, j] - mean)
        out[i] = np.sqrt(squares / columns)
    return out


def nb_normalise_rows(a):
    rows, columns = a.shape
    out = np.empty_like(a)
    for i in prange(rows):
        total = a.dtype.type(0)
        for j in range(columns):
            total += a[i, j]
        mean = total / columns
        squares = a.dtype.type(0)
        for j in range(columns):
            squares += (a[i, j] - mean) * (a[i, j] - mean)
        scale = 1 / np.sqrt(squares / columns)
        for j in range(columns):
            out[i, j] = (a[i, j] - mean) * scale
    return out


def nb_jacobi(u):
    rows, columns = u.shape
    out = np.empty((rows - 2, columns - 2), u.dtype)
    quarter = u.dtype.type(0.25)
    for i in prange(1, rows - 1):
        for j in range(1, columns - 1):
            out[i - 1, j - 1] = quarter * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1])
    return out


def nb_where_sum(m, a, b):
    total = a.dtype.type(0)
    for i in prange(a.size):
        total += a[i] if m[i] else b[i]
    return total


def nb_mixed_sum(k, x):
    total = 0.0
    for i in prange(x.size):
        total += k[i] * 0.5 + x[i]
    return total


def nb_outer_row_sum(a, b, c):
    rows, columns = c.shape
    out = np.empty(rows, c.dtype)
    for i in prange(rows):
        total = c.dtype.type(0)
        for j in range(columns):
            total += a[i] * b[j] + c[i, j]
        out[i] = total
    return out


def nb_pairwise(p, q):
    m = p.shape[0]
    out = np.empty((m, m), p.dtype)
    for i in prange(m):
        for j in range(m):
            x, y, z = p[i, 0] - q[j, 0], p[i, 1] - q[j, 1], p[i, 2] - q[j, 2]
            out[i, j] = np.sqrt(x * x + y * y + z * z)
    return out


def nb_count(a, b):
    total = 0
    for i in prange(a.size):
        total += (a[i] > 0) & (b[i] < 1)
    return total


def nb_cumsum(a):
    out = np.empty_like(a)
    total = a.dtype.type(0)
    for i in range(a.size):
        total += a[i]
        out[i] = total
    return out


def nb_add_transposed(a, b):
    n = a.shape[0]
    out = np.empty_like(a)
    blocks = (n + 15) // 16
    for block in prange(blocks):
        start = block * 16
        end = min(start + 16, n)
        for j0 in range(0, n, 16):
            right = min(j0 + 16, n)
            for i in range(start, end):
                for j in range(j0, right):
                    out[i, j] = a[i, j] + b[j, i]
    return out


def nb_argmax(a):
    best = 0
    for i in range(a.size):
        if a[i] > a[best]:
            best = i
    return best


# ---- the table


@dataclass
class Workload:
    name: str
    title: str
    shape: str
    inputs: list
    numpy: Callable
    numba: Callable
    numexpr: Callable | None = None
    c: list = field(default_factory=list)  # variants in kernels.h; the fastest counts
    single: bool = False  # the C and Numba loops are sequential also when all cores may be used

    def make_inputs(self, n, dtype):
        shape = shape_of(self.shape, n)
        return shape, [spec.make(seed + 1, dtype, shape) for seed, spec in enumerate(self.inputs)]


def real(low=0.0, high=1.0, shape="full"):
    return Input(low, high, shape)


WORKLOADS = [
    Workload("triad", "a*b+c", "flat", [real()] * 3, lambda a, b, c: a * b + c, nb_triad, ne("a*b+c"), ["triad"]),
    Workload("lincomb", "2a+3b-c*d", "flat", [real()] * 4, lambda a, b, c, d: 2 * a + 3 * b - c * d, nb_lincomb,
             ne("2*a+3*b-c*d"), ["lincomb"]),
    Workload("square_difference", "((a-b)**2).sum()", "flat", [real()] * 2, lambda a, b: ((a - b) ** 2).sum(),
             nb_square_difference, ne("sum((a-b)**2)"), ["square_difference", "square_difference_plain"]),
    Workload("sum", "a.sum()", "flat", [real()], lambda a: a.sum(), nb_sum, ne("sum(a)"), ["sum", "sum_plain"]),
    Workload("norm3", "sqrt(x²+y²+z²)", "flat", [real(-1)] * 3, lambda x, y, z: np.sqrt(x * x + y * y + z * z),
             nb_norm3, ne("sqrt(a*a+b*b+c*c)"), ["norm3"]),
    Workload("gauss", "exp(-x²/2)/√2π", "flat", [real(-4, 4)], lambda x: np.exp(x * x * -0.5) * INV_SQRT_2PI,
             nb_gauss, ne(f"exp(a*a*-0.5)*{INV_SQRT_2PI}"), ["gauss", "gauss_inline"]),
    Workload("logistic", "1/(1+exp(-x))", "flat", [real(-8, 8)], lambda x: 1 / (1 + np.exp(-x)), nb_logistic,
             ne("1/(1+exp(-a))"), ["logistic", "logistic_inline"]),
    Workload("black_scholes", "Black-Scholes call+put", "flat", [real(50, 100), real(50, 100), real(0.25, 2)],
             np_black_scholes, nb_black_scholes, ne_black_scholes, ["black_scholes", "black_scholes_inline"]),
    Workload("softmax", "softmax rows(×1000)", "rows", [real(-5, 5)], np_softmax, nb_softmax, None,
             ["softmax", "softmax_inline"]),
    Workload("std_columns", "std axis 0", "square", [real()], lambda a: a.std(axis=0), nb_std_columns, None,
             ["std_columns"]),
    Workload("std_rows", "std axis 1", "square", [real()], lambda a: a.std(axis=1), nb_std_rows, None, ["std_rows"]),
    Workload("normalise_rows", "(x-mean)/std rows", "square", [real()],
             lambda x: (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True), nb_normalise_rows, None,
             ["normalise_rows"]),
    Workload("jacobi", "5-point Jacobi slices", "square", [real()],
             lambda u: 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]), nb_jacobi, ne_jacobi, ["jacobi"]),
    Workload("where_sum", "where(m,a,b).sum()", "flat", [Input(kind="mask"), real(), real()],
             lambda m, a, b: np.where(m, a, b).sum(), nb_where_sum, ne("sum(where(a,b,c))"),
             ["where_sum", "where_sum_plain"]),
    Workload("mixed_sum", "(i32*0.5+f).sum()", "flat", [Input(kind="int"), real()], lambda k, x: (k * 0.5 + x).sum(),
             nb_mixed_sum, ne("sum(a*0.5+b)"), ["mixed_sum", "mixed_sum_plain"]),
    Workload("outer_row_sum", "(a[:,None]*b+C).sum(1)", "square", [real(shape="rows"), real(shape="columns"), real()],
             lambda a, b, c: (a[:, None] * b + c).sum(axis=1), nb_outer_row_sum,
             lambda a, b, c: ne("sum(a*b+c, axis=1)")(a[:, None], b, c), ["outer_row_sum"]),
    Workload("pairwise", "pairwise distances D=3", "square", [real(shape="points")] * 2,
             lambda p, q: np.sqrt(((p[:, None, :] - q[None, :, :]) ** 2).sum(axis=-1)), nb_pairwise, ne_pairwise,
             ["pairwise"]),
    Workload("count", "count (a>0)&(b<1)", "flat", [real(-1), real(0, 2)],
             lambda a, b: np.count_nonzero((a > 0) & (b < 1)), nb_count,
             lambda a, b: np.count_nonzero(ne("(a>0)&(b<1)")(a, b)), ["count"]),
    Workload("cumsum", "cumsum", "flat", [real()], lambda a: a.cumsum(), nb_cumsum, None, ["cumsum"], single=True),
    Workload("add_transposed", "a+b.T", "square", [real()] * 2, lambda a, b: a + b.T, nb_add_transposed,
             lambda a, b: ne("a+b")(a, b.T), ["add_transposed", "add_transposed_32"]),
    Workload("argmax", "argmax", "flat", [real()], lambda a: a.argmax(), nb_argmax, None, ["argmax"], single=True),
]
