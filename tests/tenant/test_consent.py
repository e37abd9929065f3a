"""consentToTenancy, sendConsentCode: the tenant alone says yes; a no erases all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import REQUEST_OTP, VERIFY_OTP, GraphQLClient
from own_data import places_of
from processions import Desk, Person, key
from tenancies import (
    CONSENT,
    SEND_CODE,
    TENANT,
    Given,
    asked,
    begun,
    consented,
    deliver,
    done,
    faults,
    person,
    read,
    registered,
)

from core.files.models import FileState, StoredFile
from core.identity.models import Citizen, OneTimeCode
from core.outbox.models import OutboxEntry
from plugins.tenant.models import Tenancy

Make = Callable[..., Awaitable[Person]]
WRONG = [("code", "OTP_INVALID")]
OTHER = "+919812300002"


def answer(challenge: str, code: str, *, consents: bool = True) -> Given:
    return {"challengeId": challenge, "code": code, "consents": consents}


async def test_the_answer_is_the_number_and_begins_it(desk: Desk, owner: Person) -> None:
    request = await registered(owner)
    await consented(desk, request)
    consent = (await read(owner, request))["consent"]
    assert (consent["status"], consent["at"]) == ("GIVEN", "2026-11-23T12:00:00+05:30")


async def test_a_code_answers_for_its_own_tenant_alone(desk: Desk, owner: Person) -> None:
    first = await registered(owner)
    second = await registered(owner, tenant=person(mobile=OTHER, fullName="Om Puri"))
    (challenge, code), (other, other_code) = (
        await asked(desk, first),
        await asked(desk, second, OTHER),
    )
    nobody = GraphQLClient(desk.http)
    if code != other_code:
        assert await faults(nobody, CONSENT, answer(challenge, other_code)) == WRONG
    assert await faults(nobody, CONSENT, answer(key(), code)) == WRONG
    assert await faults(nobody, CONSENT, answer("x", code)) == WRONG
    assert await Tenancy.filter(consented_at=None).count() == 2
    await done(nobody, CONSENT, answer(other, other_code))
    assert (await read(owner, first))["status"]["code"] == "CONSENT_AWAITED"
    assert (await read(owner, second))["status"]["code"] == "SUBMITTED"


async def test_no_code_of_one_purpose_works_for_another(desk: Desk, owner: Person) -> None:
    request = await registered(owner)
    challenge, code = await asked(desk, request)
    nobody = GraphQLClient(desk.http)
    signed = await nobody.run(VERIFY_OTP, input={"challengeId": challenge, "code": code})
    assert [each["code"] for each in signed["verifyOtp"]["errors"]] == ["OTP_INVALID"]
    asked_to_sign_in = await nobody.run(REQUEST_OTP, input={"channel": "SMS", "address": TENANT})
    sign_in = asked_to_sign_in["requestOtp"]["challenge"]["id"]
    sign_in_code = await nobody.code_for(TENANT)
    assert await faults(nobody, CONSENT, answer(sign_in, sign_in_code)) == WRONG
    assert await Citizen.all().count() == 1
    assert (await Tenancy.get()).consented_at is None


async def test_a_code_is_good_once_and_for_some_days(desk: Desk, owner: Person) -> None:
    request = await registered(owner)
    challenge, code = await asked(desk, request)
    nobody = GraphQLClient(desk.http)
    await desk.later(days=3, seconds=1)
    assert await faults(nobody, CONSENT, answer(challenge, code)) == WRONG
    again = {"requestId": request["id"], "idempotencyKey": key()}
    await done(owner, SEND_CODE, again)
    challenge, code = await asked(desk, request)
    await done(nobody, CONSENT, answer(challenge, code))
    assert await faults(nobody, CONSENT, answer(challenge, code)) == WRONG


async def test_three_wrong_codes_use_up_the_challenge(desk: Desk, owner: Person) -> None:
    request = await registered(owner)
    challenge, code = await asked(desk, request)
    nobody = GraphQLClient(desk.http)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(3):
        assert await faults(nobody, CONSENT, answer(challenge, wrong)) == WRONG
    assert await faults(nobody, CONSENT, answer(challenge, code)) == WRONG
    assert (await Tenancy.get()).consented_at is None


async def test_a_refusal_erases_all_but_the_number(desk: Desk, owner: Person) -> None:
    request = await registered(owner)
    await consented(desk, request, consents=False)
    after = await read(owner, request)
    assert after["status"] == {"code": "LAPSED", "phase": "CLOSED"}
    assert (after["number"], after["premises"], after["tenant"]) == (request["number"], None, None)
    assert (after["references"], after["attachments"]) == ([], [])
    row = await Tenancy.get()
    assert (row.sealed, row.content, row.tenant_mark) == (None, None, None)
    assert await StoredFile.filter(request_id=row.request_id).count() == 0
    assert await StoredFile.filter(state=FileState.STORED).count() == 0
    assert await OneTimeCode.all().count() == 0
    entered = ("Ravi Tiwari", "Shanti Vihar", "Sunil Rao")
    assert await places_of(entered) == set()


async def test_a_refusal_and_a_lapse_look_the_same(desk: Desk, owner: Person) -> None:
    refused = await registered(owner)
    await consented(desk, refused, consents=False)
    lapsed = await registered(owner, tenant=person(mobile=OTHER, fullName="Om Puri"))
    await deliver(desk)
    await desk.later(days=15)
    await deliver(desk)
    timeline = """query($number: String!) { serviceRequest(number: $number) { status { code label }
      timeline { edges { node { action { code } actor { kind } note reasonCode } } } } }"""
    shown = [await owner.run(timeline, number=each["number"]) for each in (refused, lapsed)]
    assert shown[0] == shown[1]
    assert shown[0]["serviceRequest"]["status"]["label"] == "Ended before it began"


async def test_a_second_answer_changes_nothing(desk: Desk, owner: Person) -> None:
    request = await begun(desk, owner)
    await OutboxEntry.filter(topic="tenant.ask").delete()
    assert request["status"]["code"] == "SUBMITTED"
    await done(owner, SEND_CODE, {"requestId": request["id"], "idempotencyKey": key()})
    await deliver(desk)
    texts = [each["text"] for each in await owner.outbox() if each["to"] == TENANT]
    assert len([text for text in texts if "/tenancy?c=" in text]) == 1


async def test_once_it_has_begun_no_other_code_seems_to_refuse(desk: Desk, owner: Person) -> None:
    """The landlord has had the tenant asked twice, and both codes are good."""
    request = await registered(owner)
    first = await asked(desk, request)
    desk.clock.move(minutes=1)
    await done(owner, SEND_CODE, {"requestId": request["id"], "idempotencyKey": key()})
    second = await asked(desk, request)
    assert first != second
    nobody = GraphQLClient(desk.http)
    await done(nobody, CONSENT, answer(*first))
    assert await faults(nobody, CONSENT, answer(*second, consents=False)) == WRONG
    assert await OneTimeCode.all().count() == 0
    assert (await read(owner, request))["status"]["code"] == "SUBMITTED"


async def test_the_landlord_asks_again_so_many_times_and_the_phone_rings_as_often(
    desk: Desk, owner: Person, another: Make
) -> None:
    request = await registered(owner)
    for _ in range(3):
        await done(owner, SEND_CODE, {"requestId": request["id"], "idempotencyKey": key()})
    await deliver(desk)
    assert await OneTimeCode.all().count() == 3
    error = await owner.refused(
        SEND_CODE, input={"requestId": request["id"], "idempotencyKey": key()}
    )
    assert error["extensions"]["code"] == "RATE_LIMITED"
    other = await another()
    error = await other.refused(
        SEND_CODE, input={"requestId": request["id"], "idempotencyKey": key()}
    )
    assert error["extensions"]["code"] == "NOT_FOUND"
    await desk.later(days=1, hours=2)
    await deliver(desk)
    assert await OneTimeCode.all().count() == 4  # what the phone was spared for a day
