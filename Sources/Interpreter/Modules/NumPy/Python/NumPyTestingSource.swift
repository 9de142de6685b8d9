// SPDX-License-Identifier: Apache-2.0
// numpy.testing: assertions on arrays.

enum NumPyTestingSource {
  static let text = #"""
    import numpy as _np


    class _Managed:
        """A context that a generator with one yield describes."""

        def __init__(self, generator):
            self._generator = generator

        def __enter__(self):
            return next(self._generator)

        def __exit__(self, kind, error, trace):
            if error is None:
                next(self._generator, None)
                return False
            try:
                self._generator.throw(error)
            except StopIteration:
                return True
            except BaseException as raised:
                if raised is error:
                    return False
                raise
            return False


    def _context(function):
        def make(*args, **kwargs):
            return _Managed(function(*args, **kwargs))
        make.__name__ = function.__name__
        return make

    verbose = 0


    def _shown(value, precision):
        if isinstance(value, _np.ndarray):
            return _np.array_repr(value, precision=precision)
        return repr(value)


    def build_err_msg(arrays, err_msg, header='Items are not equal:',
                      verbose=True, names=('ACTUAL', 'DESIRED'), precision=8):
        lines = ['\n' + header]
        err_msg = str(err_msg)
        if err_msg:
            if err_msg.find('\n') == -1 and len(err_msg) < 79 - len(header):
                lines = [lines[0] + ' ' + err_msg]
            else:
                lines.append(err_msg)
        if verbose:
            for name, value in zip(names, arrays):
                text = _shown(value, precision)
                if text.count('\n') > 3:
                    text = '\n'.join(text.splitlines()[:3]) + '...'
                lines.append(f' {name}: {text}')
        return '\n'.join(lines)


    def assert_(val, msg=''):
        if not val:
            raise AssertionError(msg() if callable(msg) else msg)


    def _compared(comparison, x, y, err_msg='', verbose=True, header='',
                  precision=6, equal_nan=True, strict=False,
                  names=('ACTUAL', 'DESIRED')):
        x, y = _np.asanyarray(x), _np.asanyarray(y)
        first, second = x, y

        def fail(reason):
            # The header and an empty line come before the reason.
            raise AssertionError(build_err_msg(
                [first, second], str(err_msg) + '\n' + reason, verbose=verbose,
                header=header, names=names, precision=precision))

        if strict:
            same = x.shape == y.shape and x.dtype == y.dtype
        else:
            same = x.shape == () or y.shape == () or x.shape == y.shape
        if not same:
            if x.shape != y.shape:
                fail(f'(shapes {x.shape}, {y.shape} mismatch)')
            fail(f'(dtypes {x.dtype}, {y.dtype} mismatch)')

        def numeric(a):
            return a.dtype.kind in 'fc'

        flagged = _np.zeros(_np.broadcast_shapes(x.shape, y.shape), bool)
        x, y = _np.broadcast_to(x, flagged.shape), _np.broadcast_to(
            y, flagged.shape)

        def agree(function, what):
            mine, others = function(x), function(y)
            if not (mine == others).all():
                fail(f'{what} location mismatch:')
            return mine

        if equal_nan and (numeric(x) or numeric(y)):
            flagged = flagged | agree(_np.isnan, 'nan')
            if not (x.dtype.kind == 'c' or y.dtype.kind == 'c'):
                flagged = flagged | agree(lambda a: a == _np.inf, 'inf')
                flagged = flagged | agree(lambda a: a == -_np.inf, '-inf')
        total = max(1, flagged.size)
        x, y = _np.atleast_1d(x), _np.atleast_1d(y)
        kept = ~_np.atleast_1d(flagged)
        result = _np.atleast_1d(comparison(x, y)) | ~kept
        if result.all():
            return
        bad = ~result
        count = int(_np.count_nonzero(bad))
        percent = 100 * count / total
        lines = [f'Mismatched elements: {count} / {total} ({percent:.3g}%)']
        if first.ndim or second.ndim:
            places = [tuple(int(i) for i in p) for p in zip(*_np.nonzero(bad))]
            lines.append('Mismatch at index:' if len(places) == 1
                         else 'Mismatch at indices:' if len(places) <= 5
                         else 'First 5 mismatches are at indices:')
            for place in places[:5]:
                shown = list(place)
                lines.append(f' {shown}: {x[place]} ({names[0]}), '
                             f'{y[place]} ({names[1]})')
        if x.dtype != bool or y.dtype != bool:
            mine, others = x[bad], y[bad]
            if mine.dtype.kind == 'u' or others.dtype.kind == 'u':
                error = _np.where(mine > others, mine - others, others - mine)
            else:
                error = abs(mine - others)
            with _np.errstate(all='ignore'):
                lines.append('Max absolute difference among violations: '
                             + _np.array2string(_np.max(error)))
                nonzero = others != 0
                if nonzero.any():
                    worst = _np.max(error[nonzero] / abs(others[nonzero]))
                    lines.append('Max relative difference among violations: '
                                 + _np.array2string(worst))
                else:
                    lines.append('Max relative difference among violations: inf')
        fail('\n'.join(lines))


    def assert_array_compare(comparison, x, y, err_msg='', verbose=True,
                             header='', precision=6, equal_nan=True,
                             equal_inf=True, *, strict=False,
                             names=('ACTUAL', 'DESIRED')):
        _compared(comparison, x, y, err_msg, verbose, header, precision,
                  equal_nan, strict, names)


    def assert_array_equal(actual, desired, err_msg='', verbose=True, *,
                           strict=False):
        _compared(lambda a, b: a == b, actual, desired, err_msg, verbose,
                  'Arrays are not equal', strict=strict)


    def assert_allclose(actual, desired, rtol=1e-07, atol=0, equal_nan=True,
                        err_msg='', verbose=True, *, strict=False):
        def close(x, y):
            return _np.isclose(x, y, rtol=rtol, atol=atol, equal_nan=equal_nan)

        _compared(close, actual, desired, str(err_msg), verbose,
                  f'Not equal to tolerance rtol={rtol:g}, atol={atol:g}',
                  equal_nan=equal_nan, strict=strict)


    def assert_array_almost_equal(actual, desired, decimal=6, err_msg='',
                                  verbose=True):
        def close(x, y):
            return abs(x - y) < 1.5 * 10.0 ** -decimal

        _compared(close, actual, desired, err_msg, verbose,
                  f'Arrays are not almost equal to {decimal} decimals',
                  precision=decimal)


    def assert_array_less(x, y, err_msg='', verbose=True, *, strict=False):
        _compared(lambda a, b: a < b, x, y, err_msg, verbose,
                  'Arrays are not strictly ordered `x < y`', equal_nan=True,
                  strict=strict, names=('x', 'y'))


    def assert_equal(actual, desired, err_msg='', verbose=True, *, strict=False):
        if isinstance(desired, dict):
            if not isinstance(actual, dict):
                raise AssertionError(repr(type(actual)))
            assert_equal(len(actual), len(desired), err_msg, verbose)
            for key in desired:
                if key not in actual:
                    raise AssertionError(repr(key))
                assert_equal(actual[key], desired[key],
                             f'key={key!r}\n{err_msg}', verbose)
            return
        if isinstance(desired, (list, tuple)) and isinstance(
                actual, (list, tuple)):
            assert_equal(len(actual), len(desired), err_msg, verbose)
            for place in range(len(desired)):
                assert_equal(actual[place], desired[place],
                             f'item={place!r}\n{err_msg}', verbose)
            return
        if isinstance(actual, _np.ndarray) or isinstance(desired, _np.ndarray):
            return assert_array_equal(actual, desired, err_msg, verbose,
                                      strict=strict)
        message = build_err_msg([actual, desired], err_msg, verbose=verbose)
        try:
            if desired != desired and actual != actual:
                return
        except (TypeError, ValueError):
            pass
        if not (desired == actual):
            raise AssertionError(message)


    def assert_almost_equal(actual, desired, decimal=7, err_msg='',
                            verbose=True):
        if isinstance(actual, (_np.ndarray, tuple, list)) or isinstance(
                desired, (_np.ndarray, tuple, list)):
            return assert_array_almost_equal(
                actual, desired, decimal, err_msg, verbose)
        header = f'Arrays are not almost equal to {decimal} decimals'
        message = build_err_msg([actual, desired], err_msg, verbose=verbose,
                                header=header)
        if _np.isnan(actual) or _np.isnan(desired):
            if not (_np.isnan(actual) and _np.isnan(desired)):
                raise AssertionError(message)
            return
        if _np.isinf(actual) or _np.isinf(desired):
            if actual != desired:
                raise AssertionError(message)
            return
        if abs(desired - actual) >= 1.5 * 10.0 ** -decimal:
            raise AssertionError(message)


    def assert_approx_equal(actual, desired, significant=7, err_msg='',
                            verbose=True):
        actual, desired = float(actual), float(desired)
        if desired == actual:
            return
        scale = 0.5 * (abs(desired) + abs(actual))
        scale = 10.0 ** _np.floor(_np.log10(scale))
        message = build_err_msg(
            [actual, desired], err_msg, verbose=verbose,
            header=f'Items are not equal to {significant} significant digits:')
        first = desired / scale if scale else 0.0
        second = actual / scale if scale else 0.0
        if not abs(first - second) < 10.0 ** -(significant - 1):
            raise AssertionError(message)


    def assert_string_equal(actual, desired):
        if not isinstance(actual, str):
            raise AssertionError(repr(type(actual)))
        if not isinstance(desired, str):
            raise AssertionError(repr(type(desired)))
        if desired == actual:
            return
        lines = []
        ours, theirs = actual.splitlines(True), desired.splitlines(True)
        for place in range(max(len(ours), len(theirs))):
            first = ours[place] if place < len(ours) else ''
            second = theirs[place] if place < len(theirs) else ''
            if first != second:
                lines.append('- ' + first + '+ ' + second)
        raise AssertionError('Differences in strings:\n' + ''.join(lines).rstrip())


    class _Raises:
        def __init__(self, expected, pattern=None):
            self.expected = expected
            self.pattern = pattern
            self.exception = None
            self.who = ''

        def __enter__(self):
            return self

        def __exit__(self, kind, error, trace):
            if kind is None:
                if isinstance(self.expected, tuple):
                    name = str(self.expected)
                else:
                    name = self.expected.__name__
                raise AssertionError(f'{name} not raised{self.who}')
            if not issubclass(kind, self.expected):
                return False
            self.exception = error
            if self.pattern is not None:
                import re
                if not re.search(self.pattern, str(error)):
                    raise AssertionError(
                        f'"{self.pattern}" does not match "{error}"')
            return True


    def assert_raises(*args, **kwargs):
        expected, *rest = args
        context = _Raises(expected)
        if not rest:
            return context
        function, *rest = rest
        context.who = f" by {getattr(function, '__name__', function)}"
        with context:
            function(*rest, **kwargs)


    def assert_raises_regex(exception_class, expected_regexp, *args, **kwargs):
        context = _Raises(exception_class, expected_regexp)
        if not args:
            return context
        function, *rest = args
        context.who = f" by {getattr(function, '__name__', function)}"
        with context:
            function(*rest, **kwargs)


    @_context
    def _warns(kind):
        import warnings
        with warnings.catch_warnings(record=True) as met:
            warnings.simplefilter('always')
            yield met
        if not any(issubclass(w.category, kind) for w in met):
            raise AssertionError('No warning raised')


    def assert_warns(warning_class, *args, **kwargs):
        if not args:
            return _warns(warning_class)
        function, *rest = args
        with _warns(warning_class):
            return function(*rest, **kwargs)


    @_context
    def _no_warnings(name):
        import warnings
        with warnings.catch_warnings(record=True) as met:
            warnings.simplefilter('always')
            yield
        if met:
            raise AssertionError(f'Got warnings{name}: {met}')


    def assert_no_warnings(*args, **kwargs):
        if not args:
            return _no_warnings('')
        function, *rest = args
        with _no_warnings(f' when calling {function.__name__}'):
            return function(*rest, **kwargs)


    def assert_array_almost_equal_nulp(x, y, nulp=1):
        x, y = _np.asarray(x), _np.asarray(y)
        ax, ay = _np.abs(x), _np.abs(y)
        bound = nulp * _np.spacing(_np.where(ax > ay, ax, ay))
        if not _np.all(_np.abs(x - y) <= bound):
            raise AssertionError(
                f'Arrays are not equal to {nulp} ULP '
                f'(max is {_np.max(_ulps(x, y)):g})')


    def _ulps(x, y):
        kind = _np.result_type(x.dtype, y.dtype)
        whole = {2: _np.int16, 4: _np.int32, 8: _np.int64}[kind.itemsize]

        def ordered(a):
            bits = a.astype(kind).view(whole)
            return _np.where(bits < 0, _np.iinfo(whole).min - bits, bits)

        return _np.abs((ordered(x) - ordered(y)).astype(kind))


    def assert_array_max_ulp(a, b, maxulp=1, dtype=None):
        result = _ulps(_np.asarray(a, dtype=dtype), _np.asarray(b, dtype=dtype))
        if not _np.all(result <= maxulp):
            raise AssertionError(
                f'Arrays are not almost equal up to {maxulp:g} ULP '
                f'(max difference is {_np.max(result):g} ULP)')
        return result


    @_context
    def tempdir(*args, **kwargs):
        import shutil
        import tempfile
        path = tempfile.mkdtemp(*args, **kwargs)
        try:
            yield path
        finally:
            shutil.rmtree(path)


    @_context
    def temppath(*args, **kwargs):
        import os
        import tempfile
        handle, path = tempfile.mkstemp(*args, **kwargs)
        os.close(handle)
        try:
            yield path
        finally:
            os.remove(path)
    """#
}
