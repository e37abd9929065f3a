"""What the database is sent while a report is stored. On PostgreSQL each is a round trip, and begin
and commit are two more.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import lost_report
from own_statements import own_statements
from submissions import SUBMIT

TABLE = re.compile(r"(?:FROM|JOIN|INTO|UPDATE) \"?(core_\w+|lost_property_\w+)|(pg_notify)")
BEFORE = [
    "core_session core_citizen core_officer core_posting core_unit",
    "core_idempotency_record",
    "core_unit",  # the district
    "core_unit",  # the station
    "core_unit_ancestry core_unit",  # its own stations: it must have none
    "core_rate_limit",
    "core_number_series",
]
STORED = {
    "postgres": [
        *BEFORE,
        "core_service_request core_request_word core_request_event",
        "core_citizen",
        "core_document",
        "lost_property_report lost_property_item lost_property_mark",
        "core_audit_chain",
        "core_audit_entry core_audit_chain core_outbox core_idempotency_record pg_notify",
    ],
    "sqlite": [
        *BEFORE,
        *("core_service_request", "core_request_word", "core_request_event"),
        "core_citizen",
        "core_document",
        *("lost_property_report", "lost_property_item", "lost_property_mark"),
        "core_audit_chain",
        *("core_audit_entry", "core_audit_chain", "core_outbox", "core_announcement"),
        "core_idempotency_record",
    ],
}

Clients = Callable[..., Awaitable[GraphQLClient]]


def tables(statement: str) -> str:
    found = (table or call for table, call in TABLE.findall(statement))
    return " ".join(dict.fromkeys(found))


async def test_report_is_stored_in_thirteen_statements_and_no_more(
    kind: str, as_citizen: Clients
) -> None:
    client = await as_citizen()
    with own_statements() as sent:
        payload = (await client.run(SUBMIT, input=lost_report()))["submitLostReport"]
    assert payload["errors"] == []
    assert [tables(statement) for statement in sent] == STORED[kind]
    assert len(STORED["postgres"]) == 13
