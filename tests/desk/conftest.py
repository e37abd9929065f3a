"""A platform with a service in which officers enquire and decide, and who meets there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import MovableClock
from factories import make_citizen, make_officer
from processions import BEAT, HEAD, Desk, Person
from starlette.applications import Starlette
from strangers import Strangers

from core.app import create_app
from core.identity.models import OfficerRole
from core.sandboxes import Sandboxes
from core.settings import Settings

PROCESSION = Path(__file__).parent.with_name("procession.py").read_text(encoding="utf-8")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Two services with a workflow, so that one can be asked for without the other."""
    return settings.model_copy(update={"plugins": ("lost_property", "procession")})


@pytest.fixture
async def app(
    strangers: Strangers, settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    strangers.install("procession", PROCESSION)
    application = create_app(settings, clock, sandboxes=sandboxes)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
def desk(app: Starlette, http: httpx.AsyncClient, clock: MovableClock) -> Desk:
    return Desk(app, http, clock)


@pytest.fixture
def officer(desk: Desk) -> Callable[..., Awaitable[Person]]:
    """Make an officer with a posting: `await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)`."""

    async def posted(unit: str | None, role: OfficerRole = OfficerRole.STATION_HEAD) -> Person:
        account = await make_officer(desk.runtime, unit, role)
        return await desk.enter(account.row)

    return posted


@pytest.fixture
def another(desk: Desk) -> Callable[..., Awaitable[Person]]:
    """Make a citizen: `await another(full_name="Asha Rani")`."""

    async def citizen(**values: Any) -> Person:
        return await desk.enter(await make_citizen(desk.runtime, **values))

    return citizen


@pytest.fixture
async def citizen(another: Callable[..., Awaitable[Person]]) -> Person:
    return await another()


@pytest.fixture
async def beat(officer: Callable[..., Awaitable[Person]]) -> Person:
    """The beat officer of Makroniya."""
    return await officer(*BEAT)


@pytest.fixture
async def head(officer: Callable[..., Awaitable[Person]]) -> Person:
    """The head of Makroniya."""
    return await officer(*HEAD)
