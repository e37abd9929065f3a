"""Whoever asked for it is written to once when a document is revoked, and then forgotten."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from acknowledgements import REVOKE
from clients import GraphQLClient
from conftest import MovableClock, settings_for
from licences import Licence, watch
from mail_servers import MailServer, mail_server
from starlette.applications import Starlette

from core.app import create_app
from core.documents.models import DocumentWatch
from core.identity.models import Citizen
from core.sandboxes import Sandboxes
from core.settings import Settings

AsOfficer = Callable[..., Awaitable[GraphQLClient]]
Issue = Callable[..., Awaitable[Licence]]
CLERK = "clerk@bank.example.in"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as up:
        yield up


@pytest.fixture
def settings(database_url: str, plugin: ModuleType, server: MailServer) -> Settings:
    """As in production: letters leave."""
    return settings_for(
        database_url,
        plugins=("licence", "lost_property"),
        mode="production",
        public_url="https://127.0.0.1",
        trusted_documents_only=False,
        notifications=server.settings(),
    )


@pytest.fixture
async def app(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    """Letters leave when the test says so, and have left then."""
    application = create_app(settings, clock, sandboxes=sandboxes, delivers=False)
    async with application.router.lifespan_context(application):
        yield application


async def revoke(officer: GraphQLClient, code: str) -> list[str]:
    """The codes of what is wrong with a revocation."""
    key = str(uuid.uuid4())
    wanted = {"code": code, "reasonCode": "MISUSED", "note": "Lent.", "idempotencyKey": key}
    payload = (await officer.run(REVOKE, input=wanted))["revokeDocument"]
    return [error["code"] for error in payload["errors"]]


async def deliver(app: Starlette) -> None:
    await app.state.effects.messages.deliver_due()


def letters(server: MailServer) -> dict[str, str]:
    """What was written to each bank, by address, as plain text."""
    found = [
        (str(mail["To"]), str(next(iter(mail.iter_parts())).get_content())) for mail in server.mails
    ]
    mine = [(to, said) for to, said in found if to.endswith("bank.example.in")]
    assert len(dict(mine)) == len(mine)
    return dict(mine)


async def test_each_is_told_once_in_the_own_language_and_forgotten(
    issue: Issue,
    as_nobody: GraphQLClient,
    as_officer: AsOfficer,
    app: Starlette,
    server: MailServer,
    clock: MovableClock,
) -> None:
    licence = await issue()
    code, number = (await licence.row()).code, licence.request.number
    await watch(as_nobody, code, language="EN")
    await watch(as_nobody, code, email="hindi@bank.example.in", language="HI")
    await watch(as_nobody, (await (await issue()).row()).code, email="other@bank.example.in")
    clock.move(days=2)
    officer = await as_officer()
    assert await revoke(officer, code) == []
    assert [row.email for row in await DocumentWatch.all()] == ["other@bank.example.in"]
    await deliver(app)
    assert await revoke(officer, code) == ["DOCUMENT_REVOKED"]
    await deliver(app)
    told = letters(server)
    assert set(told) == {CLERK, "hindi@bank.example.in"}
    assert told[CLERK].startswith(
        f"Licence, number {number}, was revoked on 25.11.2026, 12:00 IST (It was misused). Do not"
        " accept it any more. You had asked to be told; we have deleted your address here and will"
        " not write again.\n"
    )
    assert told["hindi@bank.example.in"].startswith(
        f"Licence, क्रमांक {number}, 25.11.2026, 12:00 IST को रद्द कर दिया गया है"
    )
    assert "Asha" not in "".join(told.values())
    [subject] = [str(mail["Subject"]) for mail in server.mails if mail["To"] == CLERK]
    assert subject == f"Revoked: Licence {number}"


async def test_a_step_that_ends_the_validity_tells_them_as_well(
    issue: Issue,
    as_nobody: GraphQLClient,
    as_officer: AsOfficer,
    app: Starlette,
    server: MailServer,
) -> None:
    licence = await issue()
    await watch(as_nobody, (await licence.row()).code, language="EN")
    officer = await as_officer()
    await licence.act(officer, "LEND")
    await deliver(app)
    assert letters(server) == {}
    await licence.act(officer, "END")
    await deliver(app)
    assert "(It has ended)" in letters(server)[CLERK]
    assert await DocumentWatch.all().count() == 0


async def test_once_the_validity_has_ended_nobody_is_told(
    issue: Issue,
    as_nobody: GraphQLClient,
    as_officer: AsOfficer,
    app: Starlette,
    server: MailServer,
    clock: MovableClock,
) -> None:
    code = (await (await issue()).row()).code
    await watch(as_nobody, code)
    clock.move(days=30)
    assert await revoke(await as_officer(), code) == []
    await deliver(app)
    assert letters(server) == {}
    assert await DocumentWatch.all().count() == 0


async def test_a_revocation_that_is_refused_tells_nobody(
    issue: Issue,
    as_nobody: GraphQLClient,
    as_officer: AsOfficer,
    app: Starlette,
    server: MailServer,
) -> None:
    code = (await (await issue()).row()).code
    await watch(as_nobody, code)
    stranger = await as_officer("21316041")
    key = str(uuid.uuid4())
    wanted = {"code": code, "reasonCode": "MISUSED", "note": "Lent.", "idempotencyKey": key}
    assert (await stranger.refused(REVOKE, input=wanted))["extensions"]["code"] == "NOT_FOUND"
    await deliver(app)
    assert letters(server) == {}
    assert await DocumentWatch.all().count() == 1


async def test_what_a_name_holds_can_forge_no_letter(
    issue: Issue,
    as_nobody: GraphQLClient,
    as_officer: AsOfficer,
    app: Starlette,
    server: MailServer,
) -> None:
    licence = await issue(holder="Eve\r\nBcc: all@example.in")
    await Citizen.all().update(full_name="Eve <b>")
    await watch(as_nobody, (await licence.row()).code, language="EN")
    assert await revoke(await as_officer(), (await licence.row()).code) == []
    await deliver(app)
    assert "Eve" not in letters(server)[CLERK]
    assert [to for _, [to] in server.envelopes] == [CLERK]
