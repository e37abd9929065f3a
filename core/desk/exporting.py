"""All of the inbox that is asked for, to take away: which requests these are is settled at one
moment, and they are read in pieces.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from core.desk import inbox
from core.desk.inbox import InboxOrder
from core.desk.wanted import Wanted
from core.errors import TooComplex
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.service_requests.scope import visible_to
from core.texts import text
from core.viewers import Viewer, as_of_now

MOST = 10_000
AT_ONCE = 500


async def found(
    viewer: Viewer, now: datetime, wanted: Wanted, order: InboxOrder
) -> Sequence[uuid.UUID]:
    """The ids of all requests that are asked for, in their order. Raises TooComplex for more than
    MOST.
    """
    if await inbox.count(viewer, now, wanted, MOST) > MOST:  # before anything is sorted
        raise TooComplex(
            text(
                "These are more than {most} requests. Ask for fewer: of one service, station,"
                " status or phase.",
                most=MOST,
            )
        )
    return await inbox.ids(viewer, now, wanted, order, MOST)


async def pieces(
    runtime: Runtime, viewer: Viewer, ids: Sequence[uuid.UUID]
) -> AsyncIterator[Sequence[ServiceRequest]]:
    """The requests as they are now, each with its unit and assignee; without those that have left
    the viewer's scope meanwhile. Raises InvalidCredentials once the viewer's session has ended:
    whoever reads slowly gets no more than a new request would.
    """
    for start in range(0, len(ids), AT_ONCE):
        piece = ids[start : start + AT_ONCE]
        scoped = visible_to(await as_of_now(runtime, viewer)).filter(id__in=piece)
        rows = {row.id: row for row in await scoped.select_related("unit", "assignee")}
        yield [rows[each] for each in piece if each in rows]
