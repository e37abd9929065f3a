"""The role of deploy/thana_unnamed.sql, under a name of its own."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

GRANTS = Path(__file__).parents[1] / "deploy" / "thana_unnamed.sql"


@asynccontextmanager
async def unnamed_role(database_url: str) -> AsyncIterator[str]:
    """The URL of a database on PostgreSQL for that role, which is dropped at the end."""
    role = f"thana_unnamed_{uuid.uuid4().hex[:8]}"
    owner = await asyncpg.connect(database_url)
    await owner.execute(f"CREATE ROLE {role} LOGIN")
    await owner.execute(GRANTS.read_text(encoding="utf-8").replace("thana_unnamed", role))
    parts = urlsplit(database_url)
    try:
        yield urlunsplit(parts._replace(netloc=f"{role}@{parts.hostname}:{parts.port}"))
    finally:
        await owner.execute(f"DROP OWNED BY {role}")
        await owner.execute(f"DROP ROLE {role}")
        await owner.close()
