"""The audit: the database refuses to change it, `thana audit verify` finds what was changed all the
same, and nothing is done that it cannot record.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest
from clients import GraphQLClient
from commands import thana
from factories import lost_report
from lost_reports import SUBMIT, rows
from tampering import allow_entries, drop_triggers, refuse_entries, unguarded, write

from core.audit import service as audit
from core.audit import verifying
from core.audit.models import AuditEntry
from core.cli.audit import WHAT_TO_DO
from core.db import fetch
from core.runtime import Runtime

NO_HEADS = (
    "no exported heads are in var/audit-heads: a chain that was cut at its end, deleted or"
    " rewritten as a whole would not be seen; run `thana audit export`, and keep what it writes off"
    " this host"
)
NEVER_LATE = {"audit__heads_minutes": "100000000"}
"""The commands have the machine's clock, and the entries are of the tests' day."""
ENTRY = "UPDATE core_audit_entry SET"
INSERT = (
    "INSERT INTO core_audit_entry (chain, sequence, at, actor, action, subject, details,"
    " previous_hash, hash) SELECT chain, {sequence}, at, actor, 'forged', subject, details,"
    " previous_hash, hash FROM core_audit_entry WHERE chain = '{chain}' AND sequence = 3"
)
TAMPERING: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    # what was done to a chain of four entries, and what is said of it
    "a-untouched": ([], []),
    "b-edited": (
        [f"{ENTRY} actor = 'officer:nobody' WHERE chain = 'b-edited' AND sequence = 2"],
        ["entry 2 has been changed"],
    ),
    "c-deleted": (
        ["DELETE FROM core_audit_entry WHERE chain = 'c-deleted' AND sequence = 2"],
        ["entry 2 is missing", "entry 3 does not follow the one before it"],
    ),
    "d-inserted": (
        [
            f"{ENTRY} sequence = 5 WHERE chain = 'd-inserted' AND sequence = 4",
            INSERT.format(chain="d-inserted", sequence=4),
            "UPDATE core_audit_chain SET length = 5 WHERE name = 'd-inserted'",
        ],
        [
            "entry 4 does not follow the one before it",
            "entry 4 has been changed",
            "entry 5 has been changed",
        ],
    ),
    "e-reordered": (
        [
            f"{ENTRY} sequence = 9 WHERE chain = 'e-reordered' AND sequence = 2",
            f"{ENTRY} sequence = 2 WHERE chain = 'e-reordered' AND sequence = 3",
            f"{ENTRY} sequence = 3 WHERE chain = 'e-reordered' AND sequence = 9",
        ],
        [
            "entry 2 does not follow the one before it",
            "entry 2 has been changed",
            "entry 3 does not follow the one before it",
            "entry 3 has been changed",
            "entry 4 does not follow the one before it",
        ],
    ),
    "f-cut": (
        ["DELETE FROM core_audit_entry WHERE chain = 'f-cut' AND sequence = 4"],
        ["ends at entry 3, and its head says 4"],
    ),
    "g-emptied": (
        ["DELETE FROM core_audit_entry WHERE chain = 'g-emptied'"],
        ["ends at entry 0, and its head says 4"],
    ),
    "h-grown": (
        [INSERT.format(chain="h-grown", sequence=5)],
        ["entry 5 lies beyond the chain's head"],
    ),
    "i-headless": (
        ["DELETE FROM core_audit_chain WHERE name = 'i-headless'"],
        ["entry 1 lies beyond the chain's head"],
    ),
}


async def test_verify_names_each_entry_that_was_edited_deleted_inserted_moved_or_cut(
    runtime: Runtime, database_url: str, kind: str, tmp_path: Path
) -> None:
    for chain in TAMPERING:
        await write(runtime, chain)
    sound = await thana(tmp_path, "audit", "verify", database_url=database_url, **NEVER_LATE)
    assert (sound.code, sound.out, sound.err) == (0, f"the audit holds, but {NO_HEADS}\n", "")
    async with unguarded():
        for statements, _ in TAMPERING.values():
            for statement in statements:
                await fetch(statement)
    found = await thana(tmp_path, "audit", "verify", database_url=database_url, **NEVER_LATE)
    assert found.code == 1
    expected = [f"{chain}: {fault}" for chain, (_, said) in TAMPERING.items() for fault in said]
    assert found.faults == [*expected, WHAT_TO_DO]


async def test_rewritten_entry_with_a_hash_that_fits_is_found_at_the_next_one(
    runtime: Runtime, kind: str
) -> None:
    await write(runtime, "forged")
    entry = await AuditEntry.get(chain="forged", sequence=2)
    entry.actor = "officer:nobody"
    entry.hash = audit.entry_hash(dict(entry))
    async with unguarded():
        await entry.save()
    found = [fault async for fault in verifying.verify()]
    assert found == ["forged: entry 3 does not follow the one before it"]


async def test_chain_longer_than_a_batch_is_verified_to_its_end(
    runtime: Runtime, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "BATCH", 3)
    await write(runtime, "long", many=10)
    assert [fault async for fault in verifying.verify()] == []
    async with unguarded():
        await fetch(f"{ENTRY} subject = 'thing:x' WHERE chain = 'long' AND sequence = 10")
    assert [fault async for fault in verifying.verify()] == ["long: entry 10 has been changed"]


async def test_entries_written_while_it_verifies_are_no_fault(runtime: Runtime, kind: str) -> None:
    for chain in ("a", "b"):
        await write(runtime, chain)
    async with unguarded():
        await fetch(f"{ENTRY} subject = 'thing:x' WHERE chain = 'a' AND sequence = 1")
    found = []
    async for fault in verifying.verify():
        found.append(fault)
        await write(runtime, "b")
        await write(runtime, "c")
    assert found == ["a: entry 1 has been changed"]


async def test_trigger_that_was_taken_away_is_named(runtime: Runtime, kind: str) -> None:
    named = {
        "sqlite": ["core_audit_entry_no_delete", "core_audit_entry_no_update"],
        "postgres": ["core_audit_entry_append_only"],
    }[kind]
    if kind == "postgres":
        await fetch("ALTER TABLE core_audit_entry DISABLE TRIGGER ALL")
    else:
        await drop_triggers()
    assert [fault async for fault in verifying.verify()] == [
        f"database: the trigger {name} is missing or disabled, so entries can be changed;"
        " make it anew as core/migrations/0002_append_only_audit.py does"
        for name in named
    ]


async def test_database_refuses_to_change_or_delete_entries(runtime: Runtime, kind: str) -> None:
    await write(runtime, "kept")
    before = await AuditEntry.all().order_by("id").values()
    statements = [f"{ENTRY} actor = 'x'", "DELETE FROM core_audit_entry"]
    if kind == "postgres":
        statements.append("TRUNCATE core_audit_entry")
    for statement in statements:
        with pytest.raises(Exception, match="the audit is append-only"):
            await fetch(statement)
    assert await AuditEntry.all().order_by("id").values() == before


async def test_what_the_audit_cannot_record_is_not_done(
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    citizen, report = await as_citizen(), lost_report()
    before = await rows()
    await refuse_entries()
    error = await citizen.refused(SUBMIT, input=report)
    assert error["extensions"]["code"] == "INTERNAL"
    assert await rows() == before
    await allow_entries()
    done = (await citizen.run(SUBMIT, input=report))["submitLostReport"]
    assert done["errors"] == []
    assert done["lostReport"]["number"].startswith("MP-21346058-LP-2026-000001-")


async def test_entries_hold_who_did_what_to_what_and_nothing_personal(
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    citizen = await as_citizen(full_name="Canary Personal")
    await citizen.run(SUBMIT, input=lost_report())
    entry = await AuditEntry.get(chain="21346058")
    assert (entry.sequence, entry.action) == (1, "lost_property.submit")
    assert entry.actor.startswith("citizen:")
    assert entry.subject.startswith("request:")
    whole = " ".join(str(value) for value in dict(entry).values())
    for personal in ("Canary", "98765", "490154203237518", "Makroniya bus stand"):
        assert personal not in whole
