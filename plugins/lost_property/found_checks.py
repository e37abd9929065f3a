"""Checks a found thing as an officer registers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core import (
    Context,
    Findings,
    Forbidden,
    InvalidInput,
    NamedFile,
    Place,
    StoredFile,
    Unit,
    Viewer,
    check_files,
    check_place,
    clean_line,
    day_in_india,
    is_under,
    latin_digits,
    station_of,
)
from plugins.lost_property.found_inputs import RegisterFoundItemInput
from plugins.lost_property.items import ItemDraft, check_item
from plugins.lost_property.rules import DESCRIPTION
from plugins.lost_property.texts import text
from plugins.lost_property.uploads import FOUND_PHOTO

NAME = 200
IN_FUTURE = text("This lies in the future.")
STATION_UNKNOWN = text("There is no police station with this code.")
NOT_AT_STATION = text("You hold no posting at this station, nor above it.")
NO_BILL = text("The bill belongs to the report of who lost it. Leave it out.")


@dataclass(frozen=True)
class FoundDraft:
    """A checked found thing."""

    item: ItemDraft
    description: str | None
    found_on: date
    found_by: str | None
    place: Place
    station: Unit
    photo: StoredFile | None


async def check_found_item(
    context: Context, viewer: Viewer, given: RegisterFoundItemInput
) -> FoundDraft:
    """Raises InvalidInput with everything that is wrong, Forbidden for a station outside the
    viewer's jurisdiction.
    """
    findings, today = Findings(), day_in_india(context.runtime.now())
    item = check_item(given.item, today, findings.at("item"))
    _check_rest(given, today, findings)
    description = findings.at("description").lines(given.description, DESCRIPTION)
    found_by = findings.at("foundBy").line(given.found_by, NAME)
    station = await _station(viewer, given.station_code, findings.at("stationCode"))
    photos: Sequence[StoredFile] = ()
    place = Place(None, None, None, None)
    with findings.collected():
        photos = await _photos(context, viewer, given.photo_file_id)
    with findings.collected():
        place = await check_place(given.place, ("place",)) if given.place else place
    if findings.problems or station is None:
        raise InvalidInput(findings.problems)
    photo = photos[0] if photos else None
    return FoundDraft(item, description, given.found_on, found_by, place, station, photo)


def _check_rest(given: RegisterFoundItemInput, today: date, findings: Findings) -> None:
    if given.item.mobile and given.item.mobile.invoice_file_id is not None:
        findings.at("item", "invoiceFileId").wrong("INVOICE_OF_FOUND_ITEM", NO_BILL)
    if given.found_on > today:
        findings.at("foundOn").wrong("FOUND_IN_FUTURE", IN_FUTURE)


async def _station(viewer: Viewer, code: str, here: Findings) -> Unit | None:
    station = await station_of(latin_digits(clean_line(code)))
    if station is None:
        here.wrong("STATION_UNKNOWN", STATION_UNKNOWN)
    elif not await is_under(station.code, viewer.unit_codes):
        raise Forbidden(NOT_AT_STATION)
    return station


async def _photos(context: Context, viewer: Viewer, photo_id: str | None) -> Sequence[StoredFile]:
    path, service = ("photoFileId",), context.registry.service("lost_property")
    named = [] if photo_id is None else [NamedFile(photo_id, path, {FOUND_PHOTO})]
    return await check_files(viewer, service, named, path)
