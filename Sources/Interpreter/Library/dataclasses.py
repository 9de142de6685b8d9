# SPDX-License-Identifier: Apache-2.0
"""Classes whose methods follow from their annotated fields (PEP 557)."""

import copy
import itertools
import keyword
import sys
import types
from reprlib import recursive_repr

__all__ = [
    "dataclass", "field", "Field", "FrozenInstanceError", "InitVar", "KW_ONLY", "MISSING", "fields",
    "asdict", "astuple", "make_dataclass", "replace", "is_dataclass",
]

GenericAlias = types.GenericAlias


class FrozenInstanceError(AttributeError):
    """An attribute of a frozen instance cannot change."""


class _Missing:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


class _DefaultFactory:
    def __repr__(self):
        return "<factory>"


class _KeywordOnly:
    pass


MISSING = _Missing()
KW_ONLY = _KeywordOnly()
_HAS_DEFAULT_FACTORY = _DefaultFactory()
_FIELDS = "__dataclass_fields__"
_PARAMS = "__dataclass_params__"


class _Kind:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


_FIELD = _Kind("_FIELD")
_FIELD_CLASSVAR = _Kind("_FIELD_CLASSVAR")
_FIELD_INITVAR = _Kind("_FIELD_INITVAR")


class InitVar:
    """The type of what __init__ gets and hands to __post_init__."""

    __slots__ = ("type",)

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        is_class = isinstance(self.type, type) and not isinstance(self.type, GenericAlias)
        name = self.type.__name__ if is_class else repr(self.type)
        return f"dataclasses.InitVar[{name}]"

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    """What is known of a field."""

    __slots__ = (
        "name", "type", "default", "default_factory", "repr", "hash", "init", "compare",
        "metadata", "kw_only", "_field_type",
    )

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = types.MappingProxyType({} if metadata is None else metadata)
        self.kw_only = kw_only
        self._field_type = None

    @recursive_repr()
    def __repr__(self):
        shown = ",".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"Field({shown})"

    def __set_name__(self, owner, name):
        method = getattr(type(self.default), "__set_name__", None)
        if method is not None:
            method(self.default, owner, name)

    __class_getitem__ = classmethod(GenericAlias)


class _DataclassParams:
    __slots__ = ("init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only",
                 "slots", "weakref_slot")

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def __repr__(self):
        shown = ",".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"_DataclassParams({shown})"


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None,
          compare=True, metadata=None, kw_only=MISSING):
    """Says more of a field than its type and default."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _names_type(annotation, cls, module_name, is_type):
    """Whether an annotation, perhaps a text that names something in a module, passes a test."""
    if not isinstance(annotation, str):
        return is_type(annotation)
    text = annotation.strip()
    end = next((at for at, each in enumerate(text) if not (each.isalnum() or each in "._")),
               len(text))
    text = text[:end]
    prefix, _, name = text.rpartition(".")
    namespace = sys.modules.get(cls.__module__)
    namespace = namespace.__dict__ if namespace is not None else {}
    if prefix:
        module = namespace.get(prefix)
        if module is not sys.modules.get(module_name) or module is None:
            return False
        namespace = module.__dict__
    return name in namespace and is_type(namespace[name])


def _is_class_variable(annotation):
    typing = sys.modules.get("typing")
    if typing is None:
        return False
    return annotation is typing.ClassVar or (
        getattr(annotation, "__origin__", None) is typing.ClassVar)


def _make_field(cls, name, annotation, default_kw_only):
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        made = default
    else:
        if isinstance(default, types.MemberDescriptorType):
            default = MISSING
        made = field(default=default)
    made.name = name
    made.type = annotation
    made._field_type = _FIELD
    if _names_type(annotation, cls, "typing", _is_class_variable):
        made._field_type = _FIELD_CLASSVAR
    elif _names_type(annotation, cls, "dataclasses",
                     lambda each: each is InitVar or type(each) is InitVar):
        made._field_type = _FIELD_INITVAR
    if made._field_type in (_FIELD_CLASSVAR, _FIELD_INITVAR):
        if made.default_factory is not MISSING:
            raise TypeError(f"field {name} cannot have a default factory")
    if made._field_type is _FIELD_CLASSVAR:
        if made.kw_only is not MISSING:
            raise TypeError(f"field {name} is a ClassVar but specifies kw_only")
    elif made.kw_only is MISSING:
        made.kw_only = default_kw_only
    if made._field_type is _FIELD and made.default.__class__.__hash__ is None:
        raise ValueError(f"mutable default {type(made.default)} for field {made.name} is not "
                         "allowed: use default_factory")
    return made


def _function(cls, name, parameters, lines, scope):
    """A method made of source; what the source mentions beside its arguments is in the scope."""
    inner = "\n".join("  " + line for line in lines or ["pass"])
    text = (f"def _make({', '.join(scope)}):\n def {name}({', '.join(parameters)}):\n{inner}\n"
            f" return {name}")
    namespace = {}
    module = sys.modules.get(cls.__module__)
    exec(text, module.__dict__ if module is not None else {}, namespace)
    made = namespace["_make"](**scope)
    made.__qualname__ = f"{cls.__qualname__}.{name}"
    return made


def _init_method(cls, all_fields, frozen, has_post_init, slots):
    parameters = [each for each in all_fields if each.init]
    positional = [each for each in parameters if not each.kw_only]
    keywords = [each for each in parameters if each.kw_only]
    has_defaults = False
    for each in positional:
        if each.default is not MISSING or each.default_factory is not MISSING:
            has_defaults = True
        elif has_defaults:
            raise TypeError(f"non-default argument {each.name!r} follows default argument")
    self_name = "__dataclass_self__" if any(each.name == "self" for each in all_fields) else "self"
    scope = {
        "__dataclass_HAS_DEFAULT_FACTORY__": _HAS_DEFAULT_FACTORY,
        "__dataclass_builtins_object__": object,
    }

    def parameter(each):
        if each.default is not MISSING:
            scope[f"__dataclass_dflt_{each.name}__"] = each.default
            return f"{each.name}=__dataclass_dflt_{each.name}__"
        if each.default_factory is not MISSING:
            return f"{each.name}=__dataclass_HAS_DEFAULT_FACTORY__"
        return each.name

    lines = []
    for each in all_fields:
        name, value = each.name, None
        if each.default_factory is not MISSING:
            factory = f"__dataclass_dflt_{name}__"
            scope[factory] = each.default_factory
            value = f"{factory}()"
            if each.init:
                value = f"{value} if {name} is __dataclass_HAS_DEFAULT_FACTORY__ else {name}"
        elif each.init:
            value = name
        elif slots and each.default is not MISSING:
            # Nothing else would set it: the class attribute is the slot now.
            value = f"__dataclass_dflt_{name}__"
            scope[value] = each.default
        if value is None or each._field_type is _FIELD_INITVAR:
            continue
        if frozen:
            lines.append(f"__dataclass_builtins_object__.__setattr__({self_name}, {name!r}, "
                         f"{value})")
        else:
            lines.append(f"{self_name}.{name} = {value}")
    if has_post_init:
        given = ", ".join(each.name for each in all_fields
                          if each._field_type is _FIELD_INITVAR)
        lines.append(f"{self_name}.__post_init__({given})")
    listed = [self_name, *map(parameter, positional)]
    if keywords:
        listed += ["*", *map(parameter, keywords)]
    made = _function(cls, "__init__", listed, lines, scope)
    made.__annotations__ = {each.name: each.type for each in parameters}
    made.__annotations__["return"] = None
    return made


def _repr_method(cls, shown):
    names = [each.name for each in shown]

    def __repr__(self):
        inner = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{self.__class__.__qualname__}({inner})"

    __repr__.__qualname__ = f"{cls.__qualname__}.__repr__"
    return recursive_repr()(__repr__)


def _comparison(cls, name, operator, compared):
    """A comparison of the fields as tuples are compared."""
    def parts(owner):
        inner = ", ".join(f"{owner}.{each.name}" for each in compared)
        return f"({inner},)" if inner else "()"

    lines = ["if other.__class__ is self.__class__:",
             f"  return {parts('self')} {operator} {parts('other')}",
             "return NotImplemented"]
    return _function(cls, name, ["self", "other"], lines, {})


def _hash_method(cls, all_fields):
    hashed = [each for each in all_fields
              if (each.compare if each.hash is None else each.hash)]
    inner = ", ".join(f"self.{each.name}" for each in hashed)
    lines = [f"return hash(({inner},))" if inner else "return hash(())"]
    return _function(cls, "__hash__", ["self"], lines, {})


def _freeze(cls, names):
    names = frozenset(names)

    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __setattr__, __delattr__


def _process(cls, params):
    all_fields = {}
    has_bases = any_frozen = False
    all_frozen = None
    for base in cls.__mro__[-1:0:-1]:
        inherited = getattr(base, _FIELDS, None)
        if inherited is None:
            continue
        has_bases = True
        all_fields.update(inherited)
        frozen = getattr(base, _PARAMS).frozen
        all_frozen = frozen if all_frozen is None else all_frozen and frozen
        any_frozen = any_frozen or frozen
    annotations = cls.__dict__.get("__annotations__", {})
    own = []
    kw_only, seen_mark = params.kw_only, False
    for name, annotation in annotations.items():
        if annotation is KW_ONLY or _names_type(
                annotation, cls, "dataclasses", lambda each: each is KW_ONLY):
            if seen_mark:
                raise TypeError(f"{name!r} is KW_ONLY, but KW_ONLY has already been specified")
            seen_mark = kw_only = True
        else:
            own.append(_make_field(cls, name, annotation, kw_only))
    for each in own:
        all_fields[each.name] = each
        if isinstance(getattr(cls, each.name, None), Field):
            if each.default is MISSING:
                delattr(cls, each.name)
            else:
                setattr(cls, each.name, each.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in annotations:
            raise TypeError(f"{name!r} is a field but has no type annotation")
    if has_bases:
        if any_frozen and not params.frozen:
            raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
        if all_frozen is False and params.frozen:
            raise TypeError("cannot inherit frozen dataclass from a non-frozen one")
    setattr(cls, _FIELDS, all_fields)
    setattr(cls, _PARAMS, params)
    own_hash = cls.__dict__.get("__hash__", MISSING)
    has_own_hash = not (own_hash is MISSING or (own_hash is None and "__eq__" in cls.__dict__))
    if params.order and not params.eq:
        raise ValueError("eq must be true if order is true")

    def define(name, method):
        """Sets a method unless the class has one; tells whether it had."""
        if name in cls.__dict__:
            return True
        setattr(cls, name, method)
        return False

    arguments = [each for each in all_fields.values()
                 if each._field_type in (_FIELD, _FIELD_INITVAR)]
    real = [each for each in all_fields.values() if each._field_type is _FIELD]
    compared = [each for each in real if each.compare]
    if params.init:
        define("__init__", _init_method(
            cls, arguments, params.frozen, hasattr(cls, "__post_init__"), params.slots))
    if params.repr:
        define("__repr__", _repr_method(cls, [each for each in real if each.repr]))
    if params.eq:
        define("__eq__", _comparison(cls, "__eq__", "==", compared))
    if params.order:
        for name, operator in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"),
                               ("__ge__", ">=")):
            if define(name, _comparison(cls, name, operator, compared)):
                raise TypeError(f"Cannot overwrite attribute {name} in class {cls.__name__}. "
                                "Consider using functools.total_ordering")
    if params.frozen:
        for method in _freeze(cls, [each.name for each in real]):
            method.__qualname__ = f"{cls.__qualname__}.{method.__name__}"
            if define(method.__name__, method):
                raise TypeError(f"Cannot overwrite attribute {method.__name__} in class "
                                f"{cls.__name__}")
    if params.unsafe_hash:
        if has_own_hash:
            raise TypeError(f"Cannot overwrite attribute __hash__ in class {cls.__name__}")
        cls.__hash__ = _hash_method(cls, real)
    elif params.eq and not has_own_hash:
        cls.__hash__ = _hash_method(cls, real) if params.frozen else None
    if not getattr(cls, "__doc__"):
        cls.__doc__ = cls.__name__ + _signature(arguments) if params.init else cls.__name__
    if params.match_args:
        define("__match_args__", tuple(
            each.name for each in arguments if each.init and not each.kw_only))
    if params.weakref_slot and not params.slots:
        raise TypeError("weakref_slot is True but slots is False")
    if params.slots:
        cls = _with_slots(cls, params.frozen, [each.name for each in real], params.weakref_slot)
    import abc
    abc.update_abstractmethods(cls)
    return cls


def _signature(arguments):
    """The text of __init__'s parameters, for documentation."""
    def show(annotation):
        if isinstance(annotation, type) and not isinstance(annotation, GenericAlias):
            if annotation.__module__ == "builtins":
                return annotation.__qualname__
            return f"{annotation.__module__}.{annotation.__qualname__}"
        text = repr(annotation)
        return text.removeprefix("typing.") if not isinstance(annotation, str) else text

    parts = []
    for group, mark in ((False, None), (True, "*")):
        chosen = [each for each in arguments if each.init and bool(each.kw_only) is group]
        if chosen and mark:
            parts.append(mark)
        for each in chosen:
            text = f"{each.name}: {show(each.type)}"
            if each.default is not MISSING:
                text += f" = {each.default!r}"
            elif each.default_factory is not MISSING:
                text += " = <factory>"
            parts.append(text)
    return f"({', '.join(parts)})"


def _get_state(self):
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self, state):
    for each, value in zip(fields(self), state):
        object.__setattr__(self, each.name, value)


def _slots_of(cls):
    slots = cls.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _with_slots(cls, frozen, names, weakref_slot):
    """The same class again with slots: they can only be had when a class is made."""
    if "__slots__" in cls.__dict__:
        raise TypeError(f"{cls.__name__} already specifies __slots__")
    namespace = dict(cls.__dict__)
    inherited = set(itertools.chain.from_iterable(map(_slots_of, cls.__mro__[1:-1])))
    slots = [name for name in names if name not in inherited]
    if weakref_slot and "__weakref__" not in inherited:
        slots.append("__weakref__")
    namespace["__slots__"] = tuple(slots)
    for name in names:
        namespace.pop(name, None)
    namespace.pop("__dict__", None)
    namespace.pop("__weakref__", None)
    qualname = cls.__qualname__
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = qualname
    for value in made.__dict__.values():
        # Methods that call super() know their class by a cell, which has the old one.
        function = getattr(value, "__func__", value)
        function = getattr(function, "__wrapped__", function)
        for cell in getattr(function, "__closure__", None) or ():
            try:
                if cell.cell_contents is cls:
                    cell.cell_contents = made
            except ValueError:
                pass
    if frozen:
        if "__getstate__" not in namespace:
            made.__getstate__ = _get_state
        if "__setstate__" not in namespace:
            made.__setstate__ = _set_state
    return made


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False,
              frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
    """Adds the methods that follow from a class's annotations."""
    params = _DataclassParams(
        init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen,
        match_args=match_args, kw_only=kw_only, slots=slots, weakref_slot=weakref_slot)
    if cls is None:
        return lambda cls: _process(cls, params)
    return _process(cls, params)


def fields(class_or_instance):
    """The fields of a dataclass or of an instance."""
    try:
        found = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None
    return tuple(each for each in found.values() if each._field_type is _FIELD)


def _is_instance(obj):
    return hasattr(type(obj), _FIELDS)


def is_dataclass(obj):
    """Whether something is a dataclass or an instance of one."""
    cls = obj if isinstance(obj, type) else type(obj)
    return hasattr(cls, _FIELDS)


def _converted(obj, convert):
    """Containers with their contents converted; instances go to convert."""
    kind = type(obj)
    if _is_instance(obj):
        return convert(obj)
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return kind(*[_converted(each, convert) for each in obj])
    if isinstance(obj, (list, tuple)):
        return kind(_converted(each, convert) for each in obj)
    if isinstance(obj, dict):
        pairs = ((_converted(key, convert), _converted(value, convert))
                 for key, value in obj.items())
        if hasattr(kind, "default_factory"):
            made = kind(obj.default_factory)
            made.update(pairs)
            return made
        return kind(pairs)
    return copy.deepcopy(obj)


def asdict(obj, *, dict_factory=dict):
    """The fields as a dict, those of instances inside as well."""
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")

    def convert(each):
        return dict_factory([(one.name, _converted(getattr(each, one.name), convert))
                             for one in fields(each)])

    return convert(obj)


def astuple(obj, *, tuple_factory=tuple):
    """The fields' values as a tuple, those of instances inside as well."""
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")

    def convert(each):
        return tuple_factory([_converted(getattr(each, one.name), convert)
                              for one in fields(each)])

    return convert(obj)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, init=True, repr=True, eq=True,
                   order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False,
                   slots=False, weakref_slot=False, module=None):
    """A dataclass out of names, pairs of name and type, or triples with a field()."""
    namespace = {} if namespace is None else namespace
    seen = set()
    annotations, defaults = {}, {}
    for item in fields:
        if isinstance(item, str):
            name, annotation = item, "typing.Any"
        elif len(item) == 2:
            name, annotation = item
        elif len(item) == 3:
            name, annotation, defaults[item[0]] = item
        else:
            raise TypeError(f"Invalid field: {item!r}")
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f"Field names must be valid identifiers: {name!r}")
        if keyword.iskeyword(name):
            raise TypeError(f"Field names must not be keywords: {name!r}")
        if name in seen:
            raise TypeError(f"Field name duplicated: {name!r}")
        seen.add(name)
        annotations[name] = annotation

    def fill(target):
        target.update(namespace)
        target.update(defaults)
        target["__annotations__"] = annotations

    cls = types.new_class(cls_name, bases, {}, fill)
    if module is None:
        module = sys._getframemodulename(1) or "__main__"
    cls.__module__ = module
    return dataclass(
        cls, init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen,
        match_args=match_args, kw_only=kw_only, slots=slots, weakref_slot=weakref_slot)


def _replace(self, /, **changes):
    for each in getattr(self, _FIELDS).values():
        if each._field_type is _FIELD_CLASSVAR:
            continue
        if not each.init:
            if each.name in changes:
                raise ValueError(f"field {each.name} is declared with init=False, it cannot be "
                                 "specified with replace()")
            continue
        if each.name not in changes:
            if each._field_type is _FIELD_INITVAR and each.default is MISSING:
                raise ValueError(f"InitVar {each.name!r} must be specified with replace()")
            changes[each.name] = getattr(self, each.name)
    return self.__class__(**changes)


def replace(obj, /, **changes):
    """A new instance with some fields changed."""
    if not _is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    return _replace(obj, **changes)
