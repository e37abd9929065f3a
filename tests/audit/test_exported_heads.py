"""The heads of the audit are exported once in each period, signed, each file bound to the one
before; what a file of heads says is held against the audit.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import MovableClock
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.applications import Starlette
from tampering import unguarded, write

from core import housekeeping
from core.audit.comparing import Expected, compare
from core.audit.heads import files_in
from core.audit.models import AuditChain, AuditEntry
from core.audit.verifying import verify
from core.cli.audit import checked_by
from core.db import fetch
from core.documents.keys import trusted_keys
from core.runtime import Runtime
from core.settings import Audit

AUDIT_BEGAN = "2026-11-01 00:00"
"""When the first entry was written: units and areas were imported."""

Export = Callable[[], Awaitable[None]]


@pytest.fixture
def kind() -> str:
    """What is exported does not depend on the database."""
    return "sqlite"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "heads"


@pytest.fixture
def export(app: Starlette, runtime: Runtime, folder: Path) -> Export:
    """A round of housekeeping, with a folder of its own: the server has begun with another."""
    settings = runtime.settings.model_copy(update={"audit": Audit(heads_folder=folder)})
    own = replace(runtime, settings=settings)
    return lambda: housekeeping.export_heads(own, app.state.platform.registry)


@pytest.fixture
async def first(export: Export, folder: Path) -> Path:
    """The first file."""
    await export()
    return files_in(folder)[0]


async def findings(folder: Path, clock: MovableClock) -> list[str]:
    expected = Expected(checked_by(await trusted_keys()), clock.now(), timedelta(hours=1))
    of_chains = [fault async for fault in verify()]
    return of_chains + [fault async for fault in compare(folder, expected)]


def none_since(folder: Path, moment: str) -> str:
    """What is said when no file that is believed is newer than this moment in UTC."""
    return (
        f"{folder}: no heads are here of later than {moment} UTC: files are missing, or no server"
        " is exporting; look for them, then run `thana audit export`"
    )


async def test_server_exports_when_it_starts(app: Starlette, runtime: Runtime) -> None:
    async with asyncio.timeout(10):
        while not files_in(runtime.settings.audit.heads_folder):  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_file_holds_every_head_signed_by_the_document_key(
    export: Export, runtime: Runtime, clock: MovableClock, folder: Path, first: Path
) -> None:
    await write(runtime, "21346058")
    clock.move(hours=1)
    await export()
    assert [path.name for path in files_in(folder)] == [
        "heads-20261123T063000.000000Z.json",
        "heads-20261123T073000.000000Z.json",
    ]
    heads = json.loads((folder / "heads-20261123T073000.000000Z.json").read_bytes())
    signature = bytes.fromhex(heads.pop("signature"))
    rows = await AuditChain.all().order_by("name")
    (key,) = (await trusted_keys()).values()
    assert heads == {
        "time": "2026-11-23T07:30:00.000000+00:00",
        "previous": sha256(first.read_bytes()).hexdigest(),  # noqa: ASYNC240
        "key_id": key.id,
        "chains": {row.name: [row.length, row.head] for row in rows},
    }
    message = b"thana audit heads 1\n" + json.dumps(heads, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, message)


async def test_one_file_for_each_period_however_many_processes_try(
    export: Export, clock: MovableClock, folder: Path, first: Path
) -> None:
    clock.move(minutes=29)  # the periods begin at full hours
    await asyncio.gather(*(export() for _ in range(5)))
    assert len(files_in(folder)) == 1
    clock.move(minutes=1)
    await asyncio.gather(*(export() for _ in range(5)))
    await export()
    assert len(files_in(folder)) == 2
    clock.move(hours=5)
    await export()
    assert len(files_in(folder)) == 3


async def test_while_another_process_exports_this_one_does_not(
    export: Export, clock: MovableClock, folder: Path, first: Path
) -> None:
    clock.move(hours=1)
    with (folder / ".heads.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        await export()
        assert files_in(folder) == [first]
    await export()
    assert len(files_in(folder)) == 2


async def test_chain_that_was_cut_deleted_or_rewritten_with_its_head_is_seen_by_the_heads_alone(
    export: Export, runtime: Runtime, clock: MovableClock, folder: Path, first: Path
) -> None:
    for chain in ("a-cut", "b-deleted"):
        await write(runtime, chain)
    clock.move(hours=1)
    await export()
    assert await findings(folder, clock) == []
    third = await AuditEntry.get(chain="a-cut", sequence=3)
    async with unguarded():
        await fetch("DELETE FROM core_audit_entry WHERE chain = 'a-cut' AND sequence = 4")
        await fetch("DELETE FROM core_audit_entry WHERE chain = 'b-deleted'")
    await AuditChain.filter(name="a-cut").update(length=3, head=third.hash)
    await AuditChain.filter(name="b-deleted").delete()
    assert [fault async for fault in verify()] == []
    newest = folder / "heads-20261123T073000.000000Z.json"
    assert await findings(folder, clock) == [
        f"{chain}: has been cut: entry 4 is missing, which was there at 2026-11-23 07:30 UTC,"
        f" as {newest} says"
        for chain in ("a-cut", "b-deleted")
    ]
    await write(runtime, "a-cut", many=2)
    assert (await findings(folder, clock))[0] == (
        "a-cut: has been rewritten: entry 4 is not the one that was there at 2026-11-23 07:30 UTC,"
        f" as {newest} says"
    )


async def test_missing_moved_and_changed_files_are_named(
    export: Export, clock: MovableClock, folder: Path, first: Path
) -> None:
    for _ in range(2):
        clock.move(hours=1)
        await export()
    middle, last = files_in(folder)[1:]
    content = middle.read_bytes()
    follows = (
        "does not follow the file before it: files between them are missing, or one was put there"
        " or changed; bring them back from where exported heads are kept"
    )
    middle.unlink()
    assert await findings(folder, clock) == [f"{last}: {follows}"]
    middle.write_bytes(content.replace(b'"key_id":"', b'"key_id": "'))
    assert await findings(folder, clock) == [
        f"{middle}: has been changed; bring it back from where exported heads are kept",
        f"{last}: {follows}",
    ]
    middle.write_bytes(content)
    moved = folder / "heads-20261123T070000.000000Z.json"
    middle.rename(moved)
    assert await findings(folder, clock) == [
        f"{moved}: was written as {middle.name}; it has been moved or copied, name it so again"
    ]


async def test_newest_files_are_missed_after_two_periods(
    export: Export, runtime: Runtime, clock: MovableClock, folder: Path, first: Path
) -> None:
    await write(runtime, "21346058")
    clock.move(hours=2)
    assert await findings(folder, clock) == []
    clock.move(seconds=1)
    assert await findings(folder, clock) == [none_since(folder, "2026-11-23 06:30")]
    first.unlink()  # noqa: ASYNC240
    assert await findings(folder, clock) == [none_since(folder, AUDIT_BEGAN)]
    await export()
    assert await findings(folder, clock) == []


async def test_heads_signed_by_a_key_that_was_revoked_are_not_believed(
    export: Export, runtime: Runtime, clock: MovableClock, folder: Path, first: Path
) -> None:
    (key,) = (await trusted_keys()).values()
    unsigned = (
        f"{first}: its signature does not fit: it was changed after it was signed, or it was not"
        f" signed by a key of this platform that was good then (it names {key.id});"
        " bring the file back from where exported heads are kept"
    )
    await fetch(
        "UPDATE core_document_key SET revoked_from = $1", clock.now() + timedelta(seconds=1)
    )
    assert await findings(folder, clock) == []
    await fetch("UPDATE core_document_key SET revoked_from = $1", clock.now())
    believed = none_since(folder, AUDIT_BEGAN)
    assert await findings(folder, clock) == [unsigned, believed]
    await fetch("DELETE FROM core_document_key")
    assert await findings(folder, clock) == [unsigned, believed]
