"""After an erasure no column of any table holds a word of the citizen, but for what is kept; and
once its day has passed, not even the database's file does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from types import ModuleType

from clients import REQUEST_OTP, GraphQLClient
from conftest import MovableClock
from own_data import ask_for_copy, erase, places_of
from somebody import CANARIES, MOBILE, PROFILE, SIGN_IN, Somebody

from core import Kept, housekeeping
from core.db import fetch
from core.identity.models import Citizen, OneTimeCode
from core.notifications.models import Delivery, DemoMessage, NotificationChannel
from core.outbox.models import OutboxEntry
from core.privacy import erasing
from core.texts import text

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
KEPT = {
    "core_document.holder",
    "core_request_event.note",
    "core_stored_file.name",
}


async def everywhere(of: Somebody) -> None:
    """Leave traces wherever the platform can hold any."""
    await of.uploads()
    await of.app.state.effects.documents.deliver_due()
    await ask_for_copy(of.client)
    await of.app.state.effects.exports.deliver_due()
    nobody = GraphQLClient(of.client.http)
    for channel, address in (("SMS", MOBILE), ("EMAIL", SIGN_IN)):
        await nobody.run(REQUEST_OTP, input={"channel": channel, "address": address})
    await of.is_told()
    await give_up(of)
    await ask_for_copy(of.client)


async def give_up(of: Somebody) -> None:
    """Let a code, a message and a notice lie among the dead letters, as they were sent."""
    code = await OneTimeCode.filter(address=MOBILE).first()
    sent = await Delivery.exclude(channel=NotificationChannel.IN_APP).first()
    notice = await OutboxEntry.filter(lane=f"citizen:{of.row.id}").first()
    assert None not in (code, sent, notice)
    dead = {"payload": of.runtime.secrets.seal({"to": MOBILE}), "dead_at": of.runtime.now()}
    for each in (code, sent, notice):
        assert await OutboxEntry.filter(id=each.id).update(**dead, done_at=None) == 1


async def test_no_column_holds_a_word_of_the_erased(
    quetzal: Somebody, choir: ModuleType, clock: MovableClock, as_citizen: AsSomebody
) -> None:
    await quetzal.asks(with_file=True)
    held = await quetzal.asks(with_file=True)
    await everywhere(quetzal)
    assert await sealed(quetzal) == {"9812345670"}
    assert await places_of(CANARIES) > KEPT | {
        "core_citizen.full_name",
        "core_one_time_code.address",
    }
    choir.kept.append(Kept("choir", text("Songs are kept."), date(2026, 11, 25), {held.id}))
    await erase(quetzal.client, MOBILE)
    await quetzal.is_told()
    assert await sealed(quetzal) == set()
    assert await places_of(CANARIES) == KEPT | {"core_demo_message.recipient"}
    await DemoMessage.all().delete()  # where the demo shows what others would have sent

    choir.kept.clear()
    clock.move(days=2, hours=11)  # the 25th still, in India
    await erasing.finish(quetzal.runtime, quetzal.app.state.platform.registry)
    assert await places_of(CANARIES) == KEPT
    clock.move(hours=1)
    await erasing.finish(quetzal.runtime, quetzal.app.state.platform.registry)
    await housekeeping.clean_up(quetzal.runtime)
    assert await places_of(CANARIES) == set()
    shell = await Citizen.get(id=quetzal.row.id)
    assert (shell.erased_at is not None, shell.erasure_due_on) == (True, None)
    assert await bytes_of(quetzal) == set()
    assert await OneTimeCode.all().count() == 0
    other = await as_citizen(**PROFILE)
    assert (await other.run("{ viewer { fullName } }"))["viewer"]["fullName"] is not None


async def sealed(of: Somebody) -> set[str]:
    """The words that the sealed entries of the outbox hold."""
    entries = await OutboxEntry.exclude(payload="").values_list("payload", flat=True)
    plain = "".join(str(of.runtime.secrets.unseal(entry)) for entry in entries)
    return {canary for canary in CANARIES if canary.lower() in plain.lower()}


async def bytes_of(of: Somebody) -> set[str]:
    """The words that the files of a SQLite database hold, once its journal is written back."""
    url = of.runtime.settings.database_url
    if not url.startswith("sqlite"):
        return set()
    await fetch("PRAGMA wal_checkpoint(TRUNCATE)")
    database = Path(url.removeprefix("sqlite://"))
    content = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    assert b"core_citizen" in content
    return {canary for canary in CANARIES if canary.encode() in content}
