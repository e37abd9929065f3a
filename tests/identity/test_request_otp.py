"""requestOtp: one form of every address, the same answer for everybody, and limits that hold."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from clients import REQUEST_OTP, GraphQLClient
from conftest import MovableClock
from factories import make_citizen
from own_statements import own_statements

from core.audit.models import AuditEntry
from core.db import fetch
from core.identity.models import OneTimeCode
from core.notifications.models import DemoMessage
from core.outbox.models import OutboxEntry
from core.rate_limits import RateLimit
from core.runtime import Runtime

MOBILE = "+919812345678"
SPELLINGS = [
    "+91 98123 45678",
    "098123 45678",
    "९८१२३४५६७८",
    "+91-98123-45678;ext=1",
    "0091 98123-45678",
]
NO_ADDRESSES = {
    "SMS": [
        *("", "+", "12345", "011 2345 6789", "+91 11111 11111", "asha@example.in", "9" * 40),
        *("+44 7700 900123", "+1 202 555 0123", "98765OOOO1", "98765 4321O"),
        *("9812345678" + " " * 1000, "' OR 1=1 --", "\u202e98123x"),
    ],
    "EMAIL": [
        *("", "asha", "asha@", "@example.in", "a b@example.in", "asha@@example.in", MOBILE),
        *("a" * 250 + "@example.in", "asha@example.in\nBcc: all@example.in"),
    ],
}


async def ask(client: GraphQLClient, address: str = MOBILE, channel: str = "SMS") -> Any:
    answer = await client.run(REQUEST_OTP, input={"channel": channel, "address": address})
    return answer["requestOtp"]


async def refused(client: GraphQLClient, address: str = MOBILE) -> Mapping[str, Any]:
    error = await client.refused(REQUEST_OTP, input={"channel": "SMS", "address": address})
    extensions: Mapping[str, Any] = error["extensions"]
    assert extensions["code"] == "RATE_LIMITED"
    return extensions


async def messages_to(client: GraphQLClient, address: str = MOBILE) -> int:
    return sum(message["to"] == address for message in await client.outbox())


async def test_code_arrives_and_is_valid_for_five_minutes(as_nobody: GraphQLClient) -> None:
    asked = await ask(as_nobody)
    assert asked["errors"] == []
    assert asked["challenge"]["expiresAt"] == "2026-11-23T12:05:00+05:30"
    assert asked["challenge"]["resendAt"] == "2026-11-23T12:00:30+05:30"
    (message,) = await as_nobody.outbox()
    assert (message["to"], message["channel"]) == (MOBILE, "SMS")
    assert re.search(r"\b\d{6}\b", message["text"])


async def test_every_spelling_of_a_number_is_one_number_and_one_counter(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    for spelling in SPELLINGS:
        assert (await ask(as_nobody, spelling))["errors"] == []
        clock.move(seconds=40)
    assert {message["to"] for message in await as_nobody.outbox()} == {MOBILE}
    for spelling in [*SPELLINGS, MOBILE]:
        await refused(as_nobody, spelling)
    assert await messages_to(as_nobody) == 5


async def test_what_is_no_address_is_told_and_nothing_is_sent(as_nobody: GraphQLClient) -> None:
    for channel, spellings in NO_ADDRESSES.items():
        code = "MOBILE_INVALID" if channel == "SMS" else "EMAIL_INVALID"
        for spelling in spellings:
            asked = await ask(as_nobody, spelling, channel)
            assert asked["challenge"] is None, spelling
            assert [(e["path"], e["code"]) for e in asked["errors"]] == [(["address"], code)]
    assert await as_nobody.outbox() == []
    assert await OneTimeCode.all().count() == await RateLimit.all().count() == 0


async def test_message_is_in_the_language_asked_for(as_nobody: GraphQLClient) -> None:
    asked = {"channel": "SMS", "address": MOBILE}
    await as_nobody.run(REQUEST_OTP, input=asked | {"language": "EN"})
    as_nobody.language = "hi-IN,en;q=0.5"
    await as_nobody.run(REQUEST_OTP, input=asked)
    subjects = {message["subject"] for message in await as_nobody.outbox()}
    assert "Your sign-in code" in subjects
    assert len(subjects) == 2


async def test_known_and_unknown_numbers_get_equal_bodies_by_equal_work(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    await make_citizen(runtime, mobile=MOBILE)
    bodies, work = [], []
    for address in (MOBILE, "+919898989898"):
        with own_statements() as sent:
            answer = await as_nobody.send(REQUEST_OTP, input={"channel": "SMS", "address": address})
        bodies.append(re.sub(rb'"id":"[0-9a-f-]{36}"', b'"id":""', answer.content))
        work.append([line for line in sent if "core_citizen" in line])
    assert bodies[0] == bodies[1]
    assert work == [[], []]


async def test_never_more_than_five_messages_in_any_24_hours(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    clock.move(hours=17, minutes=20)  # ten minutes before midnight, UTC
    for _ in range(5):
        await ask(as_nobody)
        clock.move(minutes=1)
    for _ in range(24):
        await refused(as_nobody)
        clock.move(minutes=58)
    assert await messages_to(as_nobody) == 5
    clock.move(seconds=(await refused(as_nobody))["retryAfter"])
    assert (await ask(as_nobody))["errors"] == []


async def test_third_request_within_half_a_minute_has_to_wait(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    await ask(as_nobody)
    await ask(as_nobody)
    wait = (await refused(as_nobody))["retryAfter"]
    assert 30 <= wait <= 33
    clock.move(seconds=wait)
    await ask(as_nobody)
    assert await messages_to(as_nobody) == 3


async def test_parallel_requests_for_one_number_send_two_messages(
    as_nobody: GraphQLClient,
) -> None:
    asked = {"channel": "SMS", "address": MOBILE}
    answers = await asyncio.gather(*(as_nobody.send(REQUEST_OTP, input=asked) for _ in range(20)))
    assert sum("errors" not in answer.json() for answer in answers) == 2
    assert await messages_to(as_nobody) == 2


@pytest.mark.parametrize("settings", [{"one_time_codes": {"sent_a_day": 7}}], indirect=True)
async def test_states_budget_holds_exactly(as_nobody: GraphQLClient, clock: MovableClock) -> None:
    asked = [{"channel": "SMS", "address": f"+9198123456{n:02d}"} for n in range(15)]
    answers = await asyncio.gather(*(as_nobody.send(REQUEST_OTP, input=one) for one in asked))
    assert sum("errors" not in answer.json() for answer in answers) == 7
    assert len(await as_nobody.outbox()) == 7
    clock.move(hours=23)
    await refused(as_nobody)
    assert len(await as_nobody.outbox()) == 7
    clock.move(hours=2)
    assert (await ask(as_nobody))["errors"] == []


@pytest.mark.parametrize(
    "settings", [{"one_time_codes": {"sent_per_client_an_hour": 3}}], indirect=True
)
async def test_one_client_gets_no_further_by_a_forged_address(as_nobody: GraphQLClient) -> None:
    for number in range(3):
        await ask(as_nobody, f"+91981234560{number}")
    as_nobody.http.headers["x-forwarded-for"] = "203.0.113.9"
    await refused(as_nobody)
    assert len(await as_nobody.outbox()) == 3


@pytest.mark.parametrize(
    "settings",
    [
        {
            "one_time_codes": {"sent_per_client_an_hour": 3},
            "trusted_proxies": ("127.0.0.1/32",),
        }
    ],
    indirect=True,
)
async def test_addresses_of_one_ipv6_network_are_one_client(
    as_nobody: GraphQLClient, http: httpx.AsyncClient
) -> None:
    for number in range(3):
        http.headers["x-forwarded-for"] = f"2001:db8:1:2::{number}"
        await ask(as_nobody, f"+91981234560{number}")
    http.headers["x-forwarded-for"] = "2001:db8:1:2:ffff::1"
    await refused(as_nobody)
    http.headers["x-forwarded-for"] = "2001:db8:1:3::1"
    assert (await ask(as_nobody))["errors"] == []


async def test_code_is_nowhere_but_in_the_demos_own_messages(
    as_nobody: GraphQLClient, kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await ask(as_nobody)
        code = await as_nobody.code_for(MOBILE)
    assert code not in caplog.text
    assert MOBILE[3:] not in caplog.text
    (entry,) = await OutboxEntry.all()
    assert (entry.payload, entry.done_at is not None) == ("", True)
    await DemoMessage.all().delete()
    alone = re.compile(rf"(?<![0-9A-Za-z]){code}(?![0-9A-Za-z])")
    assert alone.findall(await stored_text(kind, tmp_path)) == []


async def stored_text(kind: str, folder: Path) -> str:
    """All that the database holds, but the units' codes and coordinates: files, or rows."""
    if kind == "sqlite":
        await fetch("PRAGMA wal_checkpoint(TRUNCATE)")  # the demo's message is in the journal still
        return await asyncio.to_thread(_text_of_files, folder)
    tables = await fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'core_unit'"
    )
    rows = [
        await fetch(f'SELECT t::text AS row FROM "{table["tablename"]}" AS t') for table in tables
    ]
    return "\n".join(row["row"] for found in rows for row in found)


def _text_of_files(folder: Path) -> str:
    files = sorted(folder.glob("thana.sqlite3*"))
    assert files
    return "".join(file.read_bytes().decode("latin-1") for file in files)


async def test_number_is_in_no_counter_audit_or_message_that_was_sent(
    as_nobody: GraphQLClient,
) -> None:
    await as_nobody.sign_in(MOBILE)
    kept = [
        *await RateLimit.all().values_list("key", flat=True),
        *await OutboxEntry.all().values_list("payload", flat=True),
        *(str(entry) for entry in await AuditEntry.all().values()),
    ]
    assert len(kept) > 5
    assert [text for text in kept if MOBILE[3:] in text] == []
