# SPDX-License-Identifier: Apache-2.0
# Nine loops of plain Python, one per kind of work an interpreter does; prints nanoseconds an iteration, the best of five.
import sys
import time


def loop(n):
    s = 0
    i = 0
    while i < n:
        s += i * i
        i += 1
    return s


def lcg(n):
    x = 1
    i = 0
    while i < n:
        x = (x * 1103515245 + 12345) % 2147483648
        i += 1
    return x


def mandel(n):
    cr, ci, zr, zi = -0.5, 0.5, 0.0, 0.0
    i = 0
    while i < n:
        t = zr * zr - zi * zi + cr
        zi = 2.0 * zr * zi + ci
        zr = t
        if zr * zr + zi * zi > 4.0:
            zr = 0.0
            zi = 0.0
        i += 1
    return zr


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def lists(n):
    a = []
    for i in range(n):
        a.append(i)
    s = 0
    for i in range(n):
        s += a[i]
    return s


def dicts(n):
    d = {"a": 0, "b": 0}
    for i in range(n):
        d["a"] = d["a"] + i
    return d["a"]


class Point:
    def __init__(self, x):
        self.x = x

    def move(self, by):
        self.x = self.x + by


def attributes(n):
    p = Point(0)
    for i in range(n):
        p.x = p.x + i
    return p.x


def methods(n):
    p = Point(0)
    for i in range(n):
        p.move(i)
    return p.x


def objects(n):
    for i in range(n):
        p = Point(i)
    return p.x


WORK = [
    (loop, 1000000, 1000000),
    (lcg, 1000000, 1000000),
    (mandel, 1000000, 1000000),
    (fib, 24, 150049),
    (lists, 500000, 500000),
    (dicts, 1000000, 1000000),
    (attributes, 1000000, 1000000),
    (methods, 1000000, 1000000),
    (objects, 500000, 500000),
]

for function, argument, count in WORK:
    best = 1e9
    for repeat in range(5):
        start = time.perf_counter()
        function(argument)
        best = min(best, time.perf_counter() - start)
    print(function.__name__, round(best / count * 1e9, 2))
sys.stdout.flush()
