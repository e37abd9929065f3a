"""A platform on which verifications are free, and the people who meet there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from processions import Person
from verification_people import citizens, desk, officer, officers  # noqa: F401  (fixtures)

from core.settings import Settings

FREE = {"fee": "0", "fee_per_further_station": "0"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    services = {"verification": FREE} | settings.services
    return settings.model_copy(update={"services": services})


@pytest.fixture
async def citizen(another: Callable[..., Awaitable[Person]]) -> Person:
    return await another()
