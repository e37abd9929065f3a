"""Write to the audit inside the business transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.audit.models import AuditChain, AuditEntry
from core.db import fetch, transactional

PLATFORM = "platform"
START = "0" * 64
CONTENT = ("chain", "sequence", "at", "actor", "action", "subject", "details")


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
    content = {
        "chain": chain,
        "sequence": row["length"],
        "at": at.isoformat(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": json.dumps(details or {}, sort_keys=True, ensure_ascii=False),
        "previous_hash": row["head"],
    }
    entry = await AuditEntry.create(**content, hash=entry_hash(content))
    await AuditChain.filter(name=chain).update(head=entry.hash)


@transactional
async def record_read(
    *, at: datetime, actor: str, operation: str, read: Collection[str], units: Sequence[str]
) -> None:
    """Append one entry for all that an officer's request has read: `kind:id` each, through the
    units of the postings held, in the chain of the first of them.
    """
    await record(
        units[0] if units else PLATFORM,
        at=at,
        actor=actor,
        action="read",
        subject=f"operation:{operation}",
        details={"read": sorted(read), "units": list(units)},
    )


def entry_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash and the canonical entry."""
    content = [entry[name] for name in CONTENT]
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{entry['previous_hash']}\n{canonical}".encode()).hexdigest()
