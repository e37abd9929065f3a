"""What a plugin does not declare, and what two plugins claim, stops the start and is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from strangers import Strangers, service

from core.app import create_app
from core.errors import StartupError
from core.plugins import load
from core.schema import compose

# What is not declared, by name

QUERY = """
@strawberry.type
class Query:
    @strawberry.field({declared})
    def {name}(self{argument}) -> {answers}:
        raise NotImplementedError
"""
THING = """
@object_type("A thing.", policy=PUBLIC)
class Thing:
    code: str = field("Its code.")
"""


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (
            QUERY.format(declared="", name="bare", argument="", answers="int"),
            ["field Query.bare has no description", "field Query.bare has no policy; "],
        ),
        (
            QUERY.format(
                declared='description="A number."', name="loose", argument="", answers="int"
            ),
            ["field Query.loose has no policy; give it one, or its type"],
        ),
        (
            THING
            + QUERY.format(
                declared='description="Things.", metadata={"policy": PUBLIC}',
                name="things",
                argument="",
                answers="list[Thing]",
            ),
            ["field Query.things is a list without a bound; say how many it can hold"],
        ),
        (
            QUERY.format(
                declared='description="A number.", metadata={"policy": PUBLIC}',
                name="plus",
                argument=", one: int",
                answers="int",
            ),
            ["argument one of field Query.plus has no description"],
        ),
        (
            "@strawberry.type\nclass Thing:\n    code: str = field('Its code.', policy=PUBLIC)\n"
            + QUERY.format(
                declared='description="A thing.", metadata={"policy": PUBLIC}',
                name="thing",
                argument="",
                answers="Thing",
            ),
            ["type Thing has no description"],
        ),
        (
            THING.replace('code."', 'code.", policy=UNNAMED')
            + QUERY.format(
                declared='description="A thing.", metadata={"policy": PUBLIC}',
                name="thing",
                argument="",
                answers="Thing",
            ),
            ["field Thing.code cannot be UNNAMED: only root fields of queries and mutations can"],
        ),
    ],
    ids=["bare", "no policy", "no bound", "bare argument", "bare type", "unnamed below a root"],
)
def test_undeclared_part_of_a_plugin_stops_the_start_and_is_named(
    strangers: Strangers, body: str, faults: list[str]
) -> None:
    strangers.install("broken", service("broken", body, "query=Query"))
    with pytest.raises(StartupError) as stopped:
        compose(load(settings := strangers.settings()), settings)
    assert len(stopped.value.faults) == len(faults)
    for said, expected in zip(stopped.value.faults, faults, strict=True):
        assert said.startswith(expected)


BARE_INPUT = """
@input_type("Sign.")
class SignInput:
    name: str
@object_type("The answer.", policy=PUBLIC)
class SignPayload:
    errors: list[InputErrorType] = errors_field()
@strawberry.type
class Mutation:
    @mutation("Sign.", policy=PUBLIC)
    async def sign(self, info: strawberry.Info, input: SignInput, copies: int) -> SignPayload:
        raise NotImplementedError
"""


def test_bare_field_of_an_input_stops_the_start_and_is_named(strangers: Strangers) -> None:
    strangers.install("broken", service("broken", BARE_INPUT, "mutation=Mutation"))
    with pytest.raises(StartupError) as stopped:
        compose(load(settings := strangers.settings()), settings)
    assert stopped.value.faults == (
        "argument copies of field Mutation.sign has no description",
        "field SignInput.name has no description",
    )


@pytest.mark.parametrize("header", ["Cookie", "Authorization", "thana-key", "Thana-", "Thana-K:"])
def test_header_that_is_not_a_services_own_stops_the_start(
    strangers: Strangers, header: str
) -> None:
    strangers.install("broken", service("broken", "", f"headers=({header!r},)"))
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings())
    assert stopped.value.faults == (f"service broken: header {header} must be called Thana-<Word>",)


# What two plugins claim


def number(name: str, options: str = "") -> str:
    return f"""
@strawberry.type
class Query:
    @resolver("A number.", policy=PUBLIC{options})
    def {name}(self) -> int:
        return 1
"""


def thing(name: str) -> str:
    return (
        THING
        + f"""
@strawberry.type
class Query:
    @resolver("A thing.", policy=PUBLIC)
    def {name}(self) -> Thing | None:
        return None
"""
    )


ROUTE = """
from starlette.routing import Route
@hookimpl
def register_routes():
    return [Route("/files", lambda request: None)]
"""
QUERY_ROOT = "query=Query"


@pytest.mark.parametrize(
    ("atlas", "globe", "fault"),
    [
        (
            service("atlas", number("maps"), QUERY_ROOT),
            service("globe", number("maps"), QUERY_ROOT),
            "services atlas and globe both bring the query field maps",
        ),
        (
            service("atlas", number("old_maps"), QUERY_ROOT),
            service("globe", number("others", ', name="oldMaps"'), QUERY_ROOT),
            "services atlas and globe both bring the query field oldMaps",
        ),
        (
            service("atlas", thing("atlas_thing"), QUERY_ROOT),
            service("globe", thing("globe_thing"), QUERY_ROOT),
            "atlas and globe: Type Thing is defined multiple times in the schema",
        ),
        (
            service("atlas", static='number_prefix="MP"'),
            service("globe", static='number_prefix="MP"'),
            "services atlas and globe both bring the number prefix MP",
        ),
        (
            service("atlas", ROUTE),
            service("globe", ROUTE),
            "atlas and globe both bring the route /files",
        ),
        (
            service("atlas", number("platform"), QUERY_ROOT),
            service("globe"),
            "core and atlas both bring the query field platform",
        ),
        (
            service("atlas", ROUTE.replace("/files", "/graphql")),
            service("globe"),
            "core and atlas both bring the route /graphql",
        ),
        (
            service(
                "atlas",
                thing("unit").replace("class Thing", "class Unit").replace("-> Thing", "-> Unit"),
                QUERY_ROOT,
            ),
            service("globe"),
            "atlas and core.units.schema: Type Unit is defined multiple times in the schema",
        ),
    ],
    ids=[
        "field",
        "field by name",
        "type",
        "prefix",
        "route",
        "core's field",
        "core's route",
        "core's type",
    ],
)
def test_clash_of_two_plugins_stops_the_start_and_names_both(
    strangers: Strangers, atlas: str, globe: str, fault: str, tmp_path: Path
) -> None:
    strangers.install("atlas", atlas)
    strangers.install("globe", globe)
    settings = strangers.settings(database_url=f"sqlite://{tmp_path / 'thana.sqlite3'}")
    with pytest.raises(StartupError) as stopped:
        create_app(settings)
    assert stopped.value.faults == (fault,)


def test_a_loader_that_there_is_not_stops_the_start(strangers: Strangers, tmp_path: Path) -> None:
    body = """
@object_type("A thing.", policy=PUBLIC)
class Thing:
    @resolver("What it is worth.")
    @ahead("atlas.worth", lambda self: 1)
    async def worth(self, info: Info) -> int:
        raise NotImplementedError

@strawberry.type
class Query:
    @resolver("The thing.", policy=PUBLIC)
    def thing(self) -> Thing:
        raise NotImplementedError
"""
    strangers.install("atlas", service("atlas", body, "query=Query"))
    settings = strangers.settings(database_url=f"sqlite://{tmp_path / 'thana.sqlite3'}")
    with pytest.raises(StartupError) as stopped:
        create_app(settings)
    assert str(stopped.value) == "Thing.worth: there is no loader atlas.worth to load ahead"
