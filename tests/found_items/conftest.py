"""Who meets over a found thing: a citizen of Sagar, and a station of Bhopal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest
from clients import GraphQLClient
from factories import TT_NAGAR, make_citizen, session_token
from found_things import OFFICE

from core.runtime import Runtime
from core.units.models import Unit


@pytest.fixture
async def citizen(http: httpx.AsyncClient, runtime: Runtime) -> GraphQLClient:
    """Who has lost something in Makroniya."""
    row = await make_citizen(
        runtime,
        full_name="Kamla Devi Ahirwar",
        relative_name="Girdhari Ahirwar",
        mobile="+919812300001",
        present_address={"text": "7, Rustamji Lane, Sagar", "pin_code": "470002"},
    )
    return GraphQLClient(http, await session_token(runtime, citizen=row))


@pytest.fixture
async def station(
    as_officer: Callable[..., Awaitable[GraphQLClient]], runtime: Runtime
) -> GraphQLClient:
    """The head of the station where things are handed in."""
    await Unit.filter(code=TT_NAGAR).update(email=OFFICE)
    return await as_officer(TT_NAGAR)
