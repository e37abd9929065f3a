"""Found things and matches in GraphQL. Whoever asks gets the same types: what is for officers of
the holding station alone is null or empty for all others.
"""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core import (
    PUBLIC,
    Context,
    FileType,
    Info,
    LanguageArgument,
    Node,
    Place,
    PlaceType,
    Text,
    UnitType,
    encode_id,
    field,
    object_type,
    resolver,
    unit_type,
)
from plugins.lost_property import models
from plugins.lost_property.found_scope import FOUND_ITEM, MATCH, visible
from plugins.lost_property.labels import DETAILS, shown, title_of
from plugins.lost_property.models import FoundOutcome, ItemKind, MarkKind


@object_type("The report of who lost a thing: its number and station, and not whose it is.")
class MatchedReport:
    number: str = field("The report's number.")
    station_code: strawberry.Private[str]

    @resolver("The station that it is with.")
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.station_code)


@object_type("A found thing that has the number of a lost one.")
class ItemMatch:
    row: strawberry.Private[models.ItemMatch]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id(MATCH, self.row.id)

    @resolver("By which number.")
    def on(self) -> MarkKind:
        return self.row.matched_on

    @resolver("When it was seen.")
    def at(self) -> datetime:
        return self.row.at

    @resolver("When either side said that it is none; null while nobody has.")
    def dismissed_at(self) -> datetime | None:
        return self.row.dismissed_at

    @resolver("The report of the lost thing.")
    def lost_report(self) -> MatchedReport:
        request = self.row.lost_item.report.request
        return MatchedReport(number=request.number, station_code=request.unit_id)

    @resolver("The found thing, as the viewer may see it.")
    def found_item(self) -> FoundItem:
        return FoundItem(row=self.row.found_item)


@object_type("A detail of a thing.")
class ItemDetail:
    name: str = field("The detail, as inputs name it, in snake case.")
    value: str = field("What it is.")
    text: strawberry.Private[Text]

    @resolver("What a person reads.")
    async def label(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.text, language)


@object_type("A thing that was handed in at a station.", policy=PUBLIC)
class FoundItem(Node):
    row: strawberry.Private[models.FoundItem]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id(FOUND_ITEM, self.row.id)

    @resolver("The number under which the station keeps it.")
    def number(self) -> str:
        return self.row.number

    @resolver("What kind of thing it is.")
    def kind(self) -> ItemKind:
        return self.row.kind

    @resolver("Which document, or which other thing; null for phones and vehicles.")
    def sub_kind(self) -> str | None:
        return self.row.sub_kind

    @resolver("What it is, in a word or two.")
    async def title(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(title_of(self.row.kind, self.row.details), language)

    @resolver(
        "What it looks like. Whole for officers of its station; for all others without numbers and "
        "without the name on it."
    )
    async def description(self, info: Info) -> str | None:
        is_whole = await self._is_officers(info)
        return self.row.description if is_whole else self.row.public_description

    @resolver("The day on which it was found.")
    def found_on(self) -> date:
        return self.row.found_on

    @resolver("The station at which it lies.")
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.row.station_id)

    @resolver("A photo; null unless the kind's photos are public here.")
    async def photo(self, info: Info) -> FileType | None:
        settings = info.context.registry.settings("lost_property")
        is_public = self.row.kind is ItemKind.OTHER and self.row.sub_kind in settings.public_photos
        if self.row.photo_id is None or not (is_public or await self._is_officers(info)):
            return None
        return FileType(row=await info.context.load("lost_property.photo", self.row.photo_id))

    @resolver("When it was closed; null while it lies there.")
    def closed_at(self) -> datetime | None:
        return self.row.closed_at

    @resolver("What has become of it; null while it lies there.")
    def outcome(self) -> FoundOutcome | None:
        return self.row.outcome

    @resolver("Where it was found. For officers of its station, else null.")
    async def place(self, info: Info) -> PlaceType | None:
        row = self.row
        place = Place(row.place_text, row.latitude, row.longitude, row.district_code)
        is_known = any(value is not None for value in vars(place).values())
        return PlaceType(place=place) if is_known and await self._is_officers(info) else None

    @resolver("Who found it. For officers of its station, else null.")
    async def found_by(self, info: Info) -> str | None:
        return self.row.found_by if await self._is_officers(info) else None

    @resolver("All that is known of it. For officers of its station, else empty.", bound=10)
    async def details(self, info: Info) -> list[ItemDetail]:
        if not await self._is_officers(info):
            return []
        details = self.row.details
        return [
            ItemDetail(name=name, value=shown(details[name]), text=label)
            for name, label in DETAILS.items()
            if details.get(name)
        ]

    @resolver(
        "The lost things that have its number, newest first. For officers of its station, else "
        "empty.",
        bound=10,
    )
    async def matches(self, info: Info) -> list[ItemMatch]:
        if not await self._is_officers(info):
            return []
        rows = await info.context.load("lost_property.matches_of_found", self.row.id)
        return [ItemMatch(row=row) for row in rows]

    async def _is_officers(self, info: Info) -> bool:
        """Whether the viewer is an officer at or above its station; that is a read to be noted."""
        viewer = await info.context.viewer()
        if not viewer.unit_codes:
            return False
        above = await info.context.load("units_above", self.row.station_id)
        is_officers = bool(above & set(viewer.unit_codes))
        if is_officers:
            info.context.note_read("found_item", self.row.id)
        return is_officers


async def find_node(context: Context, key: str) -> FoundItem | None:
    """What `node(id)` answers."""
    row = await visible(await context.viewer(), key)
    return FoundItem(row=row) if row else None
