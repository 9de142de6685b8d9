#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calls of C from scripts: weft and python3 through ctypes, cffi in API mode, PyPy, LuaJIT, in turns in one run.

    python3 Benchmarks/foreign.py [--weft .build/release/weft] [--count 200000] [--rounds 3]

Nanoseconds for one call, without the loop around it (the qsort row: for one comparison, with what the callback does), and how many times
weft's. The rows of C's data, and most functions that qsort calls, are ctypes' alone. Needs gcc; engines that are not installed are left
out: cffi (pip), pypy3 with pypy3-dev, luajit.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(FOLDER, "peers", "foreign")


def engines(weft, library, folder):
    """The command of each engine that is there; the first one is what others are compared with."""
    ctypes, cffi = os.path.join(PEERS, "by_ctypes.py"), os.path.join(PEERS, "by_cffi.py")
    lua = os.path.join(PEERS, "by_luajit.lua")
    found = {"weft": [weft, ctypes, library], "ctypes": [sys.executable, ctypes, library]}
    for name, python in (("cffi", sys.executable), ("pypy cffi", shutil.which("pypy3"))):
        if python and subprocess.run([python, "-c", "import cffi"], capture_output=True).returncode == 0:
            found[name] = [python, cffi, folder]
    if shutil.which("luajit"):
        found["luajit"] = ["luajit", lua, library]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weft", default=os.path.join(FOLDER, "..", ".build", "release", "weft"))
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, "libfunctions.so")
        source = os.path.join(PEERS, "functions.c")
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
        commands = engines(options.weft, library, folder)
        for _ in range(options.rounds):
            for name, command in commands.items():
                run = subprocess.run(command + [str(options.count)], capture_output=True, text=True)
                if run.returncode != 0:
                    sys.exit(f"{name} failed:\n{run.stderr}")
                for line in run.stdout.splitlines():
                    if ";" in line:
                        row, value = line.split(";")
                        known = best.setdefault(row, {})
                        known[name] = min(float(value), known.get(name, 1e30))
    names = list(commands)
    print(f"{'ns a call':24}" + "".join(f"{name:>12}" for name in names)
          + "".join(f"{name + ' / weft':>18}" for name in names[1:]))
    for row, values in best.items():
        own = values["weft"]
        times = [f"{values[name]:12.1f}" if name in values else " " * 12 for name in names]
        ratios = [f"{values[name] / own:18.2f}" if name in values else "" for name in names[1:]]
        print(f"{row:24}" + "".join(times) + "".join(ratios))


main()
