"""The station of the tenant's permanent address is asked: in its inbox where it lies in this state,
by a letter to another state else.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from core import (
    Context,
    Findings,
    InvalidInput,
    Move,
    ServiceRequest,
    Viewer,
    ask_units,
    clean_line,
    day_in_india,
    file_enquiry,
    issue_document,
    latin_digits,
    move,
    once,
)
from plugins.tenant.content import content_of
from plugins.tenant.models import HomeQuery, Tenancy
from plugins.tenant.officer_inputs import (
    AnswerHomeStationQueryInput,
    AskHomeStationInput,
    RecordHomeStateAnswerInput,
)
from plugins.tenant.papers import HOME_LETTER
from plugins.tenant.requests import not_about, tenant_request
from plugins.tenant.rules import CODE, NOTE
from plugins.tenant.settings import TenantSettings
from plugins.tenant.texts import text
from plugins.tenant.uploads import HOME_ANSWER
from plugins.tenant.visiting import keep_files
from plugins.tenant.workflow import ANSWER_HOME, ASK_HOME, RECORD_HOME

UNKNOWN = text("The landlord has not said which station of this state it is. Have it amended.")
ASKED = text("The home station has been asked already.")
NOT_ASKED = text("No other state has been asked, or it has answered already.")
IN_FUTURE = text("This lies in the future.")


async def ask(context: Context, given: AskHomeStationInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput."""
    viewer = await context.viewer()
    found = await tenant_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        wanted = Move(found.id, "ASK_HOME", given.expected_version, mutation=ASK_HOME)
        request = await move(context.runtime, context.registry.service(CODE), viewer, wanted)
        await not_about(viewer, request)
        station = await _home_of(context, request)
        question = _words(given.question, "question")
        if await HomeQuery.exists(request_id=request.id):
            _refuse("requestId", "HOME_ASKED", ASKED)
        await HomeQuery.create(
            id=uuid.uuid4(),
            request=request,
            station_id=station,
            question=question,
            asked_at=context.runtime.now(),
            asked_by=viewer.officer,
        )
        await _send(context, request, station)
        return request

    return await _once(context, viewer, ASK_HOME, given, perform)


async def _home_of(context: Context, request: ServiceRequest) -> str | None:
    """The code of the station of the permanent address; None where that is in another state."""
    row = await Tenancy.get(request_id=request.id)
    home = content_of(context.runtime, row)["tenant"]["permanent_address"]
    station: str | None = home["station_code"]
    if station is None and home["state_code"] == context.runtime.settings.state.code:
        _refuse("requestId", "HOME_UNKNOWN", UNKNOWN)
    return station


async def _send(context: Context, request: ServiceRequest, station: str | None) -> None:
    runtime, service = context.runtime, context.registry.service(CODE)
    if station is None:
        await issue_document(runtime, HOME_LETTER, request)
        return
    days = TenantSettings.of(runtime).home_days
    await ask_units(runtime, service, request, {station: days})


async def answer(context: Context, given: AnswerHomeStationQueryInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput for a station that was not asked
    or is another's.
    """
    viewer = await context.viewer()
    found = await tenant_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        wanted = Move(found.id, "ANSWER_HOME", given.expected_version, mutation=ANSWER_HOME)
        request = await move(context.runtime, context.registry.service(CODE), viewer, wanted)
        await not_about(viewer, request)
        code = latin_digits(clean_line(given.station_code))
        await file_enquiry(context.runtime, viewer, request, code)
        today = day_in_india(context.runtime.now())
        await _write(context, viewer, request, given.answer, today, given.attachments or ())
        return request

    return await _once(context, viewer, ANSWER_HOME, given, perform)


async def record(context: Context, given: RecordHomeStateAnswerInput) -> ServiceRequest:
    """Take the step. Raises what `move` raises, and InvalidInput where no letter has gone."""
    viewer = await context.viewer()
    found = await tenant_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        wanted = Move(found.id, "RECORD_HOME", given.expected_version, mutation=RECORD_HOME)
        request = await move(context.runtime, context.registry.service(CODE), viewer, wanted)
        await not_about(viewer, request)
        open_letter = HomeQuery.filter(request_id=request.id, station_id=None, answered_on=None)
        if not await open_letter.exists():
            _refuse("requestId", "HOME_NOT_ASKED", NOT_ASKED)
        if given.answered_on > day_in_india(context.runtime.now()):
            _refuse("answeredOn", "ANSWER_IN_FUTURE", IN_FUTURE)
        files = given.attachments or ()
        await _write(context, viewer, request, given.answer, given.answered_on, files)
        return request

    return await _once(context, viewer, RECORD_HOME, given, perform)


async def _write(
    context: Context,
    viewer: Viewer,
    request: ServiceRequest,
    words: str,
    day: Any,
    ids: Sequence[str],
) -> None:
    files = await keep_files(context, viewer, ids, HOME_ANSWER, ("attachments",))
    await HomeQuery.filter(request_id=request.id).update(
        answer=_words(words, "answer"),
        answered_on=day,
        answered_by_id=viewer.id,
        files=[str(row.id) for row in files],
    )


def _words(given: str, name: str) -> str:
    findings = Findings()
    words = findings.at(name).lines(given, NOTE, required=True)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return words or ""


def _refuse(name: str, code: str, message: Any) -> None:
    findings = Findings().at(name)
    findings.wrong(code, message)
    raise InvalidInput(findings.problems)


async def _once(
    context: Context, viewer: Viewer, operation: str, given: Any, perform: Any
) -> ServiceRequest:
    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, operation, key, sent, perform)
