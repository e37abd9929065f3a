"""A station as the page shows it: which of its names, in which language, and what can be tapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from core import Language, Unit
from plugins.directory.phones import one_form


@dataclass(frozen=True)
class Name:
    """A name and the language that it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class StationEntry:
    """A line of the list. `directions` is a geo URI (RFC 5870), which the phone's own map opens."""

    code: str
    name: Name
    kind: str
    district: Name | None
    phone: str | None
    call: str | None
    address: str | None
    directions: str | None
    position: str | None
    is_verified: bool
    updated_on: str


def in_language(names: Mapping[str, str], language: Language) -> Name:
    """The name in the language, else in English, and which of them it is."""
    has = language if names.get(language.value) else Language.EN
    return Name(names[has.value], has.value)


def entry_of(unit: Unit, district: Unit | None, kind: str, language: Language) -> StationEntry:
    """The line of a station."""
    phone, name = one_form(unit.phone), in_language(unit.names, language)
    is_number = phone is not None and phone.removeprefix("+").isdecimal()
    return StationEntry(
        code=unit.code,
        name=name,
        kind=kind,
        district=in_language(district.names, language) if district else None,
        phone=phone,
        call=f"tel:{phone}" if is_number else None,
        address=unit.address,
        directions=_directions(unit, name.text),
        position=_position(unit),
        is_verified=unit.is_position_verified,
        updated_on=f"{unit.updated_on:%d.%m.%Y}",
    )


def _position(unit: Unit) -> str | None:
    """Latitude and longitude, to the metre."""
    if unit.latitude is None or unit.longitude is None:
        return None
    return f"{unit.latitude:.5f},{unit.longitude:.5f}"


def _directions(unit: Unit, name: str) -> str | None:
    position = _position(unit)
    return f"geo:{position}?q={position}({quote(name, safe='')})" if position else None
