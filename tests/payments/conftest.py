"""A platform with a service that costs something, and a payment gateway beside it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from commands import Finished, thana
from conftest import MovableClock
from factories import make_citizen
from permits import Request, Till, apply
from processions import Person
from sandbox_gateway import SECRET, SandboxGateway, sandbox
from starlette.applications import Starlette
from strangers import Strangers

from core.app import create_app
from core.sandboxes import Sandboxes
from core.setting_sections import PaymentGateway, Payments
from core.settings import Settings

PERMIT = Path(__file__).parent.with_name("permit.py").read_text(encoding="utf-8")
FRONTEND = "https://seva.example.in"


@pytest.fixture
async def gateway() -> AsyncIterator[SandboxGateway]:
    async with sandbox() as made:
        yield made


@pytest.fixture
def settings(settings: Settings, gateway: SandboxGateway, tmp_path: Path) -> Settings:
    secret = tmp_path / "gateway.secret"
    secret.write_text(SECRET)
    section = PaymentGateway(url=gateway.url, merchant="MP-POLICE", secret_file=secret, seconds=1)
    payments = Payments(providers=("gateway", "treasury", "exempt"), gateway=section)
    changes = {"plugins": ("permit",), "allowed_origins": (FRONTEND,), "payments": payments}
    return settings.model_copy(update=changes)


@pytest.fixture
async def app(
    strangers: Strangers, settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    """What happens after a commit, happens when a test asks for it."""
    strangers.install("permit", PERMIT)
    application = create_app(settings, clock, sandboxes=sandboxes, delivers=False)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
def till(
    app: Starlette, http: httpx.AsyncClient, clock: MovableClock, gateway: SandboxGateway
) -> Till:
    return Till(app, http, clock, gateway=gateway)


@pytest.fixture
def another(till: Till) -> Callable[..., Awaitable[Person]]:
    """Make a citizen: `await another()`."""

    async def citizen(**values: object) -> Person:
        return await till.enter(await make_citizen(till.runtime, **values))

    return citizen


@pytest.fixture
async def citizen(another: Callable[..., Awaitable[Person]]) -> Person:
    return await another()


@pytest.fixture
async def permit(citizen: Person) -> Request:
    """A request whose fee waits."""
    return await apply(citizen)


@pytest.fixture
def payments(
    till: Till, strangers: Strangers, settings: Settings, tmp_path: Path
) -> Callable[..., Awaitable[Finished]]:
    """`thana payments …` on the test's database: `await payments("due")`."""
    gateway = settings.payments.gateway.model_dump(mode="json")
    section = {"providers": ["gateway", "treasury", "exempt"], "gateway": gateway}

    async def command(*words: str) -> Finished:
        return await thana(
            tmp_path,
            "payments",
            *words,
            PYTHONPATH=str(strangers.folder),
            database_url=settings.database_url,
            plugins='["permit"]',
            payments=json.dumps(section),
        )

    return command
