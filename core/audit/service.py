"""Write to the audit inside the business transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.audit.models import AuditEntry
from core.db import fetch, transactional
from core.rows import Rows, Statement, Writing, at_the_end

PLATFORM = "platform"
START = "0" * 64
TAKEN = (
    "INSERT INTO core_audit_chain (name, length, head) VALUES ($1, $2, $3) ON CONFLICT (name)"
    " DO UPDATE SET length = core_audit_chain.length + $2 RETURNING length, head"
)
HEAD = "UPDATE core_audit_chain SET head = $1 WHERE name = $2"
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
    """Append one entry, at the end of the surrounding transaction, which it needs. Two writers of
    one chain wait for each other.

    `actor` and `subject` are `kind:id`; `details` are codes and ids, never personal values.
    """
    entry = {
        "chain": chain,
        "at": at.isoformat(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "details": json.dumps(details or {}, sort_keys=True, ensure_ascii=False),
    }
    at_the_end(_appended, entry)


async def _appended(entries: Sequence[Mapping[str, Any]]) -> Sequence[Writing]:
    """Chains are taken in the order of their names: two that append to the same ones never wait
    for each other at once.
    """
    writings: list[Writing] = []
    for chain in sorted({entry["chain"] for entry in entries}):
        writings += await _linked(chain, [each for each in entries if each["chain"] == chain])
    return writings


async def _linked(chain: str, entries: Sequence[Mapping[str, Any]]) -> Sequence[Writing]:
    """The entries behind those that the chain has, which nobody else appends to from here on."""
    end = (await fetch(TAKEN, chain, len(entries), START))[0]
    rows, head = [], end["head"]
    for sequence, entry in enumerate(entries, end["length"] - len(entries) + 1):
        row = {**entry, "sequence": sequence, "previous_hash": head}
        row["hash"] = head = entry_hash(row)
        rows.append(row)
    return [Rows(AuditEntry, rows), Statement(HEAD, [head, chain])]


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
