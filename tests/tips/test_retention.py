"""What is over is gone: tips after their time, pictures that nobody took, used puzzles."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from conftest import MovableClock
from tipping import ERASE, Reader, Tipster

from core.runtime import Runtime
from plugins.tips.models import SpentPuzzle, Tip, TipAttachment, TipMessage, UnlockedKey
from plugins.tips.retention import clean_up


async def rows() -> dict[str, int]:
    tables = (SpentPuzzle, Tip, TipAttachment, TipMessage, UnlockedKey)
    return {table.__name__: await table.all().count() for table in tables}


async def test_a_closed_tip_goes_after_ninety_days_with_all_that_belongs_to_it(
    tipster: Tipster, reader: Reader, runtime: Runtime, clock: MovableClock
) -> None:
    await tipster.told()
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.moves(listed["id"], status="CLOSED_DUPLICATE")
    clock.move(days=90)
    await clean_up(runtime)
    kept = {"SpentPuzzle": 0, "Tip": 1, "TipAttachment": 0, "TipMessage": 1, "UnlockedKey": 0}
    assert await rows() == kept
    clock.move(days=1)
    await clean_up(runtime)
    assert set((await rows()).values()) == {0}


async def test_a_tip_that_nobody_closes_goes_after_a_year(
    tipster: Tipster, reader: Reader, runtime: Runtime, clock: MovableClock
) -> None:
    await tipster.told()
    assert (await tipster.reads())["expiresOn"] == "2027-11-23"
    clock.move(days=366)
    await clean_up(runtime)
    assert (await rows())["Tip"] == 0


async def test_a_picture_that_no_message_took_goes_the_next_day(
    reader: Reader, runtime: Runtime, clock: MovableClock
) -> None:
    await TipAttachment.create(uploaded_on="2026-11-23", sealed=b"x" * 70_000)
    await clean_up(runtime)
    assert await TipAttachment.all().count() == 1
    clock.move(days=1)
    await clean_up(runtime)
    assert await TipAttachment.all().count() == 0


async def test_erased_means_overwritten(
    tipster: Tipster, reader: Reader, database_url: str, kind: str
) -> None:
    await tipster.told()
    [row] = await TipMessage.all()
    sealed, url = bytes(row.sealed), urlsplit(database_url)
    erased = (await tipster.client.run(ERASE, receipt=tipster.receipt))["eraseTip"]
    assert erased == {"ok": True, "errors": []}
    assert (await rows())["Tip"] == 0
    if kind == "sqlite":
        folder = Path(url.path).parent
        stored = b"".join(file.read_bytes() for file in folder.glob(Path(url.path).name + "*"))
        assert sealed[:40] not in stored
