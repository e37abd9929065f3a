"""The words by which officers find a request: its number, and the citizen's name and mobile number
as they were when it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from core.cleaning import latin_digits
from core.identity.models import Citizen
from core.rows import Rows
from core.search_keys import search_key
from core.service_requests.models import Enquiry, RequestWord, ServiceRequest
from core.service_requests.numbering import canonical_number

MOST_WORDS = 6
LONGEST = 60
MOBILE_DIGITS = 10
_BETWEEN_DIGITS = re.compile(r"[\s()+-]+")
_DIGITS = re.compile(r"\+?[0-9]{1,60}")
_SERIAL = re.compile(r"-([0-9]{6,})-[0-9A-Z]$")


def word_rows(request: ServiceRequest, citizen: Citizen) -> Rows:
    """The words by which a request is found from now on."""
    names = ("unit_id", "due_order", "submitted_at")
    place = {"request_id": request.id} | {name: getattr(request, name) for name in names}
    words = words_of(request.number, citizen.full_name, citizen.mobile)
    return Rows(RequestWord, [{**place, "word": word} for word in words])


async def keep_in_order(request: ServiceRequest, change: Mapping[str, Any]) -> None:
    """Let a request's words go where it goes, and its enquiries stand where it does; to be called
    before it is changed.
    """
    places = {name: change[name] for name in ("unit_id", "due_order") if name in change}
    if any(value != getattr(request, name) for name, value in places.items()):
        await RequestWord.filter(request_id=request.id).update(**places)
    if change.get("due_order", request.due_order) != request.due_order:
        enquiries = Enquiry.filter(request_id=request.id)
        await enquiries.update(due_order=change["due_order"])


async def forget_names(requests: Iterable[ServiceRequest]) -> None:
    """Let requests be found by their numbers alone; needs a transaction around it."""
    rows = [*requests]
    numbers = [word for row in rows for word in words_of(row.number, None, None)]
    # nothing is written anew: a request that is passed on at this moment keeps its new place
    of_these = RequestWord.filter(request_id__in=[row.id for row in rows])
    await of_these.exclude(word__in=numbers).delete()


def words_of(number: str, full_name: str | None, mobile: str | None) -> list[str]:
    """The words by which a request is found: its whole number, its serial and the mobile number,
    the first six words of the name, and any two of these as one: a whole name is much rarer than
    its parts.
    """
    serial = _SERIAL.search(number)
    digits = [
        word for part in (serial[1] if serial else "", mobile or "") for word in _folded(part)
    ]
    names = _distinct(full_name or "")
    pairs = (_pair(*two) for two in combinations(filter(_is_name, names), 2))
    return [*dict.fromkeys([number, *digits, *names, *pairs])]


def searched_words(search: str) -> list[str]:
    """The words that a request must have to be found, the longest first, since that is the rarest,
    most of the time; none for a blank search.
    """
    number = canonical_number(search)
    if number and _SERIAL.search(number):  # a name, too, may have a check character that fits
        return [number]
    joined = _BETWEEN_DIGITS.sub("", latin_digits(search[:LONGEST]))
    if joined.isdigit() and len(joined) >= MOBILE_DIGITS:
        return [_plain_number(joined)]
    words = sorted(_distinct(search[:200]), key=len, reverse=True)
    if len(two := [*filter(_is_name, words)][:2]) == 2:
        words = [_pair(*two), *(word for word in words if word not in two)]
    return words


def _distinct(content: str) -> list[str]:
    return [*dict.fromkeys(_folded(content))][:MOST_WORDS]


def _is_name(word: str) -> bool:
    return not word.isdigit()


def _pair(one: str, other: str) -> str:
    return " ".join(sorted((one, other)))[:LONGEST]


def _folded(content: str) -> list[str]:
    """Names in the one spelling of `search_key`; numbers without what may stand before them."""
    if _DIGITS.fullmatch(content):
        return [_plain_number(content.lstrip("+"))[:LONGEST]]
    words: Iterable[str] = search_key([content]).replace("\n", " ").split()
    return [_plain_number(word)[:LONGEST] if word.isdigit() else word[:LONGEST] for word in words]


def _plain_number(digits: str) -> str:
    return digits[-MOBILE_DIGITS:] if len(digits) > MOBILE_DIGITS else digits.lstrip("0") or "0"
