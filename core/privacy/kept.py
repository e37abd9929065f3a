"""What an erasure leaves, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.texts import Text


@dataclass(frozen=True)
class Kept:
    """Requests of one service that must be kept for now: the law or the state's rule that says so,
    the last day of it (None: not known yet), and which they are.
    """

    service: str
    reason: Text
    until: date | None
    request_ids: Collection[UUID]


def merged(kept: Iterable[Kept]) -> list[Kept]:
    """One for each service and reason, until the last day of them all: as people read it."""
    alike: defaultdict[tuple[str, str], list[Kept]] = defaultdict(list)
    for each in kept:
        alike[each.service, repr(each.reason)].append(each)
    return [_together(group) for group in alike.values()]


def _together(group: list[Kept]) -> Kept:
    known = [each.until for each in group if each.until]
    until = max(known) if len(known) == len(group) else None
    requests = {key for each in group for key in each.request_ids}
    return Kept(group[0].service, group[0].reason, until, requests)
