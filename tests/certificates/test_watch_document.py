"""Anyone who relies on a document may ask to be told of its revocation: nothing is sent then."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from acknowledgements import REVOKE
from clients import GraphQLClient
from conftest import MovableClock
from licences import WATCH, Licence, watch
from lost_reports import rows
from own_data import erase
from starlette.applications import Starlette

from core import housekeeping
from core.documents.models import Document, DocumentWatch
from core.notifications.models import DemoMessage
from core.outbox.models import OutboxEntry

AsOfficer = Callable[..., Awaitable[GraphQLClient]]
Issue = Callable[..., Awaitable[Licence]]
DONE = {"ok": True, "errors": []}
WITHOUT_EMAIL = {
    "mode": "production",
    "public_url": "https://127.0.0.1",
    "trusted_documents_only": False,
    "notifications": {
        "mode": "live",
        "sms": {
            "gateway": "http",
            "url": "https://127.0.0.1:1/",
            "body": {"to": "{to}", "text": "{text}", "id": "{reference}"},
        },
    },
}


def codes(payload: dict[str, Any]) -> list[tuple[str, str]]:
    assert payload["ok"] is False
    return [(".".join(error["path"]), error["code"]) for error in payload["errors"]]


async def noted() -> list[tuple[str, str]]:
    rows = await DocumentWatch.all().order_by("email")
    return [(row.email, row.language.value) for row in rows]


def revocation(code: str) -> dict[str, str]:
    key = str(uuid.uuid4())
    return {"code": code, "reasonCode": "MISUSED", "note": "Lent.", "idempotencyKey": key}


async def test_an_address_is_noted_once_and_nothing_is_sent(
    issue: Issue, as_nobody: GraphQLClient, app: Starlette
) -> None:
    code = (await (await issue()).paper())["code"]
    await app.state.effects.messages.deliver_due()
    sent = await OutboxEntry.all().count()
    assert await watch(as_nobody, code.lower(), language="HI") == DONE
    assert await watch(as_nobody, code, email=" Clerk@Bank.example.in ", language="EN") == DONE
    assert await noted() == [("clerk@bank.example.in", "hi")]
    assert await OutboxEntry.all().count() == sent
    await app.state.effects.messages.deliver_due()
    assert await DemoMessage.filter(recipient="clerk@bank.example.in").count() == 0


async def test_without_a_language_it_is_the_one_that_the_client_accepts(
    issue: Issue, as_nobody: GraphQLClient
) -> None:
    code = (await (await issue()).row()).code
    as_nobody.language = "en"
    assert await watch(as_nobody, code) == DONE
    assert await noted() == [("clerk@bank.example.in", "en")]


@pytest.mark.parametrize("email", ["", "clerk", "a@b@c.in", "a@b.in\r\nBcc: c@d.in", "x" * 400])
async def test_what_is_no_address_is_refused(
    issue: Issue, as_nobody: GraphQLClient, email: str
) -> None:
    code = (await (await issue()).row()).code
    before = await rows()
    assert codes(await watch(as_nobody, code, email=email)) == [("email", "EMAIL_INVALID")]
    assert (await rows(), await noted()) == (before, [])


@pytest.mark.parametrize("code", ["0" * 20, "", "x" * 1000, "MP-21346058-LI-2026-000001-0"])
async def test_an_unknown_code_is_refused(
    issue: Issue, as_nobody: GraphQLClient, code: str
) -> None:
    await issue()
    before = await rows()
    assert codes(await watch(as_nobody, code)) == [("code", "DOCUMENT_UNKNOWN")]
    assert (await rows(), await noted()) == (before, [])


async def test_there_is_nothing_to_wait_for_once_it_is_revoked_or_over(
    issue: Issue, as_nobody: GraphQLClient, as_officer: AsOfficer, clock: MovableClock
) -> None:
    revoked, over = await issue(), await issue()
    code = (await revoked.row()).code
    await (await as_officer()).run(REVOKE, input=revocation(code))
    assert codes(await watch(as_nobody, code)) == [("code", "DOCUMENT_REVOKED")]
    clock.move(days=30)
    assert codes(await watch(as_nobody, (await over.row()).code)) == [("code", "DOCUMENT_EXPIRED")]
    assert await noted() == []


async def test_a_client_may_ask_twenty_times_a_day(
    issue: Issue, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    code = (await (await issue()).row()).code
    for place in range(20):
        assert await watch(as_nobody, code, email=f"a{place}@bank.example.in") == DONE
    wanted = {"code": code, "email": "one.more@bank.example.in"}
    error = await as_nobody.refused(WATCH, input=wanted)
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert len(await noted()) == 20
    clock.move(hours=26)
    assert await watch(as_nobody, **wanted) == DONE


async def test_a_hundred_wait_for_one_document(
    issue: Issue, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    row = await (await issue()).row()
    for place in range(100):
        await DocumentWatch.create(
            id=uuid.uuid4(),
            document_id=row.id,
            email=f"a{place}@bank.example.in",
            language="en",
            created_at=clock.now(),
        )
    assert codes(await watch(as_nobody, row.code)) == [("code", "TOO_MANY")]
    assert await watch(as_nobody, row.code, email="a7@bank.example.in") == DONE
    assert await DocumentWatch.all().count() == 100


async def test_a_key_is_good_for_one_input(issue: Issue, as_nobody: GraphQLClient) -> None:
    code, key = (await (await issue()).row()).code, str(uuid.uuid4())
    assert await watch(as_nobody, code, idempotencyKey=key) == DONE
    assert await watch(as_nobody, code, idempotencyKey=key) == DONE
    wanted = {"code": code, "email": "another@bank.example.in", "idempotencyKey": key}
    error = await as_nobody.refused(WATCH, input=wanted)
    assert error["extensions"]["code"] == "CONFLICT"
    assert len(await noted()) == 1


async def test_an_address_is_forgotten_when_the_validity_has_ended(
    issue: Issue, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    short = await issue()
    long = await issue(valid_until=clock.now() + timedelta(days=90))
    runtime = short.app.state.platform.runtime
    for licence, email in ((short, "short@x.example.in"), (long, "long@x.example.in")):
        await watch(as_nobody, (await licence.row()).code, email=email)
    clock.move(days=29)
    await housekeeping.clean_up(runtime)
    assert len(await noted()) == 2
    clock.move(days=1)
    await housekeeping.clean_up(runtime)
    assert [email for email, _ in await noted()] == ["long@x.example.in"]


async def test_the_erasure_of_the_holder_takes_the_addresses_and_tells_nobody(
    issue: Issue, as_nobody: GraphQLClient, app: Starlette
) -> None:
    licence = await issue()
    await watch(as_nobody, (await licence.row()).code)
    holder = await licence.request.citizen
    await erase(licence.client, holder.mobile or "")
    assert (await Document.get()).revocation_code == "ERASED"
    assert await noted() == []
    await app.state.effects.messages.deliver_due()
    assert await DemoMessage.filter(recipient="clerk@bank.example.in").count() == 0


async def test_the_erasure_of_a_citizen_who_waits_takes_the_own_address(
    issue: Issue, as_citizen: Callable[..., Awaitable[GraphQLClient]], as_nobody: GraphQLClient
) -> None:
    code = (await (await issue()).row()).code
    await watch(as_nobody, code)
    await watch(as_nobody, code, email="other@bank.example.in")
    waiting = await as_citizen(mobile=None, verified_email="clerk@bank.example.in")
    payload = await erase(waiting, "clerk@bank.example.in")
    assert payload["errors"] == []
    assert [email for email, _ in await noted()] == ["other@bank.example.in"]


@pytest.mark.parametrize("settings", [WITHOUT_EMAIL], indirect=True)
async def test_a_state_without_email_notes_nothing(issue: Issue, as_nobody: GraphQLClient) -> None:
    code = (await (await issue()).row()).code
    assert codes(await watch(as_nobody, code)) == [("email", "CHANNEL_CLOSED")]
    assert await noted() == []
    page = await as_nobody.http.get(f"/verify/{code}?lang=en")
    assert "Genuine and valid" in page.text
    assert "/watch" not in page.text
