# SPDX-License-Identifier: Apache-2.0
"""Structures and unions whose numbers have their most significant byte first."""

from ctypes import Array, Structure, Union

LittleEndianStructure = Structure
LittleEndianUnion = Union


def _swapped(typ):
    """The type of the same values in the other order of bytes."""
    count = getattr(typ, "_length_", None)
    if count is not None and issubclass(typ, Array):
        return _swapped(typ._type_) * count
    # Structures say their order themselves; CPython 3.11 has no word for unions.
    swapped = typ if issubclass(typ, Structure) else getattr(typ, "__ctype_be__", None)
    if swapped is None:
        raise TypeError(f"This type does not support other endian: {typ}")
    return swapped


class _SwappedFields:
    def __setattr__(self, name, value):
        if name == "_fields_":
            value = [(entry[0], _swapped(entry[1])) + entry[2:] for entry in value]
        super().__setattr__(name, value)


class _SwappedStructure(_SwappedFields, type(Structure)):
    pass


class _SwappedUnion(_SwappedFields, type(Union)):
    pass


# That the attribute _swappedbytes_ is there tells the order of bit fields.


class BigEndianStructure(Structure, metaclass=_SwappedStructure):
    """A structure whose numbers have their most significant byte first."""

    __slots__ = ()
    _swappedbytes_ = None


class BigEndianUnion(Union, metaclass=_SwappedUnion):
    """A union whose numbers have their most significant byte first."""

    __slots__ = ()
    _swappedbytes_ = None
