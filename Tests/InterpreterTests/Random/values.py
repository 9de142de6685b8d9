# SPDX-License-Identifier: Apache-2.0
# Random literals, shapes, axes and indices, as text; what is known of how exact a value is.
import math

import numpy as np

DTYPES = """bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
complex64 complex128""".split()
BITS = {"float16": 11, "float32": 24, "float64": 53, "complex64": 24, "complex128": 53}
SHAPES = [
    (), (0,), (1,), (2,), (3,), (4,), (5,), (7,), (9,), (16,), (17,), (1, 1), (2, 3), (3, 2), (3, 3),
    (1, 4), (4, 1), (3, 4), (2, 5), (4, 4), (0, 3), (3, 0), (2, 2, 2), (2, 3, 4), (2, 1, 3), (1, 3, 1),
    (3, 2, 2), (2, 2, 1, 3), (0, 2, 2),
]
WILD = {
    "f": ["nan", "inf", "-inf", "-0.0", "1e300", "1e-300", "0.1", "2.5", "-7.3", "1/3", "1e16", "1e-5"],
    "c": ["nan", "inf", "1j", "-0.0", "2-3.5j", "0.1+0.2j", "30j", "-1-1j"],
}


def shape(random):
    return random.choice(SHAPES)


def related(random, base):
    """A shape that broadcasts with `base`, most of the time."""
    if random.random() < 0.08:
        return shape(random)
    kept = base[random.randint(0, len(base)):] if random.random() < 0.4 else base
    kept = tuple(1 if random.random() < 0.2 else n for n in kept)
    if random.random() < 0.1:
        kept = (random.choice([1, 2]),) + kept
    return kept


def element(random, dtype, tame):
    """The text of one element of this dtype; tame ones are small, and sums of their products exact."""
    kind = np.dtype(dtype).kind
    if kind == "b":
        return random.choice(["True", "False"])
    if kind in "iu":
        info = np.iinfo(dtype)
        if not tame and random.random() < 0.3:
            return str(random.choice([info.min, info.max, info.max - 1, info.min + 1, info.max // 2, 100]))
        low = 0 if kind == "u" else -9
        return str(random.randint(low, 9))
    if not tame and random.random() < 0.35:
        text = random.choice(WILD[kind])
        if dtype == "float16" and "e" in text:
            text = "6.5e4"
        if dtype == "float32":
            text = text.replace("300", "30")
        return text.replace("inf", "np.inf").replace("nan", "np.nan")
    real = str(random.randint(-16, 16) / random.choice([1, 2, 4]))
    if kind == "f":
        return real
    return f"{real}{random.randint(-8, 8) / 2:+}j"


def literal(random, dtype, shape, tame):
    """Text that makes an array."""
    size = math.prod(shape)
    way = random.random()
    if size > 60 or way < 0.12 and size > 0:
        start = random.randint(-20, 20)
        text = f"np.arange({start}, {start + size})"
        if dtype != "int64":
            text += f".astype(np.{dtype})"
    elif way < 0.2:
        text = f"np.{random.choice(['zeros', 'ones'])}({size}, dtype=np.{dtype})"
    else:
        text = f"np.array([{', '.join(element(random, dtype, tame) for _ in range(size))}], dtype=np.{dtype})"
    if len(shape) != 1:
        order = ", order='F'" if random.random() < 0.2 else ""
        text += f".reshape({shape}{order})"
    return text


def number(random, dtype, tame):
    """Text of a scalar beside an array of this dtype."""
    way = random.random()
    if way < 0.45:
        return str(random.choice([0, 1, 2, 3, -1, -2, 5, 7, 10] + ([] if tame else [127, 128, 255, 256, -129, 2**31, 2**63 - 1])))
    if way < 0.65:
        return random.choice(["0.5", "1.5", "-2.0", "2.0", "0.25", "-0.5", "3.0"] + ([] if tame else ["0.1", "1e30", "np.nan", "np.inf", "-0.0"]))
    if way < 0.7:
        return random.choice(["True", "False"])
    if way < 0.75:
        return random.choice(["1j", "2-1j", "0.5+0j"])
    other = dtype if random.random() < 0.5 else random.choice(DTYPES)
    return f"np.{other}({element(random, other, tame)})"


def axis(random, rank):
    """An axis; now and then one there is not."""
    if random.random() < 0.03 or rank == 0:
        return random.choice([0, -1, rank, rank + 1, -rank - 1])
    return random.randrange(-rank, rank)


def slice_text(random, n):
    def place():
        return random.choice(["", str(random.randint(-n - 1, n + 1))])

    step = random.choice(["", "", ":", ":1", ":2", ":-1", ":-2", ":3"])
    return f"{place()}:{place()}{step}"


def index(random, shape, advanced=True):
    """The text between the brackets of an index into `shape`; basic only gives a view."""
    parts, ellipsis, left = [], False, list(shape)
    fancy = random.choice([0, 0, 1, 2]) if advanced else 0
    length = random.choice([1, 1, 2, 3, 5])
    while left:
        n = left[0]
        way = random.random()
        if way < 0.08:
            parts.append(random.choice(["None", "np.newaxis"]))
            continue
        if way < 0.14 and not ellipsis:
            parts.append("...")
            ellipsis = True
            left = left[random.randint(0, len(left)):]
            continue
        if way > 0.93:
            break
        left.pop(0)
        if fancy and random.random() < 0.6 and n > 0:
            if random.random() < 0.2:
                parts.append(f"np.array({[random.random() < 0.5 for _ in range(n)]})")
                continue
            extent = n if random.random() < 0.97 else n + 1
            size = length if random.random() < 0.8 else 1
            text = str([random.randrange(-n, extent) for _ in range(size)])
            if random.random() < 0.3:
                text = f"np.array({text}, dtype=np.{random.choice(['int64', 'int32', 'uint8', 'int8'])})" if "-" not in text else f"np.array({text})"
            parts.append(text)
        elif way < 0.45 and n > 0:
            i = random.randrange(-n, n) if random.random() < 0.97 else n
            parts.append(str(i) if random.random() < 0.9 else f"np.int64({i})")
        else:
            parts.append(slice_text(random, n))
    return ", ".join(parts) or "..."


def is_finite(value):
    a = np.asarray(value)
    return a.dtype.kind not in "fc" or bool(np.isfinite(a).all())


def has_nan(value):
    a = np.asarray(value)
    return a.dtype.kind in "fc" and bool(np.isnan(a).any())


def is_exact_in_products(values):
    """True if sums of products of these have the same value in any order, in the narrowest of their dtypes."""
    bits, largest, grain, size = 53, 1.0, 0, 1
    for value in values:
        a = np.asarray(value)
        if a.dtype.kind not in "biufc" or a.size == 0:
            continue
        if a.dtype.name in BITS:
            bits = min(bits, BITS[a.dtype.name])
        parts = np.stack([a.real, a.imag]) if a.dtype.kind == "c" else a
        parts = parts.astype(np.float64)
        if not np.isfinite(parts).all():
            return False
        if ((parts == 0) & np.signbit(parts)).any():
            return False
        for k in range(9):
            if (parts * 2.0**k == np.rint(parts * 2.0**k)).all():
                break
        else:
            return False
        grain, size = max(grain, k), max(size, parts.size)
        largest = max(largest, float(np.abs(parts).max()))
    return largest * largest * size * 4.0**grain < 2.0 ** (bits - 1)


TOLERANCE = {"float16": 8e-3, "float32": 2e-5, "complex64": 2e-5}


def digits(value):
    """To how many decimals a result can be printed so that small errors do not show, or None."""
    if isinstance(value, (tuple, list)):
        found = [digits(part) for part in value]
        return None if None in found or not found else min(found)
    a = np.asarray(value)
    if a.dtype.kind in "biu":
        return 6
    if a.dtype.kind not in "fc":
        return None
    parts = np.stack([a.real, a.imag]) if a.dtype.kind == "c" else a
    parts = parts.astype(np.float64)
    parts = parts[np.isfinite(parts)]
    largest = float(np.abs(parts).max()) if parts.size else 0.0
    if largest > 1e200:
        return None
    error = TOLERANCE.get(a.dtype.name, 1e-9) * max(largest, 1e-30)
    for places in (6, 5, 4, 3, 2, 1, 0):
        scaled = np.abs(parts) * 10.0**places
        doubt = error * 10.0**places
        if doubt < 0.2 and not (np.abs(scaled - np.floor(scaled) - 0.5) <= doubt).any():
            return places
    return None
