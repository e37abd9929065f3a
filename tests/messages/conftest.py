"""A platform that sends for real, to servers of the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest
from conftest import MovableClock, settings_for
from messages import Post
from sms_gateways import SmsGatewayServer, sms_gateway

from core.app import create_app
from core.sandboxes import Sandboxes

ADDRESS = "https://seva.example.in"


@pytest.fixture
def kind() -> str:
    """What is sent does not depend on the database."""
    return "sqlite"


@pytest.fixture
def gateway() -> Iterator[SmsGatewayServer]:
    """A gateway that is up."""
    with sms_gateway() as up:
        yield up


@pytest.fixture
async def start(
    database_url: str, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Callable[..., Awaitable[Post]]]:
    """Start a platform as in production, with these settings of `notifications`."""
    async with AsyncExitStack() as stack:

        async def started(notifications: Mapping[str, Any], **changes: Any) -> Post:
            values: dict[str, Any] = {"mode": "production", "public_url": ADDRESS} | changes
            settings = settings_for(database_url, notifications=notifications, **values)
            app = create_app(settings, clock, sandboxes=sandboxes)
            await stack.enter_async_context(app.router.lifespan_context(app))
            return Post(app, clock)

        yield started
