#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times every workload in hand-fused C, NumPy, numexpr, Numba and Weft, from Swift and as a script, interleaved in one run, and prints ratios.

Single-thread rows are thread CPU time with one thread each; all-core rows are wall time. Each figure is the median of
`--rounds` trials taken in turn (C, NumPy, numexpr, Numba, Weft, C, ...). Every result is checked against NumPy's first.
"""

import argparse
import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peers"))

import numpy as np  # noqa: E402
import workloads as W  # noqa: E402
from report import markdown, svg  # noqa: E402

FAST = "-ffast-math -mprefer-vector-width=512"
BUILDS = {"strict": "", "fast": f"{FAST} -fopenmp-simd", "fast+openmp": f"{FAST} -fopenmp"}
TOLERANCE = {"float64": 1e-9, "float32": 1e-3}


class Call(ctypes.Structure):
    """struct call of kernels.c."""

    _fields_ = [("inputs", ctypes.c_void_p * 4), ("outputs", ctypes.c_void_p * 2)] + [
        (name, ctypes.c_int64) for name in ("n", "rows", "columns")]


def build_c(folder):
    """Compiles kernels.c once per entry of BUILDS and loads the libraries."""
    libraries = {}
    for name, flags in BUILDS.items():
        target = Path(folder) / f"{name}.o"
        subprocess.run(["gcc", "-O3", "-march=native", "-fPIC", *flags.split(), "-c", HERE / "peers/kernels.c", "-o", target],
                       check=True)
        # Linked without -ffast-math: that would switch subnormal numbers off for the whole process.
        library = target.with_suffix(".so")
        subprocess.run(["gcc", "-shared", "-fopenmp", target, "-lmvec", "-lm", "-o", library], check=True)
        libraries[name] = ctypes.CDLL(str(library))
        libraries[name].measure.restype = ctypes.c_double
        libraries[name].measure.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int]
    return libraries


def build(package, product):
    """Builds a Swift program and returns its path."""
    command = ["swift", "build", "-c", "release", "--package-path", str(package), "--product", product]
    subprocess.run(command, check=True, stdout=sys.stderr)
    folder = subprocess.run([*command, "--show-bin-path"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{folder}/{product}"


class CKernel:
    """The hand-fused loop; every variant and build is tried, the fastest is timed."""

    name = "C"

    def __init__(self, libraries, workload, inputs, shape, dtype, reference, all_cores):
        self.arrays = [np.ascontiguousarray(a) for a in inputs]
        self.outputs = [np.empty_like(np.atleast_1d(np.asarray(r))) for r in reference]
        rows, columns = shape if len(shape) == 2 else (1, shape[0])
        self.call = Call()
        for i, array in enumerate(self.arrays):
            self.call.inputs[i] = array.ctypes.data
        for i, array in enumerate(self.outputs):
            self.call.outputs[i] = array.ctypes.data
        self.call.n, self.call.rows, self.call.columns = rows * columns, rows, columns
        self.wall = int(all_cores)
        builds = ["fast+openmp", "fast", "strict"] if all_cores else ["fast", "strict"]
        suffix = {"float64": "f64", "float32": "f32"}[dtype]
        self.variants = [(f"{variant}, {build}", libraries[build], getattr(libraries[build], f"{variant}_{suffix}"))
                         for variant in workload.c for build in builds]

    def choose(self, check):
        times = []
        for variant in self.variants:
            self.variant = variant
            self.run(1)
            check(self.outputs, f"C {variant[0]}")
            count = calibrate(self, 2e6)
            times.append((min(self.run(count) / count for _ in range(3)), variant))
        self.variant = min(times, key=lambda pair: pair[0])[1]

    def run(self, count):
        _, library, function = self.variant
        return library.measure(function, ctypes.byref(self.call), count, self.wall)


class PythonKernel:
    """A function of the input arrays."""

    def __init__(self, name, function, inputs, all_cores):
        self.name, self.function, self.inputs = name, function, inputs
        self.clock = time.perf_counter_ns if all_cores else time.thread_time_ns

    def results(self):
        results = self.function(*self.inputs)
        return list(results) if isinstance(results, tuple) else [results]

    def run(self, count):
        function, inputs, clock = self.function, self.inputs, self.clock
        start = clock()
        for _ in range(count):
            function(*inputs)
        return clock() - start


class WeftProcess:
    """`throughput --serve`, or `weft peers/serve.py`: a line in, a line out."""

    def __init__(self, command, threads):
        environment = dict(os.environ)
        if threads:
            environment["WEFT_THREADS"] = str(threads)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        self.workloads = self.ask("list")

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer or answer[0] != "ok":
            raise RuntimeError(f"Weft answered {' '.join(answer) or 'nothing'} to {words}")
        return answer[1:]


class WeftKernel:
    """What the process was told to load."""

    def __init__(self, name, process, all_cores):
        self.name, self.process, self.wall = name, process, all_cores

    def results(self, reference):
        with tempfile.NamedTemporaryFile() as file:
            self.process.ask("result", file.name)
            data = Path(file.name).read_bytes()
        results, offset = [], 0
        for r in map(np.asarray, reference):
            results.append(np.frombuffer(data, r.dtype, r.size, offset).reshape(r.shape))
            offset += r.nbytes
        if offset != len(data):
            raise RuntimeError(f"Weft's result has {len(data)} bytes where NumPy's has {offset}")
        return results

    def run(self, count):
        wall, cpu = map(float, self.process.ask("run", count))
        return wall if self.wall else cpu


def calibrate(engine, target):
    """How many runs take about `target` nanoseconds."""
    count = 1
    while True:
        spent = engine.run(count)
        if spent >= target / 2 or count >= 1 << 20:
            return max(1, min(int(count * target / max(spent, 1)), 1 << 20))
        count *= 4


def checker(workload, dtype, reference):
    expected = [np.asarray(r, dtype=np.float64) for r in reference]

    def check(results, who):
        for result, e in zip(results, expected, strict=True):
            got = np.asarray(result, dtype=np.float64).reshape(e.shape)
            error = np.max(np.abs(got - e), initial=0.0) / max(np.max(np.abs(e), initial=0.0), 1e-300)
            if not error <= TOLERANCE[dtype]:
                raise SystemExit(f"{who}: {workload.title} {dtype} differs from NumPy by {error:.2g}")

    return check


def jit(workload, parallel, cache={}):
    key = (workload.name, parallel)
    if key not in cache:
        cache[key] = W.numba.njit(fastmath=True, parallel=parallel)(workload.numba)
    return cache[key]


def measure(workload, dtype, n, all_cores, options, libraries, weft):
    """Times one workload in every engine; returns a row of nanoseconds per element, or None for an absent engine."""
    shape, inputs = workload.make_inputs(n, dtype)
    elements = int(np.prod(shape))
    numpy_kernel = PythonKernel("NumPy", workload.numpy, inputs, all_cores)
    reference = numpy_kernel.results()
    check = checker(workload, dtype, reference)
    engines = [numpy_kernel]
    if "c" in options.engines:
        kernel = CKernel(libraries, workload, inputs, shape, dtype, reference, all_cores)
        kernel.choose(check)
        engines.insert(0, kernel)
    if "numexpr" in options.engines and W.numexpr and workload.numexpr:
        W.numexpr.set_num_threads(os.cpu_count() if all_cores else 1)
        engines.append(PythonKernel("numexpr", workload.numexpr, inputs, all_cores))
        check(engines[-1].results(), "numexpr")
    if "numba" in options.engines and W.numba:
        parallel = all_cores and not workload.single and workload.name != "std_columns"
        engines.append(PythonKernel("Numba", jit(workload, parallel), inputs, all_cores))
        check(engines[-1].results(), "Numba")
    for name, processes in weft.items():
        if workload.name in processes[all_cores].workloads:
            processes[all_cores].ask("load", workload.name, dtype, n)
            engines.append(WeftKernel(name, processes[all_cores], all_cores))
            check(engines[-1].results(reference), name)
    counts = [calibrate(engine, options.trial * 1e6) for engine in engines]
    trials = {engine.name: [] for engine in engines}
    for _ in range(options.rounds):
        for engine, count in zip(engines, counts):
            if count > 1:
                engine.run(1)  # brings the data back, and outlasts the idle spinning of the engine before
            trials[engine.name].append(engine.run(count) / count / elements)
    row = {"workload": workload.name, "title": workload.title, "dtype": dtype, "n": n, "all_cores": all_cores,
           "ns": {name: statistics.median(values) for name, values in trials.items()}}
    if "C" in trials:
        row["c_variant"] = engines[0].variant[0]
    return row


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workloads", nargs="*", default=[w.name for w in W.WORKLOADS], metavar="NAME")
    parser.add_argument("--dtypes", nargs="*", default=["float64", "float32"], choices=["float64", "float32"])
    parser.add_argument("--sizes", nargs="*", type=int, default=[100, 10_000, 1_000_000, 20_000_000])
    parser.add_argument("--threads", nargs="*", default=["1", "all"], choices=["1", "all"],
                        help="all-core rows are taken for a million elements and more")
    parser.add_argument("--engines", nargs="*", default=["c", "numexpr", "numba", "weft", "script"],
                        choices=["c", "numexpr", "numba", "weft", "script"], help="NumPy always runs: it is the reference")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trial", type=float, default=20, help="milliseconds of one trial")
    parser.add_argument("--keep-memory", action="store_true",
                        help="let malloc keep freed memory, which spares NumPy page faults")
    parser.add_argument("--executable", help="a built throughput program; without it, Swift builds one")
    parser.add_argument("--weft", help="a built weft command for the scripts; without it, Swift builds one")
    parser.add_argument("--output", type=Path, default=HERE / "results")
    return parser.parse_args()


def main():
    options = arguments()
    if options.keep_memory and "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        limits = {"MALLOC_TRIM_THRESHOLD_": "4000000000", "MALLOC_MMAP_THRESHOLD_": "4000000000"}
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | limits)
    commands = {}
    if "weft" in options.engines:
        commands["Weft"] = [options.executable or build(HERE, "throughput"), "--serve"]
    if "script" in options.engines:
        commands["Weft script"] = [options.weft or build(HERE.parent, "weft"), str(HERE / "peers/serve.py")]
    weft = {name: {all_cores: WeftProcess(command, None if all_cores else 1) for all_cores in (False, True)}
            for name, command in commands.items()}
    options.output.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        libraries = build_c(folder) if "c" in options.engines else {}
        with open(options.output / "compare.jsonl", "w") as log:
            for n in options.sizes:
                for all_cores in [t == "all" for t in options.threads]:
                    if all_cores and n < 1_000_000:
                        continue
                    for dtype in options.dtypes:
                        for workload in W.WORKLOADS:
                            if workload.name not in options.workloads:
                                continue
                            rows.append(measure(workload, dtype, n, all_cores, options, libraries, weft))
                            print(json.dumps(rows[-1], ensure_ascii=False), file=log, flush=True)
                            print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    text = markdown(rows)
    (options.output / "compare.md").write_text(text)
    (options.output / "compare.svg").write_text(svg(rows))
    print(text)


if __name__ == "__main__":
    main()
