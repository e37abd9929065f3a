"""`thana officers`, as an administrator types it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import commands
import pyotp
import pytest
from clients import SIGN_IN_OFFICER, GraphQLClient
from commands import Finished
from conftest import MovableClock
from factories import MAKRONIYA, PASSWORD, SEEDED

from core.audit.models import AuditEntry
from core.identity.models import Officer, Posting

VIEWER = "{ viewer { ... on Officer { fullName postings { role unit { code } } } } }"

Thana = Callable[..., Awaitable[Finished]]


@pytest.fixture
def thana(database_url: str, tmp_path: Path) -> Thana:
    """Run `thana officers …` on the test's database."""

    async def run(*words: str) -> Finished:
        return await commands.thana(tmp_path, "officers", *words, database_url=database_url)

    return run


@pytest.fixture
def clock() -> MovableClock:
    """The command has the clock of the machine, so the application has it as well."""
    clock = MovableClock()
    clock.moment = datetime.now(UTC)
    return clock


async def test_officer_made_and_posted_signs_in_until_deactivated(
    thana: Thana, as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    made = await thana("add", "Asha.Rao", "Asha Rao", "--password", PASSWORD, "--language", "en")
    assert (made.code, made.err) == (0, "")
    uri = next(line for line in made.out.splitlines() if line.startswith("otpauth://"))
    assert (await thana("post", "asha.rao", "STATION_HEAD", MAKRONIYA)).code == 0

    clock.moment = datetime.now(UTC)
    totp = pyotp.parse_uri(uri)
    assert isinstance(totp, pyotp.TOTP)
    answer = {"username": "asha.rao", "password": PASSWORD, "totp": totp.at(clock.moment)}
    done = (await as_nobody.run(SIGN_IN_OFFICER, input=answer))["signInOfficer"]
    assert done["errors"] == []
    as_nobody.token = done["session"]["token"]
    seen = (await as_nobody.run(VIEWER))["viewer"]
    assert seen["postings"] == [{"role": "STATION_HEAD", "unit": {"code": MAKRONIYA}}]

    listed = (await thana("list")).out
    assert "STATION_HEAD 21346058" in listed
    assert PASSWORD not in listed
    assert (await thana("unpost", "asha.rao", "STATION_HEAD", MAKRONIYA)).code == 0
    clock.moment = datetime.now(UTC)
    assert (await as_nobody.run(VIEWER))["viewer"]["postings"] == []

    assert (await thana("deactivate", "asha.rao")).code == 0
    assert (await as_nobody.send(VIEWER)).status_code == 401
    assert "no" in (await thana("list")).out.splitlines()[3]
    of_people = AuditEntry.exclude(action__in=SEEDED).order_by("sequence")
    assert await of_people.values_list("action", flat=True) == [
        "officer.create",
        "posting.start",
        "session.start",
        "posting.end",
        "officer.deactivate",
    ]


async def test_mistakes_are_named_and_nothing_is_made(thana: Thana) -> None:
    assert (await thana("add", "known", "Known Officer", "--password", PASSWORD)).code == 0
    mistakes = {
        ("add", "short", "Short", "--password", "elevenchars"): "a password has 12 to 200",
        ("add", "no name!", "No Name", "--password", PASSWORD): "a username has 2 to 59",
        ("add", "KNOWN", "Known", "--password", PASSWORD): "there is an officer known already",
        ("add", "nameless", " ", "--password", PASSWORD): "a full name has 1 to 200 characters",
        ("add", "endless", "x" * 201, "--password", PASSWORD): "a full name has 1 to 200",
        ("post", "unknown", "STATION_HEAD", MAKRONIYA): "there is no officer unknown",
        ("post", "known", "STATION_HEAD", "0"): "there is no unit 0",
        ("unpost", "known", "STATION_HEAD", MAKRONIYA): "known is not STATION_HEAD at 21346058",
        ("deactivate", "unknown"): "there is no officer unknown",
    }
    results = await asyncio.gather(*(thana(*words) for words in mistakes))
    for message, ended in zip(mistakes.values(), results, strict=True):
        assert ended.code == 1, message
        assert message in ended.err
        assert "Traceback" not in ended.err
    ended = await thana("post", "known", "KING", MAKRONIYA)
    assert (ended.code, "BEAT_OFFICER" in ended.err) == (2, True)


async def test_same_posting_twice_is_refused(thana: Thana, as_nobody: GraphQLClient) -> None:
    await thana("add", "known", "Known Officer", "--password", PASSWORD)
    assert (await thana("post", "known", "STATION_HEAD", MAKRONIYA)).code == 0
    again = await thana("post", "known", "STATION_HEAD", MAKRONIYA)
    assert again.code == 1
    assert "known is STATION_HEAD at 21346058 already" in again.err
    assert await Posting.all().count() == 1


async def test_password_is_kept_as_argon2_and_the_second_factor_sealed(
    thana: Thana, as_nobody: GraphQLClient
) -> None:
    made = await thana("add", "known", "Known Officer", "--password", PASSWORD)
    secret = made.out.split("secret=")[1].split("&")[0]
    officer = await Officer.get()
    assert officer.password_hash.startswith("$argon2id$")
    assert secret not in officer.totp_secret
    assert secret not in (await thana("list")).out
