"""An officer's passphrase opens the unit's tips: for a quarter of an hour, in one session, for
whoever has the role at that very unit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from everything_stored import everything
from factories import MAKRONIYA, SAGAR, STATE, make_officer, session_token
from tipping import PASSPHRASE, TIPS, UNLOCK, Reader, Tipster, enrolled

from core.audit.models import AuditEntry
from core.identity import officers
from core.identity.models import OfficerRole
from core.runtime import Runtime
from core.units.models import Unit
from plugins.tips import officer_keys, unit_keys
from plugins.tips.models import UnlockedKey

Readers = Callable[..., Awaitable[Reader]]

SIGN_OUT = "mutation { signOut { ok } }"
LOCKED = "The tips of your unit are locked. Unlock them with your passphrase first."
WRONG = {"en": "This is not your passphrase.", "hi": "यह आपका गुप्त वाक्य नहीं है।"}
NO_SHARE = {
    "en": "You have no share of this unit's key yet. Ask a colleague who has one.",
    "hi": "इस इकाई की कुंजी का हिस्सा अभी आपके पास नहीं है। जिस साथी के पास है, उससे कहिए।",
}


async def locked(reader: Reader) -> bool:
    """Whether the tips are refused as those that nobody has unlocked."""
    body = (await reader.send(TIPS, first=1)).json()
    if "errors" not in body:
        return False
    [error] = body["errors"]
    assert (error["extensions"], error["message"]) == ({"code": "FORBIDDEN"}, LOCKED)
    assert body["data"] is None
    return True


async def test_an_unlocked_unit_is_open_for_a_quarter_of_an_hour(
    reader: Reader, clock: Any
) -> None:
    assert await locked(reader)
    answer = await reader.unlocks()
    assert answer["errors"] == []
    assert answer["expiresAt"] == "2026-11-23T12:15:00+05:30"
    clock.move(minutes=14, seconds=59)
    assert not await locked(reader)
    clock.move(seconds=1)
    assert await locked(reader)
    await reader.unlocks()
    assert not await locked(reader)
    entries = await AuditEntry.filter(action="tips.unlock").order_by("sequence")
    assert [(each.chain, each.actor, each.subject) for each in entries] == [
        (SAGAR, f"officer:{reader.officer.id}", f"unit:{SAGAR}")
    ] * 2


@pytest.mark.parametrize(
    "given",
    [
        "",
        "seven herons over narmadA",
        PASSPHRASE + " ",
        PASSPHRASE.upper(),
        "x" * 100_000,
        "सात बगुले नर्मदा के ऊपर",
    ],
)
async def test_a_wrong_passphrase_opens_nothing(reader: Reader, given: str) -> None:
    before = await everything()
    for language in ("en", "hi"):
        await _speak(reader, language)
        answer = await reader.unlocks(passphrase=given)
        assert (answer["key"], answer["expiresAt"]) == (None, None)
        assert answer["errors"] == [
            {"path": ["passphrase"], "code": "PASSPHRASE_WRONG", "message": WRONG[language]}
        ]
    await _speak(reader, "en")
    assert await everything() == before


async def _speak(reader: Reader, language: str) -> None:
    reader.officer.language = language
    await reader.officer.save()


async def test_ten_tries_an_hour_wrong_or_right(
    runtime: Runtime, reader: Reader, clock: Any
) -> None:
    for _ in range(10):
        await reader.unlocks(passphrase="wrong")
    given = {"unitCode": SAGAR, "passphrase": PASSPHRASE}
    refused = await reader.refused(UNLOCK, input=given)
    assert refused["extensions"]["code"] == "RATE_LIMITED"
    assert await UnlockedKey.all().count() == 0
    clock.move(seconds=refused["extensions"]["retryAfter"])
    await reader.returns(runtime)
    assert (await reader.unlocks())["errors"] == []


@pytest.mark.parametrize("role", [*(role for role in OfficerRole if role != "TIPS_OFFICER"), None])
async def test_other_roles_at_the_unit_are_refused_though_they_had_a_share(
    http: httpx.AsyncClient, runtime: Runtime, reader: Reader, role: OfficerRole | None
) -> None:
    account = await make_officer(runtime, SAGAR if role else None, role or OfficerRole.TIPS_OFFICER)
    await officer_keys.enrol(runtime, account.row, PASSPHRASE)
    unit = await Unit.get(code=SAGAR)
    await unit_keys.hand_over(unit, reader.officer, PASSPHRASE, [account.row])
    other = Reader(http, await session_token(runtime, officer=account.row))
    await _refused(other, SAGAR)


async def _refused(reader: Reader, unit_code: str) -> None:
    before = await everything()
    given = {"unitCode": unit_code, "passphrase": PASSPHRASE}
    refused = await reader.refused(UNLOCK, input=given)
    assert refused["extensions"] == {"code": "FORBIDDEN"}
    assert await everything() == before


async def test_the_role_at_a_unit_above_or_below_opens_nothing(
    reader: Reader, another_reader: Readers
) -> None:
    for code in (MAKRONIYA, STATE):
        await _refused(await another_reader(code), SAGAR)
        await _refused(reader, code)
    await _refused(reader, "nowhere")
    await _refused(reader, "")


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_without_a_share_the_passphrase_opens_nothing(
    http: httpx.AsyncClient, runtime: Runtime, reader: Reader, language: str
) -> None:
    other = await enrolled(http, runtime, SAGAR, "Arun Rao")
    await _speak(other, language)
    before = await everything()
    answer = await other.unlocks()
    assert answer == {
        "key": None,
        "expiresAt": None,
        "errors": [{"path": ["unitCode"], "code": "NO_KEY_SHARE", "message": NO_SHARE[language]}],
    }
    assert await everything() == before


async def test_a_new_key_pair_has_no_share_until_it_is_handed_over(
    runtime: Runtime, reader: Reader
) -> None:
    await officer_keys.enrol(runtime, reader.officer, "nine kingfishers by the ford")
    answer = await reader.unlocks(passphrase="nine kingfishers by the ford")
    assert [error["code"] for error in answer["errors"]] == ["PASSPHRASE_WRONG"]


@pytest.mark.parametrize(
    "settings", [{"services": {"tips": {"excluded_officers": ["kept.away"]}}}], indirect=True
)
async def test_an_officer_whom_the_state_excludes_opens_nothing(reader: Reader) -> None:
    reader.officer.username = "kept.away"
    await reader.officer.save()
    await _refused(reader, SAGAR)


async def test_the_key_is_good_in_its_own_session_alone(
    http: httpx.AsyncClient, runtime: Runtime, reader: Reader
) -> None:
    await reader.unlocks()
    second = Reader(http, await session_token(runtime, officer=reader.officer))
    second.key = reader.key
    assert not await locked(reader)
    assert await locked(second)


async def test_an_altered_key_opens_nothing(reader: Reader) -> None:
    await reader.unlocks()
    key = str(reader.key)
    turned = key[:30] + ("A" if key[30] != "A" else "B") + key[31:]
    for wrong in (key[:-2], key[1:], "A" * 64, turned, "x" * 5000, "%%%"):
        reader.key = wrong
        assert await locked(reader), wrong


async def test_whoever_signs_out_or_loses_the_posting_has_nothing_open(
    runtime: Runtime, reader: Reader, another_reader: Readers
) -> None:
    await reader.unlocks()
    role = OfficerRole.TIPS_OFFICER
    await officers.end_posting(runtime, reader.officer, role, SAGAR)
    assert await locked(reader)
    await officers.post(runtime, reader.officer, role, await Unit.get(code=SAGAR))
    assert not await locked(reader)
    await reader.run(SIGN_OUT)
    refused = await reader.send(TIPS, first=1)
    assert refused.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_key_for_one_unit_opens_none_of_another(
    runtime: Runtime, reader: Reader, another_reader: Readers, tipster: Tipster
) -> None:
    """The officer has the role and a share at two units, and reads the one that is unlocked."""
    state = await another_reader(STATE)
    role, unit = OfficerRole.TIPS_OFFICER, await Unit.get(code=STATE)
    await officers.post(runtime, reader.officer, role, unit)
    await unit_keys.hand_over(unit, state.officer, PASSPHRASE, [reader.officer])
    await tipster.told()
    await reader.unlocks(STATE)
    assert await reader.lists() == []
    await reader.unlocks(SAGAR)
    assert len(await reader.lists()) == 1
