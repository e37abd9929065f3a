"""Rows that tests start from: plain async functions, through the platform's own use cases."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass
from typing import Any

import pyotp

from core.app import Platform
from core.db import transactional
from core.identity import officers, passwords, sessions
from core.identity.models import Citizen, Officer, OfficerRole, Relation
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.service_requests.service import open as open_request
from core.texts import Language
from core.units.models import Unit

MAKRONIYA, SAGAR, TT_NAGAR, BHOPAL, STATE = "21346058", "21346", "21316041", "21316", "MP"
SEEDED = (
    "directory.import_areas",
    "directory.import_helplines",
    "directory.import_posts",
    "document_key.make",
    "unit.import",
)
"""What a test's database and the start have written to the audit."""
PASSWORD = "correct horse battery"

_numbers = itertools.count(1)
_hashes: list[str] = []


@dataclass(frozen=True)
class OfficerAccount:
    """An officer with what is needed to sign in."""

    row: Officer
    totp: pyotp.TOTP
    password: str = PASSWORD


async def make_citizen(runtime: Runtime, **values: Any) -> Citizen:
    """A citizen with a complete profile, in English."""
    defaults: dict[str, Any] = {
        "mobile": f"+9198765{next(_numbers):05d}",
        "full_name": "Asha Verma",
        "relation": Relation.FATHER,
        "relative_name": "Mohan Verma",
        "present_address": {"text": "4, Gopalganj, Sagar", "pin_code": "470002"},
        "language": Language.EN,
    }
    return await Citizen.create(id=uuid.uuid4(), created_at=runtime.now(), **(defaults | values))


async def make_officer(
    runtime: Runtime,
    unit_code: str | None = MAKRONIYA,
    role: OfficerRole = OfficerRole.STATION_HEAD,
) -> OfficerAccount:
    """An officer with one posting, in English."""
    secret = pyotp.random_base32()
    officer = Officer(
        id=uuid.uuid4(),
        username=f"officer{next(_numbers)}",
        full_name="Inspector Rao",
        password_hash=await _password_hash(),
        totp_secret=runtime.secrets.seal(secret),
        language=Language.EN,
        created_at=runtime.now(),
    )
    await officers.add(runtime, officer)
    if unit_code is not None:
        await officers.post(runtime, officer, role, await Unit.get(code=unit_code))
    return OfficerAccount(officer, pyotp.TOTP(secret))


async def _password_hash() -> str:
    """One for all officers of a process: hashing is as slow as it must be."""
    if not _hashes:
        _hashes.append(await passwords.hash_password(PASSWORD))
    return _hashes[0]


async def session_token(
    runtime: Runtime, *, citizen: Citizen | None = None, officer: Officer | None = None
) -> str:
    """The token of a new session."""
    started = await transactional(sessions.start)(
        runtime, citizen=citizen, officer=officer, replaces=None
    )
    return started.token


@transactional
async def make_request(
    platform: Platform, citizen: Citizen, unit_code: str = MAKRONIYA, status: str = "ACKNOWLEDGED"
) -> ServiceRequest:
    """A numbered request of lost property, without a report: what core alone knows of it."""
    return await open_request(
        platform.runtime,
        platform.registry.service("lost_property"),
        citizen=citizen,
        unit=await Unit.get(code=unit_code),
        status=status,
        language=Language.EN,
    )


def lost_report(**changes: Any) -> dict[str, Any]:
    """A SubmitLostReportInput that is stored as it is: a phone lost in Makroniya."""
    report = {
        "wasStolen": False,
        "place": {"text": "Makroniya bus stand", "districtCode": SAGAR},
        "stationCode": MAKRONIYA,
        "items": [{"mobile": {"imei1": "490154203237518", "brand": "Lava", "model": "Agni 2"}}],
        "declaration": True,
        "idempotencyKey": str(uuid.uuid4()),
    }
    return report | changes


def found_item(**changes: Any) -> dict[str, Any]:
    """A RegisterFoundItemInput that is kept as it is: the phone of `lost_report`, in TT Nagar."""
    item = {
        "item": {"mobile": {"imei1": "490154203237518", "brand": "Lava", "model": "Agni 2"}},
        "foundOn": "2026-11-22",
        "stationCode": TT_NAGAR,
        "idempotencyKey": str(uuid.uuid4()),
    }
    return item | changes


def character_certificate(**changes: Any) -> dict[str, Any]:
    """An ApplyForCharacterCertificateInput that is taken as it is, but for its files."""
    request = {
        "purpose": "GOVERNMENT_JOB",
        "organisation": "Collector, Sagar",
        "subject": {
            "fullName": "Asha Verma",
            "relation": "FATHER",
            "relativeName": "Mohan Verma",
            "gender": "FEMALE",
            "birthDate": "1990-05-17",
        },
        "addresses": [
            {
                "text": "4, Gopalganj, Sagar 470002",
                "stationCode": MAKRONIYA,
                "from": "2016-01-01",
                "isCurrent": True,
            }
        ],
        "caseDeclaration": {"hasCases": False},
        "attachments": [],
        "declaration": True,
        "idempotencyKey": str(uuid.uuid4()),
    }
    return request | changes


TENANT = "+919812300001"


def person(**changes: Any) -> dict[str, Any]:
    """A tenant from Bhopal with a phone."""
    return {
        "fullName": "Ravi Tiwari",
        "relation": "FATHER",
        "relativeName": "Om Tiwari",
        "gender": "MALE",
        "birthDate": "1995-03-02",
        "mobile": TENANT,
        "nationality": "IN",
        "identityKind": "AADHAAR",
        "identityNumber": "2345 6789 0124",
        "permanentAddress": {"text": "7, TT Nagar, Bhopal", "stationCode": "21316041"},
    } | changes


def premises(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "FLAT",
        "text": "12, Shanti Vihar, Makroniya",
        "stationCode": MAKRONIYA,
    } | changes


def registration(**changes: Any) -> dict[str, Any]:
    """A RegisterTenantInput that is taken as it is, without files."""
    return {
        "premises": premises(),
        "tenancy": {"from": "2026-11-20", "rentAgreementDate": "2026-11-19"},
        "tenant": person(),
        "references": [
            {"fullName": "Sunil Rao", "mobile": "9812300011"},
            {"fullName": "Meena Rao", "mobile": "9812300012"},
        ],
        "declaration": True,
        "idempotencyKey": str(uuid.uuid4()),
    } | changes
