"""Input objects are what Strawberry makes of the same values: all kinds of fields, given, null or
left out.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import pytest
import strawberry
from strawberry.types import get_object_definition

from core import field, input_type


@strawberry.enum
class Colour(Enum):
    RED = "r"
    BLUE = "b"


@input_type("Within another.")
class Inner:
    number: int = field("Whole.")
    colour: Colour | None = field("Of an enum.", default=None)
    names: list[str] = field("Words.", default_factory=list)


@input_type("All kinds of fields.")
class Everything:
    text: str = field("Needed.")
    day: date | None = field("A scalar.")
    left_out: str | None = field("May be left out.", default=strawberry.UNSET)
    with_default: int = field("Has a default.", default=7)
    inner: Inner | None = field("An object.", default=None)
    many: list[Inner] = field("Objects.", default_factory=list)
    colours: list[Colour | None] | None = field("Enums.", default=None)
    lists: list[list[int]] = field("Lists of lists.", default_factory=list)
    named: strawberry.Maybe[Colour | None] = field("Whether it is given.", default=None)
    other: bool | None = field("Under another name.", name="otherwise", default=None)


seen: list[Everything] = []


@strawberry.type
class Query:
    @strawberry.field
    def kept(self, given: Everything) -> str:
        seen.append(given)
        return repr(given)


SCHEMA = strawberry.Schema(query=Query)
QUERY = "query Kept($given: Everything!) { kept(given: $given) }"
INNER = {"number": 1}
GIVEN: list[dict[str, Any]] = [
    {"text": "a"},
    {"text": "a", "day": None, "leftOut": None, "inner": None, "colours": None, "named": None},
    {"text": "a", "day": "2026-11-30", "leftOut": "b", "withDefault": 1, "otherwise": True},
    {"text": "a", "inner": INNER, "many": [INNER, {"number": 2, "colour": "BLUE", "names": ["x"]}]},
    {"text": "a", "colours": ["RED", None], "lists": [[1], [], [2, 3]], "named": "RED"},
]


def asked(value: dict[str, Any]) -> Everything:
    result = SCHEMA.execute_sync(QUERY, variable_values={"given": value})
    assert not result.errors
    return seen.pop()


@pytest.mark.parametrize("value", GIVEN)
def test_what_was_sent(value: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    ours, again = asked(value), asked(value)
    for kind in (Everything, Inner):
        monkeypatch.setattr(get_object_definition(kind, strict=True), "from_input", None)
    assert ours == again == asked(value)
    assert ours.many is not again.many
    assert ours.lists is not again.lists


def test_written_in_the_document() -> None:
    result = SCHEMA.execute_sync(
        '{ kept(given: { text: "a", inner: { number: 3, colour: RED }, colours: BLUE }) }'
    )
    assert not result.errors
    found = seen.pop()
    assert found.inner == Inner(number=3, colour=Colour.RED)
    assert found.colours == [Colour.BLUE]
    assert found.left_out is strawberry.UNSET
