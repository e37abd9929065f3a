"""A certificate that can die: valid, expired or revoked at the moment of the check."""

from __future__ import annotations

from acknowledgements import REVOKE, VERIFY, make_due
from processions import Desk, Person, key
from verification_people import Officers
from verifications import applied, decided, read, reported


async def issued(citizen: Person, officers: Officers) -> dict[str, object]:
    request = await reported(officers.head, await applied(citizen))
    return await decided(officers.district, request, validUntil="2026-12-31")


async def checked(desk: Desk, code: object) -> dict[str, object]:
    answer = await Person(desk.http, language="en").run(VERIFY, code=code)
    return dict(answer["verifyDocument"])


async def test_who_checks_sees_little_and_the_holder_sees_when(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await issued(citizen, officers)
    await make_due(desk.app)
    code = request["certificate"]["code"]  # type: ignore[index]
    seen = await checked(desk, code)
    assert seen.pop("sha256")
    assert seen == {
        "status": "VALID",
        "kind": "CERTIFICATE",
        "number": request["number"],
        "issuedAt": "2026-11-23T12:00:00+05:30",
        "validUntil": "2026-12-31T23:59:59+05:30",
        "revokedAt": None,
        "revocation": None,
        "issuedBy": "Sagar",
        "holder": "A. V.",
    }
    assert (await read(citizen, request))["certificate"]["checks"] == 1


async def test_it_expires_with_its_last_day(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    code = (await issued(citizen, officers))["certificate"]["code"]  # type: ignore[index]
    await desk.later(days=38, hours=11, minutes=59)
    assert (await checked(desk, code))["status"] == "VALID"
    await desk.later(minutes=1)
    assert (await checked(desk, code))["status"] == "EXPIRED"


async def test_a_check_one_second_after_the_revocation_says_so(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await issued(citizen, officers)
    code = request["certificate"]["code"]  # type: ignore[index]
    why = {"reasonCode": "OFFENCE_REGISTERED", "note": "FIR 12/2026"}
    wanted = {"code": code, **why, "idempotencyKey": key()}
    for officer in (officers.head, officers.outside):
        before = await checked(desk, code)
        error = await officer.refused(REVOKE, input=wanted)
        assert error["extensions"]["code"] in ("FORBIDDEN", "NOT_FOUND")
        assert (await checked(desk, code))["status"] == before["status"] == "VALID"
    answer = await officers.district.run(REVOKE, input=wanted)
    assert answer["revokeDocument"]["document"]["status"] == "REVOKED"
    desk.clock.move(seconds=1)
    seen = await checked(desk, code)
    assert (seen["status"], seen["revokedAt"], seen["revocation"]) == (
        "REVOKED",
        "2026-11-23T12:00:00+05:30",
        "An offence was registered against the holder",
    )
    assert (await read(citizen, request))["certificate"]["status"] == "REVOKED"
