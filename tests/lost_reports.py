"""Lost reports as frontends send and read them, and what a refused one must leave untouched."""

from __future__ import annotations

from typing import Any

from clients import GraphQLClient
from factories import lost_report

from core.db import fetch

SUBMIT = """mutation SubmitLostReport($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) {
    lostReport { id number submittedAt dueAt version status { code label } station { code name }
      lostFrom lostUntil circumstances place { text latitude longitude district { code } }
      items { __typename ... on LostItem { id isFound }
        ... on LostMobile { imei1 imei2 brand model colour mobileNumbers operator price }
        ... on LostVehicle { registrationNumber vehicleKind: kind make vehicleModel: model
          vehicleColour: colour chassisNumber engineNumber }
        ... on LostDocument { documentKind: kind number nameOn issuer year }
        ... on LostOther { otherKind: kind description quantity value } } }
    warnings { path code message }
    errors { path code message choices { code label } } } }"""
READ = """query LostReportByNumber($number: String!) {
  serviceRequest(number: $number) { id version status { code }
    ... on LostReport { lostFrom lostUntil circumstances
      place { text latitude longitude district { code name } }
      items { __typename ... on LostItem { id isFound }
        ... on LostMobile { imei1 imei2 brand model colour mobileNumbers operator price }
        ... on LostVehicle { registrationNumber vehicleKind: kind make vehicleModel: model
          vehicleColour: colour chassisNumber engineNumber }
        ... on LostDocument { documentKind: kind number nameOn issuer year }
        ... on LostOther { otherKind: kind description quantity value } }
      citizen { fullName mobile } } } }"""
TIMELINE = """query RequestByNumber($number: String!) {
  serviceRequest(number: $number) { id number version dueAt status { code label phase isFinal }
    timeline(first: 50) { edges { node { action { code label } from { code } to { code }
      actor { kind } reasonCode note } } }
    availableActions { code label mutation requiresNote reasons { code label } } } }"""
ACT = """mutation PerformAction($input: PerformActionInput!) {
  performAction(input: $input) { request { number version dueAt status { code phase isFinal } }
    errors { path code message choices { code } } } }"""
TABLES = (
    "lost_property_report",
    "lost_property_item",
    "core_service_request",
    "core_request_event",
    "core_number_series",
    "core_outbox",
    "core_idempotency_record",
    "core_audit_entry",
    "core_document",
)

PHONE = {"imei1": "490154203237518", "brand": "Lava", "model": "Agni 2"}
AADHAAR = "234567890124"


def mobile(**changes: Any) -> dict[str, Any]:
    """A lost phone as an item."""
    return {"mobile": PHONE | changes}


def document(**values: Any) -> dict[str, Any]:
    """A lost document as an item; a driving licence unless told otherwise."""
    return {"document": {"kind": "DRIVING_LICENCE"} | values}


def vehicle(number: str, **values: Any) -> dict[str, Any]:
    """A lost vehicle or plate as an item."""
    return {"vehicle": {"registrationNumber": number} | values}


def other(description: str = "A red cloth bag", **values: Any) -> dict[str, Any]:
    """Another lost thing as an item."""
    return {"other": {"kind": "BAG", "description": description} | values}


async def send(client: GraphQLClient, **changes: Any) -> dict[str, Any]:
    """The payload for a report: a phone lost in Makroniya, with changes."""
    answer = await client.run(SUBMIT, input=lost_report(**changes))
    payload: dict[str, Any] = answer["submitLostReport"]
    return payload


async def stored(client: GraphQLClient, **changes: Any) -> dict[str, Any]:
    """The report, which must be stored without complaint."""
    payload = await send(client, **changes)
    assert payload["errors"] == []
    report: dict[str, Any] = payload["lostReport"]
    return report


async def refused(client: GraphQLClient, **changes: Any) -> list[dict[str, Any]]:
    """The errors of a report that must leave every table as it was."""
    before = await rows()
    payload = await send(client, **changes)
    assert payload["lostReport"] is None
    assert await rows() == before
    errors: list[dict[str, Any]] = payload["errors"]
    return errors


async def faults(client: GraphQLClient, **changes: Any) -> list[tuple[str, str]]:
    """Where a report is wrong and why: [("items.0.imei1", "IMEI_LENGTH")]. Nothing is stored."""
    return [(".".join(e["path"]), e["code"]) for e in await refused(client, **changes)]


async def rows() -> dict[str, int]:
    """How many rows there are in each table that a report writes to; of the audit, those that do
    not say what somebody has read, of the outbox, those that its workers do not write.
    """
    changes = {
        "core_audit_entry": " WHERE action <> 'read'",
        "core_outbox": " WHERE topic <> 'message'",
    }
    counts = {
        name: await fetch(f"SELECT COUNT(*) AS n FROM {name}{changes.get(name, '')}")
        for name in TABLES
    }
    return {name: count[0]["n"] for name, count in counts.items()}


async def read(client: GraphQLClient, number: str) -> dict[str, Any]:
    """A report's content by its number."""
    content: dict[str, Any] = (await client.run(READ, number=number))["serviceRequest"]
    return content


async def act(
    client: GraphQLClient, report: dict[str, Any], action: str, **values: Any
) -> dict[str, Any]:
    """The payload for a step of the workflow, taken on a report as it was read."""
    wanted = {"requestId": report["id"], "action": action, "expectedVersion": report["version"]}
    payload: dict[str, Any] = (await client.run(ACT, input=wanted | values))["performAction"]
    return payload
