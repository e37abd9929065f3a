"""Officers: accounts made by the command line, sign-in with a password and a second factor,
postings.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pyotp

from core import rate_limits
from core.audit import service as audit
from core.cleaning import clean_line, latin_digits
from core.db import transactional
from core.errors import InvalidInput, Problem, Unavailable
from core.identity import sessions
from core.identity.addresses import client_network, mobile_number
from core.identity.models import Officer, OfficerRole, Posting
from core.identity.passwords import (
    FITS_NOBODY,
    LONGEST_PASSWORD,
    hash_password,
    verify_password,
)
from core.live.announcing import announce
from core.runtime import Runtime
from core.texts import Language, text
from core.units.models import Unit

HOUR = timedelta(hours=1)
TOTP_SECONDS = 30
TOTP_DRIFT = 1
LONGEST_NAME = 200
MOST_WAITING = 16

_waiting = asyncio.Semaphore(MOST_WAITING)


@dataclass(frozen=True)
class OfficerSignedIn:
    officer: Officer
    postings: list[Posting]
    session: sessions.NewSession


async def sign_in(
    runtime: Runtime, username: str, password: str, totp: str, client: str, replaces: str | None
) -> OfficerSignedIn:
    """Sign in an officer. A wrong name, password or second factor is one and the same answer, after
    the same work.

    Raises InvalidInput with SIGN_IN_FAILED, Unavailable while too many others wait, RateLimited
    after too many failures of a client, of a name or of the whole state.
    """
    if _waiting.locked():  # before anything is counted: it is not the caller's fault
        raise Unavailable
    async with _waiting:
        return await _sign_in(runtime, username, password, totp, client, replaces)


async def _sign_in(
    runtime: Runtime, username: str, password: str, totp: str, client: str, replaces: str | None
) -> OfficerSignedIn:
    limits, now, name = runtime.settings.officer_sign_in, runtime.now(), normal_username(username)
    client_key = f"officer-client:{runtime.secrets.digest('client', client_network(client))}"
    name_key = f"officer:{runtime.secrets.digest('officer', name)}"
    # few for a name from one client, many for it from all: a stranger must not lock an officer out
    pair_key = f"officer-pair:{runtime.secrets.digest('officer', f'{name} {client_key}')}"
    # counted before the password is looked at, so that parallel guesses cannot outrun the counters
    await rate_limits.limit(client_key, limits.failures_per_client_an_hour, HOUR, now)
    await rate_limits.limit("officer", limits.failures_an_hour, HOUR, now)
    await rate_limits.limit(pair_key, limits.failures_per_name_and_client_an_hour, HOUR, now)
    await rate_limits.limit(name_key, limits.failures_per_name_an_hour, HOUR, now)
    officer = await _identified(runtime, name, password, totp)
    if officer is None:
        message = text(
            "Name, password or code is wrong. A code can be used once; wait for the next one."
        )
        raise InvalidInput([Problem((), "SIGN_IN_FAILED", message)])
    await rate_limits.forget(pair_key)
    for key in (client_key, name_key, "officer"):
        await rate_limits.forgive(key, HOUR, now)
    return await _start(runtime, officer, replaces)


async def _identified(runtime: Runtime, name: str, password: str, totp: str) -> Officer | None:
    officer = await Officer.get_or_none(username=name)
    is_password = await verify_password(officer.password_hash if officer else FITS_NOBODY, password)
    if officer is None or not is_password or not officer.is_active:
        return None
    return officer if await _use_totp(runtime, officer, totp) else None


@transactional
async def _start(runtime: Runtime, officer: Officer, replaces: str | None) -> OfficerSignedIn:
    session = await sessions.start(runtime, officer=officer, replaces=replaces)
    return OfficerSignedIn(
        officer, await sessions.current_postings(officer.id, runtime.now()), session
    )


async def _use_totp(runtime: Runtime, officer: Officer, code: str) -> bool:
    """Whether the code is that of a step never used before, now used (RFC 6238, section 5.2)."""
    totp = pyotp.TOTP(runtime.secrets.unseal(officer.totp_secret))
    present = int(runtime.now().timestamp()) // TOTP_SECONDS
    given = latin_digits(clean_line(code))
    for step in range(present - TOTP_DRIFT, present + TOTP_DRIFT + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), given):
            unused = Officer.filter(id=officer.id, totp_last_step__lt=step)
            return bool(await unused.update(totp_last_step=step))
    return False


def normal_username(username: str) -> str:
    return clean_line(username[:LONGEST_NAME]).casefold()[:60]


async def create_officer(
    runtime: Runtime,
    username: str,
    full_name: str,
    password: str,
    totp_secret: str,
    language: Language,
    mobile: str | None = None,
) -> Officer:
    """A new officer without postings. Raises ValueError that says what is wrong with names,
    password or mobile number.
    """
    shortest = runtime.settings.officer_sign_in.password_length
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,58}", normal_username(username)):
        raise ValueError("a username has 2 to 59 of a-z, 0-9, dot, hyphen and underscore")
    if not 1 <= len(clean_line(full_name)) <= LONGEST_NAME:
        raise ValueError(f"a full name has 1 to {LONGEST_NAME} characters")
    if not shortest <= len(password) <= LONGEST_PASSWORD:
        raise ValueError(f"a password has {shortest} to {LONGEST_PASSWORD} characters")
    if await Officer.exists(username=normal_username(username)):
        raise ValueError(f"there is an officer {normal_username(username)} already")
    password_hash = await hash_password(password)
    officer = Officer(
        id=uuid.uuid4(),
        username=normal_username(username),
        full_name=clean_line(full_name),
        password_hash=password_hash,
        totp_secret=runtime.secrets.seal(totp_secret),
        language=language,
        mobile=_own_mobile(mobile) if mobile is not None else None,
        created_at=runtime.now(),
    )
    await add(runtime, officer)
    return officer


@transactional
async def add(runtime: Runtime, officer: Officer) -> None:
    """Keep a new officer, and say so in the audit."""
    await officer.save(force_create=True)
    await _record(runtime, "officer.create", officer, {})


def _own_mobile(spelling: str) -> str:
    """The number in the form of citizens' numbers, with which it is compared."""
    try:
        return mobile_number(spelling, ())
    except InvalidInput:
        raise ValueError("this is no mobile number of India; give its ten digits") from None


@transactional
async def set_mobile(runtime: Runtime, officer: Officer, spelling: str | None) -> None:
    """Keep the officer's own number, by which it is known what the officer must not decide about;
    None: forget it. Raises ValueError for what is no number.
    """
    mobile = _own_mobile(spelling) if spelling is not None else None
    await Officer.filter(id=officer.id).update(mobile=mobile)
    await _record(runtime, f"officer.mobile_{'set' if mobile else 'clear'}", officer, {})


@transactional
async def post(runtime: Runtime, officer: Officer, role: OfficerRole, unit: Unit) -> Posting:
    """Give an officer a role at a unit from now on. Raises ValueError when it is held already."""
    if await Posting.exists(officer=officer, unit=unit, role=role, ends_at=None):
        raise ValueError(f"{officer.username} is {role.value} at {unit.code} already")
    posting = await Posting.create(
        id=uuid.uuid4(), officer=officer, unit=unit, role=role, starts_at=runtime.now()
    )
    await _record(runtime, "posting.start", officer, {"role": role.value, "unit": unit.code})
    await announce(runtime, [topic_of(officer.id)])
    return posting


@transactional
async def end_posting(
    runtime: Runtime, officer: Officer, role: OfficerRole, unit_code: str
) -> bool:
    """End a posting now; in force at the officer's next request. False when there is no such
    posting.
    """
    ended = await Posting.filter(
        officer=officer, role=role, unit_id=unit_code, ends_at=None
    ).update(ends_at=runtime.now())
    if ended:
        await _record(runtime, "posting.end", officer, {"role": role.value, "unit": unit_code})
        await announce(runtime, [topic_of(officer.id)])
    return bool(ended)


def topic_of(officer_id: uuid.UUID) -> str:
    """What a change of an officer's postings is announced as."""
    return f"officer:{officer_id}"


@transactional
async def deactivate(runtime: Runtime, officer: Officer) -> None:
    """Let an officer sign in no more, and end all of the officer's sessions."""
    await Officer.filter(id=officer.id).update(is_active=False)
    await sessions.revoke_all(runtime, officer_id=officer.id)
    await _record(runtime, "officer.deactivate", officer, {})


async def _record(runtime: Runtime, action: str, officer: Officer, details: dict[str, str]) -> None:
    subject = f"officer:{officer.id}"
    await audit.record(
        audit.PLATFORM,
        at=runtime.now(),
        actor="system:command",
        action=action,
        subject=subject,
        details=details,
    )
