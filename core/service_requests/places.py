"""Places as citizens give them, and the station that a place leads to."""

from __future__ import annotations

from dataclasses import dataclass

import strawberry

from core.aadhaar import mask_in_text
from core.cleaning import clean_line, latin_digits
from core.context import Context
from core.errors import Choice, InvalidInput, Problem
from core.policy import Info, field, input_type, object_type, resolver
from core.printing import unprintable_problems
from core.texts import text
from core.units import stations
from core.units.models import Unit
from core.units.schema import UnitType, unit_type

PLACE_LENGTH = 500


@input_type("A place: at least one of text, point, district.")
class PlaceInput:
    text: str | None = field("The place in words.", default=None)
    latitude: float | None = field("Latitude, WGS 84 degrees; with the longitude.", default=None)
    longitude: float | None = field("Longitude, WGS 84 degrees; with the latitude.", default=None)
    district_code: str | None = field("The district's code.", default=None)


@dataclass(frozen=True)
class Place:
    """A checked place."""

    text: str | None
    latitude: float | None
    longitude: float | None
    district_code: str | None


@object_type("A place as the citizen has told it.", name="Place")
class PlaceType:
    place: strawberry.Private[Place]

    @resolver("The place in words.")
    def text(self) -> str | None:
        return self.place.text

    @resolver("Latitude, WGS 84 degrees.")
    def latitude(self) -> float | None:
        return self.place.latitude

    @resolver("Longitude, WGS 84 degrees.")
    def longitude(self) -> float | None:
        return self.place.longitude

    @resolver("The district, where the citizen named it.")
    async def district(self, info: Info) -> UnitType | None:
        code = self.place.district_code
        return await unit_type(info.context, code) if code else None


async def check_place(
    given: PlaceInput, path: tuple[str, ...], *, is_printed: bool = True
) -> Place:
    """The place, cleaned. Raises InvalidInput with what is wrong with it. Words that no document
    prints may be in any script.
    """
    place = Place(
        text=mask_in_text(clean_line(given.text or "")) or None,
        latitude=given.latitude,
        longitude=given.longitude,
        district_code=None if given.district_code is None else _code(given.district_code),
    )
    problems = _problems(place, path)
    if is_printed:
        problems += unprintable_problems(place.text or "", (*path, "text"))
    if place.district_code is not None and await stations.district(place.district_code) is None:
        problems.append(
            Problem(
                (*path, "districtCode"),
                "DISTRICT_UNKNOWN",
                text("There is no district with this code."),
            )
        )
    if problems:
        raise InvalidInput(problems)
    return place


def _code(spelling: str) -> str:
    return latin_digits(clean_line(spelling))


def _problems(place: Place, path: tuple[str, ...]) -> list[Problem]:
    problems = []
    if (
        place.text is None
        and place.latitude is None
        and place.longitude is None
        and place.district_code is None
    ):
        message = text("Say where: in words, by a point on the map, or by the district.")
        problems.append(Problem(path, "PLACE_REQUIRED", message))
    if len(place.text or "") > PLACE_LENGTH:
        message = text("This is too long: at most {longest} characters.", longest=PLACE_LENGTH)
        problems.append(Problem((*path, "text"), "TOO_LONG", message))
    for name, value, limit in (
        ("latitude", place.latitude, 90),
        ("longitude", place.longitude, 180),
    ):
        if value is not None and not -limit <= value <= limit:
            message = text(
                "This must be a number of degrees from {least} to {most}.", least=-limit, most=limit
            )
            problems.append(Problem((*path, name), "PLACE_INVALID", message))
    if (place.latitude is None) != (place.longitude is None):
        problems.append(
            Problem(path, "PLACE_INVALID", text("A point needs latitude and longitude."))
        )
    return problems


async def choose_station(context: Context, place: Place, station_code: str | None) -> Unit:
    """The station that the citizen named, else the one responsible for the point, else the nearest
    in the district.

    Raises InvalidInput with STATION_UNKNOWN, or with STATION_REQUIRED and the district's stations
    to choose from.
    """
    if station_code is not None:
        named = await stations.station(_code(station_code))
        if named is None:
            raise InvalidInput(
                [
                    Problem(
                        ("stationCode",),
                        "STATION_UNKNOWN",
                        text("There is no police station with this code."),
                    )
                ]
            )
        return named
    station = await _station_of_point(context, place)
    if station is None:
        raise InvalidInput([await _station_required(context, place)])
    return station


async def _station_of_point(context: Context, place: Place) -> Unit | None:
    if place.latitude is None or place.longitude is None:
        return None
    directory = context.registry.port(stations.StationDirectory, context.runtime)
    found = await directory.responsible(place.latitude, place.longitude) if directory else None
    if found and found.station is not None:
        return await Unit.get(code=found.station)
    district_code = place.district_code or (found.district if found else None)
    within = context.runtime.settings.district_search_km
    return await stations.nearest_station(place.latitude, place.longitude, district_code, within)


async def _station_required(context: Context, place: Place) -> Problem:
    if place.district_code is None:
        return Problem(
            ("stationCode",),
            "STATION_REQUIRED",
            text("Name the district or the police station where it happened."),
        )
    listed = await stations.territorial_stations(place.district_code)
    language = context.known_language
    choices = tuple(Choice(unit.code, unit.name(language)) for unit in listed)
    message = text(
        "Choose the police station: {stations}.",
        stations=", ".join(unit.name(language) for unit in listed),
    )
    return Problem(("stationCode",), "STATION_REQUIRED", message, choices)
