# SPDX-License-Identifier: Apache-2.0
# Makes one random program, running it under NumPy as it grows.
import random
import re
import warnings

import numpy as np

import values
from calls import EXPRESSIONS, STATEMENTS, VIEWS, all_whole
from holes import Holes

warnings.simplefilter("ignore")
FORM = re.compile(r"<<(.*?)>>", re.S)
ORDERS = re.compile(r"[<>]|less|greater")
#: What makes much of large arrays.
HEAVY = re.compile(
    r"outer|kron|diagflat|diag\(|vander|tensordot|@|dot|inner|nditer|ndenumerate|list|zip|convolve|correlate|matmul|einsum"
    r"|meshgrid|cov|corrcoef|block|sum\(x|ix_")
HOLE = re.compile(r"\$([a-z_A-Z]+)")


class Rejected(Exception):
    """What was tried is not wanted; something else is tried."""


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tame = self.random.random() < 0.5
        self.base = values.shape(self.random)
        if self.random.random() < 0.02:
            self.base = self.random.choice([(5000,), (70, 40), (3, 9000), (20011,)])
        self.dtypes = self.random.choices(values.DTYPES, k=self.random.randint(1, 4))
        if self.random.random() < 0.3:
            self.dtypes.append("float64")
        self.arrays = []
        self.text = []
        self.count = 0
        self.space = {"np": np}
        exec("def show(*a, **k): pass\nlook = near = print = show", self.space)

    # Running

    def run(self, code):
        """Runs one statement; the error it raises, or None."""
        try:
            exec(code, self.space)
        except Rejected:
            raise
        except Exception as error:
            return error
        return None

    def value(self, code):
        return eval(code, self.space)

    def append(self, code, likely=0.12):
        """Appends a statement; one that raises an error only now and then, with the error printed."""
        error = self.run(code)
        if error is None:
            self.text += code.split("\n")
            return True
        if isinstance(error, (SyntaxError, NameError, AttributeError)) or self.random.random() > likely:
            return False
        if not self.is_told(error):
            return False
        self.text += ["try:", *("    " + line for line in code.split("\n"))]
        self.text += ["except Exception as error:", "    print(type(error).__name__, error)"]
        return True

    @staticmethod
    def is_told(error):
        """Whether what the error says depends on nothing but the program."""
        return " at 0x" not in str(error) and not isinstance(error, MemoryError)

    def name(self):
        self.count += 1
        return f"x{self.count}"

    # Parts

    def fill(self, template):
        """A template with its choices made and its holes filled."""
        holes = Holes(self)
        while "<<" in template:
            template = FORM.sub(lambda m: self.random.choice(m[1].split("|")), template)
        text = HOLE.sub(lambda m: holes.fill(m[1]), template)
        return text, holes

    def array(self, test=lambda a: True):
        """The name of an array variable that passes a test."""
        fit = [name for name in self.arrays if test(self.space[name])]
        if not fit:
            raise Rejected
        return self.random.choice(fit[-6:])

    # Statements

    def make_literal(self, shape=None, dtype=None):
        shape = values.related(self.random, self.base) if shape is None else shape
        dtype = dtype or self.random.choice(self.dtypes)
        return values.literal(self.random, dtype, shape, self.tame)

    def assign(self, code):
        name = self.name()
        if not self.append(f"{name} = {code}"):
            return None
        if name not in self.space:
            return None
        value = self.space[name]
        if isinstance(value, np.ndarray):
            if value.size > 70000 or value.dtype.name not in values.DTYPES:
                self.text.pop()
                return None
            self.arrays.append(name)
        return name

    def expression(self):
        row = self.random.choice(EXPRESSIONS)
        code, holes = self.fill(row.text)
        if HEAVY.search(code) and any(a.size > 300 for a in holes.values):
            raise Rejected
        try:
            value = self.value(code)
        except Exception:
            if row.is_near and self.random.random() < 0.9:
                raise Rejected from None
            self.append(f"show({code})", 0.2)
            return
        if isinstance(value, np.ndarray) and value.size > 70000:
            raise Rejected
        if ORDERS.search(code) and any(a.dtype.kind == "c" and values.has_nan(a) for a in holes.values):
            # Whether complex comparisons with NaN warn depends on how NumPy was compiled.
            raise Rejected
        is_sensitive = row.kind == "linalg" or row.kind == "product" and not all_whole(value)
        if is_sensitive and not all(map(values.is_finite, holes.values)):
            raise Rejected
        if not row.is_exact(value, holes.values):
            if self.is_big(value) or (places := values.digits(value)) is None:
                raise Rejected
            self.append(f"near({code}, {places})")
            return
        if isinstance(value, np.ndarray) and self.random.random() < 0.6:
            name = self.assign(code)
            if name and self.random.random() < 0.5:
                self.display(name)
        else:
            self.append(f"show({code})")

    @staticmethod
    def is_big(value):
        return isinstance(value, np.ndarray) and value.size > 300

    def display(self, name):
        value = self.space[name]
        if self.random.random() < 0.25 and isinstance(value, np.ndarray):
            self.append(f"look({name})")
        else:
            self.append(f"show({name})")

    def view(self):
        code, _ = self.fill(self.random.choice(VIEWS))
        self.assign(code)

    def statement(self):
        row = self.random.choice(STATEMENTS)
        code, holes = self.fill(row.text)
        if row.is_near and not values.is_exact_in_products(holes.values):
            raise Rejected
        self.append(code)

    def lines(self):
        random = self.random
        for _ in range(random.randint(1, 3)):
            self.assign(self.make_literal())
        wanted = len(self.text) + random.randint(4, 14)
        for _ in range(80):
            if len(self.text) >= wanted:
                break
            way = random.random()
            try:
                if way < 0.08:
                    self.assign(self.make_literal())
                elif way < 0.2:
                    self.view()
                elif way < 0.4:
                    self.statement()
                else:
                    self.expression()
            except Rejected:
                pass
        for name in self.arrays:
            self.append(f"show({name})")
        return self.text
