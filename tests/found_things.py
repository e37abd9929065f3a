"""Found things as stations register them and citizens see them, and all that is told of matches."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from clients import GraphQLClient
from factories import found_item

from core.audit.models import AuditEntry
from core.db import fetch
from core.notifications.models import DemoMessage, Notification
from core.outbox.models import OutboxEntry

MATCH = """id on at dismissedAt lostReport { number station { code name } } foundItem { number kind
  subKind title description foundOn station { code } foundBy photo { id } place { text }
  details { name value } }"""
FOUND = f"""id number kind subKind title description foundOn station {{ code name }} closedAt
  outcome photo {{ id name downloadUrl }} place {{ text }} foundBy details {{ name label value }}
  matches {{ {MATCH} }}"""
REGISTER = f"""mutation RegisterFoundItem($input: RegisterFoundItemInput!) {{
  registerFoundItem(input: $input) {{ foundItem {{ {FOUND} }}
    errors {{ path code message }} }} }}"""
CLOSE = f"""mutation($input: CloseFoundItemInput!) {{
  closeFoundItem(input: $input) {{ foundItem {{ {FOUND} }} errors {{ path code message }} }} }}"""
DISMISS = f"""mutation($input: DismissMatchInput!) {{
  dismissMatch(input: $input) {{ match {{ {MATCH} }} errors {{ path code message }} }} }}"""
ONE = f"query($number: String!) {{ foundItem(number: $number) {{ {FOUND} }} }}"
LIST = """query($first: Int! = 100, $after: String, $filter: FoundItemFilter) {
  foundItems(first: $first, after: $after, filter: $filter) { totalCount
    pageInfo { hasNextPage endCursor } edges { cursor node { id number kind subKind title
      description foundOn station { code } photo { id } foundBy place { text }
      closedAt outcome } } } }"""
NESTED = """query($number: String!) { serviceRequest(number: $number) { ... on LostReport {
  items { ... on LostItem { matches { foundItem { matches { id } } } } } } } }"""
OF_REPORT = f"""query($number: String!) {{ serviceRequest(number: $number) {{
  id version status {{ code }} ... on LostReport {{
    items {{ __typename ... on LostItem {{ id isFound foundOn
      matches {{ {MATCH} }} }} }} }} }} }}"""
MARK_FOUND = """mutation($input: MarkItemFoundInput!) { markItemFound(input: $input) {
  lostReport { id number version status { code isFinal } items { ... on LostItem { id isFound
    foundOn } } } errors { path code message } } }"""
OFFICE = "tt.nagar@example.org"
TABLES = (
    "lost_property_item",
    "lost_property_mark",
    "lost_property_found_item",
    "lost_property_match",
    "core_request_event",
    "core_number_series",
    "core_idempotency_record",
)


async def register(client: GraphQLClient, **changes: Any) -> dict[str, Any]:
    """The payload for a found thing: the phone of `lost_report` in TT Nagar, with changes."""
    answer = await client.run(REGISTER, input=found_item(**changes))
    payload: dict[str, Any] = answer["registerFoundItem"]
    return payload


async def registered(client: GraphQLClient, **changes: Any) -> dict[str, Any]:
    """The found thing, which must be kept without complaint."""
    payload = await register(client, **changes)
    assert payload["errors"] == []
    found: dict[str, Any] = payload["foundItem"]
    return found


async def listed(client: GraphQLClient, **wanted: Any) -> list[dict[str, Any]]:
    """The public list, with a filter."""
    answer = await client.run(LIST, filter=wanted)
    return [edge["node"] for edge in answer["foundItems"]["edges"]]


async def matches_of(client: GraphQLClient, report: dict[str, Any]) -> list[dict[str, Any]]:
    """The matches of all things of a report, as the client sees them."""
    answer = await client.run(OF_REPORT, number=report["number"])
    items = answer["serviceRequest"]["items"]
    return [match for item in items for match in item["matches"]]


async def dismiss(client: GraphQLClient, match: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The payload for a match that is said to be none."""
    wanted = {"matchId": match["id"]} | values
    payload: dict[str, Any] = (await client.run(DISMISS, input=wanted))["dismissMatch"]
    return payload


def marking(report: dict[str, Any], item: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A MarkItemFoundInput for a thing of a report as it was read."""
    return {
        "requestId": report["id"],
        "itemId": item["id"],
        "foundOn": "2026-11-23",
        "expectedVersion": report["version"],
        "idempotencyKey": str(uuid.uuid4()),
    } | changes


async def told_citizens() -> list[dict[str, Any]]:
    """What the portal lists for citizens of matches, oldest first."""
    wanted = Notification.filter(event="lost_property.match_found").order_by("created_at", "id")
    return await wanted.values("citizen_id", "request_id", "title", "body")


async def sent() -> list[dict[str, Any]]:
    """Every message of matches that left, with its recipient."""
    notices = await told_citizens()
    kinds = [notice["title"] for notice in notices]
    messages = await DemoMessage.all().order_by("id").values("recipient", "subject", "text")
    return [
        message
        for message in messages
        if message["subject"] in kinds or message["recipient"] == OFFICE
    ]


async def rows() -> dict[str, int]:
    """How many rows there are in each table that found things and matches write to; of the audit
    what lost property has written, of the outbox not what its workers write.
    """
    counts = {name: await fetch(f"SELECT COUNT(*) AS n FROM {name}") for name in TABLES}
    audited = await AuditEntry.filter(action__startswith="lost_property.").count()
    enqueued = await OutboxEntry.exclude(topic="message").count()
    return {"audited": audited, "enqueued": enqueued} | {
        name: count[0]["n"] for name, count in counts.items()
    }


async def close(client: GraphQLClient, found: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The payload for a found thing that was returned."""
    key = str(uuid.uuid4())
    wanted = {"foundItemId": found["id"], "outcome": "RETURNED", "idempotencyKey": key} | changes
    payload: dict[str, Any] = (await client.run(CLOSE, input=wanted))["closeFoundItem"]
    return payload


def strings(value: Any) -> Iterator[str]:
    """Every string in JSON, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
