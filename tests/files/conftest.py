"""Who uploads in these tests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from uploads import TusClient


@pytest.fixture
async def tus(as_citizen: Callable[..., Awaitable[GraphQLClient]]) -> TusClient:
    """A citizen, signed in."""
    return TusClient(await as_citizen())
