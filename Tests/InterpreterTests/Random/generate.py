# SPDX-License-Identifier: Apache-2.0
# Writes random NumPy programs: generate.py FOLDER SEED COUNT [PROGRAMS-PER-FILE]
#
# Program number s is always the same text: SEED and COUNT say which are written. Programs are made by running them, so that every
# statement suits the shapes and dtypes that its variables have under NumPy.
import os
import sys

from maker import Maker
from prelude import PRELUDE


def write(path, seeds):
    parts = [PRELUDE]
    for seed in seeds:
        body = Maker(seed).lines()
        parts.append(f"@program({seed})\ndef main():\n" + "".join(f"    {l}\n" for l in body))
    with open(path, "w") as file:
        file.write("\n\n".join(parts))


def main(folder, seed, count, size=50):
    os.makedirs(folder, exist_ok=True)
    for start in range(seed, seed + count, size):
        write(os.path.join(folder, f"{start}.py"), range(start, min(start + size, seed + count)))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
