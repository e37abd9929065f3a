"""Whoever controls the database can put keys of their own there. Officers are told before they open
anything, and a rotation seals nothing to a key for which no holder has vouched.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from everything_stored import everything
from factories import SAGAR, STATE
from tipping import PASSPHRASE, UNLOCK, Reader, Tipster, enrolled

from core.runtime import Runtime
from core.units.models import Unit
from plugins.tips import unit_keys
from plugins.tips.models import KeyShare, OfficerKey, UnitKey
from plugins.tips.sealing import new_pair
from plugins.tips.unit_keys import KeyFault

Readers = Callable[..., Awaitable[Reader]]

TOLD = (
    "Somebody has replaced a key in the database: what is sent now may be read by others. Tell"
    " whoever answers for tips in your state before you do anything else."
)
UNLOCKING = {"unitCode": SAGAR, "passphrase": PASSPHRASE}


async def refused(reader: Reader) -> None:
    before = await everything()
    error = await reader.refused(UNLOCK, input=UNLOCKING)
    assert (error["message"], error["extensions"]) == (TOLD, {"code": "FORBIDDEN"})
    assert await everything() == before


async def test_a_units_key_that_was_replaced_is_not_opened(reader: Reader) -> None:
    await UnitKey.all().update(public_key=new_pair()[1])
    await refused(reader)


async def test_an_officers_own_key_that_was_replaced_opens_nothing(reader: Reader) -> None:
    await OfficerKey.all().update(public_key=new_pair()[1])
    await refused(reader)


async def test_a_rotation_seals_nothing_to_a_colleagues_key_that_was_replaced(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    await tipster.told()
    colleague = await enrolled(reader.http, runtime, SAGAR, "Kavita Tiwari")
    unit = await Unit.get(code=SAGAR)
    await unit_keys.hand_over(unit, reader.officer, PASSPHRASE, [colleague.officer])
    own = await OfficerKey.get(officer_id=colleague.officer.id)
    of_colleague = OfficerKey.filter(officer_id=colleague.officer.id)
    await of_colleague.update(public_key=new_pair()[1])
    before = await everything()
    with pytest.raises(KeyFault, match="has another key pair than the key of"):
        await unit_keys.rotate(runtime, unit, reader.officer, PASSPHRASE, [])
    assert await everything() == before
    await of_colleague.update(public_key=own.public_key)
    for _ in range(2):  # those who keep a share are vouched for anew
        assert await unit_keys.rotate(runtime, unit, reader.officer, PASSPHRASE, []) == 1
    await of_colleague.update(public_key=new_pair()[1])
    await unit_keys.rotate(runtime, unit, reader.officer, PASSPHRASE, [colleague.officer])
    assert await KeyShare.all().values_list("officer_id", flat=True) == [reader.officer.id]


async def test_nor_to_a_second_units_key_that_was_replaced(
    reader: Reader, another_reader: Readers, runtime: Runtime
) -> None:
    head = await another_reader(STATE)
    unit, second = await Unit.get(code=SAGAR), await Unit.get(code=STATE)
    await UnitKey.filter(unit_code=SAGAR).delete()
    await unit_keys.make(runtime, unit, [reader.officer], second)
    await unit_keys.rotate(runtime, second, head.officer, PASSPHRASE, [])
    await unit_keys.rotate(runtime, unit, reader.officer, PASSPHRASE, [])
    await UnitKey.filter(unit_code=STATE).update(public_key=new_pair()[1])
    before = await everything()
    with pytest.raises(KeyFault, match="was replaced"):
        await unit_keys.rotate(runtime, unit, reader.officer, PASSPHRASE, [])
    assert await everything() == before
