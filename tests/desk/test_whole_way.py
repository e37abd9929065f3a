"""A request goes the whole way: enquiry, sent back, amended, passed on, escalated, refused."""

from __future__ import annotations

from factories import BHOPAL, TT_NAGAR
from processions import Desk, Make, Person, act, amend, apply, read, send_back, transfer

from core.identity.models import OfficerRole


async def test_request_is_sent_back_amended_passed_on_escalated_and_refused(
    desk: Desk, citizen: Person, head: Person, officer: Make
) -> None:
    station, district = await officer(TT_NAGAR), await officer(BHOPAL, OfficerRole.DISTRICT_HEAD)
    request = await apply(citizen)
    assert request["number"] == "MP-21346058-PN-2026-000001-U"
    assert request["dueAt"] == "2026-12-05T23:59:59+05:30"  # Tuesday is Guru Nanak's Jayanti
    enquired = await act(head, request, "ENQUIRE")
    back = await send_back(head, enquired)
    await desk.later(days=4)
    amended = await amend(citizen, back)
    assert (amended["status"], amended["daysLeft"]) == ({"code": "ENQUIRY", "phase": "OPEN"}, None)
    moved = await transfer(head, amended, TT_NAGAR)
    assert (moved["number"], moved["station"]) == (request["number"], {"code": TT_NAGAR})
    assert moved["dueAt"] == amended["dueAt"] == "2026-12-09T23:59:59+05:30"
    await desk.later(days=5)
    assert await desk.run_clocks() == 1  # reminds the station
    await desk.later(days=2)
    assert await desk.run_clocks() == 1  # brings it before the district
    escalated = await read(district, request)
    assert escalated["escalatedTo"] == {"code": BHOPAL}
    recommended = await act(station, escalated, "RECOMMEND", note="The lane is narrow.")
    words = {"note": "The fire brigade needs the lane.", "reasonCode": "ROUTE"}
    await act(district, recommended, "REFUSE", **words)
    seen = await read(citizen, request)
    assert (seen["status"], seen["dueAt"], seen["availableActions"]) == (
        {"code": "REFUSED", "phase": "CLOSED"},
        None,
        [],
    )
    steps = [edge["node"] for edge in reversed(seen["timeline"]["edges"])]
    assert [
        (each["action"]["code"], each["to"]["code"], each["actor"]["kind"]) for each in steps
    ] == [
        ("SUBMIT", "SUBMITTED", "CITIZEN"),
        ("ENQUIRE", "ENQUIRY", "OFFICER"),
        ("SEND_BACK", "SENT_BACK", "OFFICER"),
        ("AMEND", "ENQUIRY", "CITIZEN"),
        ("TRANSFER", "ENQUIRY", "OFFICER"),
        ("ESCALATE", "ENQUIRY", "SYSTEM"),
        ("RECOMMEND", "DECISION", "OFFICER"),
        ("REFUSE", "REFUSED", "OFFICER"),
    ]
    assert (steps[-1]["reasonCode"], steps[-1]["note"]) == ("ROUTE", words["note"])
