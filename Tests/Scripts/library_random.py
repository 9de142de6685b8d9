# SPDX-License-Identifier: Apache-2.0
# random: the same numbers as CPython's for the same seeds.
import random

for seed in (0, 1, 12345, -7, 2 ** 100 + 1, 3.5, "text", b"bytes", "ü", True, bytearray(b"x")):
    r = random.Random(seed)
    print(repr(seed), [r.random() for _ in range(3)], r.getrandbits(5), r.getrandbits(100), r.randint(-10, 10))
r = random.Random(42)
print(r.randrange(10), r.randrange(5, 50, 7), r.randrange(100, 0, -9), r.choice("abcdef"), r.choices([1, 2, 3], k=5), r.choices("ab", weights=[1, 9], k=6), r.choices("abc", cum_weights=[1, 2, 10], k=3))
x = list(range(20))
r.shuffle(x)
print(x, r.sample(range(1000), 5), r.sample("abcdefgh", 8), r.sample(range(10 ** 9), 30), r.sample(["a", "b"], counts=[3, 2], k=4))
print(r.uniform(1, 5), r.triangular(0, 10, 3), r.gauss(0, 1), r.gauss(5, 2), r.normalvariate(1, 2), r.lognormvariate(0, 1), r.expovariate(0.5))
print(r.vonmisesvariate(1, 4), r.gammavariate(0.5, 2), r.gammavariate(1, 2), r.gammavariate(3, 2), r.betavariate(2, 3), r.paretovariate(2), r.weibullvariate(1, 2), r.randbytes(7))
state = r.getstate()
a = [r.random() for _ in range(5)]
r.setstate(state)
print(a == [r.random() for _ in range(5)], len(state[1]), state[0])
random.seed(7)
print(random.random(), random.randint(1, 6), random.choice([1, 2]), random.sample(range(50), 3))
random.seed("v1", version=1)
print(random.random())
for bad in (lambda: random.randrange(0), lambda: random.choice([]), lambda: random.sample([1], 2), lambda: random.sample({1}, 1), lambda: random.choices([1], weights=[0]), lambda: random.seed([]), lambda: random.getrandbits(-1)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)


class Constant(random.Random):
    def random(self):
        return 0.25


print(Constant().randrange(100), Constant().choice("abcd"), Constant(3).random())
print(0 <= random.SystemRandom().random() < 1, random.SystemRandom().randrange(5) < 5)
