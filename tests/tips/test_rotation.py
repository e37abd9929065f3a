"""A unit's key is replaced while tips come in, are answered and are passed on: each stays readable,
and whoever left reads nothing, old or new.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from factories import SAGAR, STATE
from tipping import PASSPHRASE, TIPS, Reader, Tipster, enrolled

from core.runtime import Runtime
from core.units.models import Unit
from plugins.tips import unit_keys
from plugins.tips.models import KeyShare, Tip
from plugins.tips.officer_keys import private_key
from plugins.tips.sealing import Broken, unseal_with

Readers = Callable[..., Awaitable[Reader]]


async def rotate(runtime: Runtime, by: Reader, *without: Reader) -> int:
    unit, gone = await Unit.get(code=SAGAR), [each.officer for each in without]
    return await unit_keys.rotate(runtime, unit, by.officer, PASSPHRASE, gone)


async def test_tips_that_come_in_meanwhile_stay_readable(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    tipsters = [Tipster(tipster.client) for _ in range(6)]
    sent = asyncio.gather(*(each.told() for each in tipsters))
    for _ in range(10):  # while tips are between being addressed and being stored
        await rotate(runtime, reader)
    await sent
    await reader.unlocks()
    assert len(await reader.lists()) == 6
    for each in tipsters:
        assert len((await each.reads())["messages"]) == 1


async def test_a_tip_that_is_passed_on_meanwhile_stays_readable(
    tipster: Tipster, reader: Reader, another_reader: Readers, runtime: Runtime
) -> None:
    state = await another_reader(STATE)
    for _ in range(4):
        await tipster.told(category="POLICE_MISCONDUCT")
    await state.unlocks(STATE)
    ids = [each["id"] for each in await state.lists()]
    await asyncio.gather(
        *(state.moves(id, unitCode=SAGAR) for id in ids[:2]),
        rotate(runtime, reader),
        *(state.moves(id, unitCode=SAGAR) for id in ids[2:]),
    )
    await reader.unlocks()
    assert {each["id"] for each in await reader.lists()} == set(ids)


async def test_a_rotation_locks_what_was_unlocked(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    await tipster.told()
    await reader.unlocks()
    assert await rotate(runtime, reader) == 1
    assert (await reader.refused(TIPS, first=1))["extensions"] == {"code": "FORBIDDEN"}
    await reader.unlocks()
    assert len(await reader.lists()) == 1


async def test_whoever_left_opens_nothing_with_a_copy_of_the_old_share(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    gone = await enrolled(reader.http, runtime, SAGAR, "Arun Rao")
    unit = await Unit.get(code=SAGAR)
    await unit_keys.hand_over(unit, reader.officer, PASSPHRASE, [gone.officer])
    await tipster.told()
    copied = await KeyShare.get(officer_id=gone.officer.id)
    await rotate(runtime, reader, gone)
    await tipster.told()
    answer = await gone.unlocks()
    assert [error["code"] for error in answer["errors"]] == ["NO_KEY_SHARE"]
    own = await private_key(gone.officer.id, PASSPHRASE)
    old = unseal_with(own, copied.sealed, f"unit:{copied.unit_key_id}")
    for tip in await Tip.all():
        with pytest.raises(Broken):
            unseal_with(old, tip.key_for_unit, f"tip:{tip.id}")
    await reader.unlocks()
    assert len(await reader.lists()) == 2


async def test_a_tip_that_was_altered_does_not_keep_the_key_from_being_rotated(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    for _ in range(3):
        await tipster.told()
    broken = await Tip.all().first()
    assert broken is not None
    await Tip.filter(id=broken.id).update(key_for_unit=b"")
    assert await rotate(runtime, reader) == 2
    await reader.unlocks()
    assert len(await reader.lists()) == 2
