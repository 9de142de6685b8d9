# SPDX-License-Identifier: Apache-2.0
"""Enumerations: classes whose attributes are their only instances."""

import builtins as _builtins
import sys
from types import DynamicClassAttribute, MappingProxyType

__all__ = [
    "EnumType", "EnumMeta", "EnumDict", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag",
    "ReprEnum", "auto", "unique", "property", "verify", "member", "nonmember", "FlagBoundary",
    "STRICT", "CONFORM", "EJECT", "KEEP", "global_flag_repr", "global_enum_repr", "global_str",
    "global_enum", "EnumCheck", "CONTINUOUS", "NAMED_FLAGS", "UNIQUE", "pickle_by_global_name",
    "pickle_by_enum_name",
]

# Known only when the classes are made.
Enum = Flag = ReprEnum = EJECT = None
_builtin_property = _builtins.property


class nonmember:
    """Keeps a value from becoming a member."""

    def __init__(self, value):
        self.value = value


class member:
    """Makes a value a member that would not be one."""

    def __init__(self, value):
        self.value = value


class _Auto:
    pass


class auto(_Auto):
    """A value that the class chooses."""

    def __init__(self, value=_Auto):
        self.value = value

    def __repr__(self):
        return f"auto({self.value!r})"


class property(DynamicClassAttribute):
    """A property of members; a member may have the same name."""

    _member = None

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            if self._member is not None:
                return self._member
            try:
                return ownerclass._member_map_[self.name]
            except (KeyError, AttributeError):
                raise AttributeError(f"{ownerclass!r} has no attribute {self.name!r}") from None
        if self.fget is not None:
            return self.fget(instance)
        try:
            return ownerclass._member_map_[self.name]
        except (KeyError, AttributeError):
            raise AttributeError(
                f"{ownerclass!r} member has no attribute {self.name!r}") from None

    def __set__(self, instance, value):
        if self.fset is not None:
            return self.fset(instance, value)
        raise AttributeError(f"<enum {self.clsname!r}> cannot set attribute {self.name!r}")

    def __delete__(self, instance):
        if self.fdel is not None:
            return self.fdel(instance)
        raise AttributeError(f"<enum {self.clsname!r}> cannot delete attribute {self.name!r}")

    def __set_name__(self, ownerclass, name):
        self.name = name
        self.clsname = ownerclass.__name__


def _is_descriptor(value):
    return (hasattr(value, "__get__") or hasattr(value, "__set__")
            or hasattr(value, "__delete__"))


def _is_dunder(name):
    return len(name) > 4 and name[:2] == name[-2:] == "__" and name[2] != "_" and name[-3] != "_"


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == "_" and name[1] != "_" and name[-2] != "_"


def _is_private(cls_name, name):
    """Whether a name is what `__name` becomes in a class."""
    prefix = f"_{cls_name}__"
    return name.startswith(prefix) and len(name) > len(prefix) and not name.endswith("__")


def _bits(value):
    """The powers of two in a number, the lowest first."""
    while value:
        bit = value & -value
        yield bit
        value ^= bit


def _is_single_bit(value):
    return value > 0 and value & (value - 1) == 0


_settable = frozenset([
    "_order_", "_generate_next_value_", "_numeric_repr_", "_missing_", "_ignore_",
    "_iter_member_", "_iter_member_by_value_", "_iter_member_by_def_", "_add_alias_",
    "_add_value_alias_",
])


class EnumDict(dict):
    """The namespace of an enumeration's class statement: it knows which names are members."""

    def __init__(self, cls_name=None):
        super().__init__()
        self._cls_name = cls_name
        self._member_names = {}
        self._last_values = []
        self._ignore = []
        self._auto_called = False

    def __setitem__(self, key, value):
        if self._cls_name is not None and _is_private(self._cls_name, key):
            pass
        elif _is_sunder(key):
            if key not in _settable:
                raise ValueError(f"_sunder_ names, such as {key!r}, are reserved for future "
                                 "Enum use")
            if key == "_generate_next_value_":
                if self._auto_called:
                    raise TypeError("_generate_next_value_ must be defined before members")
                self._generate_next_value = (
                    value.__func__ if isinstance(value, staticmethod) else value)
            elif key == "_ignore_":
                value = value.replace(",", " ").split() if isinstance(value, str) else list(value)
                self._ignore = value
                again = set(value) & set(self._member_names)
                if again:
                    raise ValueError(f"_ignore_ cannot specify already set names: {again!r}")
        elif _is_dunder(key):
            if key == "__order__":
                key = "_order_"
        elif key in self._member_names:
            raise TypeError(f"{key!r} already defined as {self[key]!r}")
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif isinstance(value, member) or not _is_descriptor(value):
            if isinstance(value, member):
                value = value.value
            elif key in self:
                raise TypeError(f"{key!r} already defined as {self[key]!r}")
            value = self._chosen(key, value)
            self._member_names[key] = None
            self._last_values.append(value)
        super().__setitem__(key, value)

    def _chosen(self, key, value):
        """A value with the auto() in it replaced."""
        if isinstance(value, auto):
            return self._next(key, value)
        if type(value) is tuple and any(isinstance(each, auto) for each in value):
            return tuple(
                self._next(key, each) if isinstance(each, auto) else each for each in value)
        return value

    def _next(self, key, value):
        if value.value is _Auto:
            value.value = self._generate_next_value(
                key, 1, len(self._member_names), self._last_values[:])
            self._auto_called = True
        return value.value

    def update(self, members, *more_members):
        for each in (members, *more_members):
            for name, value in each.items() if hasattr(each, "keys") else each:
                self[name] = value


_EnumDict = EnumDict


class EnumType(type):
    """The class of enumerations."""

    @classmethod
    def __prepare__(metacls, cls, bases, **kwds):
        if Enum is None:
            return {}
        metacls._check_for_existing_members_(cls, bases)
        namespace = EnumDict(cls)
        member_type, first_enum = metacls._get_mixins_(cls, bases)
        if first_enum is not None:
            namespace["_generate_next_value_"] = getattr(
                first_enum, "_generate_next_value_", None)
        return namespace

    def __new__(metacls, cls, bases, classdict, *, boundary=None, _simple=False, **kwds):
        if Enum is None:
            return super().__new__(metacls, cls, bases, classdict, **kwds)
        classdict.setdefault("_ignore_", []).append("_ignore_")
        for key in classdict["_ignore_"]:
            classdict.pop(key, None)
        names = list(classdict._member_names)
        invalid = {"mro", ""} & set(names)
        if invalid:
            raise ValueError(f"invalid enum member name(s) {','.join(map(repr, invalid))}")
        order = classdict.pop("_order_", None)
        member_type, first_enum = metacls._get_mixins_(cls, bases)
        new, save_new, use_args = metacls._find_new_(classdict, member_type, first_enum)
        values = {name: classdict[name] for name in names}
        namespace = {key: each for key, each in classdict.items() if key not in values}
        # Static, whether or not the class statement says so.
        generate = namespace.get("_generate_next_value_")
        if generate is not None and not isinstance(generate, staticmethod):
            namespace["_generate_next_value_"] = staticmethod(generate)
        namespace["_new_member_"] = new
        namespace["_use_args_"] = use_args
        namespace["_member_names_"] = []
        namespace["_member_map_"] = {}
        namespace["_value2member_map_"] = {}
        namespace["_unhashable_values_"] = []
        namespace["_member_type_"] = member_type
        namespace["_value_repr_"] = metacls._find_data_repr_(cls, bases)
        is_flag = Flag is not None and first_enum is not None and issubclass(first_enum, Flag)
        namespace["_boundary_"] = boundary or getattr(first_enum, "_boundary_", None)
        namespace["_flag_mask_"] = 0
        namespace["_singles_mask_"] = 0
        namespace["_all_bits_"] = 0
        namespace["_inverted_"] = None
        made = super().__new__(metacls, cls, bases, namespace, **kwds)
        if is_flag:
            for value in values.values():
                made._note_flag(value)
        for name, value in values.items():
            made._add_member_(name, value)
        made._choose_methods(namespace, member_type, first_enum)
        if save_new:
            made.__new_member__ = namespace["__new__"]
        made.__new__ = Enum.__new__
        if is_flag:
            made._finish_flag()
        made._check_order(order)
        return made

    def __init__(cls, *args, **kwds):
        pass

    def _note_flag(cls, value):
        """Learns the bits of a flag before any is made: a composite one may come first."""
        number = value
        if isinstance(value, tuple) and len(value) == 1:
            number = value[0]
        if isinstance(number, int):
            cls._flag_mask_ |= number
            if _is_single_bit(number):
                cls._singles_mask_ |= number
        cls._all_bits_ = (1 << cls._flag_mask_.bit_length()) - 1

    def _add_member_(cls, name, value):
        """Makes a member, or finds the one that has the value already."""
        args = value if isinstance(value, tuple) else (value,)
        if cls._member_type_ is tuple:
            args = (args,)
        new = cls._new_member_
        if cls._use_args_:
            made = new(cls, *args)
        else:
            made = new(cls)
        if not hasattr(made, "_value_"):
            if cls._member_type_ is object:
                made._value_ = value
            else:
                try:
                    made._value_ = cls._member_type_(*args)
                except Exception as error:
                    problem = TypeError("_value_ not set in __new__, unable to create it")
                    problem.__cause__ = error
                    raise problem
        value = made._value_
        made._name_ = name
        made.__objclass__ = cls
        made.__init__(*args)
        made._sort_order_ = len(cls._member_names_)
        is_flag = Flag is not None and issubclass(cls, Flag)
        known = cls._known(value)
        if known is not None:
            made = known
        elif is_flag and isinstance(value, int) and not _is_single_bit(value):
            # What combines flags (or none) has a name, but is not one of those iterated over.
            pass
        else:
            cls._member_names_.append(name)
        if is_flag and isinstance(value, int):
            cls._flag_mask_ |= value
            if _is_single_bit(value):
                cls._singles_mask_ |= value
            cls._all_bits_ = (1 << cls._flag_mask_.bit_length()) - 1
        cls._bind(name, made)
        cls._member_map_[name] = made
        try:
            cls._value2member_map_.setdefault(value, made)
        except TypeError:
            cls._unhashable_values_.append(value)

    def _known(cls, value):
        """The member with a value, if there is one."""
        try:
            found = cls._value2member_map_.get(value)
            if found is not None:
                return found
            if value in cls._value2member_map_:
                return cls._value2member_map_[value]
            return None
        except TypeError:
            for each in cls._member_map_.values():
                if each._value_ == value:
                    return each
            return None

    def _bind(cls, name, made):
        """Makes a member an attribute; one that a property of the members hides stays behind it."""
        for base in cls.__mro__[1:]:
            found = base.__dict__.get(name)
            if found is None:
                continue
            if isinstance(found, (property, DynamicClassAttribute)):
                redirect = property()
                redirect._member = made
                redirect.__set_name__(cls, name)
                redirect.fget, redirect.fset, redirect.fdel = found.fget, found.fset, found.fdel
                type.__setattr__(cls, name, redirect)
                return
            break
        type.__setattr__(cls, name, made)

    def _choose_methods(cls, namespace, member_type, first_enum):
        """Takes the texts of the data type where that is what the class is for."""
        cls.__reduce_ex__ = namespace.get("__reduce_ex__", cls.__reduce_ex__)
        if ReprEnum is not None and ReprEnum in cls.__bases__:
            # The text is that of the value, as str() and format() give it.
            if "__format__" not in namespace:
                cls.__format__ = member_type.__format__
            if "__str__" not in namespace:
                method = member_type.__str__
                cls.__str__ = member_type.__repr__ if method is object.__str__ else method
        for name in ("__repr__", "__str__", "__format__", "__reduce_ex__"):
            if name in namespace:
                continue
            enum_method = getattr(first_enum, name)
            found = getattr(cls, name)
            if found in (getattr(member_type, name), getattr(object, name)) \
                    and not (ReprEnum is not None and ReprEnum in cls.__mro__
                             and name in ("__str__", "__format__")):
                setattr(cls, name, enum_method)
        if Flag is not None and issubclass(cls, Flag):
            for name in ("__or__", "__and__", "__xor__", "__ror__", "__rand__", "__rxor__",
                         "__invert__"):
                if name not in namespace:
                    setattr(cls, name, getattr(Flag, name))

    def _finish_flag(cls):
        """Finds the order that flags are iterated in."""
        ordered = [each._value_ for each in cls]
        if ordered != sorted(ordered):
            type.__setattr__(cls, "_iter_member_", cls._iter_member_by_def_)

    def _check_order(cls, order):
        if order is None:
            return
        names = order.replace(",", " ").split() if isinstance(order, str) else list(order)
        aliases = set(cls._member_map_) - set(cls._member_names_)
        names = [name for name in names if name not in aliases]
        if names != cls._member_names_:
            raise TypeError(f"member order does not match _order_:\n  {cls._member_names_!r}\n  "
                            f"{names!r}")

    def __bool__(cls):
        return True

    def __call__(cls, value=_Auto, names=_Auto, *values, module=None, qualname=None, type=None,
                 start=1, boundary=None):
        """The member with a value; with names, a new enumeration."""
        if cls._member_map_:
            if names is not _Auto:
                value = (value, names, *values)
            return cls.__new__(cls, value)
        if names is _Auto and type is None:
            return cls.__new__(cls, value)
        return cls._create_(value, None if names is _Auto else names, module=module,
                            qualname=qualname, type=type, start=start, boundary=boundary)

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        try:
            return value in cls._value2member_map_ or value in cls._unhashable_values_
        except TypeError:
            return value in cls._unhashable_values_

    def __delattr__(cls, attr):
        if attr in cls.__dict__.get("_member_map_", {}):
            raise AttributeError(f"{cls.__name__!r} cannot delete member {attr!r}.")
        super().__delattr__(attr)

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", {}):
            raise AttributeError(f"cannot reassign member {name!r}")
        super().__setattr__(name, value)

    def __dir__(cls):
        names = {"__class__", "__contains__", "__doc__", "__getitem__", "__iter__", "__len__",
                 "__members__", "__module__", "__name__", "__qualname__", *cls._member_names_}
        if cls._new_member_ is not object.__new__:
            names.add("__new__")
        if cls.__init_subclass__ is not object.__init_subclass__:
            names.add("__init_subclass__")
        if cls._member_type_ is object:
            return sorted(names)
        return sorted(set(dir(cls._member_type_)) | names)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)

    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __len__(cls):
        return len(cls._member_names_)

    @_builtin_property
    def __members__(cls):
        """All names with their members, aliases included."""
        return MappingProxyType(cls._member_map_)

    def __repr__(cls):
        if Flag is not None and issubclass(cls, Flag):
            return f"<flag {cls.__name__!r}>"
        return f"<enum {cls.__name__!r}>"

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None, start=1,
                 boundary=None):
        """The functional interface: names in a text, a list, pairs or a mapping."""
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        namespace = metacls.__prepare__(class_name, bases)
        if isinstance(names, str):
            names = names.replace(",", " ").split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            original, names, last = names, [], []
            for count, name in enumerate(original):
                value = cls._generate_next_value_(name, start, count, last[:])
                last.append(value)
                names.append((name, value))
        for item in () if names is None else names:
            if isinstance(item, str):
                name, value = item, names[item]
            else:
                name, value = item
            namespace[name] = value
        if module is None:
            module = sys._getframemodulename(2)
        if module is not None:
            namespace["__module__"] = module
        if qualname is not None:
            namespace["__qualname__"] = qualname
        return metacls.__new__(metacls, class_name, bases, namespace, boundary=boundary)

    def _convert_(cls, name, module, filter, source=None, *, boundary=None, as_global=False):
        """Puts an enumeration of a module's constants in the place of the constants."""
        namespace = sys.modules[module].__dict__
        found = [(each, value) for each, value in
                 (namespace if source is None else source.__dict__).items() if filter(each)]
        try:
            found.sort(key=lambda pair: (pair[1], pair[0]))
        except TypeError:
            found.sort(key=lambda pair: pair[0])
        made = cls(name, dict(found), module=module, boundary=boundary or KEEP)
        if as_global:
            global_enum(made)
        else:
            namespace.update(made.__members__)
        namespace[name] = made
        return made

    @classmethod
    def _check_for_existing_members_(metacls, class_name, bases):
        for chain in bases:
            for base in chain.__mro__:
                if isinstance(base, EnumType) and base.__dict__.get("_member_names_"):
                    raise TypeError(f"<enum {class_name!r}> cannot extend {base!r}")

    @classmethod
    def _get_mixins_(metacls, class_name, bases):
        """The data type of the members, and the enumeration that a class inherits from."""
        if not bases:
            return object, Enum
        first_enum = bases[-1]
        if not isinstance(first_enum, EnumType):
            raise TypeError("new enumerations should be created as `EnumName([mixin_type, ...] "
                            "[data_type,] enum_type)`")
        member_type = metacls._find_data_type_(class_name, bases) or object
        return member_type, first_enum

    @classmethod
    def _find_data_repr_(metacls, class_name, bases):
        for chain in bases:
            for base in chain.__mro__:
                if base is object:
                    continue
                if isinstance(base, EnumType):
                    return base._value_repr_
                if "__repr__" in base.__dict__:
                    if ("__dataclass_fields__" in base.__dict__
                            and "__dataclass_params__" in base.__dict__
                            and base.__dict__["__dataclass_params__"].repr):
                        return _dataclass_repr
                    return base.__dict__["__repr__"]
        return None

    @classmethod
    def _find_data_type_(metacls, class_name, bases):
        types = []
        for chain in bases:
            candidate = None
            for base in chain.__mro__:
                if base is object:
                    continue
                if isinstance(base, EnumType):
                    if base._member_type_ is not object:
                        found = base._member_type_
                        if found not in types:
                            types.append(found)
                        break
                elif "__new__" in base.__dict__ or "__dataclass_fields__" in base.__dict__:
                    found = candidate or base
                    if found not in types:
                        types.append(found)
                    break
                else:
                    candidate = candidate or base
        if len(types) > 1:
            raise TypeError(f"too many data types for {class_name!r}: {set(types)!r}")
        return types[0] if types else None

    @classmethod
    def _find_new_(metacls, classdict, member_type, first_enum):
        """What makes the members, whether to keep it, and whether it gets the value."""
        new = classdict.get("__new__")
        save_new = first_enum is not None and new is not None
        if new is None:
            for method in ("__new_member__", "__new__"):
                for owner in (member_type, first_enum):
                    found = getattr(owner, method, None)
                    if found not in (None, object.__new__, Enum.__new__,
                                     getattr(None, "__new__", None)):
                        new = found
                        break
                if new is not None:
                    break
            else:
                new = object.__new__
        use_args = not (first_enum is None or new in (Enum.__new__, object.__new__))
        return new, save_new, use_args


EnumMeta = EnumType


def _dataclass_repr(self):
    fields = self.__dataclass_fields__
    return ", ".join(f"{name}={getattr(self, name)!r}" for name, each in fields.items()
                     if each.repr)


class Enum(metaclass=EnumType):
    """An enumeration: members with a name and a value, each the only one."""

    _member_names_ = []
    _member_map_ = {}
    _value2member_map_ = {}
    _unhashable_values_ = []
    _member_type_ = object
    _value_repr_ = None
    _new_member_ = object.__new__
    _use_args_ = False
    _boundary_ = None

    @property
    def name(self):
        """The member's name."""
        return self._name_

    @property
    def value(self):
        """The member's value."""
        return self._value_

    def __new__(cls, value):
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            for each in cls._member_map_.values():
                if each._value_ == value:
                    return each
        if not cls._member_map_:
            if value is _Auto:
                raise TypeError(f"{cls.__name__}.__new__() missing 1 required positional "
                                "argument: 'value'")
            raise TypeError(f"{cls!r} has no members defined")
        problem = None
        try:
            found = cls._missing_(value)
        except Exception as error:
            problem, found = error, None
        if isinstance(found, cls):
            return found
        if (Flag is not None and issubclass(cls, Flag) and cls._boundary_ is EJECT
                and isinstance(found, int)):
            return found
        error = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        if found is None and problem is None:
            raise error
        if problem is None:
            problem = TypeError(f"error in {cls.__name__}._missing_: returned {found!r} instead "
                                "of None or a valid member")
        if not isinstance(problem, ValueError):
            problem.__context__ = error
        try:
            raise problem
        finally:
            problem = error = None

    def __init__(self, *args, **kwds):
        pass

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """What auto() means: one more than the highest value."""
        if not last_values:
            return start
        try:
            return sorted(last_values)[-1] + 1
        except TypeError:
            raise TypeError("unable to sort non-numeric values") from None

    @classmethod
    def _missing_(cls, value):
        """What a value means that no member has."""
        return None

    def __repr__(self):
        show = self.__class__._value_repr_ or repr
        return f"<{self.__class__.__name__}.{self._name_}: {show(self._value_)}>"

    def __str__(self):
        return f"{self.__class__.__name__}.{self._name_}"

    def __dir__(self):
        return sorted(set(object.__dir__(self)) - set(self._member_map_))

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class ReprEnum(Enum):
    """An enumeration whose str() and format() are those of the values."""


class IntEnum(int, ReprEnum):
    """An enumeration of integers, which its members are."""


class StrEnum(str, ReprEnum):
    """An enumeration of texts, which its members are."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f"too many arguments for str(): {values!r}")
        if len(values) == 1 and not isinstance(values[0], str):
            raise TypeError(f"{values[0]!r} is not a string")
        if len(values) >= 2 and not isinstance(values[1], str):
            raise TypeError(f"encoding must be a string, not {values[1]!r}")
        if len(values) == 3 and not isinstance(values[2], str):
            raise TypeError(f"errors must be a string, not {values[2]!r}")
        value = str(*values)
        made = str.__new__(cls, value)
        made._value_ = value
        return made

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """What auto() means: the name in small letters."""
        return name.lower()


def pickle_by_global_name(self, proto):
    """A __reduce_ex__ for members that are names of their module."""
    return self.name


def pickle_by_enum_name(self, proto):
    """A __reduce_ex__ by the name of the member."""
    return getattr, (self.__class__, self._name_)


class FlagBoundary(StrEnum):
    """What becomes of bits that no flag has."""

    STRICT = auto()
    CONFORM = auto()
    EJECT = auto()
    KEEP = auto()


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


class Flag(Enum, boundary=STRICT):
    """An enumeration of bits, which combine."""

    _numeric_repr_ = repr

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """What auto() means: the next power of two."""
        if not last_values:
            return start if start is not None else 1
        last = max(last_values)
        try:
            return 2 ** last.bit_length()
        except Exception:
            raise TypeError(f"invalid flag value {last!r}") from None

    @classmethod
    def _iter_member_by_value_(cls, value):
        for bit in _bits(value & cls._flag_mask_):
            found = cls._value2member_map_.get(bit)
            if found is not None:
                yield found

    _iter_member_ = _iter_member_by_value_

    @classmethod
    def _iter_member_by_def_(cls, value):
        yield from sorted(cls._iter_member_by_value_(value), key=lambda each: each._sort_order_)

    @classmethod
    def _missing_(cls, value):
        """A combination of flags."""
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        mask, all_bits = cls._flag_mask_, cls._all_bits_
        number, negative = value, None
        if not ~all_bits <= value <= all_bits or value & (all_bits ^ mask):
            if cls._boundary_ is STRICT:
                width = max(value.bit_length(), mask.bit_length())
                raise ValueError(
                    f"{cls!r} invalid value {value!r}\n    given {_binary(value, width)}\n"
                    f"  allowed {_binary(mask, width)}")
            if cls._boundary_ is CONFORM:
                number = value & mask
            elif cls._boundary_ is EJECT:
                return value
            elif cls._boundary_ is KEEP and value < 0:
                number = max(all_bits + 1, 2 ** value.bit_length()) + value
        if number < 0:
            negative = number
            number = all_bits + 1 + number
            if cls._boundary_ is not KEEP:
                number &= mask
        unknown = number & ~mask
        if cls._member_type_ is object:
            made = object.__new__(cls)
        else:
            made = cls._member_type_.__new__(cls, number)
        if not hasattr(made, "_value_"):
            made._value_ = number
        known = cls._value2member_map_.get(number)
        if known is not None:
            made = known
        else:
            names = [each._name_ for each in cls._iter_member_(number)]
            covered = 0
            for each in cls._iter_member_by_value_(number):
                covered |= each._value_
            if names:
                rest = number & ~covered
                made._name_ = "|".join(names)
                if unknown or rest:
                    made._name_ += f"|{cls._numeric_repr_(rest | unknown)}"
            else:
                made._name_ = None
            made = cls._value2member_map_.setdefault(number, made)
        if negative is not None:
            cls._value2member_map_[negative] = made
        return made

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(f"unsupported operand type(s) for 'in': {type(other).__qualname__!r} "
                            f"and {self.__class__.__qualname__!r}")
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        yield from self._iter_member_(self._value_)

    def __len__(self):
        return self._value_.bit_count()

    def __repr__(self):
        cls = self.__class__
        show = cls._value_repr_ or repr
        if self._name_ is None:
            return f"<{cls.__name__}: {show(self._value_)}>"
        return f"<{cls.__name__}.{self._name_}: {show(self._value_)}>"

    def __str__(self):
        cls = self.__class__
        if self._name_ is None:
            return f"{cls.__name__}({self._value_!r})"
        return f"{cls.__name__}.{self._name_}"

    def __bool__(self):
        return bool(self._value_)

    def _number_of(self, other):
        if isinstance(other, self.__class__):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return other
        return NotImplemented

    def __or__(self, other):
        number = self._number_of(other)
        if number is NotImplemented:
            return NotImplemented
        return self.__class__(self._value_ | number)

    def __and__(self, other):
        number = self._number_of(other)
        if number is NotImplemented:
            return NotImplemented
        return self.__class__(self._value_ & number)

    def __xor__(self, other):
        number = self._number_of(other)
        if number is NotImplemented:
            return NotImplemented
        return self.__class__(self._value_ ^ number)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        cls = self.__class__
        if self.__dict__.get("_inverted_") is None:
            if cls._boundary_ in (EJECT, KEEP):
                self._inverted_ = cls(~self._value_)
            else:
                self._inverted_ = cls(cls._singles_mask_ & ~self._value_)
        return self._inverted_


def _binary(value, width):
    """A number in base two as messages show it: 0b0 and the bits, or 0b1 for a negative one."""
    sign = "0b1 " if value < 0 else "0b0 "
    number = value + (1 << width) if value < 0 else value
    return sign + bin(number)[2:].rjust(width, "1" if value < 0 else "0")


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """Flags that are integers as well."""


def unique(enumeration):
    """Makes sure that no two names have the same value."""
    duplicates = [(name, each.name) for name, each in enumeration.__members__.items()
                  if name != each.name]
    if duplicates:
        text = ", ".join(f"{alias} -> {name}" for alias, name in duplicates)
        raise ValueError(f"duplicate values found in {enumeration!r}: {text}")
    return enumeration


class EnumCheck(StrEnum):
    """What verify() can make sure of."""

    CONTINUOUS = "no skipped integer values"
    NAMED_FLAGS = "multi-flag aliases may not contain unnamed flags"
    UNIQUE = "one name per value"


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    """Makes sure of properties of an enumeration."""

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        name = enumeration.__name__
        is_flag = issubclass(enumeration, Flag)
        for check in self.checks:
            if check is UNIQUE:
                duplicates = [(each, known.name) for each, known in
                              enumeration.__members__.items() if each != known.name]
                if duplicates:
                    text = ", ".join(f"{alias} -> {known}" for alias, known in duplicates)
                    raise ValueError(f"aliases found in {enumeration!r}: {text}")
            elif check is CONTINUOUS:
                values = {each.value for each in enumeration}
                if len(values) < 2:
                    continue
                low, high = min(values), max(values)
                if is_flag:
                    wanted = {1 << bit for bit in
                              range(low.bit_length() - 1, high.bit_length())}
                else:
                    wanted = set(range(low, high + 1))
                missing = sorted(wanted - values)
                if missing:
                    kind = "flag" if is_flag else "enum"
                    raise ValueError(f"invalid {kind} {name!r}: missing values "
                                     f"{', '.join(map(str, missing))}")
            elif check is NAMED_FLAGS:
                values = {each.value for each in enumeration}
                names, missing = [], 0
                for alias, each in enumeration.__members__.items():
                    if each.value < 0 or alias in enumeration._member_names_:
                        continue
                    lost = [bit for bit in _bits(each.value) if bit not in values]
                    if lost:
                        names.append(alias)
                        for bit in lost:
                            missing |= bit
                if names:
                    alias = (f"alias {names[0]} is missing" if len(names) == 1 else
                             f"aliases {', '.join(names[:-1])} and {names[-1]} are missing")
                    number = (f"value 0x{missing:x}" if _is_single_bit(missing) else
                              f"combined values of 0x{missing:x}")
                    raise ValueError(f"invalid Flag {name!r}: {alias} {number} [use "
                                     "enum.show_flag_values(value) for details]")
        return enumeration


def show_flag_values(value):
    """The powers of two in a number."""
    return list(_bits(value))


def global_enum_repr(self):
    """The name with its module."""
    module = self.__class__.__module__.split(".")[-1]
    return f"{module}.{self._name_}"


def global_flag_repr(self):
    """The names with their module."""
    module = self.__class__.__module__.split(".")[-1]
    if self._name_ is None:
        return f"{module}.{self.__class__.__name__}({self._value_!r})"
    if "|" not in self._name_:
        return f"{module}.{self._name_}"
    return "|".join(name if name[0].isdigit() else f"{module}.{name}"
                    for name in self._name_.split("|"))


def global_str(self):
    """The name alone."""
    if self._name_ is None:
        return f"{self.__class__.__name__}({self._value_!r})"
    return self._name_


def global_enum(cls, update_str=False):
    """Makes the members names of the module that the enumeration is in."""
    cls.__repr__ = global_flag_repr if issubclass(cls, Flag) else global_enum_repr
    if not issubclass(cls, ReprEnum) or update_str:
        cls.__str__ = global_str
    sys.modules[cls.__module__].__dict__.update(cls.__members__)
    return cls


def _simple_enum(etype=Enum, *, boundary=None, use_args=None):
    """Makes an enumeration out of a plain class."""
    def convert(cls):
        bases = (etype,)
        namespace = etype.__class__.__prepare__(cls.__name__, bases)
        for name, value in cls.__dict__.items():
            if name not in ("__dict__", "__weakref__"):
                namespace[name] = value
        return etype.__class__(cls.__name__, bases, namespace, boundary=boundary)
    return convert
