# SPDX-License-Identifier: Apache-2.0
"""Data of C's types, and calls of functions in shared libraries.

Types of data and the machinery of calls are the module _ctypes; here are the names that scripts use.
"""

import _ctypes
import posix as _posix
import sys as _sys
from types import GenericAlias as _GenericAlias

from _ctypes import POINTER, RTLD_GLOBAL, RTLD_LOCAL, SIZEOF_TIME_T, ArgumentError, Array
from _ctypes import Structure, Union, _pointer_type_cache, _Pointer, _SimpleCData, __version__
from _ctypes import addressof, alignment, byref, get_errno, pointer, resize, set_errno, sizeof
from _ctypes import CFuncPtr as _CFuncPtr
from _ctypes import FUNCFLAG_CDECL as _FUNCFLAG_CDECL
from _ctypes import FUNCFLAG_PYTHONAPI as _FUNCFLAG_PYTHONAPI

DEFAULT_MODE = RTLD_LOCAL


# MARK: Numbers, characters and addresses


def _null_text(self):
    """An object's text; one that holds no object has none of its own."""
    if _word(self):
        return _SimpleCData.__repr__(self)
    return f"{type(self).__name__}(<NULL>)"


def _address_text(self):
    """A string's text is its address: what lies there need not be readable."""
    return f"{type(self).__name__}({_word(self) or None})"


def _word(data):
    return int.from_bytes(memoryview(data).cast("B"), _sys.byteorder)


def _simple(name, letter, **members):
    """The class of data whose type has a letter in _ctypes."""
    members.update(_type_=letter, __module__=__name__, __qualname__=name)
    return type(_SimpleCData)(name, (_SimpleCData,), members)


for _name, _letter in {
    "byte": "b", "ubyte": "B", "char": "c", "short": "h", "ushort": "H", "int": "i", "uint": "I",
    "long": "l", "ulong": "L", "float": "f", "double": "d", "longdouble": "g", "bool": "?",
    "wchar": "u", "void_p": "P",
}.items():
    globals()["c_" + _name] = _simple("c_" + _name, _letter)
c_char_p = _simple("c_char_p", "z", __repr__=_address_text)
c_wchar_p = _simple("c_wchar_p", "Z", __repr__=_address_text)
py_object = _simple("py_object", "O", __repr__=_null_text)
# A byte has one order only.
for _kind in c_byte, c_ubyte, c_char:
    _kind.__ctype_be__ = _kind.__ctype_le__ = _kind
del _name, _letter, _kind

# Other names: int has 32 bits, and long has 64, as long long and addresses do.
c_int8, c_int16, c_int32, c_int64 = c_byte, c_short, c_int, c_long
c_uint8, c_uint16, c_uint32, c_uint64 = c_ubyte, c_ushort, c_uint, c_ulong
c_longlong = c_ssize_t = c_time_t = c_long
c_ulonglong = c_size_t = c_ulong
c_voidp = c_void_p


# MARK: Arrays of characters


def _buffer(event, element, text, init, size):
    """An array of characters from a text, or of as many zeros as a number says."""
    if isinstance(init, text):
        # A zero ends the text unless a size is given.
        length, words = len(init) + 1 if size is None else size, init
    elif isinstance(init, int):
        length, words = init, None
    else:
        raise TypeError(init)
    _sys.audit(event, words, length)
    array = (element * length)()
    if words is not None:
        array.value = words
    return array


def create_string_buffer(init, size=None):
    """An array of c_char from bytes, with a zero behind them or of a size; or of zeros."""
    return _buffer("ctypes.create_string_buffer", c_char, bytes, init, size)


def create_unicode_buffer(init, size=None):
    """An array of c_wchar from a string, with a zero behind it or of a size; or of zeros."""
    return _buffer("ctypes.create_unicode_buffer", c_wchar, str, init, size)


c_buffer = create_string_buffer


def ARRAY(typ, len):
    return typ * len


def SetPointerType(pointer, cls):
    """Completes a pointer type that POINTER made of a name."""
    known, place = _pointer_type_cache, id(pointer)
    if known.get(cls) is not None:
        raise RuntimeError("This type already exists in the cache")
    if place not in known:
        raise RuntimeError("What's this???")
    pointer.set_type(cls)
    known[cls] = known.pop(place)


# MARK: Types of functions

_c_functype_cache = {}


def _function_type(result, arguments, flags, maker="CFUNCTYPE"):
    members = {"_restype_": result, "_argtypes_": arguments, "_flags_": flags,
               "__module__": __name__, "__qualname__": maker + ".<locals>.CFunctionType"}
    return type(_CFuncPtr)("CFunctionType", (_CFuncPtr,), members)


def CFUNCTYPE(restype, *argtypes, **kw):
    """The type of functions with this result and these arguments, one for each signature.

    Its instances are made from an address, a callable, or a pair of a name and a library, and
    perhaps flags of the parameters. `use_errno=True` keeps a copy of errno for get_errno.
    """
    flags = _flags(_FUNCFLAG_CDECL, kw.pop("use_errno", False), kw.pop("use_last_error", False))
    if kw:
        raise ValueError(f"unexpected keyword argument(s) {kw.keys()}")
    signature = restype, argtypes, flags
    if signature not in _c_functype_cache:
        _c_functype_cache[signature] = _function_type(*signature)
    return _c_functype_cache[signature]


def PYFUNCTYPE(restype, *argtypes):
    """As CFUNCTYPE, for functions that know Python's objects: those of this package itself."""
    return _function_type(restype, argtypes, _FUNCFLAG_CDECL | _FUNCFLAG_PYTHONAPI,
                          "PYFUNCTYPE")


def _flags(flags, use_errno, use_last_error):
    if use_errno:
        flags |= _ctypes.FUNCFLAG_USE_ERRNO
    return flags | _ctypes.FUNCFLAG_USE_LASTERROR if use_last_error else flags


# MARK: Libraries


class CDLL:
    """A shared library, whose functions are its attributes and items: `libc.abs`, `libc["abs"]`."""

    _func_flags_ = _FUNCFLAG_CDECL
    _func_restype_ = c_int
    # What an object shows that __init__ has not filled.
    _handle, _name, _FuncPtr = 0, "<uninitialized>", None

    def __init__(self, name, mode=DEFAULT_MODE, handle=None, use_errno=False,
                 use_last_error=False, winmode=None):
        self._name = _posix.fspath(name) if name else name
        members = {"_flags_": _flags(self._func_flags_, use_errno, use_last_error),
                   "_restype_": self._func_restype_, "__module__": __name__,
                   "__qualname__": "CDLL.__init__.<locals>._FuncPtr"}
        self._FuncPtr = type(_CFuncPtr)("_FuncPtr", (_CFuncPtr,), members)
        self._handle = _ctypes.dlopen(self._name, mode) if handle is None else handle

    def __repr__(self):
        handle, place = (number % (1 << 64) for number in (self._handle, id(self)))
        return f"<{type(self).__name__} '{self._name}', handle {handle:x} at {place:#x}>"

    def __getattr__(self, name):
        # Protocols ask for these; no library has them.
        if name[:2] == "__" == name[-2:]:
            raise AttributeError(name)
        self.__dict__[name] = function = self[name]
        return function

    def __getitem__(self, name_or_ordinal):
        function = self._FuncPtr((name_or_ordinal, self))
        if isinstance(name_or_ordinal, str):
            function.__name__ = name_or_ordinal
        return function


class PyDLL(CDLL):
    """A library of functions of Python's C API: they are not to be had, as the error says."""

    _func_flags_ = _FUNCFLAG_CDECL | _FUNCFLAG_PYTHONAPI


class LibraryLoader:
    """Loads libraries by attribute, item or call: `cdll.LoadLibrary("libc.so.6")`."""

    __class_getitem__ = classmethod(_GenericAlias)

    def __init__(self, dlltype):
        self._dlltype = dlltype

    def LoadLibrary(self, name):
        return self._dlltype(name)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        self.__dict__[name] = library = self._dlltype(name)
        return library

    def __getitem__(self, name):
        return getattr(self, name)


cdll, pydll = LibraryLoader(CDLL), LibraryLoader(PyDLL)
pythonapi = PyDLL(None)


# MARK: Memory

memmove = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t)(_ctypes._memmove_addr)
memset = CFUNCTYPE(c_void_p, c_void_p, c_int, c_size_t)(_ctypes._memset_addr)
_cast_at = PYFUNCTYPE(py_object, c_void_p, py_object, py_object)(_ctypes._cast_addr)
_bytes_at = PYFUNCTYPE(py_object, c_void_p, c_int)(_ctypes._string_at_addr)
_text_at = PYFUNCTYPE(py_object, c_void_p, c_int)(_ctypes._wstring_at_addr)


def cast(obj, typ):
    """The address in `obj` as a pointer of another type."""
    return _cast_at(obj, obj, typ)


def string_at(ptr, size=-1):
    """The bytes at an address, up to a zero or as many as `size`."""
    return _bytes_at(ptr, size)


def wstring_at(ptr, size=-1):
    """The string of wide characters at an address, up to a zero or as many as `size`."""
    return _text_at(ptr, size)


def _reset_cache():
    """Forgets the types that POINTER and CFUNCTYPE made."""
    for cache in _pointer_type_cache, _c_functype_cache:
        cache.clear()
    _pointer_type_cache[None] = c_void_p
    # Texts pass where pointers to characters are expected.
    for character, text in (c_char, c_char_p), (c_wchar, c_wchar_p):
        POINTER(character).from_param = text.from_param


_reset_cache()

from ctypes._endian import BigEndianStructure, BigEndianUnion  # noqa: E402
from ctypes._endian import LittleEndianStructure, LittleEndianUnion  # noqa: E402
