# SPDX-License-Identifier: Apache-2.0
# The module typing of our own library, beside CPython's.
import typing
from typing import *

T = TypeVar("T")
K = TypeVar("K")
P = ParamSpec("P")
print(T, List[int], Dict[str, List[T]], Optional[int], Union[int, str, int], Union[int], Callable[[int, str], bool], Callable[..., int])
print(Tuple[int, ...], Tuple[()], Type[int], Any, ClassVar[int], Final[str], Literal[1, "a", 1], Annotated[int, "meta"], NoReturn)
print(Dict[str, T][int], Union[T, int][str], Callable[[T], K][int, str], List[List[T]][int], Iterable[T], Deque[int], DefaultDict[str, int])
print(get_origin(List[int]), get_args(Dict[str, int]), get_origin(int), get_args(Callable[[int], str]), get_origin(Union[int, str]), get_args(Optional[int]), get_origin(list[int]))
print(Optional[int] == Union[None, int], List[int] == List[int], hash(List[int]) == hash(List[int]), Literal[1] == Literal[1], int | None, Optional[int] == (int | None))


class Stack(Generic[T]):
    def __init__(self):
        self.items: List[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)


s = Stack[int]()
s.push(1)
print(s.items, Stack[int], Stack.__parameters__, Stack.__orig_bases__, s.__orig_class__, Stack[int].__args__)


class Pair(Generic[T, K]):
    pass


class IntPair(Pair[int, K]):
    pass


print(Pair[int, str], IntPair[str], IntPair.__parameters__, IntPair.__mro__[1].__name__)
for bad in (lambda: Pair[int], lambda: List[int, str], lambda: Stack[int][int], lambda: Union[()], lambda: Generic[int], lambda: isinstance([], List[int])):
    try:
        bad()
    except TypeError as error:
        print("TypeError", str(error)[:45])


@runtime_checkable
class Closable(Protocol):
    def close(self) -> None: ...


class Door:
    def close(self):
        return "closed"


print(isinstance(Door(), Closable), isinstance(3, Closable), issubclass(Door, Closable))


class HasName(Protocol):
    name: str


try:
    isinstance(3, HasName)
except TypeError as error:
    print(error)
try:
    HasName()
except TypeError as error:
    print(error)


class Employee(NamedTuple):
    """An employee."""
    name: str
    id: int = 3

    def hello(self):
        return "hi " + self.name


e = Employee("Ann")
print(e, e.hello(), Employee._fields, Employee.__annotations__, Employee._field_defaults, isinstance(e, tuple), Employee.__doc__)
Two = NamedTuple("Two", [("a", int), ("b", str)])
print(Two(1, "x"))


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class More(Movie, total=False):
    stars: float


m = Movie(title="A", year=3)
print(m, type(m), Movie.__annotations__, sorted(Movie.__required_keys__), sorted(More.__optional_keys__), More.__total__, is_typeddict(Movie))
UserId = NewType("UserId", int)
print(UserId(5), UserId, UserId.__supertype__)


def f(a: "int", b: Optional["Stack[int]"] = None, *c: str) -> "List[int]":
    pass


print(get_type_hints(f))


class Hinted:
    x: "ClassVar[int]" = 1
    y: Annotated["str", 3]


print(get_type_hints(Hinted), get_type_hints(Hinted, include_extras=True))
print(cast(int, "a"), TYPE_CHECKING, ForwardRef("int"), AnyStr, AnyStr.__constraints__)


@overload
def g(a: int) -> int: ...
@overload
def g(a: str) -> str: ...
def g(a):
    return a


print(g(3), len(get_overloads(g)), final(Door) is Door, Door.__final__)
try:
    assert_never(3)
except AssertionError as error:
    print(error)
print(Concatenate[int, P], Callable[P, int], Callable[Concatenate[int, P], T], P.args, P.kwargs, get_args(Callable[P, int]))
Ts = TypeVarTuple("Ts")


class Array(Generic[Unpack[Ts]]):
    pass


print(Array[int, str], Self, Required[int], TypeGuard[int])
print(isinstance([], Sequence), isinstance({}, Mapping), issubclass(list, Iterable), isinstance(3, SupportsInt), isinstance("a", SupportsAbs))
