// SPDX-License-Identifier: Apache-2.0
// numpy.ctypeslib: arrays as arguments of C functions, and C data as arrays.

enum NumPyCTypesSource {
  static let text = #"""
    import ctypes as _c
    import numpy as _np
    from numpy import _native

    __all__ = ['load_library', 'ndpointer', 'c_intp', 'as_ctypes', 'as_array', 'as_ctypes_type']

    c_intp = _c.c_long


    class _ctypes:
        """What `ndarray.ctypes` gives: where the elements lie, for C."""

        def __init__(self, array, ptr=None):
            self._arr = array
            self._data = _c.c_void_p(ptr)

        def data_as(self, obj):
            """The address as a pointer of a type, which keeps the array."""
            pointer = _c.cast(self._data, obj)
            pointer._arr = self._arr
            return pointer

        def shape_as(self, obj):
            """The shape as a C array of a type; None for arrays without axes."""
            return (obj * self._arr.ndim)(*self._arr.shape) if self._arr.ndim else None

        def strides_as(self, obj):
            """The strides as a C array of a type; None for arrays without axes."""
            return (obj * self._arr.ndim)(*self._arr.strides) if self._arr.ndim else None

        @property
        def data(self):
            return self._data.value

        @property
        def shape(self):
            return self.shape_as(c_intp)

        @property
        def strides(self):
            return self.strides_as(c_intp)

        @property
        def _as_parameter_(self):
            return self.data_as(_c.c_void_p)


    def load_library(libname, loader_path):
        """Loads a library from a folder, or from that of a file; an extension may be left out."""
        import os
        libname, loader_path = os.fsdecode(libname), os.path.abspath(os.fsdecode(loader_path))
        folder = loader_path if os.path.isdir(loader_path) else os.path.dirname(loader_path)
        names = [libname] if os.path.splitext(libname)[1] else [libname + '.so']
        for name in names:
            path = os.path.join(folder, name)
            if os.path.exists(path):
                return _c.cdll.LoadLibrary(path)
        raise OSError("no file with expected extension")


    _flags = {
        'C': 1, 'CONTIGUOUS': 1, 'C_CONTIGUOUS': 1, 'F': 2, 'FORTRAN': 2, 'F_CONTIGUOUS': 2,
        'O': 4, 'OWNDATA': 4, 'A': 0x100, 'ALIGNED': 0x100, 'W': 0x400, 'WRITEABLE': 0x400,
        'X': 0x2000, 'WRITEBACKIFCOPY': 0x2000,
    }


    def _flag_names(number):
        return [name for name in ('C_CONTIGUOUS', 'F_CONTIGUOUS', 'ALIGNED', 'WRITEABLE',
                                  'OWNDATA', 'WRITEBACKIFCOPY') if number & _flags[name]]


    class _ndptr(_c.c_void_p):
        @classmethod
        def from_param(cls, obj):
            if not isinstance(obj, _np.ndarray):
                raise TypeError("argument must be an ndarray")
            if cls._dtype_ is not None and obj.dtype != cls._dtype_:
                raise TypeError(f"array must have data type {cls._dtype_}")
            if cls._ndim_ is not None and obj.ndim != cls._ndim_:
                raise TypeError(f"array must have {cls._ndim_} dimension(s)")
            if cls._shape_ is not None and obj.shape != cls._shape_:
                raise TypeError(f"array must have shape {cls._shape_}")
            if cls._flags_ is not None and obj.flags.num & cls._flags_ != cls._flags_:
                raise TypeError(f"array must have flags {_flag_names(cls._flags_)}")
            return obj.ctypes


    class _concrete_ndptr(_ndptr):
        """A pointer that knows enough to be an array again."""

        def _check_retval_(self):
            return self.contents

        @property
        def contents(self):
            kind = _arrays_of(as_ctypes_type(self._dtype_), self._shape_)
            return _native.array_over(_c.cast(self, _c.POINTER(kind)).contents)


    _pointer_type_cache = {}


    def ndpointer(dtype=None, ndim=None, shape=None, flags=None):
        """A type of arguments: arrays of a dtype, a number of axes, a shape, with flags."""
        if dtype is not None:
            dtype = _np.dtype(dtype)
        number = None
        if flags is not None:
            if isinstance(flags, str):
                flags = flags.split(',')
            elif isinstance(flags, (int, _np.integer)):
                number = flags
            elif hasattr(flags, 'num'):
                number = flags.num
            if number is not None:
                flags = _flag_names(number)
            else:
                try:
                    flags = [flag.strip().upper() for flag in flags]
                except Exception as error:
                    raise TypeError("invalid flags specification") from error
                number = 0
                for flag in flags:
                    number |= _flags[flag]
        if shape is not None:
            try:
                shape = tuple(shape)
            except TypeError:
                shape = (shape,)
        key = (dtype, ndim, shape, number)
        if key in _pointer_type_cache:
            return _pointer_type_cache[key]
        name = 'any' if dtype is None else dtype.str
        if ndim is not None:
            name += "_%dd" % ndim
        if shape is not None:
            name += "_" + "x".join(str(size) for size in shape)
        if flags is not None:
            name += "_" + "_".join(flags)
        base = _ndptr if dtype is None or shape is None else _concrete_ndptr
        kind = type(f"ndpointer_{name}", (base,), {
            "_dtype_": dtype, "_shape_": shape, "_ndim_": ndim, "_flags_": number})
        _pointer_type_cache[key] = kind
        return kind


    def _arrays_of(kind, shape):
        for size in shape[::-1]:
            kind = size * kind
            # The types are those of whoever asks.
            kind.__module__ = None
        return kind


    _types = {_np.dtype(name): kind for name, kind in (
        ('int8', _c.c_byte), ('int16', _c.c_short), ('int32', _c.c_int), ('int64', _c.c_long),
        ('uint8', _c.c_ubyte), ('uint16', _c.c_ushort), ('uint32', _c.c_uint),
        ('uint64', _c.c_ulong), ('float32', _c.c_float), ('float64', _c.c_double),
        ('bool', _c.c_bool))}


    def as_ctypes_type(dtype):
        """The C type of a dtype."""
        dtype = _np.dtype(dtype)
        try:
            return _types[dtype]
        except KeyError:
            raise NotImplementedError(f"Converting {dtype!r} to a ctypes type") from None


    def as_array(obj, shape=None):
        """An array over the memory of a C array, or of what a pointer points to."""
        if isinstance(obj, _c._Pointer):
            if shape is None:
                raise TypeError(
                    'as_array() requires a shape argument when called on a pointer')
            obj = _c.cast(obj, _c.POINTER(_arrays_of(obj._type_, shape))).contents
        if not isinstance(obj, (_c.Array, _c._SimpleCData)):
            return _np.asarray(obj)
        return _native.array_over(obj)


    def as_ctypes(obj):
        """C data over the memory of an array."""
        if isinstance(obj, _np.generic):
            obj = _np.array(obj)
        if not isinstance(obj, _np.ndarray):
            obj.__array_interface__
        if not obj.flags.c_contiguous:
            raise TypeError("strided arrays not supported")
        if not obj.flags.writeable:
            raise TypeError("readonly arrays unsupported")
        result = _arrays_of(as_ctypes_type(obj.dtype), obj.shape).from_address(obj.ctypes.data)
        result.__keep = obj
        return result
    """#
}
