"""`thana officers add --mobile` and `thana officers mobile`: nobody decides about themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from clients import GraphQLClient
from commands import Finished, thana
from conftest import MovableClock, settings_for
from factories import PASSWORD, make_citizen, make_officer, session_token
from httpx import AsyncClient
from lost_reports import ACT, stored

from core.audit.models import AuditEntry
from core.identity.models import Officer
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.settings import Settings

MOBILE, SPELLING = "+919812345678", "098123 45678"
Officers = Callable[..., Awaitable[Finished]]


@pytest.fixture
def settings(database_url: str) -> Settings:
    """A state whose officers acknowledge reports."""
    return settings_for(database_url, services={"lost_property": {"acknowledged": "by_officer"}})


@pytest.fixture
def officers(runtime: Runtime, database_url: str, tmp_path: Path) -> Officers:
    """Run `thana officers …` beside the running platform."""

    async def run(*words: str) -> Finished:
        return await thana(tmp_path, "officers", *words, database_url=database_url)

    return run


def shows(done: Finished) -> bool:
    """Whether a command has printed any part of the number by which a person is known."""
    return "12345" in done.out + done.err


async def test_officer_takes_no_step_on_a_request_of_the_own_number_until_it_is_cleared(
    officers: Officers, runtime: Runtime, http: AsyncClient, clock: MovableClock
) -> None:
    account = await make_officer(runtime)
    officer = GraphQLClient(http, await session_token(runtime, officer=account.row))
    citizen = await make_citizen(runtime, mobile=MOBILE)
    owner = GraphQLClient(http, await session_token(runtime, citizen=citizen))
    report = await stored(owner)
    step = {"requestId": report["id"], "action": "ACKNOWLEDGE", "expectedVersion": 1}
    before = await ServiceRequest.all().values()

    kept = await officers("mobile", account.row.username, SPELLING)
    assert (kept.code, kept.err, shows(kept)) == (0, "", False)
    assert (await Officer.get(id=account.row.id)).mobile == MOBILE
    refused = await officer.refused(ACT, input=step)
    assert refused["extensions"] == {"code": "FORBIDDEN"}
    assert await ServiceRequest.all().values() == before

    assert (await officers("mobile", account.row.username, "--clear")).code == 0
    assert (await Officer.get(id=account.row.id)).mobile is None
    done = (await officer.run(ACT, input=step))["performAction"]
    assert (done["errors"], done["request"]["status"]["code"]) == ([], "ACKNOWLEDGED")


async def test_number_is_kept_with_a_new_account_in_the_form_of_citizens_numbers(
    officers: Officers,
) -> None:
    words = ("add", "asha.rao", "Asha Rao", "--password", PASSWORD, "--mobile", SPELLING)
    done = await officers(*words)
    assert (done.code, done.err, shows(done)) == (0, "", False)
    assert (await Officer.get(username="asha.rao")).mobile == MOBILE
    assert not shows(await officers("list"))


async def test_audit_says_that_a_number_was_kept_and_cleared_and_never_which(
    officers: Officers,
) -> None:
    await officers("add", "asha.rao", "Asha Rao", "--password", PASSWORD)
    await officers("mobile", "asha.rao", SPELLING)
    await officers("mobile", "asha.rao", "--clear")
    entries = await AuditEntry.filter(action__startswith="officer.").order_by("sequence")
    assert [entry.action for entry in entries] == [
        "officer.create",
        "officer.mobile_set",
        "officer.mobile_clear",
    ]
    assert [entry.details for entry in entries] == ["{}"] * 3


async def test_mistakes_are_named_without_the_number_and_nothing_is_changed(
    officers: Officers,
) -> None:
    await officers("add", "known", "Known Officer", "--password", PASSWORD, "--mobile", SPELLING)
    before: Any = await Officer.all().values()
    no_number = "this is no mobile number of India; give its ten digits"
    mistakes = {
        ("mobile", "known", "12345"): no_number,
        ("mobile", "known", "022 2345 6789"): no_number,
        ("mobile", "known", ""): no_number,
        ("add", "new", "New", "--password", PASSWORD, "--mobile", "12345"): no_number,
        ("mobile", "known"): "give the mobile number, or --clear",
        ("mobile", "known", SPELLING, "--clear"): "give the mobile number, or --clear",
        ("mobile", "unknown", SPELLING): "there is no officer unknown",
    }
    results = await asyncio.gather(*(officers(*words) for words in mistakes))
    for done, fault in zip(results, mistakes.values(), strict=True):
        assert (done.code, done.faults, shows(done)) == (1, [fault], False)
    assert await Officer.all().values() == before
