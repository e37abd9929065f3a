"""A schema with every kind of type, nullability and list, over objects whose values follow from a
seed: most as declared, some null, wrong, raising or awaited.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Annotated, Any, Generic, TypeVar

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from core.scalars import SCALARS

T = TypeVar("T")
FAULTY = (0, 0, 0, 0.1, 0.4)
"""The share of an object's values that are not as declared, by its seed."""


class Trouble(Exception):
    """What a resolver may raise."""


class Later:
    """An awaitable that is no coroutine: nobody minds when it is not awaited."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "later"

    def __await__(self) -> Any:
        yield from asyncio.sleep(0).__await__()
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


@strawberry.enum
class Colour(enum.Enum):
    RED = "r"
    GREEN = "g"
    BLUE = "b"


class Seeded:
    """Values by name, out of the seed alone: each run of an operation finds the same."""

    seed: int
    level: int

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in VALUES:
            raise AttributeError(name)
        return value_of(self, name)


def made(kind: type[T], seed: int, level: int) -> T:
    """An object of a type, without the values that its constructor wants."""
    instance = kind.__new__(kind)
    instance.__dict__.update(seed=seed % 2**31, level=level)
    return instance


def value_of(of: Seeded, name: str) -> Any:
    """A value of an object, faulty now and then; what is raised is raised at each reading."""
    chance = Random(f"{of.seed} {name}")
    value = VALUES[name](chance, of.level)
    if chance.random() >= FAULTY[of.seed % len(FAULTY)]:
        return value
    faults = LIST_FAULTS if isinstance(value, list) and chance.random() < 0.7 else FAULTS
    fault = chance.choice(faults)(chance, value)
    if isinstance(fault, Trouble) and chance.random() < 0.5:
        raise fault
    return fault


ODD = object()
Fault = Callable[[Random, Any], Any]
NUMBERS = [2**31, 2**31 - 1, -(2**31), -(2**31) - 1, 12.0, 1.5, True, float("nan"), float("inf")]
FAULTS: list[Fault] = [
    lambda _, value: None,
    lambda chance, _: Trouble(f"no value {chance.randrange(9)}"),
    lambda _, value: Later(value),
    lambda chance, _: Later(Trouble(f"awaited {chance.randrange(9)}")),
    lambda _, value: Later(None),
    lambda chance, _: chance.choice(NUMBERS),
    lambda chance, _: chance.choice(NUMBERS),
    lambda chance, _: chance.choice(["12", "x", ODD, b"bytes", [], {}, (), Colour]),
    lambda _, value: [value],
]
LIST_FAULTS: list[Fault] = [
    lambda _, value: (item for item in value),
    lambda _, value: tuple(value),
    lambda _, value: asynchronous(value),
    lambda _, value: [*value, None, *value],
    lambda chance, value: [chance.choice(NUMBERS), *value],
    lambda _, value: [Later(item) for item in value] + value,
    lambda _, value: [*value, Trouble("an item"), *value],
    lambda _, value: [Later(Trouble("a late item")), *value],
]


class asynchronous:
    """A list as an asynchronous iterable."""

    def __init__(self, items: list[Any]) -> None:
        self.items = iter(items)

    def __repr__(self) -> str:
        return "asynchronous"

    def __aiter__(self) -> asynchronous:
        return self

    async def __anext__(self) -> Any:
        for item in self.items:
            return item
        raise StopAsyncIteration


@strawberry.interface
class Named(Seeded):
    name: str
    nickname: str | None

    @strawberry.field
    def shout(self) -> str:
        return value_of(self, "name") if self.seed % 11 else None  # type: ignore[no-any-return]


@strawberry.type
class Dog(Named):
    barks: bool
    owner: Thing | None


@strawberry.type
class Cat(Named):
    lives: int
    friends: list[Animal]

    @strawberry.field
    async def purr(self, info: strawberry.Info, times: int = 2) -> str:
        return "r" * min(times, 9) if self.seed % 7 else str(info.path.key)


class Wolf(Dog):
    """A class of its own that nobody has declared."""


@strawberry.type
class Stone(Named):
    weight: float

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        return isinstance(value, Stone) and value.seed % 3 != 0


Animal = Annotated[Dog | Cat, strawberry.union("Animal")]


@strawberry.type
class Page(Generic[T]):
    items: list[T]
    total: int


@strawberry.input
class Wish:
    colour: Colour = Colour.RED
    sizes: list[int] | None = None
    day: date | None = None


@strawberry.type
class Thing(Seeded):
    key: strawberry.ID
    text: str
    text_or_none: str | None
    number: int
    number_or_none: int | None
    ratio: float
    ratio_or_none: float | None
    flag: bool
    flag_or_none: bool | None
    colour: Colour
    colour_or_none: Colour | None
    day: date
    moment: datetime | None
    amount: Decimal
    words: list[str]
    words_or_none: list[str | None] | None
    numbers: list[int]
    colours: list[Colour]
    days: list[date | None]
    grid: list[list[int]]
    rooms: list[list[Thing | None]] | None
    part: Thing
    part_or_none: Thing | None
    parts: list[Thing]
    parts_or_none: list[Thing | None] | None
    pet: Named
    pet_or_none: Named | None
    pets: list[Named]
    animal: Animal | None
    animals: list[Animal | None]
    stones: list[Stone]
    page: Page[Thing]

    @strawberry.field
    def size(self) -> int:
        return value_of(self, "number")  # type: ignore[no-any-return]

    @strawberry.field
    def where(self, info: strawberry.Info) -> str | None:
        if self.seed % 9 == 0:
            raise Trouble(f"nowhere, at {info.path.as_list()}")
        return f"{info.field_name} of {info.path.as_list()} {sorted(info.variable_values)}"

    @strawberry.field
    async def soon(self) -> int:
        await asyncio.sleep(0)
        return value_of(self, "number")  # type: ignore[no-any-return]

    @strawberry.field
    async def next(self, info: strawberry.Info) -> Thing | None:
        await asyncio.sleep(0)
        return value_of(self, "part")  # type: ignore[no-any-return]

    @strawberry.field
    async def following(self) -> list[Thing]:
        await asyncio.sleep(0)
        return value_of(self, "parts")  # type: ignore[no-any-return]

    @strawberry.field
    def some(self, first: int = 2, wish: Wish | None = None) -> list[Thing] | None:
        return value_of(self, "parts")[: max(0, first)]  # type: ignore[no-any-return]

    @strawberry.field
    def tagged(
        self, info: strawberry.Info, colour: Colour | None = Colour.RED, times: int = 1
    ) -> Thing | None:
        if times < 0:
            raise Trouble(f"{times} times, at {info.path.as_list()}")
        assert colour is None or isinstance(colour, Colour)
        return value_of(self, "part") if times % 2 else None

    @strawberry.field
    def guarded(self) -> str | None:
        return value_of(self, "text")  # type: ignore[no-any-return]

    @strawberry.field
    def root_named(root: Any) -> str | None:
        return value_of(root, "text")  # type: ignore[no-any-return]

    @strawberry.field
    def parent_named(cls_of: strawberry.Parent[Any]) -> int | None:
        return value_of(cls_of, "number")  # type: ignore[no-any-return]


@strawberry.type
class Query:
    @strawberry.field
    def thing(self) -> Thing:
        return made(Thing, self["seed"], 0)  # type: ignore[index]

    @strawberry.field
    async def things(self, first: int = 3) -> list[Thing]:
        return [made(Thing, self["seed"] + n, 0) for n in range(min(abs(first), 5))]  # type: ignore[index]

    @strawberry.field
    def zoo(self) -> list[Animal]:
        return VALUES["animals"](Random(self["seed"]), 0)  # type: ignore[index, no-any-return]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def change(self, wish: Wish) -> Thing | None:
        return made(Thing, self["seed"] + len(wish.sizes or ()), 0)  # type: ignore[index]


def _pet(chance: Random, level: int) -> Any:
    pet = made(chance.choice([Dog, Cat, Stone, Wolf]), chance.randrange(2**31), level + 1)
    return strawberry.cast(Cat, pet) if chance.random() < 0.2 else pet


def _animal(chance: Random, level: int) -> Any:
    animal = made(chance.choice([Dog, Cat, Cat, Wolf]), chance.randrange(2**31), level + 1)
    return strawberry.cast(Dog, animal) if chance.random() < 0.2 else animal


def _thing(chance: Random, level: int) -> Any:
    return made(Thing, chance.randrange(2**31), level + 1)


def _some(value: Callable[[Random, int], Any], most: int = 4) -> Callable[[Random, int], Any]:
    def items(chance: Random, level: int) -> list[Any]:
        return [value(chance, level) for _ in range(chance.randrange(most + 1) if level < 4 else 0)]

    return items


def _page(chance: Random, level: int) -> Any:
    return Page(items=_some(_thing)(chance, level), total=chance.randrange(9))


VALUES: dict[str, Callable[[Random, int], Any]] = {
    "key": lambda chance, _: str(chance.randrange(99)),
    "number": lambda chance, _: chance.choice([*range(-5, 9), 2**31 - 1]),
    "ratio": lambda chance, _: chance.choice([0.0, -0.0, 1.5, 3, -2.25]),
    "lives": lambda chance, _: chance.randrange(9),
    "weight": lambda chance, _: chance.random(),
    "flag": lambda chance, _: chance.random() < 0.5,
    "barks": lambda chance, _: chance.random() < 0.5,
    "colour": lambda chance, _: chance.choice([*Colour, "r"]),
    "day": lambda chance, _: date(2026, 11, 1 + chance.randrange(28)),
    "moment": lambda chance, _: datetime(2026, 11, 1, chance.randrange(24)),  # noqa: DTZ001
    "amount": lambda chance, _: Decimal(chance.randrange(9999)) / 100,
    "grid": _some(_some(lambda chance, _: chance.randrange(9))),
    "rooms": _some(_some(_thing, 2), 2),
    "part": _thing,
    "parts": _some(_thing),
    "friends": _some(_animal),
    "owner": _thing,
    "pet": _pet,
    "pets": _some(_pet),
    "animal": _animal,
    "animals": _some(_animal),
    "stones": _some(lambda chance, level: made(Stone, chance.randrange(2**31), level + 1)),
    "page": _page,
}
for _name in ("text", "name", "nickname"):
    VALUES[_name] = lambda chance, _: f"t{chance.randrange(99)}"
for _name, _of in (
    ("words", "text"), ("numbers", "number"), ("colours", "colour"), ("days", "day"),
):  # fmt: skip
    VALUES[_name] = _some(VALUES[_of])
for _name in (
    "text", "number", "ratio", "flag", "colour", "words", "part", "parts", "pet",
):  # fmt: skip
    VALUES[f"{_name}_or_none"] = VALUES[_name]


def _guarded(resolve: Any) -> Any:
    """As a policy that is asked before the resolver."""

    async def guarded(source: Any, info: Any, **arguments: Any) -> Any:
        await asyncio.sleep(0)
        if source.seed % 5 == 0:
            raise Trouble("not for you")
        return resolve(source, info, **arguments)

    return guarded


def synthetic_schema() -> GraphQLSchema:
    """The schema; the source of its root fields is `{"seed": 1}`."""
    composed = strawberry.Schema(
        query=Query, mutation=Mutation, types=[Dog, Cat, Stone],
        config=StrawberryConfig(scalar_map=SCALARS),
    )  # fmt: skip
    schema = composed._schema
    guarded = schema.type_map["Thing"].fields["guarded"]  # type: ignore[attr-defined]
    guarded.resolve = _guarded(guarded.resolve)
    return schema
