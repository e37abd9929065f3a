"""Inputs of found things, as the frontend contract has them."""

from __future__ import annotations

from datetime import date

import strawberry

from core import PlaceInput, field, input_type
from plugins.lost_property.inputs import LostItemInput
from plugins.lost_property.models import FoundOutcome


@input_type("Register a thing that was handed in at a station.")
class RegisterFoundItemInput:
    item: LostItemInput = field("The thing, described as a lost one is.")
    description: str | None = field(
        "What it looks like. The public reads it. Numbers are masked in it, a name only where it "
        "is the one in the item's own field for it: write no names, and nothing that only its "
        "owner knows.",
        default=None,
    )
    found_on: date = field("The day on which it was found, in India.")
    place: PlaceInput | None = field("Where it was found, for officers alone.", default=None)
    station_code: str = field("The station at which it lies.")
    found_by: str | None = field("Who found it, for officers alone.", default=None)
    photo_file_id: strawberry.ID | None = field(
        "A photo, uploaded before for the purpose FOUND_PHOTO.", default=None
    )
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("Close a found thing: it leaves the public list.")
class CloseFoundItemInput:
    found_item_id: strawberry.ID = field("The found thing.")
    outcome: FoundOutcome = field("What has become of it.")
    note: str | None = field("To whom it was returned, or how it was disposed of.", default=None)
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("Say that a match is none: the thing is another one.")
class DismissMatchInput:
    match_id: strawberry.ID = field("The match.")
    note: str | None = field("Why.", default=None)


@input_type("Say that one thing of a lost report was found.")
class MarkItemFoundInput:
    request_id: strawberry.ID = field("The lost report.")
    item_id: strawberry.ID = field("One of its things.")
    found_on: date = field("The day on which it was found, in India.")
    note: str | None = field("How. Citizen and station read it.", default=None)
    expected_version: int = field(
        "The version that the caller has read; CONFLICT when it has passed."
    )
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("Which found things to list.")
class FoundItemFilter:
    kind: str | None = field(
        "MOBILE, VEHICLE, DOCUMENT or OTHER, or a code of DocumentKind or OtherKind, such as PAN "
        "or WALLET. OTHER finds other things and other documents.",
        default=None,
    )
    station_code: str | None = field("Those at this station.", default=None)
    district_code: str | None = field(
        "Those at the stations of this district, or below another unit.", default=None
    )
    found_after: date | None = field("Those found on this day or later.", default=None)
    search: str | None = field(
        "Words of the number, the title, or the description as the public reads it.", default=None
    )
