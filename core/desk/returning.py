"""Requests whose officer no longer covers them go back to their station's queue."""

from __future__ import annotations

import logging
import uuid

from core.db import fetch, transactional
from core.runtime import Runtime
from core.service_requests import steps
from core.service_requests.models import ActorKind, RequestEvent, ServiceRequest
from core.service_requests.workflow import RELEASE

POSTING_ENDED = "POSTING_ENDED"

LEFT = """
SELECT r.id FROM core_service_request r
WHERE r.assignee_id IN (
    SELECT p.officer_id FROM core_posting p WHERE p.ends_at <= $1
    UNION SELECT o.id FROM core_officer o WHERE NOT o.is_active)
  AND r.phase IN ('OPEN', 'WAITING_ON_CITIZEN')
  AND NOT EXISTS (
    SELECT 1 FROM core_posting p
    JOIN core_officer o ON o.id = p.officer_id AND o.is_active
    JOIN core_unit_ancestry a ON a.ancestor_id = p.unit_id AND a.unit_id = r.unit_id
    WHERE p.officer_id = r.assignee_id AND p.starts_at <= $2
      AND (p.ends_at IS NULL OR p.ends_at > $3))
"""

logger = logging.getLogger("thana.desk")


async def return_what_was_left(runtime: Runtime) -> int:
    """Give back all open requests whose officer's posting has ended, each in a transaction of its
    own: one that fails holds up no other. How many were given back.
    """
    now, returned = runtime.now(), 0
    for row in await fetch(LEFT + "ORDER BY r.id", now, now, now):
        try:
            returned += await _return(runtime, uuid.UUID(str(row["id"])))
        except Exception as error:  # the next round tries again
            logger.error("returning request %s failed: %s", row["id"], type(error).__name__)
    return returned


@transactional
async def _return(runtime: Runtime, request_id: uuid.UUID) -> bool:
    request, now = await ServiceRequest.get(id=request_id), runtime.now()
    if not await fetch(LEFT + "AND r.id = $4", now, now, now, request_id):
        return False  # somebody else has it by now, or nobody
    event = RequestEvent(
        action=RELEASE, actor_kind=ActorKind.SYSTEM, reason_code=POSTING_ENDED, assignee_id=None
    )
    await steps.take(runtime, request, event, steps.SYSTEM, {"assignee_id": None})
    return True
