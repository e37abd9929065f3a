"""Units in GraphQL. Core owns the type; a directory adds queries, never fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from core.policy import PUBLIC, Info, object_type, resolver
from core.relay import Node, encode_id
from core.texts import Language
from core.units import models
from core.units.models import UnitKind

if TYPE_CHECKING:
    from core.context import Context

LanguageArgument = Annotated[
    Language | None,
    strawberry.argument(description="The language of the text; the viewer's own when null."),
]


@object_type(
    "A unit of the police: the state, a district, a station, and what lies between.",
    policy=PUBLIC,
    name="Unit",
)
class UnitType(Node):
    row: strawberry.Private[models.Unit]

    @resolver("The opaque global id.", policy=PUBLIC)
    def id(self) -> strawberry.ID:
        return encode_id("Unit", self.row.code)

    @resolver("The unit's stable code.")
    def code(self) -> str:
        return self.row.code

    @resolver("The name; in English where the state has none in this language.")
    def name(self, info: Info, language: LanguageArgument = None) -> str:
        return info.context.in_language(self.row.name, language)

    @resolver("What kind of unit it is.")
    def kind(self) -> UnitKind:
        return self.row.kind

    @resolver("The unit above; null for the state.")
    async def parent(self, info: Info) -> UnitType | None:
        return await unit_type(info.context, self.row.parent_id) if self.row.parent_id else None

    @resolver("The district that it lies in; null above districts.")
    async def district(self, info: Info) -> UnitType | None:
        row = await info.context.load("district_of_unit", self.row.code)
        return UnitType(row=row) if row else None

    @resolver("Latitude, WGS 84 degrees.")
    def latitude(self) -> float | None:
        return self.row.latitude

    @resolver("Longitude, WGS 84 degrees.")
    def longitude(self) -> float | None:
        return self.row.longitude

    @resolver("Whether the position could be verified; a doubtful one is shown, and said to be so.")
    def is_position_verified(self) -> bool:
        return self.row.is_position_verified

    @resolver("Office phone.")
    def phone(self) -> str | None:
        return self.row.phone

    @resolver("Office e-mail.")
    def email(self) -> str | None:
        return self.row.email

    @resolver("Postal address.")
    def address(self) -> str | None:
        return self.row.address

    @resolver("Rises by one with each change.")
    def version(self) -> int:
        return self.row.version

    @resolver("The day of the last change.")
    def updated_on(self) -> date:
        return self.row.updated_on


async def unit_type(context: Context, code: str) -> UnitType:
    """The unit of a code that is known to exist."""
    return UnitType(row=await context.load("unit", code))
