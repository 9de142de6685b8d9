# SPDX-License-Identifier: Apache-2.0
# cProfile: counts of calls, callers and callees.
import cProfile
import io
import pstats


def leaf(n):
  return len(range(n))


def recursive(n):
  return 1 if n == 0 else recursive(n - 1) + leaf(n)


def fails():
  try:
    [].pop()
  except IndexError:
    return sorted([3, 1, 2], key=abs)


profile = cProfile.Profile()
profile.enable()
recursive(5)
fails()
profile.disable()
statistics = pstats.Stats(profile, stream=io.StringIO())
for (file, line, name), (primitive, calls, own, total, callers) in sorted(statistics.stats.items()):
  print(file == leaf.__code__.co_filename, name, primitive, calls, own <= total, sorted((key[2], value[:2]) for key, value in callers.items()))
print(profile.runcall(leaf, 3), [entry.callcount for entry in profile.getstats() if not isinstance(entry.code, str) and entry.code.co_name == "leaf"])
with cProfile.Profile() as other:
  leaf(1)
text = io.StringIO()
pstats.Stats(other, stream=text).sort_stats("name").print_stats("leaf")
print([line.split()[0] for line in text.getvalue().split("\n") if "(leaf)" in line])
