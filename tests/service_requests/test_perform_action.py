"""`performAction`: who may take which step where, and that only one of two comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from lost_reports import rows, stored

from core.identity import officers
from core.identity.models import OfficerRole, Posting
from core.runtime import Runtime
from core.service_requests.models import RequestEvent, ServiceRequest
from core.settings import Settings

Viewer = Callable[[str], Awaitable[GraphQLClient]]

ACT = """mutation PerformAction($input: PerformActionInput!) {
  performAction(input: $input) {
    request { id number version updatedAt status { code label phase isFinal } dueAt }
    errors { path code message choices { code label } } } }"""

OFFICERS = {
    "beat officer": (MAKRONIYA, OfficerRole.BEAT_OFFICER),
    "station head": (MAKRONIYA, OfficerRole.STATION_HEAD),
    "district head": (SAGAR, OfficerRole.DISTRICT_HEAD),
    "state administrator": (STATE, OfficerRole.STATE_ADMINISTRATOR),
    "beat officer elsewhere": (TT_NAGAR, OfficerRole.BEAT_OFFICER),
    "station head elsewhere": (TT_NAGAR, OfficerRole.STATION_HEAD),
    "district head elsewhere": (BHOPAL, OfficerRole.DISTRICT_HEAD),
    "officer without posting": (None, OfficerRole.STATION_HEAD),
}
WITHIN = ("owner", "beat officer", "station head", "district head", "state administrator")
WORDS: dict[str, dict[str, str]] = {
    "REFUSE": {"note": "It was stolen.", "reasonCode": "STOLEN"},
    "CANCEL_AS_FALSE": {"note": "She has said so.", "reasonCode": "ADMITTED"},
}
TABLE = [
    # action, from, to, who may take it
    ("ACKNOWLEDGE", "SUBMITTED", "ACKNOWLEDGED", {"beat officer", "station head"}),
    ("REFUSE", "SUBMITTED", "REFUSED", {"station head", "district head"}),
    ("WITHDRAW", "SUBMITTED", "WITHDRAWN", {"owner"}),
    ("WITHDRAW", "ACKNOWLEDGED", "WITHDRAWN", {"owner"}),
    ("CANCEL_AS_FALSE", "ACKNOWLEDGED", "CANCELLED_FALSE", {"station head", "district head"}),
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A state whose officers acknowledge reports."""
    return settings.model_copy(
        update={"services": {"lost_property": {"acknowledged": "by_officer"}}}
    )


@pytest.fixture
def viewer(
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
    as_officer: Callable[..., Awaitable[GraphQLClient]],
) -> Viewer:
    """Somebody by the words of the tables, made when first asked for."""
    known: dict[str, GraphQLClient] = {}

    async def named(name: str) -> GraphQLClient:
        if name not in known:
            made = as_officer(*OFFICERS[name]) if name in OFFICERS else as_citizen()
            known[name] = await made
        return known[name]

    return named


def wanted(report: dict[str, Any], action: str, **changes: Any) -> dict[str, Any]:
    step = {"requestId": report["id"], "action": action, "expectedVersion": report["version"]}
    return step | WORDS.get(action, {}) | changes


async def act(client: GraphQLClient, report: dict[str, Any], action: str, **changes: Any) -> Any:
    answer = await client.run(ACT, input=wanted(report, action, **changes))
    return answer["performAction"]


async def report_in(viewer: Viewer, status: str) -> dict[str, Any]:
    report = await stored(await viewer("owner"))
    if status == "ACKNOWLEDGED":
        done = await act(await viewer("station head"), report, "ACKNOWLEDGE")
        report = {"id": report["id"], "version": done["request"]["version"]}
    return report


async def everything() -> Any:
    """What a refused action must leave as it was."""
    return await ServiceRequest.all().order_by("id").values(), await rows()


@pytest.mark.parametrize(("action", "source", "target", "allowed"), TABLE)
async def test_only_the_roles_of_the_workflow_take_a_step_and_only_within_their_jurisdiction(
    viewer: Viewer, action: str, source: str, target: str, allowed: set[str]
) -> None:
    for name in ("owner", "another citizen", *OFFICERS):
        client = await viewer(name)
        report = await report_in(viewer, source)
        before = await everything()
        if name in allowed:
            payload = await act(client, report, action)
            assert payload["errors"] == []
            assert payload["request"]["status"]["code"] == target
            assert payload["request"]["version"] == report["version"] + 1
        else:
            error = await client.refused(ACT, input=wanted(report, action))
            code = "FORBIDDEN" if name in WITHIN else "NOT_FOUND"
            assert (name, error["extensions"]) == (name, {"code": code})
            assert await everything() == before


async def test_nobody_signed_in_is_unauthenticated(
    viewer: Viewer, as_nobody: GraphQLClient
) -> None:
    report = await stored(await viewer("owner"))
    before = await everything()
    error = await as_nobody.refused(ACT, input=wanted(report, "WITHDRAW"))
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}
    assert await everything() == before


async def test_step_writes_event_audit_message_and_closes_the_clock(viewer: Viewer) -> None:
    report = await stored(await viewer("owner"))
    assert report["dueAt"] is not None
    officer, before = await viewer("station head"), await rows()
    payload = await act(officer, report, "ACKNOWLEDGE", note="Seen at the desk")
    assert payload["errors"] == []
    assert payload["request"]["dueAt"] is None
    assert payload["request"]["status"] == {
        "code": "ACKNOWLEDGED",
        "label": "Acknowledged",
        "phase": "OPEN",
        "isFinal": False,
    }
    after = await rows()
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    rows_of_one = {"core_request_event": 1, "core_audit_entry": 1, "core_document": 1}
    assert changed == {**rows_of_one, "core_outbox": 3}
    event = await RequestEvent.get(request_id=(await ServiceRequest.get()).id, version=2)
    assert (event.action, event.from_status, event.to_status) == (
        "ACKNOWLEDGE",
        "SUBMITTED",
        "ACKNOWLEDGED",
    )
    assert (event.actor_kind, event.note) == ("OFFICER", "Seen at the desk")


async def test_stale_version_is_a_conflict_and_changes_nothing(viewer: Viewer) -> None:
    report = await report_in(viewer, "ACKNOWLEDGED")
    before = await everything()
    stale = {"id": report["id"], "version": report["version"] - 1}
    error = await (await viewer("owner")).refused(ACT, input=wanted(stale, "WITHDRAW"))
    assert error["extensions"] == {"code": "CONFLICT"}
    assert error["message"] == "This request has changed since you read it. Read it again."
    assert await everything() == before


async def test_second_of_two_officers_at_once_gets_conflict(viewer: Viewer) -> None:
    report = await stored(await viewer("owner"))
    station, district = await viewer("station head"), await viewer("district head")
    before = await rows()
    answers = await asyncio.gather(
        station.send(ACT, input=wanted(report, "ACKNOWLEDGE")),
        district.send(ACT, input=wanted(report, "REFUSE")),
    )
    bodies = [answer.json() for answer in answers]
    lost, won = sorted(bodies, key=lambda body: "errors" not in body)
    assert lost["errors"][0]["extensions"] == {"code": "CONFLICT"}
    assert "errors" not in won
    request = await ServiceRequest.get()
    done = won["data"]["performAction"]["request"]
    assert (request.status, request.version) == (done["status"]["code"], 2)
    after = await rows()
    assert after["core_request_event"] - before["core_request_event"] == 1
    assert after["core_audit_entry"] - before["core_audit_entry"] == 1


async def test_action_that_the_status_does_not_allow_is_named_with_what_it_allows(
    viewer: Viewer,
) -> None:
    officer, report = await viewer("station head"), await stored(await viewer("owner"))
    before = await everything()
    for action in ("EXPLODE", "CANCEL_AS_FALSE", "", "acknowledge", "A" * 5000):
        payload = await act(officer, report, action)
        assert payload["request"] is None
        assert payload["errors"] == [
            {
                "path": ["action"],
                "code": "ACTION_NOT_AVAILABLE",
                "message": "The request's status does not allow this action.",
                "choices": [
                    {"code": "ACKNOWLEDGE", "label": "Acknowledge"},
                    {"code": "REFUSE", "label": "Refuse"},
                    {"code": "CLAIM", "label": "Take over"},
                ],
            }
        ]
    assert await everything() == before


NOTE, REASON = ("note", "NOTE_REQUIRED"), ("reasonCode", "REASON_REQUIRED")
MISSING: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("REFUSE", {"note": None}, [NOTE]),
    ("REFUSE", {"note": " \u200b\n "}, [NOTE]),
    ("REFUSE", {"reasonCode": None}, [REASON]),
    ("REFUSE", {"reasonCode": "ADMITTED"}, [REASON]),
    ("REFUSE", {"note": "", "reasonCode": ""}, [NOTE, REASON]),
    ("REFUSE", {"note": "x" * 4001}, [("note", "TOO_LONG")]),
    ("ACKNOWLEDGE", {"reasonCode": "STOLEN"}, [("reasonCode", "REASON_UNKNOWN")]),
]


async def test_missing_note_or_reason_is_asked_for_and_changes_nothing(viewer: Viewer) -> None:
    officer, report = await viewer("station head"), await stored(await viewer("owner"))
    before = await everything()
    for action, words, errors in MISSING:
        payload = await act(officer, report, action, **words)
        assert payload["request"] is None
        assert [(*error["path"], error["code"]) for error in payload["errors"]] == errors
    assert await everything() == before


async def test_aadhaar_number_in_a_note_is_masked_before_it_is_stored(viewer: Viewer) -> None:
    report = await stored(await viewer("owner"))
    note = "Card 2345 6789 0124 shown; phone 98765 43210"
    await act(await viewer("station head"), report, "ACKNOWLEDGE", note=note)
    event = await RequestEvent.get(action="ACKNOWLEDGE")
    assert event.note == "Card XXXX XXXX 0124 shown; phone 98765 43210"


async def test_ended_posting_ends_the_officers_actions_at_once(
    viewer: Viewer, runtime: Runtime
) -> None:
    report, officer = await stored(await viewer("owner")), await viewer("station head")
    for posting in await Posting.filter(
        role=OfficerRole.STATION_HEAD, unit_id=MAKRONIYA
    ).select_related("officer"):
        await officers.end_posting(runtime, posting.officer, posting.role, posting.unit_id)
    before = await everything()
    error = await officer.refused(ACT, input=wanted(report, "ACKNOWLEDGE"))
    assert error["extensions"] == {"code": "NOT_FOUND"}
    assert await everything() == before
