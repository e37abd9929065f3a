"""The demo's officer for tips gets a key, and two examples to read, where no unit has a key yet."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from core import Officer, Runtime, day_in_india, unit_of
from plugins.tips import officer_keys, unit_keys
from plugins.tips.content import Label, TipSender, addressed_of, write
from plugins.tips.looking_up import receipt_of
from plugins.tips.models import Tip, UnitKey
from plugins.tips.receipts import new_receipt
from plugins.tips.sealing import new_key, new_salt, seal, seal_to
from plugins.tips.settings import TipsSettings

USERNAME, SAGAR = "tips.sagar", "21346"
PASSPHRASE = "this demo has no secrets at all"  # noqa: S105  (the README says it to everybody)
EXAMPLES = (
    ("NARCOTICS", "EXAMPLE: packets are handed out behind the closed mill, every night at ten."),
    ("LIQUOR", "उदाहरण: बस अड्डे के पीछे की दुकान में रात को अवैध शराब बिकती है।"),
)


async def seed(runtime: Runtime) -> None:
    """Nothing happens where the demo's officer is not there, as in tests."""
    officer, unit = await Officer.get_or_none(username=USERNAME), await unit_of(SAGAR)
    if officer is None or unit is None or await UnitKey.exists():
        return
    await officer_keys.enrol(runtime, officer, PASSPHRASE)
    key = await unit_keys.make(runtime, unit, [officer], None)
    for category, words in EXAMPLES:
        await _store(runtime, key, category, words)


async def _store(runtime: Runtime, unit_key: UnitKey, category: str, words: str) -> None:
    """A tip whose receipt nobody has."""
    id, key, today = uuid4(), new_key(), day_in_india(runtime.now())
    label = Label(
        category=category,
        district=SAGAR,
        named=(),
        place="Sagar",
        latitude=None,
        longitude=None,
        occurred_on=None,
        is_happening_now=False,
        language=None,
    )
    tip = Tip(
        id=id,
        unit_key_id=unit_key.id,
        received_on=today,
        expires_on=today + timedelta(days=TipsSettings.of(runtime).open_days),
        locator=new_receipt().locator,
        salt=new_salt(),
        key_for_receipt=seal(new_key(), key, receipt_of(id)),
        key_for_unit=seal_to(unit_key.public_key, key, addressed_of(id)),
        label=label.sealed(key, id),
    )
    await Tip.bulk_create([tip])  # the id is set already
    await write(key, tip, TipSender.TIPSTER, words, today)
