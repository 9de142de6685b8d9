#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times ufuncs in NumPy and Weft, in turns on one thread, and prints how many times NumPy's time Weft takes.

Every result is checked against NumPy's first: equal for integers, within a few units in the last place for floats.
"""

import argparse
import statistics
import tempfile

import numpy as np
from compare import HERE, PythonKernel, WeftKernel, WeftProcess, build, calibrate

FLOATS = ("float64", "float32", "float16")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
# Ranges of the operands where it matters; float operands lie in (0, 4) otherwise.
RANGES = {
    "arcsin": [(-1, 1)], "arccos": [(-1, 1)], "arctanh": [(-0.99, 0.99)], "arccosh": [(1, 100)],
    "sin": [(-10, 10)], "cos": [(-10, 10)], "tan": [(-10, 10)], "exp": [(-10, 10)], "exp2": [(-10, 10)],
    "expm1": [(-5, 5)], "log": [(0, 100)], "log2": [(0, 100)], "log10": [(0, 100)], "sinh": [(-5, 5)],
    "cosh": [(-5, 5)], "tanh": [(-5, 5)], "arctan": [(-10, 10)], "arcsinh": [(-100, 100)], "cbrt": [(-100, 100)],
    "arctan2": [(-1, 1), (-1, 1)], "power": [(0, 4), (-3, 3)], "floor_divide": [(-100, 100), (0.1, 10)],
    "remainder": [(-100, 100), (0.1, 10)], "fmod": [(-100, 100), (0.1, 10)],
}
MATH = ["exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh",
        "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "cbrt", "sqrt", "reciprocal"]
SIMPLE = ["negative", "absolute", "sign", "square", "floor", "rint", "isnan", "signbit"]
PAIRS = ["add", "multiply", "divide", "maximum", "fmax", "copysign", "less", "hypot", "arctan2", "power", "floor_divide",
         "remainder", "fmod"]
WHOLE = ["add", "multiply", "absolute", "sign", "maximum", "left_shift", "bitwise_xor", "less", "divide", "power",
         "floor_divide", "remainder", "fmod"]


def cases():
    """(name, dtype, whether the second operand is a number) of all that is measured."""
    for name in MATH + SIMPLE + PAIRS:
        for dtype in FLOATS:
            yield name, dtype, False
    for name in ("floor_divide", "remainder", "fmod", "power"):
        yield name, "float64", True
    for name in WHOLE:
        for dtype in INTEGERS:
            yield name, dtype, False
            if name in ("floor_divide", "remainder", "fmod"):
                yield name, dtype, True


def operands(name, dtype, n, scalar, random):
    count = getattr(np, name).nin
    if dtype in INTEGERS:
        info = np.iinfo(dtype)
        arrays = [random.integers(info.min, info.max, n, dtype, endpoint=True)]
        high = {"left_shift": info.bits - 1, "power": 6}.get(name, 100)
        arrays += [random.integers(1, high, n).astype(dtype)] if count == 2 else []
    else:
        ranges = RANGES.get(name, [(0, 4)] * count)
        arrays = [random.uniform(low, high, n).astype(dtype) for low, high in ranges]
    return [arrays[0], 7 if dtype in INTEGERS else 2.75] if scalar else arrays


def check(name, dtype, got, want):
    if want.dtype.kind == "f":
        unit = 16 * np.finfo(want.dtype).eps
        same = np.allclose(got, want, rtol=unit, atol=unit * float(np.finfo(want.dtype).tiny), equal_nan=True)
    else:
        same = np.array_equal(got, want)
    if not same:
        raise SystemExit(f"{name} {dtype} differs from NumPy")


def measure(name, dtype, scalar, n, process, options):
    """Nanoseconds per element of NumPy and Weft."""
    values = operands(name, dtype, n, scalar, np.random.default_rng(n))
    numpy = PythonKernel("NumPy", getattr(np, name), values, False)
    with tempfile.TemporaryDirectory() as folder:
        words = []
        for index, value in enumerate(values):
            words.append(f"{folder}/{index}.npy" if isinstance(value, np.ndarray) else value)
            if isinstance(value, np.ndarray):
                np.save(words[-1], value)
        process.ask("ufunc", name, *words)
        weft = WeftKernel("Weft", process, False)
        want = numpy.results()
        check(name, dtype, weft.results(want)[0], want[0])
    engines = [numpy, weft]
    counts = [calibrate(engine, options.trial * 1e6) for engine in engines]
    trials = [[], []]
    for _ in range(options.rounds):
        for engine, count, times in zip(engines, counts, trials):
            engine.run(1)
            times.append(engine.run(count) / count / n)
    return [statistics.median(times) for times in trials]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", nargs="*", help="ufuncs by NumPy's names")
    parser.add_argument("--dtypes", nargs="*", default=FLOATS + INTEGERS)
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--trial", type=float, default=2, help="milliseconds of one trial")
    parser.add_argument("--executable", help="a built throughput program; without it, Swift builds one")
    options = parser.parse_args()
    np.seterr(all="ignore")
    process = WeftProcess([options.executable or build(HERE, "throughput"), "--serve"], 1)
    print(f"{'ufunc':14} {'dtype':8} {'n':>8} {'NumPy ns':>9} {'Weft ns':>8} {'Weft ÷ NumPy':>13}")
    for n in options.sizes:
        for name, dtype, scalar in cases():
            if dtype not in options.dtypes or options.names and name not in options.names:
                continue
            numpy, weft = measure(name, dtype, scalar, n, process, options)
            title = name + (" by one" if scalar else "")
            print(f"{title:14} {dtype:8} {n:8} {numpy:9.3f} {weft:8.3f} {weft / numpy:13.2f}", flush=True)


if __name__ == "__main__":
    main()
