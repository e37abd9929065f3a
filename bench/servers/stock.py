"""Strawberry and Tortoise as their documents show them: models, resolvers, data loaders, the ASGI
app of Strawberry, uvicorn as it comes.

    uvicorn stock:app  with THANA_DATABASE_URL
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from stock_models import Event, Request, Session, Station
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from tortoise import Tortoise
from tortoise.expressions import Q


@strawberry.type(name="Station")
class StationType:
    code: str
    name: str
    kind: str
    latitude: float | None
    longitude: float | None
    phone: str | None


@strawberry.type(name="Event")
class EventType:
    at: datetime
    action: str
    to_status: str
    actor_kind: str


@strawberry.type(name="Request")
class RequestType:
    number: str
    submitted_at: datetime
    due_at: datetime | None
    version: int
    status: str
    phase: str

    @strawberry.field
    async def station(self, info: strawberry.Info) -> StationType:
        return await info.context["stations"].load(self.unit_id)  # type: ignore[attr-defined]

    @strawberry.field
    async def events(self, info: strawberry.Info, first: int) -> list[EventType]:
        return (await info.context["events"].load(self.id))[:first]  # type: ignore[attr-defined]


async def load_stations(codes: list[str]) -> list[Station]:
    found = await Station.in_bulk(codes, "code")
    return [found[code] for code in codes]


async def load_events(ids: list[Any]) -> list[list[Event]]:
    of: dict[Any, list[Event]] = {key: [] for key in ids}
    for event in await Event.filter(request_id__in=ids).order_by("-version"):
        of[event.request_id].append(event)
    return [of[key] for key in ids]


@strawberry.type
class Query:
    @strawberry.field
    async def station(self, code: str) -> StationType:
        return await Station.get(code=code, is_active=True)  # type: ignore[return-value]

    @strawberry.field
    async def stations(self, first: int, name: str, code: str) -> list[StationType]:
        after = Q(source_name__gt=name) | Q(source_name=name, code__gt=code)
        every = Station.filter(after, source_name__gte=name, kind="STATION", is_active=True)
        return await every.order_by("source_name", "code").limit(first)  # type: ignore[return-value]

    @strawberry.field
    async def requests(self, info: strawberry.Info, first: int) -> list[RequestType]:
        own = Request.filter(citizen_id=info.context["session"].citizen_id)
        return await own.order_by("-submitted_at", "-id").limit(first)  # type: ignore[return-value]

    @strawberry.field
    async def inbox(self, info: strawberry.Info, first: int) -> list[RequestType]:
        officer = await info.context["session"].officer.prefetch_related("postings")
        units = [posting.unit_id for posting in officer.postings]
        found = Request.filter(unit_id__in=units, is_hidden=False).order_by("due_order", "id")
        return await found.limit(first)  # type: ignore[return-value]


class App(GraphQL[Any, Any]):
    async def get_context(self, request: Any, response: Response) -> dict[str, Any]:
        assert isinstance(request, HTTPRequest)  # noqa: S101
        token = request.headers["authorization"].removeprefix("Bearer ")
        return {
            "session": await Session.get(token_hash=hashlib.sha256(token.encode()).hexdigest()),
            "stations": DataLoader(load_fn=load_stations),
            "events": DataLoader(load_fn=load_events),
        }


@asynccontextmanager
async def connected(_: Starlette) -> AsyncIterator[None]:
    await Tortoise.init(
        db_url=os.environ["THANA_DATABASE_URL"],
        modules={"models": ["stock_models"]},
        _enable_global_fallback=True,
    )
    yield
    await Tortoise.close_connections()


app = Starlette(lifespan=connected)
app.add_route("/graphql", App(strawberry.Schema(Query)))
