// SPDX-License-Identifier: Apache-2.0
// numpy.poly1d, and the functions of polynomials, which give a poly1d where they were given one.

enum NumPyPolynomialSource {
  /// The names that are the numpy module's.
  static let names = "poly1d polyadd polysub polymul polydiv polyder polyint polyval polyfit"

  static let text = #"""
    import numpy as _np


    def _plain(p):
        return p.coeffs if isinstance(p, poly1d) else p


    def _like(result, *given):
        return poly1d(result) if any(isinstance(p, poly1d) for p in given) else result


    def polyadd(a1, a2):
        return _like(_np._polyadd(_plain(a1), _plain(a2)), a1, a2)


    def polysub(a1, a2):
        return _like(_np._polysub(_plain(a1), _plain(a2)), a1, a2)


    def polymul(a1, a2):
        return _like(_np._polymul(_plain(a1), _plain(a2)), a1, a2)


    def polydiv(u, v):
        q, r = _np._polydiv(_plain(u), _plain(v))
        return _like(q, u, v), _like(r, u, v)


    def polyder(p, m=1):
        return _like(_np._polyder(_plain(p), m), p)


    def polyint(p, m=1, k=None):
        return _like(_np._polyint(_plain(p), m, k), p)


    def polyval(p, x):
        if isinstance(x, poly1d):
            y = 0
            for c in _np.asarray(_plain(p)):
                y = y * x + c
            return y
        return _np._polyval(_plain(p), x)


    def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
        c, resids, rank, s, rcond, base = _np._polyfit(
            x, y, deg, rcond, w, bool(cov) and not full)
        if rank != int(deg) + 1 and not full:
            import warnings
            warnings.warn("Polyfit may be poorly conditioned",
                          _np.exceptions.RankWarning, stacklevel=2)
        if full:
            return c, resids, rank, s, rcond
        if not cov:
            return c
        if cov == "unscaled":
            factor = 1
        else:
            spare = len(x) - (int(deg) + 1)
            if spare <= 0:
                raise ValueError("the number of data points must exceed order "
                                 "to scale the covariance matrix")
            factor = resids / spare
        if _np.ndim(y) == 1:
            return c, base * factor
        return c, base[:, :, _np.newaxis] * factor


    def _number(value, digits=4):
        if _np.iscomplexobj(value) and value.imag != 0:
            if value.real == 0:
                return '%sj' % _number(value.imag)
            return '(%s + %sj)' % (_number(value.real), _number(value.imag))
        text = '%.4g' % _np.real(value)
        return text[:-5] if text.endswith('.0000') else text


    def _two_lines(terms, width=70):
        """Terms and their powers, those above one on a line of their own."""
        lines, above, below, part = [], '', '', ''
        for text, power in terms:
            part += text
            if not power:
                continue
            over = ' ' * (len(part) - 1) + power
            under = part + ' ' * (len(power) - 1)
            if len(below) + len(under) > width or len(above) + len(over) > width:
                lines.append(above + '\n' + below)
                above, below = over, under
            else:
                above, below = above + over, below + under
            part = ''
        lines.append(above + '\n' + below)
        return ' ' + '\n '.join(lines) + part


    class poly1d:
        __hash__ = None
        __array_priority__ = 1000

        def __init__(self, c_or_r, r=False, variable=None):
            if isinstance(c_or_r, poly1d):
                self._variable = c_or_r._variable
                self._coeffs = c_or_r._coeffs
                if variable is not None:
                    self._variable = variable
                return
            if r:
                c_or_r = _np.poly(c_or_r)
            c_or_r = _np.atleast_1d(c_or_r)
            if c_or_r.ndim > 1:
                raise ValueError("Polynomial must be 1d only.")
            c_or_r = _np.trim_zeros(c_or_r, trim='f')
            if len(c_or_r) == 0:
                c_or_r = _np.array([0], dtype=c_or_r.dtype)
            self._coeffs = c_or_r
            self._variable = 'x' if variable is None else variable

        @property
        def coeffs(self):
            return self._coeffs

        @coeffs.setter
        def coeffs(self, value):
            if value is not self._coeffs:
                raise AttributeError("Cannot set attribute")

        c = coef = coefficients = coeffs

        @property
        def variable(self):
            return self._variable

        @property
        def order(self):
            return len(self._coeffs) - 1

        o = order

        @property
        def roots(self):
            return _np.roots(self._coeffs)

        r = roots

        def __array__(self, t=None, copy=None):
            return _np.array(self.coeffs, dtype=t)

        def __repr__(self):
            return f"poly1d({repr(self.coeffs)[6:-1]})"

        def __len__(self):
            return self.order

        def __str__(self):
            name = self.variable
            nonzero = _np.logical_or.accumulate(self.coeffs != 0)
            coeffs = self.coeffs[nonzero]
            last = len(coeffs) - 1
            terms = []
            for k, value in enumerate(coeffs):
                number = _number(value)
                power = last - k
                if power == 0:
                    if number == '0' and terms:
                        continue
                    term = number
                elif number == '0':
                    continue
                else:
                    term = '%s %s' % (number, name)
                if terms:
                    sign = ' - ' if term.startswith('-') else ' + '
                    term = sign + term.removeprefix('-')
                terms.append((term, str(power) if power > 1 else ''))
            if not terms:
                terms = [('0', '')]
            return _two_lines(terms)

        def __call__(self, value):
            return polyval(self.coeffs, value)

        def __neg__(self):
            return poly1d(-self.coeffs)

        def __pos__(self):
            return self

        def __mul__(self, other):
            if _np.isscalar(other):
                return poly1d(self.coeffs * other)
            return poly1d(_np._polymul(self.coeffs, poly1d(other).coeffs))

        def __rmul__(self, other):
            if _np.isscalar(other):
                return poly1d(other * self.coeffs)
            return poly1d(_np._polymul(self.coeffs, poly1d(other).coeffs))

        def __add__(self, other):
            return poly1d(_np._polyadd(self.coeffs, poly1d(other).coeffs))

        __radd__ = __add__

        def __pow__(self, value):
            if not _np.isscalar(value) or int(value) != value or value < 0:
                raise ValueError("Power to non-negative integers only.")
            result = [1]
            for _ in range(int(value)):
                result = _np._polymul(self.coeffs, result)
            return poly1d(result)

        def __sub__(self, other):
            return poly1d(_np._polysub(self.coeffs, poly1d(other).coeffs))

        def __rsub__(self, other):
            return poly1d(_np._polysub(poly1d(other).coeffs, self.coeffs))

        def __truediv__(self, other):
            if _np.isscalar(other):
                return poly1d(self.coeffs / other)
            return polydiv(self, poly1d(other))

        def __rtruediv__(self, other):
            if _np.isscalar(other):
                return poly1d(other / self.coeffs)
            return polydiv(poly1d(other), self)

        def __eq__(self, other):
            if not isinstance(other, poly1d):
                return NotImplemented
            if self.coeffs.shape != other.coeffs.shape:
                return False
            return (self.coeffs == other.coeffs).all()

        def __ne__(self, other):
            if not isinstance(other, poly1d):
                return NotImplemented
            return not self.__eq__(other)

        def __getitem__(self, power):
            place = self.order - power
            if power > self.order or power < 0:
                return self.coeffs.dtype.type(0)
            return self.coeffs[place]

        def __setitem__(self, power, value):
            if power < 0:
                raise ValueError("Does not support negative powers.")
            if power > self.order:
                zeros = _np.zeros(power - self.order, self.coeffs.dtype)
                self._coeffs = _np.concatenate((zeros, self.coeffs))
            self._coeffs[self.order - power] = value

        def __iter__(self):
            return iter(self.coeffs)

        def integ(self, m=1, k=0):
            return poly1d(_np._polyint(self.coeffs, m, k))

        def deriv(self, m=1):
            return poly1d(_np._polyder(self.coeffs, m))


    for _value in list(globals().values()):
        if getattr(_value, '__module__', None) == __name__:
            _value.__module__ = 'numpy'
    """#
}
