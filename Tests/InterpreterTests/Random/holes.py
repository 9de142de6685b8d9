# SPDX-License-Identifier: Apache-2.0
# The holes of templates: `$a` an array, `$ax` an axis of the first array, and so on; each function here is one.
import math

import numpy as np

import values


class Holes:
    """Fills the holes of one template; later ones suit the first array."""

    def __init__(self, maker):
        self.maker = maker
        self.random = maker.random
        self.values = []
        self.texts = []

    def fill(self, name):
        return getattr(self, "hole_" + name)()

    # Arrays

    def use(self, text):
        value = self.maker.value(text)
        self.values.append(value)
        self.texts.append(text)
        return text

    def hole_again(self):
        """The first array."""
        return self.texts[0]

    @property
    def first(self):
        """What the holes after it suit."""
        return self.values[0] if self.values else np.zeros((2, 3))

    def arrays(self, test=lambda a: True):
        """A variable that passes a test, or a simple expression of one, or a literal."""
        text = self.maker.array(test)
        way = self.random.random()
        if way < 0.08:
            view = f"{text}[::-1]" if self.maker.space[text].ndim else text
        elif way < 0.14:
            view = f"{text}.T"
        elif way < 0.17:
            view = f"{text}.copy()"
        else:
            view = text
        return self.use(view if test(self.maker.value(view)) else text)

    def new(self, shape=None, dtype=None):
        return self.use(self.maker.make_literal(shape, dtype))

    def either(self, test, shape=None, dtype=None):
        from maker import Rejected

        if self.random.random() < 0.75:
            try:
                return self.arrays(test)
            except Rejected:
                pass
        return self.new(shape, dtype)

    def hole_a(self):
        return self.arrays()

    def hole_A(self):
        """A variable, to be written to."""
        return self.use(self.maker.array())

    def hole_M(self):
        """A variable that may be written to."""
        return self.use(self.maker.array(lambda a: a.flags.writeable))

    def hole_v(self):
        n = self.random.choice([0, 1, 2, 3, 5, 8])
        return self.either(lambda a: a.ndim == 1, (n,))

    def hole_V(self):
        """A vector that is not empty."""
        n = self.random.choice([1, 2, 3, 5, 8])
        return self.either(lambda a: a.ndim == 1 and a.size, (n,))

    def hole_m(self):
        n = self.random.choice([1, 2, 3])
        return self.either(lambda a: a.ndim == 2, (n, self.random.choice([n, 3])))

    def hole_sq(self):
        """A square matrix of real numbers."""
        n = self.random.choice([1, 2, 3])
        return self.either(
            lambda a: a.ndim == 2 and a.shape[0] == a.shape[1] < 5 and a.dtype.name in ("float64", "float32", "int64"),
            (n, n), self.random.choice(["float64", "float32", "int64"]))

    def hole_w(self):
        return self.either(lambda a: a.ndim > 0, (self.random.choice([1, 3, 4]), 3))

    def hole_i(self):
        kind = self.random.choice([d for d in values.DTYPES if "int" in d])
        return self.either(lambda a: a.dtype.kind in "iu", None, kind)

    def hole_f(self):
        kind = self.random.choice(["float16", "float32", "float64"])
        return self.either(lambda a: a.dtype.kind == "f", None, kind)

    def hole_c(self):
        return self.either(lambda a: a.dtype.kind == "c", None, "complex128")

    def hole_r(self):
        return self.arrays(lambda a: a.dtype.kind != "c")

    def hole_b(self):
        return self.either(lambda a: a.dtype.kind == "b", None, "bool")

    def hole_B(self):
        """A mask of the first array's shape."""
        return self.maker.make_literal(self.first.shape, "bool")

    def hole_s(self):
        """An array that broadcasts with the first."""
        first = self.first.shape

        def fits(a):
            try:
                return np.broadcast_shapes(a.shape, first) is not None
            except ValueError:
                return False

        if self.random.random() < 0.03:
            return self.arrays()
        return self.either(fits, values.related(self.random, first))

    def hole_S(self):
        """An array of the first one's shape."""
        if self.random.random() < 0.03:
            return self.arrays()
        shape = self.first.shape
        return self.either(lambda a: a.shape == shape, shape)

    def hole_vi(self):
        """Small indices, not negative, one-dimensional."""
        n = self.random.choice([0, 1, 2, 3, 4, 6])
        text = f"np.array({[self.random.randint(0, 4) for _ in range(n)]}, dtype=np.{self.random.choice(['int64', 'uint8', 'int32'])})"
        return self.use(text)

    def hole_sorted(self):
        v = sorted(self.random.sample(range(-6, 14), self.random.randint(2, 5)))
        if self.random.random() < 0.5:
            v = [x / 2 for x in v]
        return str(v)

    # Numbers

    def hole_e(self):
        """A number to raise to: NumPy's loops for AVX-512 report an overflow of 1e300 ** inf, other loops do not."""
        return self.hole_x().replace("np.inf", "1.5")

    def hole_x(self):
        dtype = self.first.dtype.name
        return values.number(self.random, dtype, self.maker.tame)

    def hole_k(self):
        return str(self.random.randint(-3, 3))

    def hole_p(self):
        return str(self.random.randint(0, 4))

    def hole_n(self):
        return str(self.random.randint(1, 5))

    def hole_q(self):
        return str(self.random.choice([0, 0.25, 0.5, 0.75, 1, [0.25, 0.5], 0.1]))

    def hole_bo(self):
        return str(self.random.random() < 0.5)

    # Axes and shapes

    @property
    def rank(self):
        return self.first.ndim

    def hole_ax(self):
        return str(values.axis(self.random, self.rank))

    def hole_axn(self):
        return "None" if self.random.random() < 0.2 else self.hole_ax()

    def hole_axt(self):
        if self.random.random() < 0.25 and self.rank > 1:
            k = self.random.randint(0, self.rank)
            return str(tuple(self.random.sample(range(self.rank), k)))
        return self.hole_axn()

    def hole_perm(self):
        axes = list(range(self.rank))
        self.random.shuffle(axes)
        if self.random.random() < 0.03:
            axes.append(0)
        return str(tuple(axes))

    def hole_sh(self):
        """A shape of the first array's size."""
        size = self.first.size
        if self.random.random() < 0.04:
            return str(self.random.choice([(2, -1), (-1, -1), (size + 1,), 7, (0, -1)]))
        shape = []
        while size > 1 and self.random.random() < 0.7:
            n = self.random.choice([d for d in range(1, min(size, 10) + 1) if size % d == 0])
            shape.append(n)
            size //= n
        shape.append(size)
        if self.random.random() < 0.3:
            shape[self.random.randrange(len(shape))] = -1
        return str(shape[0] if len(shape) == 1 and self.random.random() < 0.5 else tuple(shape))

    def hole_bsh(self):
        """A shape the first array can be stretched to."""
        shape = tuple(n if n != 1 else self.random.choice([1, 2, 3]) for n in self.first.shape)
        if self.random.random() < 0.4:
            shape = (self.random.randint(0, 3), *shape)
        if self.random.random() < 0.04:
            shape = values.shape(self.random)
        return str(shape)

    def hole_newshape(self):
        return str(self.random.choice([s for s in values.SHAPES if math.prod(s) < 20]))

    def hole_ix(self):
        return values.index(self.random, self.first.shape)

    def hole_sl(self):
        return values.index(self.random, self.first.shape, advanced=False)

    def hole_one(self):
        """An index of one element."""
        if self.first.size == 0:
            return str(tuple([0] * self.rank))
        return str(tuple(self.random.randrange(-n, n) for n in self.first.shape))

    # Words

    def hole_dt(self):
        if self.random.random() < 0.2:
            return self.random.choice(["float", "int", "bool", "complex", "'f4'", "'<i2'", "'u1'", "np.dtype('f2')"])
        return "np." + self.random.choice(values.DTYPES)

    def hole_type(self):
        return "np." + self.random.choice(values.DTYPES)

    def hole_fdt(self):
        return "np." + self.random.choice(["float16", "float32", "float64", "complex64", "complex128"])

    def hole_wide(self):
        """A dtype that the first array's elements fit in."""
        fit = [d for d in values.DTYPES if np.can_cast(self.first.dtype, d, "safe")]
        return "np." + self.random.choice(fit)

    def hole_ord(self):
        return repr(self.random.choice("CFAK"))

    def hole_unary(self):
        return self.random.choice(
            "negative positive absolute sign square invert logical_not isfinite isnan isinf conjugate floor ceil "
            "trunc rint sqrt fabs signbit reciprocal bitwise_count spacing".split())

    def hole_binary(self):
        return self.random.choice(
            "add subtract multiply true_divide floor_divide remainder fmod maximum minimum fmax fmin "
            "bitwise_and bitwise_or bitwise_xor left_shift right_shift equal not_equal less less_equal greater "
            "greater_equal logical_and logical_or logical_xor gcd lcm copysign nextafter heaviside".split())

    def hole_smooth(self):
        return self.random.choice(
            "exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh "
            "arctanh cbrt deg2rad rad2deg".split())

    def hole_op(self):
        return self.random.choice("+ + - - * * / // % & | ^ < <= == != > >=".split())

    def hole_iop(self):
        return self.random.choice("+= += -= *= *= /= //= %= &= |= ^= <<= >>=".split())
