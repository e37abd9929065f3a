"""Who reads tips reads nothing else for that: no request of the unit, nor of those under it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import MAKRONIYA, STATE, lost_report
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.identity.models import OfficerRole

REPORT = """mutation($input: SubmitLostReportInput!) { submitLostReport(input: $input) {
  lostReport { number } errors { code } } }"""
INBOX = """{ inbox(first: 10) { totalCount edges { node { number } } } }"""
READ = """query($number: String!) { serviceRequest(number: $number) { number } }"""


async def test_an_officer_for_tips_finds_no_requests(
    app: Starlette,
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
    as_officer: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    sent = (await (await as_citizen()).run(REPORT, input=lost_report()))["submitLostReport"]
    number = sent["lostReport"]["number"]
    for unit in (MAKRONIYA, STATE):
        officer = await as_officer(unit, OfficerRole.TIPS_OFFICER)
        assert (await officer.run(INBOX))["inbox"] == {"totalCount": 0, "edges": []}
        refused = await officer.refused(READ, number=number)
        assert refused["extensions"]["code"] == "NOT_FOUND"
    assert await AuditEntry.filter(action="read").count() == 0
    head = await as_officer(MAKRONIYA, OfficerRole.STATION_HEAD)
    assert (await head.run(READ, number=number))["serviceRequest"] == {"number": number}
