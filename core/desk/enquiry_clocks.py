"""What the clock of an enquiry does when its station does not answer: it reminds the station before
the date, and after it tells the next unit above that has an officer, once.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping

from core.db import transactional
from core.desk.escalating import Services, first_staffed
from core.notifications.notices import tell_unit
from core.runtime import Runtime
from core.service_requests.enquiries import values
from core.service_requests.messages import RequestedService
from core.service_requests.models import Enquiry
from core.units.models import UnitAncestry

DUE_SOON, OVERDUE = "enquiry_due_soon", "enquiry_overdue"
AT_ONCE = 200

logger = logging.getLogger("thana.desk")


async def run_enquiry_clocks(runtime: Runtime, services: Services) -> int:
    """Act on every enquiry whose clock has come, each in a transaction of its own; one that fails
    is logged by its id and tried again in the next round. How many were acted on.
    """
    enabled = {service.code: service for service in services.services}
    due = Enquiry.filter(clock_at__lte=runtime.now(), is_open=True, request__service__in=[*enabled])
    done = 0
    for each in await due.order_by("clock_at", "id").limit(AT_ONCE):
        try:
            done += await _act(runtime, enabled, each.id)
        except Exception as error:  # whatever is wrong with one of them
            logger.error("clock of enquiry %s failed: %s", each.id, type(error).__name__)
    return done


@transactional
async def _act(
    runtime: Runtime, enabled: Mapping[str, RequestedService], enquiry_id: uuid.UUID
) -> bool:
    enquiry = await Enquiry.get(id=enquiry_id).select_related("unit", "request")
    now = runtime.now()
    if enquiry.clock_at is None or enquiry.due_at is None or enquiry.clock_at > now:
        return False  # somebody has acted meanwhile
    is_early = now < enquiry.due_at
    unchanged = Enquiry.filter(id=enquiry.id, is_open=True, clock_at=enquiry.clock_at)
    if not await unchanged.update(clock_at=enquiry.due_at if is_early else None):
        return False
    told = values(enabled[enquiry.request.service], enquiry.request, enquiry)
    if is_early:
        await tell_unit(runtime, enquiry.unit, DUE_SOON, told)
        return True
    lines = UnitAncestry.filter(unit_id=enquiry.unit_id, depth__gt=0).order_by("depth")
    codes = [str(code) for code in await lines.values_list("ancestor_id", flat=True)]
    if above := await first_staffed(codes, now):
        await tell_unit(runtime, above, OVERDUE, told)
    return True
