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
from starlette.applications import Starlette

from core.audit import service as audit
from core.audit.models import AuditEntry
from core.db import fetch, transactional
from core.runtime import Runtime

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


async def write(runtime: Runtime, chain: str, many: int = 4) -> None:
    @transactional
    async def entries() -> None:
        for number in range(many):
            await audit.record(
                chain,
                at=runtime.now(),
                actor="system:test",
                action="test.write",
                subject=f"thing:{number}",
                details={"नाम": number},
            )

    await entries()


async def drop_triggers(kind: str) -> None:
    if kind == "postgres":
        await fetch("DROP TRIGGER core_audit_entry_append_only ON core_audit_entry")
        return
    for verb in ("update", "delete"):
        await fetch(f"DROP TRIGGER core_audit_entry_no_{verb}")


async def test_verify_names_each_entry_that_was_edited_deleted_inserted_moved_or_cut(
    runtime: Runtime, database_url: str, kind: str, tmp_path: Path
) -> None:
    for chain in TAMPERING:
        await write(runtime, chain)
    sound = await thana(tmp_path, "audit", "verify", database_url=database_url)
    assert (sound.code, sound.out, sound.err) == (0, "the audit holds\n", "")
    await drop_triggers(kind)
    for statements, _ in TAMPERING.values():
        for statement in statements:
            await fetch(statement)
    found = await thana(tmp_path, "audit", "verify", database_url=database_url)
    assert found.code == 1
    expected = [f"{chain}: {fault}" for chain, (_, said) in TAMPERING.items() for fault in said]
    assert found.faults == expected


async def test_rewritten_entry_with_a_hash_that_fits_is_found_at_the_next_one(
    runtime: Runtime, kind: str
) -> None:
    await write(runtime, "forged")
    await drop_triggers(kind)
    entry = await AuditEntry.get(chain="forged", sequence=2)
    entry.actor = "officer:nobody"
    entry.hash = audit.entry_hash(entry)
    await entry.save()
    found = [fault async for fault in audit.verify()]
    assert found == ["forged: entry 3 does not follow the one before it"]


async def test_chain_longer_than_a_batch_is_verified_to_its_end(
    runtime: Runtime, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "BATCH", 3)
    await write(runtime, "long", many=10)
    assert [fault async for fault in audit.verify()] == []
    await drop_triggers(kind)
    await fetch(f"{ENTRY} subject = 'thing:x' WHERE chain = 'long' AND sequence = 10")
    assert [fault async for fault in audit.verify()] == ["long: entry 10 has been changed"]


async def test_entries_written_while_it_verifies_are_no_fault(runtime: Runtime, kind: str) -> None:
    for chain in ("a", "b"):
        await write(runtime, chain)
    await drop_triggers(kind)
    await fetch(f"{ENTRY} subject = 'thing:x' WHERE chain = 'a' AND sequence = 1")
    found = []
    async for fault in audit.verify():
        found.append(fault)
        await write(runtime, "b")
        await write(runtime, "c")
    assert found == ["a: entry 1 has been changed"]


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


REFUSING = {
    "sqlite": [
        "CREATE TRIGGER refuse BEFORE INSERT ON core_audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    ],
    "postgres": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'disk full'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON core_audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}
ALLOWING = {"sqlite": "DROP TRIGGER refuse", "postgres": "DROP TRIGGER refuse ON core_audit_entry"}


async def test_what_the_audit_cannot_record_is_not_done(
    app: Starlette, kind: str, as_citizen: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    citizen, report = await as_citizen(), lost_report()
    before = await rows()
    for statement in REFUSING[kind]:
        await fetch(statement)
    error = await citizen.refused(SUBMIT, input=report)
    assert error["extensions"]["code"] == "INTERNAL"
    assert await rows() == before
    await fetch(ALLOWING[kind])
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
