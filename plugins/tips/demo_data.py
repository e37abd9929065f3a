"""The demo's officer for tips gets a key, and two examples to read, where no unit has a key yet."""

from __future__ import annotations

from core import Officer, Runtime, unit_of
from plugins.tips import officer_keys, unit_keys
from plugins.tips.content import Label, TipSender, write
from plugins.tips.models import Tip, UnitKey
from plugins.tips.receipts import new_receipt
from plugins.tips.sealing import new_key, new_salt
from plugins.tips.submitting import sealed_tip

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
    key = new_key()
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
    tip = sealed_tip(runtime, unit_key, key, new_key(), label)
    tip.locator, tip.salt = new_receipt().locator, new_salt()
    await Tip.bulk_create([tip])  # the id is set already
    await write(key, tip, TipSender.TIPSTER, words, tip.received_on)
