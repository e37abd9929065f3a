"""Fixtures: the test's database, on PostgreSQL on a server of its own that logs all that it can.
Import them into a test's module.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import fill
from postgres_cluster import Cluster, cluster
from postgres_copies import execute


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The server, with a migrated template."""
    with cluster() as running:
        execute(running.url(), "CREATE DATABASE thana_template")
        asyncio.run(fill(running.url("thana_template"), tmp_path_factory.mktemp("units")))
        execute(running.url("thana_template"), "CREATE EXTENSION pg_stat_statements")
        yield running


@pytest.fixture
def server_of(kind: str, request: pytest.FixtureRequest) -> Cluster | None:
    """PostgreSQL's server, in tests on PostgreSQL."""
    return request.getfixturevalue("talkative") if kind == "postgres" else None


@pytest.fixture
def database_url(
    server_of: Cluster | None, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A migrated database of its own for the test."""
    if server_of is None:
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "thana.sqlite3")
        yield f"sqlite://{tmp_path / 'thana.sqlite3'}"
        return
    execute(server_of.url(), "CREATE DATABASE thana TEMPLATE thana_template")
    yield server_of.url("thana")
    execute(server_of.url(), "DROP DATABASE thana WITH (FORCE)")
