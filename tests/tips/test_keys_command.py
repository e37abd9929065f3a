"""`thana tips keys …` as officers type it: what is refused is told, and changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import commands
import httpx
import pytest
from commands import Finished
from factories import BHOPAL, SAGAR, STATE, make_officer, session_token
from tipping import Reader, Tipster, stored

from core.audit.models import AuditEntry
from core.identity.models import OfficerRole
from core.runtime import Runtime
from plugins.tips.models import KeyShare, OfficerKey, UnitKey
from plugins.tips.officer_keys import private_key
from plugins.tips.sealing import unseal_with
from plugins.tips.unit_keys import fingerprint

pytestmark = pytest.mark.real_cost

HERONS, OTTERS = "seven herons over narmada", "three otters under the bridge"
TOO_WEAK = (
    "the passphrase is too weak: at least 20 characters, such as six words; nothing was changed"
)
NOT_HIS = "this is not the officer's passphrase; nothing was changed"

Keys = Callable[..., Awaitable[Finished]]
Officers = Callable[..., Awaitable[Reader]]


@pytest.fixture
def keys(database_url: str, tmp_path: Path) -> Keys:
    """Run `thana tips keys …`; `says` is typed, a line each."""

    async def run(*words: str, says: tuple[str, ...] = ()) -> Finished:
        command = ("tips", "keys", *words)
        done = await commands.thana(tmp_path, *command, says=says, database_url=database_url)
        assert not any(line in done.out + done.err for line in says)
        return done

    return run


@pytest.fixture
def officer(http: httpx.AsyncClient, runtime: Runtime) -> Officers:
    """An officer with the role and no key pair: `await officer("meera.soni", "21346")`."""

    async def made(username: str, unit_code: str = SAGAR) -> Reader:
        account = await make_officer(runtime, unit_code, OfficerRole.TIPS_OFFICER)
        account.row.username, account.row.full_name = username, username.replace(".", " ").title()
        await account.row.save()
        reader = Reader(http, await session_token(runtime, officer=account.row))
        reader.officer = account.row
        return reader

    return made


async def refused(keys: Keys, fault: str, *words: str, says: tuple[str, ...] = ()) -> None:
    """The command must name the fault and change nothing."""
    before = await stored()
    done = await keys(*words, says=says)
    assert (done.code, done.out.strip().splitlines()[len(says) :]) == (1, [])
    assert done.err.splitlines()[-1] == f"✗ {fault}"
    assert await stored() == before


async def test_a_unit_gets_its_key_and_an_officer_who_leaves_reads_no_more(
    keys: Keys, officer: Officers, tipster: Tipster
) -> None:
    meera, arun = await officer("meera.soni"), await officer("arun.rao")
    assert (await keys("list")).out == "no unit has a key yet\n"
    enrolled = await keys("enrol", "meera.soni", says=(HERONS, HERONS))
    assert (enrolled.code, "next: `thana tips keys make`" in enrolled.out) == (0, True)
    await keys("enrol", "arun.rao", says=(OTTERS, OTTERS))
    made = await keys("make", SAGAR, "--to", "meera.soni")
    assert (made.code, made.out.splitlines()[0]) == (
        0,
        f"{SAGAR} has a key; it is shared by meera.soni",
    )
    own = fingerprint((await OfficerKey.get(officer_id=meera.officer.id)).public_key)
    assert re.fullmatch("([0-9a-f]{4} ){4}[0-9a-f]{4}", own)
    assert f"meera.soni has the key pair {own};" in enrolled.out
    assert f"meera.soni has the key pair {own};" in made.out
    await tipster.told()
    key = await UnitKey.get()
    beginning = f"{SAGAR}  {key.made_on.isoformat()}  {fingerprint(key.public_key)}"
    assert (await keys("list")).out == f"{beginning}  meera.soni\n"
    handed = ("hand-over", SAGAR, "--by", "meera.soni", "--to", "arun.rao")
    assert (await keys(*handed, says=(HERONS,))).code == 0
    assert (await keys("list")).out == f"{beginning}  arun.rao, meera.soni\n"
    await arun.unlocks(passphrase=OTTERS)
    assert len(await arun.lists()) == 1
    copied = await KeyShare.get(officer_id=arun.officer.id)
    left = ("rotate", SAGAR, "--by", "meera.soni", "--without", "arun.rao")
    rotated = await keys(*left, says=(HERONS,))
    assert f"the key of {SAGAR} is new; 1 tips were sealed to it" in rotated.out
    answer = await arun.unlocks(passphrase=OTTERS)
    assert [error["code"] for error in answer["errors"]] == ["NO_KEY_SHARE"]
    await _opens_nothing(arun, copied)
    await meera.unlocks(passphrase=HERONS)
    assert len(await meera.lists()) == 1
    await _changes_are_audited(meera.officer.id, arun.officer.id)


async def _changes_are_audited(meera: UUID, arun: UUID) -> None:
    entries = await AuditEntry.filter(action__startswith="tips.key_").order_by("id")
    found = {(each.chain, each.action, each.subject): json.loads(each.details) for each in entries}
    of_meera, of_arun = [str(meera)], [str(arun)]
    assert found == {
        ("platform", "tips.key_enrol", f"officer:{meera}"): {"to": of_meera},
        ("platform", "tips.key_enrol", f"officer:{arun}"): {"to": of_arun},
        (SAGAR, "tips.key_make", f"unit:{SAGAR}"): {"to": of_meera},
        (SAGAR, "tips.key_hand_over", f"unit:{SAGAR}"): {"by": of_meera, "to": of_arun},
        (SAGAR, "tips.key_rotate", f"unit:{SAGAR}"): {"by": of_meera, "without": of_arun},
    }


async def _opens_nothing(gone: Reader, copied: KeyShare) -> None:
    """The old share still holds the old key, which is none of the unit's any more."""
    old = unseal_with(
        await private_key(gone.officer.id, OTTERS), copied.sealed, f"unit:{copied.unit_key_id}"
    )
    assert old not in [bytes(each.public_key) for each in await UnitKey.all()]
    assert not await KeyShare.exists(officer_id=gone.officer.id)


async def test_a_second_unit_recovers_a_key_that_nobody_has_any_more(
    keys: Keys, officer: Officers, tipster: Tipster
) -> None:
    await officer("meera.soni")
    await officer("head.mp", STATE)
    arun = await officer("arun.rao")
    for username in ("meera.soni", "head.mp", "arun.rao"):
        await keys("enrol", username, says=(HERONS, HERONS))
    without_key = f"{STATE} has no key; see `thana tips keys make`; nothing was changed"
    make = ("make", SAGAR, "--to", "meera.soni", "--recovery", STATE)
    await refused(keys, without_key, *make)
    await keys("make", STATE, "--to", "head.mp")
    await keys(*make)
    assert f"meera.soni  recovery {STATE}" in (await keys("list")).out
    await tipster.told()
    await keys("rotate", SAGAR, "--by", "meera.soni", says=(HERONS,))
    await KeyShare.filter(unit_key__unit_code=SAGAR).delete()
    recover = ("recover", SAGAR, "--from", STATE, "--by", "head.mp", "--to", "arun.rao")
    await refused(keys, NOT_HIS, *recover, says=(OTTERS,))
    recovered = await keys(*recover, says=(HERONS,))
    assert f"the key of {SAGAR} is shared by arun.rao; now rotate it" in recovered.out
    await arun.unlocks(passphrase=HERONS)
    assert len(await arun.lists()) == 1
    wrong = f"{SAGAR} cannot recover the key of {STATE}: it has no share; nothing was changed"
    other = ("recover", STATE, "--from", SAGAR, "--by", "arun.rao", "--to", "head.mp")
    await refused(keys, wrong, *other, says=(HERONS,))


@pytest.mark.parametrize("weak", ["herons", "x" * 30, "abababababababababababab"])
async def test_a_weak_passphrase_makes_no_key_pair(
    keys: Keys, officer: Officers, weak: str
) -> None:
    await officer("meera.soni")
    await refused(keys, TOO_WEAK, "enrol", "meera.soni", says=(weak, weak))
    assert await OfficerKey.all().count() == 0


async def test_what_does_not_fit_is_told_and_changes_nothing(keys: Keys, officer: Officers) -> None:
    await officer("meera.soni")
    await officer("arun.rao")
    gone = "; nothing was changed"
    make = ("make", SAGAR, "--to", "meera.soni")
    no_pair = "{} has no key pair; see `thana tips keys enrol`" + gone
    await refused(keys, no_pair.format("meera.soni"), *make)
    await keys("enrol", "meera.soni", says=(HERONS, HERONS))
    await refused(keys, f"there is no officer nobody{gone}", "make", SAGAR, "--to", "nobody")
    await refused(keys, f"there is no unit 99{gone}", "make", "99", "--to", "meera.soni")
    assert (await keys(*make)).code == 0
    elsewhere = (
        f"meera.soni does not read tips at {BHOPAL}:"
        f" `thana officers post meera.soni TIPS_OFFICER {BHOPAL}` first{gone}"
    )
    await refused(keys, elsewhere, "make", BHOPAL, "--to", "meera.soni")
    again = f"{SAGAR} has a key already; see `thana tips keys rotate`{gone}"
    await refused(keys, again, *make)
    by_meera = ("--by", "meera.soni")
    to_arun = ("hand-over", SAGAR, *by_meera, "--to", "arun.rao")
    await refused(keys, no_pair.format("arun.rao"), *to_arun, says=(HERONS,))
    await refused(keys, NOT_HIS, *to_arun, says=(OTTERS,))
    by_arun = ("hand-over", SAGAR, "--by", "arun.rao", "--to", "meera.soni")
    no_share = f"arun.rao has no share of the key of {SAGAR}{gone}"
    await refused(keys, no_share, *by_arun, says=(HERONS,))
    no_key = f"{BHOPAL} has no key; see `thana tips keys make`{gone}"
    await refused(keys, no_key, "rotate", BHOPAL, *by_meera, says=(HERONS,))
    await refused(keys, NOT_HIS, "rotate", SAGAR, *by_meera, says=(OTTERS,))
    alone = ("rotate", SAGAR, *by_meera, "--without", "meera.soni")
    nobody = f"somebody must keep a share: hand the key over first{gone}"
    await refused(keys, nobody, *alone, says=(HERONS,))


async def test_a_share_of_an_earlier_key_pair_does_not_open(keys: Keys, officer: Officers) -> None:
    await officer("meera.soni")
    await keys("enrol", "meera.soni", says=(HERONS, HERONS))
    await keys("make", SAGAR, "--to", "meera.soni")
    await keys("enrol", "meera.soni", says=(OTTERS, OTTERS))
    fault = (
        "a share does not open: it is of an earlier key pair of the officer's, or was altered;"
        " have somebody hand the key over anew; nothing was changed"
    )
    await refused(keys, fault, "rotate", SAGAR, "--by", "meera.soni", says=(OTTERS,))
