"""Erasure at a citizen's request (DPDP Act 2023, section 12): all of it in one transaction, but for
what must be kept for now, and that once its day has passed.
"""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.expressions import Q

from core.audit import service as audit
from core.clock import day_in_india
from core.db import transactional
from core.desk.models import InternalNote, RequestLink
from core.documents.erasing import erase_documents
from core.errors import InvalidCredentials, InvalidInput, Problem
from core.files.models import StoredFile
from core.files.sweeping import give_up
from core.identity.addresses import email_address, mobile_number
from core.identity.models import Citizen, Officer
from core.payments import own_data
from core.privacy.asked import Plugins
from core.privacy.farewell import say_farewell
from core.privacy.kept import Kept, merged
from core.privacy.traces import SHELL, erase_traces
from core.runtime import Runtime
from core.service_requests.models import RequestEvent, ServiceRequest
from core.service_requests.words import forget_names
from core.texts import text
from core.viewers import Viewer, as_of_now

AT_ONCE = 500
LOOKED_AT_AGAIN = timedelta(days=30)
"""After this time plugins are asked again about what they keep for nobody knows how long."""

NOT_ENABLED = text("The service is not in use here now, and its rules on keeping are not known.")
WRONG = text(
    "This is not what you sign in with. Type your mobile number, or your e-mail address, again."
)

logger = logging.getLogger("thana.privacy")


@dataclass(frozen=True)
class Erasure:
    """When it was done, and what was left."""

    at: datetime
    kept: Sequence[Kept]


@transactional
async def erase(runtime: Runtime, plugins: Plugins, viewer: Viewer, confirmation: str) -> Erasure:
    """Erase the viewer. Raises InvalidInput when the confirmation is not what the viewer signs in
    with, InvalidCredentials when another request has erased the viewer before.
    """
    viewer = await as_of_now(runtime, viewer)
    # locked, so that nothing can be added to the citizen meanwhile; SQLite has one writer anyway
    citizen = await Citizen.select_for_update().get_or_none(id=viewer.id, erased_at=None)
    if citizen is None:
        raise InvalidCredentials
    _confirm(citizen, confirmation)
    now = runtime.now()
    left = await _erase_requests(runtime, plugins, citizen.id)
    await erase_traces(runtime, citizen)
    due_on, kept = _due_on(left, day_in_india(now)), merged(left)
    was = await Officer.filter(mobile=citizen.mobile).first() if citizen.mobile else None
    shell = {**SHELL, "erased_at": now, "erasure_due_on": due_on}
    await Citizen.filter(id=citizen.id).update(**shell, officer_id=was.id if was else None)
    await _record(runtime, citizen.id, viewer.actor, kept)
    await say_farewell(runtime, citizen, {each.code: each.title for each in plugins.services}, kept)
    return Erasure(now, kept)


def _confirm(citizen: Citizen, confirmation: str) -> None:
    spelled = set()
    for normalise in (mobile_number, email_address):
        try:
            spelled.add(normalise(confirmation, ("confirmation",)))
        except InvalidInput:
            continue
    if not spelled & {citizen.mobile, citizen.verified_email}:
        raise InvalidInput([Problem(("confirmation",), "CONFIRMATION_WRONG", WRONG)])


async def finish(runtime: Runtime, plugins: Plugins) -> None:
    """Erase more of those whose day has come. What fails with one citizen is tried again, and
    holds up no other.
    """
    today = day_in_india(runtime.now())
    due = Citizen.filter(erased_at__isnull=False, erasure_due_on__lte=today)
    for citizen in await due.order_by("erasure_due_on", "id").only("id"):
        try:
            await _finish(runtime, plugins, citizen.id)
        except Exception as error:  # whatever a plugin does
            logger.error("erasure of citizen %s: %s", citizen.id, type(error).__name__)


@transactional
async def _finish(runtime: Runtime, plugins: Plugins, citizen_id: uuid.UUID) -> None:
    kept = await _erase_requests(runtime, plugins, citizen_id)
    due_on = _due_on(kept, day_in_india(runtime.now()))
    await Citizen.filter(id=citizen_id).update(erasure_due_on=due_on)
    await _record(runtime, citizen_id, "system:housekeeping", kept)


async def _erase_requests(
    runtime: Runtime, plugins: Plugins, citizen_id: uuid.UUID
) -> Sequence[Kept]:
    """Have the plugins erase their part, and erase core's of the requests that nobody keeps."""
    answers = await plugins.ask("erase_citizen", runtime=runtime, citizen_id=citizen_id)
    kept: list[Kept] = [each for _, answer in answers for each in answer]
    rows = await ServiceRequest.filter(citizen_id=citizen_id)
    for start in range(0, len(rows), AT_ONCE):
        await forget_names(rows[start : start + AT_ONCE])
    requests = [(row.id, row.service) for row in rows]
    kept += _of_services_not_enabled(plugins, requests)
    held = {key for each in kept for key in each.request_ids}
    free = [key for key, _ in requests if key not in held]
    for start in range(0, len(free), AT_ONCE):
        await _erase_own_part(runtime, free[start : start + AT_ONCE])
    return kept


def _of_services_not_enabled(
    plugins: Plugins, requests: Collection[tuple[uuid.UUID, str]]
) -> list[Kept]:
    enabled = {service.code for service in plugins.services}
    strange = sorted({service for _, service in requests} - enabled)
    return [
        Kept(code, NOT_ENABLED, None, [key for key, service in requests if service == code])
        for code in strange
    ]


async def _erase_own_part(runtime: Runtime, request_ids: Sequence[uuid.UUID]) -> None:
    """Files, papers and notes. Numbers, statuses and times stay: they name nobody."""
    await give_up(StoredFile.filter(request_id__in=request_ids), runtime.now())
    await erase_documents(request_ids, runtime.now())
    await RequestEvent.filter(request_id__in=request_ids).update(note=None, missing=None)
    await own_data.erase_own_part(runtime, request_ids)
    await InternalNote.filter(request_id__in=request_ids).delete()
    linked = Q(request_id__in=request_ids) | Q(other_id__in=request_ids)
    await RequestLink.filter(linked).update(note="")


def _due_on(kept: Sequence[Kept], today: date) -> date | None:
    """The day on which more can be erased: after the last day of whatever is kept the shortest."""
    after = [
        each.until + timedelta(days=1) if each.until else today + LOOKED_AT_AGAIN for each in kept
    ]
    return max(min(after), today + timedelta(days=1)) if after else None


async def _record(
    runtime: Runtime, citizen_id: uuid.UUID, actor: str, kept: Sequence[Kept]
) -> None:
    counts: Counter[str] = Counter()
    for each in kept:
        counts[each.service] += len(each.request_ids)
    await audit.record(
        audit.PLATFORM,
        at=runtime.now(),
        actor=actor,
        action="citizen.erase",
        subject=f"citizen:{citizen_id}",
        details={"kept": dict(counts)},
    )
