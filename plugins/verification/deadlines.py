"""When the stations must have reported and the police decided: rules of the state for addresses in
one district and elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core import Due, district_of
from plugins.verification.settings import VerificationSettings
from plugins.verification.texts import text

LOCAL = text("Decided in {days} working days, since all addresses lie in one district.")
OUTSIDE = text("Decided in {days} working days, since addresses lie in several districts.")
EITHER = text(
    "Decided in {days} working days where all addresses lie in one district, else in {outside}."
)


def due_of(settings: VerificationSettings, *, is_local: bool) -> Due:
    """When the whole is due."""
    days = settings.days if is_local else settings.days_outside
    return Due(days, text((LOCAL if is_local else OUTSIDE).message, days=days))


def shortest_due(settings: VerificationSettings) -> Due:
    """When a request is due whose addresses are not known yet, with the rule for both."""
    words = text(EITHER.message, days=settings.days, outside=settings.days_outside)
    return Due(settings.days, words)


async def enquiry_days(
    settings: VerificationSettings, home: str, stations: Collection[str]
) -> Mapping[str, int]:
    """The working days of each station, by code, given the station of the current address."""
    outside = await stations_outside(home, stations)
    return {
        code: settings.enquiry_days_outside if code in outside else settings.enquiry_days
        for code in stations
    }


async def stations_outside(home: str, stations: Collection[str]) -> set[str]:
    """Those of the stations that lie in another district than the home station."""
    at_home = await district_of(home)
    found = {code: await district_of(code) for code in stations}
    return {
        code
        for code, district in found.items()
        if (district and district.code) != (at_home and at_home.code)
    }
