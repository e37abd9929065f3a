"""verifyOtp: a code is good once, for a short time, for its own challenge, after few tries."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from clients import REQUEST_OTP, VERIFY_OTP, GraphQLClient
from conftest import MovableClock
from factories import make_citizen
from pydantic import ValidationError

from core.identity.models import Citizen, OneTimeCode, Session
from core.rate_limits import RateLimit
from core.runtime import Runtime
from core.setting_sections import OneTimeCodes

MOBILE = "+919812345678"


async def challenge(client: GraphQLClient, address: str = MOBILE, channel: str = "SMS") -> str:
    asked = await client.run(REQUEST_OTP, input={"channel": channel, "address": address})
    return str(asked["requestOtp"]["challenge"]["id"])


async def verify(client: GraphQLClient, challenge_id: str, code: str, **extra: Any) -> Any:
    answer = {"challengeId": challenge_id, "code": code, **extra}
    return (await client.run(VERIFY_OTP, input=answer))["verifyOtp"]


async def is_limited(client: GraphQLClient, challenge_id: str, code: str) -> bool:
    error = await client.refused(VERIFY_OTP, input={"challengeId": challenge_id, "code": code})
    return bool(error["extensions"]["code"] == "RATE_LIMITED")


def is_wrong(payload: Any) -> bool:
    problems = [(error["path"], error["code"]) for error in payload["errors"]]
    return (payload["session"], payload["viewer"], problems) == (
        None,
        None,
        [(["code"], "OTP_INVALID")],
    )


def other(code: str, by: int = 1) -> str:
    """A code that is not this one."""
    return f"{(int(code) + by) % 10**6:06d}"


async def test_first_sign_in_registers_and_every_spelling_is_the_same_citizen(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    seen = set()
    for spelling in (MOBILE, "098123-45678", "९८१२३ ४५६७८", "+91-98123-45678;ext=1"):
        asked = await challenge(as_nobody, spelling)
        done = await verify(as_nobody, asked, await as_nobody.code_for(MOBILE))
        assert done["errors"] == []
        seen.add((done["viewer"]["__typename"], done["viewer"]["id"]))
        clock.move(seconds=40)
    assert len(seen) == 1
    assert await Citizen.all().values_list("mobile", flat=True) == [MOBILE]


async def test_code_written_in_devanagari_and_with_spaces_is_the_code(
    as_nobody: GraphQLClient,
) -> None:
    asked = await challenge(as_nobody)
    code = (await as_nobody.code_for(MOBILE)).translate({48 + n: 0x966 + n for n in range(10)})
    assert (await verify(as_nobody, asked, f" {code[:3]} {code[3:]} "))["errors"] == []


async def test_wrong_unknown_used_foreign_and_expired_are_one_answer(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    first = await challenge(as_nobody)
    code = await as_nobody.code_for(MOBILE)
    second = await challenge(as_nobody, "+919898989898")
    answers = [
        await verify(as_nobody, first, other(code)),
        await verify(as_nobody, "5f0c2f9e-6a1c-4d59-9f0e-5d7a1f1f6a10", code),
        await verify(as_nobody, second, code if code != await newest(as_nobody) else other(code)),
    ]
    assert (await verify(as_nobody, first, code))["errors"] == []
    answers.append(await verify(as_nobody, first, code))
    late = await challenge(as_nobody)
    clock.move(minutes=5)
    answers.append(await verify(as_nobody, late, await as_nobody.code_for(MOBILE)))
    assert all(is_wrong(answer) for answer in answers)
    assert all(answer == answers[0] for answer in answers)
    assert await Session.all().count() == await Citizen.all().count() == 1


async def newest(client: GraphQLClient) -> str:
    return await client.code_for("+919898989898")


async def test_malformed_challenges_and_codes_are_wrong_and_count_nothing(
    as_nobody: GraphQLClient,
) -> None:
    asked = await challenge(as_nobody)
    before = await RateLimit.filter(count__gt=0).count()
    junk = ["", "0", "-1", "1", str(2**63), str(2**64), "1 OR 1=1", '{"$ne":1}', "%", "_", "é" * 32]
    for spelling in [*junk, "5f0c2f9e6a1c4d599f0e5d7a1f1f6a1", "0" * 5000, "\x00"]:
        assert is_wrong(await verify(as_nobody, spelling, "123456")), spelling
    assert await RateLimit.filter(count__gt=0).count() == before
    assert (await OneTimeCode.get(id=asked)).tries == 0


async def test_every_spelling_of_a_challenge_is_the_one_challenge(as_nobody: GraphQLClient) -> None:
    asked = await challenge(as_nobody)
    code = await as_nobody.code_for(MOBILE)
    for spelling in (asked.upper(), f"{{{asked}}}"):
        assert is_wrong(await verify(as_nobody, spelling, other(code)))
    full_width = asked.translate({48 + n: 0xFF10 + n for n in range(10)})
    await verify(as_nobody, full_width, other(code))
    await verify(as_nobody, f"urn:uuid:{asked}", other(code))
    assert (await OneTimeCode.get(id=asked)).tries == 3
    assert is_wrong(await verify(as_nobody, asked, code))


async def test_strange_codes_are_wrong(as_nobody: GraphQLClient) -> None:
    for code in ("", "१२", "0" * 100_000):
        asked = await challenge(as_nobody, f"+9198123456{len(code) % 100:02d}")
        assert is_wrong(await verify(as_nobody, asked, code))


async def test_right_code_after_three_wrong_ones_is_worth_nothing(as_nobody: GraphQLClient) -> None:
    asked = await challenge(as_nobody)
    code = await as_nobody.code_for(MOBILE)
    for by in (1, 2, 3):
        assert is_wrong(await verify(as_nobody, asked, other(code, by)))
    assert is_wrong(await verify(as_nobody, asked, code))
    assert await Session.all().count() == 0


def test_chance_of_a_guess_a_day_is_below_one_in_100_000() -> None:
    limits = OneTimeCodes()
    assert limits.tries_per_address_a_day / 10**6 < 1e-5
    assert limits.failures_an_hour * 24 / 10**6 < 0.1
    for loose in ({"tries_per_address_a_day": 10}, {"failures_an_hour": 4001}):
        with pytest.raises(ValidationError):
            OneTimeCodes(**loose)


async def test_nine_tries_in_any_24_hours_over_all_codes_of_a_number(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    clock.move(hours=17, minutes=20)  # ten minutes before midnight, UTC
    looked_at = 0
    for _ in range(4):
        asked = await challenge(as_nobody)
        code = await as_nobody.code_for(MOBILE)
        for by in (1, 2, 3):
            guess = {"challengeId": asked, "code": other(code, by)}
            answer = (await as_nobody.send(VERIFY_OTP, input=guess)).json()
            looked_at += "errors" not in answer
        clock.move(minutes=4)
    assert looked_at == 9
    asked = await challenge(as_nobody, "+919898989898")
    assert (await verify(as_nobody, asked, await newest(as_nobody)))["errors"] == []
    clock.move(hours=23, minutes=30)
    asked = await challenge(as_nobody)
    assert await is_limited(as_nobody, asked, await as_nobody.code_for(MOBILE))
    assert not await Citizen.exists(mobile=MOBILE)
    clock.move(hours=1, minutes=5)
    asked = await challenge(as_nobody)
    assert (await verify(as_nobody, asked, await as_nobody.code_for(MOBILE)))["errors"] == []


async def test_hundred_parallel_tries_count_three_and_at_most_one_succeeds(
    as_nobody: GraphQLClient,
) -> None:
    asked = await challenge(as_nobody)
    code = await as_nobody.code_for(MOBILE)
    guesses = [other(code, by) for by in range(1, 100)]
    guesses.insert(1, code)
    answers = await asyncio.gather(*(verify(as_nobody, asked, guess) for guess in guesses))
    signed_in = sum(answer["errors"] == [] for answer in answers)
    assert signed_in <= 1
    assert sum(is_wrong(answer) for answer in answers) == 100 - signed_in
    assert await Session.all().count() == signed_in
    row = await OneTimeCode.get(id=asked)
    assert row.tries == 3 if not signed_in else row.tries <= 3
    (counter,) = await RateLimit.filter(key__startswith="otp-tries:")
    assert counter.count == row.tries


async def test_right_code_from_twenty_callers_at_once_signs_in_one(
    as_nobody: GraphQLClient,
) -> None:
    asked = await challenge(as_nobody)
    code = await as_nobody.code_for(MOBILE)
    answers = await asyncio.gather(*(verify(as_nobody, asked, code) for _ in range(20)))
    assert sum(answer["errors"] == [] for answer in answers) == 1
    assert await Session.all().count() == 1


async def test_two_first_sign_ins_of_one_number_at_once_are_one_citizen(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    asked = []
    for _ in range(2):
        asked.append((await challenge(as_nobody), await as_nobody.code_for(MOBILE)))
        clock.move(seconds=40)
    answers = await asyncio.gather(*(verify(as_nobody, *one) for one in asked))
    assert sum(answer["errors"] == [] for answer in answers) == 2
    assert await Citizen.all().count() == 1


@pytest.mark.parametrize("settings", [{"one_time_codes": {"failures_an_hour": 4}}], indirect=True)
async def test_state_wide_failures_stop_all_guessing_for_an_hour(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    for _ in range(10):  # whoever has no open code guesses at nothing, and must not stop the state
        await verify(as_nobody, "5f0c2f9e-6a1c-4d59-9f0e-5d7a1f1f6a10", "123456")
    asked = [await challenge(as_nobody, f"+91981234560{n}") for n in range(8)]
    guesses = [{"challengeId": one, "code": "000000"} for one in asked]
    answers = await asyncio.gather(*(as_nobody.send(VERIFY_OTP, input=one) for one in guesses))
    assert sum("errors" not in answer.json() for answer in answers) == 4
    asked_late = await challenge(as_nobody)
    assert await is_limited(as_nobody, asked_late, await as_nobody.code_for(MOBILE))
    assert (await OneTimeCode.get(id=asked_late)).tries == 0
    clock.move(hours=1, minutes=3)
    asked_late = await challenge(as_nobody)
    assert (await verify(as_nobody, asked_late, await as_nobody.code_for(MOBILE)))["errors"] == []


async def test_unverified_profile_email_neither_signs_in_nor_is_in_the_way(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    claimant = await make_citizen(runtime, email="asha@example.in")
    asked = await challenge(as_nobody, "Asha@Example.IN", "EMAIL")
    code = await as_nobody.code_for("asha@example.in")
    done = await verify(as_nobody, asked, code)
    assert done["errors"] == []
    owner = await Citizen.get(verified_email="asha@example.in")
    assert owner.id != claimant.id
    assert await Session.filter(citizen_id=claimant.id).count() == 0
    await claimant.refresh_from_db()
    assert (claimant.email, claimant.verified_email) == ("asha@example.in", None)
