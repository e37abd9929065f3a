"""What is wrong with a form, at the places of the page."""

from __future__ import annotations

from dataclasses import dataclass

from core import BadRequest, Conflict, InvalidInput, RateLimited, RequestError, Text, Unavailable
from plugins.tips.looking_up import UNKNOWN
from plugins.tips.page_texts import BUSY, MEANWHILE, NO_PLACE, TOO_MANY_TRIES

SEND = "send"
PLACES = {
    "category": "category",
    "text": "text",
    "place": "place",
    "occurredOn": "day",
    "excludeOfficers": "officers",
    "attachments": "pictures",
}
"""The fields of the page by those of the inputs; all else is told where the form is sent."""
ALL = (
    *("category", "text", "place", "district", "day", "officers", "pictures"),
    *("receipt", "typed", SEND),
)
"""All places, from above."""
OWN = {"PLACE_REQUIRED": NO_PLACE}
"""What is said otherwise than where there is a map."""
USUAL = {RateLimited.code: TOO_MANY_TRIES, Unavailable.code: BUSY, Conflict.code: MEANWHILE}


@dataclass(frozen=True)
class Fault:
    """What a person reads, and the id of the field."""

    place: str
    message: Text


@dataclass(frozen=True)
class Faults:
    """All that is wrong, and the status of the answer."""

    found: tuple[Fault, ...] = ()
    status: int = 200


NO_FAULTS = Faults()


def faults_of(error: InvalidInput | RequestError, place: str = SEND) -> Faults:
    """What an error says; what belongs to no field is told at `place`."""
    if isinstance(error, InvalidInput):
        found = tuple(
            Fault(_place(each.path, place), OWN.get(each.code, each.message))
            for each in error.problems
        )
        return Faults(found, BadRequest.status)
    return Faults((Fault(place, message_of(error)),), error.status)


def message_of(error: RequestError) -> Text:
    return error.text or USUAL.get(error.code, UNKNOWN)


def _place(path: tuple[str, ...], otherwise: str) -> str:
    if path == ("place", "districtCode"):
        return "district"
    return PLACES.get(path[0] if path else "", otherwise)
