"""The inbox as a CSV file, and requests that stand in it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
from clients import GraphQLClient
from conftest import MovableClock
from factories import MAKRONIYA, TT_NAGAR, make_citizen, make_request

from core.app import Platform
from core.audit.models import AuditEntry
from core.service_requests.models import Phase, ServiceRequest

PATH = "/desk/inbox.csv"
HEADER = (
    "\ufeffNumber,Service,Status,Station code,Station,"
    "Submitted (IST),Changed (IST),Due (IST),Officer\r\n"
)


async def four_requests(platform: Platform, clock: MovableClock) -> list[ServiceRequest]:
    """Three of Makroniya, the second closed, and one of TT Nagar; an hour apart."""
    citizen = await make_citizen(platform.runtime, full_name="Canary Personal")
    rows = []
    for unit in (MAKRONIYA, MAKRONIYA, MAKRONIYA, TT_NAGAR):
        rows.append(await make_request(platform, citizen, unit, "SUBMITTED"))
        clock.move(hours=1)
    closed = {"status": "FOUND", "phase": Phase.CLOSED}
    await ServiceRequest.filter(id=rows[1].id).update(**closed)
    return rows


async def get(client: GraphQLClient, **asked: str) -> httpx.Response:
    return await client.http.get(PATH, params=asked, headers=client.headers())


async def lines(client: GraphQLClient, **asked: str) -> list[list[str]]:
    """The cells of the file, without its header, as Python's own reader takes them."""
    answer = await get(client, **asked)
    assert answer.status_code == 200, answer.text
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert len(header) == 9
    return rows


async def numbers(client: GraphQLClient, **asked: str) -> list[str]:
    return [row[0] for row in await lines(client, **asked)]


async def reads() -> list[dict[str, Any]]:
    rows = await AuditEntry.filter(action="read").order_by("id")
    return [{"subject": row.subject, **json.loads(row.details)} for row in rows]
