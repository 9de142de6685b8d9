# SPDX-License-Identifier: Apache-2.0
# leaks.py SCRIPT: runs it three times and says how many cells are alive after the second and the third time.
import gc
import sys

path = sys.argv[1]
sys.argv[:] = [path]
counts = []
with open(path) as file:
  code = compile(file.read(), path, "exec")
for _ in range(3):
  namespace = {"__name__": "__main__", "__builtins__": __builtins__}
  try:
    exec(code, namespace)
  finally:
    namespace.clear()
  del namespace
  gc.collect()
  gc.collect()
  counts.append(sys.getallocatedblocks())
print(counts[1], counts[2], file=sys.stderr)
