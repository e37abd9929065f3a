"""Recompute the chains: what was edited, deleted, inserted, moved, cut or grown, and whether the
database still refuses to change entries.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from core.audit.service import START, entry_hash
from core.db import fetch, is_sqlite

BATCH = 1000
TRIGGERS = {
    True: (
        {"core_audit_entry_no_delete", "core_audit_entry_no_update"},
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'core_audit_entry'"
        " AND sql LIKE '%RAISE(ABORT%'",
    ),
    False: (
        {"core_audit_entry_append_only"},
        "SELECT tgname AS name FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE tgenabled IN ('O', 'A') AND prosrc LIKE '%RAISE EXCEPTION%'"
        " AND tgrelid = 'core_audit_entry'::regclass",
    ),
}
"""The triggers of the second migration, and where to see them; for SQLite and for PostgreSQL."""

Row = Mapping[str, Any]


async def verify() -> AsyncIterator[str]:
    """What does not hold, a line each. Of a chain that was rewritten from some entry on to its end
    it sees nothing: that takes exported heads.
    """
    chains = {row["name"]: row for row in await _chains()}
    ends = dict.fromkeys(chains, (0, START))
    async for entry in _entries():
        name = entry["chain"]
        if name not in chains or not _is_within(entry, chains[name]):
            continue  # told below, unless it was written while this runs
        for fault in _faults(entry, *ends[name]):
            yield f"{name}: {fault}"
        ends[name] = entry["sequence"], entry["hash"]
    for name, chain in chains.items():
        sequence, last = ends[name]
        if (chain["length"], chain["head"]) != (sequence, last) or sequence == 0:
            yield f"{name}: ends at entry {sequence}, and its head says {chain['length']}"
    async for fault in _beyond():
        yield fault
    for trigger in await _missing_triggers():
        yield (
            f"database: the trigger {trigger} is missing or disabled, so entries can be changed;"
            " make it anew as core/migrations/0002_append_only_audit.py does"
        )


async def _chains() -> Sequence[Row]:
    return await fetch("SELECT name, length, head FROM core_audit_chain ORDER BY name")


async def _entries() -> AsyncIterator[Row]:
    """All entries, chain by chain; raw rows, since a forged one may hold what no model reads."""
    after: tuple[Any, Any] = ("", 0)
    while True:
        batch = await fetch(
            "SELECT chain, sequence, at, actor, action, subject, details, previous_hash, hash"
            " FROM core_audit_entry WHERE (chain, sequence) > ($1, $2)"
            " ORDER BY chain, sequence LIMIT $3",
            *after,
            BATCH,
        )
        for entry in batch:
            yield entry
        if len(batch) < BATCH:
            return
        after = batch[-1]["chain"], batch[-1]["sequence"]


def _is_within(entry: Row, chain: Row) -> bool:
    """Whether the entry lies on the chain as its head was read."""
    sequence, length = entry["sequence"], chain["length"]
    if not isinstance(sequence, int) or not isinstance(length, int):
        return False
    return 0 < sequence <= length


def _faults(entry: Row, last: int, previous: str) -> list[str]:
    faults, sequence = [], entry["sequence"]
    if sequence != last + 1:
        faults.append(f"entry {last + 1} is missing")
    if entry["previous_hash"] != previous:
        faults.append(f"entry {sequence} does not follow the one before it")
    if not _is_unchanged(entry):
        faults.append(f"entry {sequence} has been changed")
    return faults


def _is_unchanged(entry: Row) -> bool:
    try:
        return bool(entry_hash(entry) == entry["hash"])
    except TypeError:  # bytes where SQLite should hold a text
        return False


async def _beyond() -> AsyncIterator[str]:
    # one statement sees heads and entries of one moment, however many are being written
    for beyond in await fetch(
        "SELECT e.chain, MIN(e.sequence) AS first FROM core_audit_entry e"
        " LEFT JOIN core_audit_chain c ON c.name = e.chain"
        " WHERE c.name IS NULL OR e.sequence > c.length OR e.sequence < 1"
        " OR e.sequence <> CAST(e.sequence AS BIGINT) GROUP BY e.chain ORDER BY e.chain"
    ):
        yield f"{beyond['chain']}: entry {beyond['first']} lies beyond the chain's head"


async def _missing_triggers() -> list[str]:
    expected, statement = TRIGGERS[is_sqlite()]
    return sorted(expected - {row["name"] for row in await fetch(statement)})
