"""Invented officers and citizens for the demo; their credentials are in a file that only its owner
can read.
"""

from __future__ import annotations

import json
import secrets
import uuid
from pathlib import Path
from typing import Any

import pyotp

from core.app import Platform
from core.db import transactional
from core.identity import officers
from core.identity.models import Citizen, Gender, Officer, OfficerRole, Relation
from core.runtime import Runtime
from core.texts import Language
from core.units.models import Unit

SAGAR, MAKRONIYA, TT_NAGAR, STATE = "21346", "21346058", "21316041", "MP"

OFFICERS = (
    ("sho.makroniya", "Inspector Kavita Tiwari", OfficerRole.STATION_HEAD, MAKRONIYA),
    ("beat.makroniya", "Constable Ramesh Ahirwar", OfficerRole.BEAT_OFFICER, MAKRONIYA),
    ("sp.sagar", "Superintendent Arun Deshmukh", OfficerRole.DISTRICT_HEAD, SAGAR),
    ("sho.bhopal", "Inspector Salma Khan", OfficerRole.STATION_HEAD, TT_NAGAR),
    ("admin.mp", "Administrator Neha Jain", OfficerRole.STATE_ADMINISTRATOR, STATE),
    ("tips.sagar", "Inspector Meera Soni", OfficerRole.TIPS_OFFICER, SAGAR),
)
CITIZENS = (
    (
        "+919876500001",
        "सुनीता विश्वकर्मा",
        Relation.FATHER,
        "रामलाल विश्वकर्मा",
        Gender.FEMALE,
        Language.HI,
    ),
    ("+919876500002", "Imran Qureshi", Relation.FATHER, "Yusuf Qureshi", Gender.MALE, Language.EN),
    ("+919876500003", "राजेश कुमार पटेल", Relation.MOTHER, "कमला पटेल", Gender.MALE, Language.HI),
)
ADDRESS = {"text": "12, Civil Lines, Sagar", "pin_code": "470001", "district_code": SAGAR}


def credentials_in(file: Path) -> dict[str, Any]:
    """The accounts' credentials: those in the file, else new ones, written there first so that no
    account is ever without.
    """
    if file.exists():
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return kept
    credentials = _invent()
    file.touch(mode=0o600)
    text = json.dumps(credentials, indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
    return credentials


async def seed(runtime: Runtime, credentials: dict[str, Any]) -> None:
    """Make the accounts that are missing."""
    for account in credentials["officers"]:
        if not await Officer.exists(username=account["username"]):
            await _make_officer(runtime, account)
    for mobile, name, relation, relative, gender, language in CITIZENS:
        profile = {
            "full_name": name,
            "relation": relation,
            "relative_name": relative,
            "gender": gender,
        }
        defaults = {
            "id": uuid.uuid4(),
            "language": language,
            "present_address": ADDRESS,
            "created_at": runtime.now(),
        }
        await Citizen.get_or_create(mobile=mobile, defaults=defaults | profile)


@transactional
async def seed_plugins(of: Platform) -> None:
    """Have the plugins fill in their examples."""
    await of.registry.ask("seed_demo", runtime=of.runtime)


def _invent() -> dict[str, Any]:
    accounts = [
        {
            "username": username,
            "password": secrets.token_urlsafe(12),
            "totpSecret": pyotp.random_base32(),
            "fullName": full_name,
            "roles": [role.value],
            "unitCode": unit_code,
        }
        for username, full_name, role, unit_code in OFFICERS
    ]
    citizens = [{"mobile": citizen[0], "fullName": citizen[1]} for citizen in CITIZENS]
    return {"officers": accounts, "citizens": citizens}


async def _make_officer(runtime: Runtime, account: dict[str, Any]) -> None:
    officer = await officers.create_officer(
        runtime,
        account["username"],
        account["fullName"],
        account["password"],
        account["totpSecret"],
        Language.EN,
    )
    unit = await Unit.get(code=account["unitCode"])
    for role in account["roles"]:
        await officers.post(runtime, officer, OfficerRole(role), unit)
