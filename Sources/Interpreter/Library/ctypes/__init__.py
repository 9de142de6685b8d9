# SPDX-License-Identifier: Apache-2.0
"""Data of C's types, and calls of functions in shared libraries."""

import posix as _os
import sys as _sys
import types as _types
from struct import calcsize as _calcsize

from _ctypes import (
    FUNCFLAG_CDECL as _FUNCFLAG_CDECL,
    FUNCFLAG_PYTHONAPI as _FUNCFLAG_PYTHONAPI,
    FUNCFLAG_USE_ERRNO as _FUNCFLAG_USE_ERRNO,
    FUNCFLAG_USE_LASTERROR as _FUNCFLAG_USE_LASTERROR,
    POINTER, RTLD_GLOBAL, RTLD_LOCAL, SIZEOF_TIME_T, ArgumentError, Array, Structure, Union,
    CFuncPtr as _CFuncPtr, _cast_addr, _memmove_addr, _memset_addr, _Pointer, _pointer_type_cache,
    _SimpleCData, _string_at_addr, _wstring_at_addr, __version__ as _ctypes_version, addressof,
    alignment, byref, dlopen as _dlopen, get_errno, pointer, resize, set_errno, sizeof)

__version__ = "1.1.0"
if __version__ != _ctypes_version:
    raise Exception("Version number mismatch", __version__, _ctypes_version)

DEFAULT_MODE = RTLD_LOCAL


# Simple types: one class for each code, whose size struct must agree with.


def _check_size(typ, typecode=None):
    size, expected = sizeof(typ), _calcsize(typecode or typ._type_)
    if size != expected:
        raise SystemError(f"sizeof({typ}) wrong: {size} instead of {expected}")


class py_object(_SimpleCData):
    _type_ = "O"

    def __repr__(self):
        try:
            return super().__repr__()
        except ValueError:
            return f"{type(self).__name__}(<NULL>)"


class c_byte(_SimpleCData):
    _type_ = "b"


class c_ubyte(_SimpleCData):
    _type_ = "B"


class c_char(_SimpleCData):
    _type_ = "c"


class c_short(_SimpleCData):
    _type_ = "h"


class c_ushort(_SimpleCData):
    _type_ = "H"


class c_int(_SimpleCData):
    _type_ = "i"


class c_uint(_SimpleCData):
    _type_ = "I"


class c_long(_SimpleCData):
    _type_ = "l"


class c_ulong(_SimpleCData):
    _type_ = "L"


class c_float(_SimpleCData):
    _type_ = "f"


class c_double(_SimpleCData):
    _type_ = "d"


class c_longdouble(_SimpleCData):
    _type_ = "g"


class c_bool(_SimpleCData):
    _type_ = "?"


class c_wchar(_SimpleCData):
    _type_ = "u"


class c_void_p(_SimpleCData):
    _type_ = "P"


class c_char_p(_SimpleCData):
    _type_ = "z"

    def __repr__(self):
        return f"{type(self).__name__}({c_void_p.from_buffer(self).value})"


class c_wchar_p(_SimpleCData):
    _type_ = "Z"

    def __repr__(self):
        return f"{type(self).__name__}({c_void_p.from_buffer(self).value})"


for kind in (c_byte, c_ubyte, c_char):
    # A byte has one order only.
    kind.__ctype_le__ = kind.__ctype_be__ = kind
for kind in (c_byte, c_ubyte, c_char, c_short, c_ushort, c_int, c_uint, c_long, c_ulong, c_float,
             c_double, c_bool, c_void_p):
    _check_size(kind)
_check_size(py_object, "P")
_check_size(c_char_p, "P")
_check_size(c_wchar_p, "P")
del kind

# On 64-bit Linux long is as long as long long, size_t and addresses.
c_longlong, c_ulonglong = c_long, c_ulong
c_size_t, c_ssize_t = c_ulong, c_long
c_voidp = c_void_p
c_int8, c_int16, c_int32, c_int64 = c_byte, c_short, c_int, c_long
c_uint8, c_uint16, c_uint32, c_uint64 = c_ubyte, c_ushort, c_uint, c_ulong
c_time_t = c_int64


def _reset_cache():
    _pointer_type_cache.clear()
    _c_functype_cache.clear()
    # Strings may be passed where pointers to characters are expected.
    POINTER(c_wchar).from_param = c_wchar_p.from_param
    POINTER(c_char).from_param = c_char_p.from_param
    _pointer_type_cache[None] = c_void_p


# Buffers


def create_string_buffer(init, size=None):
    """An array of c_char: from bytes, with a zero behind them or of a size, or of zeros."""
    if isinstance(init, bytes):
        if size is None:
            size = len(init) + 1
        _sys.audit("ctypes.create_string_buffer", init, size)
        buffer = (c_char * size)()
        buffer.value = init
        return buffer
    if isinstance(init, int):
        _sys.audit("ctypes.create_string_buffer", None, init)
        return (c_char * init)()
    raise TypeError(init)


c_buffer = create_string_buffer


def create_unicode_buffer(init, size=None):
    """An array of c_wchar: from a string, with a zero behind it or of a size, or of zeros."""
    if isinstance(init, str):
        if size is None:
            size = len(init) + 1
        _sys.audit("ctypes.create_unicode_buffer", init, size)
        buffer = (c_wchar * size)()
        buffer.value = init
        return buffer
    if isinstance(init, int):
        _sys.audit("ctypes.create_unicode_buffer", None, init)
        return (c_wchar * init)()
    raise TypeError(init)


def SetPointerType(pointer, cls):
    """Completes a pointer type that POINTER made of a name."""
    if _pointer_type_cache.get(cls, None) is not None:
        raise RuntimeError("This type already exists in the cache")
    if id(pointer) not in _pointer_type_cache:
        raise RuntimeError("What's this???")
    pointer.set_type(cls)
    _pointer_type_cache[cls] = pointer
    del _pointer_type_cache[id(pointer)]


def ARRAY(typ, len):
    return typ * len


# Functions

_c_functype_cache = {}


def CFUNCTYPE(restype, *argtypes, **kw):
    """The type of functions with this result and these arguments.

    Its instances are made from an address, a callable, or a pair of a name and a library, and
    perhaps flags of the parameters. `use_errno=True` keeps a copy of errno for get_errno.
    """
    flags = _FUNCFLAG_CDECL
    if kw.pop("use_errno", False):
        flags |= _FUNCFLAG_USE_ERRNO
    if kw.pop("use_last_error", False):
        flags |= _FUNCFLAG_USE_LASTERROR
    if kw:
        raise ValueError(f"unexpected keyword argument(s) {kw.keys()}")
    key = (restype, argtypes, flags)
    try:
        return _c_functype_cache[key]
    except KeyError:
        pass

    class CFunctionType(_CFuncPtr):
        _argtypes_ = argtypes
        _restype_ = restype
        _flags_ = flags

    _c_functype_cache[key] = CFunctionType
    return CFunctionType


def PYFUNCTYPE(restype, *argtypes):
    """As CFUNCTYPE, for functions that know Python's objects: those of this package itself."""

    class CFunctionType(_CFuncPtr):
        _argtypes_ = argtypes
        _restype_ = restype
        _flags_ = _FUNCFLAG_CDECL | _FUNCFLAG_PYTHONAPI

    return CFunctionType


class CDLL:
    """A shared library, whose functions are its attributes and items: `libc.abs`, `libc["abs"]`."""

    _func_flags_ = _FUNCFLAG_CDECL
    _func_restype_ = c_int
    _name = "<uninitialized>"
    _handle = 0
    _FuncPtr = None

    def __init__(self, name, mode=DEFAULT_MODE, handle=None, use_errno=False,
                 use_last_error=False, winmode=None):
        if name:
            name = _os.fspath(name)
        self._name = name
        flags = self._func_flags_
        if use_errno:
            flags |= _FUNCFLAG_USE_ERRNO
        if use_last_error:
            flags |= _FUNCFLAG_USE_LASTERROR

        class _FuncPtr(_CFuncPtr):
            _flags_ = flags
            _restype_ = self._func_restype_

        self._FuncPtr = _FuncPtr
        self._handle = _dlopen(self._name, mode) if handle is None else handle

    def __repr__(self):
        most = 2 * _sys.maxsize + 1
        return (f"<{type(self).__name__} '{self._name}', handle {self._handle & most:x} "
                f"at {id(self) & most:#x}>")

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        function = self[name]
        setattr(self, name, function)
        return function

    def __getitem__(self, name_or_ordinal):
        function = self._FuncPtr((name_or_ordinal, self))
        if not isinstance(name_or_ordinal, int):
            function.__name__ = name_or_ordinal
        return function


class PyDLL(CDLL):
    """A library of functions of Python's C API: they are not to be had, as the error says."""

    _func_flags_ = _FUNCFLAG_CDECL | _FUNCFLAG_PYTHONAPI


class LibraryLoader:
    """Loads libraries by attribute, item or call: `cdll.LoadLibrary("libc.so.6")`."""

    def __init__(self, dlltype):
        self._dlltype = dlltype

    def __getattr__(self, name):
        if name[0] == "_":
            raise AttributeError(name)
        try:
            library = self._dlltype(name)
        except OSError:
            raise AttributeError(name)
        setattr(self, name, library)
        return library

    def __getitem__(self, name):
        return getattr(self, name)

    def LoadLibrary(self, name):
        return self._dlltype(name)

    __class_getitem__ = classmethod(_types.GenericAlias)


cdll = LibraryLoader(CDLL)
pydll = LibraryLoader(PyDLL)
pythonapi = PyDLL(None)


# Memory

memmove = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t)(_memmove_addr)
memset = CFUNCTYPE(c_void_p, c_void_p, c_int, c_size_t)(_memset_addr)
_cast = PYFUNCTYPE(py_object, c_void_p, py_object, py_object)(_cast_addr)
_string_at = PYFUNCTYPE(py_object, c_void_p, c_int)(_string_at_addr)
_wstring_at = PYFUNCTYPE(py_object, c_void_p, c_int)(_wstring_at_addr)


def cast(obj, typ):
    """The address in `obj` as a pointer of another type."""
    return _cast(obj, obj, typ)


def string_at(ptr, size=-1):
    """The bytes at an address, up to a zero or as many as `size`."""
    return _string_at(ptr, size)


def wstring_at(ptr, size=-1):
    """The string of wide characters at an address, up to a zero or as many as `size`."""
    return _wstring_at(ptr, size)


from ctypes._endian import BigEndianStructure, LittleEndianStructure
from ctypes._endian import BigEndianUnion, LittleEndianUnion

_reset_cache()
