"""Inputs of administrators and of who reports an error, as the frontend contract has them."""

from __future__ import annotations

from datetime import date

import strawberry

from core import LocalTextInput, field, input_type

CLEARS = "null leaves it as it is, an empty text clears it."


@input_type("Change a unit's entry. What is null stays as it is.")
class UpdateUnitInput:
    code: str = field("The unit's code.")
    names: list[LocalTextInput] | None = field(
        "All its names, English among them: a language that is left out has none any more. null "
        "leaves them as they are.",
        default=None,
    )
    phone: str | None = field(f"Office phone, in any spelling; {CLEARS}", default=None)
    email: str | None = field(f"Office e-mail; {CLEARS}", default=None)
    address: str | None = field(f"Postal address; {CLEARS}", default=None)
    latitude: float | None = field(
        "Latitude, WGS 84 degrees; with the longitude. A position that is sent counts as verified. "
        "null leaves it as it is.",
        default=None,
    )
    longitude: float | None = field("Longitude, WGS 84 degrees; with the latitude.", default=None)
    expected_version: int = field(
        "The version that the caller has read; CONFLICT when it has passed."
    )


@input_type("Make or change a post. Of persons nothing is published but who holds it since when.")
class SavePostInput:
    id: strawberry.ID | None = field("The post; null makes a new one.", default=None)
    unit_code: str = field("The unit that it belongs to; another one moves the post there.")
    title: list[LocalTextInput] = field("What it is called, in English and other languages.")
    rank: str = field("The rank that it is for.")
    phone: str | None = field(
        f"The post's own phone, never a person's, in any spelling; {CLEARS}", default=None
    )
    email: str | None = field(f"The post's own e-mail; {CLEARS}", default=None)
    holder_name: str | None = field(
        "Who holds it; another name ends the former holder. null leaves it as it is, an empty text "
        "says that nobody does.",
        default=None,
    )
    holder_since: date | None = field(
        "Since which day, in India; null where that is not known, or stays as it is.", default=None
    )


@input_type("Make or change the helpline of a number.")
class SaveHelplineInput:
    number: str = field("The number, in any spelling.")
    title: list[LocalTextInput] = field("What it is called, in English and other languages.")
    purpose: list[LocalTextInput] = field("What it is for, in English and other languages.")
    is_emergency: bool = field("Whether it is for help at once, when somebody is in danger.")


@input_type("Say that a station's entry in the directory is wrong.")
class ReportStationErrorInput:
    station_code: str = field("The station whose entry is wrong.")
    what: str = field("What is wrong, in 1 to 2,000 characters.")
    latitude: float | None = field(
        "Where the station really is: latitude, WGS 84 degrees; with the longitude.", default=None
    )
    longitude: float | None = field("Longitude, WGS 84 degrees; with the latitude.", default=None)
    phone: str | None = field("The station's right phone number, in any spelling.", default=None)
    idempotency_key: strawberry.ID = field("A UUID made by the client.")
