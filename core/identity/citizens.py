"""Citizens: registered by their first sign-in, and their profile."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.aadhaar import mask_in_text
from core.audit import service as audit
from core.cleaning import clean_line, latin_digits
from core.clock import day_in_india
from core.db import transactional
from core.errors import InvalidCredentials, InvalidInput, Problem
from core.identity import one_time_codes, sessions
from core.identity.addresses import email_address
from core.identity.models import Citizen, OneTimeCode, OtpChannel
from core.runtime import Runtime
from core.settings import Settings
from core.texts import Text, text

EARLIEST_BIRTH_YEARS = 130
NAME_LENGTH = 200
ADDRESS_LENGTH = 500
ADDRESS_KEYS = {
    "tehsil": 100,
    "district_code": 20,
    "state_code": 10,
    "pin_code": 7,
    "station_code": 20,
}


@dataclass(frozen=True)
class SignIn:
    citizen: Citizen
    session: sessions.NewSession


async def sign_in(runtime: Runtime, challenge_id: str, code: str, replaces: str | None) -> SignIn:
    """Sign in with a code; the first sign-in of an address is its registration. Raises as
    one_time_codes.use_code.
    """
    used = await one_time_codes.use_code(runtime, challenge_id, code)
    return await _start(runtime, used, replaces)


@transactional
async def _start(runtime: Runtime, used: OneTimeCode, replaces: str | None) -> SignIn:
    column = "mobile" if used.channel is OtpChannel.SMS else "verified_email"
    defaults = {"id": uuid.uuid4(), "language": used.language, "created_at": runtime.now()}
    known: dict[str, Any] = {column: used.address}
    citizen, _ = await Citizen.get_or_create(defaults=defaults, **known)
    return SignIn(citizen, await sessions.start(runtime, citizen=citizen, replaces=replaces))


def is_complete(settings: Settings, citizen: Citizen) -> bool:
    """Whether the citizen has told everything that this state requires before a request."""
    return all(getattr(citizen, name) for name in settings.required_profile)


def printed_text(citizen: Citizen) -> str:
    """What of a profile stands on documents."""
    addresses = (citizen.present_address or {}, citizen.permanent_address or {})
    written = [str(value) for address in addresses for value in address.values() if value]
    lines = (citizen.full_name, citizen.relative_name, citizen.email)
    return " ".join([*(line or "" for line in lines), *written])


async def update_profile(runtime: Runtime, citizen: Citizen, change: dict[str, Any]) -> Citizen:
    """Write a checked change of columns; addresses are dicts with `text` and any of ADDRESS_KEYS.

    Raises InvalidInput with everything that is wrong with it.
    """
    problems: list[Problem] = []
    checked = {name: _checked(runtime, name, value, problems) for name, value in change.items()}
    if problems:
        raise InvalidInput(problems)
    return await _write(runtime, citizen, checked)


@transactional
async def _write(runtime: Runtime, citizen: Citizen, checked: dict[str, Any]) -> Citizen:
    citizen.update_from_dict(checked)
    if checked:
        # the citizen may have been erased since this request was let in
        if not await Citizen.filter(id=citizen.id, erased_at=None).update(**checked):
            raise InvalidCredentials
        await audit.record(
            audit.PLATFORM,
            at=runtime.now(),
            actor=f"citizen:{citizen.id}",
            action="profile.update",
            subject=f"citizen:{citizen.id}",
            details={"fields": sorted(checked)},
        )
    return citizen


def _checked(runtime: Runtime, name: str, value: Any, problems: list[Problem]) -> Any:
    path = (_camel(name),)
    if name in ("full_name", "relative_name"):
        return _line(value, path, NAME_LENGTH, problems)
    if name == "birth_date":
        return _birth_date(value, day_in_india(runtime.now()), path, problems)
    if name == "email":
        try:
            return email_address(value, path)
        except InvalidInput as error:
            problems.extend(error.problems)
            return None
    if name.endswith("_address"):
        return _address(value, path, problems)
    return value


def _line(value: str, path: tuple[str, ...], longest: int, problems: list[Problem]) -> str:
    line = mask_in_text(clean_line(value))
    if not line:
        problems.append(Problem(path, "REQUIRED", text("This must not be empty.")))
    if len(line) > longest:
        problems.append(Problem(path, "TOO_LONG", too_long(longest)))
    return line


def too_long(longest: int) -> Text:
    return text("This is too long: at most {longest} characters.", longest=longest)


def _birth_date(value: date, today: date, path: tuple[str, ...], problems: list[Problem]) -> date:
    if not today.year - EARLIEST_BIRTH_YEARS <= value.year or value > today:
        problems.append(
            Problem(path, "BIRTH_DATE_INVALID", text("This cannot be a date of birth."))
        )
    return value


def _address(
    value: dict[str, str | None], path: tuple[str, ...], problems: list[Problem]
) -> dict[str, str]:
    address = {"text": _line(value["text"] or "", (*path, "text"), ADDRESS_LENGTH, problems)}
    for key, longest in ADDRESS_KEYS.items():
        if given := value.get(key):
            address[key] = _line(given, (*path, _camel(key)), longest, problems)
    pin = latin_digits(address.get("pin_code", "")).replace(" ", "")
    if pin and not (len(pin) == 6 and pin.isascii() and pin.isdigit() and pin[0] != "0"):
        problems.append(
            Problem(
                (*path, "pinCode"),
                "PIN_CODE_INVALID",
                text("A PIN code has six digits and does not begin with 0."),
            )
        )
    elif pin:
        address["pin_code"] = pin
    return address


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)
