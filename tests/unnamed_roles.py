"""The database as the process for people who stay unnamed opens it: under a role of its own."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

GRANTS = Path(__file__).parents[1] / "deploy" / "thana_unnamed.sql"


@asynccontextmanager
async def under_its_role(database_url: str) -> AsyncIterator[str]:
    """The database with the rights of deploy/thana_unnamed.sql; SQLite knows no roles."""
    if database_url.startswith("sqlite"):
        yield database_url
        return
    role, password = f"thana_unnamed_{uuid.uuid4().hex[:8]}", uuid.uuid4().hex
    owner = await asyncpg.connect(database_url)
    await owner.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    await owner.execute(GRANTS.read_text(encoding="utf-8").replace("thana_unnamed", role))
    parts = urlsplit(database_url)
    try:
        yield urlunsplit(parts._replace(netloc=f"{role}:{password}@{parts.hostname}:{parts.port}"))
    finally:
        await owner.execute(f"DROP OWNED BY {role}")
        await owner.execute(f"DROP ROLE {role}")
        await owner.close()
