"""The session cookie opens a socket from our own pages alone: a browser sends it along from any."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from factories import make_citizen, session_token
from sockets import NOTIFICATION_RECEIVED, socket

from core.runtime import Runtime

PORTAL = "https://portal.example.in"


@pytest.fixture
def kind() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def token(runtime: Runtime) -> str:
    return await session_token(runtime, citizen=await make_citizen(runtime))


@pytest.mark.parametrize("settings", [{"allowed_origins": (PORTAL,)}], indirect=True)
async def test_a_cookie_counts_from_our_own_pages(served: str, token: str) -> None:
    for origin in (served, f"https://{urlsplit(served).netloc}", PORTAL):
        async with socket(served, cookie=f"__Host-session={token}", origin=origin) as line:
            await line.begin()
            await line.subscribe("a", NOTIFICATION_RECEIVED)


async def test_a_cookie_does_not_count_from_foreign_pages(served: str, token: str) -> None:
    for origin in ("https://evil.example", "null", f"{served}.evil.example", PORTAL, None):
        headers = {"origin": origin} if origin else {}
        async with socket(served, cookie=f"__Host-session={token}", **headers) as line:
            await line.send(type="connection_init")
            assert await line.closed() == (4403, "Forbidden"), origin


async def test_a_token_counts_from_any_page(served: str, token: str) -> None:
    other = "__Host-session=stale"
    async with socket(served, cookie=other, origin="https://evil.example") as line:
        await line.begin(token)


async def test_two_cookies_are_none(served: str, token: str) -> None:
    cookie = f"__Host-session={token}; __Host-session={token}"
    async with socket(served, cookie=cookie, origin=served) as line:
        await line.send(type="connection_init")
        assert await line.closed() == (4403, "Forbidden")
