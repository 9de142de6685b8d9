# SPDX-License-Identifier: Apache-2.0
# Programs of the random generator in one process, here and in the hosted CPython: run as `weft oracle.py FILE`.
import contextlib
import io
import sys

import cpython

with open(sys.argv[1]) as file:
    text = file.read()

# Warnings name the file and the line, which are the same on both sides.
RUN = '''
import contextlib, io
def run(text, path):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(text, path, 'exec'), {'__name__': '__main__'})
    return output.getvalue()
'''
exec(RUN)
cpython.exec(RUN)
mine, original = run(text, sys.argv[1]), cpython.eval('run')(text, sys.argv[1])
differences = [pair for pair in zip(mine.splitlines(), original.splitlines()) if pair[0] != pair[1]]
assert mine.strip(), 'the programs print nothing'
assert mine == original, f'{len(differences)} lines differ, the first: {differences[:1]}'
print(len(mine.splitlines()), 'lines, the same in both')
