"""Fixtures for races across processes: servers on the test's database, citizens at its doors."""

from __future__ import annotations

import pytest
from conftest import settings_for
from factories import make_citizen, session_token
from processes import database, start_servers

from core.runtime import Runtime
from core.settings import Settings

__all__ = ["database", "start_servers"]


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Citizens may report as often as they can."""
    without_limit = {"reports_a_day": 100_000, "numbers_a_day": 1_000_000}
    return settings_for(database_url, services={"lost_property": without_limit})


@pytest.fixture
async def tokens(database: Runtime) -> list[str]:
    """Session tokens of six citizens."""
    return [await session_token(database, citizen=await make_citizen(database)) for _ in range(6)]
