"""Who asks for requests."""

from __future__ import annotations

import httpx
import pytest
from factories import make_citizen, session_token
from request_owners import Owner
from starlette.applications import Starlette

from core.app import Platform


@pytest.fixture
async def owner(app: Starlette, http: httpx.AsyncClient) -> Owner:
    platform: Platform = app.state.platform
    citizen = await make_citizen(platform.runtime)
    client = Owner(http, await session_token(platform.runtime, citizen=citizen))
    client.platform, client.citizen = platform, citizen
    return client
