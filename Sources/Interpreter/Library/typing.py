# SPDX-License-Identifier: Apache-2.0
"""Names for annotations, and what can be asked of them at run time."""

import collections
import collections.abc
import contextlib
import functools
import operator
import sys
import types
from abc import ABCMeta, abstractmethod
from types import GenericAlias

TYPE_CHECKING = False
_UnionType = types.UnionType


# MARK: texts

def _type_repr(value):
    """The text of an annotation inside another one."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_type_repr, value)) + "]"
    if isinstance(value, type) and not isinstance(value, GenericAlias):
        if value.__module__ == "builtins":
            return value.__qualname__
        return f"{value.__module__}.{value.__qualname__}"
    if value is Ellipsis:
        return "..."
    if isinstance(value, types.FunctionType):
        return value.__name__
    return repr(value)


def _type_check(arg, message):
    """An argument as a type: texts become forward references, None its type."""
    if arg is None:
        return type(None)
    if isinstance(arg, str):
        return ForwardRef(arg)
    if arg in (Any, LiteralString, NoReturn, Never, Self, TypeAlias):
        return arg
    if isinstance(arg, _GenericAlias) and arg.__origin__ in (ClassVar, Final) \
            or arg in (ClassVar, Final):
        raise TypeError(f"{arg} is not valid as type argument")
    if arg in (Generic, Protocol):
        raise TypeError(f"Plain {arg} is not valid as type argument")
    if isinstance(arg, _SpecialForm):
        raise TypeError(f"Plain {arg} is not valid as type argument")
    if type(arg) is tuple:
        raise TypeError(f"{message} Got {arg!r:.100}.")
    return arg


def _deduplicated(values):
    """The values, each once, in the order they came."""
    result = []
    for each in values:
        if each not in result:
            result.append(each)
    return result


def _module_of_caller(depth=2):
    return sys._getframemodulename(depth) or "__main__"


class _Final:
    """A base that nobody else inherits from."""

    __slots__ = ("__weakref__",)

    def __init_subclass__(cls, /, *args, _root=False, **kwds):
        if not _root:
            raise TypeError("Cannot subclass special typing classes")


# MARK: special forms

class _SpecialForm(_Final, _root=True):
    # A name that means something by itself, or with arguments in brackets.

    __slots__ = ("_name", "_doc", "_get")

    def __init__(self, name, doc, get=None):
        self._name = name
        self._doc = doc
        self._get = get

    def __getattr__(self, name):
        if name in ("__name__", "__qualname__"):
            return self._name
        raise AttributeError(name)

    @property
    def __doc__(self):
        return self._doc

    def __repr__(self):
        return f"typing.{self._name}"

    def __reduce__(self):
        return self._name

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass {self!r}")

    def __call__(self, *args, **kwds):
        raise TypeError(f"Cannot instantiate {self!r}")

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __instancecheck__(self, obj):
        raise TypeError(f"{self} cannot be used with isinstance()")

    def __subclasscheck__(self, cls):
        raise TypeError(f"{self} cannot be used with issubclass()")

    def __getitem__(self, parameters):
        if self._get is None:
            raise TypeError(f"{self!r} is not subscriptable")
        return self._get(self, parameters)


def _form(doc):
    """Makes a special form of the function that answers its brackets."""
    return lambda function: _SpecialForm(function.__name__, doc, function)


class _AnyMeta(type):
    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError("typing.Any cannot be used with isinstance()")
        return super().__instancecheck__(obj)

    def __repr__(self):
        return "typing.Any" if self is Any else super().__repr__()


class Any(metaclass=_AnyMeta):
    """Any type: whatever is done with it is right."""

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError("Any cannot be instantiated")
        return super().__new__(cls)


NoReturn = _SpecialForm("NoReturn", "The type of what a function returns that never does.")
Never = _SpecialForm("Never", "The type without values.")
Self = _SpecialForm("Self", "The class that a method is called on.")
LiteralString = _SpecialForm("LiteralString", "A text that stands in the program.")
TypeAlias = _SpecialForm("TypeAlias", "Says that an assignment names a type.")


@_form("Marks an attribute of the class, not of instances.")
def ClassVar(self, parameters):
    return _GenericAlias(self, (_type_check(parameters, f"{self} accepts only single type."),))


@_form("Marks what is assigned once.")
def Final(self, parameters):
    return _GenericAlias(self, (_type_check(parameters, f"{self} accepts only single type."),))


@_form("Marks a key that a TypedDict needs.")
def Required(self, parameters):
    return _GenericAlias(self, (_type_check(parameters, f"{self._name} accepts only a single "
                                                        "type."),))


@_form("Marks a key that a TypedDict can do without.")
def NotRequired(self, parameters):
    return _GenericAlias(self, (_type_check(parameters, f"{self._name} accepts only a single "
                                                        "type."),))


@_form("The result of a function that tells whether its argument has a type.")
def TypeGuard(self, parameters):
    return _GenericAlias(self, (_type_check(parameters, f"{self} accepts only single type."),))


@_form("Any of several types.")
def Union(self, parameters):
    if parameters == ():
        raise TypeError("Cannot take a Union of no types.")
    if not isinstance(parameters, tuple):
        parameters = (parameters,)
    flat = []
    for each in parameters:
        each = _type_check(each, "Union[arg, ...]: each arg must be a type.")
        flat.extend(each.__args__ if isinstance(each, (_UnionGenericAlias, _UnionType))
                    else (each,))
    flat = tuple(_deduplicated(flat))
    if len(flat) == 1:
        return flat[0]
    name = "Optional" if len(flat) == 2 and type(None) in flat else None
    return _UnionGenericAlias(self, flat, name=name)


@_form("A type, or None.")
def Optional(self, parameters):
    return Union[_type_check(parameters, f"{self} requires a single type."), type(None)]


@_form("One of the given values.")
def Literal(self, parameters):
    if not isinstance(parameters, tuple):
        parameters = (parameters,)
    flat = []
    for each in parameters:
        flat.extend(each.__args__ if isinstance(each, _LiteralGenericAlias) else (each,))
    result = []
    for each in flat:
        if not any(type(each) is type(known) and each == known for known in result):
            result.append(each)
    return _LiteralGenericAlias(self, tuple(result))


@_form("More parameters before those of a ParamSpec.")
def Concatenate(self, parameters):
    if parameters == ():
        raise TypeError("Cannot take a Concatenate of no types.")
    if not isinstance(parameters, tuple):
        parameters = (parameters,)
    if not (parameters[-1] is ... or isinstance(parameters[-1], ParamSpec)):
        raise TypeError("The last parameter to Concatenate should be a ParamSpec variable or "
                        "ellipsis.")
    message = "Concatenate[arg, ...]: each arg must be a type."
    return _ConcatenateGenericAlias(
        self, (*(_type_check(each, message) for each in parameters[:-1]), parameters[-1]))


@_form("The types inside a TypeVarTuple or a tuple type, one by one.")
def Unpack(self, parameters):
    return _UnpackGenericAlias(self, (_type_check(parameters, f"{self} accepts only single "
                                                              "type."),))


# MARK: references to what is not there yet

class ForwardRef(_Final, _root=True):
    """An annotation as text."""

    __slots__ = ("__forward_arg__", "__forward_code__", "__forward_evaluated__",
                 "__forward_value__", "__forward_is_argument__", "__forward_is_class__",
                 "__forward_module__")

    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        if not isinstance(arg, str):
            raise TypeError(f"Forward reference must be a string -- got {arg!r}")
        text = f"({arg},)[0]" if arg.startswith("*") else arg
        try:
            code = compile(text, "<string>", "eval")
        except SyntaxError:
            raise SyntaxError(f"Forward reference must be an expression -- got {arg!r}") from None
        self.__forward_arg__ = arg
        self.__forward_code__ = code
        self.__forward_evaluated__ = False
        self.__forward_value__ = None
        self.__forward_is_argument__ = is_argument
        self.__forward_is_class__ = is_class
        self.__forward_module__ = module

    def _evaluate(self, globalns, localns, type_params=(), *, recursive_guard=frozenset()):
        if self.__forward_arg__ in recursive_guard:
            return self
        if not self.__forward_evaluated__ or localns is not globalns:
            if globalns is None and localns is None:
                globalns = localns = {}
            elif globalns is None:
                globalns = localns
            elif localns is None:
                localns = globalns
            if self.__forward_module__ is not None:
                module = sys.modules.get(self.__forward_module__)
                globalns = getattr(module, "__dict__", globalns)
            if type_params:
                localns = {**{each.__name__: each for each in type_params}, **localns}
            value = eval(self.__forward_code__, globalns, localns)
            value = _type_check(value, "Forward references must evaluate to types.") \
                if not self.__forward_is_class__ else value
            self.__forward_value__ = _evaluated(
                value, globalns, localns, type_params,
                recursive_guard | {self.__forward_arg__})
            self.__forward_evaluated__ = True
        return self.__forward_value__

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        return (self.__forward_arg__ == other.__forward_arg__
                and self.__forward_module__ == other.__forward_module__)

    def __hash__(self):
        return hash((self.__forward_arg__, self.__forward_module__))

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __repr__(self):
        module = f", module={self.__forward_module__!r}" if self.__forward_module__ else ""
        return f"ForwardRef({self.__forward_arg__!r}{module})"


def _evaluated(value, globalns, localns, type_params=(), guard=frozenset()):
    """An annotation with all forward references replaced."""
    if isinstance(value, ForwardRef):
        return value._evaluate(globalns, localns, type_params, recursive_guard=guard)
    if not isinstance(value, (_GenericAlias, GenericAlias, _UnionType)):
        return value
    args = value.__args__
    if isinstance(value, GenericAlias):
        args = tuple(ForwardRef(each) if isinstance(each, str) else each for each in args)
    made = tuple(_evaluated(each, globalns, localns, type_params, guard) for each in args)
    if made == value.__args__:
        return value
    if isinstance(value, _UnionType):
        return functools.reduce(operator.or_, made)
    if isinstance(value, GenericAlias):
        return type(value)(value.__origin__, made) if type(value) is GenericAlias \
            else collections.abc.Callable[list(made[:-1]), made[-1]]
    return value.copy_with(made)


# MARK: type variables

class _Variable(_Final, _root=True):
    """What type variables of all kinds have in common."""

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __reduce__(self):
        return self.__name__

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def _set_variance(self, covariant, contravariant, infer_variance):
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if infer_variance and (covariant or contravariant):
            raise ValueError("Variance cannot be specified with infer_variance.")
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        sign = "+" if self.__covariant__ else "-" if self.__contravariant__ else "~"
        return sign + self.__name__


class TypeVar(_Variable, _root=True):
    """Stands for a type, with a bound or a choice of types where given."""

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False,
                 infer_variance=False):
        self.__name__ = name
        self._set_variance(covariant, contravariant, infer_variance)
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        message = "TypeVar(name, constraint, ...): constraints must be types."
        self.__constraints__ = tuple(_type_check(each, message) for each in constraints)
        self.__bound__ = None if bound is None else _type_check(bound, "Bound must be a type.")
        self.__module__ = _module_of_caller()

    def __typing_subst__(self, arg):
        arg = _type_check(arg, "Parameters to generic types must be types.")
        if isinstance(arg, _UnpackGenericAlias):
            raise TypeError(f"{arg} is not valid as type argument")
        return arg


class _ParameterPart(_Final, _root=True):
    _name = ""

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.{self._name}"

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __hash__(self):
        return hash((self._name, self.__origin__))

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")


class ParamSpecArgs(_ParameterPart, _root=True):
    """The positional arguments of a ParamSpec."""

    _name = "args"


class ParamSpecKwargs(_ParameterPart, _root=True):
    """The keyword arguments of a ParamSpec."""

    _name = "kwargs"


class ParamSpec(_Variable, _root=True):
    """Stands for the parameters of a function."""

    def __init__(self, name, *, bound=None, covariant=False, contravariant=False,
                 infer_variance=False):
        self.__name__ = name
        self._set_variance(covariant, contravariant, infer_variance)
        self.__bound__ = None if bound is None else _type_check(bound, "Bound must be a type.")
        self.__module__ = _module_of_caller()

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        if isinstance(arg, (list, tuple)):
            return tuple(_type_check(each, "Expected a type.") for each in arg)
        if arg is ... or isinstance(arg, (ParamSpec, _ConcatenateGenericAlias)):
            return arg
        raise TypeError(f"Expected a list of types, an ellipsis, ParamSpec, or Concatenate. "
                        f"Got {arg}")


class TypeVarTuple(_Variable, _root=True):
    """Stands for any number of types."""

    def __init__(self, name):
        self.__name__ = name
        self.__module__ = _module_of_caller()

    def __iter__(self):
        yield Unpack[self]

    def __repr__(self):
        return self.__name__

    def __typing_subst__(self, arg):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")


class TypeAliasType:
    """What the statement `type` makes."""

    def __init__(self, name, value, *, type_params=()):
        object.__setattr__(self, "_parts", (name, value, type_params, _module_of_caller()))

    def __setattr__(self, name, value):
        raise AttributeError(f"attribute {name!r} of 'typing.TypeAliasType' objects is not "
                             "writable")

    @property
    def __name__(self):
        return self._parts[0]

    @property
    def __value__(self):
        return self._parts[1]

    @property
    def __type_params__(self):
        return self._parts[2]

    @property
    def __parameters__(self):
        return self._parts[2]

    @property
    def __module__(self):
        return self._parts[3]

    def __repr__(self):
        return self.__name__

    def __getitem__(self, parameters):
        if not self.__type_params__:
            raise TypeError("Only generic type aliases are subscriptable")
        if not isinstance(parameters, tuple):
            parameters = (parameters,)
        return GenericAlias(self, parameters)

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __reduce__(self):
        return self.__name__


def _parameters_in(args):
    """The type variables in arguments, each once."""
    found = []
    for each in args:
        if isinstance(each, tuple):
            inner = _parameters_in(each)
        elif isinstance(each, type) and not isinstance(each, GenericAlias):
            inner = ()
        elif isinstance(each, _Variable):
            inner = (each,)
        else:
            inner = getattr(each, "__parameters__", ())
        found.extend(one for one in inner if one not in found)
    return tuple(found)


# MARK: parametrized types

class _BaseGenericAlias(_Final, _root=True):
    """A type with arguments, or a name of typing's for a class of collections.abc."""

    def __init__(self, origin, *, inst=True, name=None):
        self._inst = inst
        self._name = name
        self.__origin__ = origin
        self.__slots__ = None

    def __call__(self, *args, **kwargs):
        if not self._inst:
            raise TypeError(f"Type {self._name} cannot be instantiated; use "
                            f"{self.__origin__.__name__}() instead")
        made = self.__origin__(*args, **kwargs)
        try:
            made.__orig_class__ = self
        except Exception:
            pass
        return made

    def __mro_entries__(self, bases):
        origin = self.__origin__
        later = bases[bases.index(self) + 1:]
        if origin is Generic:
            # The others have it among their bases.
            if Protocol in bases or any(isinstance(each, _BaseGenericAlias) for each in later):
                return ()
            return (Generic,)
        if not self._name:
            return (origin,)
        result = [] if origin in bases else [origin]
        if not any(isinstance(each, _BaseGenericAlias)
                   or isinstance(each, type) and issubclass(each, Generic) for each in later):
            result.append(Generic)
        return tuple(result)

    def __getattr__(self, name):
        if name in ("__origin__", "__args__"):
            raise AttributeError(name)
        if "__origin__" in self.__dict__ and not (name[:2] == name[-2:] == "__"):
            return getattr(self.__origin__, name)
        raise AttributeError(name)

    def __setattr__(self, name, value):
        if name[:2] == name[-2:] == "__" or name in ("_name", "_inst", "_nparams", "_defaults"):
            super().__setattr__(name, value)
        else:
            setattr(self.__origin__, name, value)

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class _GenericAlias(_BaseGenericAlias, _root=True):
    """A type with arguments."""

    def __init__(self, origin, args, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=name)
        if not isinstance(args, tuple):
            args = (args,)
        self.__args__ = args
        self.__parameters__ = _parameters_in(args)
        if not name and hasattr(origin, "__module__"):
            self.__module__ = origin.__module__

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __getitem__(self, args):
        if self.__origin__ in (Generic, Protocol):
            raise TypeError(f"Cannot subscript already-subscripted {self}")
        if not self.__parameters__:
            raise TypeError(f"{self} is not a generic class")
        if not isinstance(args, tuple):
            args = (args,)
        return self.copy_with(_substituted(self, args))

    def copy_with(self, args):
        return self.__class__(self.__origin__, args, name=self._name, inst=self._inst)

    def __repr__(self):
        name = f"typing.{self._name}" if self._name else _type_repr(self.__origin__)
        inner = ", ".join(map(_type_repr, self.__args__)) if self.__args__ else "()"
        return f"{name}[{inner}]"

    def __reduce__(self):
        origin = globals()[self._name] if self._name else self.__origin__
        args = self.__args__
        return operator.getitem, (origin, args[0] if len(args) == 1 else args)

    def __iter__(self):
        yield Unpack[self]


def _assigned(alias, args):
    """Arguments by type variable; a TypeVarTuple takes what the others leave."""
    parameters = alias.__parameters__
    if len(parameters) == 1 and isinstance(parameters[0], ParamSpec):
        if not (len(args) == 1 and (args[0] is ... or isinstance(
                args[0], (list, tuple, ParamSpec, _ConcatenateGenericAlias)))):
            args = (args,)
    many = [place for place, each in enumerate(parameters) if isinstance(each, TypeVarTuple)]
    if many:
        place = many[0]
        after = len(parameters) - place - 1
        if len(args) < len(parameters) - 1:
            raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected at "
                            f"least {len(parameters) - 1}")
        middle = args[place:len(args) - after]
        args = (*args[:place], middle, *args[len(args) - after:])
    elif len(args) != len(parameters):
        few = "few" if len(args) < len(parameters) else "many"
        raise TypeError(f"Too {few} arguments for {alias}; actual {len(args)}, expected "
                        f"{len(parameters)}")
    result = {}
    for parameter, arg in zip(parameters, args):
        if isinstance(parameter, TypeVarTuple):
            result[parameter] = tuple(arg)
        else:
            result[parameter] = parameter.__typing_subst__(arg)
    return result


def _substituted(alias, args):
    """The arguments of an alias with its type variables replaced."""
    return _replaced(alias.__args__, _assigned(alias, args))


def _replaced(args, values):
    result = []
    for each in args:
        if isinstance(each, tuple):
            result.append(_replaced(each, values))
        elif isinstance(each, _UnpackGenericAlias) and isinstance(each.__args__[0], TypeVarTuple):
            result.extend(values.get(each.__args__[0], (each,)))
        elif isinstance(each, _Variable):
            result.append(values.get(each, each))
        elif isinstance(each, type) and not isinstance(each, GenericAlias):
            result.append(each)
        else:
            inner = getattr(each, "__parameters__", ())
            if inner:
                given = []
                for one in inner:
                    if isinstance(one, TypeVarTuple):
                        given.extend(values.get(one, ()))
                    else:
                        given.append(values.get(one, one))
                each = each[tuple(given)]
            result.append(each)
    return tuple(result)


class _SpecialGenericAlias(_BaseGenericAlias, _root=True):
    """A name of typing's for a class, waiting for arguments."""

    def __init__(self, origin, nparams, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=name or origin.__name__)
        self._nparams = nparams
        self.__doc__ = f"A generic version of {origin.__module__}.{origin.__qualname__}."
        self.__module__ = "typing"

    def __getitem__(self, params):
        if not isinstance(params, tuple):
            params = (params,)
        message = "Parameters to generic types must be types."
        params = tuple(_type_check(each, message) for each in params)
        if len(params) != self._nparams and not any(
                isinstance(each, _UnpackGenericAlias) for each in params):
            few = "few" if len(params) < self._nparams else "many"
            raise TypeError(f"Too {few} arguments for {self}; actual {len(params)}, expected "
                            f"{self._nparams}")
        return self.copy_with(params)

    def copy_with(self, params):
        return _GenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def __repr__(self):
        return f"typing.{self._name}"

    def __subclasscheck__(self, cls):
        if isinstance(cls, _SpecialGenericAlias):
            return issubclass(cls.__origin__, self.__origin__)
        if not isinstance(cls, _GenericAlias):
            return issubclass(cls, self.__origin__)
        return super().__subclasscheck__(cls)

    def __reduce__(self):
        return self._name


class _TupleType(_SpecialGenericAlias, _root=True):
    def __getitem__(self, params):
        if not isinstance(params, tuple):
            params = (params,)
        message = "Tuple[t0, t1, ...]: each t must be a type."
        if len(params) >= 2 and params[-1] is ...:
            return self.copy_with((*(_type_check(each, message) for each in params[:-1]), ...))
        return self.copy_with(tuple(_type_check(each, message) for each in params))


class _CallableGenericAlias(_GenericAlias, _root=True):
    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and (args[0] is ... or isinstance(
                args[0], (ParamSpec, _ConcatenateGenericAlias))):
            return super().__repr__()
        inner = ", ".join(map(_type_repr, args[:-1]))
        return f"typing.Callable[[{inner}], {_type_repr(args[-1])}]"

    def copy_with(self, args):
        flat = []
        for each in args:
            flat.extend(each) if isinstance(each, tuple) else flat.append(each)
        return super().copy_with(tuple(flat))

    def __reduce__(self):
        args = self.__args__
        if not (len(args) == 2 and args[0] is ...):
            args = list(args[:-1]), args[-1]
        return operator.getitem, (Callable, args)


class _CallableType(_SpecialGenericAlias, _root=True):
    def copy_with(self, params):
        return _CallableGenericAlias(self.__origin__, params, name=self._name, inst=self._inst)

    def __getitem__(self, params):
        if not isinstance(params, tuple) or len(params) != 2:
            raise TypeError("Callable must be used as Callable[[arg, ...], result].")
        args, result = params
        result = _type_check(result, "Callable[args, result]: result must be a type.")
        if isinstance(args, (list, tuple)):
            message = "Callable[[arg, ...], result]: each arg must be a type."
            return self.copy_with((*(_type_check(each, message) for each in args), result))
        if args is ... or isinstance(args, (ParamSpec, _ConcatenateGenericAlias)):
            return self.copy_with((args, result))
        raise TypeError(f"Callable[args, result]: args must be a list. Got {args}")


class _UnionGenericAlias(_GenericAlias, _root=True):
    def copy_with(self, params):
        return Union[params]

    def __eq__(self, other):
        if not isinstance(other, (_UnionGenericAlias, _UnionType)):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __repr__(self):
        args = self.__args__
        if len(args) == 2:
            if args[0] is type(None):
                return f"typing.Optional[{_type_repr(args[1])}]"
            if args[1] is type(None):
                return f"typing.Optional[{_type_repr(args[0])}]"
        return f"typing.Union[{', '.join(map(_type_repr, args))}]"

    def __instancecheck__(self, obj):
        return any(isinstance(obj, each) for each in self.__args__)

    def __subclasscheck__(self, cls):
        return any(issubclass(cls, each) for each in self.__args__)

    def __reduce__(self):
        return operator.getitem, (Union, self.__args__)


class _LiteralGenericAlias(_GenericAlias, _root=True):
    def _keys(self):
        return {(each, type(each)) for each in self.__args__}

    def __eq__(self, other):
        if not isinstance(other, _LiteralGenericAlias):
            return NotImplemented
        return self._keys() == other._keys()

    def __hash__(self):
        return hash(frozenset(self._keys()))

    def __repr__(self):
        return f"typing.Literal[{', '.join(map(repr, self.__args__))}]"


class _ConcatenateGenericAlias(_GenericAlias, _root=True):
    def copy_with(self, params):
        if isinstance(params[-1], (list, tuple)):
            return (*params[:-1], *params[-1])
        if isinstance(params[-1], _ConcatenateGenericAlias):
            params = (*params[:-1], *params[-1].__args__)
        return super().copy_with(params)


class _UnpackGenericAlias(_GenericAlias, _root=True):
    def __repr__(self):
        return "*" + repr(self.__args__[0]) if isinstance(self.__args__[0], GenericAlias) \
            else f"typing.Unpack[{_type_repr(self.__args__[0])}]"


class _AnnotatedAlias(_GenericAlias, _root=True):
    def __init__(self, origin, metadata):
        if isinstance(origin, _AnnotatedAlias):
            metadata = origin.__metadata__ + metadata
            origin = origin.__origin__
        super().__init__(origin, origin, name="Annotated")
        self.__metadata__ = metadata

    def copy_with(self, params):
        return _AnnotatedAlias(params[0], self.__metadata__)

    def __repr__(self):
        shown = ", ".join(map(repr, self.__metadata__))
        return f"typing.Annotated[{_type_repr(self.__origin__)}, {shown}]"

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return (self.__origin__ == other.__origin__
                and self.__metadata__ == other.__metadata__)

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))

    def __reduce__(self):
        return operator.getitem, (Annotated, (self.__origin__, *self.__metadata__))

    def __getattr__(self, name):
        if name in ("__name__", "__qualname__"):
            return "Annotated"
        return super().__getattr__(name)

    def __mro_entries__(self, bases):
        return (self.__origin__,)


class Annotated:
    """A type with whatever else is to be known of it."""

    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        raise TypeError("Type Annotated cannot be instantiated.")

    def __class_getitem__(cls, params):
        if not isinstance(params, tuple) or len(params) < 2:
            raise TypeError("Annotated[...] should be used with at least two arguments (a type "
                            "and an annotation).")
        origin = params[0]
        if not (origin in (ClassVar, Final) or isinstance(origin, _GenericAlias)):
            origin = _type_check(origin, "Annotated[t, ...]: t must be a type.")
        return _AnnotatedAlias(origin, tuple(params[1:]))

    def __init_subclass__(cls, *args, **kwargs):
        raise TypeError(f"Cannot subclass {cls.__module__}.Annotated")


# MARK: generic classes and protocols

class Generic:
    """The base of classes with type variables."""

    __slots__ = ()
    _is_protocol = False

    def __class_getitem__(cls, params):
        if not isinstance(params, tuple):
            params = (params,)
        if cls in (Generic, Protocol):
            if not params:
                raise TypeError(f"Parameter list to {cls.__qualname__}[...] cannot be empty")
            for each in params:
                if not isinstance(each, (_Variable, _UnpackGenericAlias)):
                    raise TypeError(f"Parameters to {cls.__name__}[...] must all be type "
                                    "variables or parameter specification variables.")
            if len(set(params)) != len(params):
                raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")
            return _GenericAlias(cls, params)
        parameters = cls.__parameters__
        if not parameters:
            raise TypeError(f"{cls} is not a generic class")
        shown = _GenericAlias(cls, tuple(
            Unpack[each] if isinstance(each, TypeVarTuple) else each for each in parameters))
        values = _assigned(_Named(cls, parameters), params)
        return shown.copy_with(_replaced(shown.__args__, values))

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        found = ()
        if "__orig_bases__" in cls.__dict__:
            is_wrong = Generic in cls.__orig_bases__
        else:
            is_wrong = Generic in cls.__bases__ and cls.__name__ != "Protocol"
        if is_wrong:
            raise TypeError("Cannot inherit from plain Generic")
        if "__orig_bases__" in cls.__dict__:
            found = _parameters_in(cls.__orig_bases__)
            given = None
            for base in cls.__orig_bases__:
                if isinstance(base, _GenericAlias) and base.__origin__ is Generic:
                    if given is not None:
                        raise TypeError("Cannot inherit from Generic[...] multiple times.")
                    given = base.__parameters__
            if given is not None:
                missing = [each for each in found if each not in given]
                if missing:
                    raise TypeError(
                        f"Some type variables ({', '.join(map(str, missing))}) are not listed "
                        f"in Generic[{', '.join(map(str, given))}]")
                found = given
        cls.__parameters__ = tuple(found)


class _Named:
    """A class with its type variables, for messages."""

    def __init__(self, cls, parameters):
        self._cls = cls
        self.__parameters__ = parameters

    def __str__(self):
        return str(self._cls)


_NOT_MEMBERS = frozenset([
    "__abstractmethods__", "__annotations__", "__dict__", "__doc__", "__init__", "__module__",
    "__new__", "__slots__", "__subclasshook__", "__weakref__", "__class_getitem__",
    "__match_args__", "_is_protocol", "_is_runtime_protocol", "__protocol_attrs__",
    "__non_callable_proto_members__", "__callable_proto_members_only__", "__parameters__",
    "__orig_bases__", "__orig_class__", "__type_params__", "__static_attributes__",
    "__firstlineno__", "_abc_impl", "__abc_tpflags__", "__qualname__", "_MutableMapping__marker",
    "__init_subclass__",
])


def _protocol_members(cls):
    """The names that a protocol and those it extends declare."""
    names = set()
    for base in cls.__mro__[:-1]:
        if base.__name__ in ("Protocol", "Generic"):
            continue
        for name in [*base.__dict__, *base.__dict__.get("__annotations__", {})]:
            if name not in _NOT_MEMBERS and not name.startswith("_abc_"):
                names.add(name)
    return names


_STATIC_MISSING = object()


def _static_attribute(obj, name):
    """An attribute as it stands in the object or its classes, without running descriptors."""
    namespace = getattr(obj, "__dict__", {})
    for owner in type(obj).__mro__:
        if name in owner.__dict__:
            return owner.__dict__[name]
    return namespace.get(name, _STATIC_MISSING)


def _no_init(self, *args, **kwargs):
    if type(self)._is_protocol:
        raise TypeError("Protocols cannot be instantiated")


_ALLOWED = {
    "collections.abc": {"Callable", "Awaitable", "Iterable", "Iterator", "AsyncIterable",
                        "AsyncIterator", "Hashable", "Sized", "Container", "Collection",
                        "Reversible", "Buffer"},
    "contextlib": {"AbstractContextManager", "AbstractAsyncContextManager"},
}


class _ProtocolMeta(ABCMeta):
    def __new__(mcls, name, bases, namespace, /, **kwargs):
        if bases != (Generic,) and any(getattr(base, "_is_protocol", False)
                                       and base is globals().get("Protocol") for base in bases):
            for base in bases:
                if not (base in (object, Generic)
                        or base.__name__ in _ALLOWED.get(base.__module__, ())
                        or getattr(base, "_is_protocol", False)):
                    raise TypeError(f"Protocols can only inherit from other protocols, got "
                                    f"{base!r}")
        return super().__new__(mcls, name, bases, namespace, **kwargs)

    def __init__(cls, *args, **kwargs):
        if getattr(cls, "_is_protocol", False):
            cls.__protocol_attrs__ = _protocol_members(cls)

    def _has_data(cls):
        return [name for name in cls.__protocol_attrs__
                if not callable(getattr(cls, name, None))]

    def __subclasscheck__(cls, other):
        if cls is Protocol:
            return type.__subclasscheck__(cls, other)
        if getattr(cls, "_is_protocol", False):
            if not isinstance(other, type):
                raise TypeError("issubclass() arg 1 must be a class")
            if not getattr(cls, "_is_runtime_protocol", False):
                raise TypeError("Instance and class checks can only be used with "
                                "@runtime_checkable protocols")
            data = cls._has_data()
            if data and cls.__dict__.get("__subclasshook__") is _hook:
                raise TypeError("Protocols with non-method members don't support issubclass(). "
                                f"Non-method members: {str(sorted(data))[1:-1]}.")
        return super().__subclasscheck__(other)

    def __instancecheck__(cls, instance):
        if cls is Protocol:
            return type.__instancecheck__(cls, instance)
        if not getattr(cls, "_is_protocol", False):
            return super().__instancecheck__(instance)
        if not getattr(cls, "_is_runtime_protocol", False):
            raise TypeError("Instance and class checks can only be used with "
                            "@runtime_checkable protocols")
        data = set(cls._has_data())
        if cls in type(instance).__mro__ or not data and super().__instancecheck__(instance):
            return True
        for name in cls.__protocol_attrs__:
            found = _static_attribute(instance, name)
            if found is _STATIC_MISSING:
                return False
            if found is None and name not in data:
                return False
        return True


def _subclass_hook(cls, other):
    if not cls.__dict__.get("_is_protocol", False):
        return NotImplemented
    for name in cls.__protocol_attrs__:
        for base in other.__mro__:
            if name in base.__dict__:
                if base.__dict__[name] is None:
                    return NotImplemented
                break
            annotations = getattr(base, "__annotations__", {})
            if name in annotations and issubclass(other, Generic) and getattr(
                    other, "_is_protocol", False):
                break
        else:
            return NotImplemented
    return True


_hook = classmethod(_subclass_hook)


class Protocol(Generic, metaclass=_ProtocolMeta):
    """The base of protocols: classes by what they can do, not by what they inherit from."""

    __slots__ = ()
    _is_protocol = True
    _is_runtime_protocol = False

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        if not cls.__dict__.get("_is_protocol", False):
            cls._is_protocol = any(base is Protocol for base in cls.__bases__)
        if "__subclasshook__" not in cls.__dict__:
            cls.__subclasshook__ = _hook
        if cls._is_protocol and cls.__init__ is Protocol.__init__:
            cls.__init__ = _no_init


def runtime_checkable(cls):
    """Lets isinstance() and issubclass() ask whether there are a protocol's members."""
    if not (isinstance(cls, type) and issubclass(cls, Generic)
            and getattr(cls, "_is_protocol", False)):
        raise TypeError(f"@runtime_checkable can be only applied to protocol classes, got {cls!r}")
    cls._is_runtime_protocol = True
    return cls


# MARK: functions

def cast(typ, val):
    """The value; for type checkers it has the type."""
    return val


def assert_type(val, typ, /):
    """The value; type checkers complain unless it has the type."""
    return val


def assert_never(arg, /):
    """What cannot be reached."""
    text = repr(arg)
    if len(text) > 100:
        text = text[:100] + "..."
    raise AssertionError(f"Expected code to be unreachable, but got: {text}")


def reveal_type(obj, /):
    """Writes the type of a value to sys.stderr; returns it."""
    print(f"Runtime type is {type(obj).__name__!r}", file=sys.stderr)
    return obj


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """The annotations of a function, class or module, with texts evaluated."""
    if getattr(obj, "__no_type_check__", None):
        return {}
    if isinstance(obj, type):
        hints = {}
        for base in reversed(obj.__mro__):
            module = sys.modules.get(base.__module__)
            own_globals = getattr(module, "__dict__", {}) if globalns is None else globalns
            own_locals = dict(vars(base)) if localns is None else localns
            if localns is None and globalns is None:
                own_globals, own_locals = own_locals, own_globals
            for name, value in base.__dict__.get("__annotations__", {}).items():
                if value is None:
                    value = type(None)
                if isinstance(value, str):
                    value = ForwardRef(value, is_argument=False, is_class=True)
                hints[name] = _evaluated(value, own_globals, own_locals,
                                         getattr(base, "__type_params__", ()))
    else:
        if globalns is None:
            if isinstance(obj, types.ModuleType):
                globalns = obj.__dict__
            else:
                inner = obj
                while hasattr(inner, "__wrapped__"):
                    inner = inner.__wrapped__
                globalns = getattr(inner, "__globals__", {})
            if localns is None:
                localns = globalns
        elif localns is None:
            localns = globalns
        hints = getattr(obj, "__annotations__", None)
        if hints is None:
            if isinstance(obj, (types.FunctionType, types.BuiltinFunctionType, types.MethodType,
                                types.ModuleType)) or not callable(obj):
                raise TypeError(f"{obj!r} is not a module, class, method, or function.")
            return {}
        hints = dict(hints)
        for name, value in hints.items():
            if value is None:
                value = type(None)
            if isinstance(value, str):
                value = ForwardRef(value, is_argument=not isinstance(obj, types.ModuleType))
            hints[name] = _evaluated(value, globalns, localns,
                                     getattr(obj, "__type_params__", ()))
    if include_extras:
        return hints
    return {name: _stripped(value) for name, value in hints.items()}


def _stripped(value):
    """An annotation without Annotated, Required and NotRequired."""
    if isinstance(value, _AnnotatedAlias):
        return _stripped(value.__origin__)
    if hasattr(value, "__origin__") and value.__origin__ in (Required, NotRequired):
        return _stripped(value.__args__[0])
    if isinstance(value, (_GenericAlias, GenericAlias, _UnionType)):
        args = tuple(_stripped(each) for each in value.__args__)
        if args == value.__args__:
            return value
        if isinstance(value, _UnionType):
            return functools.reduce(operator.or_, args)
        if isinstance(value, GenericAlias):
            return GenericAlias(value.__origin__, args)
        return value.copy_with(args)
    return value


def get_origin(tp):
    """The type without its arguments; None for what has none."""
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, (_BaseGenericAlias, GenericAlias, ParamSpecArgs, ParamSpecKwargs)):
        return tp.__origin__
    if tp is Generic:
        return Generic
    if isinstance(tp, _UnionType):
        return _UnionType
    return None


def get_args(tp):
    """The arguments of a type."""
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, (_GenericAlias, GenericAlias)):
        args = tp.__args__
        if tp.__origin__ is collections.abc.Callable and not (
                len(args) == 2 and (args[0] is ... or isinstance(
                    args[0], (ParamSpec, _ConcatenateGenericAlias)))):
            return list(args[:-1]), args[-1]
        return args
    if isinstance(tp, _UnionType):
        return tp.__args__
    return ()


def is_typeddict(tp):
    """Whether a class is a TypedDict."""
    return isinstance(tp, _TypedDictMeta)


def no_type_check(arg):
    """Tells type checkers, and get_type_hints(), to leave a function or class alone."""
    if isinstance(arg, type):
        for value in list(arg.__dict__.values()):
            function = getattr(value, "__func__", value)
            if isinstance(function, types.FunctionType) \
                    and function.__qualname__ == f"{arg.__qualname__}.{function.__name__}":
                function.__no_type_check__ = True
            elif isinstance(value, type) and value.__qualname__.startswith(arg.__qualname__):
                no_type_check(value)
    try:
        arg.__no_type_check__ = True
    except TypeError:
        pass
    return arg


def no_type_check_decorator(decorator):
    """A decorator that does no_type_check as well."""
    @functools.wraps(decorator)
    def wrapped(*args, **kwds):
        return no_type_check(decorator(*args, **kwds))
    return wrapped


_overloads = collections.defaultdict(functools.partial(collections.defaultdict, dict))


def _overload_dummy(*args, **kwds):
    """What a function is that is only there to say what the real one takes."""
    raise NotImplementedError(
        "You should not call an overloaded function. A series of @overload-decorated functions "
        "outside a stub module should always be followed by an implementation that is not "
        "@overload-ed.")


def overload(func):
    """One of several descriptions of a function."""
    function = getattr(func, "__func__", func)
    try:
        _overloads[function.__module__][function.__qualname__][
            function.__code__.co_firstlineno] = func
    except AttributeError:
        pass
    return _overload_dummy


def get_overloads(func):
    """The descriptions of a function."""
    function = getattr(func, "__func__", func)
    found = _overloads.get(function.__module__, {})
    return list(found.get(function.__qualname__, {}).values())


def clear_overloads():
    """Forgets all descriptions."""
    _overloads.clear()


def final(f):
    """Marks a method that is not to be overridden, or a class that is not to be inherited from."""
    try:
        f.__final__ = True
    except (AttributeError, TypeError):
        pass
    return f


def override(method, /):
    """Marks a method that overrides one of a base."""
    try:
        method.__override__ = True
    except (AttributeError, TypeError):
        pass
    return method


def dataclass_transform(*, eq_default=True, order_default=False, kw_only_default=False,
                        frozen_default=False, field_specifiers=(), **kwargs):
    """Marks what makes classes as dataclass() does."""
    def decorate(cls_or_fn):
        cls_or_fn.__dataclass_transform__ = {
            "eq_default": eq_default, "order_default": order_default,
            "kw_only_default": kw_only_default, "frozen_default": frozen_default,
            "field_specifiers": field_specifiers, "kwargs": kwargs,
        }
        return cls_or_fn
    return decorate


# MARK: names

T = TypeVar("T")
KT = TypeVar("KT")
VT = TypeVar("VT")
T_co = TypeVar("T_co", covariant=True)
V_co = TypeVar("V_co", covariant=True)
VT_co = TypeVar("VT_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
CT_co = TypeVar("CT_co", covariant=True, bound=type)
AnyStr = TypeVar("AnyStr", bytes, str)
Text = str

_alias = _SpecialGenericAlias

Hashable = _alias(collections.abc.Hashable, 0)
Awaitable = _alias(collections.abc.Awaitable, 1)
Coroutine = _alias(collections.abc.Coroutine, 3)
AsyncIterable = _alias(collections.abc.AsyncIterable, 1)
AsyncIterator = _alias(collections.abc.AsyncIterator, 1)
Iterable = _alias(collections.abc.Iterable, 1)
Iterator = _alias(collections.abc.Iterator, 1)
Reversible = _alias(collections.abc.Reversible, 1)
Sized = _alias(collections.abc.Sized, 0)
Container = _alias(collections.abc.Container, 1)
Collection = _alias(collections.abc.Collection, 1)
Callable = _CallableType(collections.abc.Callable, 2)
AbstractSet = _alias(collections.abc.Set, 1, name="AbstractSet")
MutableSet = _alias(collections.abc.MutableSet, 1)
Mapping = _alias(collections.abc.Mapping, 2)
MutableMapping = _alias(collections.abc.MutableMapping, 2)
Sequence = _alias(collections.abc.Sequence, 1)
MutableSequence = _alias(collections.abc.MutableSequence, 1)
ByteString = _alias(collections.abc.ByteString, 0)
Tuple = _TupleType(tuple, -1, inst=False, name="Tuple")
List = _alias(list, 1, inst=False, name="List")
Deque = _alias(collections.deque, 1, name="Deque")
Set = _alias(set, 1, inst=False, name="Set")
FrozenSet = _alias(frozenset, 1, inst=False, name="FrozenSet")
MappingView = _alias(collections.abc.MappingView, 1)
KeysView = _alias(collections.abc.KeysView, 1)
ItemsView = _alias(collections.abc.ItemsView, 2)
ValuesView = _alias(collections.abc.ValuesView, 1)
ContextManager = _alias(contextlib.AbstractContextManager, 1, name="ContextManager")
AsyncContextManager = _alias(contextlib.AbstractAsyncContextManager, 1,
                             name="AsyncContextManager")
Dict = _alias(dict, 2, inst=False, name="Dict")
DefaultDict = _alias(collections.defaultdict, 2, name="DefaultDict")
OrderedDict = _alias(collections.OrderedDict, 2)
Counter = _alias(collections.Counter, 1)
ChainMap = _alias(collections.ChainMap, 2)
Generator = _alias(collections.abc.Generator, 3)
AsyncGenerator = _alias(collections.abc.AsyncGenerator, 2)
Type = _alias(type, 1, inst=False, name="Type")


@runtime_checkable
class SupportsInt(Protocol):
    """What int() takes."""

    __slots__ = ()

    @abstractmethod
    def __int__(self) -> int:
        pass


@runtime_checkable
class SupportsFloat(Protocol):
    """What float() takes."""

    __slots__ = ()

    @abstractmethod
    def __float__(self) -> float:
        pass


@runtime_checkable
class SupportsComplex(Protocol):
    """What complex() takes."""

    __slots__ = ()

    @abstractmethod
    def __complex__(self) -> complex:
        pass


@runtime_checkable
class SupportsBytes(Protocol):
    """What bytes() takes."""

    __slots__ = ()

    @abstractmethod
    def __bytes__(self) -> bytes:
        pass


@runtime_checkable
class SupportsIndex(Protocol):
    """What stands for an integer."""

    __slots__ = ()

    @abstractmethod
    def __index__(self) -> int:
        pass


@runtime_checkable
class SupportsAbs(Protocol[T_co]):
    """What abs() takes."""

    __slots__ = ()

    @abstractmethod
    def __abs__(self) -> T_co:
        pass


@runtime_checkable
class SupportsRound(Protocol[T_co]):
    """What round() takes."""

    __slots__ = ()

    @abstractmethod
    def __round__(self, ndigits: int = 0) -> T_co:
        pass


# MARK: named tuples, typed dicts, new types

class _NamedTupleMeta(type):
    def __new__(cls, typename, bases, namespace):
        for base in bases:
            if base is not _NamedTuple and base is not Generic:
                raise TypeError("can only inherit from a NamedTuple type and Generic")
        bases = tuple(tuple if base is _NamedTuple else base for base in bases)
        hints = namespace.get("__annotations__", {})
        defaults = []
        for name in hints:
            if name in namespace:
                defaults.append(name)
            elif defaults:
                plural = "s" if len(defaults) > 1 else ""
                raise TypeError(f"Non-default namedtuple field {name} cannot follow default "
                                f"field{plural} {', '.join(defaults)}")
        made = _named_tuple(typename, hints.items(), [namespace[name] for name in defaults],
                            namespace["__module__"])
        if made.__bases__ != bases:
            made.__bases__ = bases
        if Generic in bases:
            made.__class_getitem__ = classmethod(Generic.__class_getitem__.__func__)
        for name, value in namespace.items():
            if name in _RESERVED:
                raise AttributeError("Cannot overwrite NamedTuple attribute " + name)
            if name in ("__module__", "__name__", "__annotations__", "__dict__", "__qualname__"):
                continue
            if name not in made._fields:
                setattr(made, name, value)
                method = getattr(type(value), "__set_name__", None)
                if method is not None:
                    method(value, made, name)
        if "__qualname__" in namespace:
            made.__qualname__ = namespace["__qualname__"]
        if Generic in bases:
            made.__init_subclass__()
        return made


_RESERVED = frozenset(["__new__", "__init__", "__slots__", "__getnewargs__", "_fields",
                       "_field_defaults", "_field_types", "_make", "_replace", "_asdict",
                       "_source"])


def _named_tuple(name, hints, defaults=(), module=None):
    hints = {field: _type_check(hint, f"field {field} annotation must be a type")
             for field, hint in hints}
    made = collections.namedtuple(name, list(hints), defaults=defaults, module=module)
    made.__annotations__ = made.__new__.__annotations__ = hints
    return made


def NamedTuple(typename, fields=None, /, **kwargs):
    """A class of tuples whose fields have types."""
    if fields is None:
        fields = kwargs.items()
    elif kwargs:
        raise TypeError("Either list of fields or keywords can be provided to NamedTuple, not both")
    made = _named_tuple(typename, fields, module=_module_of_caller())
    made.__orig_bases__ = (NamedTuple,)
    return made


_NamedTuple = type.__new__(_NamedTupleMeta, "NamedTuple", (), {})
NamedTuple.__mro_entries__ = lambda bases: (_NamedTuple,)


class _TypedDictMeta(type):
    def __new__(cls, name, bases, namespace, total=True):
        for base in bases:
            if type(base) is not _TypedDictMeta and base is not Generic:
                raise TypeError("cannot inherit from both a TypedDict type and a non-TypedDict "
                                "base class")
        generic = (Generic,) if any(issubclass(base, Generic) for base in bases) else ()
        made = type.__new__(cls, name, (*generic, dict), namespace)
        if not hasattr(made, "__orig_bases__"):
            made.__orig_bases__ = bases
        annotations, required, optional = {}, set(), set()
        message = "TypedDict('Name', {f0: t0, f1: t1, ...}); each t must be a type"
        for base in bases:
            annotations.update(base.__dict__.get("__annotations__", {}))
            required |= base.__dict__.get("__required_keys__", set())
            optional |= base.__dict__.get("__optional_keys__", set())
        for key, hint in namespace.get("__annotations__", {}).items():
            hint = _type_check(hint, message) if not isinstance(hint, str) else \
                ForwardRef(hint, module=made.__module__)
            annotations[key] = hint
            inner = hint.__origin__ if isinstance(hint, _AnnotatedAlias) else hint
            mark = get_origin(inner)
            is_required = mark is Required or (total and mark is not NotRequired)
            (required if is_required else optional).add(key)
            (optional if is_required else required).discard(key)
        made.__annotations__ = annotations
        made.__required_keys__ = frozenset(required)
        made.__optional_keys__ = frozenset(optional)
        made.__total__ = total
        return made

    def __call__(cls, /, *args, **kwargs):
        return dict(*args, **kwargs)

    def __subclasscheck__(cls, other):
        raise TypeError("TypedDict does not support instance and class checks")

    __instancecheck__ = __subclasscheck__


def TypedDict(typename, fields=None, /, *, total=True, **kwargs):
    """A class of dicts whose keys have types."""
    if fields is None:
        fields = kwargs
    elif kwargs:
        raise TypeError("TypedDict takes either a dict or keyword arguments, but not both")
    namespace = {"__annotations__": dict(fields), "__module__": _module_of_caller()}
    made = _TypedDictMeta(typename, (), namespace, total=total)
    made.__orig_bases__ = (TypedDict,)
    return made


_TypedDict = type.__new__(_TypedDictMeta, "TypedDict", (), {})
TypedDict.__mro_entries__ = lambda bases: (_TypedDict,)


class NewType:
    """A type of its own for type checkers; at run time a function that returns its argument."""

    def __init__(self, name, tp):
        self.__qualname__ = name
        self.__name__ = name.rpartition(".")[2]
        self.__supertype__ = tp
        self.__module__ = _module_of_caller()

    def __call__(self, x, /):
        return x

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of NewType. Perhaps you were looking for: "
                        f"`{bases[0].__name__} = NewType({bases[0].__name__!r}, {self.__name__})`")

    def __repr__(self):
        return f"{self.__module__}.{self.__qualname__}"

    def __reduce__(self):
        return self.__qualname__

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


# MARK: files

class IO(Generic[AnyStr]):
    """The type of open files."""

    __slots__ = ()


class BinaryIO(IO[bytes]):
    """The type of files of bytes."""

    __slots__ = ()


class TextIO(IO[str]):
    """The type of files of text."""

    __slots__ = ()


def __getattr__(name):
    # Regular expressions are seldom needed, and cost an import.
    if name in ("Pattern", "Match"):
        import re
        found = _alias(getattr(re, name), 1)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    name for name in globals()
    if name[:1] != "_" and name[:1].isupper() and name not in ("T", "KT", "VT", "T_co", "V_co",
                                                               "VT_co", "T_contra", "CT_co",
                                                               "GenericAlias", "ABCMeta")
] + [
    "assert_never", "assert_type", "cast", "clear_overloads", "dataclass_transform", "final",
    "get_args", "get_origin", "get_overloads", "get_type_hints", "is_typeddict", "no_type_check",
    "no_type_check_decorator", "overload", "override", "reveal_type", "runtime_checkable",
]
