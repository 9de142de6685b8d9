// SPDX-License-Identifier: Apache-2.0
// What numpy says of dtypes, and numbers as text.

enum NumPyInfoSource {
  /// The names that are the numpy module's.
  static let names = """
    finfo iinfo base_repr binary_repr printoptions array2string format_float_positional \
    format_float_scientific common_type mintypecode isdtype typename typecodes _shown
    """

  static let text = #"""
    import numpy as _np


    class finfo:
        _known = {}

        def __new__(cls, dtype):
            if dtype is None:
                raise ValueError("dtype must not be None")
            try:
                kind = _np.dtype(dtype)
            except TypeError:
                kind = _np.dtype(type(dtype))
            if not _np.issubdtype(kind, _np.inexact):
                raise ValueError(f"data type {kind.type!r} not inexact")
            if kind.kind == 'c':
                kind = _np.dtype('f%d' % (kind.itemsize // 2))
            if kind.name not in cls._known:
                own = object.__new__(cls)
                own._fill(kind)
                cls._known[kind.name] = own
            return cls._known[kind.name]

        def _fill(self, kind):
            size = kind.itemsize
            make = kind.type
            self.dtype = kind
            self.bits = size * 8
            self.nmant = {2: 10, 4: 23, 8: 52}[size]
            self.iexp = self.nexp = {2: 5, 4: 8, 8: 11}[size]
            self.precision = {2: 3, 4: 6, 8: 15}[size]
            self.machep = -self.nmant
            self.negep = -self.nmant - 1
            self.maxexp = 2 ** (self.nexp - 1)
            self.minexp = 2 - self.maxexp
            self.eps = make(2.0 ** self.machep)
            self.epsneg = make(2.0 ** self.negep)
            self.resolution = make(10.0 ** -self.precision)
            largest = (2 - 2.0 ** -self.nmant) * 2.0 ** (self.maxexp - 1)
            self.max = make(largest)
            self.min = make(-largest)
            self.smallest_normal = self.tiny = make(2.0 ** self.minexp)
            self.smallest_subnormal = make(
                2.0 ** self.minexp * 2.0 ** -self.nmant)

        def __str__(self):
            line = '-' * 63 + '\n'
            return (
                f'Machine parameters for {self.dtype}\n' + line +
                f'precision = {self.precision}   '
                f'resolution = {self.resolution!s}\n'
                f'machep = {self.machep}   eps =        {self.eps}\n'
                f'negep =  {self.negep}   epsneg =     {self.epsneg}\n'
                f'minexp = {self.minexp}   tiny =       {self.tiny}\n'
                f'maxexp = {self.maxexp}   max =        {self.max}\n'
                f'nexp =   {self.nexp}   min =        -max\n'
                f'smallest_normal = {self.smallest_normal}   '
                f'smallest_subnormal = {self.smallest_subnormal}\n' + line)

        def __repr__(self):
            low, high = str(self.min), str(self.max)
            if self.bits < 64:
                digits = 5 if self.bits == 16 else 7
                low, high = '%.*e' % (digits, self.min), '%.*e' % (
                    digits, self.max)
            return (f"finfo(resolution={self.resolution!s}, min={low}, "
                    f"max={high}, dtype={self.dtype})")


    class iinfo:
        def __init__(self, type):
            try:
                self.dtype = _np.dtype(type)
            except TypeError:
                self.dtype = _np.dtype(_np.asarray(type).dtype)
            self.kind = self.dtype.kind
            self.bits = self.dtype.itemsize * 8
            self.key = f"{self.kind}{self.bits}"
            if self.kind not in 'iu':
                raise ValueError(f"Invalid integer data type {self.kind!r}.")

        @property
        def min(self):
            return 0 if self.kind == 'u' else -(1 << (self.bits - 1))

        @property
        def max(self):
            return (1 << (self.bits - (self.kind == 'i'))) - 1

        def __str__(self):
            line = '-' * 63 + '\n'
            return (f'Machine parameters for {self.dtype}\n' + line +
                    f'min = {self.min}\nmax = {self.max}\n' + line)

        def __repr__(self):
            return (f"iinfo(min={self.min}, max={self.max}, "
                    f"dtype={self.dtype})")


    def base_repr(number, base=2, padding=0):
        digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
        if base > len(digits):
            raise ValueError("Bases greater than 36 not handled in base_repr.")
        if base < 2:
            raise ValueError("Bases less than 2 not handled in base_repr.")
        rest = abs(int(number))
        text = ''
        while rest:
            rest, digit = divmod(rest, base)
            text = digits[digit] + text
        text = '0' * padding + text
        if number < 0:
            text = '-' + text
        return text or '0'


    def binary_repr(num, width=None):
        num = num.__index__()
        if num == 0:
            return '0' * (width or 1)
        if num > 0:
            text = f'{num:b}'
            needed = len(text)
            if width is None:
                return text
            if needed > width:
                raise ValueError(
                    f"Insufficient bit width={width} provided for "
                    f"binwidth={needed}")
            return text.zfill(width)
        if width is None:
            return f'-{-num:b}'
        needed = len(f'{-num:b}')
        if 2 ** (needed - 1) == -num:
            needed -= 1
        needed += 1
        if needed > width:
            raise ValueError(
                f"Insufficient bit width={width} provided for binwidth={needed}")
        return f'{(1 << width) + num:b}'.rjust(width, '1')


    class _PrintOptions:
        def __init__(self, args, kwargs):
            self._given = args, kwargs

        def __enter__(self):
            self._old = _np.get_printoptions()
            args, kwargs = self._given
            _np.set_printoptions(*args, **kwargs)
            return _np.get_printoptions()

        def __exit__(self, *details):
            _np.set_printoptions(**self._old)

        def __call__(self, function):
            def wrapper(*args, **kwargs):
                with self:
                    return function(*args, **kwargs)
            wrapper.__name__ = function.__name__
            return wrapper


    def printoptions(*args, **kwargs):
        return _PrintOptions(args, kwargs)


    def _formatted(array, formatter, separator, prefix, suffix, options):
        kinds = {'b': ('bool', 'all'), 'i': ('int', 'int_kind', 'all'),
                 'u': ('int', 'int_kind', 'all'),
                 'f': ('float', 'float_kind', 'all'),
                 'c': ('complexfloat', 'complex_kind', 'all')}
        chosen = None
        for name in kinds[array.dtype.kind]:
            chosen = formatter.get(name, chosen)
        if chosen is None:
            return None
        edge = options['edgeitems']
        short = array.size > options['threshold']
        # Each level's bracket, and what follows a word, must have room.
        width = (options['linewidth'] - len(suffix) - (array.ndim - 1)
                 - max(len(separator.rstrip()), 1))

        def words(part, indent, depth):
            if part.ndim == 0:
                return chosen(part[()])
            length = len(part)
            if short and length > 2 * edge:
                chosen_places = list(range(edge)) + [None] + list(
                    range(length - edge, length))
            else:
                chosen_places = list(range(length))
            if part.ndim == 1:
                text, line = '', indent
                last = len(chosen_places) - 1
                for count, place in enumerate(chosen_places):
                    word = '...' if place is None else chosen(part[place])
                    if len(line) + len(word) > width and len(line) > len(indent):
                        text += line.rstrip() + '\n'
                        line = indent
                    line += word + (separator if count < last else '')
                text += line
                return '[' + text[len(indent):] + ']'
            inner = ''
            gap = separator.rstrip() + '\n' * (part.ndim - 1)
            pieces = ['...' if place is None else
                      words(part[place], indent + ' ', depth + 1)
                      for place in chosen_places]
            inner = (gap + indent).join(pieces)
            return '[' + inner + ']'

        return words(array, ' ' + ' ' * len(prefix), 0)


    def _shown(a, as_repr, width):
        """An array's text by the options' own functions; None where they have nothing to say."""
        options = _np.get_printoptions()
        if as_repr and options['override_repr'] is not None:
            return options['override_repr'](a)
        if not options['formatter'] or a.size == 0 or (a.ndim == 0 and not as_repr):
            return None
        if width is not None:
            options['linewidth'] = width
        prefix, suffix, gap = ('array(', ')', ', ') if as_repr else ('', '', ' ')
        text = _formatted(a, options['formatter'], gap, prefix, suffix, options)
        if text is None or not as_repr:
            return text
        extras = []
        if a.size > options['threshold'] and not options['legacy']:
            extras.append(f'shape={a.shape}')
        if a.dtype not in (_np.float64, _np.int64, _np.complex128, _np.bool):
            extras.append(f'dtype={a.dtype.name}')
        if not extras:
            return prefix + text + ')'
        text = prefix + text + ','
        extra = ', '.join(extras) + ')'
        last = len(text) - (text.rfind('\n') + 1)
        far = last + len(extra) + 1 > options['linewidth']
        return text + ('\n' + ' ' * len(prefix) if far else ' ') + extra


    def array2string(a, max_line_width=None, precision=None, suppress_small=None,
                     separator=' ', prefix='', *, formatter=None, threshold=None,
                     edgeitems=None, sign=None, floatmode=None, suffix='',
                     legacy=None):
        array = _np.asarray(a)
        if array.size == 0:
            return '[]'
        options = _np.get_printoptions()
        if max_line_width is not None:
            options['linewidth'] = max_line_width
        if threshold is not None:
            options['threshold'] = threshold
        if edgeitems is not None:
            options['edgeitems'] = edgeitems
        if formatter is None:
            formatter = options['formatter']
        if formatter:
            text = _formatted(array, formatter, separator, prefix, suffix, options)
            if text is not None:
                return text
        if array.ndim == 0:
            return _np._array2string(
                array.reshape(1), max_line_width, precision, suppress_small,
                threshold, edgeitems, sign, floatmode)[1:-1].strip()
        if separator == ' ' and not prefix and not suffix:
            return _np._array2string(
                array, max_line_width, precision, suppress_small, threshold,
                edgeitems, sign, floatmode)
        # Words that the plain form shows, laid out with another separator.
        edge = options['edgeitems']
        if array.size > options['threshold']:
            places = tuple(
                slice(None) if length <= 2 * edge else
                list(range(edge)) + list(range(length - edge, length))
                for length in array.shape)
            shown = array
            for axis, place in enumerate(places):
                if not isinstance(place, slice):
                    shown = _np.take(shown, place, axis)
        else:
            shown = array
        plain = _np._array2string(
            shown.ravel(), 1 << 30, precision, suppress_small, 1 << 60, edgeitems,
            sign, floatmode)
        body = plain[1:-1]
        size = shown.size
        length = (len(body) + 1) // size
        words = [body[i * length:(i + 1) * length - 1] if i < size - 1
                 else body[i * length:] for i in range(size)]
        table = {id_: word for id_, word in enumerate(words)}
        order = _np.arange(size).reshape(shown.shape)
        full = order
        if shown.shape != array.shape:
            full = None
        if full is not None:
            return _formatted(
                full, {'int': lambda i: table[int(i)]}, separator, prefix, suffix,
                {**options, 'threshold': 1 << 60})
        grid = _np.zeros(array.shape, int)
        for axis_place in _np.ndindex(shown.shape):
            target = tuple(
                p if n <= 2 * edge or p < edge else n - 2 * edge + p
                for p, n in zip(axis_place, array.shape))
            grid[target] = order[axis_place]
        return _formatted(
            grid, {'int': lambda i: table[int(i)]}, separator, prefix, suffix,
            options)


    def _digits(x):
        """Sign, digits and exponent of the shortest text: 0.d1d2… · 10^e."""
        text = repr(float(x)) if not isinstance(x, _np.generic) else str(x)
        sign = text.startswith('-')
        text = text.lstrip('-')
        mantissa, _, exponent = text.partition('e')
        whole, _, fraction = mantissa.partition('.')
        digits = whole + fraction
        point = len(whole) + int(exponent or 0)
        stripped = digits.lstrip('0')
        point -= len(digits) - len(stripped)
        stripped = stripped.rstrip('0')
        return sign, stripped or '0', point if stripped else 1


    def _trimmed(whole, fraction, trim, exact, precision):
        if trim == 'k':
            if precision is not None:
                fraction = fraction.ljust(precision, '0')
            return whole + '.' + fraction
        fraction = fraction.rstrip('0')
        if trim == '0':
            return whole + '.' + (fraction or '0')
        if trim == '.':
            return whole + '.' + fraction
        return whole + ('.' + fraction if fraction else '')


    def _decimal(x):
        import decimal
        with decimal.localcontext() as context:
            context.prec = 2000
            return decimal.Decimal(float(x))


    def format_float_positional(x, precision=None, unique=True, fractional=True,
                                trim='k', sign=False, pad_left=None,
                                pad_right=None, min_digits=None):
        if _np.isnan(x) or _np.isinf(x):
            text = 'nan' if _np.isnan(x) else 'inf'
            if x < 0:
                text = '-' + text
            elif sign:
                text = '+' + text
            return text.rjust(pad_left or 0)
        if precision is not None and not unique or not fractional and precision:
            digits = precision
            if not fractional:
                negative, shown, point = _digits(x)
                digits = max(0, precision - point)
            text = '%.*f' % (digits, float(x))
            negative = text.startswith('-')
            whole, _, fraction = text.lstrip('-').partition('.')
        else:
            negative, shown, point = _digits(x)
            negative = negative or str(float(x)).startswith('-')
            if point <= 0:
                whole, fraction = '0', '0' * -point + shown
            else:
                shown = shown.ljust(point, '0')
                whole, fraction = shown[:point], shown[point:]
            if fraction == '0' or shown == '0':
                fraction = ''
            if precision is not None and len(fraction) > precision:
                text = '%.*f' % (precision, float(x))
                whole, _, fraction = text.lstrip('-').partition('.')
                # Zeros stay where nothing else is left of the number.
                if whole != '0' or fraction.strip('0'):
                    fraction = fraction.rstrip('0')
            if min_digits is not None:
                fraction = fraction.ljust(min_digits, '0')
        text = _trimmed(whole, fraction, trim, not unique,
                        precision if not unique else None)
        if negative:
            text = '-' + text
        elif sign:
            text = '+' + text
        if pad_left is not None:
            missing = pad_left - len(text.partition('.')[0])
            text = ' ' * max(0, missing) + text
        if pad_right is not None:
            after = len(text.partition('.')[2])
            text += ' ' * max(0, pad_right - after)
        return text


    def format_float_scientific(x, precision=None, unique=True, trim='k',
                                sign=False, pad_left=None, exp_digits=None,
                                min_digits=None):
        if _np.isnan(x) or _np.isinf(x):
            return format_float_positional(x, sign=sign, pad_left=pad_left)
        negative, shown, point = _digits(x)
        exponent = point - 1 if float(x) != 0 else 0
        if precision is not None and (not unique or len(shown) - 1 > precision):
            text, _, power = ('%.*e' % (precision, float(x))).partition('e')
            exponent = int(power)
            shown = text.lstrip('-').replace('.', '')
            if unique:
                shown = shown[0] + shown[1:].rstrip('0')
        whole, fraction = shown[0], shown[1:]
        if min_digits is not None:
            fraction = fraction.ljust(min_digits, '0')
        text = _trimmed(whole, fraction, trim, not unique,
                        precision if not unique else None)
        if negative or str(float(x)).startswith('-'):
            text = '-' + text
        elif sign:
            text = '+' + text
        if pad_left is not None:
            missing = pad_left - len(text.partition('.')[0])
            text = ' ' * max(0, missing) + text
        least = 2 if exp_digits is None else exp_digits
        mark = '-' if exponent < 0 else '+'
        return text + 'e' + mark + str(abs(exponent)).rjust(least, '0')


    def common_type(*arrays):
        is_complex = False
        size = 0
        for array in arrays:
            kind = array.dtype
            if kind.kind == 'c':
                is_complex = True
                size = max(size, kind.itemsize // 2)
            elif kind.kind in 'iu':
                size = max(size, 8)
            elif kind.kind == 'f':
                size = max(size, kind.itemsize)
            else:
                raise TypeError("can't get common type for non-numeric array")
        if is_complex:
            return {2: _np.complex64, 4: _np.complex64,
                    8: _np.complex128}[size]
        return {0: _np.float16, 2: _np.float16, 4: _np.float32,
                8: _np.float64}[size]


    def mintypecode(typechars, typeset='GDFgdf', default='d'):
        codes = [t if isinstance(t, str) else _np.asarray(t).dtype.char
                 for t in typechars]
        kept = {t for t in codes if t in typeset}
        if not kept:
            return default
        if 'F' in kept and 'd' in kept:
            return 'D'
        order = 'GDFgdfehlbBpPiIqQ'
        return min(kept, key=order.index)


    def isdtype(dtype, kind):
        if not isinstance(dtype, _np.dtype):
            if not (isinstance(dtype, type) and issubclass(dtype, _np.generic)):
                raise TypeError(
                    "dtype argument must be a NumPy dtype, "
                    f"but it is a {type(dtype)}.")
            dtype = _np.dtype(dtype)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        letters = {'bool': 'b', 'signed integer': 'i', 'unsigned integer': 'u',
                   'integral': 'iu', 'real floating': 'f',
                   'complex floating': 'c', 'numeric': 'iufc'}
        for one in kinds:
            if isinstance(one, str):
                if one not in letters:
                    raise ValueError(
                        f"kind argument is a string, but {one!r} is not a known "
                        "kind name.")
                if dtype.kind in letters[one]:
                    return True
            elif dtype == one:
                return True
        return False


    def typename(char):
        return {'?': 'bool', 'b': 'signed char', 'B': 'unsigned char',
                'h': 'short', 'H': 'unsigned short', 'i': 'integer',
                'I': 'unsigned integer', 'l': 'long integer',
                'L': 'unsigned long integer', 'q': 'long long integer',
                'Q': 'unsigned long long integer', 'f': 'single precision',
                'd': 'double precision', 'g': 'long precision',
                'F': 'complex single precision',
                'D': 'complex double precision'}[char]


    typecodes = {'Character': 'c', 'Integer': 'bhilqnp',
                 'UnsignedInteger': 'BHILQNP', 'Float': 'efdg',
                 'Complex': 'FDG', 'AllInteger': 'bBhHiIlLqQnNpP',
                 'AllFloat': 'efdgFDG', 'Datetime': 'Mm',
                 'All': '?bhilqnpBHILQNPefdgFDGSUVOMm'}

    for _value in list(globals().values()):
        if getattr(_value, '__module__', None) == __name__:
            _value.__module__ = 'numpy'
    """#
}
