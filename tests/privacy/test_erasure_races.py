"""Two erasures at once, and requests made at the moment of one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from factories import session_token
from own_data import OPERATIONS, erase
from somebody import MOBILE, Somebody

from core.audit.models import AuditEntry
from core.documents.models import Document
from core.errors import InvalidCredentials
from core.outbox.models import OutboxEntry
from core.service_requests.models import RequestEvent, ServiceRequest

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
VIEWER = "{ viewer { id } }"

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
"""The database makes no difference here."""


async def test_of_two_at_once_one_erases(quetzal: Somebody) -> None:
    await quetzal.asks()
    other = GraphQLClient(quetzal.client.http)
    other.token = await session_token(quetzal.runtime, citizen=quetzal.row)
    wanted = {"confirmation": MOBILE}
    answers = await asyncio.gather(
        *(c.send(OPERATIONS["EraseMe"], input=wanted) for c in (quetzal.client, other))
    )
    bodies = [answer.json() for answer in answers]
    assert sorted("errors" in body for body in bodies) == [False, True]
    (lost,) = [body["errors"][0]["extensions"]["code"] for body in bodies if "errors" in body]
    assert lost == "UNAUTHENTICATED"
    assert await AuditEntry.filter(action="citizen.erase").count() == 1
    assert await OutboxEntry.filter(lane=f"erased:{quetzal.row.id}").count() == 1


async def test_requests_made_at_the_same_moment_are_erased_or_refused(quetzal: Somebody) -> None:
    asked = [quetzal.asks() for _ in range(5)]
    erased, *made = await asyncio.gather(
        erase(quetzal.client, MOBILE), *asked, return_exceptions=True
    )
    assert not isinstance(erased, BaseException)
    kept = [each for each in made if not isinstance(each, BaseException)]
    refused = {type(each) for each in made if isinstance(each, BaseException)}
    assert refused <= {InvalidCredentials}
    assert await ServiceRequest.all().count() == len(kept)
    assert set(await Document.all().values_list("holder", flat=True)) <= {""}
    assert set(await RequestEvent.all().values_list("note", flat=True)) <= {None}
