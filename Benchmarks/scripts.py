#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scripts under weft and under the python3 that runs this file, side by side in one run: nine loops, start-up, small array chains.

    python3 Benchmarks/scripts.py [--weft .build/release/weft] [--rounds 3]
"""
import argparse
import math
import os
import statistics
import subprocess
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))

CHAIN = """
import time
import numpy as np
for n, repeats in [(100, 20000), (1000000, 20)]:
    a = np.arange(n) * 0.5
    b = np.arange(n) + 1.0
    c = np.sqrt(b)
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(repeats):
            s = ((a * 2.0 + b - c) * a / 3.0).sum()
        best = min(best, time.perf_counter() - start)
    print("chain_%d" % n, best / repeats * 1e9)
x = np.ones(16)
y = np.full(16, 0.25)
start = time.perf_counter()
for _ in range(100000):
    x = x * 0.5 + y
print("lazy_state", (time.perf_counter() - start) / 100000 * 1e9)
"""


def run(command):
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {line.split()[0]: float(line.split()[1]) for line in text.splitlines()}


def startup(command, rounds=21):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e9


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weft", default=os.path.join(FOLDER, "..", ".build", "release", "weft"))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    engines = {"python3": sys.executable, "weft": options.weft}
    best = {name: {} for name in engines}
    for _ in range(options.rounds):
        for name, program in engines.items():
            results = run([program, os.path.join(FOLDER, "loops.py")])
            results.update(run([program, "-c", CHAIN]))
            results["import_numpy"] = startup([program, "-c", "import numpy"])
            for row, value in results.items():
                best[name][row] = min(value, best[name].get(row, 1e30))
    print(f"{'row':14} {'python3 ns':>14} {'weft ns':>14} {'python3 / weft':>15}")
    ratios = []
    for row, value in best["python3"].items():
        ratio = value / best["weft"][row]
        print(f"{row:14} {value:14.1f} {best['weft'][row]:14.1f} {ratio:15.2f}")
        if not row.startswith(("chain", "lazy", "import")):
            ratios.append(ratio)
    print(f"geometric mean of the loops {math.exp(statistics.fmean(map(math.log, ratios))):.2f}")


main()
