"""Write to the audit inside the business transaction, and verify it afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from core.audit.models import AuditChain, AuditEntry
from core.db import fetch

PLATFORM = "platform"
START = "0" * 64
BATCH = 1000


async def record(
    chain: str,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Append one entry; needs a transaction around it. Two writers of one chain wait for each
    other.

    `actor` and `subject` are `kind:id`; `details` are codes and ids, never personal values.
    """
    row = (
        await fetch(
            "INSERT INTO core_audit_chain (name, length, head) VALUES ($1, 1, $2)"
            "ON CONFLICT (name) DO UPDATE SET length = core_audit_chain.length + 1 RETURNING "
            "length, head",
            chain,
            START,
        )
    )[0]
    entry = AuditEntry(
        chain=chain,
        sequence=row["length"],
        at=at.isoformat(),
        actor=actor,
        action=action,
        subject=subject,
        details=json.dumps(details or {}, sort_keys=True, ensure_ascii=False),
        previous_hash=row["head"],
    )
    entry.hash = entry_hash(entry)
    await entry.save(force_create=True)
    await AuditChain.filter(name=chain).update(head=entry.hash)


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and the canonical entry."""
    content = [
        entry.chain,
        entry.sequence,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
    ]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{entry.previous_hash}\n{canonical}".encode()).hexdigest()


async def verify() -> AsyncIterator[str]:
    """What does not hold, a line each: an entry edited, missing, inserted or moved, or a chain cut
    or grown at its end.
    """
    for chain in await AuditChain.all().order_by("name"):
        async for fault in _verify_chain(chain):
            yield fault
    # one statement sees heads and entries of one moment, however many are being written
    for beyond in await fetch(
        "SELECT e.chain, MIN(e.sequence) AS first FROM core_audit_entry e"
        " LEFT JOIN core_audit_chain c ON c.name = e.chain"
        " WHERE c.name IS NULL OR e.sequence > c.length GROUP BY e.chain ORDER BY e.chain"
    ):
        yield f"{beyond['chain']}: entry {beyond['first']} lies beyond the chain's head"


async def _verify_chain(chain: AuditChain) -> AsyncIterator[str]:
    """What does not hold up to the head as it was read; what is written meanwhile lies beyond."""
    name, previous, sequence = chain.name, START, 0
    while (
        entries := await AuditEntry.filter(
            chain=name, sequence__gt=sequence, sequence__lte=chain.length
        )
        .order_by("sequence")
        .limit(BATCH)
    ):
        for entry in entries:
            sequence += 1
            if entry.sequence != sequence:
                yield f"{name}: entry {sequence} is missing"
                sequence = entry.sequence
            if entry.previous_hash != previous:
                yield f"{name}: entry {entry.sequence} does not follow the one before it"
            if entry_hash(entry) != entry.hash:
                yield f"{name}: entry {entry.sequence} has been changed"
            previous = entry.hash
    if (chain.length, chain.head) != (sequence, previous):
        yield f"{name}: ends at entry {sequence}, and its head says {chain.length}"
