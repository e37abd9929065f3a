"""Who meets over a tenancy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from processions import Person
from tenancies import TENANT
from verification_people import citizens, desk, officer, officers  # noqa: F401  (fixtures)


@pytest.fixture
async def owner(another: Callable[..., Awaitable[Person]]) -> Person:
    """The landlord."""
    return await another(full_name="Kamla Jain")


@pytest.fixture
async def tenant(another: Callable[..., Awaitable[Person]]) -> Person:
    """The tenant, who signs in with the number that the landlord gives."""
    return await another(mobile=TENANT, full_name="Ravi Tiwari")
