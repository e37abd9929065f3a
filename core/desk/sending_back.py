"""Sending a request back to its citizen, naming what is missing. The service's own mutation amends
it, and until then the clock is paused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from core.cleaning import TEXT_LENGTH, clean_line
from core.errors import Choice, InvalidInput, Problem
from core.input_findings import Findings
from core.runtime import Runtime
from core.service_requests import service
from core.service_requests.messages import RequestedService
from core.service_requests.models import ServiceRequest
from core.service_requests.moves import Missing, Move
from core.service_requests.workflow import SEND_BACK_MUTATION
from core.texts import text
from core.viewers import Viewer

MOST = 20
COUNT = text("Name 1 to {most} things that are missing.")
FIELD_UNKNOWN = text("Name the field as the form has it, such as `purpose`, or leave it out.")
UPLOAD_UNKNOWN = text("This service has no upload of this purpose.")
NO_WAY_BACK = text("A request with this status cannot be sent back.")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,99}")


async def send_back(
    runtime: Runtime,
    descriptor: RequestedService,
    viewer: Viewer,
    wanted: Move,
    uploads: Collection[str],
) -> ServiceRequest:
    """Take the step that the service's workflow has for it. `uploads` are the purposes that can be
    asked for. Needs a transaction around it. Raises as `service.move` does, and InvalidInput where
    the workflow has no way back from this status.
    """
    missing = _checked(wanted.missing or (), uploads)
    _, request = await service.held(runtime, descriptor, viewer, wanted)
    steps = descriptor.flow.steps(request.status)
    step = next((each for each in steps if each.mutation == SEND_BACK_MUTATION), None)
    if step is None:
        raise InvalidInput([Problem(("requestId",), "ACTION_NOT_AVAILABLE", NO_WAY_BACK)])
    chosen = replace(wanted, action=step.action, missing=missing, mutation=SEND_BACK_MUTATION)
    return await service.move(runtime, descriptor, viewer, chosen)


def _checked(missing: Sequence[Missing], uploads: Collection[str]) -> list[Missing]:
    findings = Findings()
    here = findings.at("missing")
    if not 1 <= len(missing) <= MOST:
        here.wrong("TOO_MANY" if missing else "REQUIRED", text(COUNT.message, most=MOST))
    checked = [_entry(each, uploads, here.at(str(n))) for n, each in enumerate(missing[:MOST])]
    if findings.problems:
        raise InvalidInput(findings.problems)
    return checked


def _entry(given: Missing, uploads: Collection[str], here: Findings) -> Missing:
    field, upload = clean_line(given["field"] or "") or None, given["upload"] or None
    if field is not None and not _FIELD.fullmatch(field):
        here.at("field").wrong("FIELD_UNKNOWN", FIELD_UNKNOWN)
    if upload is not None and upload not in uploads:
        choices = tuple(Choice(purpose, purpose) for purpose in uploads)
        place = here.at("upload").path
        here.problems.append(Problem(place, "UPLOAD_UNKNOWN", UPLOAD_UNKNOWN, choices))
    words = here.at("text").lines(given["text"], TEXT_LENGTH, required=True)
    return {"field": field, "upload": upload, "text": words}
