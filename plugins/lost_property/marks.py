"""What tells one thing from all others: its numbers, each in one form, kept as keyed hashes that
match a lost thing with a found one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import DocumentKind, Runtime, latin_digits
from plugins.lost_property import rules
from plugins.lost_property.models import FoundItem, ItemKind, ItemMark, LostItem, MarkKind

PURPOSE = "lost_property.mark"
SHORTEST = 4
"""Characters: anything shorter is no number of one thing alone."""

_MASKED = re.compile(r"X{4}[ -]?X{4}")


@dataclass(frozen=True)
class Mark:
    """A number in the one form in which it is hashed."""

    kind: MarkKind
    value: str


@dataclass(frozen=True)
class Hashed:
    """The keyed hashes of a mark, by the id of the key, the newest key's first."""

    kind: MarkKind
    hashes: Mapping[str, str]


def marks_of(kind: ItemKind, details: Mapping[str, Any]) -> list[Mark]:
    """The marks of a thing with these details; a number that is masked makes none."""
    return list(dict.fromkeys(mark for mark in _marks(kind, details) if mark.value))


def _marks(kind: ItemKind, details: Mapping[str, Any]) -> Iterator[Mark]:
    if kind is ItemKind.MOBILE:
        for name in ("imei1", "imei2"):
            yield Mark(MarkKind.IMEI, (details.get(name) or "")[:14])  # the last is a check digit
    elif kind is ItemKind.VEHICLE:
        yield Mark(MarkKind.PLATE, rules.plate_without_zeros(details.get("registration_number")))
        yield Mark(MarkKind.CHASSIS, _plain(details.get("chassis_number")))
    elif kind is ItemKind.DOCUMENT:
        number = _document(DocumentKind(details["kind"]), details.get("number"))
        yield Mark(MarkKind.DOCUMENT, f"{details['kind']}:{number}" if number else "")


def _document(kind: DocumentKind, number: str | None) -> str:
    plain = _plain(number)
    is_whole = kind is not DocumentKind.AADHAAR or re.fullmatch("[0-9]{12}", plain)
    return plain if is_whole else ""


def _plain(number: str | None) -> str:
    """A number as upper-case letters and Latin digits; empty where it tells nothing apart."""
    if number is None or _MASKED.search(number):
        return ""
    plain = "".join(each for each in latin_digits(number).upper() if each.isalnum())
    return plain if len(plain) >= SHORTEST else ""


def hashed(runtime: Runtime, marks: Sequence[Mark]) -> list[Hashed]:
    """The marks under every key in force."""
    digests = runtime.secrets.digests
    return [
        Hashed(mark.kind, digests(PURPOSE, f"{mark.kind.value}:{mark.value}")) for mark in marks
    ]


def rows_of(thing: LostItem | FoundItem, marks: Sequence[Hashed]) -> list[ItemMark]:
    """The rows that keep a thing's marks, under the newest key."""
    side = "lost_item_id" if isinstance(thing, LostItem) else "found_item_id"
    rows = []
    for mark in marks:
        key_id, digest = next(iter(mark.hashes.items()))
        rows.append(ItemMark(kind=mark.kind, key_id=key_id, hash=digest, **{side: thing.id}))
    return rows
