"""performAction WITHDRAW: the citizen, and nobody else, takes a report back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import lost_report
from lost_reports import AADHAAR, ACT, TIMELINE, act, read, rows, stored

from core.texts import Language

Clients = Callable[..., Awaitable[GraphQLClient]]


async def test_the_citizen_withdraws_and_the_report_is_closed(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    payload = await act(citizen, report, "WITHDRAW", note="Found it at home")
    assert payload["errors"] == []
    assert payload["request"] == {
        "number": report["number"],
        "version": 2,
        "dueAt": None,
        "status": {"code": "WITHDRAWN", "phase": "CLOSED", "isFinal": True},
    }
    seen = (await citizen.run(TIMELINE, number=report["number"]))["serviceRequest"]
    assert seen["availableActions"] == []
    assert seen["timeline"]["edges"][0]["node"] == {
        "action": {"code": "WITHDRAW", "label": "Withdraw"},
        "from": {"code": "ACKNOWLEDGED"},
        "to": {"code": "WITHDRAWN"},
        "actor": {"kind": "CITIZEN"},
        "reasonCode": None,
        "note": "Found it at home",
    }


async def test_withdrawal_is_the_only_plain_action_of_the_citizen(as_citizen: Clients) -> None:
    citizen = await as_citizen(language=Language.HI)
    report = await stored(citizen)
    seen = (await citizen.run(TIMELINE, number=report["number"]))["serviceRequest"]
    offered, *of_another_mutation = seen["availableActions"]
    assert {action["mutation"] for action in of_another_mutation} == {"markItemFound"}
    assert (offered["code"], offered["mutation"], offered["requiresNote"], offered["reasons"]) == (
        "WITHDRAW",
        None,
        False,
        [],
    )
    assert offered["label"] == "वापस लें"


async def test_the_content_stays_to_be_read(as_citizen: Clients, as_officer: Clients) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    await act(citizen, report, "WITHDRAW")
    content = await read(await as_officer(), report["number"])
    assert (content["status"], content["items"]) == ({"code": "WITHDRAWN"}, report["items"])


async def test_an_officer_cannot_withdraw(as_citizen: Clients, as_officer: Clients) -> None:
    report = await stored(await as_citizen())
    officer, stranger = await as_officer(), await as_citizen()
    wanted = {"requestId": report["id"], "action": "WITHDRAW", "expectedVersion": 1}
    before = await rows()
    assert (await officer.refused(ACT, input=wanted))["extensions"] == {"code": "FORBIDDEN"}
    assert (await stranger.refused(ACT, input=wanted))["extensions"] == {"code": "NOT_FOUND"}
    assert await rows() == before


async def test_a_second_withdrawal_changes_nothing(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    await act(citizen, report, "WITHDRAW")
    before = await rows()
    wanted = {"requestId": report["id"], "action": "WITHDRAW", "expectedVersion": 1}
    error = await citizen.refused(ACT, input=wanted)
    assert error["extensions"] == {"code": "CONFLICT"}
    payload = (await citizen.run(ACT, input=wanted | {"expectedVersion": 2}))["performAction"]
    assert [error["code"] for error in payload["errors"]] == ["ACTION_NOT_AVAILABLE"]
    assert await rows() == before


async def test_the_same_key_withdraws_once(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    key = lost_report()["idempotencyKey"]
    first = await act(citizen, report, "WITHDRAW", idempotencyKey=key)
    before = await rows()
    assert await act(citizen, report, "WITHDRAW", idempotencyKey=key) == first
    assert await rows() == before


async def test_an_aadhaar_number_in_the_note_is_masked(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    await act(citizen, report, "WITHDRAW", note=f"Aadhaar {AADHAAR} found")
    seen = (await citizen.run(TIMELINE, number=report["number"]))["serviceRequest"]
    assert seen["timeline"]["edges"][0]["node"]["note"] == "Aadhaar XXXX XXXX 0124 found"
