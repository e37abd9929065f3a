"""A plugin notes what it reads by `context.note_read`; for an officer it is in the audit."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from factories import MAKRONIYA
from starlette.applications import Starlette
from strangers import GUESTBOOK, Strangers

from core.app import create_app
from core.audit.models import AuditEntry
from core.sandboxes import Sandboxes
from core.settings import Settings

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
NOTING = GUESTBOOK.replace(
    "def guests(self) -> int:",
    "def guests(self, info: strawberry.Info) -> int:\n        info.context.note_read('guest', 7)",
)


@pytest.fixture
def kind() -> str:
    """What is noted does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def app(
    strangers: Strangers, settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    strangers.install("guestbook", NOTING)
    enabled = settings.model_copy(update={"plugins": ("guestbook",)})
    application = create_app(enabled, clock, sandboxes=sandboxes)
    async with application.router.lifespan_context(application):
        yield application


async def test_what_a_plugin_notes_is_recorded_for_officers_alone(
    as_nobody: GraphQLClient, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    for client in (as_nobody, await as_citizen(), await as_officer()):
        await client.run("query Guests { guests }")
    entry = await AuditEntry.get(action="read")
    assert (entry.chain, entry.subject) == (MAKRONIYA, "operation:Guests")
    assert json.loads(entry.details) == {"read": ["guest:7"], "units": [MAKRONIYA]}
