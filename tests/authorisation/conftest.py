"""The scene of the matrix, on a platform that does after a commit only what a test asks for: what
changes is what a call has changed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from authorisation_scene import Scene, make_scene
from authorisation_tips import SERVICES as OF_TIPS
from authorisation_verifications import SERVICES
from conftest import MovableClock
from graphql import GraphQLSchema
from served_app import served
from starlette.applications import Starlette
from tipping import cheap_keys

from core.app import create_app
from core.plugins import load
from core.sandboxes import Sandboxes
from core.schema import compose
from core.settings import Settings

__all__ = ["cheap_keys", "served"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"services": SERVICES | OF_TIPS | settings.services})


@pytest.fixture
async def app(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    application = create_app(settings, clock, sandboxes=sandboxes, delivers=False)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def scene(app: Starlette, http: httpx.AsyncClient) -> Scene:
    return await make_scene(app, http)


@pytest.fixture
def schema(settings: Settings) -> GraphQLSchema:
    return compose(load(settings), settings)
