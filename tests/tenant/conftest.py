"""Who meets over a tenancy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from conftest import MovableClock
from factories import MAKRONIYA, SAGAR, TT_NAGAR, make_citizen, make_officer
from processions import Desk, Person
from starlette.applications import Starlette
from tenancies import TENANT
from verification_people import Officers

from core.identity.models import OfficerRole


@pytest.fixture
def desk(app: Starlette, http: httpx.AsyncClient, clock: MovableClock) -> Desk:
    return Desk(app, http, clock)


@pytest.fixture
def officer(desk: Desk) -> Callable[..., Awaitable[Person]]:
    """Make an officer with a posting."""

    async def posted(unit: str, role: OfficerRole = OfficerRole.STATION_HEAD) -> Person:
        return await desk.enter((await make_officer(desk.runtime, unit, role)).row)

    return posted


@pytest.fixture
async def officers(officer: Callable[..., Awaitable[Person]]) -> Officers:
    return Officers(
        head=await officer(MAKRONIYA),
        beat=await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER),
        outside=await officer(TT_NAGAR),
        district=await officer(SAGAR, OfficerRole.DISTRICT_HEAD),
    )


@pytest.fixture
def another(desk: Desk) -> Callable[..., Awaitable[Person]]:
    """Make a citizen."""

    async def citizen(**values: Any) -> Person:
        return await desk.enter(await make_citizen(desk.runtime, **values))

    return citizen


@pytest.fixture
async def owner(another: Callable[..., Awaitable[Person]]) -> Person:
    """The landlord."""
    return await another(full_name="Kamla Jain")


@pytest.fixture
async def tenant(another: Callable[..., Awaitable[Person]]) -> Person:
    """The tenant, who signs in with the number that the landlord gives."""
    return await another(mobile=TENANT, full_name="Ravi Tiwari")
