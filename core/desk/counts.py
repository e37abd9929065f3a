"""How much there is on the desk, by service: exact up to 1,000, unknown above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from core.desk.inbox import counts
from core.desk.wanted import Wanted
from core.relay import COUNTED_UP_TO
from core.service_requests.models import Phase
from core.viewers import Viewer


@dataclass(frozen=True)
class Totals:
    """What is open, that is with the police or waiting on the citizen, what of it is overdue, and
    what nobody has. None is more than 1,000.
    """

    open: int | None
    overdue: int | None
    unassigned: int | None


async def totals(viewer: Viewer, now: datetime, service: str | None = None) -> Totals:
    """The viewer's totals, of one service or of all."""
    return (await totals_of(viewer, now, [service]))[0]


async def totals_of(
    viewer: Viewer, now: datetime, services: Sequence[str | None]
) -> Sequence[Totals]:
    """The viewer's totals of each of these services, in one statement."""
    wanted = [each for service in services for each in _wanted(service)]
    found = iter(await counts(viewer, now, wanted))
    return [_totals(*islice(found, 4)) for _ in services]


def _wanted(service: str | None) -> Sequence[Wanted]:
    """Two counts for what is open, since each phase has an index of its own to be counted by."""
    return (
        Wanted(service, phase=Phase.OPEN),
        Wanted(service, phase=Phase.WAITING_ON_CITIZEN),
        Wanted(service, overdue=True),
        Wanted(service, unassigned=True),
    )


def _totals(open_: int, waiting: int, overdue: int, unassigned: int) -> Totals:
    return Totals(_exact(open_ + waiting), _exact(overdue), _exact(unassigned))


def _exact(many: int) -> int | None:
    return many if many <= COUNTED_UP_TO else None
