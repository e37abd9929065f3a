"""A platform with a service whose rules on keeping the test decides, and somebody with data."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import httpx
import pytest
from clients import GraphQLClient
from conftest import settings_for
from somebody import FILES, SOURCE, Somebody, somebody
from starlette.applications import Starlette
from strangers import Strangers

from core.settings import Settings


@pytest.fixture
def choir(strangers: Strangers) -> ModuleType:
    """A plugin that keeps what is in its list `kept`, and tells what is in `told`."""
    strangers.install("choir", SOURCE, FILES)
    return import_module("choir")


@pytest.fixture
def settings(database_url: str, choir: ModuleType, request: pytest.FixtureRequest) -> Settings:
    changes = {"plugins": ("choir", "lost_property")} | getattr(request, "param", {})
    return settings_for(database_url, **changes)


@pytest.fixture
async def quetzal(app: Starlette, http: httpx.AsyncClient) -> Somebody:
    """Whoever stands in `somebody.PROFILE`, signed in."""
    return await somebody(app, GraphQLClient(http))
