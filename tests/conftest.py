"""Fixtures: a real database of each kind, made once as a template and copied for each test; the app
over HTTP.
"""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
import uvicorn
from clients import GraphQLClient
from factories import make_citizen, make_officer, session_token
from made_once import made_once
from postgres_copies import Copies, execute
from starlette.applications import Starlette
from strangers import Strangers
from temporary import FOLDER

from core import db, migration
from core.app import create_app, create_platform
from core.demo.seed import seed_plugins
from core.demo.stations import DATA, write_units
from core.documents.key_files import new_key, write_key
from core.identity.models import OfficerRole
from core.runtime import Runtime
from core.sandboxes import Sandboxes
from core.settings import Settings
from core.units.holidays import import_holidays
from core.units.importer import import_units

KEY = "only-for-tests-0123456789abcdefghijklmnop"
LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"


def postgres_server() -> str | None:
    """The server that THANA_TEST_POSTGRES names, else one that answers on 127.0.0.1:5432."""
    if named := os.environ.get("THANA_TEST_POSTGRES"):
        return named
    with socket.socket() as probe:
        probe.settimeout(1)
        return LOCAL_POSTGRES if probe.connect_ex(("127.0.0.1", 5432)) == 0 else None


POSTGRES = postgres_server()
KINDS = ["sqlite", "postgres"] if POSTGRES else ["sqlite"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which databases the tests ran on, in quiet runs as well."""
    terminalreporter.write_line(pytest_report_header())


def pytest_collection_finish() -> None:
    """What is imported stays: the collector need not look at it again and again."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    shutil.rmtree(FOLDER)


def pytest_report_header() -> str:
    where = (
        urlsplit(POSTGRES).hostname
        if POSTGRES
        else "none found; set THANA_TEST_POSTGRES to test on one"
    )
    return f"databases: SQLite, PostgreSQL: {where}"


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


def settings_for(url: str, **changes: object) -> Settings:
    """The settings of a test. Requests get a minute: a busy machine must not change an answer."""
    changes.setdefault("graphql", {"seconds": 60})
    changes.setdefault("files", {"folder": FOLDER / uuid.uuid4().hex})
    changes.setdefault("documents", {"keys_folder": FOLDER / "keys", "processes": 0})
    changes.setdefault("audit", {"heads_folder": FOLDER / uuid.uuid4().hex})
    changes.setdefault("mode", "demo")
    return Settings(database_url=url, secret_keys=(KEY,), **changes)  # type: ignore[arg-type]


async def fill(url: str, folder: Path) -> None:
    of = create_platform(settings_for(url))
    context = await db.connect(of.database)
    try:
        await migration.migrate(of.database)
        write_units(folder / "units.csv")
        await import_units(folder / "units.csv", now=datetime(2026, 11, 1, tzinfo=UTC))
        await import_holidays(DATA / "holidays_mp.csv")
        await seed_plugins(of)
    finally:
        await context.close_connections()


def _postgres_url(name: str) -> str:
    return urlunsplit(urlsplit(POSTGRES or "")._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    asyncio.run(fill(f"sqlite://{folder / 'template.sqlite3'}", folder))
    return folder / "template.sqlite3"


@pytest.fixture(scope="session")
def postgres_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    server, name = POSTGRES or "", f"thana_template_{uuid.uuid4().hex[:8]}"
    execute(server, f"CREATE DATABASE {name}")
    asyncio.run(fill(_postgres_url(name), tmp_path_factory.mktemp("postgres")))
    copies = Copies(server, name)
    yield copies
    copies.close()
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which kind of database the test runs on; every test of the platform runs on each."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of its own for the test, with all stations of Madhya Pradesh."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "thana.sqlite3")
        yield f"sqlite://{tmp_path / 'thana.sqlite3'}"
        return
    copies: Copies = request.getfixturevalue("postgres_copies")
    name = copies.take()
    yield _postgres_url(name)
    copies.drop(name)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def settings(database_url: str, request: pytest.FixtureRequest) -> Settings:
    """The demo's settings; a test changes some of them by parametrizing `settings` indirectly."""
    return settings_for(database_url, **getattr(request, "param", {}))


@pytest.fixture(scope="session")
def sandboxes() -> Iterator[Sandboxes]:
    """The child processes that all tests of this process share: starting one takes a second."""
    with Sandboxes(settings_for("sqlite://unused")) as shared:
        yield shared


@pytest.fixture(scope="session", autouse=True)
def document_key() -> None:
    """A key that signs documents: production does not start without one."""
    write_key(FOLDER / "keys", new_key("Madhya Pradesh Police", datetime(2026, 11, 1, tzinfo=UTC)))


@pytest.fixture(scope="session", autouse=True)
def shared_parts() -> Iterator[None]:
    """Composing the same schema and templates again takes longer than most tests."""
    with made_once():
        yield


@pytest.fixture
async def app(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    """The application, started; its database is open for the test as well."""
    application = create_app(settings, clock, sandboxes=sandboxes)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
def runtime(app: Starlette) -> Runtime:
    return app.state.platform.runtime  # type: ignore[no-any-return]


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
async def address(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[str]:
    """The demo, served on a free port: for browsers."""
    app = create_app(settings, clock, sandboxes=sandboxes)
    config = uvicorn.Config(app, port=0, log_config=None, ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers nothing to wait for)
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
def strangers(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Strangers]:
    """Installs plugins that are not ours, for this test."""
    made = Strangers(tmp_path_factory.mktemp("installed"), monkeypatch)
    yield made
    made.forget()


@pytest.fixture
def as_nobody(http: httpx.AsyncClient) -> GraphQLClient:
    return GraphQLClient(http)


@pytest.fixture
def as_citizen(
    http: httpx.AsyncClient, runtime: Runtime
) -> Callable[..., Awaitable[GraphQLClient]]:
    """Make a citizen, signed in: `await as_citizen(language=Language.HI)`."""

    async def signed_in(**values: object) -> GraphQLClient:
        citizen = await make_citizen(runtime, **values)
        return GraphQLClient(http, await session_token(runtime, citizen=citizen))

    return signed_in


@pytest.fixture
def as_officer(
    http: httpx.AsyncClient, runtime: Runtime
) -> Callable[..., Awaitable[GraphQLClient]]:
    """Make an officer with a posting, signed in: `await as_officer("21346",
    OfficerRole.DISTRICT_HEAD)`.
    """

    async def signed_in(
        unit_code: str | None = "21346058", role: OfficerRole = OfficerRole.STATION_HEAD
    ) -> GraphQLClient:
        account = await make_officer(runtime, unit_code, role)
        return GraphQLClient(http, await session_token(runtime, officer=account.row))

    return signed_in
