"""recordTenantConsent: a tenant without a phone says it before an officer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from everything_stored import everything
from factories import MAKRONIYA, TT_NAGAR
from own_data import erase
from processions import Desk, Person
from tenancies import (
    RECORD_CONSENT,
    deliver,
    done,
    faults,
    person,
    read,
    registered,
    seen,
)

from core.identity.models import Officer, OfficerRole, OneTimeCode
from core.service_requests.models import ServiceRequest
from plugins.tenant.models import Tenancy

Make = Callable[..., Awaitable[Person]]


async def test_a_tenant_without_a_phone_consents_at_the_station(
    desk: Desk, owner: Person, officer: Make
) -> None:
    request = await registered(owner, tenant=person(mobile=None))
    await deliver(desk)
    assert await OneTimeCode.all().count() == 0
    beat = await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    told = await done(beat, RECORD_CONSENT, seen(request))
    assert told == {"number": request["number"]}
    assert (await read(owner, request))["status"]["code"] == "SUBMITTED"
    row = await Tenancy.get()
    assert (row.consent_seen_by_id, row.consent_seen) == (beat.row.id, "VOTER_ID …4567")


async def test_an_officer_who_knows_nothing_of_the_tenant_learns_nothing(
    desk: Desk, owner: Person, officer: Make, another: Make
) -> None:
    request = await registered(owner, tenant=person(mobile=None))
    head, elsewhere = await officer(MAKRONIYA), await officer(TT_NAGAR)
    stranger = await another()
    await deliver(desk)
    before = await everything()
    unknown = [("number", "TENANT_UNKNOWN")]
    assert await faults(elsewhere, RECORD_CONSENT, seen(request)) == unknown
    assert await faults(head, RECORD_CONSENT, seen({"number": "MP-1"})) == unknown
    assert await faults(head, RECORD_CONSENT, seen(request, birthDate="1995-03-03")) == [
        ("birthDate", "TENANT_NOT_SAME")
    ]
    assert await faults(head, RECORD_CONSENT, seen(request, identityNumber=" ")) == [
        ("identityNumber", "REQUIRED")
    ]
    error = await stranger.refused(RECORD_CONSENT, input=seen(request))
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert await everything() == before


async def test_nobody_consents_at_the_station_for_a_tenant_with_a_phone(
    desk: Desk, owner: Person, officer: Make
) -> None:
    request = await registered(owner)
    beat = await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    await deliver(desk)
    before = await everything()
    for consents in (True, False):
        given = seen(request, consents=consents)
        assert await faults(beat, RECORD_CONSENT, given) == [("number", "TENANT_UNKNOWN")]
    assert await everything() == before


async def test_dates_of_birth_are_not_guessed_at_the_station(owner: Person, officer: Make) -> None:
    request = await registered(owner, tenant=person(mobile=None))
    beat = await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    for day in range(3, 8):
        given = seen(request, birthDate=f"1995-03-{day:02}")
        assert await faults(beat, RECORD_CONSENT, given) == [("birthDate", "TENANT_NOT_SAME")]
    error = await beat.refused(RECORD_CONSENT, input=seen(request))
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert (await Tenancy.get()).consented_at is None


async def test_no_landlord_consents_as_an_officer_for_the_tenant(
    owner: Person, officer: Make
) -> None:
    request = await registered(owner, tenant=person(mobile=None))
    beat = await officer(MAKRONIYA, OfficerRole.BEAT_OFFICER)
    await Officer.filter(id=beat.row.id).update(mobile=owner.row.mobile)
    assert await faults(beat, RECORD_CONSENT, seen(request)) == [("number", "TENANT_UNKNOWN")]
    assert (await Tenancy.get()).consented_at is None


async def test_nobody_consents_to_what_an_erased_landlord_had_entered(
    owner: Person, officer: Make
) -> None:
    request = await registered(owner, tenant=person(mobile=None))
    head = await officer(MAKRONIYA)
    assert (await erase(owner, str(owner.row.mobile)))["errors"] == []
    assert await faults(head, RECORD_CONSENT, seen(request)) == [("number", "TENANT_UNKNOWN")]
    assert (await ServiceRequest.get()).status == "CONSENT_AWAITED"


async def test_a_refusal_at_the_station_erases_as_well(owner: Person, officer: Make) -> None:
    request = await registered(owner, tenant=person(mobile=None))
    head = await officer(MAKRONIYA)
    await done(head, RECORD_CONSENT, seen(request, consents=False))
    assert (await ServiceRequest.get()).status == "LAPSED"
    assert (await Tenancy.get()).sealed is None
