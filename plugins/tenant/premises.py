"""Checks what a landlord writes of the premises and of the tenancy."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from core import Findings, PlaceInput, check_place, clean_line, latin_digits, station_of
from plugins.tenant.inputs import PremisesInput, TenancyInput
from plugins.tenant.rules import ADDRESS
from plugins.tenant.texts import text

STATION = text("There is no police station of this state with this code.")
PIN = text("A PIN code has six digits and does not begin with 0.")
ENDS_FIRST = text("This ends before it begins.")
OVER = text("This tenancy is over: there is nothing to be registered.")
IN_FUTURE = text("This lies in the future.")
_PIN = re.compile(r"[1-9][0-9]{5}")


async def check_premises(given: PremisesInput, findings: Findings) -> dict[str, Any]:
    """The premises, as they are stored."""
    station = await check_station(given.station_code, findings.at("stationCode"))
    if given.latitude is not None or given.longitude is not None:
        point = PlaceInput(latitude=given.latitude, longitude=given.longitude)
        with findings.collected():
            await check_place(point, findings.path)
    return {
        "kind": given.kind.value,
        "text": findings.at("text").line(given.text, ADDRESS, required=True),
        "station_code": station,
        "pin_code": check_pin(given.pin_code, findings.at("pinCode")),
        "latitude": given.latitude,
        "longitude": given.longitude,
    }


async def check_station(code: str, here: Findings) -> str:
    """A code in its one form; STATION_UNKNOWN where no station that takes requests has it."""
    station = latin_digits(clean_line(code))
    if await station_of(station) is None:
        here.wrong("STATION_UNKNOWN", STATION)
    return station


def check_pin(given: str | None, here: Findings) -> str | None:
    """Six digits."""
    digits = latin_digits(clean_line(given or "")).replace(" ", "")
    if digits and not _PIN.fullmatch(digits):
        here.wrong("PIN_CODE_INVALID", PIN)
    return digits or None


def check_tenancy(given: TenancyInput, today: date, findings: Findings) -> dict[str, Any]:
    """Since and until when, as it is stored: ISO days."""
    if given.until is not None and given.until < given.from_:
        findings.at("until").wrong("TENANCY_ENDS_FIRST", ENDS_FIRST)
    elif given.until is not None and given.until < today:
        findings.at("until").wrong("TENANCY_OVER", OVER)
    if given.rent_agreement_date is not None and given.rent_agreement_date > today:
        findings.at("rentAgreementDate").wrong("AGREEMENT_IN_FUTURE", IN_FUTURE)
    return {
        "since": given.from_.isoformat(),
        "until": given.until.isoformat() if given.until else None,
        "agreed_on": given.rent_agreement_date.isoformat() if given.rent_agreement_date else None,
    }
