"""Who meets over a verification, and the fixtures that bring them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from conftest import MovableClock
from factories import MAKRONIYA, SAGAR, TT_NAGAR, make_citizen, make_officer
from processions import Desk, Person
from starlette.applications import Starlette

from core.identity.models import OfficerRole


@dataclass
class Officers:
    """Makroniya's head and beat officer, the head of TT Nagar in Bhopal, and the head of
    the district Sagar."""

    head: Person
    beat: Person
    outside: Person
    district: Person


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


@pytest.fixture(name="another")
def citizens(desk: Desk) -> Callable[..., Awaitable[Person]]:
    """Make a citizen."""

    async def citizen(**values: Any) -> Person:
        return await desk.enter(await make_citizen(desk.runtime, **values))

    return citizen
