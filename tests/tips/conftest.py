"""Tipsters, and officers who read tips."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest
from clients import GraphQLClient
from tipping import Reader, Tipster, cheap_keys, reader_at
from tipping_page import PageVisitor

from core.runtime import Runtime

__all__ = ["cheap_keys"]


@pytest.fixture
def tipster(http: httpx.AsyncClient) -> Tipster:
    return Tipster(GraphQLClient(http, language="en"))


@pytest.fixture
def visitor(http: httpx.AsyncClient) -> PageVisitor:
    return PageVisitor(http)


@pytest.fixture
async def reader(http: httpx.AsyncClient, runtime: Runtime) -> Reader:
    """The officer who reads the tips of the district of Sagar, which has a key."""
    return await reader_at(http, runtime)


@pytest.fixture
def another_reader(http: httpx.AsyncClient, runtime: Runtime) -> Callable[..., Awaitable[Reader]]:
    """Make one elsewhere: `await another_reader("MP", "Arun Rao")`."""

    async def made(unit_code: str, full_name: str = "Arun Rao") -> Reader:
        return await reader_at(http, runtime, unit_code, full_name)

    return made
