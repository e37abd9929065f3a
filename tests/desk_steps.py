"""Steps that officers and citizens take, sent as frontends send them."""

from __future__ import annotations

import uuid
from typing import Any

from clients import GraphQLClient

from core.relay import encode_id
from core.service_requests.models import ServiceRequest

ACT = """mutation PerformAction($input: PerformActionInput!) {
  performAction(input: $input) { request { version } errors { path code message } } }"""
TRANSFER = """mutation TransferRequest($input: TransferRequestInput!) {
  transferRequest(input: $input) { request { version } errors { path code message } } }"""


def global_id(request: ServiceRequest) -> str:
    """The request's id as frontends know it."""
    return str(encode_id("LostReport", request.id))


async def act(client: GraphQLClient, request: ServiceRequest, action: str, version: int) -> None:
    """Take a plain step of a request in this version."""
    wanted = {"requestId": global_id(request), "action": action, "expectedVersion": version}
    await _done(client, ACT, wanted)


async def transfer(
    client: GraphQLClient, request: ServiceRequest, station: str, version: int
) -> None:
    """Pass a request on in this version."""
    wanted = {
        "requestId": global_id(request),
        "stationCode": station,
        "note": "It was lost there.",
        "expectedVersion": version,
        "idempotencyKey": str(uuid.uuid4()),
    }
    await _done(client, TRANSFER, wanted)


async def _done(client: GraphQLClient, mutation: str, wanted: dict[str, Any]) -> None:
    (payload,) = (await client.run(mutation, input=wanted)).values()
    assert payload["errors"] == [], payload
