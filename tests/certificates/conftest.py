"""A platform with a service whose document has terms and pictures, and somebody who holds one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from conftest import settings_for
from factories import make_citizen, session_token
from licences import FILES, SOURCE, Issuer, Licence
from starlette.applications import Starlette
from strangers import Strangers

from core.settings import Settings

Issue = Callable[..., Awaitable[Licence]]


@pytest.fixture
def plugin(strangers: Strangers) -> ModuleType:
    strangers.install("licence", SOURCE, FILES)
    return import_module("licence")


@pytest.fixture
def settings(database_url: str, plugin: ModuleType, request: pytest.FixtureRequest) -> Settings:
    changes = {"plugins": ("licence", "lost_property")} | getattr(request, "param", {})
    return settings_for(database_url, **changes)


@pytest.fixture
def issue(app: Starlette, http: httpx.AsyncClient, plugin: ModuleType) -> Issue:
    """Make a licence: `await issue(photo(), issued_by="21346")`."""

    async def issued(*pictures: bytes, **terms: Any) -> Licence:
        runtime = app.state.platform.runtime
        holder = await make_citizen(runtime)
        client = GraphQLClient(http, await session_token(runtime, citizen=holder))
        return await Issuer(app, plugin).issues(client, holder, *pictures, **terms)

    return issued
