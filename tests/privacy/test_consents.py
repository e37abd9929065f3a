"""Citizens consent to the notice that is shown to them, and withdraw it."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from lost_reports import faults, stored
from own_data import OPERATIONS
from strangers import Strangers, service

from core.audit.models import AuditEntry
from core.errors import StartupError
from core.plugins import load
from core.privacy.models import Consent
from core.privacy.notices import IDENTITY
from core.runtime import Runtime
from core.texts import Language

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
"""The database makes no difference here."""

AGREED = {"purpose": "IDENTITY", "noticeVersion": "1", "language": "HI"}


async def give(client: GraphQLClient, **changes: Any) -> Any:
    return (await client.run(OPERATIONS["GiveConsent"], input=AGREED | changes))["giveConsent"]


async def withdraw(client: GraphQLClient, purpose: str = "IDENTITY") -> Any:
    wanted = {"purpose": purpose}
    return (await client.run(OPERATIONS["WithdrawConsent"], input=wanted))["withdrawConsent"]


async def own(client: GraphQLClient) -> Any:
    return (await client.run(OPERATIONS["MyConsents"]))["viewer"]["consents"]


async def test_a_consent_names_the_text_that_was_shown(
    as_citizen: AsSomebody, runtime: Runtime, clock: MovableClock
) -> None:
    citizen = await as_citizen()
    given = {"purpose": "IDENTITY", "noticeVersion": "1", "givenAt": "2026-11-23T12:00:00+05:30"}
    assert await give(citizen) == {"consents": [given], "errors": []}
    assert await own(citizen) == [{**given, "withdrawnAt": None}]
    row = await Consent.get()
    shown = runtime.texts(IDENTITY.text, Language.HI)
    assert shown != IDENTITY.text.message
    assert (row.language, row.text_sha256) == (
        Language.HI,
        hashlib.sha256(shown.encode()).hexdigest(),
    )
    assert row.given_at == clock.now()
    entry = await AuditEntry.get(action="consent.give")
    assert (entry.subject, entry.details) == (
        f"consent:{row.id}",
        '{"purpose": "IDENTITY", "version": "1"}',
    )


@on_sqlite
async def test_given_twice_the_first_stands(as_citizen: AsSomebody, clock: MovableClock) -> None:
    citizen = await as_citizen()
    first = await give(citizen)
    clock.move(hours=1)
    assert await give(citizen, language="EN") == first
    assert await AuditEntry.filter(action="consent.give").count() == 1


async def test_withdrawn_and_given_again_are_two(
    as_citizen: AsSomebody, clock: MovableClock
) -> None:
    citizen = await as_citizen()
    await give(citizen)
    clock.move(minutes=1)
    withdrawn = "2026-11-23T12:01:00+05:30"
    assert await withdraw(citizen) == {
        "consents": [{"purpose": "IDENTITY", "withdrawnAt": withdrawn}],
        "errors": [],
    }
    clock.move(minutes=1)
    await give(citizen)
    assert [(c["givenAt"][11:16], c["withdrawnAt"]) for c in await own(citizen)] == [
        ("12:02", None),
        ("12:00", withdrawn),
    ]
    assert await AuditEntry.filter(action="consent.withdraw").count() == 1


@on_sqlite
async def test_only_a_notice_in_force_can_be_agreed_to(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    query = OPERATIONS["GiveConsent"].replace("message", "choices { code }")
    for change, path, code, choices in (
        ({"purpose": "MARKETING"}, "purpose", "NOTICE_UNKNOWN", ["IDENTITY"]),
        ({"noticeVersion": "0"}, "noticeVersion", "NOTICE_VERSION", ["1"]),
    ):
        payload = (await citizen.run(query, input=AGREED | change))["giveConsent"]
        assert payload["consents"] is None
        (error,) = payload["errors"]
        assert (error["path"], error["code"]) == ([path], code)
        assert [choice["code"] for choice in error["choices"]] == choices
    assert await Consent.all().count() == 0


@on_sqlite
async def test_nothing_is_withdrawn_that_does_not_stand(as_citizen: AsSomebody) -> None:
    citizen, other = await as_citizen(), await as_citizen()
    await give(other)
    payload = await withdraw(citizen)
    assert (payload["consents"], payload["errors"][0]["code"]) == (None, "CONSENT_UNKNOWN")
    assert await Consent.filter(withdrawn_at=None).count() == 1
    assert await own(citizen) == []


@on_sqlite
async def test_officers_and_nobody_give_no_consent(
    as_officer: AsSomebody, as_nobody: GraphQLClient
) -> None:
    officer = await as_officer()
    for client, code in ((officer, "FORBIDDEN"), (as_nobody, "UNAUTHENTICATED")):
        error = await client.refused(OPERATIONS["GiveConsent"], input=AGREED)
        assert error["extensions"]["code"] == code
    assert await Consent.all().count() == 0


@pytest.mark.parametrize(
    "settings", [{"privacy": {"required_consents": ("IDENTITY",)}}], indirect=True
)
async def test_a_state_may_require_consent_before_a_request(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    assert await faults(citizen) == [("", "CONSENT_REQUIRED")]
    await give(citizen)
    report = await stored(citizen)
    await withdraw(citizen)
    assert await faults(citizen) == [("", "CONSENT_REQUIRED")]
    query = "query($number: String!) { serviceRequest(number: $number) { number } }"
    assert (await citizen.run(query, number=report["number"]))["serviceRequest"] is not None


@on_sqlite
async def test_consents_are_counted(as_citizen: AsSomebody, clock: MovableClock) -> None:
    citizen = await as_citizen()
    for _ in range(25):
        await give(citizen)
        await withdraw(citizen)
        clock.moment += timedelta(seconds=1)
    error = await citizen.refused(OPERATIONS["GiveConsent"], input=AGREED)
    assert error["extensions"]["code"] == "RATE_LIMITED"


NOTICING = 'notices=(Notice("CHOIR", "3", text("You sing.")),)'


def test_a_service_declares_notices_of_its_own(strangers: Strangers) -> None:
    strangers.install("choir", service("choir", static=NOTICING))
    strangers.install("opera", service("opera", static=NOTICING))
    load(strangers.settings("choir", privacy={"required_consents": ("CHOIR",)}))
    with pytest.raises(StartupError) as clash:
        load(strangers.settings("choir", "opera"))
    assert clash.value.faults == ("services choir and opera both bring the notice CHOIR",)


def test_a_required_consent_needs_a_notice(strangers: Strangers) -> None:
    strangers.install("choir", service("choir", static=NOTICING))
    with pytest.raises(StartupError) as fault:
        load(strangers.settings("choir", privacy={"required_consents": ("OPERA",)}))
    assert fault.value.faults == (
        "setting privacy.required_consents: no notice has the purpose OPERA;"
        " there are: CHOIR, IDENTITY",
    )
