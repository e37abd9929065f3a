"""Compare the audit with exported heads: a chain that was cut or rewritten holds in itself, and no
longer leads to the heads that it had.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.audit.heads import Heads, IsSigned, digest_of, files_in, parse
from core.db import fetch

AT_ONCE = 100
LATE = 2
"""After how many periods without a file something is wrong."""

End = tuple[int, str]


@dataclass(frozen=True)
class Expected:
    """How files of heads must be: signed, and at least one in this time."""

    is_signed: IsSigned
    now: datetime
    period: timedelta


async def compare(folder: Path, expected: Expected) -> AsyncIterator[str]:
    """What does not hold of the files themselves, and of the audit by what they say; a line each,
    and one for each chain.
    """
    known: dict[str, End] = {}
    told: set[str] = set()
    newest: Heads | None = None
    previous: str | None = None
    for path in files_in(folder):
        content = path.read_bytes()
        heads = parse(content)
        is_signed = heads is not None and expected.is_signed(heads.signed)
        for fault in _file_faults(path, heads, is_signed, previous, expected.now):
            yield f"{path}: {fault}"
        previous = digest_of(content)
        if heads is None or not is_signed:
            continue
        newest = heads
        grown = {n: end for n, end in heads.chains.items() if known.get(n) != end and n not in told}
        for name, fault in await _chain_faults(grown):
            told.add(name)
            yield f"{name}: {fault} at {heads.time:%Y-%m-%d %H:%M} UTC, as {path} says"
        known.update(grown)
    since = newest.time if newest else await _begun()
    if since and expected.now - since > LATE * expected.period:
        yield (
            f"{folder}: no heads are here of later than {since:%Y-%m-%d %H:%M} UTC: files are"
            " missing, or no server is exporting; look for them, then run `thana audit export`"
        )


async def _begun() -> datetime | None:
    """When the audit began; None before its first entry."""
    first = (await fetch("SELECT MIN(at) AS at FROM core_audit_entry"))[0]["at"]
    try:
        return datetime.fromisoformat(first).astimezone(UTC) if first else None
    except (ValueError, TypeError, OverflowError):  # a forged one
        return datetime.min.replace(tzinfo=UTC)


def _file_faults(
    path: Path, heads: Heads | None, is_signed: bool, previous: str | None, now: datetime
) -> Iterator[str]:
    if heads is None:
        yield "has been changed; bring it back from where exported heads are kept"
        return
    if not is_signed:
        yield (
            "its signature does not fit: it was changed after it was signed, or it was not signed"
            f" by a key of this platform that was good then (it names {heads.key_id}); bring the"
            " file back from where exported heads are kept"
        )
        return
    if heads.name != path.name:
        yield f"was written as {heads.name}; it has been moved or copied, name it so again"
    if heads.previous != previous:
        yield (
            "does not follow the file before it: files between them are missing, or one was put"
            " there or changed; bring them back from where exported heads are kept"
        )
    if heads.time > now:
        yield "lies in the future; is the clock right?"


async def _chain_faults(ends: Mapping[str, End]) -> list[tuple[str, str]]:
    """The chains that do not lead to these ends, each with what is wrong."""
    found: dict[str, str] = {}
    listed = list(ends.items())
    for start in range(0, len(listed), AT_ONCE):
        found.update(await _hashes(listed[start : start + AT_ONCE]))
    return [
        (name, _fault(length, found.get(name)))
        for name, (length, head) in ends.items()
        if found.get(name) != head
    ]


async def _hashes(ends: Sequence[tuple[str, End]]) -> dict[str, str]:
    places = " OR ".join(
        f"(chain = ${2 * n + 1} AND sequence = ${2 * n + 2})" for n in range(len(ends))
    )
    values = [value for name, (length, _) in ends for value in (name, length)]
    rows = await fetch(f"SELECT chain, hash FROM core_audit_entry WHERE {places}", *values)  # noqa: S608
    return {row["chain"]: row["hash"] for row in rows}


def _fault(length: int, found: str | None) -> str:
    if found is None:
        return f"has been cut: entry {length} is missing, which was there"
    return f"has been rewritten: entry {length} is not the one that was there"
