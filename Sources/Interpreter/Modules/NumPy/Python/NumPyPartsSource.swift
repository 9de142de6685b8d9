// SPDX-License-Identifier: Apache-2.0
// Grids, iterators, vectorize and functions that call a script's functions.

enum NumPyPartsSource {
  /// The names that are the numpy module's.
  static let names = """
    mgrid ogrid r_ c_ index_exp s_ ndenumerate ndindex broadcast nditer fromfunction \
    apply_along_axis apply_over_axes piecewise vectorize _pad_with mask_indices require
    """

  static let text = #"""
    import numpy as _np


    def _index(value):
        if not hasattr(value, '__index__'):
            raise TypeError(f"'{type(value).__name__}' object cannot be "
                            "interpreted as an integer")
        return value.__index__()


    class _Grid:
        def __init__(self, sparse):
            self._sparse = sparse

        def __getitem__(self, key):
            alone = not isinstance(key, tuple)
            slices = (key,) if alone else key
            vectors = []
            for one in slices:
                start = 0 if one.start is None else one.start
                step = 1 if one.step is None else one.step
                stop = one.stop
                if isinstance(step, complex):
                    count = int(abs(step))
                    if count < 2:
                        vectors.append(_np.array([float(start)] * count))
                    else:
                        width = (stop - start) / float(count - 1)
                        vectors.append(_np.arange(count) * width + start)
                else:
                    length = max(0, -int(-(stop - start) // step))
                    vectors.append(_np.arange(length, dtype=int) * step + start)
            if alone:
                return vectors[0]
            kind = _np.result_type(*[v.dtype for v in vectors])
            axes = len(vectors)
            shaped = []
            for axis, vector in enumerate(vectors):
                shape = [1] * axes
                shape[axis] = len(vector)
                shaped.append(vector.astype(kind).reshape(shape))
            if self._sparse:
                return tuple(shaped)
            shape = tuple(len(v) for v in vectors)
            grid = _np.empty((axes,) + shape, kind)
            for axis in range(axes):
                grid[axis] = shaped[axis]
            return grid


    class MGridClass(_Grid):
        def __init__(self):
            super().__init__(False)


    class OGridClass(_Grid):
        def __init__(self):
            super().__init__(True)


    MGridClass.__name__ = 'MGridClass'
    mgrid = MGridClass()
    ogrid = OGridClass()


    class AxisConcatenator:
        def __init__(self, axis=0, matrix=False, ndmin=1, trans1d=-1):
            self.axis = axis
            self.matrix = matrix
            self.ndmin = ndmin
            self.trans1d = trans1d

        def _lifted(self, array, ndmin, trans1d):
            own = array.ndim
            if own >= ndmin:
                return array
            array = array.reshape((1,) * (ndmin - own) + array.shape)
            if trans1d != -1:
                missing = ndmin - own
                place = trans1d
                if place < 0:
                    place += missing + 1
                axes = list(range(ndmin))
                moved = axes[missing:]
                rest = axes[:missing]
                axes = rest[:place] + moved + rest[place:]
                array = array.transpose(axes)
            return array

        def __getitem__(self, key):
            parts = key if isinstance(key, tuple) else (key,)
            axis, ndmin, trans1d = self.axis, self.ndmin, self.trans1d
            arrays = []
            weak = []
            for index, part in enumerate(parts):
                scalar = False
                if isinstance(part, slice):
                    start = 0 if part.start is None else part.start
                    step = 1 if part.step is None else part.step
                    if isinstance(step, complex):
                        array = _np.linspace(start, part.stop, num=int(abs(step)))
                    else:
                        array = _np.arange(start, part.stop, step)
                    if ndmin > 1:
                        array = self._lifted(array, ndmin, trans1d)
                elif isinstance(part, str):
                    if index != 0:
                        raise ValueError(
                            "special directives must be the first entry.")
                    if part in ('r', 'c'):
                        raise NotImplementedError("Weft has no matrix class")
                    if ',' in part:
                        numbers = part.split(',')
                        try:
                            axis, ndmin = [int(x) for x in numbers[:2]]
                            if len(numbers) == 3:
                                trans1d = int(numbers[2])
                            continue
                        except Exception as error:
                            raise ValueError(
                                f"unknown special directive {part!r}") from error
                    try:
                        axis = int(part)
                        continue
                    except (ValueError, TypeError) as error:
                        raise ValueError("unknown special directive") from error
                elif type(part) in (int, float, complex, bool):
                    array = _np.array(part, ndmin=ndmin)
                    weak.append(part)
                    scalar = True
                else:
                    array = _np.asanyarray(part)
                    array = self._lifted(array, ndmin, trans1d)
                arrays.append((array, scalar))
            if not arrays:
                raise ValueError('need at least one array to concatenate')
            kinds = [a.dtype for a, scalar in arrays if not scalar]
            if kinds:
                kind = _np.result_type(*kinds, *weak)
            else:
                kind = _np.result_type(*[a.dtype for a, scalar in arrays])
            return _np.concatenate([a.astype(kind) for a, scalar in arrays], axis)

        def __len__(self):
            return 0


    class RClass(AxisConcatenator):
        def __init__(self):
            AxisConcatenator.__init__(self, 0)


    class CClass(AxisConcatenator):
        def __init__(self):
            AxisConcatenator.__init__(self, -1, ndmin=2, trans1d=0)


    r_ = RClass()
    c_ = CClass()


    class IndexExpression:
        def __init__(self, maketuple):
            self.maketuple = maketuple

        def __getitem__(self, item):
            if self.maketuple and not isinstance(item, tuple):
                return (item,)
            return item


    index_exp = IndexExpression(True)
    s_ = IndexExpression(False)


    class ndenumerate:
        def __init__(self, arr):
            array = _np.asarray(arr)
            self._flat = iter(array.flat)
            self._places = iter(ndindex(array.shape))

        def __next__(self):
            place = next(self._places)
            return place, next(self._flat)

        def __iter__(self):
            return self


    class ndindex:
        def __init__(self, *shape):
            if len(shape) == 1 and isinstance(shape[0], tuple):
                shape = shape[0]
            if any(length < 0 for length in shape):
                raise ValueError('negative dimensions are not allowed')
            self._shape = tuple(_index(length) for length in shape)
            self._next = [0] * len(self._shape)
            self._done = 0 in self._shape

        def __iter__(self):
            return self

        def __next__(self):
            if self._done:
                raise StopIteration
            here = tuple(self._next)
            axis = len(here) - 1
            while axis >= 0:
                self._next[axis] += 1
                if self._next[axis] < self._shape[axis]:
                    break
                self._next[axis] = 0
                axis -= 1
            self._done = axis < 0
            return here


    class broadcast:
        def __init__(self, *args):
            if len(args) > 64:
                raise ValueError(
                    f"Need at least 0 and at most 64 array objects.")
            arrays = []
            for one in args:
                if isinstance(one, broadcast):
                    arrays.extend(one._arrays)
                else:
                    arrays.append(_np.asarray(one))
            self._arrays = arrays
            shapes = [a.shape for a in arrays]
            try:
                self.shape = _np.broadcast_shapes(*shapes)
            except ValueError:
                known = ()
                for place, shape in enumerate(shapes):
                    try:
                        known = _np.broadcast_shapes(known, shape)
                    except ValueError:
                        for first in range(place):
                            try:
                                _np.broadcast_shapes(shapes[first], shape)
                            except ValueError:
                                break
                        raise ValueError(
                            "shape mismatch: objects cannot be broadcast to a "
                            f"single shape.  Mismatch is between arg {first} with "
                            f"shape {shapes[first]} and arg {place} with shape "
                            f"{shape}.") from None
                raise
            self.ndim = self.nd = len(self.shape)
            self.numiter = len(arrays)
            self.size = 1
            for length in self.shape:
                self.size *= length
            self.reset()

        @property
        def iters(self):
            return tuple(_np.broadcast_to(a, self.shape).flat
                         for a in self._arrays)

        def reset(self):
            self.index = 0
            self._iterators = [iter(_np.broadcast_to(a, self.shape).flat)
                               for a in self._arrays]

        def __iter__(self):
            return self

        def __next__(self):
            if self.index >= self.size:
                raise StopIteration
            values = tuple([next(i) for i in self._iterators])
            self.index += 1
            return values


    class nditer:
        def __init__(self, op, flags=None, op_flags=None, op_dtypes=None,
                     order='K', casting='safe', op_axes=None, itershape=None,
                     buffersize=0):
            self._single = not isinstance(op, (tuple, list)) or not any(
                isinstance(one, (_np.ndarray, list, tuple)) or one is None
                for one in op)
            given = [op] if self._single else list(op)
            self._flags = tuple(flags or ())
            if op_axes is not None or itershape is not None:
                raise NotImplementedError("nditer with op_axes or itershape")
            if op_flags and isinstance(op_flags[0], str):
                op_flags = [op_flags] * len(given)
            arrays = [None if one is None else _np.asarray(one) for one in given]
            self.shape = _np.broadcast_shapes(
                *[a.shape for a in arrays if a is not None])
            for place, array in enumerate(arrays):
                if array is None:
                    kinds = [a.dtype for a in arrays if a is not None]
                    kind = _np.result_type(*kinds)
                    if op_dtypes and op_dtypes[place] is not None:
                        kind = _np.dtype(op_dtypes[place])
                    arrays[place] = _np.empty(self.shape, kind)
            if 0 in self.shape and 'zerosize_ok' not in self._flags:
                raise ValueError('Iteration of zero-sized operands is not enabled')
            self._writes = []
            for place, array in enumerate(arrays):
                flagged = op_flags[place] if op_flags else ['readonly']
                writes = given[place] is None or any(
                    f in flagged for f in ('readwrite', 'writeonly', 'write'))
                self._writes.append(writes)
                if op_dtypes and op_dtypes[place] is not None and not writes:
                    arrays[place] = array.astype(op_dtypes[place])
            self.operands = tuple(arrays)
            self.nop = len(arrays)
            self.ndim = len(self.shape)
            self.itersize = 1
            for length in self.shape:
                self.itersize *= length
            self.dtypes = tuple(a.dtype for a in arrays)
            self.has_index = 'c_index' in self._flags or 'f_index' in self._flags
            self.has_multi_index = 'multi_index' in self._flags
            self._views = [_np.broadcast_to(a, self.shape) if a.shape != self.shape
                           else a for a in arrays]
            keeps = order == 'K' and 'dont_negate_strides' not in self._flags
            order = self._memory_order(arrays, order)
            places = list(ndindex(*[self.shape[axis] for axis in order]))
            back = [order.index(axis) for axis in range(self.ndim)]
            self._places = [tuple(p[axis] for axis in back) for p in places]
            # Axes along which every operand lies backwards are gone through in memory's order.
            turned = [keeps and self._is_turned(axis) for axis in range(self.ndim)]
            if any(turned):
                self._places = [
                    tuple(n - 1 - i if turn else i
                          for i, n, turn in zip(place, self.shape, turned))
                    for place in self._places]
            self.reset()

        def _is_turned(self, axis):
            steps = [view.strides[axis] for view in self._views]
            return all(step <= 0 for step in steps) and any(step < 0 for step in steps)

        def _memory_order(self, arrays, order):
            axes = list(range(self.ndim))
            if order == 'F':
                return axes[::-1]
            if order == 'C':
                return axes
            full = [a for a in arrays if a.shape == self.shape]
            if order == 'A':
                rows = all(_np.isfortran(a) for a in full) and full
                return axes[::-1] if rows else axes
            if not full:
                return axes
            return sorted(axes, key=lambda axis: -abs(full[0].strides[axis]))

        def reset(self):
            self.iterindex = 0
            self.finished = not self._places
            self._started = False

        @property
        def multi_index(self):
            if not self.has_multi_index:
                raise ValueError("Iterator is not tracking a multi-index")
            if self.finished:
                raise ValueError("Iterator is past the end")
            return self._places[self.iterindex]

        @property
        def index(self):
            if not self.has_index:
                raise ValueError("Iterator does not have an index")
            if self.finished:
                raise ValueError("Iterator is past the end")
            order = 'C' if 'c_index' in self._flags else 'F'
            if not self.shape:
                return 0
            return int(_np.ravel_multi_index(
                self._places[self.iterindex], self.shape, order=order))

        @property
        def value(self):
            if self.finished:
                raise ValueError("Iterator is past the end")
            return self._value()

        def _value(self):
            if 'external_loop' in self._flags:
                columns = tuple(zip(*self._places)) if self.ndim else ()
                columns = tuple(list(c) for c in columns)
                values = tuple(v[columns] if columns else v.reshape(1)
                               for v in self._views)
            else:
                place = self._places[self.iterindex]
                values = tuple(v[place + (...,)] for v in self._views)
            return values[0] if self._single else values

        def __getitem__(self, index):
            value = self.value
            return (value,)[index] if self._single else value[index]

        def __setitem__(self, index, new):
            self._views[index][self._places[self.iterindex]] = new

        def __len__(self):
            return self.nop

        def iternext(self):
            if 'external_loop' in self._flags:
                self.finished = True
                return False
            self.iterindex += 1
            self.finished = self.iterindex >= len(self._places)
            return not self.finished

        def __iter__(self):
            return self

        def __next__(self):
            if self._started:
                if not self.finished:
                    self.iternext()
            self._started = True
            if self.finished:
                raise StopIteration
            return self._value()

        def copy(self):
            other = object.__new__(nditer)
            other.__dict__.update(self.__dict__)
            return other

        def close(self):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *details):
            self.close()


    def fromfunction(function, shape, *, dtype=float, like=None, **kwargs):
        args = _np.indices(shape, dtype=dtype)
        return function(*args, **kwargs)


    def apply_along_axis(func1d, axis, arr, *args, **kwargs):
        array = _np.asanyarray(arr)
        axes = array.ndim
        axis = _normal_axis(axis, axes)
        moved = _np.moveaxis(array, axis, -1)
        outer = moved.shape[:-1]
        if 0 in outer:
            raise ValueError(
                'Cannot apply_along_axis when any iteration dimensions are 0')
        results = [_np.asanyarray(func1d(moved[place], *args, **kwargs))
                   for place in ndindex(outer)]
        first = results[0]
        filled = _np.stack(results).astype(first.dtype)
        filled = filled.reshape(outer + first.shape)
        inner = first.ndim
        order = list(range(axis)) + list(range(axes - 1, axes - 1 + inner))
        order += list(range(axis, axes - 1))
        return filled.transpose(order)


    def _normal_axis(axis, ndim):
        axis = _index(axis)
        if not -ndim <= axis < ndim:
            raise _np.exceptions.AxisError(
                f'axis {axis} is out of bounds for array of dimension {ndim}')
        return axis % ndim


    def apply_over_axes(func, a, axes):
        value = _np.asarray(a)
        ndim = value.ndim
        if _np.array(axes).ndim == 0:
            axes = (axes,)
        for axis in axes:
            if axis < 0:
                axis += ndim
            result = func(value, axis)
            if result.ndim != value.ndim:
                result = _np.expand_dims(result, axis)
                if result.ndim != value.ndim:
                    raise ValueError(
                        "function is not returning an array of the correct shape")
            value = result
        return value


    def piecewise(x, condlist, funclist, *args, **kw):
        x = _np.asanyarray(x)
        count = len(funclist)
        if _np.isscalar(condlist) or (
                not isinstance(condlist[0], (list, _np.ndarray)) and x.ndim != 0):
            condlist = [condlist]
        conditions = _np.asarray(condlist, dtype=bool)
        n = len(conditions)
        if n == count - 1:
            other = ~_np.any(conditions, axis=0, keepdims=True)
            conditions = _np.concatenate([conditions, other], axis=0)
            n += 1
        elif n != count:
            raise ValueError(
                f"with {n} condition(s), either {n} or {n + 1} functions are "
                "expected")
        y = _np.zeros_like(x)
        for condition, function in zip(conditions, funclist):
            if not callable(function):
                y[condition] = function
            else:
                values = x[condition]
                if values.size > 0:
                    y[condition] = function(values, *args, **kw)
        return y


    class vectorize:
        def __init__(self, pyfunc=None, otypes=None, doc=None, excluded=None,
                     cache=False, signature=None):
            if signature is not None:
                raise NotImplementedError(
                    "vectorize with a signature: Weft has functions of elements")
            if pyfunc is not None and not callable(pyfunc):
                raise TypeError(
                    "When used as a decorator, only accepts keyword arguments.")
            self.pyfunc = pyfunc
            self.cache = cache
            self.signature = None
            self.excluded = set(excluded) if excluded is not None else set()
            if isinstance(otypes, str):
                for code in otypes:
                    if code not in '?bBhHiIlLqQpPefdgFDGSUOVMm':
                        raise ValueError(f"Invalid otype specified: {code}")
            elif otypes is not None:
                otypes = [_np.dtype(kind) for kind in otypes]
            self.otypes = otypes
            if pyfunc is not None:
                self.__name__ = getattr(pyfunc, '__name__', 'vectorize')
                self.__doc__ = doc if doc is not None else getattr(
                    pyfunc, '__doc__', None)
            else:
                self.__doc__ = doc

        def __call__(self, *args, **kwargs):
            if self.pyfunc is None:
                self.__init__(args[0], otypes=self.otypes, doc=self.__doc__,
                              excluded=self.excluded or None, cache=self.cache)
                return self
            varied = [i for i in range(len(args)) if i not in self.excluded]
            names = [n for n in kwargs if n not in self.excluded]
            if not varied and not names:
                return self.pyfunc(*args, **kwargs)
            arrays = [_np.asanyarray(args[i]) for i in varied]
            arrays += [_np.asanyarray(kwargs[n]) for n in names]
            shape = _np.broadcast_shapes(*[a.shape for a in arrays])
            columns = [_np.broadcast_to(a, shape).ravel() for a in arrays]

            def called(place, columns):
                for column, i in enumerate(varied):
                    given[i] = columns[column][place]
                for column, name in enumerate(names):
                    kwargs[name] = columns[len(varied) + column][place]
                return self.pyfunc(*given, **kwargs)

            total = 1
            for length in shape:
                total *= length
            if total == 0 and self.otypes is None:
                raise ValueError('cannot call `vectorize` on size 0 inputs '
                                 'unless `otypes` is set')
            given = list(args)
            # As NumPy does: a call with NumPy's scalars says what dtypes come out, those with Python's numbers count.
            first = called(0, columns) if self.otypes is None else None
            numbers = [column.tolist() for column in columns]
            results = [called(place, numbers) for place in range(total)]
            kinds = self.otypes
            if kinds is not None:
                count = len(kinds)
            else:
                firsts = first if isinstance(first, tuple) else (first,)
                count = len(firsts)
                kinds = [_np.asarray(one).dtype for one in firsts]
            if count == 1 and not (results and isinstance(results[0], tuple)):
                return self._made(results, kinds[0], shape, arrays)
            return tuple(self._made([r[i] for r in results], kinds[i], shape, arrays)
                         for i in range(count))

        def _made(self, values, kind, shape, arrays):
            # Results lie in memory as those of any ufunc do.
            layout = arrays[0] == arrays[0]
            for other in arrays[1:]:
                layout = layout | (other == other)
            result = _np.empty_like(layout, dtype=kind)
            result[...] = _np.array(values, dtype=kind).reshape(shape)
            return result


    def _pad_with(array, pad_width, mode, kwargs):
        array = _np.asarray(array)
        widths = _np.broadcast_to(pad_width, (array.ndim, 2)).tolist()
        shape = tuple(low + length + high for (low, high), length
                      in zip(widths, array.shape))
        padded = _np.zeros(shape, array.dtype)
        inside = tuple(slice(low, low + length) for (low, high), length
                       in zip(widths, array.shape))
        padded[inside] = array
        for axis in range(padded.ndim):
            view = _np.moveaxis(padded, axis, -1)
            for place in ndindex(view.shape[:-1]):
                mode(view[place], tuple(widths[axis]), axis, kwargs)
        return padded


    def mask_indices(n, mask_func, k=0):
        m = _np.ones((n, n), int)
        a = mask_func(m, k)
        return _np.nonzero(a != 0)


    def require(a, dtype=None, requirements=None, *, like=None):
        known = {'C': 'C', 'C_CONTIGUOUS': 'C', 'CONTIGUOUS': 'C', 'F': 'F',
                 'F_CONTIGUOUS': 'F', 'FORTRAN': 'F', 'A': 'A', 'ALIGNED': 'A',
                 'W': 'W', 'WRITEABLE': 'W', 'O': 'O', 'OWNDATA': 'O',
                 'E': 'E', 'ENSUREARRAY': 'E'}
        if not requirements:
            return _np.asanyarray(a, dtype=dtype)
        wanted = {known[word.upper()] for word in requirements}
        if wanted >= {'C', 'F'}:
            raise ValueError('Cannot specify both "C" and "F" order')
        array = _np.asarray(a, dtype=dtype)
        if 'C' in wanted and not array.flags.c_contiguous:
            array = array.copy('C')
        if 'F' in wanted and not array.flags.f_contiguous:
            array = array.copy('F')
        if 'O' in wanted and not array.flags.owndata:
            array = array.copy()
        return array


    def as_strided(x, shape=None, strides=None, subok=False, writeable=True):
        return _np._as_strided(x, shape, strides)


    def sliding_window_view(x, window_shape, axis=None, *, subok=False,
                            writeable=False):
        view = _np._sliding_window_view(x, window_shape, axis)
        view.flags.writeable = writeable
        return view


    for _value in list(globals().values()):
        if getattr(_value, '__module__', None) == __name__:
            _value.__module__ = 'numpy'
    """#
}
